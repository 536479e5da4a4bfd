"""The rows behind a number as a table: what each kind of row must say so that somebody can act.

The page, the file and the command line print the same columns. Telephones and ID numbers are
masked in every text here: the whole words stand on the row's own page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app import calendars, clock, measures, policies, secrecy
from app.enums import EvalLevel, EvalState, RectificationResult
from app.enums_ledger import MetricKind
from app.figures import words
from app.figures.behind import Page, Row
from app.figures.lateness import SINCE
from app.models import (
    Accountability,
    CaseCount,
    Deadline,
    Evaluation,
    EvaluationReason,
    Feedback,
    OutcomeMetric,
    Problem,
    ProblemEvent,
    ProblemStep,
    Rectification,
    Region,
    Secrecy,
    ServicePoint,
    ServiceWindow,
    Unit,
    VocabularyTerm,
    table_of,
)
from app.principal import Principal
from app.workdays import CalendarError, overdue_workdays

NONE = "—"
PORTION = 5_000
NO, UNIT, PLACE = "编号", "单位", "区划"
TEXT = "文字评价"
SAID = ("点位", "评价", "来源", "原因", TEXT, "整改")
# What people wrote: a matter, an answer, why a share was sent back, who gained.
WRITTEN = frozenset({"标题", TEXT, "说明", "反馈内容", "退单理由", "受益对象", "依据", "办理结果"})
MATTER = ("标题", "类型", "主办单位", "状态", "到期", "办理结果")
# The day that a row is counted by, and what its kind is called where no other column tells it.
DAYS: Mapping[str, str] = {
    "rectification": "整改期限",
    "registered": "登记日期",
    "source": "登记日期",
    "domain": "登记日期",
    "result": "登记日期",
    "repeated": "登记日期",
    "accepted": "受理日期",
    "closed": "办结日期",
    "closed_late": "办结日期",
    "late_out": "办结日期",
    "days": "办结日期",
    "extended": "办结日期",
    "late_in": "到期日期",
    "flow": "进出日期",
    "moves": "流转日期",
    "given": "交办日期",
    "own_late": "结束日期",
    "callback": "回访日期",
    "outcome": "核实日期",
    "accountability": "决定日期",
    "cases": "日期",
    "point": "",
}
KINDS: Mapping[str, str] = {
    "reason": "所计原因",
    "rectification": "是否按期",
    "source": "来源",
    "domain": "问题领域",
    "result": "登记后的结果",
    "repeated": "是否重复",
    "closed_late": "是否超期",
    "own_late": "是否超期",
    "days": "用时",
    "extended": "是否延期",
    "flow": "进出",
    "moves": "流转",
    "given": "是否退回",
    "callback": "回访结果",
    "outcome": "成效",
    "accountability": "处理方式",
    "point": "单位类别",
}
Texts = Mapping[str, str]
Told = dict[int, dict[str, str]]


@dataclass(frozen=True)
class Line:
    """One row in words, by the head of the column; url is its page, empty where it has none."""

    texts: Texts
    url: str = ""


@dataclass(frozen=True)
class Table:
    """The columns of some rows, and the rows."""

    heads: Sequence[str] = ()
    lines: Sequence[Line] = field(default_factory=list)

    def cells(self, heads: Sequence[str]) -> Iterable[tuple[str, ...]]:
        """Yield the texts of each row under given heads."""
        for line in self.lines:
            yield tuple(line.texts.get(head, "") for head in heads)


def table(session: Session, actor: Principal, page: Page) -> Table:
    """Return the rows of a page as a table for the session's person."""
    if not page.rows:
        return Table()
    first = page.rows[0]
    reads = policies.may_read(actor, Evaluation, Secrecy.ORIGINAL)
    more = _more(session, first.table, [row.row_id for row in page.rows], reads)
    units = _units(session, {row.unit_id for row in page.rows})
    places = _places(session, {row.place for row in page.rows if row.place})
    called = {row.measure: words.labels(session, row.measure) for row in page.rows}
    lines = []
    for row in page.rows:
        own = _own(row, called[row.measure](row.kind), units, places)
        texts = {**own, **more.get(row.row_id, {})}
        url = row.path or _path(actor, row)
        nameless = url and texts[NO] == NONE
        texts[FAMILIES[row.table].name] = "查看" if nameless else texts[NO]
        lines.append(Line(texts, url))
    return Table(_heads(first, reads), lines)


