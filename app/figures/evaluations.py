"""Evaluations: how many, how satisfied, why not, and what was put right (domain.md 4.5)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from app.enums import EvalLevel, EvalState
from app.enums_evaluation import FlagState
from app.figures.shape import Measure, Metric, Part, Rows, Shape
from app.figures.timewords import Minute
from app.models import (
    Evaluation,
    EvaluationFlag,
    EvaluationReason,
    Rectification,
    table_of,
)

SUBJECT, TASKS = "evaluation", "rectification"
GOOD, NEUTRAL, BAD = "good", "neutral", "bad"
# domain.md 2.1: of the five levels the upper two are 满意, the middle one is 一般.
LEVELS = {
    EvalLevel.VERY_SATISFIED: GOOD,
    EvalLevel.SATISFIED: GOOD,
    EvalLevel.BASICALLY_SATISFIED: NEUTRAL,
    EvalLevel.NEUTRAL: NEUTRAL,
    EvalLevel.DISSATISFIED: BAD,
    EvalLevel.VERY_DISSATISFIED: BAD,
}
E = Evaluation
FLAG = table_of(EvaluationFlag).alias("figure_flag")
STUFFED = sa.exists().where(FLAG.c.evaluation_id == E.id, FLAG.c.state == FlagState.CONFIRMED)
NOT_VOID = E.state != EvalState.VOID
SECRET = sa.cast(E.is_sensitive, sa.Integer())


def evaluations(kind: Any, *where: Any, joins: tuple[tuple[Any, Any], ...] = ()) -> Rows:
    """Return evaluations of the day on which the matter was done."""
    return Rows(
        model=E,
        root=E.id,
        at=E.happened_on,
        unit=E.unit_id,
        kind=kind,
        secret=SECRET,
        place=E.region_code,
        point=E.service_point_id,
        joins=joins,
        where=(NOT_VOID, *where),
    )


def _level() -> Any:
    """Return the level on three steps; the raw word and its scale stay on the row."""
    steps = [(E.level == level, step) for level, step in LEVELS.items()]
    return sa.case(*steps, else_=NEUTRAL)


def reasons() -> Rows:
    """Return the reasons of bad evaluations; one evaluation may have several."""
    return Rows(
        model=EvaluationReason,
        root=E.id,
        at=E.happened_on,
        unit=E.unit_id,
        kind=EvaluationReason.reason,
        secret=SECRET,
        place=E.region_code,
        point=E.service_point_id,
        joins=((E, E.id == EvaluationReason.evaluation_id),),
        where=(NOT_VOID,),
    )


def sensitive() -> Rows:
    """Return evaluations with a sensitive reason, as a number that others may be told."""
    whole = evaluations(_level(), E.is_sensitive.is_(True))
    return replace(whole, secret=sa.literal_column("0", sa.Integer()))


def rectifications() -> Rows:
    """Return what was to be put right, in the month of its due date."""
    task = Rectification
    done = task.done_at.is_not(None)
    return Rows(
        model=task,
        root=E.id,
        at=task.due_at,
        unit=task.unit_id,
        kind=sa.case(
            (sa.and_(done, task.done_at <= task.due_at), "on_time"),
            (done, "late"),
            else_=sa.literal("open ").concat(Minute(task.due_at)),
        ),
        secret=SECRET,
        place=E.region_code,
        point=E.service_point_id,
        joins=((E, E.id == task.evaluation_id),),
        where=(NOT_VOID,),
    )


MEASURES = (
    Measure("evaluation", "有效评价", SUBJECT, lambda: evaluations(_level()), placed=True),
    Measure("scored", "计分的评价", SUBJECT, lambda: evaluations(_level(), ~STUFFED), placed=True),
    Measure("stuffed", "确认刷评的评价", SUBJECT, lambda: evaluations(_level(), STUFFED)),
    Measure(
        "appealed",
        "申诉中的评价",
        SUBJECT,
        lambda: evaluations(_level(), E.state == EvalState.UNDER_APPEAL),
    ),
    Measure("channel", "评价来源", SUBJECT, lambda: evaluations(E.channel), placed=True),
    Measure("sensitive", "含敏感原因的评价", SUBJECT, sensitive),
    Measure("reason", "不满意原因", SUBJECT, reasons, placed=True),
    Measure("rectification", "应整改的差评", TASKS, rectifications),
)

SCORED = (Part("scored"),)
RATE_WORDS = " ÷ 计分的有效评价；申诉中的照计，作废的和确认刷评的不计；少于最小样本数的不公布"


def _rate(code: str, label: str, step: str, words: str) -> Metric:
    """Return the share of one step among the evaluations that are scored."""
    return Metric(
        code,
        label,
        f"{words} {RATE_WORDS}。",
        Shape.RATE,
        (Part("scored", (step,)),),
        SCORED,
        "%",
        sample=True,
    )


METRICS = (
    Metric(
        "evaluations",
        "评价总数",
        "办事日期在本期、没有作废的评价；申诉中的照计，另行标明。",
        Shape.COUNT,
        (Part("evaluation"),),
        unit="条",
    ),
    Metric(
        "evaluations_good",
        "满意",
        "三档的满意，五档的非常满意、满意；没有作废。",
        Shape.COUNT,
        (Part("evaluation", (GOOD,)),),
        unit="条",
    ),
    Metric(
        "evaluations_neutral",
        "一般",
        "三档的一般，五档的基本满意；没有作废。",
        Shape.COUNT,
        (Part("evaluation", (NEUTRAL,)),),
        unit="条",
    ),
    Metric(
        "evaluations_bad",
        "差评",
        "不满意、非常不满意；没有作废。",
        Shape.COUNT,
        (Part("evaluation", (BAD,)),),
        unit="条",
    ),
    Metric(
        "evaluations_appealed",
        "申诉中",
        "单位已申诉、还没有裁定的评价，仍计入评价总数。",
        Shape.COUNT,
        (Part("appealed"),),
        unit="条",
    ),
    Metric(
        "evaluations_stuffed",
        "确认刷评",
        "经人核实为刷评的评价：计入评价总数，不计分。",
        Shape.COUNT,
        (Part("stuffed"),),
        unit="条",
    ),
    _rate("good_rate", "满意率", GOOD, "满意"),
    _rate("neutral_rate", "一般率", NEUTRAL, "一般"),
    _rate("bad_rate", "差评率", BAD, "差评"),
    Metric(
        "evaluations_by_channel",
        "评价来源",
        "没有作废的评价，按来源分。",
        Shape.COUNT,
        (Part("channel"),),
        unit="条",
    ),
    Metric(
        "bad_reasons",
        "不满意原因",
        "没有作废的差评的原因，一条差评可以有几个原因；含敏感原因的差评只对有权查看的人计入。",
        Shape.COUNT,
        (Part("reason"),),
        unit="个",
    ),
    Metric(
        "evaluations_sensitive",
        "含敏感原因的评价",
        "没有作废、含敏感原因的评价；纪委以外只有全县已过完的月份的总数，少于最小显示数的不显示。",
        Shape.COUNT,
        (Part("sensitive"),),
        unit="条",
        guarded=True,
    ),
    Metric(
        "rectified_rate",
        "差评按期整改率",
        "到期前完成 ÷ 本期到期的差评整改；还没有到期又没有完成的不计，评价作废的不计。",
        Shape.RATE,
        (Part("rectification", ("on_time",)),),
        (Part("rectification", ("on_time", "late"), before="open "),),
        "%",
    ),
)
