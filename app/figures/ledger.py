"""The ledger: what came in, what was done with it, and what is open (domain.md 4.5)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from app.enums import OutcomeKind, ProblemState, RequestType, StepRole, Track
from app.enums_ledger import LinkKind
from app.figures.shape import ZERO, Measure, Metric, Part, Rows, Shape
from app.models import Problem, ProblemEvent, ProblemLink, ProblemStep, table_of

SUBJECT = "problem"
P, S = Problem, ProblemState
OPEN = (
    S.REGISTERED,
    S.PENDING_DECISION,
    S.ASSIGNED,
    S.IN_PROGRESS,
    S.SUSPENDED,
    S.SUBMITTED,
    S.PENDING_FEEDBACK,
)
ENDED = (S.CLOSED, S.ARCHIVED)
SECRET = sa.case((sa.or_(P.track != Track.SERVICE, P.is_sensitive.is_(True)), 1), else_=0)
LINK = table_of(ProblemLink).alias("figure_link")
SHARE = table_of(ProblemStep).alias("figure_step")
# Both are judged once: a due date stays where it was at the close, a share's lateness as it ended.
LATE = sa.or_(
    sa.and_(P.due_at.is_not(None), P.closed_at > P.due_at),
    sa.exists().where(
        SHARE.c.problem_id == P.id, SHARE.c.role == StepRole.LEAD, SHARE.c.late.is_(True)
    ),
)
AGAIN = sa.or_(
    P.master_problem_id.is_not(None),
    sa.exists().where(
        LINK.c.problem_id == P.id, LINK.c.kind.in_([LinkKind.SAME_FACT, LinkKind.RELAPSE])
    ),
)


def items(at: Any, kind: Any, *where: Any, amount: Any = ZERO) -> Rows:
    """Return items of the ledger under the unit that leads now, in the month of an instant."""
    return Rows(
        model=P,
        root=P.id,
        at=at,
        unit=P.lead_unit_id,
        kind=kind,
        secret=SECRET,
        place=P.region_code,
        amount=amount,
        where=(at.is_not(None), *where),
    )


CLOSED = (P.outcome_kind.is_not(None), P.state.in_(ENDED))


def yes(criterion: Any) -> Any:
    """Return a kind of two words."""
    return sa.case((criterion, "yes"), else_="no")


def children(model: Any, at: Any, kind: Any, *where: Any, amount: Any = ZERO) -> Rows:
    """Return rows that hang on an item, under the unit that leads it now."""
    found = items(at, kind, *where, amount=amount)
    return replace(found, model=model, joins=((P, P.id == model.problem_id),))


def _result() -> Any:
    """Return what became of an item: its result, "open", or how else it ended."""
    return sa.case(
        (P.state.in_(OPEN), "open"),
        (sa.and_(*CLOSED), P.outcome_kind),
        else_=sa.cast(P.state, sa.String()),
    )


X = ProblemEvent
OPEN_WORDS = [word.value for word in OPEN]
WAS_OPEN = sa.func.coalesce(X.from_state, "").in_(OPEN_WORDS)
IS_OPEN = X.to_state.in_(OPEN_WORDS)
IN = ("registered", "reopened")
OUT = ("closed", "rejected", "transferred_out", "merged", "withdrawn")


def _flow() -> Rows:
    """Return the events by which an item enters what is open, or leaves it."""
    kind = sa.case(
        (sa.and_(IS_OPEN, X.from_state.is_(None)), "registered"),
        (IS_OPEN, "reopened"),
        else_=X.to_state,
    )
    return children(X, X.at, kind, WAS_OPEN != IS_OPEN, sa.or_(IS_OPEN, X.from_state.is_not(None)))


def steps(at: Any, kind: Any, *where: Any) -> Rows:
    """Return the lead units' steps, each under the unit it was given to."""
    step = ProblemStep
    return Rows(
        model=step,
        root=P.id,
        at=at,
        unit=step.unit_id,
        kind=kind,
        secret=SECRET,
        place=P.region_code,
        joins=((P, P.id == step.problem_id),),
        where=(at.is_not(None), step.role == StepRole.LEAD, *where),
    )


MOVES = ("T06", "T10", "T13", "T14", "T17")
MEASURES = (
    Measure(
        "registered",
        "登记的诉求",
        SUBJECT,
        lambda: items(P.registered_at, P.request_type),
        placed=True,
    ),
    Measure("source", "诉求来源", SUBJECT, lambda: items(P.registered_at, P.channel)),
    Measure(
        "domain",
        "问题领域",
        SUBJECT,
        lambda: items(P.registered_at, sa.func.coalesce(P.domain, "none")),
    ),
    Measure("result", "登记事项的结果", SUBJECT, lambda: items(P.registered_at, _result())),
    Measure("repeated", "重复反映", SUBJECT, lambda: items(P.registered_at, yes(AGAIN))),
    Measure("accepted", "受理的事项", SUBJECT, lambda: items(P.accepted_at, P.request_type)),
    Measure(
        "closed",
        "办结的事项",
        SUBJECT,
        lambda: items(P.closed_at, P.outcome_kind, *CLOSED),
        placed=True,
    ),
    Measure("closed_late", "办结是否超期", SUBJECT, lambda: items(P.closed_at, yes(LATE), *CLOSED)),
    Measure("flow", "进出台账", SUBJECT, _flow),
    Measure(
        "moves", "流转", SUBJECT, lambda: children(X, X.at, X.transition, X.transition.in_(MOVES))
    ),
    Measure(
        "given",
        "交办",
        SUBJECT,
        lambda: steps(ProblemStep.entered_at, yes(ProblemStep.returned_at.is_not(None))),
    ),
    Measure(
        "own_late",
        "主办环节是否超期",
        SUBJECT,
        lambda: steps(
            ProblemStep.ended_at,
            yes(ProblemStep.late.is_(True)),
            ProblemStep.returned_at.is_(None),
        ),
    ),
)

