"""Calling a reporter: a call that nobody answered is counted."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import audit, store
from app.errors import Conflict, Refused
from app.models import Outbox, ProblemStep
from app.operations import call_tasks, guards, ledger
from app.operations.tail import KEEPER
from app.principal import Principal
from app.queries import calls
from app.transitions import BY_CODE

MOST_ATTEMPTS = 50


def missed(session: Session, actor: Principal, problem_id: int, tries: int) -> int:
    """Count a call that nobody answered and return how many there are.

    tries is what the page showed: pressing twice counts once, and Conflict tells the present
    number. Missing outside the scope, Refused or Forbidden where this person does not call.
    """
    problem = ledger.load(session, problem_id)
    steps = session.scalars(sa.select(ProblemStep).where(ProblemStep.problem_id == problem_id))
    guards.check_allowed(actor, problem, steps.all(), BY_CODE["F01"])
    tasks = calls.open_tasks(session, actor, problem_id)
    if not tasks or tries >= MOST_ATTEMPTS:
        raise Refused("这件事项现在不用再记，请直接填写回访。")
    task = tasks[-1]
    with store.acting(session, KEEPER):
        counted = call_tasks.update(
            session, [Outbox.id == task.id, Outbox.tries == tries], tries=tries + 1
        )
    if counted != 1:
        raise Conflict("刚才已经有人记过一次，请看现在的次数。")
    detail = {"attempts": tries + 1}
    audit.record(session, actor, "call.missed", "problem", problem_id, detail=detail)
    return tries + 1
