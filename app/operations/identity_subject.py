"""Whose identity is asked for: one resolution for an item, a message, an evaluation, a call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import policies, store
from app.enums import Role, Track
from app.enums_identity import RelayState
from app.errors import Forbidden, Missing, Refused
from app.models import Contact, Enterprise, Evaluation, Message, Problem, ProblemStep, RelayCall
from app.permissions import Right
from app.principal import Principal, system

Row = TypeVar("Row", Problem, Message, Evaluation, RelayCall, Enterprise)
KEEPER = system("来访人身份")
NONE_LEFT = "来访人没有留下姓名和电话。"
NOT_NOW = "您现在不能查看这件事项的来访人身份。"
RELAY = f"{NOT_NOW}需要联系来访人的，请用“请人代问”。"


@dataclass(frozen=True)
class Subject:
    """A row whose contact the actor may open, a second person permitting where one is needed."""

    kind: str
    row_id: int
    number: str
    contact_id: int
    needs_second: bool
    unit_complained_id: int | None
    name_hash: str | None = None


def seen(session: Session, model: type[Row], row_id: int) -> Row:
    """Return a row inside the actor's sight; Missing otherwise."""
    row = session.scalars(sa.select(model).where(model.id == row_id)).one_or_none()
    if row is None:
        raise Missing
    return row


def resolve(session: Session, actor: Principal, kind: str, row_id: int) -> Subject:
    """Return the subject; Missing, Refused without a contact, Forbidden for who may not."""
    if kind not in RESOLVERS:
        raise Missing
    return RESOLVERS[kind](session, actor, row_id)


def _problem(session: Session, actor: Principal, row_id: int) -> Subject:
    """Return an item's reporter, whole for letter D, released per case for letter R."""
    problem = seen(session, Problem, row_id)
    if problem.contact_id is None:
        raise Refused(NONE_LEFT)
    if not policies.may_reveal(actor, problem):
        if not actor.has(Right.SEE_REPORTER, "R"):
            raise Forbidden(NOT_NOW)
        if not is_released(session, actor, problem):
            raise Forbidden(RELAY)
    return _of_problem("problem", row_id, problem, problem.contact_id)


def is_released(session: Session, actor: Principal, problem: Problem) -> bool:
    """Tell whether a handler may open it; the fence shows him the contact only then."""
    if not actor.has(Right.SEE_REPORTER, "R"):
        return False
    steps = session.scalars(sa.select(ProblemStep).where(ProblemStep.problem_id == problem.id))
    query = sa.select(Contact.id).where(
        Contact.id == problem.contact_id, Contact.allow_unit_contact
    )
    allows = session.execute(query).first() is not None
    return policies.released(actor, problem, steps.all(), allows=allows)


def _of_problem(kind: str, row_id: int, problem: Problem, contact_id: int) -> Subject:
    """Return the subject of an item, asked for by itself or by a call."""
    return Subject(
        kind,
        row_id,
        problem.problem_no,
        contact_id,
        policies.needs_second(problem),
        problem.unit_complained_id,
        problem.contact_name_hash,
    )


def _message(session: Session, actor: Principal, row_id: int) -> Subject:
    """Return who left a message."""
    row = seen(session, Message, row_id)
    return _other(actor, "message", row, row.message_no, row.unit_complained_id)


def _evaluation(session: Session, actor: Principal, row_id: int) -> Subject:
    """Return who evaluated."""
    row = seen(session, Evaluation, row_id)
    return _other(actor, "evaluation", row, row.eval_no, row.unit_id if row.is_bad else None)


def _other(
    actor: Principal, kind: str, row: Message | Evaluation, number: str, accused: int | None
) -> Subject:
    """Return the subject of a message or an evaluation."""
    if row.contact_id is None:
        raise Refused(NONE_LEFT)
    if not policies.may_reveal_other(actor, row):
        raise Forbidden(NOT_NOW)
    return Subject(kind, row.id, number, row.contact_id, policies.needs_second(row), accused)


def _relay(session: Session, actor: Principal, row_id: int) -> Subject:
    """Return the reporter whom an open call is for, to who makes the call."""
    call = seen(session, RelayCall, row_id)
    with store.acting(session, KEEPER):
        problem = session.get_one(Problem, call.problem_id)
    if call.state != RelayState.OPEN:
        raise Refused("已经答复，不用再联系来访人。")
    if problem.contact_id is None:
        raise Refused(NONE_LEFT)
    service = problem.track == Track.SERVICE and Role.CLERK in actor.roles
    calls = service or actor.has(Right.SEE_PROBLEMS, "A")
    accused = problem.unit_complained_id is not None and (
        problem.unit_complained_id == actor.unit_id
    )
    if not calls or accused or not actor.has(Right.REVEAL, "D"):
        raise Forbidden(NOT_NOW)
    return _of_problem("relay_call", row_id, problem, problem.contact_id)


def _enterprise(session: Session, actor: Principal, row_id: int) -> Subject:
    """Return whom an enterprise named to be called, for who calls enterprises."""
    row = seen(session, Enterprise, row_id)
    if row.contact_id is None:
        raise Refused("这家企业没有留下联系人。")
    if not actor.has(Right.REVEAL, "D"):
        raise Forbidden("您不能查看企业联系人的电话。")
    return Subject("enterprise", row_id, row.uscc, row.contact_id, False, None)


RESOLVERS: dict[str, Callable[[Session, Principal, int], Subject]] = {
    "problem": _problem,
    "message": _message,
    "evaluation": _evaluation,
    "relay_call": _relay,
    "enterprise": _enterprise,
}
