"""Base seeds: regions, calendar, vocabularies, parameters; loading them again changes nothing."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date, time
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock, workdays
from app.enums import CalendarStatus, DayKind, RequestType
from app.models import (
    CalendarBatch,
    CalendarDay,
    CalendarYear,
    CallScript,
    Model,
    Parameter,
    Region,
    RegionChange,
    VocabularyTerm,
    WorkHours,
)

BASE = Path(__file__).resolve().parent.parent / "seeds" / "base"


def rows_of(name: str) -> list[dict[str, str]]:
    """Return the rows of a base CSV."""
    with (BASE / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def load_base(session: Session) -> int:
    """Load what every installation needs; return how many rows were new."""
    parts: tuple[Callable[[Session], int], ...] = (
        load_regions,
        load_changes,
        load_calendar,
        load_hours,
        load_terms,
        load_parameters,
        load_scripts,
    )
    return sum(part(session) for part in parts)


def add_missing(
    session: Session, model: type[Model], key: tuple[str, ...], rows: Iterable[Mapping[str, Any]]
) -> int:
    """Add the rows whose key is not there yet; return how many were added."""
    columns = [getattr(model, name) for name in key]
    known = {tuple(row) for row in session.execute(sa.select(*columns))}
    new = [row for row in rows if tuple(row[name] for name in key) not in known]
    session.add_all(model(**row) for row in new)
    session.flush()
    return len(new)


def _date(text: str) -> date | None:
    """Return a date, None for an empty cell."""
    return date.fromisoformat(text) if text else None


def load_regions(session: Session) -> int:
    """Load the regions, parents and successors first so that references hold."""
    rows = []
    for row in rows_of("regions.csv"):
        rows.append(
            {
                **{k: row[k] for k in ("code", "name", "short_name", "level", "kind")},
                "pinyin_initials": row["pinyin_initials"],
                "parent_code": row["parent_code"] or None,
                "urban_rural_class": row["urban_rural_class"] or None,
                "is_virtual": row["is_virtual"] in {"1", "true", "True"},
                "valid_from": _date(row["valid_from"]),
                "valid_to": _date(row["valid_to"]),
                "successor_code": row["successor_code"] or None,
            }
        )
    open_rows = [row for row in rows if row["successor_code"] is None]
    closed = [row for row in rows if row["successor_code"] is not None]
    added = 0
    for part in (open_rows, closed):
        for level in ("province", "city", "county", "township", "village"):
            chosen = [row for row in part if row["level"] == level]
            added += add_missing(session, Region, ("code",), chosen)
    return added


def load_changes(session: Session) -> int:
    """Load the old and new codes."""
    rows = [
        {
            "old_code": row["old_code"],
            "new_code": row["new_code"],
            "kind": row["kind"],
            "effective_on": _date(row["effective_on"]),
            "note": row["note"],
        }
        for row in rows_of("region_changes.csv")
    ]
    return add_missing(session, RegionChange, ("old_code", "new_code"), rows)


def load_calendar(session: Session) -> int:
    """Load whole years from their exceptions."""
    source = rows_of("calendar_exceptions.csv")
    exceptions = workdays.parse_exceptions(source)
    years = sorted({day.on.year for day in exceptions})
    status = {int(row["date"][:4]): row["status"] for row in source}
    added = add_missing(
        session,
        CalendarYear,
        ("year",),
        [{"year": y, "status": CalendarStatus(status[y]), "source": "基础数据"} for y in years],
    )
    names = {row["date"]: (row["kind"], row["name"]) for row in source}
    days = [
        calendar_day(day, names.get(day.on.isoformat()))
        for year in years
        for day in workdays.year_days(year, exceptions)
    ]
    known = set(session.scalars(sa.select(CalendarBatch.year)))
    session.add_all(
        CalendarBatch(
            year=year,
            status=CalendarStatus(status[year]),
            source="基础数据",
            loaded_at=clock.now(),
        )
        for year in years
        if year not in known
    )
    return added + add_missing(session, CalendarDay, ("on",), days)


def calendar_day(day: workdays.Day, named: tuple[str, str] | None) -> dict[str, Any]:
    """Return the row of one day."""
    plain = DayKind.NORMAL if day.is_workday else DayKind.WEEKEND
    kind, name = named or (plain, "")
    return {
        "on": day.on,
        "is_workday": day.is_workday,
        "kind": DayKind(kind),
        "name": name,
        "status": CalendarStatus(day.status),
    }


def load_hours(session: Session) -> int:
    """Load the opening hours."""
    clocks = ("am_start", "am_end", "pm_start", "pm_end")
    rows = [
        {
            "season": row["season"],
            "valid_from": _date(row["valid_from"]),
            "valid_to": _date(row["valid_to"]),
            **{name: time.fromisoformat(row[name]) for name in clocks},
        }
        for row in rows_of("work_hours.csv")
    ]
    return add_missing(session, WorkHours, ("valid_from",), rows)


def load_terms(session: Session) -> int:
    """Load the lists that an office owns."""
    seed = json.loads((BASE / "vocabularies.json").read_text(encoding="utf-8"))
    rows = [
        {
            "list": name,
            "code": term["code"],
            "label": term["label"],
            "sensitive": term["sensitive"],
            "position": term["position"],
            "valid_from": _date(seed["valid_from"]),
        }
        for name, terms in seed["lists"].items()
        for term in terms["terms"]
    ]
    return add_missing(session, VocabularyTerm, ("list", "code"), rows)


def load_parameters(session: Session) -> int:
    """Load the parameters with the defaults of the rules."""
    rows = json.loads((BASE / "parameters.json").read_text(encoding="utf-8"))
    return add_missing(session, Parameter, ("key",), rows)


def load_scripts(session: Session) -> int:
    """Load the first scripts of the desk; an office that has any keeps its own."""
    if session.execute(sa.select(CallScript.id).limit(1)).first() is not None:
        return 0
    rows = json.loads((BASE / "scripts.json").read_text(encoding="utf-8"))
    given = [{**row, "request_type": RequestType(row["request_type"])} for row in rows]
    return add_missing(session, CallScript, ("request_type", "title"), given)
