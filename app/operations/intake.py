"""T01: an item enters the ledger, its reporter kept apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock, numbers, secrecy, store
from app.enums import Channel, IdentityMode, RequestType, Track, UnitKind, Urgency
from app.enums_ledger import DeadlineKind
from app.errors import Forbidden, Invalid
from app.models import Contact, Problem, Unit
from app.operations import (
    blocked,
    compartment,
    enterprises,
    identity,
    limits,
    recusal_rules,
    tail,
)
from app.operations.case import Note
from app.operations.deadlines import Started
from app.operations.facts import Reader
from app.permissions import Right
from app.principal import Principal
from app.queries import parameters, persons

LONGEST_TITLE, LONGEST_CONTENT = 100, 5000
MOST_TAGS = 10
# A slip of the finger; who complains of something older tells it in his own words.
EARLIEST = date(2000, 1, 1)
# A complaint about one of these is about those who would handle it.
KEEPERS = frozenset(
    {
        UnitKind.APPROVAL_BUREAU,
        UnitKind.DISCIPLINE_COMMISSION,
        UnitKind.DISCIPLINE_OFFICE,
        UnitKind.DISPATCHED_GROUP,
    }
)
# Facts that become columns as they are.
COPIED = (
    "channel",
    "request_type",
    "identity_mode",
    "urgency",
    "region_code",
    "occurred_on",
    "domain",
    "unit_complained_id",
    "proposed_unit_id",
    "tags",
    "enterprise_id",
    "blocked_cause",
)
DISCIPLINE_CHANNELS = frozenset({Channel.INSPECTION, Channel.SUPERIOR})


@dataclass(frozen=True)
class Kept:
    """What an item was before it entered the ledger, which entering never lowers."""

    track: Track = Track.SERVICE
    is_sensitive: bool = False


def register(
    session: Session,
    actor: Principal,
    facts: Mapping[str, Any],
    sealed: Contact | None = None,
    track: Track = Track.SERVICE,
    *,
    is_report: bool = False,
    speaker: int | None = None,
) -> Problem:
    """Register an item; Invalid names every fact that does not hold.

    sealed is a reporter who is known already, as of a message; track is the one that it lies on,
    which registering never lowers, is_report tells that its writer called it a report, and speaker
    is the enterprise that he named. Raises ManagedAbove before anything is read or stored.
    """
    compartment.stop_above(facts)
    if not actor.has(Right.REGISTER_ITEM):
        raise Forbidden("您没有登记诉求的权限。")
    with store.acting(session, tail.KEEPER):
        found = _read(session, actor, facts, sealed)
        found["enterprise_id"] = found["enterprise_id"] if speaker is None else speaker
        contact = sealed or _contact(session, actor, found)
        kept = Kept(track, is_report)
        return enter(session, actor, found, contact, kept, shown=True)


def enter(
    session: Session,
    actor: Principal,
    found: Mapping[str, Any],
    contact: Contact | None,
    kept: Kept,
    *,
    data: Mapping[str, Any] | None = None,
    shown: bool = False,
) -> Problem:
    """Enter checked facts (COPIED, and who speaks) into the ledger, under the limit of triage.

    The caller acts as the ledger's keeper. shown tells whether who registers sees it afterwards.
    """
    triage = limits.stage(session, "triage", found["urgency"])
    problem = _problem(session, actor, found, contact)
    problem.is_sensitive = problem.is_sensitive or kept.is_sensitive
    if kept.track == Track.DISCIPLINE:
        problem.track = kept.track
    problem.due_at, problem.due_provisional = triage.due.at, triage.due.provisional
    session.add(problem)
    tail.finish(
        session,
        actor,
        problem,
        code="T01",
        action="登记",
        note=Note(data=dict(data or {})),
        shown_to=_shown_to(actor, problem) if shown else set(),
        started=[Started(triage), *_to_be_told(session, problem)],
    )
    return problem


def _shown_to(actor: Principal, problem: Problem) -> set[int]:
    """Return the unit that sees what it registered; what is the commission's leaves other units.

    The commission sees all, the bureau its track, and a clerk by account: no row for them.
    """
    letters = "SOV" if problem.track == Track.SERVICE else "S"
    sees = actor.unit_id is not None and actor.has(Right.SEE_PROBLEMS, *letters)
    return {actor.unit_id} if sees and actor.unit_id else set()


def _to_be_told(session: Session, problem: Problem) -> list[Started]:
    """Return the legal limit of telling a named reporter what becomes of it (条例 art. 23).

    An enterprise is told sooner: 7 working days (河北省优化营商环境条例 2017, art. 7).
    """
    of_firm = problem.channel == Channel.ENTERPRISE_PORTAL
    named = problem.identity_mode != IdentityMode.ANONYMOUS
    # One that is not in the register is told as soon; one without a name cannot be told.
    if problem.enterprise_id is not None or (of_firm and named):
        days = parameters.integer(session, "accept_notice_days_enterprise")
        return [Started(limits.in_workdays(session, DeadlineKind.LEGAL_NOTICE, days))]
    if problem.identity_mode != IdentityMode.NAMED:
        return []
    kind, days = DeadlineKind.LEGAL_NOTICE, parameters.integer(session, "legal_notice_days")
    return [Started(limits.natural(session, kind, days, problem.registered_at))]


def faults(session: Session, actor: Principal, facts: Mapping[str, Any]) -> dict[str, str]:
    """Return what would be refused, so that a form names every fault at once; nothing is kept."""
    try:
        with store.acting(session, tail.KEEPER):
            _read(session, actor, facts)
    except Invalid as refusal:
        return refusal.errors
    return {}


def _read(
    session: Session, actor: Principal, facts: Mapping[str, Any], sealed: Contact | None = None
) -> dict[str, Any]:
    """Check every fact of a registration."""
    reader = Reader(session, facts)
    mode = reader.word("identity_mode", "署名方式", IdentityMode)
    found = {
        "channel": reader.word("channel", "来源", Channel),
        "request_type": reader.word("request_type", "诉求类型", RequestType),
        "identity_mode": mode,
        "urgency": reader.word("urgency", "紧急程度", Urgency, required=False) or Urgency.NORMAL,
        "title": reader.text("title", "标题", LONGEST_TITLE, line=True),
        "content": reader.text("content", "诉求内容", LONGEST_CONTENT),
        "domain": reader.term("domain", "问题领域", "problem_domain", required=False),
        "unit_complained_id": reader.unit("unit_complained_id", "被反映单位", required=False),
        "proposed_unit_id": reader.unit("proposed_unit_id", "建议承办单位", required=False),
        "occurred_on": reader.day("occurred_on", "发生日期", required=False),
        "allow_unit_contact": reader.tick("allow_unit_contact", "同意联系", required=False),
        "region_code": reader.place("region_code", "发生地"),
        "blocked_cause": blocked.read(reader),
        "tags": _tags(reader),
        "enterprise_id": enterprises.read(reader, actor),
    }
    found |= identity.unsealed(sealed) if sealed else identity.read_person(reader, mode)
    _check_rest(reader, actor, found)
    reader.finish()
    return found


def _tags(reader: Reader) -> list[str]:
    """Read tags, each a term in use."""
    typed = reader.facts.get("tags") or []
    tags = [str(tag) for tag in typed] if isinstance(typed, list | tuple) else [str(typed)]
    if len(tags) > MOST_TAGS:
        reader.blame("tags", f"标签最多选 {MOST_TAGS} 个。")
        return []
    for tag in tags:
        one = Reader(reader.session, {"tags": tag})
        one.term("tags", "标签", "tag")
        if one.errors:
            reader.blame("tags", one.errors["tags"])
    return tags


def _check_rest(reader: Reader, actor: Principal, found: dict[str, Any]) -> None:
    """Refuse a future date, and a complaint about the unit that would register it."""
    if found["occurred_on"] is not None and found["occurred_on"] > clock.today():
        reader.blame("occurred_on", "发生日期不能晚于今天。")
    if found["occurred_on"] is not None and found["occurred_on"] < EARLIEST:
        reader.blame("occurred_on", f"发生日期早于 {EARLIEST.year} 年，请核对年份。")
    if found["unit_complained_id"] is not None and found["unit_complained_id"] == actor.unit_id:
        reader.blame(
            "unit_complained_id", "反映的是本单位，本单位应当回避，请来访人拨打民声热线登记。"
        )
    accused = found["unit_complained_id"]
    if accused is not None and recusal_rules.is_above_us(reader.session, accused):
        reader.blame("unit_complained_id", recusal_rules.HANDOVER)


def _contact(session: Session, actor: Principal, found: dict[str, Any]) -> Contact | None:
    """Seal the reporter's identity, None for an anonymous one."""
    if found["identity_mode"] == IdentityMode.ANONYMOUS:
        return None
    return identity.keep(
        session,
        actor,
        name=found["name"],
        phone=found["phone"],
        mode=found["identity_mode"],
        allow_unit_contact=found["allow_unit_contact"],
        is_minor=found["is_minor"],
        guardian=found["guardian_name"],
    )


