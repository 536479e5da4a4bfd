"""Where a list opens before anybody asks for anything."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask

from app import clock
from app.enums import ProblemState
from tests import crud_support as crud
from tests import support


@pytest.mark.parametrize("who", ["intake", "gaowan"])
def test_ledger_opens_with_running_items_and_late_ones_from_the_oldest(
    app: Flask, who: str
) -> None:
    support.session()
    with crud.written() as work:
        for number, (days, state) in enumerate(
            [
                (-60, ProblemState.WITHDRAWN),
                (-3, None),
                (5, None),
                (-30, ProblemState.WITHDRAWN),
                (-9, None),
            ]
        ):
            facts = {"state": state} if state else {}
            due = support.NOW + timedelta(days=days)
            crud.make_problem(work, number, "GW", title=f"第{number}件", due_at=due, **facts)
    with clock.fixed(support.NOW):
        client = crud.logged(app, who)
        opened, late = (client.get(f"/admin/problem/{q}").text for q in ("", "?due_at=late"))
    assert re.findall(r"第(\d)件</a>", opened) == ["2", "1", "4", "3", "0"]
    assert re.findall(r"第(\d)件</a>", late) == ["4", "1"]


def test_calendar_opens_around_today_and_shows_all_days_when_asked(app: Flask) -> None:
    with clock.fixed(support.NOW):
        client = crud.logged(app, "sysadmin")
        page = client.get("/admin/calendar_day/").text
        days = re.findall(r"(\d{4}-\d\d-\d\d|\d{4}年\d+月\d+日|\d+月\d+日)</a>", page)
        everything = client.get("/admin/calendar_day/?sort=on").text
    today = clock.local(support.NOW).date()
    assert f"{today.month}月{today.day}日" in days[7]
    assert 'href="?sort=on"' in page
    assert "1000 条以上" in everything
