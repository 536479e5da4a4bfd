"""Parameters of a list: nothing undeclared answers, nothing bad breaks, threads share nothing."""

from __future__ import annotations

import itertools
import re
import threading
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import policies
from app.models import Account, AuditLog, Contact, Model, Problem, Region, Staff, Unit
from app.queries import listing, lookups
from tests import crud_support as crud
from tests import support

READERS = ("intake", "gaowan", "sysadmin", "auditor", "bureau")


@pytest.fixture
def ledger(app: Flask) -> None:
    """Make a small ledger of two townships, with messages and windows."""
    support.session()
    with crud.written() as work:
        for number in range(1, 7):
            unit = "GW" if number % 2 else "XJ"
            title = f"{'高湾' if number % 2 else '辛集'}路灯{number}"
            crud.make_problem(work, number, unit, title=title, content=f"{crud.SECRET}{number}")
            crud.make_message(work, number, unit)
            crud.make_window(work, unit, str(number))


def ids(client: FlaskClient, table: str, query: str) -> list[int]:
    """Return the ids of a list through the API, in order."""
    answer = client.get(f"/api/v1/{table}/?{query}")
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.get_json()["items"]]


def undeclared(model: type[Model], use: str, who: str) -> list[str]:
    """Return the columns that a person may not use in one way, and words that are no columns."""
    declared = set(policies.readable(support.person(who), model, use))
    strange = ["id", "row_version", "lead_unit.name", "created_by.password", "(select 1)", "1"]
    return [name for name in [*model.__table__.columns.keys(), *strange] if name not in declared]


def reader(model: type[Model]) -> str | None:
    """Return somebody who may list a table."""
    return next((w for w in READERS if policies.may(support.person(w), model, "list")), None)


# Reading the audit log adds to it; its one reader may see every column of it anyway.
STILL = [model.__tablename__ for model in crud.tables() if model is not AuditLog]


@pytest.mark.matrix
@pytest.mark.parametrize("table", STILL)
def test_undeclared_filters_and_orders_tell_nothing(app: Flask, ledger: None, table: str) -> None:
    model = listing.model_named(table)
    who = reader(model)
    assert who is not None
    client = crud.logged(app, who)
    plain = ids(client, table, "")
    names = [quote(name) for name in undeclared(model, "filter", who)]
    for value in ("1", "a", crud.SECRET, "%", "2026-01-01", "registered"):
        query = "&".join(f"{name}={quote(value)}" for name in names)
        assert ids(client, table, query) == plain, query
    for name in undeclared(model, "sort", who):
        for sign in ("", "-"):
            assert ids(client, table, f"sort={sign}{quote(name)}") == plain, name


def test_sealed_columns_are_searched_by_nobody(app: Flask, ledger: None) -> None:
    for who in ("intake", "gaowan"):
        client = crud.logged(app, who)
        assert ids(client, "problem", f"q={quote(crud.SECRET)}") == []
        assert ids(client, "message", f"q={quote(crud.SECRET)}") == []


def test_sealed_and_personal_columns_have_no_use_at_all() -> None:
    for name, about in Contact.fields():
        assert not about.uses & {"list", "filter", "sort", "search", "export"}, name


BAD_VALUES = (
    "",
    "abc",
    "-1",
    "0",
    "99999999999999999999999999",
    "%00",
    "%EF%BB%BF",
    "%ED%A0%80",
    "%F0%9F%98%80",
    "'%3B+drop+table+unit%3B--",
    "%25_%5C",
    "2026-13-45",
    "0001-01-01",
    "9999-12-31",
    "2026-01-01..2026-01-02..3",
    "..",
    "x" * 5000,
    "٣",
)


