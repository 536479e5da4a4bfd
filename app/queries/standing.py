"""What is open at this moment, by light and by age: the one figure that no month keeps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import calendars, clock
from app.enums import ProblemState
from app.models import Problem
from app.policies_statistics import Subject
from app.queries import due
from app.transitions import OPEN_STATES
from app.workdays import CalendarError, at_local

# Working days since the item was registered; the last span has no end.
AGES = (3, 7, 15, 30)
LIGHTS = (("late", "红灯"), ("soon", "黄灯"), ("ok", "绿灯"), ("stopped", "中止"))


@dataclass(frozen=True)
class Standing:
    """How many open items stand in each light and age; is_counted is False without a calendar."""

    cells: dict[tuple[str, int], int]
    is_counted: bool = True

    def total(self, light: str = "", age: int | None = None) -> int:
        """Return the sum of the cells of a light, of an age, or of all."""
        return sum(
            count
            for (one, old), count in self.cells.items()
            if (not light or one == light) and (age is None or old == age)
        )


def ages() -> list[str]:
    """Return the words of the ages, in order."""
    between = [f"{AGES[at] + 1}—{AGES[at + 1]} 个工作日" for at in range(len(AGES) - 1)]
    return [f"{AGES[0]} 个工作日以内", *between, f"{AGES[-1]} 个工作日以上"]


def standing(session: Session, subject: Subject, unit_id: int | None = None) -> Standing:
    """Return the visible open items of a subject; unit_id is the unit that a township works as."""
    starts = _starts(session)
    light, age = _light(session), _age(starts)
    query = (
        sa.select(light.label("light"), age.label("age"), sa.func.count(Problem.id))
        .where(Problem.state.in_(OPEN_STATES), *_of(subject, unit_id))
        .group_by(light, age)
    )
    cells = {(row[0], int(row[1])): int(row[2]) for row in session.execute(query)}
    return Standing(cells, bool(starts))


def items(
    session: Session,
    subject: Subject,
    unit_id: int | None,
    light: str,
    age: int | None,
    first: int,
    size: int,
) -> tuple[list[Any], int]:
    """Return some of the items that standing() counts, what is due first before, and their number.

    Without a light or an age those of all.
    """
    among: list[Any] = [Problem.state.in_(OPEN_STATES), *_of(subject, unit_id)]
    if light:
        among.append(_light(session) == light)
    if age is not None:
        among.append(_age(_starts(session)) == age)
    columns = (Problem.id, Problem.problem_no, Problem.registered_at, Problem.lead_unit_id)
    query = sa.select(*columns, Problem.region_code).where(*among)
    found = query.order_by(Problem.due_at, Problem.id).offset(first).limit(size)
    total = session.execute(sa.select(sa.func.count(Problem.id)).where(*among)).scalar_one()
    return list(session.execute(found)), int(total)


def _age(starts: list[datetime]) -> Any:
    """Return the age of an item in SQL, as its place among AGES."""
    spans = ((Problem.registered_at >= start, at) for at, start in enumerate(starts))
    return sa.case(*spans, else_=len(starts)) if starts else sa.literal(0)


def _of(subject: Subject, unit_id: int | None) -> tuple[Any, ...]:
    """Return the criteria of a subject: what a unit leads, what happened in a village."""
    if len(subject.place) == 12:
        return (Problem.region_code == subject.place,)
    leads = subject.unit_id or unit_id
    return () if subject.is_county else (Problem.lead_unit_id == (leads or 0),)


def _light(session: Session) -> Any:
    """Return the light of an item in SQL, as due.py means its words."""
    soon = due.span(session, due.SOON)
    return sa.case(
        (Problem.due_at < soon.now, "late"),
        (Problem.state == ProblemState.SUSPENDED, "stopped"),
        (Problem.due_at <= soon.until, "soon"),
        else_="ok",
    )


def _starts(session: Session) -> list[datetime]:
    """Return the first instant of each age; nothing where no calendar tells it."""
    calendar, today = calendars.load(session), clock.today()
    try:
        days = [calendar.shift(today, -age) for age in AGES]
    except CalendarError:
        return []
    return [at_local(day, time()) for day in days]
