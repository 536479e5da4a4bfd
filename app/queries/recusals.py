"""Reads of recusals: what waits for a leader's decision, an item's history, who may be named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app import clock
from app.enums import AccountStatus, Role
from app.enums_recusal import RecusalState
from app.errors import Missing
from app.models import Account, Message, Problem, ProblemStep, Recusal, RoleAssignment, Unit
from app.permissions import Right
from app.principal import Principal

MOST_ROWS = 200
# Who deals with items at all; the others never see one.
HANDLING = tuple(role for role in Role if Right.SEE_PROBLEMS.letter(role) != "-")


@dataclass(frozen=True)
class Line:
    """A recusal with the names in it."""

    row: Recusal
    who: str
    item: str
    title: str
    asked_by: str
    asked_at: datetime


def _lines(session: Session, *criteria: Any) -> list[Line]:
    """Return recusals with their names, oldest first."""
    return [_line(*row) for row in session.execute(_named().where(*criteria))]


@cache
def _named() -> Any:
    """Select recusals with the names in them; every page of an item asks, so it is made once."""
    off, asker = aliased(Account), aliased(Account)
    theirs, unit = aliased(Unit), aliased(Unit)
    columns: tuple[Any, ...] = (
        off.last_name,
        theirs.short_name,
        unit.name,
        Problem.problem_no,
        Problem.title,
        Message.message_no,
        Message.subject,
        asker.last_name,
    )
    return (
        sa.select(Recusal, *columns)
        .outerjoin(off, off.id == Recusal.account_id)
        .outerjoin(theirs, theirs.id == off.unit_id)
        .outerjoin(unit, unit.id == Recusal.unit_id)
        .outerjoin(Problem, Problem.id == Recusal.problem_id)
        .outerjoin(Message, Message.id == Recusal.message_id)
        .outerjoin(asker, asker.id == Recusal.created_by_id)
        .order_by(Recusal.id)
        .limit(MOST_ROWS)
    )


def _line(row: Recusal, *names: str | None) -> Line:
    """Return one recusal as people read it."""
    person, theirs, unit, number, title, message_no, subject, asker = names
    who = f"{person}（{theirs}）" if person else f"{unit}（全单位）"
    return Line(
        row,
        who,
        number or message_no or "",
        title or subject or "",
        asker or "系统",
        row.created_at,
    )


def to_decide(session: Session, principal: Principal) -> list[Line]:
    """Return what waits for this leader's decision, oldest first."""
    if not principal.has(Right.RECUSAL, "A"):
        return []
    return _lines(session, *_waiting(principal))


def count_to_decide(session: Session, principal: Principal) -> int:
    """Return how many recusals wait for this leader's decision."""
    if not principal.has(Right.RECUSAL, "A"):
        return 0
    query = sa.select(sa.func.count(Recusal.id)).where(*_waiting(principal))
    return session.execute(query).scalar_one()


def _waiting(principal: Principal) -> tuple[Any, ...]:
    """Return the criteria of undecided recusals of others."""
    own = sa.func.coalesce(Recusal.account_id, 0) != principal.account_id
    return Recusal.state == RecusalState.ASKED, own


def get(session: Session, principal: Principal, recusal_id: int) -> Line:
    """Return a recusal inside the principal's scope; Missing otherwise."""
    found = _lines(session, Recusal.id == recusal_id)
    if not found:
        raise Missing()
    return found[0]


def of_problem(session: Session, principal: Principal, problem_id: int) -> list[Line]:
    """Return the recusals of a problem that the principal may see."""
    return _lines(session, Recusal.problem_id == problem_id)


@dataclass(frozen=True)
class Concerned:
    """A person or a whole unit that deals with an item; key is "account:7" or "unit:7"."""

    key: str
    label: str


def concerned(session: Session, problem: Problem) -> list[Concerned]:
    """Return who deals with a problem or may come to: units first, then their people."""
    offices = (Role.DC_INTAKE, Role.DC_LEAD, Role.AB_OFF, Role.AB_LEAD, Role.CLERK)
    steps = sa.select(ProblemStep.unit_id).where(ProblemStep.problem_id == problem.id)
    parts = {problem.supervisor_unit_id, problem.proposed_unit_id, *session.scalars(steps)} - {None}
    people = _people(session, sa.or_(Account.unit_id.in_(parts), RoleAssignment.role.in_(offices)))
    units = parts | {row.unit_id for row in people if row.role == Role.DC_INTAKE}
    names = sa.select(Unit.id, Unit.name).where(Unit.id.in_(units)).order_by(Unit.id)
    named = [Concerned(f"unit:{row.id}", f"{row.name}（全单位）") for row in session.execute(names)]
    found = {row.id: f"{row.last_name}（{row.name}）" for row in people}
    return [*named, *(Concerned(f"account:{key}", label) for key, label in found.items())]


def _people(session: Session, wanted: Any) -> Iterable[Any]:
    """Return the active accounts of these that deal with items today."""
    today, ends = clock.today(), RoleAssignment.valid_to
    query = (
        sa.select(Account.id, Account.last_name, Account.unit_id, Unit.name, RoleAssignment.role)
        .join(RoleAssignment, RoleAssignment.account_id == Account.id)
        .join(Unit, Unit.id == Account.unit_id)
        .where(
            wanted,
            Account.status == AccountStatus.ACTIVE,
            RoleAssignment.role.in_(HANDLING),
            RoleAssignment.valid_from <= today,
            sa.or_(ends.is_(None), ends >= today),
        )
        .order_by(Account.unit_id, Account.id)
        .limit(MOST_ROWS)
    )
    return session.execute(query).all()