@pytest.mark.matrix
@pytest.mark.parametrize("table", [model.__tablename__ for model in crud.tables()])
def test_bad_parameters_never_break_a_list(app: Flask, ledger: None, table: str) -> None:
    model = listing.model_named(table)
    who = reader(model)
    assert who is not None
    client = crud.logged(app, who)
    names = [*policies.readable(support.person(who), model, "filter"), "q", "sort", "page"]
    for value, base in itertools.product(BAD_VALUES, ("/admin/", "/api/v1/")):
        query = "&".join(f"{name}={value}&{name}={value}" for name in names)
        assert client.get(f"{base}{table}/?{query}").status_code == 200, value


def test_bad_value_of_a_filter_is_named_on_the_page(app: Flask, ledger: None) -> None:
    page = crud.logged(app, "intake").get("/admin/problem/?state=nonsense").text
    assert "没有看懂这些条件，已忽略：状态" in page


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("q=高湾路灯1", 1),
        ("q=高灣路燈1", 1),
        ("q=HXZT-2026-00002", 1),
        ("q=ＨＸＺＴ-2026-00002", 1),
        ("q=路灯+辛集", 3),
        ("q=kzz", 6),
        ("q=孔庄子", 6),
        ("q=%25", 0),
        ("state=registered", 6),
        ("state=closed", 0),
        ("state=registered&state=closed", 6),
        ("due_at=2026-11-18", 6),
        ("due_at=2026-11-19..2026-11-20", 0),
        ("due_at=2026-11-18&due_at=", 6),
        ("due_at=&due_at=2026-11-17", 0),
        ("region_code=130924102225", 6),
        ("region_code=孔庄子", 6),
        ("region_code=130924101000", 0),
        ("page=9999", 6),
    ],
)
def test_search_and_filters_find_what_they_name(
    app: Flask, ledger: None, query: str, count: int
) -> None:
    assert len(ids(crud.logged(app, "intake"), "problem", query)) == count


def test_search_reads_the_names_of_units_and_words(app: Flask, ledger: None) -> None:
    client = crud.logged(app, "bureau")
    assert len(ids(client, "service_window", "q=辛集")) == 3
    assert len(ids(client, "unit", "q=乡镇")) == 2


def test_sorting_turns_round(app: Flask, ledger: None) -> None:
    client = crud.logged(app, "intake")
    up = ids(client, "problem", "sort=problem_no")
    assert ids(client, "problem", "sort=-problem_no") == up[::-1]


def test_pages_hold_every_row_once_and_the_count_is_capped(app: Flask) -> None:
    support.session()
    with crud.written() as work:
        unit = support.unit_id("GW")
        work.add_all(
            [
                Staff(unit_id=unit, staff_no=f"{n:05d}", name="张", is_public_official=False)
                for n in range(1030)
            ]
        )
    client = crud.logged(app, "gaowan")
    first = client.get("/api/v1/staff/").get_json()
    assert (first["count"], first["count_capped"], first["pages"]) == (1000, True, 40)
    assert "1000 条以上" in client.get("/admin/staff/").text
    found = [i for n in range(1, 41) for i in ids(client, "staff", f"sort=staff_no&page={n}")]
    assert len(set(found)) == len(found) == 1000
    worded = client.get("/api/v1/staff/?q=张").get_json()
    assert (worded["count"], worded["count_capped"]) == (200, True)


def test_lookup_is_scoped_and_short(app: Flask, ledger: None) -> None:
    client = crud.logged(app, "gaowan")
    windows = client.get("/admin/service_point/lookup/service_window_id?q=窗口").get_json()["items"]
    assert [item["text"] for item in windows] == ["1号窗口", "3号窗口", "5号窗口"]
    regions = client.get("/admin/service_point/lookup/region_code?q=").get_json()["items"]
    assert len(regions) == lookups.MOST


@pytest.mark.parametrize("typed", ["孔庄子", "kzz", "孔莊子", "ｋｚｚ"])
def test_lookup_finds_a_village_as_it_is_typed(app: Flask, typed: str) -> None:
    client = crud.logged(app, "gaowan")
    items = client.get("/admin/service_point/lookup/region_code", query_string={"q": typed})
    assert "130924102225" in [item["id"] for item in items.get_json()["items"]]


