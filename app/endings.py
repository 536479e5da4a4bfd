"""What must have happened before an item may go another way out, or come back.

The gate, the waiting lists' acts and the timer ask here; everything follows from the events.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, object_session

from app.enums import CallbackResult, ProblemState
from app.models import Feedback, Problem, ProblemEvent, ProblemTransfer

S = ProblemState
REOPENING = ("F06", "F07", "T16", "T18")
AGAIN = ("T17", "F08")


def last_event(session: Session, problem_id: int, codes: tuple[str, ...]) -> ProblemEvent | None:
    """Return the newest event of a problem with one of these codes."""
    query = (
        sa.select(ProblemEvent)
        .where(ProblemEvent.problem_id == problem_id, ProblemEvent.transition.in_(codes))
        .order_by(ProblemEvent.seq.desc())
        .limit(1)
    )
    return session.scalars(query).first()


def asked_reopen(session: Session, problem_id: int) -> ProblemEvent | None:
    """Return the proposal to reopen that nobody has decided yet."""
    last = last_event(session, problem_id, REOPENING)
    return last if last is not None and last.transition == "F06" else None


def allowed_again(session: Session, problem_id: int) -> bool:
    """Tell whether a leader has agreed to one more rework since the last one."""
    last = last_event(session, problem_id, AGAIN)
    return last is not None and last.transition == "F08"


def transfer_open(session: Session, problem_id: int) -> ProblemTransfer | None:
    """Return the transfer whose result has not come back."""
    query = sa.select(ProblemTransfer).where(
        ProblemTransfer.problem_id == problem_id, ProblemTransfer.returned_at.is_(None)
    )
    return session.scalars(query.order_by(ProblemTransfer.id.desc()).limit(1)).first()


def merged_into(session: Session, master_id: int) -> Sequence[Problem]:
    """Return the visible items merged into a problem, in order."""
    query = sa.select(Problem).where(
        Problem.master_problem_id == master_id, Problem.state == S.MERGED
    )
    return session.scalars(query.order_by(Problem.id)).all()


def is_unhappy(session: Session, problem: Problem) -> bool:
    """Tell it of one item, as the lists tell it of many."""
    query = sa.select(Problem.id).where(Problem.id == problem.id, unhappy())
    return session.execute(query).first() is not None


@cache
def unhappy() -> Any:
    """Tell whether a reporter's newest word since the result is that he is not satisfied.

    A reporter whose item was merged into this one counts too. It is made once: an alias that is
    made anew copies all columns of its table, and three lists of a home page ask this.
    """
    item = aliased(Problem)
    merged = (
        sa.select(item.id)
        .where(item.master_problem_id == Problem.id, item.state == S.MERGED, _last_word(item.id))
        .correlate_except(item)
        .exists()
    )
    return sa.or_(_last_word(Problem.id), merged)


def _last_word(item_id: Any) -> Any:
    """Tell whether the newest word on an item since Problem's result is dissatisfied."""
    word, later = aliased(Feedback), aliased(Feedback)
    # Two levels down the library would ask a row of its own instead of the outer one.
    newer = (
        sa.select(later.id)
        .where(later.problem_id == item_id, later.id > word.id)
        .correlate_except(later)
    )
    return (
        sa.select(word.id)
        .where(
            word.problem_id == item_id,
            word.at >= Problem.submitted_at,
            word.callback_result == CallbackResult.DISSATISFIED,
            ~newer.exists(),
        )
        .correlate_except(word)
        .exists()
    )


def nothing_to_do(problem: Problem, code: str) -> str:
    """Return why an act of this module has no object now, an empty text when it has one."""
    session = object_session(problem)
    check = CHECKS.get(code)
    return check(session, problem) if check and session is not None else ""


def _no_transfer(session: Session, problem: Problem) -> str:
    """Tell that the result has come back."""
    return "" if transfer_open(session, problem.id) else "转办结果已经返回"


def _not_to_tell(_session: Session, problem: Problem) -> str:
    """Tell that the master has no result for the reporter, or that nobody can be called."""
    if problem.contact_id is None:
        return "来访人没有留下联系方式"
    if problem.closed_at is not None:
        return "主件已经办结"
    return "" if problem.submitted_at is not None else "主件还没有核查通过的结果"


def _not_asked(session: Session, problem: Problem) -> str:
    """Tell that nobody has proposed to reopen the item."""
    return "" if asked_reopen(session, problem.id) else "没有提请重启"


def _asked(session: Session, problem: Problem) -> str:
    """Tell that a proposal waits already."""
    return "已提请重启，等领导决定" if asked_reopen(session, problem.id) else ""


def _not_again(session: Session, problem: Problem) -> str:
    """Tell that the first rework is free, or that the leader has agreed already."""
    last = last_event(session, problem.id, AGAIN)
    if last is None:
        return "还没有因不满意重办过"
    if last.transition == "F08":
        return "已批准再次重办"
    return "" if is_unhappy(session, problem) else "最近一次回访的结果不是“不满意”"


CHECKS = {
    "F03": _no_transfer,
    "F04": _no_transfer,
    "F05": _not_to_tell,
    "F06": _asked,
    "T18": _not_asked,
    "F07": _not_asked,
    "F08": _not_again,
}
