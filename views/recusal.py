"""Recusal on the pages: a person asks for himself, an office for a reporter, a leader decides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import wtforms
from flask import Blueprint, Flask, render_template, request, url_for
from sqlalchemy.orm import Session

from app import policies, store
from app.enums_recusal import RecusalGround, RecusalState
from app.errors import Conflict, Invalid, Missing, Refused
from app.formats import moment
from app.operations import idempotency, recusals
from app.permissions import Right
from app.principal import Principal
from app.queries import ledger
from app.queries import recusals as reads
from app.security import me, needs
from app.transitions import OPEN_STATES
from views.common import ROW, arrive, version, watch
from views.fields import Clean, Must, OfficeForm
from views.forms import once, once_key, words
from views.present import Page

asking = Blueprint("recuse", __name__, url_prefix="/problem")
deciding = Blueprint("recusal", __name__, url_prefix="/recusal")
watch(asking, "problem")
watch(deciding, "recusal")
LIGHTS = {RecusalState.ASKED: "warn", RecusalState.GRANTED: "ok", RecusalState.REFUSED: "still"}
DECISIONS = {RecusalState.GRANTED.value: "同意回避", RecusalState.REFUSED.value: "不同意，恢复办理"}


def register(app: Flask) -> None:
    """Add the pages of recusal."""
    app.register_blueprint(asking)
    app.register_blueprint(deciding)


class DeclareForm(OfficeForm):
    """Why somebody must keep away."""

    ground = wtforms.RadioField(
        "回避理由", [Must("请选择回避理由。")], choices=words(RecusalGround)
    )
    words = wtforms.TextAreaField(
        "情况说明",
        [Must("请填写情况说明。"), Clean(recusals.LONGEST_WORDS)],
        description="只有决定回避的领导看得到",
        render_kw={"rows": 3},
    )


class RequestForm(DeclareForm):
    """Whom a reporter wants kept away, and why."""

    who = wtforms.SelectField("应当回避的人员或单位", [Must("请选择应当回避的人员或单位。")])
    # The person comes first on the page; the form library orders by when a field was made.
    field_order = ("who", "ground", "words")

    def __init__(self, formdata: Any, people: list[reads.Concerned]) -> None:
        """Offer who deals with the item."""
        super().__init__(formdata)
        self.who.choices = {"": "请选择", **{one.key: one.label for one in people}}

    def __iter__(self) -> Any:
        """Yield the fields in the order of the page."""
        return (self[name] for name in self.field_order)


class DecideForm(OfficeForm):
    """A leader's decision."""

    decision = wtforms.RadioField("决定", [Must("请选择决定。")], choices=DECISIONS)
    reason = wtforms.TextAreaField(
        "决定理由",
        [Clean(recusals.LONGEST_WORDS)],
        description="不同意的必须写明",
        render_kw={"rows": 3},
    )


def buttons(page: Page) -> list[dict[str, Any]]:
    """Return the buttons of a problem's page that lead here."""
    if page.problem.state not in OPEN_STATES or not page.principal.has(Right.RECUSAL):
        return []
    found = [{"label": "申请回避", "url": url_for("recuse.declare", row_id=page.problem.id)}]
    if policies.may_ask_for_others(page.principal):
        url = url_for("recuse.request_for", row_id=page.problem.id)
        found.append({"label": "登记回避要求", "url": url})
    return found


def history(page: Page) -> list[dict[str, Any]]:
    """Return an item's recusals that this person may see."""
    found = reads.of_problem(page.session, page.principal, page.problem.id)
    decides = page.principal.has(Right.RECUSAL, "A")
    return [{**line_of(line), **({} if decides else {"url": ""})} for line in found]


def line_of(line: reads.Line) -> dict[str, Any]:
    """Return one recusal as a row of a page."""
    row = line.row
    return {
        "who": line.who,
        "no": line.item,
        "title": line.title,
        "ground": row.ground.label,
        "words": row.words,
        "source": row.source.label,
        "asked": f"{line.asked_by} {moment(line.asked_at)}",
        "light": {"kind": LIGHTS[row.state], "text": row.state.label},
        "reason": row.reason or "",
        "url": url_for("recusal.decide", row_id=row.id),
        "open": row.state == RecusalState.ASKED,
        "item_url": url_for("problem.show", row_id=row.problem_id) if row.problem_id else "",
    }


