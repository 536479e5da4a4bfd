"""A frozen month as files: Excel with the rows behind the figures, and the figures as JSON."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import xlsxwriter
from sqlalchemy.orm import Session

from app import audit, exchange, frozen, months, sheet_cells
from app.enums import StepRole
from app.enums_scoring import ScoredKind
from app.figures import api
from app.models import Evaluation, Model, Problem, ReportSnapshot
from app.operations import month_defined, month_late, month_text, month_told
from app.operations.draft_words import day_of
from app.principal import Principal
from app.queries import listing, month_rows, snapshots
from app.queries import scoring as rules
from app.sheet_cells import Cell, printed, stored

# A sheet of rows: its name, the list of members that it shows, and their table.
BEHIND: tuple[tuple[str, str, type[Model]], ...] = (
    ("评价明细", "evaluations/numerator/evaluation", Evaluation),
    ("登记明细", "registered/numerator/problem", Problem),
    ("受理明细", "accepted/numerator/problem", Problem),
    ("办结明细", "closed/numerator/problem", Problem),
)
# What of an item says the same today as at the end of its month.
LASTING = ("problem_no", "registered_at", "channel", "request_type", "title", "region_code")


@dataclass(frozen=True)
class Sheet:
    """One sheet: a note above, the heads, and rows of cells."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    note: str = ""


def workbook(session: Session, principal: Principal, row: ReportSnapshot) -> bytes:
    """Return the figures and the rows behind them that this person may see.

    The audit row is appended to the caller's transaction.
    """
    members = snapshots.members(row)
    told = month_told.shown(session, row.figures)
    sheets = [
        *figures(row.period, told),
        _windows(session, row),
        *behind(session, principal, members),
        _late(session, principal, row),
    ]
    detail = {"period": row.period, "rows": sum(len(one.rows) for one in sheets)}
    audit.record(session, principal, "export", "report_snapshot", row.id, detail=detail)
    return _written(f"{months.said(row.period)}月度运行报告", sheets)


def figures(period: str, found: dict[str, Any]) -> Iterator[Sheet]:
    """Yield the sheets of the figures as they are printed."""
    at = datetime.fromisoformat(found["cut_off"])
    cut_off = f"{day_of(at.date())} {at.hour}:{at.minute:02d}"
    note = f"{months.said(period)}，数据截至 {cut_off}；不含监督执纪和敏感事项。"
    yield Sheet("主要指标", METRIC_HEADS, [_metric(one) for one in found["metrics"].values()], note)
    whole = month_text.ranking_table(found, found["units"])
    heads = [column["label"] for column in whole["columns"]]
    yield Sheet("单位", heads, [_of_texts(row) for row in whole["rows"]], whole["source"])
    late = month_late.late_rows(found, len(found["late"]))
    heads = [column["label"] for column in month_late.LATE_COLUMNS]
    days = [date.fromisoformat(one["due"]) for one in found["late"]]
    rows_late: list[list[Cell]] = [
        [*row[:3], due, int(row[4])] for row, due in zip(late, days, strict=True)
    ]
    yield Sheet("超期事项", heads, rows_late, month_late.late_words(found))
    yield Sheet("领域", ("领域", "本月（件）", "上月（件）"), found["domains"])
    heads = ["月份", "指标", "当时印发", "现在应为", "计量单位", "原因"]
    rows_adjusted = [_adjusted(one) for one in found["adjustments"]]
    yield Sheet("更正", heads, rows_adjusted, "".join(month_defined.words(found)))


METRIC_HEADS = (
    *("指标", "本月", "计量单位", "数量或分母", "分子", "上月", "去年同月", "本年累计"),
    "口径",
)


def _of_texts(row: Sequence[str]) -> list[Cell]:
    """Return a row of a paper's table with its figures as numbers; the name stays as it is."""
    return [cell if at == 1 else printed(cell) for at, cell in enumerate(row)]


def _adjusted(line: dict[str, Any]) -> list[Cell]:
    """Return a correction as a row."""
    texts = (line["printed"], line["now"])
    if "unit_id" in line:
        # Score and rank of a unit stand in one cell, which is no number.
        return [months.said(line["period"]), line["label"], *texts, "", line["why"]]
    was, now = (printed(one) for one in texts)
    unit = api.METRICS[line["code"]].unit
    return [months.said(line["period"]), line["label"], was, now, unit, line["why"]]


