"""留言分办: what waits, one page a message, and the acts of its triage."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask, abort, render_template, request, url_for
from sqlalchemy.orm import Session

from app import calendars, clock, store
from app.enums_phone import DutyKind
from app.errors import Conflict
from app.models import Message, Problem
from app.operations import message_triage
from app.permissions import Right
from app.principal import Principal
from app.queries import board, roster
from app.security import me, needs
from views import message_firm, message_photo, message_publish
from views.common import ROW, version, watch, where_to
from views.fields import OfficeForm
from views.forms import once
from views.message_forms import AcceptForm, AnswerForm, PassForm, ReplyForm
from views.message_page import MessagePage
from views.submitting import submitted

pages = Blueprint("messages", __name__, url_prefix="/messages")
watch(pages, "message")
TITLES = {
    board.WAITING: ("等分办", "没有等分办的留言", "群众从留言板、随手拍写来的会排在这里。"),
    board.OUT: ("转出去的，等结果", "没有转出去等结果的留言", "转给部门、12345、信访的列在这里。"),
    board.DONE: ("分办完的", "还没有分办完的留言", "受理、答复、办结的列在这里。"),
}


def register(app: Flask) -> None:
    """Add the pages."""
    app.register_blueprint(pages)
    message_firm.register(app)
    message_photo.register(app)
    message_publish.register(app)


@pages.get("/")
@needs(Right.MESSAGES)
def index() -> Any:
    """List the messages of one kind with their lights, and who is on duty."""
    session, actor = store.current(), me()
    kind = request.args.get("list", board.WAITING)
    kind = kind if kind in board.LISTS else board.WAITING
    calendar = calendars.load(session)
    title, empty, hint = TITLES[kind]
    rows = [
        {
            "message": one.message,
            "subject": MessagePage.words(actor, one.message.subject),
            "place": one.place,
            "light": calendars.lamp(calendar, one.due) if one.due else None,
        }
        for one in board.listed(session, kind)
    ]
    return render_template(
        "messages/index.html",
        title=title,
        empty=empty,
        hint=hint,
        rows=rows,
        kind=kind,
        most=board.MOST,
        duty=roster.words(roster.on_duty(session, clock.today(), DutyKind.MESSAGE_BOARD)),
        chips=[
            {
                "label": words[0],
                "url": url_for("messages.index", list=name),
                "active": name == kind,
            }
            for name, words in TITLES.items()
        ],
    )


@pages.get(f"/{ROW}")
@needs(Right.MESSAGES)
def show(row_id: int) -> Any:
    """Show one message with its files, what was decided, and what may be done now."""
    return render_template("messages/show.html", page=MessagePage(store.current(), me(), row_id))


@dataclass(frozen=True)
class Act:
    """One act of a message: what it is called, its form, what it does, what is said."""

    label: str
    lead: str
    make: Callable[[Message, Any], OfficeForm]
    save: Callable[[Session, Principal, Message, OfficeForm], str]
    said: str


def _here(message: Message) -> str:
    """Return the address of a message."""
    return url_for("messages.show", row_id=message.id)


def _accept(session: Session, actor: Principal, message: Message, form: OfficeForm) -> str:
    problem = message_triage.accept(session, actor, message.id, version(), form.facts())
    return where_to(session, Problem, problem.id)


def _reply(session: Session, actor: Principal, message: Message, form: OfficeForm) -> str:
    message_triage.reply(session, actor, message.id, version(), form.facts())
    return _here(message)


def _pass(session: Session, actor: Principal, message: Message, form: OfficeForm) -> str:
    message_triage.pass_on(session, actor, message.id, version(), form.facts())
    return _here(message)


def _hand_up(session: Session, actor: Principal, message: Message, _form: OfficeForm) -> str:
    message_triage.hand_up(session, actor, message.id, version())
    return url_for("messages.index")


def _answer(session: Session, actor: Principal, message: Message, form: OfficeForm) -> str:
    message_triage.take_answer(session, actor, message.id, form.facts())
    return _here(message)


def _ask(session: Session, actor: Principal, message: Message, _form: OfficeForm) -> str:
    message_triage.ask_after(session, actor, message.id, version())
    return _here(message)


def _finish(session: Session, actor: Principal, message: Message, form: OfficeForm) -> str:
    message_triage.finish(session, actor, message.id, version(), form.facts())
    return _here(message)


ACTS: dict[str, Act] = {
    "accept": Act(
        "受理，登记为事项",
        "群众的原话、署名和照片一并转入台账；查询码从此显示这件事项的进度。",
        lambda message, sent: AcceptForm(sent, message),
        _accept,
        "已受理，登记为事项。",
    ),
    "reply": Act(
        "直接答复",
        "咨询、建议、表扬可以直接答复，答复后办结。",
        lambda _message, sent: ReplyForm(sent),
        _reply,
        "已答复，群众凭查询码可以看到。",
    ),
    "pass": Act(
        "转办、告知",
        "不在受理范围的，转给该办的单位并跟踪到有结果；转部门、12345、信访的自动起草转办函。",
        PassForm,
        _pass,
        "已转办，群众凭查询码可以看到。",
    ),
    "up": Act(
        "转监督室",
        "内容涉及干部作风、违纪违法的，交给党风政风监督室分办；转后审批局不再看到这条留言。",
        lambda _message, sent: OfficeForm(sent),
        _hand_up,
        "已转监督室。",
    ),
    "answer": Act(
        "登记办理结果",
        "办理单位的结果先登记，再由分办的人答复群众。",
        lambda _message, sent: AnswerForm(sent),
        _answer,
        "已登记办理结果。",
    ),
    "ask": Act(
        "问过了，还没有结果",
        "打电话或发函问过对方、还没有结果的，记一次；下次询问的期限从今天重新起算。",
        lambda _message, sent: OfficeForm(sent),
        _ask,
        "已记下，到期再问。",
    ),
    "finish": Act(
        "答复群众，办结",
        "写给群众看的话，凭查询码看到。",
        lambda _message, sent: ReplyForm(sent),
        _finish,
        "已答复，办结。",
    ),
}


@pages.route(f"/{ROW}/<any(accept,reply,pass,up,ask,answer,finish):act>", methods=["GET", "POST"])
@needs(Right.TRIAGE, Right.WORK)
def act(row_id: int, act: str) -> Any:
    """Show the form of an act, or do it; who comes second is told what the first decided."""
    session, actor, chosen = store.current(), me(), ACTS[act]
    message = board.get(session, row_id)
    form = chosen.make(message, request.form if request.method == "POST" else None)
    if request.method == "GET":
        page = MessagePage(session, actor, row_id)
        return form_page(page, chosen, form) if act in page.open_acts() else abort(403)
    try:
        return submitted(
            form,
            lambda work, who: chosen.save(work, who, message, form),
            lambda loose: form_page(MessagePage(session, actor, row_id), chosen, form, loose),
            chosen.said,
        )
    except Conflict as clash:
        page = MessagePage(session, actor, row_id)
        return form_page(page, chosen, form, [str(clash.description)], stale=True), 409


def form_page(
    page: MessagePage,
    act: Act,
    form: OfficeForm,
    loose: list[str] | None = None,
    *,
    stale: bool = False,
) -> str:
    """Return the form beside the message."""
    return render_template(
        "messages/act.html",
        page=page,
        act=act,
        form=form,
        loose=loose or [],
        once=once(),
        stale=stale,
        # A form that came too late is held against the version that it was made from.
        version=version() if request.method == "POST" else page.message.row_version,
    )