def wordless(told: Table) -> tuple[str, ...]:
    """Return the columns of a table without those that hold what people wrote."""
    return tuple(head for head in told.heads if head not in WRITTEN)


def _heads(row: Row, reads: bool) -> tuple[str, ...]:
    """Return the columns of rows like one."""
    family = FAMILIES[row.table]
    heads = (
        family.name,
        DAYS.get(row.measure, "办事日期"),
        KINDS.get(row.measure, ""),
        *family.heads,
    )
    kept = [head for head in heads if head and (reads or head != TEXT)]
    return tuple(dict.fromkeys(kept))


def _own(row: Row, kind: str, units: Mapping[int, str], places: Texts) -> dict[str, str]:
    """Return what a row says of itself."""
    return {
        NO: row.number or NONE,
        DAYS.get(row.measure, "办事日期"): row.on.isoformat(),
        KINDS.get(row.measure, "种类"): kind,
        UNIT: units.get(row.unit_id, ""),
        PLACE: places.get(row.place, ""),
        "数量": _amount(row),
        "办件数": _amount(row),
    }


def _path(actor: Principal, row: Row) -> str:
    """Return where a row without a number of its own is shown, for who may open it."""
    if row.table == Accountability.__tablename__:
        return f"/accountability/{row.row_id}"
    if row.table != CaseCount.__tablename__ or not policies.may(actor, CaseCount, "show"):
        return ""
    bound = policies.bound_unit(actor, CaseCount)
    return f"/admin/{row.table}/{row.row_id}" if bound in {None, row.unit_id} else ""


def _amount(row: Row) -> str:
    """Return what a row adds beside itself: an outcome as people read it, or a number."""
    if row.measure == "outcome":
        return measures.words(MetricKind(row.kind), row.amount)
    return str(row.amount)


def _units(session: Session, ids: set[int]) -> dict[int, str]:
    """Return what units are called."""
    query = sa.select(Unit.id, Unit.short_name).where(Unit.id.in_(sorted(ids)))
    return {row.id: row.short_name for row in session.execute(query)}


def _places(session: Session, codes: set[str]) -> dict[str, str]:
    """Return what places are called, by the code that a row carries."""
    region = table_of(Region).c
    query = sa.select(region.code, region.short_name).where(region.code.in_(sorted(codes)))
    return {row.code: row.short_name for row in session.execute(query)} if codes else {}


def _more(session: Session, name: str, ids: Sequence[int], reads: bool) -> Told:
    """Return what rows of a table say beside their number, portion by portion."""
    found: Told = {}
    wanted = sorted(set(ids))
    for first in range(0, len(wanted), PORTION):
        found.update(FAMILIES[name].read(session, wanted[first : first + PORTION], reads))
    return found


def _day(at: Any) -> str:
    """Return the day of an instant in China, a dash for none."""
    return clock.local(at).date().isoformat() if at else NONE


def _masked(text: str | None) -> str:
    """Return a text in one line without telephones and ID numbers."""
    return " ".join(secrecy.redact(text or "").split())


def _of_evaluations(session: Session, ids: Sequence[int], reads: bool) -> Told:
    """Return point, window, level, reasons, words and what is put right, of evaluations."""
    query = (
        sa.select(Evaluation, ServicePoint.name, ServiceWindow.no, ServiceWindow.name)
        .join(ServicePoint, ServicePoint.id == Evaluation.service_point_id)
        .outerjoin(ServiceWindow, ServiceWindow.id == ServicePoint.service_window_id)
        .where(Evaluation.id.in_(ids))
    )
    reasons, tasks = _reasons(session, ids, reads), _tasks(session, ids)
    return {
        row.id: {
            "点位": _spot(point, number, window),
            "评价": _level(row.level, row.state),
            "来源": row.channel.label,
            "原因": "、".join(reasons.get(row.id, ())) or NONE,
            TEXT: (_masked(row.text) or NONE) if reads else "",
            "整改": tasks.get(row.id, NONE),
        }
        for row, point, number, window in session.execute(query)
    }


def _spot(point: str, number: str | None, window: str | None) -> str:
    """Return a point's name, with its window's number where the name does not tell the window.

    What a window is called stands in the registry, which not every reader of evaluations sees.
    """
    return point if not window or window in point else f"{point}（{number}号窗口）"


