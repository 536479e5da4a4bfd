"""纪企直通车: the enterprises that a person sees, and what they brought forward."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.enums import RecordStatus
from app.errors import Missing
from app.identifiers import compact
from app.models import Contact, Enterprise, OutcomeMetric, Problem
from app.permissions import Right
from app.principal import Principal
from app.queries.listing import like
from app.queries.outcomes_total import counted
from app.textfold import fold
from app.transitions import OPEN_STATES

SIZE, MOST = 50, 200
# Who opens the pages: the desks and offices, and the units whose people are officers.
SEES = (Right.CLOSE, Right.TRIAGE, Right.INSTRUCT, Right.SUPERVISE, Right.WORK)


def may_keep(principal: Principal) -> bool:
    """Tell whether somebody adds and corrects enterprises: who registers for the whole county."""
    return principal.has(Right.REGISTER_ITEM, "A")


def may_name(principal: Principal) -> bool:
    """Tell whether somebody says of an item which enterprise speaks."""
    return may_keep(principal)


def sees_items(principal: Principal) -> bool:
    """Tell whether somebody reads which items an enterprise brought forward.

    A unit that handles them does not: it would learn who complains of it.
    """
    return principal.has(Right.SEE_PROBLEMS, "A", "P", "F") or may_keep(principal)


def matching(text: str) -> Any:
    """Return the criterion of what was typed: a part of the name, initials, the code."""
    key, code = fold(text), compact(text)
    parts = [like(Enterprise.name, text.strip()), like(Enterprise.name, key)]
    parts.append(Enterprise.pinyin_initials.startswith(key, autoescape=True))
    if code:
        parts.append(Enterprise.uscc.startswith(code, autoescape=True))
    return sa.or_(*parts)


@dataclass(frozen=True)
class Listed:
    """One enterprise with how many items it has among those that the reader sees."""

    row: Enterprise
    items: int
    running: int


def listed(
    session: Session, principal: Principal, text: str = "", offset: int = 0
) -> tuple[list[Listed], bool]:
    """Return a page of enterprises by name, and whether there are more."""
    query = sa.select(Enterprise).order_by(Enterprise.status, Enterprise.name, Enterprise.id)
    if text.strip():
        query = query.where(matching(text.replace("\x00", "")))
    rows = list(session.scalars(query.offset(offset).limit(SIZE + 1)))
    counts = _counts(session, [row.id for row in rows]) if sees_items(principal) else {}
    found = [Listed(row, *counts.get(row.id, (0, 0))) for row in rows[:SIZE]]
    return found, len(rows) > SIZE


def _counts(session: Session, ids: list[int]) -> dict[int, tuple[int, int]]:
    """Return how many visible items each enterprise has, and how many of them run."""
    runs = sa.func.sum(sa.case((Problem.state.in_(OPEN_STATES), 1), else_=0))
    query = (
        sa.select(Problem.enterprise_id, sa.func.count(), runs)
        .where(Problem.enterprise_id.in_(ids))
        .group_by(Problem.enterprise_id)
    )
    return {row[0]: (row[1], int(row[2] or 0)) for row in session.execute(query)}


def get(session: Session, row_id: int) -> Enterprise:
    """Return a visible enterprise; Missing otherwise."""
    found = session.scalars(sa.select(Enterprise).where(Enterprise.id == row_id)).one_or_none()
    if found is None:
        raise Missing()
    return found


def name_of(session: Session, row_id: int | None) -> str:
    """Return what an enterprise is called, an empty text where it may not be seen."""
    if row_id is None:
        return ""
    query = sa.select(Enterprise.name).where(Enterprise.id == row_id)
    return session.execute(query).scalar() or ""


def find(session: Session, text: str, limit: int = 20) -> list[Enterprise]:
    """Return visible enterprises in use that a text may mean."""
    typed = text.replace("\x00", "").strip()
    if not typed:
        return []
    query = sa.select(Enterprise).where(matching(typed), Enterprise.status == RecordStatus.ACTIVE)
    return list(session.scalars(query.order_by(Enterprise.name, Enterprise.id).limit(limit)))


def mask(session: Session, row: Enterprise) -> str:
    """Return whom to call by the mask, where the reader may see it."""
    query = sa.select(Contact.name_mask, Contact.phone_mask).where(Contact.id == row.contact_id)
    found = session.execute(query).first() if row.contact_id else None
    return " ".join(part for part in found if part) if found else ""


def items(session: Session, row_id: int) -> list[Problem]:
    """Return the visible items of an enterprise, the newest first."""
    query = sa.select(Problem).where(Problem.enterprise_id == row_id)
    return list(session.scalars(query.order_by(Problem.id.desc()).limit(MOST)))


def for_all(session: Session, limit: int = 20) -> list[Any]:
    """Return (outcome, number, title) of the verified results that serve every enterprise."""
    query = (
        sa.select(OutcomeMetric, Problem.problem_no, Problem.title)
        .join(Problem, Problem.id == OutcomeMetric.problem_id)
        .where(*counted(), OutcomeMetric.serves_all.is_(True))
        .order_by(OutcomeMetric.id.desc())
        .limit(limit)
    )
    return list(session.execute(query))
