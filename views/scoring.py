"""评分办法: its versions, the form of a draft, its approval, and a score line by line."""

from __future__ import annotations

from typing import Any

import wtforms
from flask import Blueprint, Flask, render_template, request, url_for
from sqlalchemy.orm import Session

from app import clock, months, policies_report, scoring, store
from app.enums_scoring import Fault, ScoredKind
from app.errors import Conflict, Forbidden, Invalid, Refused
from app.formats import moment
from app.models import ScoringRule
from app.operations import scoring_rules
from app.permissions import Right
from app.principal import Principal
from app.queries import people
from app.queries import scoring as reads
from app.security import me, needs
from views.common import arrive, version, watch
from views.fields import Clean, Must, OfficeForm
from views.form_page import form_page, versus
from views.submitting import submitted

UP = ("评分办法", "scoring.index")
pages = Blueprint("scoring", __name__, url_prefix="/statistics/scoring")
watch(pages, "scoring_rule")
NUMBER = "<int(max=999999):number>"
SAID = "已保存，等委领导批准。"


def register(app: Flask) -> None:
    """Add the pages."""
    app.register_blueprint(pages)


def _number(label: str, hint: str = "") -> Any:
    """Return a box for a number; the operation says what is wrong with it."""
    keys = {"autocomplete": "off", "inputmode": "decimal"}
    return wtforms.StringField(
        label, [Must("请填写这个数。"), Clean(10)], description=hint, render_kw=keys
    )


class RuleForm(OfficeForm):
    """One version of the rule: a box for each number."""

    valid_from = wtforms.StringField(
        "从哪个月起",
        [Must("请填写月份。"), Clean(10)],
        description="写成 2026-12；以前的月份仍按原来的版本计算",
        render_kw={"autocomplete": "off"},
    )
    note = wtforms.TextAreaField(
        "修改说明", [Clean(200)], description="改了什么，为什么改", render_kw={"rows": 2}
    )


for _step, _said in scoring.STEPS.items():
    setattr(RuleForm, scoring_rules.POINTS[_step], _number(f"一条“{_said}”得分", "0 到 100"))
for _key, _label in scoring.NAMES.items():
    setattr(
        RuleForm,
        scoring_rules.WEIGHTS[_key],
        _number(f"{_label}的权重", "三部分合计 100" if _key == "level" else ""),
    )
for _fault in Fault:
    setattr(RuleForm, scoring_rules.FAULTS[_fault.value], _number(f"{_fault.label}，每件扣分"))
for _kind in ScoredKind:
    setattr(
        RuleForm,
        scoring_rules.LEAST[_kind.value],
        _number(f"{_kind.label}最少评价数", "不足的写“样本不足”，不排名"),
    )


@pages.get("/")
@needs(Right.STATISTICS, Right.MANAGE_LISTS)
def index() -> Any:
    """List the versions, the one in force first of all."""
    session, actor = store.current(), me()
    rows = reads.versions(session)
    names = people.names(session, [who for row in rows for who in _hands(row)])
    return render_template(
        "scoring/index.html",
        rows=[_line(row, names) for row in rows],
        may_draft=policies_report.may_draft_rule(actor),
        may_try=policies_report.may_try_rule(actor),
    )


def _hands(row: ScoringRule) -> tuple[int | None, int | None]:
    """Return who wrote and who approved a version."""
    return row.drafted_by_id, row.approved_by_id


def _line(row: ScoringRule, names: dict[int | None, str]) -> dict[str, Any]:
    """Return a version as a line of the list."""
    return {
        "url": url_for("scoring.show", number=row.version),
        "version": row.version,
        "begins": months.said(months.of(row.valid_from)),
        "note": row.note,
        "light": light(row),
        "drafted": names.get(row.drafted_by_id, ""),
        "approved": names.get(row.approved_by_id, ""),
    }


def light(row: ScoringRule) -> dict[str, str]:
    """Return where a version stands."""
    return {"kind": "ok" if row.approved_at else "warn", "text": row.state.label}


@pages.get(f"/{NUMBER}", endpoint="show")
@needs(Right.STATISTICS, Right.MANAGE_LISTS)
def show_page(number: int) -> Any:
    """Show a version with the steps that this person may take."""
    return shown(number)


