"""Meetings about items: recorded once, with the items that they were about."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import audit, clock, policies, policies_together, store
from app.enums_ledger import MeetingKind
from app.errors import Forbidden, Invalid
from app.models import Meeting, MeetingProblem, Problem
from app.operations import reporters, tail
from app.operations.facts import Reader
from app.operations.intake import EARLIEST
from app.principal import Principal
from app.queries import together

MOST_ITEMS = 100
APART = "检举控告、敏感和监督执纪事项与其他事项请分开记录会议，这里不能混在一起。"
TEXTS = ("title", "place", "attendees", "decision")
LONGEST = {"title": 100, "place": 60, "attendees": 1000, "decision": 3000}


def record(session: Session, actor: Principal, facts: Mapping[str, Any]) -> Meeting:
    """Record a meeting; items are typed by number, and each must be visible to the actor."""
    if not policies_together.may_meet(actor):
        raise Forbidden("您没有记录会议的权限。")
    items, missing = found_items(session, facts.get("items"))
    with store.acting(session, tail.KEEPER):
        reader = Reader(session, facts)
        found = _read(reader, actor)
        if missing:
            reader.blame("items", missing)
        if not items and found["kind"] != MeetingKind.FORUM and not missing:
            reader.blame("items", "请填写会议研究的事项编号。")
        if len({policies.is_confidential(item) for item in items}) > 1:
            reader.blame("items", APART)
        reader.finish()
        named = _named(items)
        found.update({name: named.hide(found[name]) for name in TEXTS})
        row = Meeting(**found, created_by_id=actor.account_id)
        session.add(row)
        session.flush()
        _attach(session, actor, row, items)
    detail = {"kind": row.kind, "problem_ids": [item.id for item in items]}
    audit.record(session, actor, "meeting.add", "meeting", row.id, detail=detail)
    return row


def _read(reader: Reader, actor: Principal) -> dict[str, Any]:
    """Check every fact of a meeting."""
    found: dict[str, Any] = {
        "kind": reader.word("kind", "会议类别", MeetingKind),
        "title": reader.text("title", "名称", LONGEST["title"], line=True),
        "held_on": reader.day("held_on", "日期"),
        "place": reader.text("place", "地点", LONGEST["place"], line=True),
        "unit_ids": reader.units("unit_ids", "参加单位", required=False),
        "attendees": reader.text("attendees", "参加人", LONGEST["attendees"], required=False),
        "decision": reader.text("decision", "议定事项", LONGEST["decision"], required=False),
    }
    if policies_together.hosts_only_own(actor):
        found["host_unit_id"] = actor.unit_id
    else:
        found["host_unit_id"] = reader.unit("host_unit_id", "召集单位")
    day = found["held_on"]
    if day is not None and not EARLIEST <= day <= clock.today():
        reader.blame("held_on", "会议日期不能晚于今天，也请核对年份。")
    return found


def _named(items: Sequence[Problem]) -> reporters.Reporters:
    """Return whom the texts of a meeting about these items may name."""
    found = reporters.Reporters()
    for item in items:
        found |= reporters.of(item)
    return found


def numbers(typed: Any) -> list[str]:
    """Return the item numbers of a text, each once, in order."""
    parts = re.split(r"[\s,，、;；]+", str(typed or "").strip().upper())
    return list(dict.fromkeys(part for part in parts if part))


def found_items(session: Session, typed: Any) -> tuple[list[Problem], str]:
    """Return the items of typed numbers that the actor sees, and a word about those that fail."""
    wanted = numbers(typed)
    if len(wanted) > MOST_ITEMS:
        return [], f"一次最多 {MOST_ITEMS} 件事项，您填了 {len(wanted)} 件。"
    query = sa.select(Problem).where(Problem.problem_no.in_(wanted))
    rows = {row.problem_no: row for row in session.scalars(query)}
    unknown = [number[:20] for number in wanted if number not in rows]
    word = f"没有找到编号 {'、'.join(unknown[:5])}，请核对。" if unknown else ""
    return [rows[number] for number in wanted if number in rows], word


def _attach(
    session: Session, actor: Principal, meeting: Meeting, items: Sequence[Problem]
) -> list[int]:
    """Add items that the meeting does not have yet; return their ids."""
    query = sa.select(MeetingProblem.problem_id).where(MeetingProblem.meeting_id == meeting.id)
    known = set(session.scalars(query))
    new = [item.id for item in items if item.id not in known]
    for problem_id in new:
        session.add(
            MeetingProblem(
                meeting_id=meeting.id, problem_id=problem_id, created_by_id=actor.account_id
            )
        )
    session.flush()
    return new


def attach(session: Session, actor: Principal, meeting_id: int, typed: Any) -> int:
    """Add items to a visible meeting by number; return how many were new."""
    meeting = together.meeting(session, meeting_id)
    if not may_add(actor, meeting):
        raise Forbidden("会议的事项由召集单位、记录人或者监督室添加。")
    items, missing = found_items(session, typed)
    if missing or not items:
        raise Invalid({"items": missing or "请填写事项编号。"})
    _check_apart(session, meeting, items)
    return len(attach_rows(session, actor, meeting, items))


def _check_apart(session: Session, meeting: Meeting, items: Sequence[Problem]) -> None:
    """Refuse to put an item that is kept closely beside others: one text is about them all."""
    with store.acting(session, tail.KEEPER):
        held = sa.select(MeetingProblem.id).where(MeetingProblem.meeting_id == meeting.id)
        has_items = session.execute(held.limit(1)).first() is not None
    kinds = {policies.is_confidential(item) for item in items}
    if has_items:
        kinds.add(bool(together.confidential(session, [meeting.id])))
    if len(kinds) > 1:
        raise Invalid({"items": APART})


def attach_rows(
    session: Session, actor: Principal, meeting: Meeting, items: Sequence[Problem]
) -> list[int]:
    """Add rows to a meeting and audit them; return the ids that were new."""
    with store.acting(session, tail.KEEPER):
        new = _attach(session, actor, meeting, items)
        # What was written before the item came may name its reporter.
        named = _named(items)
        for name in TEXTS:
            setattr(meeting, name, named.hide(getattr(meeting, name)))
        session.flush()
    detail = {"problem_ids": new}
    audit.record(session, actor, "meeting.attach", "meeting", meeting.id, detail=detail)
    return new


def may_add(actor: Principal, meeting: Meeting) -> bool:
    """Tell whether somebody adds items: the steering offices, the host's people, the recorder."""
    own = meeting.host_unit_id == actor.unit_id or meeting.created_by_id == actor.account_id
    return policies_together.may_meet(actor) and (policies_together.is_office(actor) or own)
