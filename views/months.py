"""月度报告: the months with their state and files, made anew, and a score line by line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import wtforms
from flask import Blueprint, Flask, Response, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from app import (
    clock,
    exchange,
    exchange_month,
    months,
    policies_report,
    policies_statistics,
    store,
)
from app.enums_scoring import ScoredKind, SnapshotState
from app.errors import Conflict, Forbidden, Invalid, Missing, Refused
from app.figures import rights
from app.formats import moment
from app.models import Document, ReportSnapshot, Score, Unit
from app.operations import (
    idempotency,
    month_annex,
    month_circular,
    month_defined,
    month_late,
    month_papers,
    month_text,
    month_told,
    snapshots,
)
from app.permissions import Right
from app.principal import Principal
from app.queries import month_faults, month_rows, papers
from app.queries import scoring as rules
from app.queries import snapshots as reads
from app.responses import respond_file
from app.security import hidden, me, needs
from views import month_parts, printing
from views.common import ROW, arrive, watch
from views.fields import Clean, Must, OfficeForm
from views.form_page import form_page
from views.forms import once, once_key
from views.submitting import submitted

UP = ("月度报告", "months.index")
pages = Blueprint("months", __name__, url_prefix="/statistics/reports")
watch(pages, "report_snapshot")
LIGHTS = {
    SnapshotState.DRAFT: "warn",
    SnapshotState.CHECKED: "warn",
    SnapshotState.SIGNED: "ok",
    SnapshotState.VOID: "still",
}


SAID = {
    "report": "已起草，请填写下步建议，核对后送审。",
    "circular": "已起草，请核对收文单位，再送审。",
}


def register(app: Flask) -> None:
    """Add the pages."""
    app.register_blueprint(pages)


class MonthForm(OfficeForm):
    """Which month is frozen, and why it is made anew."""

    period = wtforms.StringField(
        "月份",
        [Must("请填写月份。"), Clean(10)],
        description="写成 2026-10；还没有过完的月份可以先看草稿，月份结束后重做",
        render_kw={"autocomplete": "off"},
    )
    reason = wtforms.StringField(
        "为什么重做",
        [Clean(200)],
        description="这个月已经有草稿的，请写明；原来的草稿作废保留",
        render_kw={"autocomplete": "off"},
    )


@pages.get("/")
@needs(Right.STATISTICS)
def index() -> Any:
    """List the frozen months; units that see only their own figures have none here."""
    session, actor = store.current(), me()
    rows = reads.listed(session)
    ids = [row.document_id for row in rows if row.document_id]
    known = papers.some(session, ids)
    return render_template(
        "months/index.html",
        rows=[_line(row, known.get(row.document_id or 0)) for row in rows],
        own=[own_line(one) for one in rules.published(session, actor.unit_id)],
        sees_all=policies_statistics.sees_all(actor),
        may_freeze=policies_report.may_freeze(actor),
        may_annex=month_annex.may_see(actor),
        last=months.shift(months.of(clock.today()), -1),
    )


def own_line(row: Score) -> dict[str, str]:
    """Return a unit's score of a month as a line."""
    return {
        "url": url_for("months.score", row_id=row.id),
        "name": months.said(row.period),
        "score": "样本不足" if row.score is None else f"{row.score:.2f}",
    }


def _line(row: ReportSnapshot, paper: Document | None) -> dict[str, Any]:
    """Return a month as a line of the list."""
    return {
        "url": url_for("months.show", row_id=row.id),
        "name": months.said(row.period),
        "cut_off": moment(row.cut_off_at),
        "light": {"kind": LIGHTS[row.state], "text": row.state.label},
        "why": row.void_reason,
        "number": paper.number if paper is not None else None,
        "paper": url_for("paper.show", row_id=paper.id) if paper is not None else "",
        "paper_state": paper.state.label if paper is not None else "",
        "paper_void": paper is not None and month_parts.is_void(paper),
    }


@pages.get(f"/{ROW}", endpoint="show")
@needs(Right.STATISTICS)
def show_page(row_id: int) -> Any:
    """Show the frozen figures of a month, its scores, and what may be done."""
    return shown(row_id)


