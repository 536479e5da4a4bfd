"""A problem's page, its actions, and the one answer that shows a reporter's identity."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Flask, render_template, request, url_for
from sqlalchemy.orm import Session

from app import policies, store
from app.enums import (
    ConductNature,
    DocumentKind,
    FeedbackWay,
    PetitionClass,
    RequestType,
    RevealPurpose,
    SupervisionKind,
)
from app.errors import Conflict, Invalid, Missing, Refused
from app.formats import show
from app.models import Problem, Unit
from app.operations import guards, idempotency, identity, ledger, limits
from app.permissions import Right
from app.principal import Principal
from app.queries import parameters
from app.security import me, needs
from app.transitions import BY_ACTION, Transition
from views import entry, recusal, split, timeline, together
from views.answers import answer, answers
from views.common import ROW, arrive, version, watch, where_to
from views.fields import OfficeForm
from views.forms import action_form, has_files, once, once_key, uploads
from views.present import Page
from views.present_paper import already

pages = Blueprint("problem", __name__, url_prefix="/problem")
watch(pages, "problem")
# What a request is under 信访工作条例 art. 29–31 until somebody says otherwise.
PETITION = {
    RequestType.SUGGESTION: PetitionClass.SUGGESTION,
    RequestType.PRAISE: PetitionClass.SUGGESTION,
    RequestType.REPORT: PetitionClass.ACCUSATION,
}
SAID = {"dissatisfied": "已退回承办单位重办", "supervise": "已发出督办"}


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


def shown(page: Page, refusal: str = "") -> str:
    """Return the page, with the words why an action was not taken."""
    found = timeline.Lines(page)
    return render_template(
        "problem/show.html",
        page=page,
        bar=bar(page),
        recusals=recusal.history(page),
        lines=timeline.newest(found),
        tied=together.cards(page, found),
        once=once(),
        refusal=refusal,
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
        for allowed in sorted(actions, key=lambda allowed: allowed is not main)
    ]
    return [*buttons, *letters(page), *split.buttons(page), *recusal.buttons(page)]


def letters(page: Page) -> list[dict[str, Any]]:
    """Return the buttons that draft a letter from this problem."""
    if page.problem.lead_unit_id is None or not page.principal.has(Right.DRAFT_REPORT):
        return []
    kinds = {DocumentKind.ASSIGNMENT_LETTER: "起草交办单"} if page.lead_is_working() else {}
    if page.lead_is_late():
        kinds[DocumentKind.SUPERVISION_LETTER] = "起草督办函"
    return [
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
    values = suggested(page.session, page.principal, page.problem, transition)
    return act_page(row_id, transition, action_form(transition, None, values))


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
        hint=page.unanswered() if transition.code == "T13" else "",
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


def suggested(
    session: Session, actor: Principal, problem: Problem, transition: Transition
) -> Mapping[str, Any]:
    """Return the values that a form begins with; each may be changed."""
    makers = {
        "triage": _triage_values,
        "instruct": _instruct_values,
        "sign": _sign_values,
        "rework": lambda work, *_: {"days": parameters.integer(work, "rework_days")},
        "dissatisfied": lambda work, *_: {"days": parameters.integer(work, "reopen_days")},
        "callback": lambda *_: {"way": FeedbackWay.PHONE.value, "attempts": 1},
        "supervise": lambda *_: {"kind": SupervisionKind.REMINDER.value, "reply_days": 3},
    }
    maker = makers.get(transition.action)
    return maker(session, actor, problem) if maker else {}


def _days(session: Session, problem: Problem) -> int:
    """Return the day limit proposed before, or the one of the request's type."""
    return problem.days_limit or limits.default_days(session, problem.request_type, problem.urgency)


def _triage_values(session: Session, _actor: Principal, problem: Problem) -> dict[str, Any]:
    """Return what the clerk or an earlier triage said."""
    petition = problem.petition_class or PETITION.get(problem.request_type, PetitionClass.CLAIM)
    return {
        "petition_class": petition.value,
        "domain": problem.domain,
        "conduct_nature": (problem.conduct_nature or ConductNature.NONE).value,
        "urgency": problem.urgency.value,
        "proposed_unit_id": problem.proposed_unit_id,
        "days": _days(session, problem),
        "opinion": problem.triage_opinion,
    }


def _instruct_values(session: Session, _actor: Principal, problem: Problem) -> dict[str, Any]:
    """Return the proposal of the intake office."""
    return {"lead_unit_id": problem.proposed_unit_id, "days": _days(session, problem)}


def _sign_values(session: Session, actor: Principal, _problem: Problem) -> dict[str, Any]:
    """Return the person who signs and the telephone of the unit."""
    unit = session.get(Unit, actor.unit_id)
    return {"handler_name": actor.name, "handler_phone": unit.phone if unit else ""}


@pages.post(f"/{ROW}/reveal")
@needs(Right.REVEAL, Right.SEE_REPORTER)
def reveal(row_id: int) -> Any:
    """Show name and number once; the trace is committed before they are opened."""
    actor, purpose = me(), request.form.get("purpose", "")
    try:
        with store.write(actor) as session:
            contact_id = identity.log_reveal(session, actor, row_id, purpose)
    except Invalid as refusal:
        return shown(Page(store.current(), actor, row_id), str(refusal.description)), refusal.code
    session = store.current()
    opened = identity.open_contact(session, actor, contact_id)
    page = Page(session, actor, row_id)
    return render_template(
        "problem/revealed.html",
        page=page,
        opened=opened,
        purpose=RevealPurpose.label_of(purpose),
        callback=_allowed(page, BY_ACTION["callback"]),
    )
