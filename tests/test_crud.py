"""The generated admin: list, show, add and edit from the declaration, through the gate."""

from __future__ import annotations

import gzip

import html5lib
import pytest
import sqlalchemy as sa
from flask import Flask

from app import clock
from app.enums import RecordStatus
from app.models import AuditLog, Idempotency, Problem, ServiceWindow, Staff
from app.queries import listing
from tests import crud_support as crud
from tests import support


@pytest.fixture
def windows(app: Flask) -> dict[str, int]:
    """Make one window of two units."""
    support.session()
    with crud.written() as work:
        return {unit: crud.make_window(work, unit, "7").id for unit in ("GW", "XJ")}


@pytest.fixture
def problems(app: Flask) -> dict[str, int]:
    """Make a problem of two townships and one complaint about the first."""
    support.session()
    with crud.written() as work:
        accused = support.unit_id("GW")
        return {
            "GW": crud.make_problem(work, 1, "GW", title="高湾路灯").id,
            "XJ": crud.make_problem(work, 2, "XJ", title="辛集路灯").id,
            "about": crud.make_problem(work, 3, None, unit_complained_id=accused).id,
        }


def test_list_shows_the_declared_columns_by_their_names(app: Flask) -> None:
    page = crud.logged(app, "sysadmin").get("/admin/unit/").text
    assert "高湾镇" in page
    for label in ("单位名称", "单位类别", "所在区划", "状态"):
        assert label in page


def test_list_holds_only_visible_rows(app: Flask, problems: dict[str, int]) -> None:
    page = crud.logged(app, "gaowan").get("/admin/problem/").text
    assert "高湾路灯" in page
    assert "辛集路灯" not in page
    assert "共 1 条" in page


@pytest.mark.parametrize("who", ["gaowan", "minzheng", "inspector", "village", "zhujian"])
def test_list_by_the_scope_index_equals_the_gate(
    app: Flask, problems: dict[str, int], who: str
) -> None:
    from app import policies, store

    person = support.person(who)
    session = store.current()
    store.name(session, person)
    ask = listing.Ask(sort="due_at")
    page = listing.page(session, person, Problem, ask, ("title",))
    seen = set(session.scalars(policies.visible(person, Problem).with_only_columns(Problem.id)))
    assert {row.id for row in page.rows} == seen


@pytest.mark.parametrize("url", ["/admin/problem/{}", "/api/v1/problem/{}"])
def test_foreign_row_answers_like_a_missing_one(
    app: Flask, problems: dict[str, int], url: str
) -> None:
    client = crud.logged(app, "gaowan")
    missing = client.get(url.format(999999))
    for name in ("XJ", "about"):
        foreign = client.get(url.format(problems[name]))
        assert (foreign.status_code, foreign.text) == (404, missing.text)


@pytest.mark.parametrize("number", [0, 2**31, 2**63, 10**30])
def test_impossible_number_of_a_row_is_a_404(app: Flask, number: int) -> None:
    client = crud.logged(app, "sysadmin")
    assert client.get(f"/admin/unit/{number}").status_code == 404
    assert client.get(f"/admin/unit/{number}/edit").status_code == 404
    assert client.get(f"/api/v1/unit/{number}").status_code == 404


def test_new_row_is_bound_to_the_own_unit(app: Flask) -> None:
    client = crud.logged(app, "gaowan")
    foreign = support.unit_id("XJ")
    answer = crud.post(
        client, "/admin/service_window/new", no="3", name="便民窗口", unit_id=foreign
    )
    assert answer.status_code == 302
    row = crud.stored(ServiceWindow, int(answer.location.rsplit("/", 1)[1]))
    assert row.unit_id == support.unit_id("GW")
    assert row.created_by_id == support.person("gaowan").account_id


def test_save_writes_an_audit_row(app: Flask, windows: dict[str, int]) -> None:
    client = crud.logged(app, "gaowan")
    crud.post(client, f"/admin/service_window/{windows['GW']}/edit", name="新名称")
    row = crud.fresh().scalars(sa.select(AuditLog).order_by(AuditLog.seq.desc())).first()
    assert row is not None
    assert (row.action, row.object_kind, row.object_id) == ("edit", "service_window", windows["GW"])
    assert row.before_hash != row.after_hash


@pytest.mark.parametrize("path", ["", "/edit"])
def test_row_of_another_unit_is_not_found(app: Flask, windows: dict[str, int], path: str) -> None:
    client = crud.logged(app, "gaowan")
    assert client.get(f"/admin/service_window/{windows['XJ']}{path}").status_code == 404


def test_post_to_a_row_of_another_unit_changes_nothing(app: Flask, windows: dict[str, int]) -> None:
    client = crud.logged(app, "gaowan")
    fields = crud.form_of(client.get(f"/admin/service_window/{windows['GW']}/edit").text)
    url = f"/admin/service_window/{windows['XJ']}/edit"
    assert client.post(url, data={**fields, "name": "改"}).status_code == 404
    assert crud.stored(ServiceWindow, windows["XJ"]).name == "7号窗口"


