"""How long handling took, how often it took longer, and what the reporters said at the end."""

from __future__ import annotations

import sqlalchemy as sa

from app.enums import CallbackResult
from app.enums_ledger import AskState
from app.figures.ledger import CLOSED, SUBJECT, P, children, items, yes
from app.figures.shape import Measure, Metric, Part, Shape
from app.figures.timewords import workdays_between
from app.models import Extension, Feedback, table_of

EXTENSION = table_of(Extension).alias("figure_extension")
EXTENDED = sa.exists().where(EXTENSION.c.problem_id == P.id, EXTENSION.c.state == AskState.APPROVED)
BEGUN = sa.func.coalesce(P.accepted_at, P.registered_at)
REACHED = (CallbackResult.SATISFIED, CallbackResult.NEUTRAL, CallbackResult.DISSATISFIED)

MEASURES = (
    Measure(
        "days",
        "办理用时",
        SUBJECT,
        lambda: items(
            P.closed_at,
            sa.cast(workdays_between(BEGUN, P.closed_at), sa.String()),
            *CLOSED,
            amount=workdays_between(BEGUN, P.closed_at),
        ),
    ),
    Measure(
        "extended", "办结是否延期", SUBJECT, lambda: items(P.closed_at, yes(EXTENDED), *CLOSED)
    ),
    Measure(
        "callback",
        "回访",
        SUBJECT,
        lambda: children(Feedback, Feedback.at, Feedback.callback_result),
    ),
)

DAYS = "本期办结的事项从受理次日（没有受理时间的从登记次日）到办结日的工作日数"


def _days(code: str, label: str, shape: Shape, how: str) -> Metric:
    """Return one figure of the working days that handling took."""
    return Metric(code, label, f"{DAYS}，{how}。", shape, (Part("days"),), unit="个工作日")


METRICS = (
    _days("days_mean", "平均办理用时", Shape.MEAN, "取平均"),
    _days("days_median", "办理用时中位数", Shape.MEDIAN, "取中位数"),
    _days("days_p90", "九成事项办理用时", Shape.P90, "九成事项不超过的天数（P90）"),
    Metric(
        "extension_rate",
        "延期率",
        "批准过延期 ÷ 本期办结。",
        Shape.RATE,
        (Part("extended", ("yes",)),),
        (Part("extended"),),
        "%",
    ),
    Metric(
        "callback_rate",
        "回访满意率",
        "满意 ÷ 联系上并作答的回访（满意、一般、不满意）；未接通、拒绝、匿名无法回访的另列。",
        Shape.RATE,
        (Part("callback", (CallbackResult.SATISFIED,)),),
        (Part("callback", REACHED),),
        "%",
    ),
    Metric(
        "callback_unreachable",
        "回访未接通",
        "本期三次未接通的回访。",
        Shape.COUNT,
        (Part("callback", (CallbackResult.UNREACHABLE,)),),
        unit="次",
    ),
    Metric(
        "callback_declined",
        "拒绝回访",
        "本期来访人不愿回访。",
        Shape.COUNT,
        (Part("callback", (CallbackResult.DECLINED,)),),
        unit="次",
    ),
)
