"""A problem's page, its actions, and the one answer that shows a reporter's identity."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, render_template, request, url_for
from sqlalchemy.orm import Session

from app import more_time, policies, store
from app.enums import (
    DocumentKind,
    RevealPurpose,
)
from app.errors import Conflict, Forbidden, Invalid, Missing, Refused
from app.formats import show
from app.models import Problem
from app.operations import guards, idempotency, identity, ledger
from app.permissions import Right
from app.principal import Principal
from app.security import me, needs
from app.transitions import BY_ACTION, Transition
from app.web import error_page
from views import (
    entry,
    family,
    hints,
    pressing,
    problem_values,
    recusal,
    split,
    timeline,
    together,
)
from views.answers import answer, answers
from views.common import ROW, arrive, version, watch, where_to
from views.fields import OfficeForm
from views.forms import action_form, has_files, once, once_key, uploads
from views.present import Page
from views.present_paper import already

pages = Blueprint("problem", __name__, url_prefix="/problem")
watch(pages, "problem")
# What a reporter is called for.
CALLS = ("callback", "tell_merged", "tell_extension")
SAID = {
    "dissatisfied": "已退回承办单位重办",
    "supervise": "已发出督办",
    "track": "已记录这次跟踪",
    "take_result": "已记录办理结果",
    "tell_merged": "已记录回访",
    "refuse_reopen": "已记录：不同意重启",
    "divide_own": "已分解到村",
    "extend": "延期申请已交监督室审核",
    "agree_extension": "已报领导批准",
    "tell_extension": "已记下告知情况",
    "suspend": "中止申请已交监督室审核，批准以前时限照走",
    "agree_suspension": "已报领导批准",
    "approve_suspension": "已批准中止，办理时限停走，法定期限不停",
    "resume": "已恢复办理，时限接着走",
}


def register(app: Flask) -> None:
    """Add the pages of a problem, the clerk's form among them."""
    entry.register(app)
    split.register(app)
    app.register_blueprint(pages)


@pages.get(f"/{ROW}", endpoint="show")
@needs(Right.SEE_PROBLEMS)
def show_page(row_id: int) -> Any:
    """Show what it is, where it stands and what may be done now."""
    return shown(Page(store.current(), me(), row_id))


def shown(page: Page, refusal: str = "", wrong: str = "") -> str:
    """Return the page, with the words why an action was not taken, or beside the purpose."""
    found = timeline.Lines(page)
    return render_template(
        "problem/show.html",
        page=page,
        bar=bar(page),
        recusals=recusal.history(page),
        pressed=pressing.rows(page),
        dates=pressing.dates(page),
        family=family.groups(page),
        transfers=family.transfers(page),
        lines=timeline.newest(found),
        tied=together.cards(page, found),
        once=once(),
        refusal=refusal,
        wrong=wrong,
        again=entry.just_registered(),
    )


def bar(page: Page) -> list[dict[str, Any]]:
    """Return the buttons: the next step is the main one and stands first, closed ones say why."""
    actions = page.actions()
    main = page.next_step(actions)
    buttons = [
        {
            "label": allowed.transition.label,
            "url": url_for("problem.act", row_id=page.problem.id, action=allowed.transition.action),
            "main": allowed is main,
            "reason": allowed.reason,
        }
        for allowed in sorted(actions, key=lambda allowed: _place(allowed, main))
        if not allowed.idle
    ]
    return [*buttons, *letters(page), *split.buttons(page), *recusal.buttons(page)]


def _place(allowed: policies.Allowed, main: policies.Allowed | None) -> int:
    """Return where a button stands: the next step first, 督办 after every step of the work."""
    return 0 if allowed is main else 2 if allowed.transition.code == "E02" else 1


def letters(page: Page) -> list[dict[str, Any]]:
    """Return the buttons that draft a letter from this problem, and the way to every other."""
    if not page.principal.has(Right.DRAFT_REPORT):
        return []
    kinds = {}
    if page.problem.lead_unit_id is not None and page.lead_is_working():
        kinds[DocumentKind.ASSIGNMENT_LETTER] = "起草交办单"
    if page.problem.lead_unit_id is not None and page.lead_is_late():
        kinds[DocumentKind.SUPERVISION_LETTER] = "起草督办函"
    if more_time.is_to_be_told(page.problem):
        kinds[DocumentKind.EXTENSION_NOTICE] = "起草延期告知书"
    others = {"label": "起草其他公文", "url": url_for("compose.index", item=page.problem.id)}
    return [
        *(
            {
                "label": label,
                "url": url_for("paper.draft", kind=kind.value),
                "method": "post",
                "name": "problem_id",
                "value": page.problem.id,
                "busy": "正在起草…",
                "confirm": _twice(already(page.session, page.principal, page.problem.id, kind)),
            }
            for kind, label in kinds.items()
        ),
        others,
    ]


def _twice(known: str) -> str:
    """Return the question before a second paper of a kind."""
    return f"{known}。还要再起草一份吗？" if known else ""


