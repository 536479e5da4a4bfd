"""Interference (打听案情、说情干预, 监察法 art. 66): anybody of the commission records it,
keepers and leaders read it, but never who is named in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock, store
from app.enums import AccountStatus, Role
from app.enums_clue import InterferenceKind, InterferenceWay
from app.errors import Invalid, Missing
from app.models import Account, InterferenceRecord, RoleAssignment
from app.operations import compartment
from app.operations.facts import Reader
from app.permissions import Right
from app.principal import Principal
from app.textfold import fold

NOBODY = "能看这类记录的人都写在里面了，请书面报上级纪检监察机关，不在本系统登记。"


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
        readers = _readers(session)
        if readers and all(is_named(name, texts) for name in readers):
            raise Invalid({"asker": NOBODY})
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


def opened(
    session: Session, actor: Principal, limit: int = 100
) -> list[tuple[InterferenceRecord, dict[str, str]]]:
    """Return the visible records with their texts, newest first, without those that name him.

    The texts are sealed, so that no statement can tell; what he wrote himself he may read.
    """
    query = sa.select(InterferenceRecord).order_by(InterferenceRecord.id.desc()).limit(limit)
    found = [(row, compartment.opened(row)) for row in session.scalars(query)]
    return [
        (row, texts)
        for row, texts in found
        if row.recorded_by_id == actor.account_id or not is_named(actor.name, texts)
    ]


def is_named(name: str, texts: Mapping[str, str]) -> bool:
    """Tell whether a person's name stands in a record; what follows it in brackets is no name."""
    bare = fold(name.partition("（")[0])
    return bool(bare) and any(bare in fold(text) for text in texts.values())


def _readers(session: Session) -> list[str]:
    """Return the names of those who read records today: keepers and leaders."""
    today, ends = clock.today(), RoleAssignment.valid_to
    query = (
        sa.select(Account.last_name)
        .join(RoleAssignment, RoleAssignment.account_id == Account.id)
        .where(
            Account.status == AccountStatus.ACTIVE,
            RoleAssignment.role.in_([role for role in Role if Right.CLUES.letter(role) in "A2"]),
            RoleAssignment.ended_at.is_(None),
            RoleAssignment.valid_from <= today,
            sa.or_(ends.is_(None), ends >= today),
        )
    )
    return list(session.scalars(query))
