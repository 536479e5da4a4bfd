"""Words of the message board: what comes back from a citizen, and how he reads the state."""

from __future__ import annotations

from app.enums import ProblemState, Track, Word


class ReturnKind(Word):
    """What a citizen sends with his query code after he has written."""

    ANSWER = ("answer", "补充情况")
    RATING = ("rating", "办理评价")


S = ProblemState
# What a citizen reads of a state: a short word, and a sentence.
STAGES: dict[ProblemState, tuple[str, str]] = {
    S.REGISTERED: ("已收到", "您的留言已经收到，值班人员正在分办，请过一两个工作日再来查。"),
    S.IN_PROGRESS: ("正在办理", "已经受理，正在办理，有了结果会写在这里。"),
    S.PENDING_FEEDBACK: ("正在反馈", "已经有了办理结果，正在核实和反馈。"),
    S.CLOSED: ("已办结", "已经办结。"),
    S.REJECTED: ("不予受理", "不属于这里受理的范围，原因和途径写在答复里。"),
    S.TRANSFERRED_OUT: ("已转办", "已经按职责转给有关单位，结果返回后会写在这里。"),
    S.MERGED: ("正在办理", "与别人反映的同一件事一起办理，有了结果会写在这里。"),
    S.WITHDRAWN: ("已撤回", "已经按您的要求撤回。"),
}
ENDED = frozenset({S.CLOSED, S.REJECTED, S.TRANSFERRED_OUT, S.WITHDRAWN})


def told(state: ProblemState, track: Track) -> ProblemState:
    """Return the state that a citizen may read for one: nothing of who holds it and how far it is.

    Of what lies with the discipline commission only that it is handled, and how it ended.
    """
    if state in ENDED or state == S.REGISTERED:
        return state
    plain = track == Track.SERVICE and state in STAGES
    return state if plain else S.IN_PROGRESS