@pages.route(f"/{ROW}/<action>", methods=["GET", "POST"])
@needs(Right.SEE_PROBLEMS)
def act(row_id: int, action: str) -> Any:
    """Show the form of an action, or take the action."""
    transition = BY_ACTION.get(action)
    if transition is None:
        raise Missing
    if request.method == "GET":
        return _blank(row_id, transition)
    page = Page(store.current(), me(), row_id)
    if closed := _closed(page, transition):
        return _turned_away(page, transition, closed)
    form = action_form(transition, request.form)
    if not form.validate():
        return act_page(row_id, transition, form), 422
    try:
        with store.write(me()) as session:
            location = perform(session, me(), row_id, transition, form)
    except Invalid as refusal:
        return act_page(row_id, transition, form, form.blame(refusal.errors)), 422
    except Conflict as clash:
        return act_page(row_id, transition, form, clash=clash), 409
    except Refused as refusal:
        return act_page(row_id, transition, form, [str(refusal.description)]), refusal.code
    return arrive(location, f"{SAID.get(action, '已' + transition.label)}。")


def _blank(row_id: int, transition: Transition) -> Any:
    """Return the form with sensible values, or the item and why the action is closed."""
    page = Page(store.current(), me(), row_id)
    try:
        guards.check_allowed(page.principal, page.problem, page.steps, transition)
    except Refused as refusal:
        return shown(page, str(refusal.description)), refusal.code
    values = problem_values.suggested(page.session, page.principal, page.problem, transition)
    return act_page(row_id, transition, action_form(transition, None, values))


def _turned_away(page: Page, transition: Transition, closed: Refused) -> Any:
    """Say in a few words why a sent action was not taken, with the way back to the item.

    What the role never gives is 403; what the item's state does not give now, 409.
    """
    return error_page(
        403 if isinstance(closed, Forbidden) else 409,
        f"{page.problem.problem_no}：{closed.description}",
        title=f"不能“{transition.label}”",
        hint="这次没有保存。请返回事项，按页面上的按钮办理。",
        back_url=url_for("problem.show", row_id=page.problem.id),
        back_label="返回事项",
    )


def _closed(page: Page, transition: Transition) -> Refused | None:
    """Return why the gate forbids a sent action; None too for a form that was open once.

    Its person had the right, so that what he typed comes back beside what others did meanwhile.
    """
    if 0 < version() < page.problem.row_version and policies.may_ever(
        page.principal, page.problem, transition
    ):
        return None
    try:
        guards.check_allowed(page.principal, page.problem, page.steps, transition)
    except Refused as refusal:
        return refusal
    return None


def _allowed(page: Page, transition: Transition) -> policies.Allowed | None:
    """Return an action as the gate gives it, None when the gate does not offer it."""
    return next((one for one in page.actions() if one.transition is transition), None)


def perform(
    session: Session, actor: Principal, row_id: int, transition: Transition, form: OfficeForm
) -> str:
    """Take an action once, and return where it leads."""
    done = idempotency.claim(session, once_key(actor))
    if done:
        return done
    ledger.perform(
        session, actor, row_id, version(), transition.action, form.facts(), files=uploads()
    )
    location = where_to(session, Problem, row_id)
    idempotency.remember(session, once_key(actor), location)
    return location


def act_page(
    row_id: int,
    transition: Transition,
    form: OfficeForm,
    loose: list[str] | None = None,
    clash: Conflict | None = None,
) -> str:
    """Return the form beside the facts of the problem, with everything that was typed."""
    page = Page(store.current(), me(), row_id)
    found = _allowed(page, transition)
    stale = clash is None and request.method == "POST"
    return render_template(
        "problem/act.html",
        page=page,
        form=form,
        transition=transition,
        loose=loose or [],
        versus=versus(page, transition, form, clash) if clash else [],
        can_send=found is not None and found.open,
        has_files=has_files(transition),
        calls=CALLS,
        hint=hints.before(page, transition),
        version=version() if stale else page.problem.row_version,
        once=once(),
    )


def versus(
    page: Page, transition: Transition, form: OfficeForm, clash: Conflict
) -> list[dict[str, str]]:
    """Return what is stored now beside what was typed."""
    rows = [{"label": "状态", "theirs": page.problem.state.label, "yours": transition.label}]
    last = page.timeline()[:1]
    if last:
        theirs = f"{last[0]['title']} {last[0]['sub']}\n{last[0]['text']}".strip()
        rows.append({"label": "最近一次办理", "theirs": theirs, "yours": answers(form)})
    columns = Problem.__table__.columns
    return rows + [
        {
            "label": Problem.about(name).label if name in columns else name,
            "theirs": show(value),
            "yours": answer(form[name]),
        }
        for name, value in clash.current.items()
        if name in form
    ]


@pages.post(f"/{ROW}/reveal")
@needs(Right.REVEAL, Right.SEE_REPORTER)
def reveal(row_id: int) -> Any:
    """Show name and number once; the trace is committed before they are opened."""
    actor, purpose = me(), request.form.get("purpose", "")
    try:
        with store.write(actor) as session:
            contact_id = identity.log_reveal(session, actor, row_id, purpose)
    except Invalid as refusal:
        return shown(Page(store.current(), actor, row_id), wrong=str(refusal.description)), 422
    session = store.current()
    opened = identity.open_contact(session, actor, contact_id)
    page = Page(session, actor, row_id)
    return render_template(
        "problem/revealed.html",
        page=page,
        opened=opened,
        purpose=RevealPurpose.label_of(purpose),
        call=_call(page),
        beside="beside" in request.form,
    )


def _call(page: Page) -> policies.Allowed | None:
    """Return the act that keeps what a call came to, None where nobody is to be called."""
    found = (_allowed(page, BY_ACTION[name]) for name in CALLS)
    return next((one for one in found if one is not None and one.open), None)
