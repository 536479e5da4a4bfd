"""评价码: the points of one's own, their codes, and the placards to print."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from app import policies, store
from app.enums import PointKind, RecordStatus
from app.errors import Invalid, Missing, Refused
from app.formats import moment
from app.identifiers import whole
from app.models import QrCode, ServicePoint
from app.operations import codes as acts
from app.operations import idempotency, print_jobs
from app.permissions import Right
from app.principal import Principal
from app.queries import codes as reads
from app.queries import placards, points
from app.queries.codes import Line, Wanted
from app.security import me, needs
from views import batches, printing
from views.common import ROW, arrive, confirmed, watch
from views.forms import once, once_key, words

pages = Blueprint("points", __name__, url_prefix="/points")
watch(pages, "service_point")
STATES = {"with": "已发码", "without": "未发码", "unprinted": "发码未印"}


def register(app: Flask) -> None:
    """Add the pages of points and of their batches."""
    app.register_blueprint(batches.pages)
    app.register_blueprint(pages)


def wanted(given: MultiDict[str, str]) -> Wanted:
    """Read which points are asked for; what is unknown asks nothing."""
    kind, state = given.get("kind", ""), given.get("state", "")
    region = given.get("region", "")
    known = region in reads.townships(store.current())
    return Wanted(
        kind=PointKind(kind) if kind in {one.value for one in PointKind} else None,
        unit_id=whole(given.get("unit", "")),
        region_code=region if known else "",
        state=state if state in STATES else "",
        q=given.get("q", "").strip()[:40],
    )


def query_of(asked: Wanted) -> dict[str, str]:
    """Return what is asked as the fields of an address or a form."""
    given = {
        "kind": asked.kind.value if asked.kind else "",
        "unit": str(asked.unit_id or ""),
        "region": asked.region_code,
        "state": asked.state,
        "q": asked.q,
    }
    return {name: value for name, value in given.items() if value}


def _without_unit(asked: Wanted) -> dict[str, Any]:
    """Return what is asked beside the unit."""
    return {name: value for name, value in query_of(asked).items() if name != "unit"}


@pages.get("/")
@needs(Right.REGISTRY)
def index() -> Any:
    """List the points with the state of their codes."""
    session, actor, asked = store.current(), me(), wanted(request.args)
    number = max(whole(request.args.get("page", "1"), 4) or 1, 1)
    lines, total = reads.page(session, actor, asked, number)
    return render_template(
        "points/index.html",
        rows=[row(line) for line in lines],
        total=total,
        number=number,
        more=total > number * reads.SIZE,
        asked=asked,
        query=query_of(asked),
        kinds=words(PointKind),
        states=STATES,
        townships=reads.townships(session),
        unit_name=reads.unit_name(session, asked.unit_id),
        no_unit_url=url_for("points.index", **_without_unit(asked)),
        once=once(),
        add_url=url_for("ServicePointView.add") if policies.may(actor, ServicePoint, "add") else "",
    )


def row(line: Line) -> dict[str, Any]:
    """Return one point as a line of the list."""
    return {
        "name": line.point.name,
        "url": url_for("points.show", row_id=line.point.id),
        "small": " · ".join(
            filter(None, (line.unit_name, line.window_no and f"{line.window_no}号窗口"))
        ),
        "kind": line.point.kind.label,
        "region": line.region_name,
        "light": light(line),
        "printed": printed(line.code),
    }


def light(line: Line) -> dict[str, str]:
    """Return the state of a point's code as a light."""
    if line.point.status != RecordStatus.ACTIVE:
        return {"kind": "still", "text": "点位停用"}
    if line.code is not None:
        return {"kind": "ok", "text": "已发码"}
    return (
        {"kind": "warn", "text": "已停码"} if line.had_code else {"kind": "still", "text": "未发码"}
    )


def printed(code: QrCode | None) -> str:
    """Return the batch that a code was last printed in."""
    if code is None:
        return ""
    return f"第 {code.print_job_id} 批" if code.print_job_id else "没有印过"


@pages.get(f"/{ROW}")
@needs(Right.REGISTRY)
def show(row_id: int) -> Any:
    """Show a point, its code and what became of the earlier ones."""
    return page(row_id)


def page(row_id: int, wrong: str = "", typed: str = "") -> str:
    """Return the page of a point; wrong is what is not right with the typed reason."""
    session, actor = store.current(), me()
    line = reads.one(session, actor, row_id)
    if line is None:
        raise Missing
    found = points.by_id(session, row_id)
    return render_template(
        "points/show.html",
        line=line,
        light=light(line),
        today=found,
        address=placards.address(line.code.token) if line.code else "",
        printed=printed(line.code),
        history=[_past(code) for code in reads.history(session, row_id) if code.revoked_at],
        wrong=wrong,
        typed=typed,
        once=once(),
    )


