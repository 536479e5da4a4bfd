"""The page behind a printed code, the receipt, and the second evaluation after handling."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, Flask, render_template, request, session, url_for
from sqlalchemy.orm import Session

from app import arrivals, formats, store, throttle
from app.enums import Channel, EvalLevel, EvalScale
from app.errors import Invalid, Missing
from app.operations import rating_facts, submission
from app.operations.submission import Receipt
from app.principal import PUBLIC
from app.queries import follow_up, offered, parameters, points, promised, vocabulary
from app.queries.points import Standing
from app.security import public

pages = Blueprint("rate", __name__)
BROWSER = "b"
FACES = {
    EvalLevel.VERY_SATISFIED: "good",
    EvalLevel.SATISFIED: "good",
    EvalLevel.BASICALLY_SATISFIED: "fair",
    EvalLevel.NEUTRAL: "fair",
    EvalLevel.DISSATISFIED: "bad",
    EvalLevel.VERY_DISSATISFIED: "bad",
}
TYPED = (
    "level",
    "other_text",
    "staff_id",
    "service_item_id",
    "text",
    "trips",
    "told_once",
    "phone",
    "asks_reply",
    "is_minor",
    "guardian_name",
    "guardian_consent",
)
SLOW = "从这个网络输错的次数太多，请过 10 分钟再试。"
TOLD = {"1": True, "0": False}
GONE = {
    None: ("没有这个评价码", "网址可能不完整，请重新扫一次码。"),
    Standing.REVOKED: ("这个评价码已停用", "这张码牌旧了，已经换了新的。"),
    Standing.CLOSED: ("这个点位已停用", "这里现在不办理业务，不能评价。"),
}


def register(app: Flask) -> None:
    """Add the pages of evaluation to the public application."""
    arrivals.register(app)
    app.register_blueprint(pages)


@pages.route("/e/<token>", methods=["GET", "POST"])
@public
def page(token: str) -> Any:
    """Show the form behind a code, or keep an evaluation and thank for it."""
    if request.method == "GET":
        session.setdefault(BROWSER, secrets.token_urlsafe(16))
        return _form(token, {}, {})
    typed, once = sent(), request.form.get("_once", "")
    facts = _facts(token, typed)
    checked = submission.ready(store.current(), facts)
    try:
        with store.write(PUBLIC) as work:
            receipt = submission.evaluate(work, facts, once, checked)
    except Invalid as refusal:
        if "service_point_id" in refusal.errors:
            return _gone(points.by_token(store.current(), token))
        return _form(token, typed, refusal.errors)
    return _thanks(receipt, typed, url_for("rate.page", token=token))


def sent() -> dict[str, Any]:
    """Return what was typed, by name."""
    return {
        **{name: request.form.get(name, "") for name in TYPED},
        "reasons": request.form.getlist("reasons"),
        "code": request.form.get("code", ""),
    }


def _facts(token: str, typed: dict[str, Any]) -> dict[str, Any]:
    """Return the facts of an evaluation from a citizen's own telephone."""
    kept = {name: typed[name] for name in TYPED}
    return {
        **kept,
        "reasons": typed["reasons"],
        "told_once": TOLD.get(typed["told_once"]),
        "channel": Channel.QR,
        "qr_token": token,
        "client_token": session.get(BROWSER, ""),
    }


def _form(token: str, typed: dict[str, Any], errors: dict[str, str]) -> Any:
    """Return the form with what was typed and what is wrong with it."""
    work = store.current()
    point = points.by_token(work, token)
    if point is None or point.standing is not Standing.OPEN:
        return _gone(point)
    page = render_template(
        "evaluate/form.html",
        point=point,
        staff=point.on_duty,
        items=offered.items(work, point.unit_id),
        keep_days=parameters.integer(work, "retention_evaluation_contact_days"),
        once=request.form.get("_once", "")[:64] or secrets.token_urlsafe(24),
        **choices(work, typed, errors),
    )
    return page, 422 if errors else 200


def choices(work: Session, typed: dict[str, Any], errors: dict[str, str]) -> dict[str, Any]:
    """Return what every evaluation form shows: the county's words and the reasons."""
    scale: EvalScale = rating_facts.scale_in_use(work)
    chosen = typed.get("level", "")
    return {
        "levels": [
            {"value": word.value, "label": word.label, "face": FACES[word]}
            for word in rating_facts.levels(scale)
        ],
        "terms": vocabulary.choices(work, "dissatisfaction_reason"),
        "typed": {**dict.fromkeys(TYPED, ""), "reasons": [], "code": "", **typed},
        "errors": errors,
        "asked": chosen in {word.value for word in rating_facts.BAD},
    }


def _gone(point: points.PointRead | None) -> Any:
    """Say kindly why a code opens nothing; unknown and stopped ones answer 404 alike."""
    heading, said = GONE[point.standing if point else None]
    return render_template("evaluate/gone.html", heading=heading, said=said), 404


def _thanks(receipt: Receipt, typed: dict[str, Any], back: str) -> Any:
    """Thank; who was dissatisfied is told what happens next, and by when."""
    is_bad = typed["level"] in {word.value for word in rating_facts.BAD}
    about: dict[str, Any] = {"days": 0, "due": ""}
    if is_bad:
        work = store.current()
        days = parameters.integer(work, "handle_days_bad_evaluation")
        due = promised.day_after(work, days)
        about = {"days": days, "due": formats.day(due) if due else ""}
    replies = bool(typed["asks_reply"]) and not receipt.contact_refused
    return render_template(
        "evaluate/thanks.html", receipt=receipt, is_bad=is_bad, back=back, replies=replies, **about
    )


@pages.route("/e/again", methods=["GET", "POST"])
@public
def again() -> Any:
    """Ask for the code of a receipt, then for the second evaluation, and keep it once."""
    work = store.current()
    if request.method == "GET":
        return _again({}, {})
    typed, windows = sent(), throttle.throttle()
    # Wrong codes of /lookup and of this page count together, and stop both.
    if not windows.may_try(request.remote_addr):
        return _again(typed, {"code": SLOW}, code=429)
    opened = follow_up.by_code(work, typed["code"])
    if opened is None:
        windows.failed(request.remote_addr)
        return _again(typed, {"code": "这个追评码不对，或者处理还没有完成，请核对后再试。"})
    if request.form.get("act") != "rate":
        return _again(typed, {}, opened)
    facts = {name: typed[name] for name in ("level", "other_text", "text", "reasons")}
    try:
        with store.write(PUBLIC) as work:
            receipt = submission.evaluate_again(work, typed["code"], facts)
    except Missing:
        return _again(typed, {"code": "这个追评码不能用了。"})
    except Invalid as refusal:
        return _again(typed, refusal.errors, follow_up.by_code(store.current(), typed["code"]))
    return _thanks(receipt, typed, url_for("rate.again"))


def _again(
    typed: dict[str, Any], errors: dict[str, str], opened: Any = None, code: int = 422
) -> Any:
    """Return the page of the second evaluation."""
    shown = choices(store.current(), typed, errors)
    page = render_template("evaluate/again.html", opened=opened, **shown)
    return page, code if errors else 200