COUNTED = "含并入他件的"


def _count(code: str, label: str, words: str, measure: str, *kinds: str) -> Metric:
    """Return the number of rows of one measure."""
    return Metric(code, label, words, Shape.COUNT, (Part(measure, kinds),))


def _share(
    code: str, label: str, words: str, top: Part, under: Part, *, unknown: bool = False
) -> Metric:
    """Return a rate of two parts."""
    return Metric(code, label, words, Shape.RATE, (top,), (under,), "%", unknown=unknown)


R, DONE = RequestType, OutcomeKind
METRICS = (
    _count("registered", "诉求总数", f"登记时间在本期的事项，{COUNTED}。", "registered"),
    _count("suggestions", "意见建议数", "本期登记、类型为意见建议。", "registered", R.SUGGESTION),
    _count(
        "complaints", "投诉数", "本期登记、类型为投诉或举报。", "registered", R.COMPLAINT, R.REPORT
    ),
    _count(
        "consultations",
        "咨询求助数",
        "本期登记、类型为咨询或求助。",
        "registered",
        R.CONSULTATION,
        R.HELP,
    ),
    _count("by_source", "诉求来源", f"登记时间在本期的事项按来源分，{COUNTED}。", "source"),
    _count("by_domain", "问题领域", f"登记时间在本期的事项按领域分，{COUNTED}。", "domain"),
    _count(
        "by_result",
        "登记事项的结果",
        "登记时间在本期的事项，按现在的结果分：各种结果、在办、其他终结，合起来等于登记数。",
        "result",
    ),
    _count("accepted", "受理", "受理（批办交办）时间在本期的事项。", "accepted"),
    _count("closed", "办结", "办结时间在本期、现在仍是办结的事项；重启的不计。", "closed"),
    _count("resolved", "解决", "本期办结、结果为已解决。", "closed", DONE.RESOLVED),
    _count("explained", "解释说明", "本期办结、结果为政策原因解释说明。", "closed", DONE.EXPLAINED),
    Metric(
        "on_time_rate",
        "按期办结率",
        "没有超期的 ÷ 本期办结：各次主办环节都没有超期，最后一个环节也在期限内办结，都按认定当时的"
        "期限。一个单位的只看它自己的主办环节："
        "没有超期 ÷ 本期结束、没有退单的主办环节，别的单位超期不算在它名下。",
        Shape.RATE,
        (Part("closed_late", ("no",)),),
        (Part("closed_late"),),
        "%",
        own_top=(Part("own_late", ("no",)),),
        own_under=(Part("own_late"),),
    ),
    Metric(
        "open_start",
        "期初存量",
        "本期开始时在台账上没有终结的事项。",
        Shape.STOCK,
        (Part("flow", IN), Part("flow", OUT, -1)),
    ),
    Metric(
        "open_end",
        "期末存量",
        "期初存量 + 登记 + 重启 − 办结 − 不予受理 − 转出 − 并案 − 撤回。",
        Shape.STOCK,
        (Part("flow", IN), Part("flow", OUT, -1)),
    ),
    _count("flow_registered", "进：登记", "本期新登记。", "flow", "registered"),
    _count("flow_reopened", "进：重启", "本期重启或复核改正，重新进入办理。", "flow", "reopened"),
    _count("flow_closed", "出：办结", "本期办结（后来重启的也计）。", "flow", "closed"),
    _count("flow_rejected", "出：不予受理", "本期不予受理。", "flow", "rejected"),
    _count("flow_transferred", "出：转出", "本期转出。", "flow", "transferred_out"),
    _count("flow_merged", "出：并案", "本期并入他件。", "flow", "merged"),
    _count("flow_withdrawn", "出：撤回", "本期撤回。", "flow", "withdrawn"),
    _share(
        "returned_rate",
        "退单率",
        "被退回的交办 ÷ 本期交办（主办），计在接到交办的单位。",
        Part("given", ("yes",)),
        Part("given"),
    ),
    _share(
        "misrouted_rate",
        "改派率",
        "本期改派 ÷ 本期批办交办，计在现主办单位。",
        Part("moves", ("T10",)),
        Part("moves", ("T06",)),
    ),
    _share(
        "rework_rate",
        "重办率",
        "本期退回重办和回访不满意重办 ÷ 本期上报结果。",
        Part("moves", ("T14", "T17")),
        Part("moves", ("T13",)),
    ),
    _share(
        "repeat_rate",
        "重复反映率",
        "并入他件、或关联为同一事实、反弹回潮的 ÷ 本期登记。",
        Part("repeated", ("yes",)),
        Part("repeated"),
    ),
)
