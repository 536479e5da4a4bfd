"""The pages of the supervision ladder: what waits to be sent, sending, dropping, replying."""

from __future__ import annotations

from typing import Any

import wtforms
from flask import Blueprint, Flask, render_template, request, url_for
from sqlalchemy.orm import Session

from app import clock, store
from app.enums_ledger import Rung, SupervisionState
from app.errors import Conflict
from app.formats import day, moment
from app.models import Supervision
from app.operations import pressing
from app.permissions import Right
from app.principal import Principal
from app.queries import parameters, rungs
from app.queries import supervision as reads
from app.security import me, needs
from app.transitions import BY_CODE
from views import pressing as shown
from views.common import ROW, version, watch
from views.fields import Clean, Must, OfficeForm, Within
from views.forms import once
from views.present import Page
from views.submitting import submitted

pages = Blueprint("supervision", __name__, url_prefix="/supervision")
watch(pages, "supervision")
PRESS = BY_CODE["E02"]
HOW = {pressing.INTERVIEW: "约谈单位负责人", pressing.CIRCULAR: "通报（起草通报，由领导签发）"}

SUMMONS = "请单位主要负责人到党风政风监督室，当面说明超期原因和整改措施。"


def register(app: Flask) -> None:
    """Add the pages."""
    app.register_blueprint(pages)


class SendForm(OfficeForm):
    """What the unit is asked to do, and until when it answers."""

    how = wtforms.RadioField("方式", choices=HOW, default=pressing.INTERVIEW)
    content = wtforms.TextAreaField(
        "督办要求",
        [Must("请填写督办要求。"), Clean(pressing.LONGEST_CONTENT)],
        description="被督办单位看得到；不写来访人的姓名和电话",
        render_kw={"rows": 4},
    )
    reply_days = wtforms.IntegerField(
        "回复时限（工作日）",
        [Must("请填写回复时限。"), Within(1, 30)],
        render_kw={"min": 1, "max": 30},
    )


class DropForm(OfficeForm):
    """Why a drafted rung is not sent."""

    reason = wtforms.TextAreaField(
        "不再督办的理由",
        [Must("请写明不再督办的理由。"), Clean(pressing.LONGEST_REASON)],
        description="记入督办记录；拟好的督办函一并撤销，这一级不再提出",
        render_kw={"rows": 3},
    )


class ReplyForm(OfficeForm):
    """What the pressed unit answers."""

    text = wtforms.TextAreaField(
        "回复内容",
        [Must("请填写回复内容。"), Clean(pressing.LONGEST_REPLY)],
        description="写明超期原因、整改措施和完成时间；只能回复一次",
        render_kw={"rows": 5},
    )


@pages.get("/")
@needs(Right.SUPERVISE)
def index() -> Any:
    """List the drafted rungs, and what was sent and is not answered yet."""
    session, actor = store.current(), me()
    waiting, sent = rungs.waiting(session), rungs.unanswered(session)
    about = reads.items(session, [*waiting, *sent])
    return render_template(
        "supervision/index.html",
        waiting=[_row(actor, row, about) for row in waiting],
        sent=[_row(actor, row, about) for row in sent],
    )


def _row(actor: Principal, row: Supervision, about: dict[int, reads.About]) -> dict[str, Any]:
    """Return one line of the list."""
    known = about[row.id]
    return {
        "title": known.title,
        "url": url_for("problem.show", row_id=row.problem_id),
        "small": " · ".join(x for x in (known.problem_no, known.unit, shown.title(row)) if x),
        "due": day(row.due_at) if row.due_at else "",
        "reply": moment(row.reply_due),
        "light": {"kind": "warn", "text": "等领导签发"} if known.is_sent else shown.light(row),
        "links": [] if known.is_sent else [*shown.links(actor, row), *_again(row, known)],
        "paper": url_for("paper.show", row_id=row.document_id) if row.document_id else "",
    }