def test_undeclared_fields_of_a_form_are_ignored(app: Flask, windows: dict[str, int]) -> None:
    client = crud.logged(app, "gaowan")
    crud.post(
        client,
        f"/admin/service_window/{windows['GW']}/edit",
        name="新名称",
        unit_id=support.unit_id("XJ"),
        id="77",
        created_by_id="1",
        created_at="2020-01-01",
    )
    row = crud.stored(ServiceWindow, windows["GW"])
    assert (row.name, row.unit_id, row.created_by_id) == ("新名称", support.unit_id("GW"), None)


def test_stale_form_gets_409_with_both_texts(app: Flask, windows: dict[str, int]) -> None:
    url = f"/admin/service_window/{windows['GW']}/edit"
    first, second = crud.logged(app, "gaowan"), crud.logged(app, "bureau")
    kept = crud.form_of(second.get(url).text)
    assert crud.post(first, url, name="甲的名称").status_code == 302
    sent = {"name": "乙的名称", "no": "7", "kind": "normal", "open_schedule": "周一至周五"}
    answer = second.post(url, data={**kept, **sent})
    assert answer.status_code == 409
    assert "甲的名称" in answer.text
    assert 'value="乙的名称"' in answer.text
    assert 'value="周一至周五"' in answer.text
    assert crud.stored(ServiceWindow, windows["GW"]).name == "甲的名称"
    again = second.post(url, data={**crud.form_of(answer.text), **sent})
    assert again.status_code == 302
    assert crud.stored(ServiceWindow, windows["GW"]).name == "乙的名称"


def test_same_key_five_times_makes_one_row(app: Flask) -> None:
    client = crud.logged(app, "gaowan")
    fields = crud.form_of(client.get("/admin/service_window/new").text)
    data = {**fields, "no": "9", "name": "窗口", "kind": "normal", "status": "active"}
    answers = [client.post("/admin/service_window/new", data=data) for _ in range(5)]
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer.location for answer in answers}) == 1
    assert crud.count(ServiceWindow) == 1
    assert crud.count(Idempotency) == 1


def test_form_without_a_key_is_refused_and_keeps_what_was_typed(app: Flask) -> None:
    client = crud.logged(app, "gaowan")
    answer = crud.post(client, "/admin/service_window/new", _once="", no="5", name="我打的字")
    assert answer.status_code == 422
    assert "我打的字" in answer.text
    assert crud.count(ServiceWindow) == 0


