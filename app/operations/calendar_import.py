"""Years of the working calendar: loaded, made final, or changed under a notice's number.

A preview and the loading work out the same plan; only the loading writes it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import audit, calendar_words, calendars, clock, store, textfold
from app.enums import CalendarStatus, DayKind
from app.errors import Conflict, Forbidden
from app.models import CalendarBatch, CalendarDay, CalendarYear
from app.operations import calendar_apply, calendar_dues
from app.operations.calendar_dues import Dues
from app.permissions import Right
from app.principal import Principal, system
from app.workdays import CalendarFileError, Day, parse_exceptions, year_days

KEEPER = system("日历")
LONGEST_NOTICE, LONGEST_SOURCE = 60, 120
HEADS = "应是列名：日期,是否上班,类别,名称,状态"


@dataclass(frozen=True)
class YearPlan:
    """What a list would do to one year."""

    year: int
    status: CalendarStatus
    before: CalendarStatus | None
    days: tuple[Day, ...]
    changed: tuple[Day, ...]
    # Days that differ in more than the word provisional; all special ones of a year that is new.
    altered: tuple[Day, ...] = ()

    @property
    def is_same(self) -> bool:
        """Tell whether nothing would be written."""
        return self.before is not None and not self.changed

    @property
    def says(self) -> str:
        """Return what is done with the year."""
        if self.before is None:
            return f"新增（{self.status.label}）"
        if self.is_same:
            return "没有变化"
        return f"已{self.will}"

    @property
    def will(self) -> str:
        """Return what a preview announces of a known year that changes."""
        if self.before is None or self.is_same:
            return self.says
        return f"更新为{self.status.label}，改动 {len(self.altered)} 天"


@dataclass
class Plan:
    """What a list would do: to the years, to their days, to the due dates of open items."""

    years: list[YearPlan] = field(default_factory=list)
    dues: Dues = field(default_factory=Dues)
    notice_no: str = ""
    version: int = 0

    @property
    def is_same(self) -> bool:
        """Tell whether nothing would be written."""
        return all(year.is_same for year in self.years)

    def lines(self) -> list[str]:
        """Return the report for the person who imports at the command line."""
        lines = [f"{year.year} 年：{year.says}" for year in self.years]
        for item in self.dues.items:
            lines += [f"{item.problem_no}：{text}" for text in item.told()]
        lines += [f"{row.problem_no}：没有重算，{row.reason}" for row in self.dues.left]
        if self.dues.items:
            lines.append(
                f"重算了 {len(self.dues.items)} 件事项的期限，原值已保留，有关单位各通知一次。"
            )
        return lines


def read(data: bytes) -> list[dict[str, str | None]]:
    """Return the rows of a CSV file, in UTF-8 or as Excel saves it; CalendarFileError otherwise."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            found = csv.DictReader(io.StringIO(text, newline=""))
            heads, rows = found.fieldnames or (), [calendar_words.row(row) for row in found]
        except (UnicodeDecodeError, csv.Error):
            continue
        if not calendar_words.has_dates(heads):
            raise CalendarFileError([f"没有“日期”一列，第一行{HEADS}"])
        return rows
    raise CalendarFileError([f"读不了这个文件，应是 CSV，第一行{HEADS}"])


def plan(session: Session, rows: Iterable[Mapping[str, str | None]], notice_no: str = "") -> Plan:
    """Work out what a list would do; raise CalendarFileError for one that may not be loaded."""
    exceptions = parse_exceptions(rows)
    notice = _notice(notice_no)
    found = Plan(notice_no=notice, version=calendars.version(session))
    for year in sorted({day.on.year for day in exceptions}):
        found.years.append(_year(session, year_days(year, exceptions), notice))
    fresh = [year for year in found.years if not year.is_same]
    if fresh:
        before = calendars.read(session)
        after = calendars.read(session, [day for year in fresh for day in year.days])
        years = [year.year for year in fresh]
        with store.acting(session, KEEPER):
            found.dues = calendar_dues.plan(session, before, after, years)
    return found


def _notice(text: str) -> str:
    """Return the notice's number on one line."""
    try:
        return textfold.clean_line(text, LONGEST_NOTICE, "通知文号")
    except textfold.BadText as error:
        raise CalendarFileError([str(error)]) from error


