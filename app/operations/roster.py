"""The duty roster: filled for a span of days in turn, and corrected row by row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import audit, calendars, clock
from app.enums import RecordStatus
from app.enums_phone import DutyKind, Shift
from app.errors import Forbidden, Invalid, Missing
from app.identifiers import whole
from app.models import Account, DutyRoster
from app.operations.facts import Reader
from app.permissions import Right
from app.principal import Principal
from app.queries import roster
from app.workdays import Calendar, CalendarError

LONGEST = 62
MOST_PEOPLE = 20
# Who is put on the roster may be seen a year back; nobody is put on it for the past month before.
EARLIEST = timedelta(days=62)
LATEST = timedelta(days=400)


def may_fill(actor: Principal) -> bool:
    """Tell whether somebody makes the roster: the intake office, or the leader of a desk."""
    return actor.has(Right.TRIAGE) or actor.has(Right.INSTRUCT)


def bound_to(actor: Principal) -> int | None:
    """Return the unit whose people somebody puts on the roster, None for all."""
    every = actor.has(Right.TRIAGE, "A") or actor.has(Right.INSTRUCT, "A")
    return None if every else actor.unit_id or 0


def fill(session: Session, actor: Principal, facts: Mapping[str, Any]) -> int:
    """Put people on duty in turn from a day to a day; return how many duties were entered."""
    if not may_fill(actor):
        raise Forbidden("您没有排班的权限。")
    reader = Reader(session, facts)
    kind: Any = reader.word("kind", "值班岗位", DutyKind)
    shift: Any = reader.word("shift", "班次", Shift)
    first: Any = reader.day("first", "开始日期")
    last: Any = reader.day("last", "结束日期")
    people = _people(session, actor, reader)
    if first is not None and last is not None:
        _check_span(reader, first, last)
    reader.finish()
    days = _days(session, first, last, rest_too=reader.tick("rest_too", "", required=False))
    ids = [
        _put(session, actor, (day, kind, shift, people[at % len(people)]))
        for at, day in enumerate(days)
    ]
    made = [row_id for row_id in ids if row_id]
    detail = {"kind": kind.value, "first": first.isoformat(), "last": last.isoformat()}
    audit.record(session, actor, "roster.fill", "duty_roster", detail={**detail, "rows": len(made)})
    return len(made)


def _people(session: Session, actor: Principal, reader: Reader) -> list[int]:
    """Read the accounts in the order in which they take turns."""
    known = {one.id for one in roster.desk(session, bound_to(actor))}
    given = reader.facts.get("people") or []
    typed = [whole(str(one)) for one in (given if isinstance(given, list | tuple) else [given])]
    people = list(dict.fromkeys(typed))
    if not people or len(people) > MOST_PEOPLE or set(people) - known:
        reader.blame("people", "请选择值班的人。")
    return [one for one in people if one is not None]


def _check_span(reader: Reader, first: date, last: date) -> None:
    """Refuse a span that is turned round, too long, or far away."""
    today = clock.today()
    if last < first:
        reader.blame("last", "结束日期不能早于开始日期。")
    elif (last - first).days >= LONGEST:
        reader.blame("last", f"一次最多排 {LONGEST} 天，请分几次排。")
    elif first < today - EARLIEST or last > today + LATEST:
        reader.blame("first", "日期离今天太远，请核对年份。")


def _days(session: Session, first: date, last: date, *, rest_too: bool) -> list[date]:
    """Return the days of a span; days of rest only where they are asked for."""
    calendar = calendars.load(session)
    days = [first + timedelta(days=more) for more in range((last - first).days + 1)]
    found = [day for day in days if rest_too or _works(calendar, day)]
    if not found:
        raise Invalid({"first": "这几天都是休息日；要排的请勾选“休息日也排”。"})
    return found


def _works(calendar: Calendar, day: date) -> bool:
    """Tell whether a day is a working day; Invalid for a year that is not loaded."""
    try:
        return calendar.is_workday(day)
    except CalendarError as error:
        raise Invalid({"last": f"{error}勾选“休息日也排”可以先排。"}) from error


def _put(session: Session, actor: Principal, duty: tuple[date, DutyKind, Shift, int]) -> int | None:
    """Enter one duty and return its id; one struck off holds again, one that holds gives None."""
    day, kind, shift, account_id = duty
    query = sa.select(DutyRoster).where(
        DutyRoster.duty_on == day,
        DutyRoster.kind == kind,
        DutyRoster.shift == shift,
        DutyRoster.account_id == account_id,
    )
    row = session.scalars(query).one_or_none()
    if row is not None and row.status == RecordStatus.ACTIVE:
        return None
    if row is None:
        row = DutyRoster(
            duty_on=day,
            kind=kind,
            shift=shift,
            account_id=account_id,
            created_by_id=actor.account_id,
        )
        session.add(row)
    row.status = RecordStatus.ACTIVE
    session.flush()
    return row.id


def strike_off(session: Session, actor: Principal, row_id: int) -> DutyRoster:
    """Take somebody off duty; the row stays, retired. Striking it off twice changes nothing."""
    if not may_fill(actor):
        raise Forbidden("您没有排班的权限。")
    row = session.get(DutyRoster, row_id)
    unit = bound_to(actor)
    if row is None or (unit is not None and _unit_of(session, row.account_id) != unit):
        raise Missing()
    if row.status == RecordStatus.ACTIVE:
        row.status = RecordStatus.RETIRED
        session.flush()
        audit.record(session, actor, "roster.off", "duty_roster", row.id)
    return row


def _unit_of(session: Session, account_id: int) -> int | None:
    """Return the unit of an account."""
    return session.scalar(sa.select(Account.unit_id).where(Account.id == account_id))
