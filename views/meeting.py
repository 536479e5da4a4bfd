"""Meetings: the list, one meeting with its items, and the form that records one."""

from __future__ import annotations

from collections import Counter
from typing import Any

import wtforms
from flask import Blueprint, Flask, render_template, request, url_for
from sqlalchemy.orm import Session

from app import calendars, clock, policies, policies_together, secrecy, store
from app.enums import OutcomeKind
from app.enums_ledger import MeetingKind
from app.errors import Forbidden, Invalid
from app.formats import day
from app.identifiers import whole
from app.models import Meeting, Problem
from app.operations import idempotency, meetings
from app.permissions import Right
from app.principal import Principal
from app.queries import people, together
from app.security import me, needs
from app.transitions import OPEN_STATES
from views import forum
from views.common import ROW, arrive, watch
from views.fields import Clean, Must, OfficeForm, UnitField, UnitsField
from views.form_page import form_page
from views.forms import once, once_key, words
from views.rows import unit_names

pages = Blueprint("meeting", __name__, url_prefix="/meeting")
watch(pages, "meeting")


def register(app: Flask) -> None:
    """Add the pages of meetings."""
    forum.register(app)
    app.register_blueprint(pages)


class MeetingForm(OfficeForm):
    """One meeting as it was held."""

    kind = wtforms.RadioField(
        "会议类别",
        [Must("请选择会议类别。")],
        choices=words(MeetingKind),
        default=MeetingKind.PUSH.value,
        description="座谈会先记录会议，再成批登记会上提出的问题",
    )
    title = wtforms.StringField(
        "名称", [Must("请填写名称。"), Clean(100)], render_kw={"autocomplete": "off"}
    )
    held_on = wtforms.DateField("日期", [Must("请填写日期。")])
    place = wtforms.StringField(
        "地点", [Must("请填写地点。"), Clean(60)], render_kw={"autocomplete": "off"}
    )
    host_unit_id = UnitField(
        "召集单位", [Must("请填写召集单位。")], description="输入单位名称或拼音首字母"
    )
    unit_ids = UnitsField("参加单位")
    attendees = wtforms.TextAreaField("参加人", [Clean(1000)], render_kw={"rows": 2})
    decision = wtforms.TextAreaField(
        "议定事项", [Clean(3000)], description="谁在什么时候做什么", render_kw={"rows": 4}
    )
    items = wtforms.TextAreaField(
        "研究的事项",
        [Clean(3000)],
        description="事项编号，一行一个或用逗号隔开；座谈会可以不填",
        render_kw={"rows": 2},
    )

    def __init__(self, formdata: Any, actor: Principal, data: dict[str, Any]) -> None:
        """Leave the host out where it can only be the own unit."""
        super().__init__(formdata, data=data)
        if policies_together.hosts_only_own(actor):
            del self.host_unit_id


@pages.get("/")
@needs(Right.SEE_PROBLEMS)
def index() -> Any:
    """List the meetings that this person may see, newest first."""
    session, actor = store.current(), me()
    found = together.meetings(session, whole(request.args.get("before", "")))
    shown = found[: together.MEETINGS]
    secret = _kept(session, actor, [one.id for one in shown])
    names = unit_names(session, [one.host_unit_id for one in shown])
    more = len(found) > len(shown)
    return render_template(
        "meeting/index.html",
        rows=[_row(one, names, is_kept=one.id in secret) for one in shown],
        older=url_for("meeting.index", before=shown[-1].id) if more else "",
        may_add=policies_together.may_meet(actor),
    )


def _kept(session: Session, actor: Principal, ids: list[int]) -> set[int]:
    """Return the meetings of which a unit reads the title and the day alone."""
    return together.confidential(session, ids) if policies.masks_numbers(actor) else set()


def _row(one: Meeting, names: dict[int | None, str], *, is_kept: bool) -> dict[str, str]:
    """Return a meeting as a line of the list."""
    return {
        "url": url_for("meeting.show", row_id=one.id),
        "title": one.title,
        "kind": one.kind.label,
        "on": day(one.held_on),
        "place": "" if is_kept else one.place,
        "host": "" if is_kept else names.get(one.host_unit_id, ""),
    }


@pages.route("/new", methods=["GET", "POST"])
@needs(*policies_together.OFFICES, Right.WORK)
def new() -> Any:
    """Show the form, or record a meeting once."""
    actor = me()
    if not policies_together.may_meet(actor):
        raise Forbidden("您没有记录会议的权限。")
    sent = request.form if request.method == "POST" else None
    form = MeetingForm(sent, actor, _begun(store.current(), actor))
    if request.method == "GET":
        return meeting_page(form)
    if not form.validate():
        return meeting_page(form), 422
    try:
        with store.write(actor) as session:
            location = idempotency.claim(session, once_key(actor))
            if not location:
                row = meetings.record(session, actor, form.facts())
                location = url_for("meeting.show", row_id=row.id)
                idempotency.remember(session, once_key(actor), location)
    except Invalid as refusal:
        return meeting_page(form, form.blame(refusal.errors)), 422
    return arrive(location, "已记录会议。")


