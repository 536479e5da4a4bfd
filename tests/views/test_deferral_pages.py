"""容缺受理: promised papers, their two reminders, and that they came."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app import clock, store
from app.errors import Conflict, Missing
from app.models import DeferredMaterial, Outbox
from app.operations import deferrals
from app.principal import system
from tests import support
from tests.views.hands import Hands, fresh
from tests.views.test_item_pages import stored

TODAY = support.NOW.date()


@pytest.fixture
def hands(app: Flask) -> Hands:
    """Return people at their browsers."""
    return Hands(app)


@pytest.fixture
def item_id(app: Flask) -> int:
    """Return a stored item of 民政局."""
    return stored()


def promise(hands: Hands, item_id: int, days: int = 5, who: str = "minzheng", **typed: str) -> Any:
    """Fill in the form."""
    known = {
        "service_item_id": str(item_id),
        "case_no": "MZ-0001",
        "material": "婚姻状况证明",
        "promise_due": (TODAY + timedelta(days=days)).isoformat(),
    }
    return hands.send(who, "/deferrals/new", **{**known, **typed})


def rows() -> list[DeferredMaterial]:
    """Return every promise."""
    store.name(fresh(), system("test"))
    return list(fresh().scalars(sa.select(DeferredMaterial)))


def remind(days: int = 0) -> int:
    """Do the reminder's part of a pass, some days later."""
    later = support.NOW + timedelta(days=days)
    with clock.fixed(later), store.write(system("test")) as work:
        return deferrals.remind(work)


def told() -> list[tuple[str, int | None]]:
    """Return the notices of promises."""
    store.name(fresh(), system("test"))
    query = sa.select(Outbox.template, Outbox.unit_id).where(Outbox.template.like("deferred.%"))
    return [(row.template, row.unit_id) for row in fresh().execute(query.order_by(Outbox.id))]


def test_promise_is_noted_listed_and_kept(hands: Hands, item_id: int) -> None:
    assert promise(hands, item_id).status_code == 302
    text = hands.get("minzheng", "/deferrals/").text
    assert "婚姻状况证明" in text
    assert "未到期" in text
    (row,) = rows()
    hands.post("minzheng", f"/deferrals/{row.id}/supply", {"csrf_token": hands.token("minzheng")})
    assert rows()[0].supplied_at == support.NOW
    assert "按期补交" in hands.get("minzheng", "/deferrals/").text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"material": ""}, "请填写缺的材料。"),
        ({"case_no": ""}, "请填写办件编号。"),
        ({"service_item_id": ""}, "请选择事项。"),
        ({"service_item_id": "999"}, "请从选项中选择一项。"),
        ({"promise_due": ""}, "日期请按"),
        ({"promise_due": "2026-11-17"}, "从今天起"),
        ({"promise_due": "2027-11-17"}, "最长 92 天"),
    ],
)
def test_fault_of_a_promise_is_said(
    hands: Hands, item_id: int, typed: dict[str, str], said: str
) -> None:
    answer = promise(hands, item_id, **typed)
    assert answer.status_code == 422
    assert said in answer.text
    assert rows() == []


def test_unit_is_told_once_when_the_day_is_near_and_once_when_it_is_past(
    hands: Hands, item_id: int
) -> None:
    promise(hands, item_id, days=5)
    assert [remind(days) for days in (0, 2, 3, 3, 4, 5, 6, 6, 9)] == [0, 0, 1, 0, 0, 0, 1, 0, 0]
    unit = support.unit_id("MZ")
    assert told() == [("deferred.near", unit), ("deferred.late", unit)]


def test_paper_that_came_reminds_nobody(hands: Hands, item_id: int) -> None:
    promise(hands, item_id, days=1)
    actor = support.person("minzheng")
    with clock.fixed(support.NOW), store.write(actor) as work:
        deferrals.supply(work, actor, rows()[0].id)
    assert remind(9) == 0


def test_promise_missed_while_nothing_ran_is_told_as_late_alone(hands: Hands, item_id: int) -> None:
    promise(hands, item_id, days=1)
    assert [remind(9), remind(9)] == [1, 0]
    assert told() == [("deferred.late", support.unit_id("MZ"))]


def test_reminder_leads_from_the_inbox_to_the_list(hands: Hands, item_id: int) -> None:
    promise(hands, item_id, days=1)
    remind()
    assert "快到承诺补交的日期" in hands.get("minzheng", "/inbox/").text
    assert "快到承诺补交的日期" not in hands.get("gaowan", "/inbox/").text


def test_other_units_promise_is_missing(hands: Hands, item_id: int) -> None:
    promise(hands, item_id)
    assert "婚姻状况证明" not in hands.get("gaowan", "/deferrals/").text
    assert "婚姻状况证明" in hands.get("bureau", "/deferrals/").text
    (row,) = rows()
    actor = support.person("gaowan")
    with pytest.raises(Missing), store.write(actor) as work:
        deferrals.supply(work, actor, row.id)


def test_item_of_another_unit_is_not_promised_for(hands: Hands, item_id: int) -> None:
    assert promise(hands, item_id, who="gaowan").status_code == 422
    assert rows() == []


def test_second_press_changes_nothing(hands: Hands, item_id: int) -> None:
    promise(hands, item_id)
    actor = support.person("minzheng")
    with clock.fixed(support.NOW), store.write(actor) as work:
        deferrals.supply(work, actor, rows()[0].id)
    with pytest.raises(Conflict), store.write(actor) as work:
        deferrals.supply(work, actor, rows()[0].id)


def test_late_paper_is_told_as_late(hands: Hands, item_id: int) -> None:
    promise(hands, item_id, days=0)
    hands.now = support.NOW + timedelta(days=2)
    hands.clients.clear()
    assert "逾期 2 天" in hands.get("minzheng", "/deferrals/").text
    (row,) = rows()
    hands.post("minzheng", f"/deferrals/{row.id}/supply", {"csrf_token": hands.token("minzheng")})
    assert "逾期补交" in hands.get("minzheng", "/deferrals/").text
