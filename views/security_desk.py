"""The security administrator's desk: locked accounts, live logins, keys of other systems."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, render_template, request, url_for
from sqlalchemy.orm import Session

from app import clock, store
from app.enums import Role
from app.errors import Invalid
from app.models import IntegrationToken, Unit
from app.operations import account_watch, idempotency, tokens
from app.permissions import Right
from app.principal import Principal
from app.queries import accounts as found
from app.security import me, needs
from views.common import ROW, arrive, confirmed
from views.forms import once, once_key
from views.forms_account import TokenForm

pages = Blueprint("watch", __name__, url_prefix="/security")


def register(app: Flask) -> None:
    """Add the desk."""
    app.register_blueprint(pages)


@pages.get("/")
@needs(Right.UNLOCK)
def index() -> Any:
    """Show who is locked, who is logged in, and which systems hold a key."""
    session, actor = store.current(), me()
    keys = found.tokens(session, actor)
    units = found.unit_names(session, [key.unit_id for key in keys])
    return render_template(
        "accounts/watch.html",
        locked=found.locked(session),
        live=found.live(session),
        keys=[(key, units.get(key.unit_id, ""), state_of(key)) for key in keys],
        here=actor.session_id,
    )


@pages.route("/token/new", methods=["GET", "POST"])
@needs(Right.UNLOCK)
def new_token() -> Any:
    """Show the form of a key, or make it and show it once."""
    form = TokenForm(request.form if request.method == "POST" else None)
    if request.method == "GET":
        return token_page(form)
    if not form.validate():
        return token_page(form), 422
    try:
        with store.write(me()) as work:
            made = make(work, me(), form)
    except Invalid as refusal:
        return token_page(form, form.blame(refusal.errors)), 422
    if made is None:
        return arrive(home(), "已建立过，没有重复建立；令牌只显示一次，没有抄下的请撤销后重建。")
    return render_template("accounts/token_key.html", name=form.name.data, key=made, onward=home())


def token_page(form: TokenForm, loose: list[str] | None = None) -> str:
    """Return the form of a key with what was typed."""
    return render_template("accounts/token_new.html", form=form, loose=loose or [], once=once())


def make(work: Session, actor: Principal, form: TokenForm) -> str | None:
    """Make a key once; None for a submission that came again."""
    if idempotency.claim(work, once_key(actor)):
        return None
    facts = form.facts()
    _row, key = tokens.add(
        work,
        actor,
        name=facts["name"],
        scopes=facts["scopes"],
        role=Role(facts["role"]),
        unit=work.get_one(Unit, facts["unit_id"]),
        days=facts["days"],
    )
    idempotency.remember(work, once_key(actor), home())
    return key


def state_of(key: IntegrationToken) -> str:
    """Return in a word whether a key still opens."""
    if key.revoked_at is not None:
        return "已撤销"
    return "已过期" if key.expires_at <= clock.now() else "有效"


def home() -> str:
    """Return the address of the desk."""
    return url_for("watch.index")


@pages.post(f"/unlock/{ROW}")
@needs(Right.UNLOCK)
def unlock(row_id: int) -> Any:
    """Lift a lock of wrong passwords."""
    with store.write(me()) as work:
        account_watch.unlock(work, me(), row_id)
    return arrive(home(), "已解锁，可以重新登录。")


@pages.post(f"/session/{ROW}/end")
@needs(Right.UNLOCK)
def end_session(row_id: int) -> Any:
    """End one login."""
    with store.write(me()) as work:
        account_watch.end_session(work, me(), row_id)
    return arrive(home(), "已退出这次登录。")


@pages.post(f"/account/{ROW}/end")
@needs(Right.UNLOCK)
def end_all(row_id: int) -> Any:
    """End every login of an account."""
    with store.write(me()) as work:
        account_watch.end_all(work, me(), row_id)
    return arrive(home(), "这个账号的登录已全部退出。")


@pages.post(f"/token/{ROW}/revoke")
@needs(Right.UNLOCK)
def revoke(row_id: int) -> Any:
    """Take a key away after a question."""
    if not confirmed():
        return render_template(
            "admin/confirm.html",
            title="撤销对接令牌",
            question="撤销后，对方系统立即读不到数据，不能恢复。确定撤销吗？",
            action_url=url_for("watch.revoke", row_id=row_id),
            values=[],
            label="撤销",
            cancel=home(),
        )
    with store.write(me()) as work:
        tokens.revoke(work, me(), row_id)
    return arrive(home(), "已撤销。")
