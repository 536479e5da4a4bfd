"""查询: the query code opens the public state, the reply, a place to answer, and one rating.

A code that was never given is answered like one that is mistyped, after the same statements.
"""

from __future__ import annotations

import secrets
from typing import Any

from flask import Flask, render_template, request

from app import security, store, throttle
from app.enums import ProblemState
from app.enums_board import ENDED, STAGES
from app.errors import Invalid, Refused
from app.models import PublicStatus
from app.operations import idempotency, returns
from app.principal import PUBLIC
from app.queries import public_status
from views.forms import ONCE

WRONG = "没有查到。请核对查询码：16 位字母和数字，没有数字 0 和 1，没有字母 I 和 O。"
SLOW = "从这个网络输错的次数太多，请过 10 分钟再查。"
SAID = {
    "answer": "您补充的内容已经收到，会转给办理的人。",
    "rate": "谢谢您的评价。",
}


def register(app: Flask) -> None:
    """Add the look-up."""
    app.add_url_rule("/lookup", "lookup", lookup, methods=["GET", "POST"])


@security.public
def lookup() -> Any:
    """Ask for the code, or show what it opens; the code travels in the form alone."""
    if request.method == "GET":
        return ask()
    code, windows = request.form.get("code", "")[:100], throttle.throttle()
    if not windows.may_try(request.remote_addr):
        return ask(code, SLOW), 429
    found = opened(code)
    if found is None:
        windows.failed(request.remote_addr)
        return ask(code, WRONG), 422
    status, rated = found
    act = request.form.get("act", "look")
    return sent(code, act) if act in SAID else shown(code, status, rated)


def opened(code: str) -> tuple[PublicStatus, bool] | None:
    """Return what a code opens and whether it was rated; the same two statements for any code."""
    session = store.current()
    hashed = public_status.stored(code)
    status = public_status.by_code(session, code)
    rated = idempotency.known(session, returns.rate_key(status.code_hash if status else hashed))
    return None if status is None else (status, rated)


def sent(code: str, act: str) -> Any:
    """Keep what came back with a code, and show the page again."""
    errors: dict[str, str] = {}
    try:
        with store.write(PUBLIC) as session:
            status = public_status.by_code(session, code)
            if status is not None and act == "answer":
                returns.answer(session, status, request.form, request.form.get(ONCE, "")[:64])
            elif status is not None:
                returns.rate(session, status, request.form)
    except Invalid as refusal:
        errors = refusal.errors
    except Refused as refusal:
        errors = {"": str(refusal.description)}
    found = opened(code)
    if found is None:
        return ask(code, WRONG), 422
    page = shown(code, *found, said="" if errors else SAID[act], errors=errors)
    return (page, 422) if errors else page


def ask(code: str = "", wrong: str = "") -> str:
    """Return the page that asks for the code."""
    return render_template("board/lookup.html", code=code, wrong=wrong)


def shown(
    code: str,
    status: PublicStatus,
    rated: bool,
    said: str = "",
    errors: dict[str, str] | None = None,
) -> str:
    """Return the page of one matter."""
    word, sentence = STAGES.get(status.state, STAGES[ProblemState.IN_PROGRESS])
    kept = errors and request.form
    return render_template(
        "board/status.html",
        code=code,
        status=status,
        word=word,
        sentence=sentence,
        ended=status.state in ENDED or status.state == ProblemState.PENDING_FEEDBACK,
        rated=rated,
        said=said,
        errors=errors or {},
        typed=dict(kept) if kept else {},
        once=secrets.token_urlsafe(24),
    )
