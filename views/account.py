"""Login with its second step, logout and one's own password."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import flash, redirect, render_template, request, session, url_for
from flask_appbuilder import BaseView, expose
from flask_login import login_user, logout_user
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired

from app import security, store, throttle
from app.enums_account import LoginStepKind
from app.errors import Invalid
from app.operations import accounts
from app.principal import Nature, Principal
from app.security import SessionUser, me, public, signed_in

NEEDED = "请填写这一项。"
STEP = "login_step"
NEXT = "login_next"


class LoginForm(FlaskForm):
    """Name and password."""

    username = StringField(
        "账号", [InputRequired(NEEDED)], render_kw={"autocomplete": "username", "autofocus": True}
    )
    password = PasswordField(
        "密码", [InputRequired(NEEDED)], render_kw={"autocomplete": "current-password"}
    )


class CodeForm(FlaskForm):
    """The code of the telephone, or a recovery code."""

    code = StringField(
        "动态口令",
        [InputRequired("请填写手机上显示的 6 位数字。")],
        description="手机上现在显示的 6 位数字；手机不在身边，就填一个没用过的恢复码",
        render_kw={"autocomplete": "one-time-code", "autofocus": True},
    )


class PasswordForm(FlaskForm):
    """The old password and the new one twice."""

    old = PasswordField(
        "原密码", [InputRequired(NEEDED)], render_kw={"autocomplete": "current-password"}
    )
    new = PasswordField(
        "新密码",
        [InputRequired(NEEDED)],
        description="至少 12 位；或至少 10 位，并含大写、小写、数字、符号中的三类",
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        "再输一次", [InputRequired(NEEDED)], render_kw={"autocomplete": "new-password"}
    )


def local_target(target: str | None) -> str:
    """Return a redirect target inside this application, the home page for anything else."""
    if not target or not target.startswith("/") or target.startswith("//") or "\\" in target:
        return "/"
    parts = urlsplit(target)
    printable = all(ord(c) > 31 for c in target)
    return target if printable and not parts.scheme and not parts.netloc else "/"


def typed_name(form: LoginForm) -> str:
    """Return the account's name as typed, without the NUL that is no text to PostgreSQL."""
    return str(form.username.data).replace("\x00", "").strip()


def visitor() -> Principal:
    """Return who asks before anybody is logged in."""
    return Principal(name="访客", nature=Nature.PUBLIC, ip=security.client_ip())


def arrive(caller: Principal, token: str, target: str) -> Any:
    """Begin a session with a cookie of its own, and lead to where the person wanted to go."""
    begin(caller, token)
    return redirect(target)


def forget_step() -> None:
    """Let go of a second step that has ended."""
    session.pop(STEP, None)
    session.pop(NEXT, None)


def begin(caller: Principal, token: str) -> None:
    """Forget what the cookie held before and keep the new session's token."""
    session.clear()
    login_user(SessionUser(caller, token))


class AccountView(BaseView):
    """The pages around an account; the framework sends anonymous visitors to login."""

    route_base = ""
    default_view = "login"

    @expose("/login/", methods=["GET", "POST"])
    @public
    def login(self) -> Any:
        """Show the login form, open a session, or lead to the second step."""
        target = local_target(request.values.get("next"))
        if me().is_person:
            return redirect(target)
        form = LoginForm()
        if not form.validate_on_submit():
            return self._login_page(form, target, 422 if form.errors else 200)
        caller = visitor()
        if not throttle.throttle().may_try(caller.ip):
            form.password.errors = [throttle.words()]
            return self._login_page(form, target, 429)
        with store.write(caller) as work:
            answer = accounts.log_in(work, caller, typed_name(form), form.password.data)
        if answer.step:
            session.clear()
            session[STEP], session[NEXT] = answer.step, target
            asked = answer.kind is LoginStepKind.CODE
            return redirect(url_for("AccountView.code" if asked else "factor.enrol"))
        if not answer.token:
            throttle.throttle().failed(caller.ip)
            form.password.errors = [answer.message]
            return self._login_page(form, target, 422)
        return arrive(caller, answer.token, target)

    def _login_page(self, form: LoginForm, target: str, code: int) -> Any:
        """Render the form."""
        return render_template("account/login.html", form=form, next=target), code

    @expose("/login/code", methods=["GET", "POST"])
    @public
    def code(self) -> Any:
        """Ask for the code of an account that has a second factor."""
        token = session.get(STEP, "")
        if me().is_person or not token:
            return redirect(url_for("AccountView.login"))
        form, caller = CodeForm(), visitor()
        if not form.validate_on_submit():
            return self._code_page(form, 422 if form.errors else 200)
        if not throttle.throttle().may_try(caller.ip):
            form.code.errors = [throttle.words()]
            return self._code_page(form, 429)
        with store.write(caller) as work:
            answer = accounts.enter_code(work, caller, token, form.code.data)
        if answer is accounts.EXPIRED:
            forget_step()
            flash(answer.message, "warning")
            return redirect(url_for("AccountView.login"))
        if not answer.token:
            throttle.throttle().failed(caller.ip)
            form.code.errors = [answer.message]
            return self._code_page(form, 422)
        return arrive(caller, answer.token, local_target(session.get(NEXT)))

    def _code_page(self, form: CodeForm, code: int) -> Any:
        """Render the second step."""
        return render_template("account/code.html", form=form), code

    @expose("/logout/", methods=["POST"])
    @signed_in
    def logout(self) -> Any:
        """End the session on the server and in the cookie."""
        actor = me()
        with store.write(actor) as work:
            accounts.log_out(work, actor)
        logout_user()
        session.clear()
        return redirect(url_for("AccountView.login"))

    @expose("/account/password", methods=["GET", "POST"])
    @signed_in
    def password(self) -> Any:
        """Change one's own password."""
        form = PasswordForm()
        if form.validate_on_submit():
            if form.new.data != form.again.data:
                form.again.errors = ["两次输入的新密码不一样。"]
            elif self._change(form):
                flash("密码已修改，其他地方的登录已全部退出。", "success")
                return redirect(url_for("HomeView.home"))
        return render_template("account/password.html", form=form, first=me().must_change), (
            422 if form.errors or form.again.errors else 200
        )

    def _change(self, form: PasswordForm) -> bool:
        """Change the password; put what is wrong beside its field."""
        actor = me()
        try:
            with store.write(actor) as work:
                wrong = accounts.change_password(work, actor, form.old.data, form.new.data)
        except Invalid as refusal:
            for name, message in refusal.errors.items():
                form[name].errors = [message]
            return False
        if wrong:
            form.old.errors = [wrong]
        return not wrong