def shown(row_id: int, wrong: str = "") -> str:
    """Return the page of a frozen month, with what stood in the way."""
    session, actor = store.current(), me()
    row = reads.get(session, row_id)
    paper = papers.some(session, [row.document_id] if row.document_id else []).get(
        row.document_id or 0
    )
    figures = month_told.shown(session, row.figures)
    may_report = policies_report.may_report(actor, row, paper)
    known = reads.papers(session, row.period)
    may_circular = policies_report.may_circulate(actor, row)
    circulated = month_papers.circulated(session, row.period) if may_circular else ""
    return render_template(
        "months/show.html",
        row=row,
        line=_line(row, paper),
        wrong=wrong,
        name=months.said(row.period),
        metrics=[
            _metric(row.period, code, figures)
            for code, one in figures["metrics"].items()
            if one["so_far"]["n"] or not code.startswith("outcome_")
        ],
        units=_units(session, row),
        too_few=month_text.too_few(figures),
        windows=_windows(session, row),
        late=figures["late"],
        heads=[column["label"] for column in month_text.OVERALL_COLUMNS[1:]],
        late_beside=month_text.late_beside(figures["late_counts"]),
        compared=month_text.COMPARED,
        late_words=month_late.late_words(figures),
        adjustments=[
            {**one, "month": months.said(one["period"])} for one in figures["adjustments"]
        ],
        unadjusted=month_defined.words(figures),
        voided=month_parts.voided(row, paper, known),
        papers=month_parts.papers(known),
        may_report=may_report,
        may_circular=may_circular and not circulated,
        circulated=circulated,
        may_again=policies_report.may_freeze_again(actor, row),
        may_annex=month_annex.may_see(actor),
        once=once(),
    )


def _metric(period: str, code: str, figures: dict[str, Any]) -> dict[str, Any]:
    """Return a metric as a line, with the page of the rows behind it."""
    one = figures["metrics"][code]
    return {
        "label": one["label"],
        "words": one["words"],
        "url": explain(code, period),
        "cells": month_text.beside(one),
    }


def explain(code: str, period: str, **scope: Any) -> str:
    """Return the page of the rows behind a number."""
    return url_for("figures.show", metric=code, month=period, **scope)


def _units(session: Session, row: ReportSnapshot) -> list[dict[str, Any]]:
    """Return the ranked units and those with too small a sample, with the page of each score."""
    scores = {one.object_id: one.id for one in rules.of_snapshot(session, row.id, ScoredKind.UNIT)}
    return [
        {
            "cells": month_circular.listed(one),
            "name": one["name"],
            "url": url_for("months.score", row_id=scores[one["id"]]) if one["id"] in scores else "",
        }
        for one in month_text.named(row.figures)
    ]


def _windows(session: Session, row: ReportSnapshot) -> list[dict[str, Any]]:
    """Return the scores of the windows, the best first; too small a sample has none."""
    names = {key: point.name for key, point in month_rows.windows(session).items()}
    return [
        {
            "name": names.get(one.object_id, ""),
            "n": one.n,
            "score": "" if one.score is None else f"{one.score:.2f}",
            "url": url_for("months.score", row_id=one.id),
        }
        for one in rules.of_snapshot(session, row.id, ScoredKind.WINDOW)
    ]


@pages.route("/new", methods=["GET", "POST"])
@needs(Right.DRAFT_REPORT)
def new() -> Any:
    """Ask which month is frozen, and freeze it once."""
    actor, back = me(), url_for("months.index")
    if not policies_report.may_freeze(actor):
        raise Forbidden("月度数据由党风政风监督室生成。")
    asked = request.args.get("period", "") or months.shift(months.of(clock.today()), -1)
    form = MonthForm(request.form if request.method == "POST" else None, data={"period": asked})

    def again(loose: list[str]) -> str:
        return form_page(form, "生成月度数据", back, loose, up=UP, label="生成")

    if request.method == "GET":
        return again([])
    if not form.validate():
        return again([]), 422
    facts = form.facts()
    try:
        found = snapshots.prepare(actor, facts["period"].strip())
    except Invalid as refusal:
        return again(form.blame(refusal.errors)), 422
    except Refused as refusal:
        return again([str(refusal.description)]), 422

    def save(session: Session, by: Principal) -> str:
        row = snapshots.keep(session, by, found, facts["reason"] or "")
        return url_for("months.show", row_id=row.id)

    return submitted(form, save, again, "已生成，请核对数字，再起草报告。")


