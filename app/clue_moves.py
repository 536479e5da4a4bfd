"""The moves of a clue as data: from, to, label, who, facts (监督执纪工作规则, 检举控告规则).

operations/clue_acts.py plays them, the pages draw their forms from them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.enums_clue import ClueDisposal, ClueState
from app.transitions import Fact, Kind

S = ClueState
KEEPER, HANDED, LEADER = "keeper", "handed", "leader"
BOTH = frozenset({KEEPER, HANDED})
RUNNING = (S.RECEIVED, S.REGISTERED, S.PROPOSED, S.APPROVED, S.UNDER_DISPOSAL)


@dataclass(frozen=True)
class Move:
    """One move; target None leaves the state as it is."""

    code: str
    label: str
    sources: tuple[ClueState, ...]
    target: ClueState | None
    who: frozenset[str]
    facts: tuple[Fact, ...] = ()
    hint: str = ""


_TEXT = Fact("text", "说明", longest=1000)

ALL: tuple[Move, ...] = (
    Move(
        "register",
        "登记编号",
        (S.RECEIVED,),
        S.REGISTERED,
        frozenset({KEEPER}),
        (
            Fact(
                "repeat_no",
                "重复件的原编号",
                Kind.LINE,
                required=False,
                hint="与已登记的线索重复时填写，例如 海纪线〔2026〕1号；重复件不再告知受理",
                longest=40,
            ),
        ),
        "登记即为受理；实名检举控告从今天起 15 个工作日内告知受理情况。",
    ),
    Move(
        "propose",
        "提出处置意见",
        (S.REGISTERED,),
        S.PROPOSED,
        BOTH,
        (
            Fact("disposal", "处置方式", Kind.WORD, words=ClueDisposal),
            Fact("studied_on", "集体研究日期", Kind.DATE),
            Fact("opinion", "处置意见和理由"),
        ),
        "提出人不能批准自己的意见。",
    ),
    Move(
        "approve",
        "批准处置意见",
        (S.PROPOSED,),
        S.APPROVED,
        frozenset({LEADER}),
        (
            Fact(
                "minutes_ref",
                "会议纪要文号",
                Kind.LINE,
                hint="集体研究的会议名称、日期或纪要文号",
                longest=80,
            ),
            Fact("opinion", "批准意见", required=False),
        ),
    ),
    Move(
        "send_back",
        "退回重拟",
        (S.PROPOSED,),
        S.REGISTERED,
        frozenset({LEADER}),
        (Fact("opinion", "退回意见"),),
    ),
    Move(
        "hand",
        "交监督检查室",
        (S.REGISTERED, S.APPROVED),
        None,
        frozenset({KEEPER}),
        (
            Fact("unit_id", "承办的监督检查室", Kind.UNIT, hint="输入单位名称或拼音"),
            Fact("text", "交办要求", longest=1000),
        ),
        "交办后，只有这个室能看到这件线索。",
    ),
    Move(
        "finish",
        "处置完毕",
        (S.APPROVED, S.UNDER_DISPOSAL),
        S.DISPOSED,
        BOTH,
        (Fact("text", "处置结果"),),
        "实名检举控告从今天起 15 个工作日内反馈结果。",
    ),
    Move(
        "move_out",
        "转立案移出",
        (S.APPROVED, S.UNDER_DISPOSAL, S.DISPOSED),
        S.FILED_CASE,
        frozenset({KEEPER}),
        (
            Fact("receiver", "接收部门", Kind.LINE, longest=80),
            Fact("receipt_no", "移交回执编号", Kind.LINE, longest=80),
            _TEXT,
        ),
        "移出后本系统不再办理，凭回执查找。",
    ),
    Move(
        "return",
        "退回信访部门",
        (S.RECEIVED, S.REGISTERED),
        S.RETURNED,
        frozenset({KEEPER}),
        (Fact("text", "退回理由"),),
    ),
    Move(
        "reopen",
        "重新启用",
        (S.DISPOSED,),
        S.REGISTERED,
        frozenset({KEEPER}),
        (Fact("text", "新的情况", hint="只有“暂存待查”的可以重新启用，处置意见的期限重新计算"),),
    ),
    Move(
        "note",
        "记录情况",
        (*RUNNING, S.DISPOSED),
        None,
        BOTH,
        (Fact("text", "情况"),),
    ),
    Move(
        "keeper",
        "移交保管",
        RUNNING,
        None,
        frozenset({LEADER}),
        (
            Fact("keeper", "新保管人的账号", Kind.LINE, hint="案件监督管理室人员的登录名"),
            _TEXT,
        ),
        "移交后，原保管人不再看到这件线索。",
    ),
)
BY_CODE: Mapping[str, Move] = {move.code: move for move in ALL}
EVENTS: Mapping[str, str] = {
    "push": "移送",
    "enter": "收到",
    "told": "告知检举控告人",
    **{move.code: move.label for move in ALL},
}
