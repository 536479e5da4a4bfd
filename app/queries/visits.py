"""Visits, days at the window and inspections that a person sees."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.enums_visit import VisitKind
from app.errors import Missing
from app.models import FieldVisit
from app.permissions import Right
from app.principal import Principal

SIZE = 50
SEES = (Right.REGISTER_ITEM, Right.INSTRUCT)


def may_record(principal: Principal) -> bool:
    """Tell whether somebody records what he found: who registers items."""
    return principal.has(Right.REGISTER_ITEM) and principal.unit_id is not None


def kinds(principal: Principal) -> list[VisitKind]:
    """Return what somebody may record; unannounced inspections are the commission's."""
    inner = principal.has(Right.SEE_PROBLEMS, "A", "S")
    return [kind for kind in VisitKind if inner or kind != VisitKind.INSPECTION]


def listed(session: Session, kind: VisitKind | None, offset: int) -> tuple[list[FieldVisit], bool]:
    """Return a page of visible visits, the newest first, and whether there are more."""
    query = sa.select(FieldVisit).order_by(FieldVisit.held_on.desc(), FieldVisit.id.desc())
    if kind is not None:
        query = query.where(FieldVisit.kind == kind)
    rows = list(session.scalars(query.offset(offset).limit(SIZE + 1)))
    return rows[:SIZE], len(rows) > SIZE


def get(session: Session, row_id: int) -> FieldVisit:
    """Return a visible visit; Missing otherwise."""
    found = session.scalars(sa.select(FieldVisit).where(FieldVisit.id == row_id)).one_or_none()
    if found is None:
        raise Missing()
    return found
