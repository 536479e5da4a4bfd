"""The system administrator's pages of accounts; what needs two persons goes to a proposal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from app import store
from app.enums import Role
from app.errors import Invalid, Missing
from app.identifiers import whole
from app.operations import account_admin, account_changes, idempotency, role_rules
from app.permissions import Right
from app.principal import Principal
from app.queries import accounts as found
from app.security import me, needs
from views.common import ROW, arrive, confirmed
from views.fields import OfficeForm
from views.forms import once, once_key
from views.forms_account import AccountForm, GrantForm, NewAccountForm

pages = Blueprint("accounts", __name__, url_prefix="/accounts")
KEEPERS = (Right.MANAGE_USERS,)
DECIDERS = (Right.MANAGE_USERS, Right.GRANT_DISCIPLINE)


@dataclass(frozen=True)
class Act:
    """A button of an account's page: its question, its operation, and what is said after."""

    label: str
    question: str
    run: Callable[[Session, Principal, int], Any]
    said: str


def _ask(act: str) -> Callable[[Session, Principal, int], Any]:
    """Return the operation that proposes an act."""
    return lambda session, actor, row_id: account_changes.propose_reset(session, actor, row_id, act)


ACTS = {
    "stop": Act(
        "停用",
        "停用后立即退出登录，不能再登录。确定停用这个账号吗？",
        account_admin.stop,
        "已停用，登录已全部退出。",
    ),
    "start": Act("启用", "确定让这个账号重新登录吗？", account_admin.start, "已启用。"),
    "reset": Act(
        "重设密码",
        "现在的密码立即失效，登录全部退出。新的首个密码只显示一次。确定重设吗？",
        account_admin.reset_alone,
        "",
    ),
    "factor": Act(
        "重设动态口令",
        "现在的动态口令和恢复码立即失效，登录全部退出。确定重设吗？",
        account_admin.drop_factor_alone,
        "已重设，本人登录后可以重新绑定。",
    ),
    "ask-reset": Act(
        "申请重设密码",
        "这个账号有纪检或管理员岗位，要由第二个人批准。确定提出申请吗？",
        _ask(account_changes.PASSWORD),
        "已提出，等待批准。批准后，首个密码显示给批准的人。",
    ),
    "ask-factor": Act(
        "申请重设动态口令",
        "这个账号有纪检或管理员岗位，要由第二个人批准。确定提出申请吗？",
        _ask(account_changes.FACTOR),
        "已提出，等待批准。",
    ),
}


def register(app: Flask) -> None:
    """Add the pages of accounts."""
    app.register_blueprint(pages)


@pages.get("/")
@needs(*KEEPERS)
def index() -> Any:
    """List accounts, found by name, unit or title."""
    q = request.args.get("q", "")[:40]
    number = whole(request.args.get("page", ""), 6) or 1
    persons, total = found.page(store.current(), q, number)
    return render_template(
        "accounts/index.html",
        persons=persons,
        q=q,
        total=total,
        number=number,
        more=number * found.SIZE < total,
        may_add=may_write(),
    )


def may_write() -> bool:
    """Tell whether this person makes and changes accounts: letter 1."""
    return me().has(Right.MANAGE_USERS, "1")


def person(row_id: int) -> found.Person:
    """Return an account; raise Missing."""
    known = found.one(store.current(), row_id)
    if known is None:
        raise Missing
    return known


@pages.route("/new", methods=["GET", "POST"])
@needs(*KEEPERS)
def new() -> Any:
    """Make an account, and show its first password once."""
    actor = me()
    account_admin.may_manage(actor)
    form = NewAccountForm(request.form if request.method == "POST" else None)
    if request.method == "GET" or not form.validate():
        return form_page(form, "新增账号"), 422 if form.errors else 200
    facts = {**form.facts(), "username": (form.username.data or "").strip()}
    try:
        with store.write(actor) as work:
            done = idempotency.claim(work, once_key(actor))
            if done:
                return redirect(done)
            account, password = account_admin.create(work, actor, **facts)
            row_id, name = int(account.id), account.username
            idempotency.remember(work, once_key(actor), address(row_id))
    except Invalid as refusal:
        return form_page(form, "新增账号", form.blame(refusal.errors)), 422
    return first_password(row_id, name, password)


def address(row_id: int) -> str:
    """Return the address of an account's page."""
    return url_for("accounts.show", row_id=row_id)


def first_password(row_id: int, username: str, password: str) -> str:
    """Return the one page that shows a first password."""
    return render_template(
        "accounts/first_password.html", username=username, password=password, onward=address(row_id)
    )


