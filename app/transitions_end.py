"""Other ways out and back: T03–T05, T18–T21, E03, and the small acts that belong to them.

F03–F12 stand beside the table: they move no state.
"""

from __future__ import annotations

from app.enums import FeedbackWay, ProblemState
from app.enums_ending import ReopenGround
from app.permissions import Right
from app.transition import CALLED, RUNNING, Fact, Kind, Transition

S = ProblemState
TOLD_WAY = Fact(
    "told_way", "告知来访人的方式", Kind.WORD, words=FeedbackWay, hint="匿名的选“无法反馈”"
)
TOLD = Fact("told", "已把上述内容告知来访人（匿名的不勾）", Kind.TICK, required=False)
PARTS = (
    Fact("title", "下级事项标题", Kind.LINE, hint="一句话，不写来访人的姓名和电话", longest=100),
    Fact("content", "要办理的内容", hint="只写这一部分要办的事；来访人的身份不带过去"),
    Fact("region_code", "发生地", Kind.PLACE, hint="到村或到乡镇"),
    Fact("proposed_unit_id", "建议承办单位", Kind.UNIT, required=False),
)
# States of an item whose parts may still be given out.
DIVISIBLE = (S.REGISTERED, S.PENDING_DECISION, S.ASSIGNED, S.IN_PROGRESS, S.SUSPENDED)

