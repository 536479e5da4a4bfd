"""Questions to a reporter through somebody who may call: the handler's page and the caller's."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request, url_for
from sqlalchemy.orm import Session

from app import store
from app.enums_identity import RelayState
from app.errors import Conflict, Invalid, Refused
from app.formats import moment
from app.operations import relay
from app.permissions import Right
from app.principal import Principal
from app.queries import identity as reads
from app.security import me, needs
from views.common import ROW, arrive, version
from views.fields import OfficeForm
from views.forms import once
from views.identity_forms import AnswerForm, PurposeForm, QuestionForm
from views.identity_open import opened_page
from views.present import Page
from views.rows import unit_names
from views.submitting import submitted

CALL = f"/relay/{ROW}"


def add(pages: Blueprint) -> None:
    """Add the routes."""
    pages.add_url_rule(f"/of/problem/{ROW}/relay", "ask_relay", ask, methods=["GET", "POST"])
    pages.add_url_rule(CALL, "relay", show, methods=["GET"])
    pages.add_url_rule(f"{CALL}/open", "open_relay", open_once, methods=["POST"])
    pages.add_url_rule(CALL, "answer_relay", answer, methods=["POST"])


def listed(session: Session, actor: Principal) -> list[dict[str, Any]]:
    """Return the open questions that this person puts to reporters."""
    calls = reads.calls(session, actor)
    names = unit_names(session, [call.unit_id for call in calls])
    return [
        {
            "url": url_for("identity.relay", row_id=call.id),
            "unit": names.get(call.unit_id, ""),
            "question": call.question,
            "at": moment(call.asked_at),
        }
        for call in calls
    ]


@needs(Right.WORK)
def ask(row_id: int) -> Any:
    """Show the form of a question, or file it."""
    form = QuestionForm(request.form if request.method == "POST" else None)

    def page(loose: list[str]) -> str:
        about = Page(store.current(), me(), row_id)
        return render_template(
            "identity/relay_ask.html", page=about, form=form, loose=loose, once=once()
        )

    def save(session: Session, actor: Principal) -> str:
        relay.ask(session, actor, row_id, str(form.question.data))
        return url_for("problem.show", row_id=row_id)

    if request.method == "GET":
        return page([])
    return submitted(form, save, page, "已转给能联系来访人的同事，答复后显示在这件事项里。")


@needs(Right.REVEAL)
def show(row_id: int) -> Any:
    """Show a question to who puts it: the item in masked words and how to call."""
    return call_page(row_id, AnswerForm())


def call_page(
    row_id: int,
    form: OfficeForm,
    loose: list[str] | None = None,
    opening: PurposeForm | None = None,
) -> str:
    """Return the page of a call with what was typed."""
    session, actor = store.current(), me()
    call = reads.relay(session, row_id)
    return render_template(
        "identity/relay.html",
        call=call,
        unit=unit_names(session, [call.unit_id]).get(call.unit_id, ""),
        at=moment(call.asked_at),
        about=relay.facts(session, actor, row_id),
        is_open=call.state == RelayState.OPEN,
        opening=opening or PurposeForm(),
        form=form,
        loose=loose or [],
    )


@needs(Right.REVEAL)
def open_once(row_id: int) -> Any:
    """Show name and number to who calls, once and logged."""

    def again(form: PurposeForm, loose: list[str]) -> str:
        return call_page(row_id, AnswerForm(), loose, form)

    return opened_page("relay_call", row_id, url_for("identity.relay", row_id=row_id), again)


@needs(Right.REVEAL)
def answer(row_id: int) -> Any:
    """Write what the reporter said."""
    form, actor = AnswerForm(request.form), me()
    if not form.validate():
        return call_page(row_id, form), 422
    try:
        with store.write(actor) as session:
            relay.answer(session, actor, row_id, version(), str(form.answer.data))
    except Invalid as refusal:
        return call_page(row_id, form, form.blame(refusal.errors)), 422
    except Conflict as clash:
        return call_page(row_id, form, [str(clash.description)]), 409
    except Refused as refusal:
        return call_page(row_id, form, [str(refusal.description)]), refusal.code
    return arrive(url_for("calls.index"), "已答复，提问的单位看得到。")
