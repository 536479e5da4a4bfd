"""An enterprise that wrote and is not in the register: registered and linked in one step."""

from __future__ import annotations

from typing import Any

from flask import Flask, request, url_for
from sqlalchemy.orm import Session

from app import store
from app.errors import Invalid, Refused
from app.operations import firm_link, identity
from app.permissions import Right
from app.principal import Principal
from app.queries import board
from app.security import me, needs
from views.common import ROW
from views.enterprises import EnterpriseForm
from views.fields import Must, OfficeForm
from views.fields_firm import EnterpriseField
from views.form_page import form_page
from views.identity_forms import PurposeForm
from views.submitting import submitted

UP = ("留言", "messages.index")
REGISTER, CHOOSE = "登记企业并对上", "对上名册里的企业"


class ChooseForm(OfficeForm):
    """Which enterprise of the register wrote."""

    enterprise_id = EnterpriseField(
        "企业", [Must("请填写是哪家企业。")], description="输入名称、简拼或信用代码"
    )


def register(app: Flask) -> None:
    """Add the pages."""
    base = f"/messages/{ROW}/firm"
    app.add_url_rule(base, "messages.firm", enrol, methods=["GET", "POST"])
    app.add_url_rule(f"{base}/known", "messages.firm_known", choose, methods=["GET", "POST"])


def _check(row_id: int) -> None:
    """Let pass who may link the enterprise of a message; what is saved is checked once more."""
    session = store.current()
    firm_link.check(session, me(), board.get(session, row_id))


def _back(row_id: int) -> str:
    return url_for("messages.show", row_id=row_id)


@needs(Right.TRIAGE)
def enrol(row_id: int) -> Any:
    """Ask what the identity is opened for; then show the form filled in, and save it once."""
    if "uscc" not in request.form:
        _check(row_id)
        asked = request.method == "GET"
        return _purpose(row_id, PurposeForm(), []) if asked else _opened(row_id)
    board.get(store.current(), row_id)
    form = EnterpriseForm(request.form)

    def again(loose: list[str]) -> str:
        return form_page(form, REGISTER, _back(row_id), loose, up=UP)

    def save(session: Session, actor: Principal) -> str:
        firm_link.register(session, actor, row_id, form.facts())
        return _back(row_id)

    return submitted(form, save, again, "企业已登记并对上。")


def _purpose(row_id: int, form: PurposeForm, loose: list[str]) -> str:
    """Return the page that asks what the identity is opened for."""
    label = "查看并填写"
    return form_page(form, REGISTER, _back(row_id), loose, up=UP, label=label)


def _opened(row_id: int) -> Any:
    """Log, commit, open, and show what the enterprise wrote of itself in the form."""
    form, actor = PurposeForm(request.form), me()
    try:
        with store.write(actor) as session:
            purpose = request.form.get("purpose", "")
            contact_id = identity.log_reveal(session, actor, row_id, purpose, "message")
    except Invalid as refusal:
        return _purpose(row_id, form, form.blame(refusal.errors)), 422
    except Refused as refusal:
        return _purpose(row_id, form, [str(refusal.description)]), refusal.code
    opened = identity.open_contact(store.current(), actor, contact_id)
    # Who wrote left a name and a number for the message, not for the register.
    known = {"name": opened.firm, "uscc": opened.uscc}
    return form_page(EnterpriseForm(None, data=known), REGISTER, _back(row_id), up=UP)


@needs(Right.TRIAGE)
def choose(row_id: int) -> Any:
    """Show the search of the register, or link what was found once."""
    board.get(store.current(), row_id)
    form = ChooseForm(request.form if request.method == "POST" else None)

    def again(loose: list[str]) -> str:
        return form_page(form, CHOOSE, _back(row_id), loose, up=UP, label="对上")

    def save(session: Session, actor: Principal) -> str:
        firm_link.choose(session, actor, row_id, form.facts())
        return _back(row_id)

    if request.method == "POST":
        return submitted(form, save, again, "已对上。")
    _check(row_id)
    return again([])
