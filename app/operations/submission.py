"""What citizens send in: the one writer of messages and evaluations, named or anonymous.

It takes facts and no request: nothing of a citizen's device can reach it. The hour of a
submission is kept, not its minute, so that no row can be laid beside a line of the proxy's
log. It writes no audit row: the row itself is append-only (domain.md 4.2).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from app import clock, daily_salt, numbers, secrecy, store
from app.enums import (
    Channel,
    EvalLevel,
    EvalScale,
    IdentityMode,
    OutboxChannel,
    ProblemState,
    RequestType,
    Track,
)
from app.errors import Invalid
from app.models import (
    Contact,
    Evaluation,
    EvaluationReason,
    Message,
    Outbox,
    PublicStatus,
    Region,
    ServicePoint,
    VocabularyTerm,
)
from app.operations import compartment, idempotency, identity, message_files
from app.operations.facts import Reader
from app.operations.identity_subject import KEEPER
from app.operations.message_files import Prepared
from app.principal import PUBLIC
from app.queries import public_status

PERSON = frozenset({"name", "phone", "is_minor", "guardian_name", "guardian_consent"})
OF_MESSAGE = PERSON | {
    "channel",
    "request_type",
    "identity_mode",
    "subject",
    "body",
    "region_code",
    "unit_hint",
    "place_note",
    "public_consent",
    "managed_level",
    "allow_unit_contact",
}
OF_EVALUATION = PERSON | {
    "channel",
    "service_point_id",
    "scale",
    "level",
    "reasons",
    "other_text",
    "text",
    "trips",
    "told_once",
    "happened_on",
    "client_token",
    "kiosk_no",
    "kiosk_seq",
}
BAD = frozenset({EvalLevel.DISSATISFIED, EvalLevel.VERY_DISSATISFIED})
THREE = (EvalLevel.SATISFIED, EvalLevel.NEUTRAL, EvalLevel.DISSATISFIED)
MOST_REASONS = 14


@dataclass(frozen=True)
class Receipt:
    """What the citizen is told; code is shown once and stored as a keyed hash alone."""

    number: str
    code: str = ""
    contact_refused: str = ""


@contextmanager
def in_the_hour() -> Iterator[None]:
    """Write the hour in place of the minute, in every row of a submission."""
    with clock.fixed(clock.now().replace(minute=0, second=0, microsecond=0)):
        yield


def _only(facts: Mapping[str, Any], known: frozenset[str]) -> None:
    """Refuse a fact that a submission does not hold, such as an address or an agent."""
    beyond = sorted(set(facts) - known)
    if beyond:
        raise TypeError(f"a submission holds no {beyond}")


def leave_message(
    session: Session, facts: Mapping[str, Any], once: str, files: Sequence[Prepared] = ()
) -> Receipt:
    """Keep a message and return its number and query code; a repeated key keeps one.

    once is the form's key. Invalid names every fact that does not hold; ManagedAbove is raised
    before anything is read or stored.
    """
    compartment.stop_above(facts)
    _only(facts, OF_MESSAGE)
    once = once and f"message/{once}"
    with in_the_hour():
        known = idempotency.claim(session, once)
        if known is not None:
            return Receipt(known)
        found = _read_message(session, facts)
        _hide(found, "subject", "body")
        _hide(found, "place_note", "unit_hint")
        code = public_status.new_code()
        hashed = public_status.stored(code)
        row = Message(
            message_no=numbers.message_no(clock.today().year),
            query_code_hash=hashed,
            track=_track(found),
            submitted_at=clock.now(),
            contact_id=_kept(session, found),
            **{n: found[n] for n in COPIED},
        )
        session.add_all([row, PublicStatus(code_hash=hashed, state=ProblemState.REGISTERED)])
        session.flush()
        message_files.keep(session, row, files)
        _tell(session, "message", row.id)
        idempotency.remember(session, once, row.message_no)
    return Receipt(row.message_no, code)


def faults(session: Session, facts: Mapping[str, Any]) -> dict[str, str]:
    """Return what would be refused of a message, before its files are looked at."""
    try:
        _read_message(session, facts)
    except Invalid as refusal:
        return refusal.errors
    return {}


COPIED = (
    "channel",
    "request_type",
    "identity_mode",
    "subject",
    "body",
    "region_code",
    "unit_hint",
    "place_note",
    "public_consent",
)


def _read_message(session: Session, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Check every fact of a message."""
    reader = Reader(session, facts)
    mode = reader.word("identity_mode", "署名方式", IdentityMode)
    found = {
        "channel": reader.word("channel", "来源", Channel),
        "request_type": reader.word("request_type", "诉求类型", RequestType),
        "identity_mode": mode,
        "subject": reader.text("subject", "标题", 100, line=True),
        "body": reader.text("body", "内容", 5000),
        "unit_hint": reader.text("unit_hint", "反映的单位", 80, required=False, line=True),
        "region_code": reader.raw("region_code") or None,
        "place_note": reader.text("place_note", "具体位置", 120, required=False, line=True) or None,
        "public_consent": reader.tick("public_consent", "同意公开", required=False),
        "allow_unit_contact": reader.tick("allow_unit_contact", "同意联系", required=False),
    }
    place = sa.select(Region.code).where(
        Region.code == found["region_code"], Region.valid_to.is_(None)
    )
    if found["region_code"] and session.execute(place).first() is None:
        reader.blame("region_code", "没有这个地方，请重新选择。")
    found |= identity.read_person(reader, mode)
    reader.finish()
    return found