def _year(session: Session, days: Sequence[Day], notice: str) -> YearPlan:
    """Compare one whole year with what is stored.

    A final year changes only under the number of the notice that changed it; it never becomes
    provisional again.
    """
    year, status = days[0].on.year, CalendarStatus(days[0].status)
    known = session.scalars(sa.select(CalendarYear).where(CalendarYear.year == year)).first()
    if known is None:
        special = tuple(day for day in days if day.kind in {"holiday", "makeup_workday"})
        return YearPlan(year, status, None, tuple(days), tuple(days), special)
    stored = _stored(session, year)
    changed = tuple(day for day in days if _differs(stored[day.on.isoformat()], day))
    altered = tuple(day for day in changed if _alters(stored[day.on.isoformat()], day))
    found = YearPlan(year, status, known.status, tuple(days), changed, altered)
    if changed and known.status == CalendarStatus.FINAL:
        if status != CalendarStatus.FINAL:
            raise CalendarFileError([f"{year}年已是正式日历，不能改回暂定"])
        if not notice:
            raise CalendarFileError([f"{year}年已是正式日历，改动 {len(altered)} 天须写明通知文号"])
    return found


def load(
    session: Session,
    actor: Principal,
    rows: Iterable[Mapping[str, str | None]],
    source: str,
    notice_no: str = "",
    version: int | None = None,
) -> Plan:
    """Load the years of a list and compute the due dates of open items again.

    version is the calendar that a preview was made from: Conflict when another was loaded since.
    Raises CalendarFileError for a list that may not be loaded.
    """
    if not (actor.is_system or actor.has(Right.BACKUP)):
        raise Forbidden("您没有导入日历的权限。")
    listed = list(rows)
    # Two loadings wait for each other, so that the second one plans over the first one's years.
    session.execute(sa.select(CalendarYear.id).order_by(CalendarYear.id).with_for_update())
    found = plan(session, listed, notice_no)
    if version is not None and version != found.version:
        raise Conflict("您预览以后，别人导入过日历，请重新预览。")
    if found.is_same:
        return found
    with store.acting(session, KEEPER):
        calendar_apply.hold(session, found.dues)
        # What somebody did to an item before it was held is seen now.
        session.expire_all()
        found = plan(session, listed, notice_no)
        held = calendar_apply.hold(session, found.dues)
        _write(session, actor, found, source[:LONGEST_SOURCE])
        calendar_apply.apply(
            session, actor, found.dues, held, calendars.version(session), _why(found)
        )
        _record(session, actor, found)
    return found


def _why(found: Plan) -> str:
    """Return in words why due dates move."""
    years = "、".join(str(year.year) for year in found.years if not year.is_same)
    notice = f"（{found.notice_no}）" if found.notice_no else ""
    return f"{years} 年工作日历更新{notice}"


def _write(session: Session, actor: Principal, found: Plan, source: str) -> None:
    """Store the years and their days, and one row that tells of each loading."""
    for year in found.years:
        if year.is_same:
            continue
        _write_year(session, year, source)
        session.add(
            CalendarBatch(
                year=year.year,
                status=year.status,
                notice_no=found.notice_no,
                source=source,
                days_changed=len(year.altered),
                dues_changed=len(found.dues.items),
                loaded_at=clock.now(),
                created_by_id=actor.account_id,
            )
        )
        session.flush()


def _write_year(session: Session, plan: YearPlan, source: str) -> None:
    """Store one year and its days."""
    if plan.before is None:
        session.add(CalendarYear(year=plan.year, status=plan.status, source=source))
        session.add_all(CalendarDay(**_values(day)) for day in plan.days)
        return
    known = session.scalars(sa.select(CalendarYear).where(CalendarYear.year == plan.year)).one()
    known.status, known.source = plan.status, source
    stored = _stored(session, plan.year)
    for day in plan.changed:
        for name, value in _values(day).items():
            setattr(stored[day.on.isoformat()], name, value)


def _record(session: Session, actor: Principal, found: Plan) -> None:
    """Audit the loading, after the items that it moved."""
    detail = {
        "years": {str(year.year): year.says for year in found.years},
        "notice_no": found.notice_no,
        "dues": len(found.dues.items),
        "left": len(found.dues.left),
    }
    audit.record(session, actor, "import_calendar", "calendar_year", None, detail=detail)


def _stored(session: Session, year: int) -> dict[str, CalendarDay]:
    """Return the stored days of a year by ISO date."""
    inside = CalendarDay.on.between(date(year, 1, 1), date(year, 12, 31))
    days = session.scalars(sa.select(CalendarDay).where(inside))
    return {day.on.isoformat(): day for day in days}


def _values(day: Day) -> dict[str, object]:
    """Return the columns of a day."""
    return {
        "on": day.on,
        "is_workday": day.is_workday,
        "kind": DayKind(day.kind),
        "name": day.name,
        "status": CalendarStatus(day.status),
    }


def _differs(stored: CalendarDay, day: Day) -> bool:
    """Tell whether a stored day is not what the list says."""
    return any(getattr(stored, name) != value for name, value in _values(day).items())


def _alters(stored: CalendarDay, day: Day) -> bool:
    """Tell whether a day differs in what people see of it, not in its standing alone."""
    return (stored.is_workday, stored.kind, stored.name) != (
        day.is_workday,
        DayKind(day.kind),
        day.name,
    )
