"""一体机: the kiosks of one's own halls, whether they live, their keys."""

from __future__ import annotations

from typing import Any

import wtforms
from flask import Blueprint, Flask, current_app, render_template, request, url_for
from sqlalchemy.orm import Session

from app import clock, store
from app.errors import Invalid, Missing
from app.formats import moment
from app.identifiers import whole
from app.operations import idempotency
from app.operations import kiosks as acts
from app.permissions import Right
from app.principal import Principal
from app.queries import kiosks as reads
from app.queries.kiosks import Line
from app.security import me, needs
from views.common import ROW, arrive, confirmed, version, watch
from views.fields import Clean, Must, OfficeForm
from views.form_page import form_page
from views.forms import once, once_key

UP = ("一体机", "kiosks.index")
pages = Blueprint("kiosks", __name__, url_prefix="/kiosks")
watch(pages, "kiosk")
AGAIN = "已办过，没有重复办理；密钥只显示一次，没有抄下的请换新密钥。"


def register(app: Flask) -> None:
    """Add the pages of kiosks."""
    app.register_blueprint(pages)


class KioskForm(OfficeForm):
    """A kiosk and where it stands."""

    device_no = wtforms.StringField(
        "终端编号",
        [Must("请填写终端编号。"), Clean(20)],
        description="贴在机身上的编号，字母、数字和短横线，例如 HALL-01；登记以后不能改",
        render_kw={"autocomplete": "off", "autofocus": True},
    )
    service_point_id = wtforms.SelectField(
        "点位", [Must("请选择点位。")], description="在这台一体机上评价的，算这个点位"
    )

    def __init__(self, formdata: Any, session: Session, actor: Principal) -> None:
        """Offer the actor's own points."""
        super().__init__(formdata)
        found = {str(key): name for key, name in reads.places(session, actor)}
        self.service_point_id.choices = {"": "请选择", **found}


@pages.get("/")
@needs(Right.REGISTRY)
def index() -> Any:
    """List the kiosks with their last sign of life."""
    found = reads.all_of(store.current(), me())
    return render_template("kiosks/index.html", rows=[row(line) for line in found])


def row(line: Line) -> dict[str, Any]:
    """Return a kiosk as a line of the list."""
    kiosk = line.kiosk
    waiting = "没有报告" if kiosk.waiting is None else f"{kiosk.waiting} 条"
    return {
        "no": kiosk.device_no,
        "url": url_for("kiosks.show", row_id=kiosk.id),
        "point": line.point_name,
        "unit": line.unit_name,
        "seen": moment(kiosk.last_seen) or "没有联系过",
        "waiting": waiting,
        "light": light(line),
    }


def light(line: Line) -> dict[str, str]:
    """Return the state of a kiosk as a light."""
    if line.kiosk.revoked_at is not None:
        return {"kind": "still", "text": "已停用"}
    if line.is_alive(clock.now()):
        return {"kind": "ok", "text": "在线"}
    return {"kind": "warn", "text": "离线" if line.kiosk.last_seen else "待接入"}


@pages.route("/new", methods=["GET", "POST"])
@needs(Right.REGISTRY)
def new() -> Any:
    """Show the form, or register a kiosk and show its key once."""
    actor = me()
    form = KioskForm(request.form if request.method == "POST" else None, store.current(), actor)
    if request.method == "GET" or not form.validate():
        return new_page(form), 422 if form.errors else 200
    try:
        with store.write(actor) as work:
            made = _made(work, actor, form)
    except Invalid as refusal:
        return new_page(form, form.blame(refusal.errors)), 422
    return key_page(*made) if made else arrive(url_for("kiosks.index"), AGAIN)


def new_page(form: KioskForm, loose: list[str] | None = None) -> str:
    """Return the form with what was typed."""
    back = url_for("kiosks.index")
    return form_page(form, "登记一体机", back, loose or (), up=UP, label="登记")


def _made(work: Session, actor: Principal, form: KioskForm) -> tuple[str, str] | None:
    """Register a kiosk once; return its number and key, None for a form that came again."""
    if idempotency.claim(work, once_key(actor)):
        return None
    point_id = whole(form.service_point_id.data or "", 18) or 0
    kiosk, key = acts.add(work, actor, form.device_no.data or "", point_id)
    idempotency.remember(work, once_key(actor), url_for("kiosks.show", row_id=kiosk.id))
    return kiosk.device_no, key


def key_page(device_no: str, key: str) -> str:
    """Return the page that shows a key this once."""
    return render_template(
        "kiosks/key.html", no=device_no, key=key, address=address(device_no), onward=home()
    )


def address(device_no: str) -> str:
    """Return what the kiosk's browser opens."""
    return f"{current_app.config['VX'].public_url}/kiosk/{device_no}"


def home() -> str:
    """Return the address of the list."""
    return url_for("kiosks.index")


@pages.get(f"/{ROW}")
@needs(Right.REGISTRY)
def show(row_id: int) -> Any:
    """Show a kiosk and what may be done with it."""
    line = reads.one(store.current(), me(), row_id)
    if line is None:
        raise Missing
    return render_template(
        "kiosks/show.html",
        line=line,
        row=row(line),
        address=address(line.kiosk.device_no),
        once=once(),
    )


@pages.post(f"/{ROW}/key")
@needs(Right.REGISTRY)
def new_key(row_id: int) -> Any:
    """Ask first; then give a new key and show it once."""
    actor, line = me(), reads.one(store.current(), me(), row_id)
    if line is None:
        raise Missing
    number = line.kiosk.device_no
    if not confirmed():
        return ask(
            row_id, f"给 {number} 换新密钥？旧密钥马上失效，要到机器上重新输入。", "换新密钥"
        )
    with store.write(actor) as work:
        if idempotency.claim(work, once_key(actor)):
            return arrive(home(), AGAIN)
        key = acts.new_key(work, actor, row_id, version())
        idempotency.remember(work, once_key(actor), home())
    return key_page(number, key)


@pages.post(f"/{ROW}/revoke")
@needs(Right.REGISTRY)
def revoke(row_id: int) -> Any:
    """Ask first; then stop a kiosk for good."""
    line = reads.one(store.current(), me(), row_id)
    if line is None:
        raise Missing
    if not confirmed():
        number = line.kiosk.device_no
        return ask(row_id, f"停用 {number}？没有传上来的评价将不再接收，停用后不能恢复。", "停用")
    with store.write(me()) as work:
        acts.revoke(work, me(), row_id, version())
    return arrive(home(), "已停用。")


def ask(row_id: int, question: str, label: str) -> str:
    """Return the question before an act that cannot be taken back."""
    return render_template(
        "kiosks/confirm.html",
        question=question,
        label=label,
        action=request.path,
        back=url_for("kiosks.show", row_id=row_id),
        values=[("version", version()), ("_once", once())],
    )
