"""留言板, 随手拍, 纪企直通车: somebody writes, with or without a name, with or without a script."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

import segno
from flask import Flask, current_app, render_template, request, url_for

from app import security, store
from app.enums import Channel
from app.errors import Invalid, Refused
from app.operations import message_files, stops, submission
from app.operations.compartment import ManagedAbove, stop_above
from app.operations.submission import Receipt
from app.principal import PUBLIC
from app.queries import parameters
from app.throttle import throttle
from views.board_firm import FirmForm
from views.board_form import BESIDE, MessageForm
from views.forms import ONCE, uploads

BUSY = "短时间里从同一个网络提交的太多了，请过几分钟再点“提交”。您填的内容还在。"
AGAIN = "页面打开太久，请再点一次“提交”。"


@dataclass(frozen=True)
class Door:
    """One of the ways in to the same form: its address, its words, what is asked there."""

    endpoint: str
    channel: Channel
    title: str
    heading: str
    lead: str
    form: type[MessageForm] = MessageForm


BOARD = Door(
    "message",
    Channel.MESSAGE_BOARD,
    "留言",
    "我要留言",
    "问政策、提建议、求帮助、投诉、举报都可以写在这里。可以匿名。",
)
SNAPSHOT = Door(
    "message",
    Channel.SNAPSHOT,
    "随手拍",
    "随手拍",
    "看到路灯不亮、垃圾没人清、窗口没人值守，拍张照片告诉我们。可以匿名。",
)
FIRM = Door(
    "enterprise",
    Channel.ENTERPRISE_PORTAL,
    "纪企直通车",
    "纪企直通车",
    "企业有建议、要咨询、求帮助、投诉、举报吃拿卡要，写在这里。承办单位看不到是哪家企业说的。",
    FirmForm,
)


def register(app: Flask) -> None:
    """Add the board, and the same board for enterprises."""
    app.add_url_rule("/message", "message", message, methods=["GET", "POST"])
    app.add_url_rule("/enterprise", "enterprise", message, methods=["GET", "POST"])


def door() -> Door:
    """Return which door was opened; 随手拍 asks for the photograph first."""
    if request.endpoint == FIRM.endpoint:
        return FIRM
    asked = request.form.get("channel") or request.args.get("channel")
    return SNAPSHOT if asked == Channel.SNAPSHOT else BOARD


@security.public
def message() -> Any:
    """Show the form, or keep what was written and show its query code once."""
    if request.method == "GET":
        return page(door().form())
    try:
        # Before anything else is read, and nothing of it is kept.
        stop_above(request.form)
    except ManagedAbove:
        with store.write(PUBLIC) as session:
            stops.count(session)
        return render_template("board/stop.html", again=door().endpoint)
    form = door().form(request.form)
    if not form.validate():
        return page(form, more_faults(form)), 422
    if not throttle().may_send(request.remote_addr):
        return page(form, [BUSY]), 429
    return left(form)


def more_faults(form: MessageForm) -> list[str]:
    """Name beside the form's own faults those that the operation would name afterwards."""
    found = submission.faults(store.current(), form.facts(door().channel))
    fresh = {n: text for n, text in found.items() if not form.errors.get(BESIDE.get(n, n))}
    return form.blame_facts(fresh)


def left(form: MessageForm) -> Any:
    """Keep the message, or show the form again with what was typed."""
    once, facts = request.form.get(ONCE, "")[:64], form.facts(door().channel)
    try:
        found = submission.faults(store.current(), facts)
        if found:
            raise Invalid(found)
        files = message_files.prepare(uploads())
        with store.write(PUBLIC) as session:
            receipt = submission.leave_message(session, facts, once, files)
    except Invalid as refusal:
        return page(form, form.blame_facts(refusal.errors)), 422
    except Refused as refusal:
        return page(form, [str(refusal.description)]), refusal.code
    return given(receipt)


def given(receipt: Receipt) -> str:
    """Show the code, once: as text to copy, and as a picture to photograph."""
    code = receipt.code
    return render_template(
        "board/receipt.html", code=code, number=receipt.number, qr=qr(code), again=door().endpoint
    )


def qr(code: str) -> str:
    """Return the picture of a code; behind the hash sign it never travels to a server."""
    if not code:
        return ""
    base = str(current_app.config["VX"].public_url).rstrip("/")
    made = segno.make_qr(f"{base}{url_for('lookup')}#{code}", error="m")
    return made.svg_data_uri(scale=5, border=2)


def page(form: MessageForm, loose: list[str] | None = None) -> str:
    """Return the form with what was typed; chosen files must be chosen again."""
    chosen = bool(request.files) and any(one.filename for one in request.files.getlist("files"))
    return render_template(
        "board/message.html",
        form=form,
        loose=loose or [],
        once=request.form.get(ONCE, "")[:64] or secrets.token_urlsafe(24),
        door=door(),
        snapshot=door() is SNAPSHOT,
        firm=door() is FIRM,
        chosen=chosen,
        agency=current_app.config["VX"].agency,
        keep_days=parameters.integer(store.current(), "retention_named_contact_days"),
    )