def _windows(session: Session, row: ReportSnapshot) -> Sheet:
    """Return the scores of the windows, the best first."""
    names = {key: point.name for key, point in month_rows.windows(session).items()}
    found = rules.of_snapshot(session, row.id, ScoredKind.WINDOW)
    rows = [
        [names.get(one.object_id, ""), one.n, "样本不足" if one.score is None else one.score]
        for one in found
    ]
    return Sheet("窗口评分", ("窗口", "评价数", "得分"), rows)


def _metric(one: dict[str, Any]) -> list[Cell]:
    """Return a metric as a row."""
    month = one["month"]
    part = "" if month["part"] is None else month["part"]
    said = [printed(one[when]["text"]) for when in ("last", "year_ago", "so_far")]
    unit = one["unit"]
    return [one["label"], printed(month["text"]), unit, month["n"], part, *said, one["words"]]


def behind(session: Session, principal: Principal, members: frozen.Members) -> Iterator[Sheet]:
    """Yield the sheets of the frozen rows, with how many this person may not see."""
    for name, key, model in BEHIND:
        columns = exchange.columns(principal, model)
        if not columns:
            continue
        ids = members.get(key, [])
        found = listing.some(session, principal, model, ids[: exchange.MOST], columns)
        unseen = len(ids) - len(found)
        note = f"冻结时共 {len(ids)} 条，各栏是导出时的情况。"
        if len(ids) > exchange.MOST:
            note += f"数据较多，只列前 {exchange.MOST} 条。"
        elif unseen:
            note += f"另有 {unseen} 条不在您的可见范围。"
        heads = [model.about(column).label for column in columns]
        rows = [[stored(one, column) for column in columns] for one in found]
        yield Sheet(name, heads, rows, note)


def _late(session: Session, principal: Principal, row: ReportSnapshot) -> Sheet:
    """Return the late shares as they were frozen, of those items that this person may see."""
    columns = [one for one in exchange.columns(principal, Problem) if one in LASTING]
    frozen_late = row.figures["late"]
    ids = sorted({one["id"] for one in frozen_late})
    seen = {one.id: one for one in listing.some(session, principal, Problem, ids, columns)}
    rows: list[list[Cell]] = [
        [
            *(stored(seen[one["id"]], column) for column in columns),
            one["unit"],
            StepRole(one["role"]).label,
            date.fromisoformat(one["due"]),
            one["days"],
        ]
        for one in frozen_late
        if one["id"] in seen
    ]
    note = f"截至{month_late.as_of(row.figures)}，共 {len(frozen_late)} 项。"
    if unseen := len(frozen_late) - len(rows):
        note += f"另有 {unseen} 项不在您的可见范围。"
    heads = [Problem.about(column).label for column in columns]
    return Sheet("月末超期明细", (*heads, "责任单位", "承办方式", "到期日", "超期天数"), rows, note)


def _written(title: str, sheets: Sequence[Sheet]) -> bytes:
    """Write one sheet after another."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, exchange.OPTIONS)
    book.set_properties({"author": "", "company": "", "title": title})
    formats = {name: book.add_format(facts) for name, facts in sheet_cells.FORMATS.items()}
    for one in sheets:
        sheet = book.add_worksheet(one.name)
        for column, wide in enumerate(sheet_cells.widths(one.heads, one.rows)):
            sheet.set_column(column, column, wide)
        if one.note:
            sheet.write_string(0, 0, one.note)
        first = 1 if one.note else 0
        for column, head in enumerate(one.heads):
            sheet.write_string(first, column, head, formats["head"])
        sheet.freeze_panes(first + 1, 0)
        for number, row in enumerate(one.rows, start=first + 1):
            for column, cell in enumerate(row):
                sheet_cells.write(sheet, formats, number, column, cell)
    book.close()
    return target.getvalue()


def as_json(session: Session, row: ReportSnapshot) -> bytes:
    """Return the frozen figures with the hash of the list of rows they rest on."""
    told = {
        "period": row.period,
        "scope": row.scope,
        "metric_version": row.metric_version,
        "rule_version": row.rule_version,
        "cut_off_at": row.cut_off_at.isoformat(),
        "state": row.state.value,
        "members_sha256": row.members_sha256,
        "figures": month_told.shown(session, row.figures),
    }
    return (json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