END: tuple[Transition, ...] = (
    Transition(
        "T03",
        "reject",
        "不予受理",
        (S.REGISTERED,),
        S.REJECTED,
        Right.TRIAGE,
        (
            Fact("reason", "不予受理事由", Kind.TERM, vocabulary="rejection_reason"),
            Fact("basis", "依据", hint="写明法规、规定的名称和条款", longest=500),
            Fact("route", "告知的途径", hint="来访人可以找谁、怎样办理", longest=500),
            TOLD_WAY,
            TOLD,
            Fact(
                "notice_no",
                "不予受理告知书文号",
                Kind.LINE,
                required=False,
                hint="已在别处制发的填文号；不填则在本系统起草一份",
                longest=60,
            ),
        ),
        limit="reject",
        event="不予受理",
        main=False,
        letters="A",
    ),
    Transition(
        "T04",
        "transfer",
        "转办",
        (S.REGISTERED,),
        S.TRANSFERRED_OUT,
        Right.TRIAGE,
        (
            Fact("target", "转往单位", Kind.LINE, hint="本系统以外的单位", longest=100),
            Fact(
                "letter_no",
                "转办文号",
                Kind.LINE,
                required=False,
                hint="已在别处制发的填文号；不填则在本系统起草转办函",
                longest=60,
            ),
            Fact("receipt", "签收情况", Kind.LINE, hint="谁在何时签收，或交换回执号", longest=100),
            TOLD_WAY,
            TOLD,
        ),
        limit="transfer",
        event="转办",
        main=False,
    ),
    Transition(
        "F03",
        "track",
        "跟踪一次",
        (S.TRANSFERRED_OUT,),
        None,
        Right.TRIAGE,
        (Fact("text", "跟踪情况", hint="问了谁，办到哪一步", longest=500),),
        event="转办跟踪",
        main=False,
    ),
    Transition(
        "F04",
        "take_result",
        "结果返回",
        (S.TRANSFERRED_OUT,),
        None,
        Right.TRIAGE,
        (
            Fact("result", "办理结果"),
            Fact("reply", "给来访人的答复", hint="来访人凭查询码看到这一段", longest=1000),
            TOLD_WAY,
            TOLD,
        ),
        event="转办结果返回",
    ),
    Transition(
        "T05",
        "merge",
        "并案",
        (S.REGISTERED, S.PENDING_DECISION),
        S.MERGED,
        Right.TRIAGE,
        (
            Fact(
                "master_no",
                "主件编号",
                Kind.LINE,
                hint="例如 HXZT-2026-00001；本件的来访人仍单独答复",
                longest=20,
            ),
            Fact("reason", "并案理由", longest=500),
        ),
        limit="merge",
        event="并案",
        main=False,
        letters="A",
    ),
    Transition(
        "F05",
        "tell_merged",
        "回访并案来访人",
        (S.MERGED,),
        None,
        Right.CLOSE,
        CALLED,
        event="回访并案来访人",
    ),
    Transition(
        "F06",
        "ask_reopen",
        "提请重启",
        (S.CLOSED,),
        None,
        Right.REOPEN,
        (
            Fact("ground", "重启事由", Kind.WORD, words=ReopenGround),
            Fact("reason", "具体情况"),
            Fact(
                "other_no",
                "反弹事项编号",
                Kind.LINE,
                required=False,
                hint="反弹回潮的必填：重新反映的那一件",
                longest=20,
            ),
        ),
        event="提请重启",
        main=False,
        letters="1",
    ),
    Transition(
        "T18",
        "reopen",
        "批准重启",
        (S.CLOSED,),
        S.IN_PROGRESS,
        Right.REOPEN,
        (
            Fact("opinion", "批准意见", longest=500),
            Fact("days", "办理时限（工作日）", Kind.INTEGER),
        ),
        limit="reopen",
        event="重启",
        letters="2",
    ),
    Transition(
        "F07",
        "refuse_reopen",
        "不同意重启",
        (S.CLOSED,),
        None,
        Right.REOPEN,
        (Fact("opinion", "不同意的理由", longest=500),),
        event="不同意重启",
        main=False,
        letters="2",
    ),
    Transition(
        "F08",
        "allow_again",
        "批准再次重办",
        (S.PENDING_FEEDBACK,),
        None,
        Right.REOPEN,
        (Fact("opinion", "批准意见", longest=500),),
        event="批准再次重办",
        letters="2",
    ),
    Transition(
        "T20",
        "withdraw",
        "撤回",
        tuple(state for state in RUNNING if state != S.PENDING_FEEDBACK),
        S.WITHDRAWN,
        Right.TRIAGE,
        (
            Fact("way", "来访人提出的方式", Kind.WORD, words=FeedbackWay),
            Fact("reason", "撤回理由", longest=500),
            Fact("confirmed", "已向来访人本人核实，系自愿撤回", Kind.TICK),
        ),
        event="撤回",
        main=False,
        letters="A",
    ),
    Transition(
        "T21",
        "review",
        "复核改正",
        (S.REJECTED,),
        S.REGISTERED,
        Right.REOPEN,
        (Fact("opinion", "复核意见", hint="为什么应当受理", longest=500),),
        limit="triage",
        event="复核改正",
        main=False,
        letters="2",
    ),
    Transition(
        "F10",
        "divide",
        "分解事项",
        DIVISIBLE,
        None,
        Right.TRIAGE,
        PARTS,
        event="分解下级事项",
        main=False,
        letters="A",
    ),
    Transition(
        "F11",
        "divide_own",
        "分解到村",
        (S.ASSIGNED, S.IN_PROGRESS, S.SUSPENDED),
        None,
        Right.WORK,
        PARTS[:3],
        part="lead",
        event="分解到村",
        main=False,
    ),
)

# Rows of the table whose act is not ledger.perform: no button is drawn from them.
ELSEWHERE: tuple[Transition, ...] = (
    # operations/intake.py.
    Transition(
        "T01",
        "register",
        "登记",
        (),
        S.REGISTERED,
        Right.REGISTER_ITEM,
        limit="triage",
        event="登记",
    ),
    # The timer alone: operations/archive.py.
    Transition(
        "T19",
        "archive",
        "归档",
        (S.CLOSED, S.REJECTED, S.TRANSFERRED_OUT, S.MERGED, S.WITHDRAWN),
        S.ARCHIVED,
        Right.CLOSE,
        event="归档",
    ),
    # operations/clues.py: it leaves no trace on the item, so that it is no act of the ledger.
    Transition(
        "E03",
        "split",
        "移送线索",
        tuple(S),
        None,
        Right.CLUES,
    ),
)