def form_page(
    form: OfficeForm, title: str, loose: list[str] | None = None, row_id: int | None = None
) -> str:
    """Return a form with what was typed."""
    cancel = url_for("accounts.index") if row_id is None else address(row_id)
    return render_template(
        "accounts/form.html", form=form, title=title, loose=loose or [], once=once(), cancel=cancel
    )


@pages.get(f"/{ROW}", endpoint="show")
@needs(*KEEPERS)
def show_page(row_id: int) -> Any:
    """Show an account, its roles, and what may be done."""
    session, actor = store.current(), me()
    known, factor = person(row_id), found.has_factor(session, row_id)
    return render_template(
        "accounts/show.html",
        person=known,
        account=known.account,
        factor=factor,
        pending=[
            (change.id, describe(change.values)[0][1])
            for change in found.pending(session, actor, row_id)
        ],
        acts=[*links(row_id), *buttons(known, factor=factor)],
        may_write=may_write(),
        own=row_id == actor.account_id,
    )


def buttons(known: found.Person, *, factor: bool) -> list[dict[str, Any]]:
    """Return the buttons of an account's page for who may write."""
    if not may_write():
        return []
    row_id = known.account.id
    guarded = any(grant.role in role_rules.GUARDED for grant in known.grants)
    names = ["ask-reset" if guarded else "reset"]
    if factor:
        names.append("ask-factor" if guarded else "factor")
    if row_id != me().account_id:
        names.append("stop" if known.account.status.value == "active" else "start")
    return [
        {
            "label": ACTS[name].label,
            "method": "post",
            "url": url_for("accounts.act", row_id=row_id, act=name),
            "confirm": ACTS[name].question,
        }
        for name in names
    ]


def links(row_id: int) -> list[dict[str, Any]]:
    """Return where a role is proposed; nobody proposes one for himself."""
    if not may_write() or row_id == me().account_id:
        return []
    return [{"label": "授予岗位", "url": url_for("accounts.grant", row_id=row_id)}]


@pages.route(f"/{ROW}/edit", methods=["GET", "POST"])
@needs(*KEEPERS)
def edit(row_id: int) -> Any:
    """Change name, unit and title; another unit ends every role."""
    actor = me()
    account_admin.may_manage(actor)
    account = person(row_id).account
    stored = {"name": account.last_name, "unit_id": account.unit_id, "title": account.title}
    form = AccountForm(request.form if request.method == "POST" else None, data=stored)
    title = f"修改账号 {account.username}"
    if request.method == "GET" or not form.validate():
        return form_page(form, title, row_id=row_id), 422 if form.errors else 200
    if form.unit_id.data != account.unit_id and not confirmed():
        return move_question(row_id, form)
    try:
        with store.write(actor) as work:
            moved = account_admin.change(work, actor, row_id, **form.facts())
    except Invalid as refusal:
        return form_page(form, title, form.blame(refusal.errors), row_id), 422
    return arrive(address(row_id), MOVED if moved else "已保存。")


MOVED = "已换单位，原来的岗位已全部收回。请重新提出授予岗位。"


def move_question(row_id: int, form: AccountForm) -> str:
    """Ask before a move, which takes every role away."""
    values = [(name, "" if value is None else value) for name, value in form.facts().items()]
    return question(
        "换到别的单位，这个账号现在的岗位会全部收回，登录全部退出。确定吗？",
        url_for("accounts.edit", row_id=row_id),
        "换单位",
        address(row_id),
        values,
    )


def question(
    text: str, action: str, label: str, cancel: str, values: list[tuple[str, Any]] | None = None
) -> str:
    """Return the page that asks before an act."""
    return render_template(
        "admin/confirm.html",
        title=label,
        question=text,
        action_url=action,
        values=[*(values or []), ("_once", once())],
        label=label,
        cancel=cancel,
    )


@pages.post(f"/{ROW}/<any(stop,start,reset,factor,'ask-reset','ask-factor'):act>")
@needs(*KEEPERS)
def act(row_id: int, act: str) -> Any:
    """Run one of the buttons after its question."""
    actor, chosen = me(), ACTS[act]
    username = person(row_id).account.username
    if not confirmed():
        action = url_for("accounts.act", row_id=row_id, act=act)
        return question(chosen.question, action, chosen.label, address(row_id))
    with store.write(actor) as work:
        result = chosen.run(work, actor, row_id)
    if act == "reset":
        return first_password(row_id, username, result)
    return arrive(address(row_id), chosen.said)