def _problem(
    session: Session, actor: Principal, found: Mapping[str, Any], contact: Contact | None
) -> Problem:
    """Build the row; nothing of it carries the reporter's name or telephone."""
    names = [found["name"], found["guardian_name"]]
    phones = [found["phone"]] if found["phone"] else []
    # A landline is often told without its area code.
    phones += [phone[4:] for phone in phones if phone.startswith("0")]
    firm = enterprises.speaker(session, found)
    title, content = (secrecy.hide_firm(found[one], *firm) for one in ("title", "content"))
    sensitive = _is_sensitive(session, found)
    raised = sensitive or found["channel"] in DISCIPLINE_CHANNELS
    return Problem(
        problem_no=numbers.problem_no(session, clock.today().year),
        title=secrecy.redact(title, names, phones)[:LONGEST_TITLE],
        content=secrecy.hide_person(content, names, phones),
        content_redacted=secrecy.redact(content, names, phones),
        track=Track.DISCIPLINE if raised else Track.SERVICE,
        is_sensitive=sensitive,
        contact_id=contact.id if contact else None,
        contact_phone_hash=contact.phone_hash if contact else None,
        contact_name_hash=persons.stored_name(found["name"]) if contact and found["name"] else None,
        registered_at=clock.now(),
        created_by_id=actor.account_id,
        **{name: found[name] for name in COPIED},
    )


def _is_sensitive(session: Session, found: Mapping[str, Any]) -> bool:
    """Tell whether the item is a report, about conduct, or about an office that would handle it."""
    conduct = found["blocked_cause"] == blocked.MISCONDUCT
    if conduct or found["request_type"] == RequestType.REPORT:
        return True
    query = sa.select(Unit.kind).where(Unit.id == found["unit_complained_id"])
    return session.execute(query).scalar() in KEEPERS