@pages.post(f"/{ROW}/<any(report, circular):kind>")
@needs(Right.DRAFT_REPORT)
def draft(row_id: int, kind: str) -> Any:
    """Draft the report or the circular of a frozen month, once."""
    actor = me()
    make: Callable[[Session, Principal, int], Document] = (
        month_papers.draft_report if kind == "report" else month_papers.draft_circular
    )
    try:
        with store.write(actor) as session:
            location = idempotency.claim(session, once_key(actor))
            if not location:
                paper = make(session, actor, row_id)
                location = url_for("compose.edit", row_id=paper.id)
                idempotency.remember(session, once_key(actor), location)
    except (Refused, Conflict) as refusal:
        return shown(row_id, str(refusal.description)), refusal.code
    return arrive(location, SAID[kind])


@pages.get(f"/{ROW}.xlsx", endpoint="excel")
@needs(Right.STATISTICS)
def excel(row_id: int) -> Response:
    """Send the figures with the rows behind them that this person may see."""
    actor = me()
    row = reads.get(store.current(), row_id)
    with store.write(actor) as session:
        row = reads.get(session, row_id)
        period = row.period
        content = exchange_month.workbook(session, actor, row)
    return exchange.answer(content, f"{months.said(period)}月度运行报告")


@pages.get(f"/{ROW}.json", endpoint="figures")
@needs(Right.STATISTICS)
def figures_file(row_id: int) -> Response:
    """Send the frozen figures."""
    row = reads.get(store.current(), row_id)
    content = exchange_month.as_json(store.current(), row)
    return respond_file(content, f"月度数据 {row.period}.json", "application/json")


@pages.get("/annex/<period>.pdf", endpoint="annex")
@hidden(Right.CLUES, "A", "2")
def annex_file(period: str) -> Response:
    """Send 线索与追责 of a month to who keeps clues and who approves them; it is not kept."""
    actor = me()
    try:
        snapshots.check_period(period)
    except Invalid:
        raise Missing() from None
    with store.write(actor) as session:
        facts = month_annex.facts(session, actor, period)
    content = printing.render("monthly_report", facts)
    name = f"线索与追责 {period}.pdf"
    return respond_file(content, name, "application/pdf", inline=True)


@pages.get("/annex", endpoint="annex_last")
@hidden(Right.CLUES, "A", "2")
def annex_last() -> Any:
    """Lead to 线索与追责 of the last month."""
    return redirect(url_for("months.annex", period=months.shift(months.of(clock.today()), -1)))


@pages.get(f"/score/{ROW}", endpoint="score")
@needs(Right.STATISTICS)
def score_page(row_id: int) -> Any:
    """Explain a score line by line."""
    session = store.current()
    row = rules.one(session, row_id)
    unit = month_rows.units(session)[row.unit_id]
    point = month_rows.windows(session).get(row.object_id)
    is_unit, inside = row.object_kind == ScoredKind.UNIT, rights.sees_secret(me())
    return render_template(
        "months/score.html",
        row=row,
        title=unit.name if is_unit or point is None else point.name,
        name=months.said(row.period),
        score="样本不足" if row.score is None else f"{row.score:.2f}",
        lines=[
            {
                "label": label,
                "formula": formula,
                "value": value,
                "links": _links(row, unit, code, inside=inside),
            }
            for code, label, formula, value in month_faults.told(row.detail["lines"], inside=inside)
        ],
        month=url_for("months.show", row_id=row.snapshot_id) if _sees(session, row) else "",
        least=row.detail["least"],
    )


def _sees(session: Session, row: Score) -> bool:
    """Tell whether this person may open the month that a score stands in."""
    try:
        reads.get(session, row.snapshot_id)
    except Missing:
        return False
    return True


BEHIND = {
    "level": ("good_rate", "neutral_rate", "bad_rate"),
    "rectified": ("rectified_rate",),
    "callback": ("callback_rate",),
}


def _links(row: Score, unit: Unit, code: str, *, inside: bool) -> list[tuple[str, str]]:
    """Return the pages of the numbers of a line, and the single items that took points off."""
    is_unit = row.object_kind == ScoredKind.UNIT
    scope = {"unit": unit.code} if is_unit else {"point": row.object_id}
    found = [(LABELS[one], explain(one, row.period, **scope)) for one in BEHIND.get(code, ())]
    known = month_faults.ids(row.detail, code, inside=inside)
    ids = month_told.open_items(store.current(), known)
    return found + [(f"事项 {one}", url_for("problem.show", row_id=one)) for one in ids]


LABELS = {
    "good_rate": "满意",
    "neutral_rate": "一般",
    "bad_rate": "不满意",
    "rectified_rate": "到期的差评",
    "callback_rate": "回访",
}