@asking.route(f"/{ROW}/recuse", methods=["GET", "POST"])
@needs(Right.RECUSAL)
def declare(row_id: int) -> Any:
    """Ask to keep away; the item leaves this person's sight at once."""
    form = DeclareForm(request.form if request.method == "POST" else None)
    said = "已申请回避，等领导决定。决定以前您看不到、也不能办理这件事项。"
    return _ask(row_id, form, recusals.declare, "申请回避", url_for("HomeView.home"), said)


@asking.route(f"/{ROW}/recusal", methods=["GET", "POST"])
@needs(Right.RECUSAL)
def request_for(row_id: int) -> Any:
    """Write down that a reporter wants somebody kept away."""
    page = Page(store.current(), me(), row_id)
    if not policies.may_ask_for_others(page.principal):
        raise Missing
    people = reads.concerned(page.session, page.problem)
    form = RequestForm(request.form if request.method == "POST" else None, people)
    back = url_for("problem.show", row_id=row_id)
    return _ask(row_id, form, recusals.request, "登记回避要求", back, "已登记，等领导决定。")


def _ask(
    row_id: int,
    form: OfficeForm,
    operation: Callable[..., Any],
    title: str,
    location: str,
    said: str,
) -> Any:
    """Show a form that asks, or take what was typed, once a submission.

    A second sending must not look for the item first: it may have left the person's sight.
    """
    if request.method == "GET":
        return _asked(row_id, form, title)
    if not form.validate():
        return _asked(row_id, form, title), 422
    actor = me()
    try:
        with store.write(actor) as session:
            _once(session, actor, location, lambda: operation(session, actor, row_id, form.facts()))
    except Invalid as refusal:
        return _asked(row_id, form, title, form.blame(refusal.errors)), 422
    except Refused as refusal:
        return _asked(row_id, form, title, [str(refusal.description)]), refusal.code
    return arrive(location, said)


def _once(session: Session, actor: Principal, location: str, make: Callable[[], Any]) -> None:
    """Make a row once for each form."""
    if idempotency.claim(session, once_key(actor)) is None:
        make()
        idempotency.remember(session, once_key(actor), location)


def _asked(row_id: int, form: OfficeForm, title: str, loose: list[str] | None = None) -> str:
    """Return the form beside the facts of the problem."""
    page = Page(store.current(), me(), row_id)
    return render_template(
        "recusal/ask.html", page=page, form=form, title=title, loose=loose or [], once=once()
    )


@deciding.get("/")
@needs(Right.RECUSAL)
def index() -> Any:
    """List what waits for this leader's decision."""
    actor = me()
    if not actor.has(Right.RECUSAL, "A"):
        raise Missing
    rows = [line_of(line) for line in reads.to_decide(store.current(), actor)]
    return render_template("recusal/index.html", rows=rows)


@deciding.route(f"/{ROW}", methods=["GET", "POST"])
@needs(Right.RECUSAL)
def decide(row_id: int) -> Any:
    """Show a recusal with its decision, or take the decision."""
    actor = me()
    if not actor.has(Right.RECUSAL, "A"):
        raise Missing
    form = DecideForm(request.form if request.method == "POST" else None)
    if request.method == "GET":
        return _decision(row_id, form)
    if not form.validate():
        return _decision(row_id, form), 422
    try:
        with store.write(actor) as session:
            row = recusals.decide(session, actor, row_id, version(), form.facts())
            refused = row.state is RecusalState.REFUSED
    except Invalid as refusal:
        return _decision(row_id, form, form.blame(refusal.errors)), 422
    except Conflict as clash:
        return _decision(row_id, form, [str(clash.description)]), 409
    except Refused as refusal:
        return _decision(row_id, form, [str(refusal.description)]), refusal.code
    return arrive(url_for("recusal.index"), "不同意回避，已恢复。" if refused else "已同意回避。")


def _decision(row_id: int, form: DecideForm, loose: list[str] | None = None) -> str:
    """Return the page of a recusal; a decided one is only read."""
    session, actor = store.current(), me()
    line = reads.get(session, actor, row_id)
    if line.row.problem_id:
        ledger.get(session, actor, line.row.problem_id)
    return render_template(
        "recusal/decide.html",
        line=line_of(line),
        form=form if policies.may_decide(actor, line.row) else None,
        version=line.row.row_version,
        loose=loose or [],
        once=once(),
    )
