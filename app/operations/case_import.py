"""Counts of handled cases from a table: every row is looked through, then all are kept or none."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock, policies
from app.enums import RecordStatus
from app.errors import Invalid
from app.models import CaseCount, ServiceWindow, Unit
from app.operations import registry
from app.operations.importing import Outcome
from app.principal import Principal

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "unit": ("单位", "实施单位", "部门"),
    "no": ("窗口号", "窗口编号"),
    "name": ("窗口名称", "窗口"),
    "day": ("日期", "办件日期"),
    "n": ("办件数", "办件量"),
}
UNTOLD = "没有填，不计"
MOST = 1_000_000
DAY = re.compile(r"(\d{4})\D(\d{1,2})\D(\d{1,2})日?")


@dataclass(frozen=True)
class Window:
    """A window that the person may report for."""

    id: int
    unit_id: int
    no: str
    name: str
    unit: str
    units: frozenset[str]


def windows(session: Session, actor: Principal) -> list[Window]:
    """Return the windows in use that a person keeps counts of."""
    window = ServiceWindow
    query = (
        sa.select(window.id, window.unit_id, window.no, window.name, Unit.name, Unit.short_name)
        .add_columns(Unit.code)
        .join(Unit, Unit.id == window.unit_id)
        .where(window.status == RecordStatus.ACTIVE)
        .order_by(window.unit_id, window.no)
    )
    bound = policies.bound_unit(actor, CaseCount)
    if bound is not None:
        query = query.where(window.unit_id == bound)
    return [
        Window(row_id, unit_id, no, name, short, frozenset({whole, short, code}))
        for row_id, unit_id, no, name, whole, short, code in session.execute(query)
    ]


def read(session: Session, actor: Principal, rows: Sequence[Mapping[str, str]]) -> list[Outcome]:
    """Keep row after row, each in a savepoint of its own; return what each came to."""
    known = windows(session, actor)
    seen: set[tuple[int, date]] = set()
    found = []
    for place, row in enumerate(rows, 1):
        name = f"{row.get('no', '')} {row.get('name', '')} {row.get('day', '')}".strip()
        try:
            window, day, n = _window(known, row), _day(row.get("day", "")), _n(row.get("n", ""))
            if (window.id, day) in seen:
                raise Invalid({"day": "表里有两行是同一个窗口的同一天。"})
            seen.add((window.id, day))
            with session.begin_nested():
                what = UNTOLD if n is None else _one(session, actor, window, day, n)
            more = "" if n is None else f"，{n} 件"
            found.append(Outcome(place, f"{window.no} {window.name} {day}"[:80], what, more=more))
        except Invalid as refusal:
            found.append(Outcome(place, name[:80], "", "".join(refusal.errors.values())))
    return found


def _window(known: Sequence[Window], row: Mapping[str, str]) -> Window:
    """Return the one window that a row names."""
    unit, no, name = (row.get(key, "").strip() for key in ("unit", "no", "name"))
    fits = [
        one
        for one in known
        if (no or name)
        and no in {"", one.no}
        and name in {"", one.name}
        and (not unit or unit in one.units)
    ]
    if len(fits) != 1:
        few = "没有这个窗口，或者不是您的单位" if not fits else "有几个这样的窗口，请写明单位"
        raise Invalid({"no": f"{few}：{f'{unit} {no} {name}'.strip()[:40] or '没有写窗口'}。"})
    return fits[0]


def _day(text: str) -> date:
    """Return the day of a row, not a future one."""
    found = DAY.fullmatch(text.strip())
    try:
        day = date(*map(int, found.groups())) if found else None
    except ValueError:
        day = None
    if day is None:
        raise Invalid({"day": f"日期“{text[:20]}”看不懂，请写成 2026-11-18。"})
    if day > clock.today():
        raise Invalid({"day": "日期还没有到。"})
    return day


def _n(text: str) -> int | None:
    """Return the number of a row, None for an empty cell: what nobody told is not nought."""
    text = text.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or int(text[:9]) >= MOST or len(text) > 9:
        raise Invalid({"n": f"办件数“{text[:20]}”请填整数；不知道的留空，没有办件的填 0。"})
    return int(text)


def _one(session: Session, actor: Principal, window: Window, day: date, n: int) -> str:
    """Keep the number of one window and day, and return what it came to."""
    query = sa.select(CaseCount).where(
        CaseCount.service_window_id == window.id, CaseCount.day == day
    )
    stored = session.scalars(query).one_or_none()
    if stored is None:
        given = {"unit_id": window.unit_id, "service_window_id": window.id, "day": day, "n": n}
        registry.save(session, actor, CaseCount, None, given)
        return "新增"
    if stored.n == n:
        return "不变"
    version = stored.row_version
    registry.save(session, actor, CaseCount, stored.id, {"n": n}, version=version)
    return "更正"