def _hide(found: dict[str, Any], short: str, long: str) -> None:
    """Mask who writes in his own words; what a unit reads loses every other number too."""
    names = [name for name in (found["name"], found["guardian_name"]) if name]
    phones = [found["phone"]] if found["phone"] else []
    if found[short]:
        found[short] = secrecy.redact(found[short], names, phones)
    if found[long]:
        found[long] = secrecy.hide_person(found[long], names, phones)


def _track(found: Mapping[str, Any]) -> Track:
    """Return the track at entry: a report never lies with an office that may be meant."""
    return Track.DISCIPLINE if found["request_type"] == RequestType.REPORT else Track.SERVICE


def _kept(session: Session, found: Mapping[str, Any]) -> int | None:
    """Seal who writes, None for an anonymous one."""
    if found["identity_mode"] == IdentityMode.ANONYMOUS:
        return None
    contact: Contact = identity.keep(
        session,
        PUBLIC,
        name=found["name"],
        phone=found["phone"],
        mode=found["identity_mode"],
        allow_unit_contact=bool(found.get("allow_unit_contact")),
        is_minor=found["is_minor"],
        guardian=found["guardian_name"],
    )
    return contact.id


def _tell(session: Session, kind: str, row_id: int) -> None:
    """Leave word for the worker, which makes the item; the public door reads no role."""
    session.add(
        Outbox(
            channel=OutboxChannel.IN_APP,
            template=f"{kind}.new",
            payload={f"{kind}_id": row_id},
            dedupe_key=f"{kind}:{row_id}:new",
        )
    )


def evaluate(
    session: Session, facts: Mapping[str, Any], once: str, assisted_by_id: int | None = None
) -> Receipt:
    """Keep an evaluation; a child's number without a guardian is left out, the rest is kept.

    A kiosk's entry that was kept before is kept once (kiosk_no and kiosk_seq).
    assisted_by_id is the account that wrote it down for a caller.
    """
    _only(facts, OF_EVALUATION)
    once = once and f"evaluation/{once}"
    with in_the_hour():
        known = idempotency.claim(session, once) or _of_kiosk(session, facts)
        if known is not None:
            return Receipt(known)
        found, refused = _read_evaluation(session, facts)
        _hide(found, "text", "other_text")
        row = _evaluation(session, found)
        row.created_by_id = assisted_by_id
        session.add(row)
        session.flush()
        _reasons(session, row, found)
        _tell(session, "evaluation", row.id)
        for key in (once, _kiosk_key(facts)):
            if key:
                idempotency.remember(session, key, row.eval_no)
    return Receipt(row.eval_no, contact_refused=refused)


def _kiosk_key(facts: Mapping[str, Any]) -> str:
    """Return the key of a kiosk's entry, which outlives the key of a form; empty for others."""
    if not facts.get("kiosk_no") or facts.get("kiosk_seq") is None:
        return ""
    return f"kiosk/{facts['kiosk_no']}/{facts['kiosk_seq']}"


def _of_kiosk(session: Session, facts: Mapping[str, Any]) -> str | None:
    """Return the number of a kiosk's entry that is here already.

    A second sending at the same moment waits here for the first one's end.
    """
    key = _kiosk_key(facts)
    if not key:
        return None
    known = idempotency.claim(session, key)
    if known:
        return known
    query = sa.select(Evaluation.eval_no).where(
        Evaluation.kiosk_no == str(facts["kiosk_no"]),
        Evaluation.kiosk_seq == facts["kiosk_seq"],
    )
    with store.acting(session, KEEPER):
        return session.execute(query).scalar()


