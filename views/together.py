"""What ties items together, on the item's page: meetings, outcomes, thanks, links, their forms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import wtforms
from flask import Blueprint, Flask, render_template, request, url_for
from sqlalchemy.orm import Session

from app import clock, measures, policies_together, store
from app.enums_ledger import LinkKind, MetricKind, ThanksKind
from app.errors import Forbidden, Invalid, Missing
from app.formats import day, moment
from app.models import OutcomeMetric
from app.operations import idempotency, metrics, thanks
from app.permissions import Right
from app.queries import outcomes_total
from app.queries import together as reads
from app.security import me, needs
from views.common import ROW, arrive, version, watch
from views.fields import Clean, Must, OfficeForm
from views.forms import once, once_key, uploads, words
from views.present import Page
from views.timeline import Lines

pages = Blueprint("together", __name__, url_prefix="/problem")
counting = Blueprint("metric", __name__, url_prefix="/metric")
watch(pages, "problem")
watch(counting, "outcome_metric")
MONEY_UNITS = {measures.YUAN: "元", measures.WAN: "万元"}


def register(app: Flask) -> None:
    """Add the forms and the page of totals."""
    app.register_blueprint(pages)
    app.register_blueprint(counting)


class MetricForm(OfficeForm):
    """One outcome."""

    kind = wtforms.SelectField(
        "成效", [Must("请选择成效。")], choices={"": "请选择", **words(MetricKind)}
    )
    value = wtforms.StringField(
        "数值",
        [Must("请填写数值。")],
        description="例如 808；金额可以写 202万元",
        render_kw={"autocomplete": "off", "inputmode": "decimal"},
    )
    money_unit = wtforms.RadioField(
        "金额单位", choices=MONEY_UNITS, default=measures.YUAN, description="成效是金额的才看这一项"
    )
    beneficiary = wtforms.StringField(
        "受益对象", [Clean(60)], description="例如 五保低保户；不写个人姓名"
    )
    serves_all = wtforms.BooleanField(
        "惠及全部企业", description="办成一家、所有企业都受益的政策性结果才勾选"
    )
    basis = wtforms.StringField(
        "依据", [Must("请填写依据。"), Clean(200)], description="例如 退费花名册、银行回单"
    )
    files = wtforms.MultipleFileField("证据", description="选一个文件：花名册、回单、照片")


class ThanksForm(OfficeForm):
    """Thanks of a citizen."""

    kind = wtforms.RadioField("方式", [Must("请选择方式。")], choices=words(ThanksKind))
    given_on = wtforms.DateField("日期", [Must("请填写日期。")])
    words = wtforms.TextAreaField(
        "内容",
        [Clean(200)],
        description="锦旗上的字，或者来访人说的话；不写全名",
        render_kw={"rows": 3},
    )
    files = wtforms.MultipleFileField("照片", description="选一张照片")


CHOSEN = [one for one in LinkKind if one != LinkKind.GATHERED]


class LinkForm(OfficeForm):
    """Another item and how the two belong together."""

    number = wtforms.StringField(
        "事项编号",
        [Must("请填写事项编号。"), Clean(30)],
        description="例如 HXZT-2026-00131",
        render_kw={"autocomplete": "off"},
    )
    kind = wtforms.RadioField("关联", [Must("请选择关联。")], choices=words(CHOSEN))
    note = wtforms.StringField("说明", [Clean(200)])


class VoidForm(OfficeForm):
    """Why an outcome does not count."""

    reason = wtforms.StringField("作废原因", [Must("请填写作废原因。"), Clean(200)])


def cards(page: Page, found: Lines) -> dict[str, Any]:
    """Return what the item's page shows beside its steps, with what this person may add.

    found holds the rows that the time line has read already.
    """
    session, row_id, told = page.session, page.problem.id, page.told
    total = outcomes_total.of_problem(session, row_id)
    return {
        "metrics": [_metric(page, row, found.people) for row in found.metrics],
        "total": "，".join(
            f"{one.kind.label} {measures.spelled(one.kind, one.value)}" for one in total
        ),
        "meetings": [
            {
                "url": url_for("meeting.show", row_id=row.id),
                "text": f"{day(row.held_on)} {row.kind.label}：{row.title}",
            }
            for row in found.meetings
        ],
        "thanks": [
            {
                "head": f"{day(row.given_on)} {row.kind.label}",
                "text": told(row.words),
                "file": _file(session, row.attachment_id),
            }
            for row in found.thanks
        ],
        "links": [
            {
                "url": url_for("problem.show", row_id=one.problem_id),
                "text": f"{one.problem_no} {one.title}",
                "kind": _end(one),
                "note": told(one.note),
            }
            for one in reads.links(session, row_id)
        ],
        "adds": _adds(page),
    }


def _end(one: reads.Linked) -> str:
    """Return how the other item belongs to this one, read from this end."""
    turned = {LinkKind.CAUSED_BY: "引起", LinkKind.RELAPSE: "后来反弹回潮"}
    return turned.get(one.kind, one.kind.label) if one.is_target else one.kind.label


def _file(session: Session, attachment_id: int | None) -> str:
    """Return the address of a file that this person may open."""
    seen = reads.has_file(session, attachment_id)
    return url_for("attachment.download", row_id=attachment_id) if seen else ""


def _metric(page: Page, row: OutcomeMetric, names: dict[int | None, str]) -> dict[str, Any]:
    """Return one outcome with what may be done about it."""
    entered, verified = names.get(row.created_by_id, ""), names.get(row.verified_by_id, "")
    state = {"kind": "warn", "text": "待核实"}
    if row.void_reason:
        state = {"kind": "still", "text": "已作废"}
    elif row.verified_by_id:
        state = {"kind": "ok", "text": "已核实"}
    checks = policies_together.may_verify_metric(page.principal, page.steps, row)
    voids = policies_together.may_void_metric(page.principal, row)
    return {
        "text": f"{row.kind.label} {measures.spelled(row.kind, row.value)}",
        "light": state,
        "beneficiary": page.told(row.beneficiary),
        "basis": page.told(row.basis),
        "file": _file(page.session, row.attachment_id),
        "who": f"{entered}填写"
        + (f"，{verified} {moment(row.verified_at)}核实" if verified else ""),
        "reason": page.told(row.void_reason),
        "version": row.row_version,
        "verify": url_for("metric.verify", row_id=row.id) if checks else "",
        "void": url_for("metric.void", row_id=row.id) if voids else "",
    }


def _adds(page: Page) -> list[dict[str, str]]:
    """Return the links to what this person may add or print."""
    principal, row_id = page.principal, page.problem.id
    offered = (
        (policies_together.may_enter_metric(principal, page.steps), "记录成效", "together.metric"),
        (policies_together.may_thank(principal, page.steps), "记录致谢", "together.thank"),
        (policies_together.may_link(principal), "关联事项", "together.link"),
    )
    found = [
        {"label": label, "url": url_for(endpoint, row_id=row_id)}
        for may, label, endpoint in offered
        if may
    ]
    if policies_together.may_meet(principal):
        url = url_for("meeting.new", item=row_id)
        found.append({"label": "记录会议", "url": url})
    return [*found, {"label": "办理单（PDF）", "url": url_for("sheet.show", row_id=row_id)}]


Save = Callable[[Session, Any, dict[str, Any]], str]


def _answer(
    row_id: int, title: str, form: OfficeForm, may: Callable[[Page], bool], save: Save
) -> Any:
    """Show a form beside the item, or save it once and lead back to the item."""
    if request.method == "GET":
        page = Page(store.current(), me(), row_id)
        if not may(page):
            raise Forbidden(f"您不能在这件事项上“{title}”。")
        return _form(row_id, title, form)
    if not form.validate():
        return _form(row_id, title, form), 422
    actor, back, said = me(), url_for("problem.show", row_id=row_id), f"已{title}。"
    try:
        with store.write(actor) as session:
            if not idempotency.claim(session, once_key(actor)):
                said = save(session, actor, form.facts())
                idempotency.remember(session, once_key(actor), back)
    except Invalid as refusal:
        return _form(row_id, title, form, form.blame(refusal.errors)), 422
    return arrive(back, said)


def _form(row_id: int, title: str, form: OfficeForm, loose: list[str] | None = None) -> str:
    """Return a form beside the facts of the item."""
    return render_template(
        "problem/together_form.html",
        page=Page(store.current(), me(), row_id),
        title=title,
        form=form,
        loose=loose or [],
        once=once(),
        version=None,
    )


def _sent() -> Any:
    """Return the sent fields, None for a page that is only opened."""
    return request.form if request.method == "POST" else None


def _one_file() -> list[Any]:
    """Return the chosen file; several are refused rather than dropped."""
    chosen = uploads()
    if len(chosen) > 1:
        raise Invalid({"files": f"这里只收一个文件，您选了 {len(chosen)} 个。"})
    return chosen


@pages.route(f"/{ROW}/metric", methods=["GET", "POST"])
@needs(Right.SUBMIT, Right.CLOSE)
def metric(row_id: int) -> Any:
    """Enter an outcome."""

    def save(session: Session, actor: Any, facts: dict[str, Any]) -> str:
        row = metrics.enter(session, actor, row_id, facts, _one_file())
        text = measures.spelled(row.kind, row.value)
        return f"已记录：{row.kind.label} {text}，等别人核实后计入。"

    def may(page: Page) -> bool:
        return policies_together.may_enter_metric(page.principal, page.steps)

    return _answer(row_id, "记录成效", MetricForm(_sent()), may, save)


@pages.route(f"/{ROW}/thanks", methods=["GET", "POST"])
@needs(Right.WORK, Right.CLOSE, Right.TRIAGE)
def thank(row_id: int) -> Any:
    """Record thanks."""

    def save(session: Session, actor: Any, facts: dict[str, Any]) -> str:
        thanks.record(session, actor, row_id, facts, _one_file())
        return "已记录致谢。"

    def may(page: Page) -> bool:
        return policies_together.may_thank(page.principal, page.steps)

    form = ThanksForm(_sent(), data={"given_on": clock.today()})
    return _answer(row_id, "记录致谢", form, may, save)


@pages.route(f"/{ROW}/link", methods=["GET", "POST"])
@needs(*policies_together.OFFICES)
def link(row_id: int) -> Any:
    """Link two items."""

    def save(session: Session, actor: Any, facts: dict[str, Any]) -> str:
        thanks.link(session, actor, row_id, facts)
        return "已关联。"

    def may(page: Page) -> bool:
        return policies_together.may_link(page.principal)

    return _answer(row_id, "关联事项", LinkForm(_sent()), may, save)


def _held(row_id: int) -> OutcomeMetric:
    """Return a visible outcome; Missing otherwise."""
    row = store.current().get(OutcomeMetric, row_id)
    if row is None:
        raise Missing()
    return row


@counting.post(f"/{ROW}/verify")
@needs(Right.VERIFY, Right.CLOSE)
def verify(row_id: int) -> Any:
    """Verify an outcome."""
    actor = me()
    with store.write(actor) as session:
        row = metrics.verify(session, actor, row_id, version())
        back = url_for("problem.show", row_id=row.problem_id)
    return arrive(back, "已核实，计入成效。")


@counting.route(f"/{ROW}/void", methods=["GET", "POST"])
@needs(Right.VERIFY, Right.CLOSE, Right.SUBMIT)
def void(row_id: int) -> Any:
    """Ask why an outcome does not count, and void it."""
    actor, form, row = me(), VoidForm(_sent()), _held(row_id)
    problem_id, text = row.problem_id, measures.spelled(row.kind, row.value)
    title = f"作废成效：{row.kind.label} {text}"
    if request.method == "GET" or not form.validate():
        found = version() or row.row_version
        return _void_page(problem_id, title, form, found), 422 if form.errors else 200
    try:
        with store.write(actor) as session:
            metrics.void(session, actor, row_id, version(), form.reason.data or "")
    except Invalid as refusal:
        form.blame(refusal.errors)
        return _void_page(problem_id, title, form, version()), 422
    return arrive(url_for("problem.show", row_id=problem_id), "已作废，不再计入。")


def _void_page(problem_id: int, title: str, form: OfficeForm, made_from: int) -> str:
    """Return the form that asks for the reason."""
    return render_template(
        "problem/together_form.html",
        page=Page(store.current(), me(), problem_id),
        title=title,
        form=form,
        loose=[],
        once=once(),
        version=made_from,
    )


@counting.get("/")
@needs(Right.SUPERVISE)
def index() -> Any:
    """Show the commission what was achieved, and what waits to be verified."""
    session = store.current()
    waiting, counted = outcomes_total.unverified(session), outcomes_total.verified(session)
    return render_template(
        "problem/outcomes.html",
        totals=[
            {
                "kind": one.kind.label,
                "text": measures.spelled(one.kind, one.value),
                "items": one.items,
            }
            for one in outcomes_total.totals(session)
        ],
        waiting=[_line(*row) for row in waiting],
        counted=[_line(*row) for row in counted],
    )


def _line(row: OutcomeMetric, number: str, title: str) -> dict[str, str]:
    """Return an outcome as a row of the page of totals."""
    return {
        "url": url_for("problem.show", row_id=row.problem_id),
        "no": number,
        "title": title,
        "kind": row.kind.label,
        "text": measures.words(row.kind, row.value),
        "beneficiary": row.beneficiary,
        "on": day(row.verified_at or row.created_at),
    }
