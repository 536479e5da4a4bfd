"""More time: extension (E01) and suspension (T11, T12), each asked, agreed to and decided.

The code of the transitions' table stands on the act that takes effect; its letters a–d are the
asking, the intake office's agreement, the telling of the reporter and the refusal.
"""

from __future__ import annotations

from app.enums import FeedbackWay, ProblemState
from app.permissions import Right
from app.transition import Fact, Kind, Transition

S = ProblemState
WORKING = (S.IN_PROGRESS,)
AGREED = Fact("opinion", "审核意见", longest=500)
DECIDED = Fact("decision", "批准意见", longest=500)
REFUSED = Fact("reason", "不同意的理由", hint="承办单位看得到", longest=500)

EXTENSION: tuple[Transition, ...] = (
    Transition(
        "E01a",
        "extend",
        "申请延期",
        WORKING,
        None,
        Right.ASK_EXTENSION,
        (
            Fact(
                "days",
                "延期（工作日）",
                Kind.INTEGER,
                hint="不超过原办理时限，也不超过 30 个自然日；一件事项只能延期一次",
            ),
            Fact("reason", "延期理由", hint="写明为什么不能按期办结；批准后据此告知来访人"),
        ),
        part="lead",
        event="申请延期",
        main=False,
    ),
    Transition(
        "E01b",
        "agree_extension",
        "同意延期，报批",
        WORKING,
        None,
        Right.APPROVE_EXTENSION,
        (AGREED,),
        letters="1",
        event="同意延期，报领导批准",
    ),
    Transition(
        "E01",
        "approve_extension",
        "批准延期",
        WORKING,
        None,
        Right.APPROVE_EXTENSION,
        (DECIDED,),
        letters="2",
        event="批准延期",
    ),
    Transition(
        "E01d",
        "refuse_extension",
        "不同意延期",
        WORKING,
        None,
        Right.APPROVE_EXTENSION,
        (REFUSED,),
        letters="12",
        event="不同意延期",
        main=False,
    ),
    Transition(
        "E01c",
        "tell_extension",
        "告知延期",
        (S.IN_PROGRESS, S.SUSPENDED, S.SUBMITTED),
        None,
        Right.CLOSE,
        (
            Fact("way", "告知方式", Kind.WORD, words=FeedbackWay),
            Fact(
                "text", "告知情况", hint="告诉来访人延到哪天、为什么；联系不上的也写明", longest=500
            ),
        ),
        event="已告知延期",
    ),
)
SUSPENSION: tuple[Transition, ...] = (
    Transition(
        "T11a",
        "suspend",
        "申请中止",
        WORKING,
        None,
        Right.ASK_EXTENSION,
        (
            Fact("ground", "中止事由", Kind.TERM, vocabulary="suspension_reason"),
            Fact("expected_on", "预计恢复", Kind.DATE, hint="最迟 90 日内；到这一天自动恢复"),
            Fact("reason", "说明", hint="领导批准以后时限才停走；法定期限不停"),
        ),
        part="lead",
        event="申请中止",
        main=False,
    ),
    Transition(
        "T11b",
        "agree_suspension",
        "同意中止，报批",
        WORKING,
        None,
        Right.APPROVE_EXTENSION,
        (AGREED,),
        letters="1",
        event="同意中止，报领导批准",
    ),
    Transition(
        "T11",
        "approve_suspension",
        "批准中止",
        WORKING,
        S.SUSPENDED,
        Right.APPROVE_EXTENSION,
        (DECIDED,),
        letters="2",
        event="中止办理",
    ),
    Transition(
        "T11d",
        "refuse_suspension",
        "不同意中止",
        WORKING,
        None,
        Right.APPROVE_EXTENSION,
        (REFUSED,),
        letters="12",
        event="不同意中止",
        main=False,
    ),
    Transition(
        "T12",
        "resume",
        "恢复办理",
        (S.SUSPENDED,),
        S.IN_PROGRESS,
        Right.APPROVE_EXTENSION,
        (Fact("reason", "恢复的理由", longest=500),),
        letters="1",
        event="恢复办理",
        main=False,
    ),
)
TIME: tuple[Transition, ...] = (*EXTENSION, *SUSPENSION)