BAD = {
    "private use": ({"name": "王\ue000"}, "自造字"),
    "too long": ({"name": "字" * 61}, "最多60字"),
    "huge": ({"name": "字" * 100_000}, "最多60字"),
    "blank": ({"name": "  "}, "不能为空"),
    "unknown word": ({"kind": "nonsense"}, "请从列表中选择"),
    "taken number": ({"no": "7"}, "已有同号的窗口"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_value_is_explained_beside_its_field(
    app: Flask, windows: dict[str, int], case: str
) -> None:
    values, message = BAD[case]
    client = crud.logged(app, "gaowan")
    sent = {"no": "8", "name": "名称", "kind": "normal", "open_schedule": "周末", **values}
    answer = crud.post(client, "/admin/service_window/new", **sent)
    assert answer.status_code == 422
    assert message in answer.text
    assert 'value="周末"' in answer.text
    assert crud.count(ServiceWindow) == 2


def test_unticked_box_is_saved(app: Flask) -> None:
    client = crud.logged(app, "gaowan")
    sent = {"staff_no": "01", "name": "张三", "is_public_official": "y"}
    made = crud.post(client, "/admin/staff/new", **sent)
    row_id = int(made.location.rsplit("/", 1)[1])
    assert crud.stored(Staff, row_id).is_public_official is True
    crud.post(client, f"/admin/staff/{row_id}/edit", name="张三")
    assert crud.stored(Staff, row_id).is_public_official is False


def test_combobox_without_script_resolves_the_typed_name(app: Flask) -> None:
    client = crud.logged(app, "bureau")
    sent = {"no": "1", "name": "窗口", "unit_id": "辛集镇人民政府"}
    answer = crud.post(client, "/admin/service_window/new", **sent)
    assert answer.status_code == 302
    row = crud.stored(ServiceWindow, int(answer.location.rsplit("/", 1)[1]))
    assert row.unit_id == support.unit_id("XJ")


def test_typed_name_that_names_nothing_is_refused_and_kept(app: Flask) -> None:
    client = crud.logged(app, "bureau")
    answer = crud.post(
        client,
        "/admin/service_window/new",
        no="1",
        name="窗口",
        unit_id="",
        unit_id_text="没有这家",
    )
    assert answer.status_code == 422
    assert 'value="没有这家"' in answer.text
    assert "请从列表中选择" in answer.text


def test_bulk_action_is_all_or_nothing(app: Flask, windows: dict[str, int]) -> None:
    client = crud.logged(app, "gaowan")
    fields = {"csrf_token": support.token(client.get("/admin/service_window/").text)}
    data = {**fields, "action": "retire", "confirmed": "1"}
    mixed = client.post("/admin/service_window/action_post", data={**data, "pk": windows.values()})
    assert mixed.status_code == 404
    assert crud.stored(ServiceWindow, windows["GW"]).status == RecordStatus.ACTIVE
    own = client.post("/admin/service_window/action_post", data={**data, "pk": windows["GW"]})
    assert own.status_code == 302
    assert crud.stored(ServiceWindow, windows["GW"]).status == RecordStatus.RETIRED


def test_action_asks_first_where_no_script_did(app: Flask, windows: dict[str, int]) -> None:
    client = crud.logged(app, "gaowan")
    fields = {"csrf_token": support.token(client.get("/admin/service_window/").text)}
    data = {**fields, "action": "retire", "pk": windows["GW"]}
    answer = client.post("/admin/service_window/action_post", data=data)
    assert 'name="confirmed" value="1"' in answer.text
    assert crud.stored(ServiceWindow, windows["GW"]).status == RecordStatus.ACTIVE


@pytest.mark.parametrize("path", ["delete/1", "download/x.txt", "list/", "show/1", "add", "edit/1"])
def test_routes_of_the_framework_are_gone(app: Flask, path: str) -> None:
    client = crud.logged(app, "sysadmin")
    assert client.get(f"/admin/unit/{path}").status_code == 404


@pytest.mark.parametrize("table", ["evaluation", "message", "problem", "audit_log"])
def test_citizens_words_and_the_ledger_have_no_edit_form(app: Flask, table: str) -> None:
    for who in ("intake", "sysadmin", "auditor", "bureau"):
        client = crud.logged(app, who)
        assert client.get(f"/admin/{table}/1/edit").status_code == 403
        answer = client.put(f"/api/v1/{table}/1", json={}, headers=crud.token(client))
        assert answer.status_code == 403


def test_new_problem_goes_through_its_own_form(app: Flask) -> None:
    answer = crud.logged(app, "clerk").get("/admin/problem/new")
    assert (answer.status_code, answer.location) == (302, "/problem/new")


def test_late_items_are_filtered_by_the_clock(app: Flask, problems: dict[str, int]) -> None:
    with clock.fixed(support.NOW.replace(year=2027)):
        client = crud.logged(app, "gaowan")
        assert "高湾路灯" in client.get("/admin/problem/?due_at=late").text
    with clock.fixed(support.NOW.replace(month=1)):
        client = crud.logged(app, "gaowan")
        assert "高湾路灯" not in client.get("/admin/problem/?due_at=late").text


def test_list_and_pages_take_few_statements(app: Flask, problems: dict[str, int]) -> None:
    from app.extensions import db

    client = crud.logged(app, "gaowan")
    client.get("/admin/problem/?q=高湾")
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    counts = {}
    for url in ("", "?q=路灯&state=registered&sort=-due_at", str(problems["GW"])):
        seen.clear()
        assert client.get(f"/admin/problem/{url}").status_code == 200
        counts[url] = len(seen)
    # Besides session and rows, the ledger's list asks for the person's saved filters, and a page
    # of an item how confidential it is; PostgreSQL is told who asks.
    told = 1 if db.engine.dialect.name == "postgresql" else 0
    assert list(counts.values()) == [3 + told, 3 + told, 3 + told], counts


PAGES = {
    "gaowan": ["problem/", "problem/?q=无&state=closed", "service_window/", "service_point/new"],
    "sysadmin": ["unit/", "unit/1", "unit/1/edit", "pending_change/", "calendar_day/?on="],
    "auditor": ["audit_log/"],
}


@pytest.mark.parametrize("who", PAGES)
def test_pages_are_valid_html_with_a_title(
    app: Flask, windows: dict[str, int], problems: dict[str, int], who: str
) -> None:
    client = crud.logged(app, who)
    for url in PAGES[who]:
        page = client.get(f"/admin/{url}").text
        html5lib.HTMLParser(strict=True).parse(page)
        assert "<title>" in page
        assert "style=" not in page


def test_list_of_25_rows_is_small(app: Flask) -> None:
    support.session()
    with crud.written() as work:
        for number in range(25):
            crud.make_problem(work, number, "GW", title="孔庄子村村民补办结婚证遇互为前置")
    page = crud.logged(app, "gaowan").get("/admin/problem/").data
    assert page.count(b"<tr>") == 26
    assert len(page) <= 40_000
    assert len(gzip.compress(page)) <= 6_000
