"""Office hours: seasons may lie inside the year, but no day is left without hours."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app import calendars, store
from app.errors import Invalid
from app.models import WorkHours
from app.operations import hours_rules, registry
from app.principal import system
from tests import support

CLOCKS = {
    "am_start": time(8, 30),
    "am_end": time(12),
    "pm_start": time(14, 30),
    "pm_end": time(18),
}


def season(first: date, last: date | None, name: str = "夏季") -> dict[str, Any]:
    """Return the values of a season."""
    return {"season": name, "valid_from": first, "valid_to": last, **CLOCKS}


def test_a_summer_inside_the_year_holds_for_its_days(app: Flask) -> None:
    with store.write(system("test")) as work:
        given = season(date(2027, 6, 1), date(2027, 8, 31))
        hours_rules.check(work, WorkHours(), given)
        work.add(WorkHours(**given))
    calendars.forget()
    calendar = calendars.load(support.session())
    assert calendar.hours_on(date(2027, 5, 31)).pm_end == time(17, 30)
    assert calendar.hours_on(date(2027, 6, 1)).pm_end == time(18)
    assert calendar.hours_on(date(2027, 9, 1)).pm_end == time(17, 30)


@pytest.mark.parametrize(
    ("given", "name"),
    [
        (season(date(2027, 6, 1), date(2027, 5, 1)), "valid_to"),
        (season(date(2021, 1, 1), None), "valid_from"),
    ],
)
def test_hours_that_contradict_are_refused(app: Flask, given: dict[str, Any], name: str) -> None:
    with store.write(system("test")) as work, pytest.raises(Invalid) as refusal:
        hours_rules.check(work, WorkHours(), given)
    assert set(refusal.value.errors) == {name}


def test_the_only_hours_may_not_end_before_the_calendar_does(app: Flask) -> None:
    sysadmin = support.person("sysadmin")
    row = support.session().scalars(sa.select(WorkHours)).one()
    given = {"valid_to": "2027-05-31"}
    with pytest.raises(Invalid, match="6月1日没有作息时间"), store.write(sysadmin) as work:
        registry.propose(work, sysadmin, WorkHours, row.id, given, version=row.row_version)
