"""One's own second factor: at the login that asks for it, and on a page of its own."""

from __future__ import annotations

import io
from typing import Any

import segno
from flask import (
    Blueprint,
    Flask,
    Response,
    flash,
    redirect,
    render_template,
    session,
    url_for,
)
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import PasswordField
from wtforms.validators import InputRequired

from app import store, throttle
from app.enums_account import LoginStepKind
from app.errors import Invalid, Missing
from app.models import Account
from app.operations import accounts, own_factor, second_factor
from app.principal import Principal
from app.queries import accounts as found
from app.security import me, public, signed_in
from views.account import NEXT, STEP, CodeForm, begin, forget_step, local_target, visitor

pages = Blueprint("factor", __name__)


class StopForm(FlaskForm):
    """The own password, so that an open screen is not enough."""

    password = PasswordField(
        "登录密码",
        [InputRequired("请填写登录密码。")],
        render_kw={"autocomplete": "current-password"},
    )


class FirstCodeForm(CodeForm):
    """The first code of a new telephone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say what is asked for here."""
        super().__init__(*args, **kwargs)
        self.code.description = "扫码以后，手机上显示的 6 位数字"


def register(app: Flask) -> None:
    """Add the pages of the second factor."""
    app.register_blueprint(pages)


def picture(text: str) -> Response:
    """Return a QR code made here; no other host learns the secret."""
    out = io.BytesIO()
    segno.make(text, error="m").save(out, kind="svg", scale=5, border=4)
    answer = Response(out.getvalue(), mimetype="image/svg+xml")
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def grouped(secret: str) -> str:
    """Return a secret in groups of four, for typing."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def step_account(work: Session) -> Account:
    """Return the account whose login waits for an enrolment; Missing without one."""
    step = accounts.step_of(work, session.get(STEP, ""), LoginStepKind.ENROL)
    if step is None:
        raise Missing
    return step[1]


@pages.route("/login/enrol", methods=["GET", "POST"])
@public
def enrol() -> Any:
    """Enrol before the first session of an account whose role needs a second factor."""
    if me().is_person:
        return redirect(url_for("factor.own"))
    caller = visitor()
    form = FirstCodeForm()
    try:
        with store.write(caller) as work:
            secret = own_factor.shown(work, step_account(work))
    except Missing:
        forget_step()
        flash(accounts.EXPIRED.message, "warning")
        return redirect(url_for("AccountView.login"))
    if form.validate_on_submit():
        answer = _enrolled(caller, form)
        if answer is not None:
            return answer
    return _enrol_page(form, secret, "account/enrol.html")


def _enrolled(caller: Principal, form: FirstCodeForm) -> Any:
    """Finish the enrolment and the login, None when the code does not hold."""
    if not throttle.throttle().may_try(caller.ip):
        form.code.errors = [throttle.words()]
        return None
    try:
        with store.write(caller) as work:
            answer, codes = accounts.enrol_step(work, caller, session[STEP], form.code.data)
    except Invalid as refusal:
        throttle.throttle().failed(caller.ip)
        form.code.errors = list(refusal.errors.values())
        return None
    if not answer.token:
        return redirect(url_for("AccountView.login"))
    target = local_target(session.get(NEXT))
    begin(caller, answer.token)
    return render_template("account/codes.html", codes=codes, onward=target)


def _enrol_page(form: FirstCodeForm, secret: str, template: str) -> Any:
    """Render a page with the QR code and the question for the first code."""
    return render_template(template, form=form, secret=grouped(secret)), (
        422 if form.errors else 200
    )


@pages.get("/login/enrol.svg")
@public
def enrol_picture() -> Any:
    """Send the QR code of an enrolment that a login waits for."""
    with store.write(visitor()) as work:
        account = step_account(work)
        text = second_factor.address(second_factor.waiting(work, account.id), account.username)
    return picture(text)


@pages.get("/account/second-factor")
@signed_in
def own() -> Any:
    """Show whether one's account has a second factor, and what can be done."""
    return own_page(StopForm())


def own_page(form: StopForm) -> Any:
    """Render the page of one's second factor."""
    work, actor = store.current(), me()
    on = found.has_factor(work, actor.account_id or 0)
    return render_template(
        "account/factor.html",
        form=form,
        on=on,
        left=second_factor.left(work, actor.account_id) if on else 0,
        asked=own_factor.is_asked(work, actor),
    ), 422 if form.errors else 200


@pages.post("/account/second-factor/begin")
@signed_in
def begin_own() -> Any:
    """Make a new secret for one's telephone."""
    with store.write(me()) as work:
        own_factor.prepare(work, me())
    return redirect(url_for("factor.enrol_own"))


@pages.route("/account/second-factor/enrol", methods=["GET", "POST"])
@signed_in
def enrol_own() -> Any:
    """Show the secret until its first code is right, then the recovery codes once."""
    actor, form = me(), FirstCodeForm()
    try:
        with store.write(actor) as work:
            secret = own_factor.shown(work, accounts.own(work, actor))
    except Missing:
        return redirect(url_for("factor.own"))
    if form.validate_on_submit():
        try:
            with store.write(actor) as work:
                codes = own_factor.enrol(work, actor, form.code.data)
        except Invalid as refusal:
            form.code.errors = list(refusal.errors.values())
        else:
            back = url_for("factor.own")
            return render_template("account/codes.html", codes=codes, onward=back)
    return _enrol_page(form, secret, "account/enrol_own.html")


@pages.get("/account/second-factor/qr.svg")
@signed_in
def own_picture() -> Any:
    """Send the QR code of one's own enrolment, as long as it waits for its first code."""
    actor = me()
    with store.write(actor) as work:
        text = second_factor.address(second_factor.waiting(work, actor.account_id), actor.username)
    return picture(text)


@pages.post("/account/second-factor/stop")
@signed_in
def stop() -> Any:
    """Take one's second factor away after the password; a role that needs one enrols anew."""
    actor, form = me(), StopForm()
    if not form.validate_on_submit():
        return own_page(form)
    with store.write(actor) as work:
        wrong = own_factor.stop(work, actor, form.password.data)
    if wrong:
        form.password.errors = [wrong]
        return own_page(form)
    flash("已停用动态口令，其他地方的登录已退出。", "success")
    return redirect(url_for("factor.own"))
