"""留言板 and 随手拍: a citizen writes, with or without a name, with or without a script."""

from __future__ import annotations

import secrets
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
from views.board_form import BESIDE, MessageForm
from views.forms import ONCE, uploads

BUSY = "短时间里从同一个网络提交的太多了，请过几分钟再点“提交”。您填的内容还在。"
AGAIN = "页面打开太久，请再点一次“提交”。"


def register(app: Flask) -> None:
    """Add the board."""
    app.add_url_rule("/message", "message", message, methods=["GET", "POST"])


def channel() -> Channel:
    """Return which door was opened; 随手拍 asks for the photograph first."""
    asked = request.form.get("channel") or request.args.get("channel")
    return Channel.SNAPSHOT if asked == Channel.SNAPSHOT else Channel.MESSAGE_BOARD


@security.public
def message() -> Any:
    """Show the form, or keep what was written and show its query code once."""
    if request.method == "GET":
        return page(MessageForm())
    try:
        # Before anything else is read, and nothing of it is kept.
        stop_above(request.form)
    except ManagedAbove:
        with store.write(PUBLIC) as session:
            stops.count(session)
        return render_template("board/stop.html")
    form = MessageForm(request.form)
    if not form.validate():
        return page(form, more_faults(form)), 422
    if not throttle().may_send(request.remote_addr):
        return page(form, [BUSY]), 429
    return left(form)


def more_faults(form: MessageForm) -> list[str]:
    """Name beside the form's own faults those that the operation would name afterwards."""
    found = submission.faults(store.current(), form.facts(channel()))
    fresh = {n: text for n, text in found.items() if not form.errors.get(BESIDE.get(n, n))}
    return form.blame_facts(fresh)


def left(form: MessageForm) -> Any:
    """Keep the message, or show the form again with what was typed."""
    once, facts = request.form.get(ONCE, "")[:64], form.facts(channel())
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
    return render_template("board/receipt.html", code=code, number=receipt.number, qr=qr(code))


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
        channel=channel(),
        snapshot=channel() == Channel.SNAPSHOT,
        chosen=chosen,
        agency=current_app.config["VX"].agency,
        keep_days=parameters.integer(store.current(), "retention_named_contact_days"),
    )