def _past(code: QrCode) -> dict[str, str]:
    """Return a code that is no longer in use as a line."""
    became = "已换新码，扫旧码仍能评价" if code.replaced_by_id else "已停用，扫码的人会看到说明"
    return {
        "issued": moment(code.issued_at),
        "ended": moment(code.revoked_at),
        "reason": code.revoked_reason or "",
        "became": became,
    }


@pages.post(f"/{ROW}/issue")
@needs(Right.REGISTRY)
def issue(row_id: int) -> Any:
    """Give a point its code; pressing twice gives one."""
    actor = me()
    with store.write(actor) as session:
        if not idempotency.claim(session, once_key(actor)):
            acts.issue(session, actor, row_id)
            idempotency.remember(session, once_key(actor), url_for("points.show", row_id=row_id))
    return arrive(url_for("points.show", row_id=row_id), "已发码，可以制作码牌了。")


@pages.post(f"/{ROW}/replace")
@needs(Right.REGISTRY)
def replace(row_id: int) -> Any:
    """Give a point a new code in place of the one that was shown."""
    return _ended(row_id, acts.replace, "已换新码。请重印码牌；没换下来的旧码牌扫码仍能评价。")


@pages.post(f"/{ROW}/revoke")
@needs(Right.REGISTRY)
def revoke(row_id: int) -> Any:
    """Stop the code of a point that was shown."""
    return _ended(row_id, acts.revoke, "已停用这个码，再扫它的人会看到说明。")


def _ended(row_id: int, act: Any, said: str) -> Any:
    """Do one of the two acts with the typed reason, once."""
    actor, typed = me(), request.form.get("reason", "")
    code_id = whole(request.form.get("code", "")) or 0
    try:
        with store.write(actor) as session:
            if not idempotency.claim(session, once_key(actor)):
                act(session, actor, row_id, typed, code_id=code_id)
                where = url_for("points.show", row_id=row_id)
                idempotency.remember(session, once_key(actor), where)
    except Invalid as refusal:
        return page(row_id, refusal.errors.get("reason", ""), typed), 422
    return arrive(url_for("points.show", row_id=row_id), said)


@pages.post(f"/{ROW}/placard")
@needs(Right.REGISTRY)
def placard(row_id: int) -> Any:
    """Make the placard of one point at once and open it."""
    session, actor = store.current(), me()
    line = reads.one(session, actor, row_id)
    if line is None:
        raise Missing
    if line.code is None:
        raise Refused("这个点位还没有在用的码，请先发码。")
    code_id = line.code.id
    drawn = placards.facts(session, [code_id])[code_id]
    made = print_jobs.Made([code_id], printing.render("qr_placard", drawn.facts), drawn.photos)
    with store.write(actor) as work:
        location = idempotency.claim(work, once_key(actor))
        if not location:
            job_id = print_jobs.printed(work, actor, row_id, code_id, made)
            location = url_for("batches.file", row_id=job_id)
            idempotency.remember(work, once_key(actor), location)
    return batches.opened(location)


@pages.post("/placards")
@needs(Right.REGISTRY)
def print_many() -> Any:
    """Ask first; then make the placards of all points that the list shows, in the background."""
    session, actor, asked = store.current(), me(), wanted(request.form)
    chosen = reads.ids(session, actor, asked)
    if not chosen:
        raise Refused("没有符合条件的点位，请改一下筛选。")
    title = title_of(session, actor, asked, len(chosen))
    if not confirmed():
        values = [*query_of(asked).items(), ("_once", once())]
        return render_template(
            "points/confirm.html",
            title=title,
            count=len(chosen),
            values=values,
            query=query_of(asked),
        )
    with store.write(actor) as work:
        location = idempotency.claim(work, once_key(actor))
        if not location:
            job = print_jobs.ask(work, actor, chosen, title)
            location = url_for("batches.show", row_id=job.id)
            idempotency.remember(work, once_key(actor), location)
    return arrive(location, "已开始制作，可以离开本页，做好后再来下载。")


def title_of(session: Session, actor: Principal, asked: Wanted, count: int) -> str:
    """Return what a batch is called: which points, and how many."""
    parts = [
        reads.unit_name(session, asked.unit_id),
        reads.townships(session).get(asked.region_code, ""),
        asked.kind.label if asked.kind else "",
        STATES.get(asked.state, ""),
        f"“{asked.q}”" if asked.q else "",
    ]
    which = " ".join(filter(None, parts)) or (
        "全部点位" if actor.has(Right.REGISTRY, "A") else "本单位点位"
    )
    return f"评价码牌 {which} {count} 个"[:100]
