"""The state machine as data: from, to, action, who, required facts, limit.

Source: data/problem_transitions (domain.md 4.3). operations/ledger.py plays it,
policies.allowed_actions reads it, and the action pages draw their forms from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from app.enums import (
    CallbackResult,
    ConductNature,
    FeedbackWay,
    OutcomeKind,
    PetitionClass,
    ProblemState,
    SupervisionKind,
    Urgency,
    Word,
)
from app.permissions import Right

S = ProblemState


class Kind(StrEnum):
    """How a fact is typed in."""

    TEXT = "text"
    LINE = "line"
    INTEGER = "integer"
    WORD = "word"
    TERM = "term"
    UNIT = "unit"
    UNITS = "units"
    FILES = "files"
    TICK = "tick"
    DATE = "date"


@dataclass(frozen=True)
class Fact:
    """One fact that a transition asks for; name is its key in the facts."""

    name: str
    label: str
    kind: Kind = Kind.TEXT
    required: bool = True
    words: type[Word] | None = None
    vocabulary: str = ""
    hint: str = ""
    longest: int = 2000


class AsksFacts(Protocol):
    """What has facts to fill in: a transition of the ledger, or a move of a clue."""

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Return the facts in order."""
        ...


@dataclass(frozen=True)
class Transition:
    """One row of the state machine."""

    code: str
    action: str
    label: str
    sources: tuple[ProblemState, ...]
    target: ProblemState | None
    right: Right
    facts: tuple[Fact, ...] = ()
    limit: str = ""
    # Which part the actor's unit must have: lead, co, step (either) or none.
    part: str = ""
    event: str = ""
    main: bool = True


_LEADER = (
    Fact("leader_name", "单位负责人", Kind.LINE, longest=40),
    Fact("leader_opinion", "负责人意见", hint="负责人对本次办理的意见", longest=500),
)
_EVIDENCE = Fact(
    "files",
    "证据材料",
    Kind.FILES,
    required=False,
    hint="可以一次选几个；每个不超过 50 MB，合计不超过 400 MB",
)

