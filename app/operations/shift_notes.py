"""交接班: what a shift leaves the next, with what was open; a colleague signs for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from app import audit, clock, secrecy
from app.enums_phone import Shift
from app.errors import Forbidden, Refused
from app.models import HandoverNote, HandoverRead
from app.operations.facts import Reader
from app.permissions import Right
from app.principal import Principal
from app.queries import shift_notes

LONGEST = 2000


def leave(session: Session, actor: Principal, facts: Mapping[str, Any]) -> HandoverNote:
    """Keep a note with what is open now; no telephone or ID number stays readable in it."""
    if not actor.has(Right.CLOSE) or actor.unit_id is None:
        raise Forbidden("您没有写交接班记录的权限。")
    reader = Reader(session, facts)
    shift = reader.word("shift", "班次", Shift)
    text = reader.text("text", "交接事项", LONGEST)
    reader.finish()
    waits = shift_notes.open_now(session, actor)
    row = HandoverNote(
        unit_id=actor.unit_id,
        duty_on=clock.today(),
        shift=shift,
        text=secrecy.redact(text),
        problem_ids=waits.problem_ids,
        open_calls=waits.calls,
        open_questions=waits.questions,
        created_by_id=actor.account_id,
    )
    session.add(row)
    session.flush()
    audit.record(session, actor, "handover.leave", "handover_note", row.id)
    return row


def sign(session: Session, actor: Principal, note_id: int) -> None:
    """Sign that a colleague's note was read; signing twice changes nothing."""
    note = shift_notes.note(session, note_id)
    if note.created_by_id == actor.account_id or note.unit_id != actor.unit_id:
        raise Refused("交接班由本单位接班的人签收，自己写的不用签收。")
    if shift_notes.has_read(session, note.id, actor.account_id):
        return
    row = HandoverRead(
        unit_id=note.unit_id,
        handover_note_id=note.id,
        account_id=actor.account_id,
        read_at=clock.now(),
        created_by_id=actor.account_id,
    )
    session.add(row)
    session.flush()
    audit.record(session, actor, "handover.read", "handover_note", note.id)