@pytest.mark.parametrize(
    "column", ["name", "id", "nothing", "created_by_id", "contact_id", "unit_complained_id"]
)
def test_lookup_of_an_undeclared_column_is_not_found(app: Flask, column: str) -> None:
    client = crud.logged(app, "minzheng")
    assert client.get(f"/admin/problem/lookup/{column}?q=").status_code == 404


def test_region_is_called_by_its_short_name_in_a_list(app: Flask, ledger: None) -> None:
    client = crud.logged(app, "intake")
    item = client.get("/api/v1/problem/").get_json()["items"][0]
    assert item["labels"]["region_code"] == "孔庄子村"
    assert listing.called(Region) == listing.called(Unit) == "short_name"


def test_foreign_key_outside_the_scope_is_not_told(app: Flask) -> None:
    support.session()
    with crud.written() as work:
        hidden = crud.make_problem(work, 1, "XJ")
        message = crud.make_message(work, 1, "GW")
        message.problem_id = hidden.id
        message_id = message.id
    body = crud.logged(app, "gaowan").get(f"/api/v1/message/{message_id}").get_json()
    assert body["problem_id"] is None
    assert "HXZT-2026-00001" not in str(body)


def test_two_users_on_threads_share_nothing(app: Flask, ledger: None, soak: bool) -> None:
    rounds = 500 if soak else 50
    wrong: list[str] = []

    def ask(who: str, own: str, other: str) -> None:
        client = crud.logged(app, who)
        for number in range(rounds):
            query = f"q={own}&state=registered" if number % 2 else f"q=路灯&page=1&mark={number}"
            page = client.get(f"/admin/problem/?{query}").text
            titles = re.findall(rf"(?:{own}|{other})路灯\d", page)
            if len(set(titles)) != 3 or any(other in title for title in titles):
                wrong.append(f"{who} {query} {titles}")

    threads: list[Any] = [
        threading.Thread(target=ask, args=("gaowan", "高湾", "辛集")),
        threading.Thread(target=ask, args=("xinji", "辛集", "高湾")),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_no_view_keeps_the_frameworks_shared_filters(app: Flask) -> None:
    for view in app.appbuilder.baseviews:  # type: ignore[attr-defined]  # The framework adds it.
        assert getattr(view, "_filters", None) is None


def test_table_is_named_by_the_products_own_class() -> None:
    assert listing.model_named("problem") is Problem
    assert listing.model_named("ab_user") is Account
    with pytest.raises(KeyError):
        listing.model_named("nothing")


@pytest.mark.parametrize("table", ["vocabulary_term", "parameter"])
def test_a_setting_shows_no_name_of_the_program_in_its_list(
    client: FlaskClient, table: str
) -> None:
    support.login(client, "intake")
    page = client.get(f"/admin/{table}/").text.split("<tbody>")[1].split("</tbody>")[0]
    words = re.sub(r"<[^>]+>", " ", page)
    assert re.findall(r"[a-z]+_[a-z_]+", words) == []


def test_the_vocabulary_opens_with_the_offices_own_lists(client: FlaskClient) -> None:
    support.login(client, "intake")
    page = client.get("/admin/vocabulary_term/").text
    assert "核查方式" in page or "核实方式" in page
    assert "审计动作" not in page.split("<tbody>")[1]


def test_a_list_without_a_search_box_has_no_lone_button(client: FlaskClient) -> None:
    support.login(client, "intake")
    assert "查找</button>" not in client.get("/admin/rectification/").text
    assert "查找</button>" in client.get("/admin/unit/").text


def test_the_ledger_names_a_new_item_as_the_menu_does(client: FlaskClient) -> None:
    support.login(client, "clerk")
    page = client.get("/admin/problem/").text
    assert ">新登记</a>" in page.split("<h1>")[1]
    assert ">新增</a>" not in page