ALL: tuple[Transition, ...] = (
    Transition(
        "T02",
        "triage",
        "拟办",
        (S.REGISTERED,),
        S.PENDING_DECISION,
        Right.TRIAGE,
        (
            Fact("petition_class", "信访类别", Kind.WORD, words=PetitionClass),
            Fact("domain", "问题领域", Kind.TERM, vocabulary="problem_domain"),
            Fact(
                "conduct_nature",
                "作风性质",
                Kind.WORD,
                words=ConductNature,
                hint="选“无”以外的，事项转入纪检监察轨道",
            ),
            Fact("urgency", "紧急程度", Kind.WORD, words=Urgency),
            Fact(
                "proposed_unit_id",
                "拟办单位",
                Kind.UNIT,
                hint="输入单位名称或拼音，例如 高湾镇、gwz、gaowanzhen",
            ),
            Fact("days", "办理时限（工作日）", Kind.INTEGER, hint="按诉求类型已填好，可改"),
            Fact("opinion", "拟办意见"),
            Fact("recusal_checked", "已核对：本室与被反映人无利害关系", Kind.TICK),
        ),
        limit="triage",
        event="拟办",
    ),
    Transition(
        "T06",
        "instruct",
        "批办",
        (S.PENDING_DECISION,),
        S.ASSIGNED,
        Right.INSTRUCT,
        (
            Fact("instruction", "批办意见", hint="交办乡镇、村的理由也写在这里"),
            Fact("lead_unit_id", "主办单位", Kind.UNIT),
            Fact("co_unit_ids", "协办单位", Kind.UNITS, required=False),
            Fact(
                "supervisor_unit_id",
                "监督单位",
                Kind.UNIT,
                required=False,
                hint="不填则由联系该单位的监督检查室负责",
            ),
            Fact("days", "办理时限（工作日）", Kind.INTEGER),
        ),
        limit="decide",
        event="批办",
    ),
    Transition(
        "T07",
        "send_back_triage",
        "退回重拟",
        (S.PENDING_DECISION,),
        S.REGISTERED,
        Right.INSTRUCT,
        (Fact("opinion", "退回意见"),),
        limit="decide",
        event="退回重拟",
        main=False,
    ),
    Transition(
        "T08",
        "sign",
        "签收",
        (S.ASSIGNED,),
        S.IN_PROGRESS,
        Right.WORK,
        (
            Fact("handler_name", "经办人", Kind.LINE, longest=40),
            Fact("handler_phone", "经办人电话", Kind.LINE, longest=30),
        ),
        limit="sign",
        part="lead",
        event="签收",
    ),
    Transition(
        "P01",
        "progress",
        "记录进展",
        (S.IN_PROGRESS,),
        None,
        Right.WORK,
        (Fact("text", "进展情况", hint="不改变到期日"), _EVIDENCE),
        part="step",
        event="办理进展",
        main=False,
    ),
    Transition(
        "P02",
        "answer",
        "协办答复",
        (S.ASSIGNED, S.IN_PROGRESS),
        None,
        Right.WORK,
        (Fact("measures", "办理措施"), _EVIDENCE, *_LEADER),
        part="co",
        event="协办答复",
    ),
    Transition(
        "T09",
        "return",
        "退单",
        (S.ASSIGNED,),
        S.PENDING_DECISION,
        Right.RETURN,
        (
            Fact("basis", "不属本单位职责的依据"),
            Fact("suggested_unit_id", "建议承办单位", Kind.UNIT),
            *_LEADER,
        ),
        limit="decide",
        part="lead",
        event="退单",
        main=False,
    ),
    Transition(
        "T10",
        "reassign",
        "改派",
        (S.ASSIGNED, S.IN_PROGRESS),
        S.PENDING_DECISION,
        Right.ASSIGN,
        (Fact("reason", "改派理由", hint="收回后重新批办；总的办理期限不变"),),
        limit="decide",
        event="改派",
        main=False,
    ),
    Transition(
        "T13",
        "submit",
        "上报结果",
        (S.IN_PROGRESS,),
        S.SUBMITTED,
        Right.SUBMIT,
        (
            Fact("outcome_kind", "办理结果", Kind.WORD, words=OutcomeKind),
            Fact("measures", "办理措施和结果"),
            Fact(
                "policy_basis",
                "政策依据",
                required=False,
                hint="结果为“政策原因解释说明”时必填",
            ),
            _EVIDENCE,
            Fact(
                "reporter_contacted",
                "已与来访人沟通（或经话务员转达）",
                Kind.TICK,
                required=False,
            ),
            Fact(
                "co_reason",
                "协办未答复的说明",
                required=False,
                hint="还有协办单位没有答复时必填",
                longest=500,
            ),
            *_LEADER,
        ),
        limit="verify",
        part="lead",
        event="上报结果",
    ),
    Transition(
        "T15",
        "verify",
        "核查通过",
        (S.SUBMITTED,),
        S.PENDING_FEEDBACK,
        Right.VERIFY,
        (
            Fact("method", "核查方式", Kind.TERM, vocabulary="verification_method"),
            Fact("finding", "核查情况"),
        ),
        limit="feedback",
        event="核查通过",
    ),
    Transition(
        "T14",
        "rework",
        "退回重办",
        (S.SUBMITTED,),
        S.IN_PROGRESS,
        Right.VERIFY,
        (
            Fact("reason", "退回重办的理由"),
            Fact("days", "重办时限（工作日）", Kind.INTEGER, hint="不超过 5 个工作日"),
        ),
        limit="rework",
        event="退回重办",
        main=False,
    ),
    Transition(
        "F02",
        "name_office",
        "另定监督单位",
        (S.SUBMITTED,),
        None,
        Right.ASSIGN,
        (
            Fact("supervisor_unit_id", "监督单位", Kind.UNIT, hint="另一个监督检查室或派驻组"),
            Fact("reason", "理由", longest=500),
        ),
        event="另定监督单位",
        main=False,
    ),
    Transition(
        "F01",
        "callback",
        "回访反馈",
        (S.PENDING_FEEDBACK,),
        None,
        Right.CLOSE,
        (
            Fact("way", "反馈方式", Kind.WORD, words=FeedbackWay),
            Fact("text", "反馈内容"),
            Fact("callback_result", "回访结果", Kind.WORD, words=CallbackResult),
            Fact("attempts", "拨打次数", Kind.INTEGER),
        ),
        event="回访反馈",
    ),
    Transition(
        "T16",
        "close",
        "办结",
        (S.PENDING_FEEDBACK,),
        S.CLOSED,
        Right.CLOSE,
        (
            Fact(
                "text",
                "办结说明",
                required=False,
                hint="匿名、无法回访的，写明如何反馈；已有回访记录的可不填",
            ),
        ),
        event="办结",
    ),
    Transition(
        "T17",
        "dissatisfied",
        "不满意重办",
        (S.PENDING_FEEDBACK,),
        S.IN_PROGRESS,
        Right.CLOSE,
        (
            Fact("reason", "未解决的原因"),
            Fact("days", "重办时限（工作日）", Kind.INTEGER, hint="不超过 10 个工作日"),
        ),
        limit="reopen",
        event="不满意重办",
        main=False,
    ),
    Transition(
        "E02",
        "supervise",
        "督办",
        (
            S.REGISTERED,
            S.PENDING_DECISION,
            S.ASSIGNED,
            S.IN_PROGRESS,
            S.SUSPENDED,
            S.SUBMITTED,
            S.PENDING_FEEDBACK,
        ),
        None,
        Right.SUPERVISE,
        (
            Fact("kind", "督办方式", Kind.WORD, words=SupervisionKind),
            Fact("content", "督办要求"),
            Fact("reply_days", "回复时限（工作日）", Kind.INTEGER, hint="一般为 3 个工作日"),
        ),
        event="督办",
        main=False,
    ),
)

BY_ACTION: Mapping[str, Transition] = {item.action: item for item in ALL}
BY_CODE: Mapping[str, Transition] = {item.code: item for item in ALL}
OPEN_STATES = frozenset(
    {
        S.REGISTERED,
        S.PENDING_DECISION,
        S.ASSIGNED,
        S.IN_PROGRESS,
        S.SUSPENDED,
        S.SUBMITTED,
        S.PENDING_FEEDBACK,
    }
)
