"""A unit puts right what a bad evaluation found; somebody of another unit checks it."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import audit, clock, formats, store
from app import policies_evaluations as policies
from app.enums import RectificationResult
from app.errors import Conflict, Forbidden, Invalid, Missing, Refused
from app.models import Evaluation, FollowUp, Rectification
from app.operations import handling, limits
from app.principal import Principal
from app.queries import parameters
from app.textfold import BadText, clean_text

LONGEST = 1000
OUTCOMES = {
    "done": RectificationResult.DONE,
    "explained": RectificationResult.EXPLAINED,
    "again": RectificationResult.OPEN,
}
Allows = Callable[[Principal, Rectification], bool]


def held(
    session: Session, actor: Principal, evaluation_id: int, version: int, allows: Allows
) -> Rectification:
    """Return the visible rectification of an evaluation, held until the commit.

    Raise Missing, Forbidden, or Conflict for a form that was made from an older state.
    """
    query = sa.select(Rectification).where(Rectification.evaluation_id == evaluation_id)
    row = session.scalars(query.with_for_update()).one_or_none()
    if row is None:
        raise Missing()
    if not allows(actor, row):
        raise Forbidden("现在不能由您办这一步：整改由被评价的单位填写，由别的单位核实。")
    if row.row_version != version:
        raise Conflict(
            current={"plan": row.plan, "answer": row.answer, "check_note": row.check_note}
        )
    return row


def words(name: str, label: str, text: str) -> str:
    """Return a cleaned text; Invalid beside its field when there is none."""
    try:
        kept = clean_text(text, LONGEST, label)
    except BadText as error:
        raise Invalid({name: str(error)}) from error
    if not kept:
        raise Invalid({name: f"请填写{label}。"})
    return kept


def plan(session: Session, actor: Principal, evaluation_id: int, version: int, text: str) -> None:
    """Keep what a unit is going to do."""
    row = held(session, actor, evaluation_id, version, policies.may_rectify)
    row.plan = words("plan", "整改措施", text)
    _record(session, actor, "plan", row)


def complete(
    session: Session, actor: Principal, evaluation_id: int, version: int, text: str
) -> None:
    """Keep what a unit did; it waits for its check."""
    row = held(session, actor, evaluation_id, version, policies.may_rectify)
    row.answer = _added(row.answer, words("answer", "整改结果", text))
    row.done_at = clock.now()
    _record(session, actor, "done", row)


def check(
    session: Session, actor: Principal, evaluation_id: int, version: int, outcome: str, text: str
) -> None:
    """Judge what a unit did: put right, explained, or to be done again.

    The first two open the second evaluation, where the receipt had a code.
    """
    row = held(session, actor, evaluation_id, version, policies.may_check)
    if row.done_at is None:
        raise Refused("单位还没有报完成，不能核实。")
    if outcome not in OUTCOMES:
        raise Invalid({"outcome": "请选择核实结果。"})
    row.check_note = _added(row.check_note, words("check_note", "核实情况", text))
    row.result, row.checked_by_id, row.checked_at = (
        OUTCOMES[outcome],
        actor.account_id,
        clock.now(),
    )
    if row.result == RectificationResult.OPEN:
        row.done_at = None
    else:
        with store.acting(session, handling.KEEPER):
            _open_second(session, row)
    _record(session, actor, "check", row, {"result": row.result})


def _added(before: str | None, text: str) -> str:
    """Return a text after the ones of an earlier turn: what was said is never overwritten."""
    return f"{before}\n{formats.day(clock.now())}：{text}" if before else text


def _open_second(session: Session, row: Rectification) -> None:
    """Let the code of the receipt open one second evaluation."""
    first = session.get(Evaluation, row.evaluation_id)
    if first is None or first.follow_code_hash is None:
        return
    session.add(
        FollowUp(
            code_hash=first.follow_code_hash,
            evaluation_id=first.id,
            service_point_id=first.service_point_id,
            answer="" if first.is_sensitive else row.answer or "",
        )
    )


def call_complex(session: Session, actor: Principal, evaluation_id: int, version: int) -> None:
    """Say that a matter is complex: more days, and an item of the ledger."""
    row = held(session, actor, evaluation_id, version, policies.may_call_complex)
    if clock.now() > row.due_at:
        raise Refused("已经超过整改期限，不能再改成复杂事项。")
    with store.acting(session, handling.KEEPER):
        first = session.get(Evaluation, evaluation_id)
        if first is None:
            raise Missing()
        days = parameters.integer(session, handling.COMPLEX)
        row.is_complex = True
        row.due_at = limits.after(session, days, first.submitted_at).at
        if first.problem_id is None:
            handling.enter(session, actor, first, row)
    _record(session, actor, "complex", row, {"problem_id": row.problem_id})


def end_task(session: Session, actor: Principal, evaluation_id: int, note: str) -> None:
    """End what a unit had to put right after an evaluation that counts no longer."""
    query = sa.select(Rectification).where(
        Rectification.evaluation_id == evaluation_id,
        Rectification.result == RectificationResult.OPEN,
    )
    task = session.scalars(query.with_for_update()).one_or_none()
    if task is None:
        return
    task.result, task.checked_at = RectificationResult.EXPLAINED, clock.now()
    task.done_at, task.checked_by_id = task.done_at or clock.now(), actor.account_id
    task.check_note = note


def _record(
    session: Session,
    actor: Principal,
    act: str,
    row: Rectification,
    detail: dict[str, object] | None = None,
) -> None:
    """Write the audit row of a step; of the texts it keeps the keyed hash."""
    session.flush()
    after = {"plan": row.plan, "answer": row.answer, "check_note": row.check_note}
    audit.record(
        session,
        actor,
        f"rectification.{act}",
        "rectification",
        row.id,
        detail={"evaluation_id": row.evaluation_id, **(detail or {})},
        after=after,
    )
