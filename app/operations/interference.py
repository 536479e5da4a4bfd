"""Interference (打听案情、说情干预, 监察法 art. 66): anybody of the commission records it,
keepers and leaders read it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock, store
from app.enums_clue import InterferenceKind, InterferenceWay
from app.errors import Missing
from app.models import InterferenceRecord
from app.operations import compartment
from app.operations.facts import Reader
from app.permissions import Right
from app.principal import Principal


def record(session: Session, actor: Principal, facts: Mapping[str, Any]) -> None:
    """Record who asked about which item, when and how; nothing is returned."""
    if not actor.has(Right.CLUES):
        raise Missing()
    with store.acting(session, compartment.KEEPER), session.no_autoflush:
        reader = Reader(session, facts)
        texts = {
            "asker": reader.text("asker", "什么人", 120, line=True),
            "item": reader.text("item", "哪件事项", 200, line=True),
            "content": reader.text("content", "经过", 2000),
        }
        kind = reader.word("kind", "情形", InterferenceKind)
        way = reader.word("way", "方式", InterferenceWay)
        on = reader.day("happened_on", "日期")
        if on is not None and on > clock.today():
            reader.blame("happened_on", "日期不能晚于今天。")
        reader.finish()
        row = InterferenceRecord(
            **compartment.seal(texts),
            kind=kind,
            way=way,
            happened_on=on,
            recorded_by_id=actor.account_id,
            created_by_id=actor.account_id,
        )
        session.add(row)
        session.flush()
        compartment.trace(session, actor, {"interference": row.uid, **texts})


def log_opening(session: Session, actor: Principal) -> None:
    """Audit that somebody opens the records; Missing for all but keepers and leaders."""
    if not actor.has(Right.CLUES, "A", "2"):
        raise Missing()
    compartment.trace_read(session, actor, {"interference": clock.now().isoformat()})


def opened(session: Session, limit: int = 100) -> list[tuple[InterferenceRecord, dict[str, str]]]:
    """Return the visible records with their texts, newest first."""
    query = sa.select(InterferenceRecord).order_by(InterferenceRecord.id.desc()).limit(limit)
    return [(row, compartment.opened(row)) for row in session.scalars(query)]