def _read_evaluation(session: Session, facts: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """Check every fact; return them and why the contact is not kept, empty when it is."""
    reader = Reader(session, facts)
    found: dict[str, Any] = {
        "channel": reader.word("channel", "来源", Channel),
        "scale": reader.word("scale", "档位", EvalScale, required=False) or EvalScale.THREE,
        "level": reader.word("level", "评价", EvalLevel),
        "text": reader.text("text", "文字评价", 500, required=False) or None,
        "trips": reader.integer("trips", "跑了几趟", required=False),
        "told_once": facts.get("told_once"),
        "happened_on": reader.day("happened_on", "办事日期", required=False) or clock.today(),
        "kiosk_no": reader.text("kiosk_no", "终端编号", 20, required=False) or None,
        "kiosk_seq": reader.integer("kiosk_seq", "终端流水号", required=False),
        "client_token": reader.raw("client_token"),
        "point": session.get(ServicePoint, reader.integer("service_point_id", "点位") or 0),
    }
    if found["point"] is None:
        reader.blame("service_point_id", "没有这个服务点位。")
    if found["scale"] == EvalScale.THREE and found["level"] not in {None, *THREE}:
        reader.blame("level", "请选择满意、一般或不满意。")
    _read_reasons(reader, found)
    reader.finish()
    given = {name: facts.get(name) for name in PERSON}
    mode = IdentityMode.NAMED if given["phone"] else IdentityMode.ANONYMOUS
    person = Reader(session, given)
    read = identity.read_person(person, mode, needs_name=False)
    refused = person.errors.get("guardian_name", "")
    if person.errors and not refused:
        raise Invalid(person.errors)
    if refused or mode == IdentityMode.ANONYMOUS:
        return {**found, **read, "identity_mode": IdentityMode.ANONYMOUS}, refused
    return {**found, **read, "identity_mode": mode}, ""


def _read_reasons(reader: Reader, found: dict[str, Any]) -> None:
    """Ask a bad evaluation for its reasons, and take none of a good one."""
    typed = list(dict.fromkeys(reader.facts.get("reasons") or []))
    is_bad = found["level"] in BAD
    found["other_text"] = reader.text("other_text", "其他原因", 200, required=False) or None
    found["reasons"] = typed if is_bad else []
    if is_bad and not 0 < len(typed) <= MOST_REASONS:
        reader.blame("reasons", "请选择不满意的原因。")
    for reason in found["reasons"][:MOST_REASONS]:
        one = Reader(reader.session, {"reasons": reason})
        if one.term("reasons", "原因", "dissatisfaction_reason") is None:
            reader.blame("reasons", "请从列出的原因中选择。")


def _evaluation(session: Session, found: Mapping[str, Any]) -> Evaluation:
    """Build the row; nothing of it tells a device but a kiosk's number, which is a place."""
    point: ServicePoint = found["point"]
    token = found["client_token"]
    kept = ("channel", "scale", "level", "text", "trips", "told_once", "happened_on")
    return Evaluation(
        eval_no=numbers.eval_no(session, clock.today().year),
        service_point_id=point.id,
        unit_id=point.unit_id,
        region_code=point.region_code,
        is_bad=found["level"] in BAD,
        is_sensitive=bool(_sensitive(session, found["reasons"])),
        submitted_at=clock.now(),
        contact_id=_kept(session, found),
        client_token_hash=_token_hash(token) if token else None,
        kiosk_no=found["kiosk_no"],
        kiosk_seq=found["kiosk_seq"],
        **{name: found[name] for name in kept},
    )


def _token_hash(token: str) -> str:
    """Return the day's hash of a browser's random token."""
    return daily_salt.token_hash(current_app.config["VX"].var_dir, token)


def _sensitive(session: Session, reasons: list[str]) -> set[str]:
    """Return the reasons that only the commission reads."""
    query = sa.select(VocabularyTerm.code).where(
        VocabularyTerm.list == "dissatisfaction_reason",
        VocabularyTerm.code.in_(reasons),
        VocabularyTerm.sensitive,
    )
    return set(session.scalars(query))


def _reasons(session: Session, row: Evaluation, found: Mapping[str, Any]) -> None:
    """Add the reasons of a bad evaluation."""
    sensitive = _sensitive(session, found["reasons"])
    for reason in found["reasons"]:
        session.add(
            EvaluationReason(
                evaluation_id=row.id,
                reason=reason,
                is_sensitive=reason in sensitive,
                other_text=found["other_text"],
            )
        )
