"""Reads of the loaded years, and the warning when the next one is missing or provisional."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock
from app.enums import CalendarStatus, Role
from app.models import CalendarBatch, CalendarDay, CalendarYear
from app.principal import Principal

# The notice of the State Council comes in the first days of November.
WARN_FROM = (11, 1)
WARNED = frozenset({Role.SYS, Role.DC_INTAKE, Role.DC_LEAD})
MOST = 20


@dataclass(frozen=True)
class Year:
    """One loaded year."""

    year: int
    status: CalendarStatus
    source: str
    workdays: int


def years(session: Session) -> list[Year]:
    """Return the loaded years, the newest first."""
    worked = Counter(on.year for on in session.scalars(_worked()))
    query = sa.select(CalendarYear).order_by(CalendarYear.year.desc())
    return [
        Year(row.year, row.status, row.source, worked[row.year]) for row in session.scalars(query)
    ]


def _worked() -> sa.Select[date]:
    """Select the days that are worked."""
    return sa.select(CalendarDay.on).where(CalendarDay.is_workday.is_(True))


def loadings(session: Session) -> list[CalendarBatch]:
    """Return the newest loadings."""
    query = sa.select(CalendarBatch).order_by(CalendarBatch.id.desc()).limit(MOST)
    return list(session.scalars(query))


def state_of_next(session: Session) -> tuple[int, str]:
    """Return next year with "missing" or "provisional" from November on, "" when all is well."""
    today = clock.today()
    if (today.month, today.day) < WARN_FROM:
        return today.year + 1, ""
    following = today.year + 1
    query = sa.select(CalendarYear.status).where(CalendarYear.year == following)
    status = session.execute(query).scalar()
    if status is None:
        return following, "missing"
    return following, "provisional" if status == CalendarStatus.PROVISIONAL else ""


def warning(session: Session, principal: Principal) -> str:
    """Return what a person must know of next year's calendar, an empty text for nothing."""
    if not principal.roles & WARNED:
        return ""
    year, state = state_of_next(session)
    if state == "missing":
        return (
            f"{year} 年工作日历未维护，跨年的期限不能计算。"
            "国务院办公厅的放假通知发布后，请系统管理员立即导入。"
        )
    if state == "provisional":
        return (
            f"{year} 年工作日历还是暂定的，跨年的到期日都标“暂定”。"
            "国务院办公厅的放假通知发布后，请系统管理员导入正式安排。"
        )
    return ""