def _again(row: Supervision, known: reads.About) -> list[dict[str, str]]:
    """Return what there is to do about a reply that is late: look at the item, press again."""
    if row.state != SupervisionState.ISSUED or not row.reply_due or row.reply_due >= clock.now():
        return []
    found = [{"label": "看事项", "url": url_for("problem.show", row_id=row.problem_id)}]
    if known.state in PRESS.sources:
        url = url_for("problem.act", row_id=row.problem_id, action=PRESS.action)
        found.insert(0, {"label": "再次督办", "url": url})
    return found


@pages.route(f"/{ROW}/send", methods=["GET", "POST"])
@needs(Right.SUPERVISE)
def send(row_id: int) -> Any:
    """Show a drafted rung to be checked, or send it."""
    row = reads.get(store.current(), row_id)
    is_summon = row.rung is Rung.SUMMON
    days = parameters.integer(store.current(), "supervision_reply_days")
    content = SUMMONS if is_summon else row.content
    form = SendForm(_typed(), content=content, reply_days=days)
    if not is_summon:
        del form.how

    def save(session: Session, actor: Principal) -> str:
        facts = {**form.facts(), "how": form.how.data if is_summon else pressing.INTERVIEW}
        made = pressing.send(session, actor, row_id, version(), **facts)
        if made.document_id is not None:
            return url_for("paper.show", row_id=made.document_id)
        return url_for("problem.show", row_id=made.problem_id)

    said = (
        "已处理：要签发的公文等领导签发，约谈已告知单位。" if is_summon else "已送审，等领导签发。"
    )
    return _answered(row, form, "核对发出", save, said)


@pages.route(f"/{ROW}/drop", methods=["GET", "POST"])
@needs(Right.SUPERVISE)
def drop(row_id: int) -> Any:
    """Ask why a drafted rung is not sent, and drop it."""
    form = DropForm(_typed())

    def save(session: Session, actor: Principal) -> str:
        made = pressing.drop(session, actor, row_id, version(), str(form.reason.data))
        return url_for("problem.show", row_id=made.problem_id)

    row = reads.get(store.current(), row_id)
    return _answered(row, form, "不再督办", save, "已记下，这一级不再督办。")


@pages.route(f"/{ROW}/reply", methods=["GET", "POST"])
@needs(Right.WORK)
def reply(row_id: int) -> Any:
    """Show what the unit was asked, and keep its answer."""
    form = ReplyForm(_typed())

    def save(session: Session, actor: Principal) -> str:
        made = pressing.reply(session, actor, row_id, version(), str(form.text.data))
        return url_for("problem.show", row_id=made.problem_id)

    row = reads.get(store.current(), row_id)
    return _answered(row, form, "回复", save, "已回复，督办的同志看得到。")


def _typed() -> Any:
    """Return what was typed, None before anything was."""
    return request.form if request.method == "POST" else None


def _answered(row: Supervision, form: OfficeForm, title: str, save: Any, said: str) -> Any:
    """Show a form about a supervision, or save it; what was typed stays on the page."""
    row_id, seen = row.id, version()

    def page(loose: list[str]) -> str:
        session, actor = store.current(), me()
        stored = reads.get(session, row_id)
        about = Page(session, actor, stored.problem_id)
        return render_template(
            "supervision/act.html",
            page=about,
            row=stored,
            name=shown.title(stored),
            light=shown.light(stored),
            sub=moment(stored.due_at) if stored.due_at else "",
            title=title,
            form=form,
            loose=loose,
            can_send=bool(_open(actor, stored, title)),
            version=seen if request.method == "POST" else stored.row_version,
            once=once(),
        )

    if request.method == "GET":
        return page([])
    try:
        return submitted(form, save, page, said)
    except Conflict as clash:
        return page([str(clash.description)]), 409


def _open(actor: Principal, row: Supervision, title: str) -> bool:
    """Tell whether this person may still do what the page is for."""
    return any(link["label"] == title for link in shown.links(actor, row))