def _level(level: EvalLevel, state: EvalState) -> str:
    """Return how satisfied somebody was, with the state of an evaluation that is disputed."""
    return level.label + (f"（{state.label}）" if state != EvalState.VALID else "")


def _reasons(session: Session, ids: Sequence[int], reads: bool) -> dict[int, list[str]]:
    """Return the visible reasons of evaluations, with own words for who reads such."""
    own, term = EvaluationReason, VocabularyTerm
    listed = sa.and_(term.list == "dissatisfaction_reason", term.code == own.reason)
    query = (
        sa.select(own.evaluation_id, own.reason, term.label, own.other_text)
        .outerjoin(term, listed)
        .where(own.evaluation_id.in_(ids))
        .order_by(own.evaluation_id, term.position)
    )
    found: dict[int, list[str]] = {}
    for row_id, code, label, other in session.execute(query):
        words_ = f"（{_masked(other)}）" if other and reads else ""
        found.setdefault(row_id, []).append(f"{label or code}{words_}")
    return found


def _tasks(session: Session, ids: Sequence[int]) -> dict[int | None, str]:
    """Return how far the putting right of evaluations is."""
    task = Rectification
    query = sa.select(task.evaluation_id, task.result, task.due_at, task.done_at)
    found: dict[int | None, str] = {}
    for row_id, result, due_at, done_at in session.execute(
        query.where(task.evaluation_id.in_(ids))
    ):
        is_open = result == RectificationResult.OPEN
        text = result.label if not is_open else "等核实" if done_at else "整改中"
        found[row_id] = f"{text}，期限 {_day(due_at)}" if is_open else text
    return found


def _of_owner(model: Any) -> Callable[[Session, Sequence[int], bool], Told]:
    """Return how rows that hang on an evaluation are read: as their evaluation, with its words."""

    def read(session: Session, ids: Sequence[int], reads: bool) -> Told:
        """Read the evaluations of rows."""
        query = sa.select(model.id, model.evaluation_id).where(model.id.in_(ids))
        owners = {row.id: row.evaluation_id for row in session.execute(query)}
        told = _of_evaluations(session, sorted({one for one in owners.values() if one}), reads)
        return {row_id: told.get(owner, {}) for row_id, owner in owners.items()}

    return read


def _item(problem: Any) -> dict[str, str]:
    """Return title, kind, lead unit, state, due date and result of an item."""
    return {
        "标题": problem.title,
        "类型": problem.request_type.label,
        "状态": problem.state.label,
        "到期": _day(problem.due_at),
        "办理结果": problem.outcome_kind.label if problem.outcome_kind else NONE,
        "主办单位": problem.lead or NONE,
    }


P = Problem
ITEM = (P.title, P.request_type, P.state, P.due_at, P.outcome_kind)
LEAD = aliased(Unit)


def _of_items(
    model: Any, say: Callable[[Any], dict[str, str]] = lambda _row: {}, *columns: Any
) -> Callable[[Session, Sequence[int], bool], Told]:
    """Return how rows of items, or that hang on one, are read; say tells the rest of a row."""

    def read(session: Session, ids: Sequence[int], _reads: bool) -> Told:
        """Read the items of rows."""
        query = sa.select(model.id, *ITEM, LEAD.short_name.label("lead"), *columns)
        if model is not Problem:
            query = query.join(Problem, Problem.id == model.problem_id)
        query = query.outerjoin(LEAD, LEAD.id == Problem.lead_unit_id).where(model.id.in_(ids))
        return {row.id: {**_item(row), **say(row)} for row in session.execute(query)}

    return read


def _step(row: Any) -> dict[str, str]:
    """Return what a unit's share adds."""
    ended = f"{_day(row.ended_at)}{'（超期）' if row.late else ''}"
    return {"办理期限": _day(row.handle_due), "结束": ended, "退单理由": _masked(row.return_reason)}