def shown(number: int, wrong: str = "") -> str:
    """Return the page of a version, with what stood in the way."""
    session, actor = store.current(), me()
    row = reads.get(session, number)
    names = people.names(session, list(_hands(row)))
    own = row.drafted_by_id == actor.account_id and actor.has(Right.MANAGE_LISTS, "2")
    return render_template(
        "scoring/show.html",
        row=row,
        light=light(row),
        wrong=wrong,
        parts=parts(row),
        facts=[
            ("从哪个月起", months.said(months.of(row.valid_from))),
            ("起草", names.get(row.drafted_by_id, "")),
            ("批准", names.get(row.approved_by_id, "")),
            ("批准时间", moment(row.approved_at) if row.approved_at else ""),
            ("修改说明", row.note),
        ],
        may_edit=policies_report.may_edit_rule(actor, row),
        may_approve=policies_report.may_approve_rule(actor, row),
        own_draft=own and not row.approved_at,
        may_draft=policies_report.may_draft_rule(actor),
        may_try=policies_report.may_try_rule(actor),
    )


def parts(row: ScoringRule) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the numbers of a version by part, in the words of the form."""
    rule = reads.as_rule(row)
    return [
        (
            "各档得分",
            [(said, f"{rule.level_points[step]:f}") for step, said in scoring.STEPS.items()],
        ),
        ("权重", [(label, f"{rule.weights[key]:f}") for key, label in scoring.NAMES.items()]),
        ("每件扣分", [(fault.label, f"{rule.deductions[fault.value]:f}") for fault in Fault]),
        ("最少评价数", [(kind.label, str(rule.min_sample[kind.value])) for kind in ScoredKind]),
    ]


@pages.route("/new", methods=["GET", "POST"])
@needs(Right.MANAGE_LISTS)
def new() -> Any:
    """Show the form, filled from the newest version or from another; keep a draft once."""
    actor, back = me(), url_for("scoring.index")
    if not policies_report.may_draft_rule(actor):
        raise Forbidden("您没有起草评分办法的权限。")
    form = RuleForm(request.form if request.method == "POST" else None, data=_from(store.current()))

    def again(loose: list[str]) -> str:
        return form_page(form, "起草评分办法", back, loose, up=UP)

    def save(session: Session, by: Principal) -> str:
        row = scoring_rules.draft(session, by, form.facts())
        return url_for("scoring.show", number=row.version)

    return again([]) if request.method == "GET" else submitted(form, save, again, SAID)


def _from(session: Session) -> dict[str, Any]:
    """Return the newest version as the start of the next one; its words are not taken over."""
    rows = reads.versions(session)
    begins = months.shift(months.of(clock.today()), 1)
    found = scoring_rules.typed_of(rows[0] if rows else None)
    return {**found, "valid_from": begins, "note": ""}


@pages.route(f"/{NUMBER}/edit", methods=["GET", "POST"])
@needs(Right.MANAGE_LISTS)
def edit(number: int) -> Any:
    """Show the form of a draft, or correct it; a clash answers with both texts."""
    actor, back = me(), url_for("scoring.show", number=number)
    row = reads.get(store.current(), number)
    if not policies_report.may_edit_rule(actor, row):
        raise Refused("批准过的评分办法不能修改，请从它起草新的一版。")
    title = f"修改评分办法第 {number} 版"
    held = scoring_rules.typed_of(row)
    form = RuleForm(request.form if request.method == "POST" else None, data=held)
    if request.method == "GET":
        return form_page(form, title, back, up=UP, held=row.row_version)
    if not form.validate():
        return form_page(form, title, back, up=UP, held=version()), 422
    try:
        with store.write(actor) as session:
            scoring_rules.edit(session, actor, number, version(), form.facts())
    except Invalid as refusal:
        loose = form.blame(refusal.errors)
        return form_page(form, title, back, loose, up=UP, held=version()), 422
    except Conflict:
        row = reads.get(store.current(), number)
        stored = RuleForm(None, data=scoring_rules.typed_of(row))
        both = versus(form, stored, lambda _field: True)
        page = form_page(form, title, back, up=UP, held=row.row_version, versus=both)
        return page, 409
    return arrive(back, SAID)


@pages.post(f"/{NUMBER}/approve")
@needs(Right.MANAGE_LISTS)
def approve(number: int) -> Any:
    """Approve the draft of another."""
    actor = me()
    try:
        with store.write(actor) as session:
            scoring_rules.approve(session, actor, number, version())
    except Invalid as refusal:
        return shown(number, "".join(refusal.errors.values())), 422
    except Conflict:
        return shown(number, "您打开页面之后，别人已经改过这一版，请核对后再批准。"), 409
    return arrive(url_for("scoring.show", number=number), "已批准，从那个月起按这一版评分。")
