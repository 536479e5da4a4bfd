"""A person's saved filters stand above the ledger's list, for him alone."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from app import store
from app.models import SavedFilter
from app.principal import system
from tests import support
from tests.views.hands import Hands, fields, fresh

LATE = "/admin/problem/?due_at=late&state=in_progress"


@pytest.fixture
def hands(app: Flask) -> Hands:
    """Return browsers."""
    return Hands(app)


def keep(hands: Hands, name: str, path: str = LATE, who: str = "gaowan") -> TestResponse:
    """Save the filter of a list page under a name."""
    form = fields(hands.get(who, path).text, "query")
    return hands.post(who, "/filter/", {**form, "name": name})


def rows() -> list[SavedFilter]:
    """Return every saved filter."""
    session = fresh()
    store.name(session, system("test"))
    return list(session.scalars(sa.select(SavedFilter).order_by(SavedFilter.id)))


def test_a_saved_filter_opens_the_same_list_again(hands: Hands) -> None:
    answer = keep(hands, "本镇超期")
    assert answer.status_code == 302
    page = hands.get("gaowan", "/admin/problem/").text
    assert (
        '<a class="chip" href="/admin/problem/?state=in_progress&amp;due_at=late">本镇超期' in page
    )
    assert [row.query for row in rows()] == [{"state": ["in_progress"], "due_at": ["late"]}]


def test_a_filter_is_nobody_elses(hands: Hands) -> None:
    keep(hands, "本镇超期")
    assert "本镇超期" not in hands.get("xinji", "/admin/problem/").text
    path = f"/filter/{rows()[0].id}/remove"
    token = {"csrf_token": hands.token("xinji")}
    assert hands.post("xinji", path, token).status_code == 404


def test_a_removed_filter_leaves_the_list_and_its_row_stays(hands: Hands) -> None:
    keep(hands, "本镇超期")
    token = {"csrf_token": hands.token("gaowan")}
    assert hands.post("gaowan", f"/filter/{rows()[0].id}/remove", token).status_code == 302
    assert ">本镇超期<" not in hands.get("gaowan", "/admin/problem/").text
    assert [row.retired_at is not None for row in rows()] == [True]


def test_the_same_name_again_replaces_what_it_stood_for(hands: Hands) -> None:
    keep(hands, "本镇")
    keep(hands, "本镇", "/admin/problem/?state=assigned")
    assert [row.query for row in rows()] == [{"state": ["assigned"]}]


@pytest.mark.parametrize(("name", "said"), [("", "请填写名称"), ("late", "名称请用中文")])
def test_a_name_is_in_chinese(hands: Hands, name: str, said: str) -> None:
    keep(hands, name)
    assert said in hands.get("gaowan", "/admin/problem/").text
    assert rows() == []


def test_a_telephone_number_is_not_kept(hands: Hands) -> None:
    keep(hands, "找人", "/admin/problem/?q=13800138000")
    assert rows() == []


def test_a_parameter_that_the_list_does_not_declare_is_not_kept(hands: Hands) -> None:
    form = fields(hands.get("gaowan", LATE).text, "query")
    form["query"] = ["state=assigned&contact_id=1&is_sensitive=1&nonsense=x"]
    hands.post("gaowan", "/filter/", {**form, "name": "待签收"})
    assert [row.query for row in rows()] == [{"state": ["assigned"]}]


def test_the_twenty_first_is_refused(hands: Hands) -> None:
    actor = support.person("gaowan")
    with store.write(actor) as work:
        for number in range(20):
            work.add(
                SavedFilter(
                    account_id=actor.account_id,
                    table_name="problem",
                    name=f"筛选{number}",
                    query={"state": ["assigned"]},
                )
            )
    keep(hands, "第二十一个")
    assert "最多存 20 个" in hands.get("gaowan", "/admin/problem/").text
    assert len(rows()) == 20