def _begun(session: Session, actor: Principal) -> dict[str, Any]:
    """Return the values that a new form begins with: today, the own unit, the item of the page."""
    item = whole(request.args.get("item", "")) or 0
    number = together.number_of(session, item)
    return {"held_on": clock.today(), "host_unit_id": actor.unit_id, "items": number}


def meeting_page(form: OfficeForm, loose: list[str] | None = None) -> str:
    """Return the form with what was typed."""
    return form_page(form, "记录会议", url_for("meeting.index"), loose or ())


@pages.get(f"/{ROW}", endpoint="show")
@needs(Right.SEE_PROBLEMS)
def show_page(row_id: int) -> Any:
    """Show a meeting with those of its items that this person sees."""
    return shown(row_id)


def shown(row_id: int, wrong: str = "", typed: str = "") -> str:
    """Return the page of a meeting."""
    session, actor = store.current(), me()
    row = together.meeting(session, row_id)
    items = together.items_of(session, row_id)
    names = unit_names(
        session, [row.host_unit_id, *row.unit_ids, *(one.lead_unit_id for one in items)]
    )
    by = people.names(session, [row.created_by_id]).get(row.created_by_id, "")
    may_add = meetings.may_add(actor, row)
    may_hold = may_add and policies_together.may_hold_forum(actor)
    is_forum = row.kind == MeetingKind.FORUM
    is_kept = bool(_kept(session, actor, [row.id]))
    return render_template(
        "meeting/show.html",
        row=row,
        facts=[("日期", day(row.held_on))] if is_kept else _facts(actor, row, names, by),
        decision="" if is_kept else _told(actor, row.decision),
        items=_items(session, items, names),
        tally=tally(items) if is_forum else [],
        forum_url=url_for("forum.problems", row_id=row_id) if is_forum and may_hold else "",
        may_add=may_add,
        minutes_url=_minutes_url(actor, row),
        wrong=wrong,
        typed=typed,
        once=once(),
    )


def _minutes_url(actor: Principal, row: Meeting) -> str:
    """Return where the minutes are drafted, for who drafts papers."""
    may = actor.has(Right.DRAFT_REPORT)
    return url_for("compose.begin", code="minutes", meeting=row.id) if may else ""


def _told(actor: Principal, text: str) -> str:
    """Return what was written, in a unit's eyes without telephones and ID numbers."""
    return secrecy.redact(text) if policies.masks_numbers(actor) else text


def _facts(
    actor: Principal, row: Meeting, names: dict[int | None, str], by: str
) -> list[tuple[str, str]]:
    """Return label and value of a meeting."""
    return [
        ("会议类别", row.kind.label),
        ("日期", day(row.held_on)),
        ("地点", row.place),
        ("召集单位", names.get(row.host_unit_id, "")),
        ("参加单位", "、".join(names[one] for one in row.unit_ids if one in names)),
        ("参加人", _told(actor, row.attendees)),
        ("记录", by),
    ]


def _items(
    session: Session, items: list[Problem], names: dict[int | None, str]
) -> list[dict[str, Any]]:
    """Return the items of a meeting with their lights."""
    calendar = calendars.load(session)
    return [
        {
            "url": url_for("problem.show", row_id=one.id),
            "no": one.problem_no,
            "title": one.title,
            "unit": names.get(one.lead_unit_id, ""),
            "state": one.state.label,
            "outcome": OutcomeKind.label_of(one.outcome_kind) if one.closed_at else "",
            "light": calendars.problem_lamp(calendar, one),
        }
        for one in items
    ]


def tally(items: list[Problem]) -> list[tuple[str, int]]:
    """Return how many items ended in which way and how many run on; together they are all."""
    ended = [one for one in items if one.state not in OPEN_STATES]
    counts = Counter(
        one.outcome_kind.label if one.outcome_kind else one.state.label for one in ended
    )
    running = len(items) - len(ended)
    return [*sorted(counts.items()), ("正在办理", running), ("合计", len(items))]


@pages.post(f"/{ROW}/items")
@needs(*policies_together.OFFICES, Right.WORK)
def items(row_id: int) -> Any:
    """Add items to a meeting by number."""
    actor, back, typed = me(), url_for("meeting.show", row_id=row_id), request.form.get("items", "")
    said = "已添加，没有重复保存。"
    try:
        with store.write(actor) as session:
            if not idempotency.claim(session, once_key(actor)):
                count = meetings.attach(session, actor, row_id, typed)
                said = f"已添加 {count} 件事项。"
                idempotency.remember(session, once_key(actor), back)
    except Invalid as refusal:
        return shown(row_id, str(refusal.description), typed), refusal.code
    return arrive(back, said)
