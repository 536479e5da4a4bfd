"""The desk of the sample county: this month's roster, and what a shift left the next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy.orm import Session

from app import clock, store
from app.enums_phone import DutyKind, Shift
from app.operations import roster, shift_notes
from app.principal import Principal

NOTE = "示例：来电人约好上午九点再打的一件，见待回访；取暖咨询今天多，答复口径在话术里。"
DAYS = 28


def load(session: Session, loader: Principal, persons: Mapping[str, Principal]) -> None:
    """Fill four weeks of both desks and leave a note, each through its operation."""
    today = clock.today()
    span = {
        "first": today - timedelta(days=7),
        "last": today + timedelta(days=DAYS - 7),
        "shift": Shift.DAY,
    }
    desks = ((DutyKind.HOTLINE, ["clerk"]), (DutyKind.MESSAGE_BOARD, ["bureau", "intake"]))
    try:
        for kind, names in desks:
            store.name(session, persons["intake"])
            people = [persons[name].account_id for name in names]
            roster.fill(session, persons["intake"], {**span, "kind": kind, "people": people})
        store.name(session, persons["clerk"])
        shift_notes.leave(session, persons["clerk"], {"shift": Shift.DAY, "text": NOTE})
    finally:
        store.name(session, loader)
