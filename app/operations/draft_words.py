"""Words and pieces that drafts share: paragraphs, dates, masked lines, the office's own facts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from app import clock, secrecy
from app.enums import StepRole
from app.errors import Forbidden, Refused
from app.models import ProblemStep, Unit
from app.permissions import Right
from app.principal import Principal

LONGEST_CELL = 300
LONGEST_MATTER = 60
LONGEST_HEAD = 30


class Filled(NamedTuple):
    """The facts of a paper from the ledger, and the unit or the units that it goes to.

    Each of unit_ids answers within reply_days; 0 asks for no answer. told is the fact that
    prints the names of those that it goes to.
    """

    facts: dict[str, Any]
    unit_id: int | None = None
    unit_ids: tuple[int, ...] = ()
    reply_days: int = 0
    told: str = ""


def paragraph(text: str, level: int = 0) -> dict[str, Any]:
    """Return one piece of a body."""
    return {"level": level, "text": text}


def day_of(on: date) -> str:
    """Return 2026年11月18日."""
    return f"{on.year}年{on.month}月{on.day}日"


def local_day(at: datetime) -> date:
    """Return the day of an instant in China."""
    return clock.local(at).date()


def iso(at: datetime) -> str:
    """Return the day of an instant as facts write it."""
    return local_day(at).isoformat()


def short(text: str, longest: int) -> str:
    """Return a masked text on one line, cut where a table cell ends."""
    line = " ".join(secrecy.redact(text).split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def unit_names(session: Session, unit_ids: Sequence[int]) -> list[str]:
    """Return the names of units in the given order."""
    query = sa.select(Unit.id, Unit.name).where(Unit.id.in_(unit_ids))
    found = {row.id: row.name for row in session.execute(query)}
    return [found[unit_id] for unit_id in unit_ids]


def common(title: str, addressees: list[str]) -> dict[str, Any]:
    """Return what every paper of the commission carries."""
    name = current_app.config["VX"].agency.name
    facts = {"agency": name, "title": title, "addressees": addressees}
    return {**facts, "sign": name, "seal": "none"}


def office() -> str:
    """Return the office that answers for a paper."""
    return str(current_app.config["VX"].agency.office)


def check_right(actor: Principal) -> None:
    """Refuse who may not draft before anything is read for him."""
    if not actor.has(Right.DRAFT_REPORT):
        raise Forbidden("您没有起草公文的权限。")


def lead_step(session: Session, problem_id: int) -> ProblemStep:
    """Return the newest step of a lead unit that was not returned."""
    query = (
        sa.select(ProblemStep)
        .where(
            ProblemStep.problem_id == problem_id,
            ProblemStep.role == StepRole.LEAD,
            ProblemStep.returned_at.is_(None),
        )
        .order_by(ProblemStep.id.desc())
        .limit(1)
    )
    step = session.scalars(query).first()
    if step is None:
        raise Refused("事项还没有批办到承办单位，不能制发这份公文。")
    return step


def co_units(session: Session, problem_id: int) -> list[int]:
    """Return the units of co-handlers that were not returned, in order."""
    query = sa.select(ProblemStep.unit_id).where(
        ProblemStep.problem_id == problem_id,
        ProblemStep.role == StepRole.CO,
        ProblemStep.returned_at.is_(None),
    )
    return list(session.scalars(query.order_by(ProblemStep.id)))
