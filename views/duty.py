"""值班表: a month by day, and the form that fills a span of days in turn."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Any

import wtforms
from flask import Blueprint, Flask, render_template, request, url_for
from sqlalchemy.orm import Session

from app import calendars, clock, store
from app.enums_phone import DutyKind, Shift
from app.errors import Invalid
from app.formats import WEEKDAYS, day
from app.operations import idempotency
from app.operations import roster as rostering
from app.permissions import Right
from app.principal import Principal
from app.queries import roster
from app.security import me, needs
from app.workdays import Calendar, CalendarError
from views.common import ROW, arrive, watch
from views.fields import Must, OfficeForm
from views.forms import once, once_key, words
from views.rows import unit_names

pages = Blueprint("duty", __name__, url_prefix="/duty")
watch(pages, "duty_roster")
SEES = (Right.CLOSE, Right.TRIAGE, Right.INSTRUCT)


def register(app: Flask) -> None:
    """Add the pages."""
    app.register_blueprint(pages)


class DutyForm(OfficeForm):
    """Who takes turns from a day to a day."""

    kind = wtforms.RadioField(
        "值班岗位", [Must("请选择值班岗位。")], choices=words(DutyKind), default="hotline"
    )
    shift = wtforms.RadioField(
        "班次", [Must("请选择班次。")], choices=words(Shift), default=Shift.DAY.value
    )
    first = wtforms.DateField("开始日期", [Must("请填写开始日期。")])
    last = wtforms.DateField("结束日期", [Must("请填写结束日期。")])
    people = wtforms.SelectMultipleField(
        "值班的人", description="选几个人的，按列出的先后一人一天轮流"
    )
    rest_too = wtforms.BooleanField("休息日也排")

    def __init__(self, formdata: Any, session: Session, actor: Principal) -> None:
        """Offer the people whom this person may put on duty; begin with today."""
        super().__init__(formdata, first=clock.today(), last=clock.today())
        accounts = roster.desk(session, rostering.bound_to(actor))
        units = unit_names(session, [one.unit_id for one in accounts])
        self.people.choices = {
            str(one.id): f"{one.last_name} · {units.get(one.unit_id, '')}" for one in accounts
        }


@pages.get("/")
@needs(*SEES)
def index() -> Any:
    """Show a month of the roster."""
    return page(_form(None))


def today_words(session: Session, principal: Principal) -> str:
    """Return who is on duty today, for those who work with the desks; empty without a roster."""
    if not any(principal.has(right) for right in SEES):
        return ""
    today = clock.today()
    found = roster.between(session, today, today)
    named = {kind: roster.words([one for one in found if one.kind == kind]) for kind in DutyKind}
    return "；".join(f"{kind.label} {names}" for kind, names in named.items() if names)


def _form(sent: Any) -> DutyForm | None:
    """Return the form, None for who only reads."""
    actor = me()
    return DutyForm(sent, store.current(), actor) if rostering.may_fill(actor) else None


def month_of(text: str) -> date:
    """Return the first day of a typed month, of the present one for anything else."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return clock.today().replace(day=1)


def page(form: DutyForm | None, loose: list[str] | None = None) -> str:
    """Return the month with the form beside it."""
    session, actor = store.current(), me()
    first = month_of(request.args.get("month", ""))
    last = first.replace(day=monthrange(first.year, first.month)[1])
    today = clock.today()
    return render_template(
        "duty/index.html",
        month=f"{first.year}年{first.month}月",
        before=url_for("duty.index", month=f"{first - timedelta(days=1):%Y-%m}"),
        after=url_for("duty.index", month=f"{last + timedelta(days=1):%Y-%m}"),
        now={kind: roster.words(roster.on_duty(session, today, kind)) for kind in DutyKind},
        kinds=list(DutyKind),
        days=_days(session, actor, first, last),
        form=form,
        loose=loose or [],
        once=once(),
    )


def _days(session: Session, actor: Principal, first: date, last: date) -> list[dict[str, Any]]:
    """Return each day of a month with who is on duty."""
    calendar = calendars.load(session)
    found = roster.between(session, first, last)
    may, unit = rostering.may_fill(actor), rostering.bound_to(actor)
    days = [first + timedelta(days=more) for more in range((last - first).days + 1)]
    return [
        {
            "on": on,
            "label": f"{day(on)} 周{WEEKDAYS[on.weekday()]}",
            "rests": _rests(calendar, on),
            "today": on == clock.today(),
            "people": {
                kind: [
                    {
                        "id": one.row_id,
                        "text": roster.words([one]),
                        "off": url_for("duty.off", row_id=one.row_id)
                        if may and unit in {None, one.unit_id}
                        else "",
                    }
                    for one in found
                    if one.duty_on == on and one.kind == kind
                ]
                for kind in DutyKind
            },
        }
        for on in days
    ]


def _rests(calendar: Calendar, on: date) -> bool:
    """Tell whether a day is known as a day of rest."""
    try:
        return not calendar.is_workday(on)
    except CalendarError:
        return False


@pages.post("/")
@needs(Right.TRIAGE, Right.INSTRUCT)
def fill() -> Any:
    """Fill a span of days once."""
    actor = me()
    form = DutyForm(request.form, store.current(), actor)
    if not form.validate():
        return page(form), 422
    month = f"{form.first.data:%Y-%m}"
    back, said = url_for("duty.index", month=month), "已排班，没有重复保存。"
    try:
        with store.write(actor) as session:
            if not idempotency.claim(session, once_key(actor)):
                count = rostering.fill(session, actor, form.facts())
                said = f"已排 {count} 个班。" if count else "这些班已经排过，没有变化。"
                idempotency.remember(session, once_key(actor), back)
    except Invalid as refusal:
        return page(form, form.blame(refusal.errors)), 422
    return arrive(back, said)


@pages.post(f"/{ROW}/off")
@needs(Right.TRIAGE, Right.INSTRUCT)
def off(row_id: int) -> Any:
    """Take somebody off duty; pressing twice changes nothing."""
    actor = me()
    with store.write(actor) as session:
        row = rostering.strike_off(session, actor, row_id)
        month, on = f"{row.duty_on:%Y-%m}", day(row.duty_on)
    return arrive(url_for("duty.index", month=month), f"{on}的这个班已取消。")
