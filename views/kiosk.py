"""The touch screen of a hall: its page, its key, and the entries it sends when it can."""

from __future__ import annotations

import logging
from datetime import date, timedelta
from typing import Any

from flask import (
    Blueprint,
    Flask,
    abort,
    current_app,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app import clock, store
from app.enums import Channel, EvalScale
from app.errors import Invalid
from app.extensions import csrf, limiter
from app.models import Kiosk
from app.operations import kiosk_life, rating_facts, submission
from app.operations.kiosk_life import Known
from app.principal import PUBLIC
from app.queries import offered, points
from app.queries.points import Standing
from app.security import public
from views.rate import choices

log = logging.getLogger("voice")
pages = Blueprint("kiosk", __name__, url_prefix="/kiosk")
# The key lies in a cookie of the device that no script reads and no other site can send.
COOKIE, YEAR = "vx_kiosk", 365 * 24 * 3600
MOST, HOURS = 50, 24
DEVICE = "<string(maxlength=20):device>"
TYPED = ("level", "other_text", "staff_id", "service_item_id")
# Who is no longer on duty, or an item that went, must not cost a citizen his evaluation.
LOOSE = frozenset({"staff_id", "service_item_id"})
LONGEST_AWAY = timedelta(days=366)
SCALES = tuple(word.value for word in EvalScale)


def register(app: Flask) -> None:
    """Add the pages of the touch screen."""
    app.register_blueprint(pages)


def _kiosk(session: Session, device: str) -> Kiosk | None:
    """Return the kiosk whose key the request carries."""
    return points.kiosk_by_key(session, device, request.cookies.get(COOKIE, ""))


@pages.get("/worker.js")
@public
def worker() -> Response:
    """Send the script that keeps the page; it must come from the pages' own folder."""
    return current_app.send_static_file("kiosk-worker.js")


@pages.get(f"/{DEVICE}")
@public
def page(device: str) -> Any:
    """Show the touch screen; a device without its key is asked for it."""
    session = store.current()
    kiosk = _kiosk(session, device)
    if kiosk is None:
        return render_template("kiosk/key.html", device=device, wrong="")
    point = points.by_id(session, kiosk.service_point_id)
    if point is None or point.standing is not Standing.OPEN:
        return render_template("kiosk/closed.html"), 404
    return render_template(
        "kiosk/page.html",
        device=device,
        point=point,
        staff=point.on_duty,
        items=offered.items(session, point.unit_id),
        scale=rating_facts.scale_in_use(session),
        **choices(session, {}, {}),
    )


@pages.post(f"/{DEVICE}/key")
@limiter.limit("10 per 10 minutes")
@public
def enter_key(device: str) -> Any:
    """Keep the key of this device in its cookie, when it is the right one."""
    key = request.form.get("key", "").strip()
    if points.kiosk_by_key(store.current(), device, key) is None:
        wrong = "编号或密钥不对，或者这台机器已停用。请核对后再输入。"
        return render_template("kiosk/key.html", device=device, wrong=wrong), 422
    answer = make_response(redirect(url_for("kiosk.page", device=device)))
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    answer.set_cookie(
        COOKIE, key, YEAR, path="/kiosk", secure=secure, httponly=True, samesite="Strict"
    )
    return answer


@csrf.exempt
@pages.post(f"/{DEVICE}/alive")
@public
def alive(device: str) -> Any:
    """Note that a device lives and how many evaluations it still holds."""
    sent = _sent()
    waiting = sent.get("waiting")
    with store.write(PUBLIC) as session:
        kiosk = _kiosk(session, device)
        if kiosk is None:
            abort(403)
        kiosk_life.note(session, kiosk.id, waiting if isinstance(waiting, int) else 0)
    return jsonify(ok=True)


@csrf.exempt
@pages.post(f"/{DEVICE}/entries")
@public
def entries(device: str) -> Any:
    """Keep the entries of a device's queue, each once; tell which are kept and which never can be.

    Each is kept in a transaction of its own: one that does not hold costs no other.
    """
    kiosk = _kiosk(store.current(), device)
    if kiosk is None:
        abort(403)
    point_id, device_no, known = kiosk.service_point_id, kiosk.device_no, Known.of(kiosk)
    kept: list[int] = []
    refused: list[int] = []
    found = _sent().get("entries")
    for entry in found[:MOST] if isinstance(found, list) else []:
        seq = entry.get("kiosk_seq") if isinstance(entry, dict) else None
        if not isinstance(seq, int):
            continue
        facts = {**_facts(entry), "service_point_id": point_id, "kiosk_no": device_no}
        facts["is_off_clock"] = known.denies(facts["happened_on"], facts["happened_hour"])
        (kept if _keep({**facts, "kiosk_seq": seq}) else refused).append(seq)
    return jsonify(kept=kept, refused=refused)


def _keep(facts: dict[str, Any]) -> bool:
    """Keep one entry; what names somebody who is gone is kept without him."""
    try:
        with store.write(PUBLIC) as session:
            submission.evaluate(session, facts, "")
    except Invalid as refusal:
        if facts.keys() & LOOSE and refusal.errors.keys() <= LOOSE:
            return _keep({name: value for name, value in facts.items() if name not in LOOSE})
        log.warning("a kiosk's entry does not hold: %s", sorted(refusal.errors))
        return False
    return True


def _sent() -> dict[str, Any]:
    """Return what a device sent; anything that is no object is empty."""
    sent = request.get_json(silent=True)
    return sent if isinstance(sent, dict) else {}


def _facts(entry: dict[str, Any]) -> dict[str, Any]:
    """Return the facts of an entry, each only as the kind it must be."""
    reasons = entry.get("reasons")
    on, hour = _day(entry.get("happened_on")), entry.get("happened_hour")
    told = on is not None and isinstance(hour, int) and 0 <= hour < HOURS
    return {
        **{name: str(entry.get(name) or "") for name in TYPED},
        # On which scale it was pressed; the county may have changed it since.
        **({"scale": entry["scale"]} if entry.get("scale") in SCALES else {}),
        "reasons": [str(one) for one in reasons] if isinstance(reasons, list) else [],
        # One whose clock is lost gets today; at which hour it was pressed nobody knows.
        "happened_on": on or clock.today(),
        "happened_hour": hour if told else None,
        "is_quick": entry.get("is_quick") is True,
        "channel": Channel.KIOSK,
    }


def _day(text: Any) -> date | None:
    """Return the day that a device tells, None when its clock is lost."""
    today = clock.today()
    try:
        on = date.fromisoformat(str(text))
    except ValueError:
        return None
    return on if today - LONGEST_AWAY <= on <= today else None