def _of_deadlines(session: Session, ids: Sequence[int], reads: bool) -> Told:
    """Return the items of due dates, each with how the share ended and how late it was."""
    told, calendar = _of_items(Deadline)(session, ids, reads), calendars.load(session)
    query = sa.select(
        Deadline.id, Deadline.met_at, Deadline.superseded_at, SINCE.label("since")
    ).where(Deadline.id.in_(ids))
    found: Told = {}
    for row in session.execute(query):
        try:
            until = row.met_at or row.superseded_at or clock.now()
            late = f"{overdue_workdays(calendar, row.since, until)} 个工作日"
        except CalendarError:
            late = NONE
        ended = f"{_day(row.superseded_at)}（改期）" if row.superseded_at else _day(row.met_at)
        found[row.id] = {**told.get(row.id, {}), "结束": ended, "超期天数": late}
    return found


def _event(row: Any) -> dict[str, str]:
    """Return what a move adds."""
    return {"说明": _masked(row.note)}


def _call(row: Any) -> dict[str, str]:
    """Return what a call back adds."""
    return {"方式": row.way.label, "拨打次数": str(row.attempts), "反馈内容": _masked(row.content)}


def _outcome(row: Any) -> dict[str, str]:
    """Return what an outcome adds."""
    return {"受益对象": _masked(row.beneficiary) or NONE, "依据": _masked(row.basis)}


def _of_points(session: Session, ids: Sequence[int], _reads: bool) -> Told:
    """Return name and window of points."""
    query = (
        sa.select(ServicePoint.id, ServicePoint.name, ServiceWindow.no, ServiceWindow.name)
        .outerjoin(ServiceWindow, ServiceWindow.id == ServicePoint.service_window_id)
        .where(ServicePoint.id.in_(ids))
    )
    return {
        row_id: {NO: _spot(point, number, window)}
        for row_id, point, number, window in session.execute(query)
    }


def _of_counts(session: Session, ids: Sequence[int], _reads: bool) -> Told:
    """Return the window of counts of handled cases."""
    query = (
        sa.select(CaseCount.id, ServiceWindow.no, ServiceWindow.name)
        .join(ServiceWindow, ServiceWindow.id == CaseCount.service_window_id)
        .where(CaseCount.id.in_(ids))
    )
    return {row.id: {NO: f"{row.no} {row.name}"} for row in session.execute(query)}


def _of_nothing(_session: Session, _ids: Sequence[int], _reads: bool) -> Told:
    """Say no more than the row itself: the rest is sealed."""
    return {}


@dataclass(frozen=True)
class Family:
    """The columns of the rows of one table, and how they are read."""

    heads: tuple[str, ...]
    read: Callable[[Session, Sequence[int], bool], Told]
    # What the first column is called.
    name: str = NO


STEP, EVENT, CALL, DONE = ProblemStep, ProblemEvent, Feedback, OutcomeMetric
FAMILIES: dict[str, Family] = {
    model.__tablename__: family
    for model, family in (
        (Evaluation, Family((*SAID, UNIT, PLACE), _of_evaluations)),
        (EvaluationReason, Family((*SAID, UNIT, PLACE), _of_owner(EvaluationReason))),
        (Rectification, Family((*SAID, UNIT, PLACE), _of_owner(Rectification))),
        (Problem, Family((*MATTER, PLACE), _of_items(Problem))),
        (
            STEP,
            Family(
                ("标题", UNIT, "办理期限", "结束", "退单理由", "状态", PLACE),
                _of_items(
                    STEP, _step, STEP.handle_due, STEP.ended_at, STEP.late, STEP.return_reason
                ),
            ),
        ),
        (
            Deadline,
            Family(("标题", UNIT, "结束", "超期天数", "状态", PLACE), _of_deadlines),
        ),
        (EVENT, Family((*MATTER, "说明", PLACE), _of_items(EVENT, _event, EVENT.note))),
        (
            CALL,
            Family(
                ("标题", "主办单位", "方式", "拨打次数", "反馈内容", "状态", PLACE),
                _of_items(CALL, _call, CALL.way, CALL.attempts, CALL.content),
            ),
        ),
        (
            DONE,
            Family(
                ("标题", "数量", "受益对象", "依据", "主办单位", PLACE),
                _of_items(DONE, _outcome, DONE.beneficiary, DONE.basis),
            ),
        ),
        (Accountability, Family((UNIT,), _of_nothing)),
        (CaseCount, Family((UNIT, "办件数"), _of_counts, "窗口")),
        (ServicePoint, Family((UNIT, PLACE), _of_points, "点位")),
    )
}
