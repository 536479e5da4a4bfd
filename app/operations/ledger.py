"""The ledger's state machine, played: load, check, act, and one tail for all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException

from app import policies, store
from app.errors import Conflict, Invalid, Missing, Refused
from app.models import Problem, ProblemStep
from app.operations import (
    answering,
    assigning,
    closing,
    ending,
    evidence,
    extending,
    family,
    guards,
    lapsing,
    merging,
    reopening,
    reporters,
    supervision,
    suspending,
    tail,
)
from app.operations import facts as checked
from app.operations.case import Case, Note
from app.principal import Principal
from app.transitions import BY_ACTION, Kind, Transition

MOST_AT_ONCE = 100
ACTS: dict[str, Callable[[Case], Note]] = {
    "T02": assigning.triage,
    "T06": assigning.instruct,
    "T07": assigning.send_back,
    "T08": assigning.sign,
    "T09": assigning.give_back,
    "T10": assigning.reassign,
    "F02": assigning.name_office,
    "P01": answering.progress,
    "P02": answering.answer,
    "T13": answering.submit,
    "T14": answering.rework,
    "T15": answering.verify,
    "F01": closing.callback,
    "T16": closing.close,
    "T17": closing.dissatisfied,
    "E02": supervision.supervise,
    "E01a": extending.ask,
    "E01b": extending.agree,
    "E01": extending.approve,
    "E01c": extending.tell,
    "E01d": extending.refuse,
    "T11a": suspending.ask,
    "T11b": suspending.agree,
    "T11": suspending.approve,
    "T11d": suspending.refuse,
    "T12": suspending.resume,
    "T03": ending.reject,
    "T04": ending.transfer,
    "T05": merging.merge,
    "T18": reopening.reopen,
    "T20": ending.withdraw,
    "T21": ending.review,
    "F03": ending.track,
    "F04": ending.take_result,
    "F05": merging.tell,
    "F06": reopening.ask,
    "F07": reopening.refuse,
    "F08": reopening.allow_again,
    "F10": family.divide,
    "F11": family.divide,
}


def perform(
    session: Session,
    actor: Principal,
    problem_id: int,
    version: int,
    action: str,
    facts: Mapping[str, Any],
    files: Sequence[evidence.Upload] = (),
) -> Problem:
    """Make one transition of app/transitions.py.

    Raises Missing outside the scope, Conflict for a stale version, Forbidden or
    Refused when the gate or a guard closes it, Invalid for wrong facts.
    """
    transition = BY_ACTION.get(action)
    if transition is None:
        raise Refused("没有这种操作，请从页面上的按钮进入。")
    problem = load(session, problem_id)
    if problem.row_version != int(version):
        raise Conflict(current=_current(actor, problem))
    steps = steps_of(session, problem)
    guards.check_allowed(actor, problem, steps, transition)
    if files and not any(fact.kind is Kind.FILES for fact in transition.facts):
        raise Refused(f"“{transition.label}”不能附文件。")
    with store.acting(session, tail.KEEPER), session.no_autoflush:
        found = _clean(problem, transition, checked.read(session, transition, facts))
        case = Case(session, actor, problem, steps, transition, found)
        guards.check_apart(case)
        carry_out(case, files)
    return problem


def carry_out(case: Case, files: Sequence[evidence.Upload] = ()) -> None:
    """Do what the transition says and write all that belongs to it."""
    was = tail.snapshot(case.problem)
    note = ACTS[case.transition.code](case)
    lapsing.lapse(case)
    if files:
        kept = evidence.keep(case.session, case.actor, case.problem, files)
        note.data["files"] = [item.sha256 for item in kept]
    tail.finish(
        case.session,
        case.actor,
        case.problem,
        code=case.transition.code,
        action=case.transition.event,
        note=note,
        was=was,
        shown_to=case.shown_to,
        started=case.started,
        versions=case.versions if case.started else None,
    )


def load(session: Session, problem_id: int) -> Problem:
    """Return a problem inside the actor's scope, its row locked until the commit."""
    query = (
        sa.select(Problem)
        .where(Problem.id == problem_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    problem = session.scalars(query).one_or_none()
    if problem is None:
        raise Missing()
    return problem


def steps_of(session: Session, problem: Problem) -> list[ProblemStep]:
    """Return the steps of a problem in order."""
    query = (
        sa.select(ProblemStep)
        .where(ProblemStep.problem_id == problem.id)
        .order_by(ProblemStep.id)
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(query))


def _current(actor: Principal, problem: Problem) -> dict[str, Any]:
    """Return what is stored now, as far as this person may read it."""
    return {name: getattr(problem, name) for name in policies.readable(actor, Problem)}


def _clean(problem: Problem, transition: Transition, found: dict[str, Any]) -> dict[str, Any]:
    """Mask the reporter's name and telephone in what an officer wrote."""
    texts = {fact.name for fact in transition.facts if fact.kind is Kind.TEXT}
    named = reporters.of(problem) if any(found.get(name) for name in texts) else None
    return {
        name: named.hide(value) if named and name in texts and value else value
        for name, value in found.items()
    }


def perform_many(
    session: Session,
    actor: Principal,
    items: Sequence[tuple[int, int]],
    action: str,
    facts: Mapping[str, Any],
) -> list[Problem]:
    """Make the same transition on several (id, version): all of them, or none.

    What is refused names its item; the caller's transaction rolls the others back.
    """
    if not 0 < len(items) <= MOST_AT_ONCE:
        raise Invalid({"": f"请选择 1 至 {MOST_AT_ONCE} 件事项。"})
    if len({problem_id for problem_id, _ in items}) < len(items):
        raise Invalid({"": "同一件事项选了两次。"})
    # Every row is locked before the first audit row, always in the same order.
    held = {problem_id: load(session, problem_id) for problem_id, _ in sorted(items)}
    done = []
    for problem_id, version in items:
        try:
            done.append(perform(session, actor, problem_id, version, action, facts))
        except HTTPException as error:
            error.description = f"{held[problem_id].problem_no}：{error.description}"
            raise
    return done
