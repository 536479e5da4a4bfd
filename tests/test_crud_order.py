"""Where a list opens before anybody asks for anything."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app import clock, store
from app.enums import ProblemState
from app.extensions import db
from app.models.problem import ENDED
from app.principal import system
from app.transitions import OPEN_STATES
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
    assert re.findall(r"第(\d)件</a>", opened) == ["4", "1", "2", "3", "0"]
    assert re.findall(r"第(\d)件</a>", late) == ["4", "1"]


def test_opening_the_ledger_walks_along_an_index_of_open_items(app: Flask) -> None:
    """On both databases, for the whole ledger and for one unit's; the index knows every state."""
    assert set(ENDED) == set(ProblemState) - OPEN_STATES
    with store.write(system("test")) as work:
        for number in range(300):
            facts = {"state": ProblemState.WITHDRAWN} if number % 10 else {}
            crud.make_problem(work, number, "GW", **facts)
    asked: list[Any] = []
    sa.event.listen(db.engine, "before_cursor_execute", lambda *facts: asked.append(facts[2:4]))
    for who, index in (("leader", "ix_problem_running"), ("gaowan", "ix_problem_scope_running")):
        with clock.fixed(support.NOW):
            client = crud.logged(app, who)
            asked.clear()
            assert client.get("/admin/problem/").status_code == 200
        text, values = next(one for one in asked if "walk_1" in one[0])
        with db.engine.begin() as link:
            is_postgres = link.dialect.name == "postgresql"
            if is_postgres:
                link.exec_driver_sql("ANALYZE")
                link.exec_driver_sql("SET LOCAL enable_seqscan = off")
            plan = link.exec_driver_sql(
                f"{'EXPLAIN' if is_postgres else 'EXPLAIN QUERY PLAN'} {text}", values
            )
            assert index in str(plan.all()), who


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