@pages.route(f"/{ROW}/grant", methods=["GET", "POST"])
@needs(*KEEPERS)
def grant(row_id: int) -> Any:
    """Propose a role for an account."""
    actor = me()
    account_admin.may_manage(actor)
    account = person(row_id).account
    title = f"授予岗位：{account.last_name}（{account.username}）"
    form = GrantForm(request.form if request.method == "POST" else None)
    if request.method == "GET" or not form.validate():
        return form_page(form, title, row_id=row_id), 422 if form.errors else 200
    try:
        with store.write(actor) as work:
            done = idempotency.claim(work, once_key(actor))
            if not done:
                _propose(work, actor, row_id, form)
                idempotency.remember(work, once_key(actor), address(row_id))
    except Invalid as refusal:
        return form_page(form, title, form.blame(refusal.errors), row_id), 422
    return arrive(address(row_id), "已提出，等待批准。批准前什么都没有变。")


def _propose(work: Session, actor: Principal, row_id: int, form: GrantForm) -> None:
    """Propose what the form says; raise Invalid without a role."""
    if form.role.data not in {role.value for role in Role}:
        raise Invalid({"role": "请选择岗位。"})
    account_changes.propose_grant(
        work,
        actor,
        row_id,
        role=Role(form.role.data),
        valid_from=form.valid_from.data,
        valid_to=form.valid_to.data,
    )


@pages.post(f"/{ROW}/grant/<int:grant_id>/end")
@needs(*KEEPERS)
def end_grant(row_id: int, grant_id: int) -> Any:
    """Take a role away at once."""
    actor = me()
    if not confirmed():
        return question(
            "收回以后立即生效，这个账号的登录全部退出。确定收回吗？",
            url_for("accounts.end_grant", row_id=row_id, grant_id=grant_id),
            "收回岗位",
            address(row_id),
        )
    with store.write(actor) as work:
        account_admin.end_role(work, actor, row_id, grant_id)
    return arrive(address(row_id), "已收回，登录已全部退出。")


def describe(values: dict[str, Any]) -> list[tuple[str, str]]:
    """Return a proposal in words."""
    said = account_changes.ACTS[values["act"]]
    if values["act"] != account_changes.GRANT:
        return [("申请", said)]
    until = values["valid_to"]
    return [
        ("申请", f"{said}“{Role(values['role']).label}”"),
        ("起始日期", values["valid_from"]),
        ("截止日期", until or "长期"),
    ]


@pages.get("/change/<int:change_id>")
@needs(*DECIDERS)
def change(change_id: int) -> Any:
    """Show a proposal about an account and, to the second person, its two buttons."""
    return change_page(change_id)


def change_page(change_id: int, wrong: str = "") -> str:
    """Return the page of a proposal, with what is wrong about the reason."""
    session, actor = store.current(), me()
    row = account_changes.seen(session, actor, change_id)
    known = found.one(session, row.row_id or 0)
    if known is None:
        raise Missing
    return render_template(
        "accounts/change.html",
        change=row,
        facts=[
            ("账号", f"{known.account.last_name}（{known.account.username}）"),
            ("单位", known.unit),
            ("现有岗位", known.roles or "没有"),
            *describe(row.values),
            ("状态", row.state.label),
            ("提出人", found.name_of(session, row.proposed_by_id)),
            ("批准人", found.name_of(session, row.approved_by_id)),
            ("不同意的理由", row.refusal or ""),
        ],
        reason=account_changes.why_not(actor, row),
        waiting=row.state.value == "proposed",
        wrong=wrong,
        back=address(known.account.id) if actor.has(Right.MANAGE_USERS) else "",
    )


@pages.post("/change/<int:change_id>/approve")
@needs(*DECIDERS)
def approve(change_id: int) -> Any:
    """Do what was proposed as its second person; a new first password is shown once."""
    actor = me()
    here = url_for("accounts.change", change_id=change_id)
    with store.write(actor) as work:
        done = account_changes.approve(work, actor, change_id)
    if done.password:
        known = person(done.account_id)
        return render_template(
            "accounts/first_password.html",
            username=known.account.username,
            password=done.password,
            onward=here,
        )
    return arrive(here, "已批准，立即生效；这个账号的登录已全部退出。")


@pages.post("/change/<int:change_id>/refuse")
@needs(*DECIDERS)
def refuse(change_id: int) -> Any:
    """Refuse a proposal with a reason."""
    actor = me()
    try:
        with store.write(actor) as work:
            account_changes.refuse(work, actor, change_id, request.form.get("reason", ""))
    except Invalid as refusal:
        return change_page(change_id, "；".join(refusal.errors.values())), 422
    flash("已退回，没有修改。", "success")
    return redirect(url_for("accounts.change", change_id=change_id))
