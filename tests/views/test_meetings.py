"""Meetings: recorded once, shown with the items that the reader sees; a forum's table."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.models import Meeting, Problem
from tests import makers, support
from tests.views.hands import Hands, fields, made, rows

FORUM = "民营企业座谈会"


@pytest.fixture
def hands(app: Flask) -> Hands:
    """Return browsers."""
    return Hands(app)


def meet(hands: Hands, who: str = "intake", *items: int, **changes: Any) -> TestResponse:
    """Record a meeting about items."""
    typed = {
        "kind": "push",
        "title": "气代煤推进会",
        "place": "县住建局三楼",
        "decision": "住建局四天内退费到户",
        "unit_ids": ["县住建局（示例）", "高湾镇"],
        "items": "\n".join(makers.stored(one).problem_no for one in items),
        **changes,
    }
    return hands.send(who, "/meeting/new", **typed)


def test_a_meeting_stands_on_the_page_and_in_the_time_line_of_each_item(hands: Hands) -> None:
    one, other = made("in_progress"), made("registered")
    answer = meet(hands, "intake", one, other)
    assert answer.status_code == 302, answer.text[:3000]
    for row_id in (one, other):
        assert "推进会：气代煤推进会" in hands.get("intake", f"/problem/{row_id}").text
        assert "四天内退费到户" in hands.get("intake", f"/problem/{row_id}/timeline").text


def test_a_unit_sees_of_a_meeting_only_its_own_items(hands: Hands) -> None:
    one, other = made("in_progress"), made("registered")
    location = meet(hands, "intake", one, other).location
    page = hands.get("gaowan", location).text
    assert makers.stored(one).problem_no in page
    assert makers.stored(other).problem_no not in page
    assert "县住建局（示例）、高湾镇" in page
    assert hands.get("xinji", location).status_code == 404
    assert "气代煤推进会" not in hands.get("xinji", "/meeting/").text


def test_a_township_records_its_own_meeting_as_the_host(hands: Hands) -> None:
    one = made("in_progress")
    assert 'name="host_unit_id"' not in hands.get("gaowan", "/meeting/new").text
    assert meet(hands, "gaowan", one, kind="onsite").status_code == 302
    assert [row.host_unit_id for row in rows(Meeting)] == [support.unit_id("GW")]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"items": "HXZT-2026-09999"}, "items"),
        ({"items": ""}, "items"),
        ({"held_on": "2026-11-19"}, "held_on"),
        ({"title": ""}, "title"),
    ],
)
def test_a_wrong_fact_is_named_beside_its_field(
    hands: Hands, changes: dict[str, str], field: str
) -> None:
    answer = meet(hands, "intake", made("registered"), **changes)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert rows(Meeting) == []


def test_items_are_added_later_by_number(hands: Hands) -> None:
    one, other = made("registered"), made("registered")
    location = meet(hands, "intake", one).location
    number = makers.stored(other).problem_no
    form = fields(hands.get("intake", location).text, "items")
    form["items"] = [f"{number}，{makers.stored(one).problem_no}"]
    assert hands.post("intake", f"{location}/items", form).status_code == 302
    page = hands.get("intake", location).text
    assert "已添加 1 件事项" in page
    assert number in page


def test_who_neither_steers_nor_handles_records_no_meeting(hands: Hands) -> None:
    assert hands.get("clerk", "/meeting/new").status_code == 403
    assert hands.get("village", "/meeting/new").status_code == 403


def forum(hands: Hands, who: str = "intake") -> str:
    """Record a forum and return the address of its table."""
    answer = meet(hands, who, kind="forum", title=FORUM, items="")
    assert answer.status_code == 302, answer.text[:3000]
    return f"{answer.location}/problems"


def typed(hands: Hands, path: str, cells: list[dict[str, str]], **changes: Any) -> TestResponse:
    """Fill in the table by hand and register."""
    form = fields(hands.get("intake", path).text, "count")
    form["count"] = [str(max(len(cells), 6))]
    for place, row in enumerate(cells, 1):
        form.update({f"r{place}-{name}": [value] for name, value in row.items()})
    return hands.post("intake", path, {**form, "region_code": "辛集镇", **changes})


def problem(number: int, **changes: str) -> dict[str, str]:
    """Return one row."""
    row = {
        "enterprise": f"海兴示例{number}号机械厂",
        "title": f"第{number}号问题：电价补贴没有兑现",
        "content": "承诺的电价补贴两年没有兑现。",
        "domain": "business_environment",
        "proposed_unit_id": "县住建局（示例）",
    }
    return {**row, **changes}


def test_every_row_becomes_an_item_of_its_own(hands: Hands) -> None:
    path = forum(hands)
    answer = typed(hands, path, [problem(1, domain=""), problem(2, domain="", enterprise="")])
    assert answer.status_code == 302, answer.text[:5000]
    one, two = rows(Problem)
    assert (one.channel, two.channel) == ("forum", "forum")
    assert "反映企业：海兴示例1号机械厂" in one.content
    assert two.content == "承诺的电价补贴两年没有兑现。"
    assert one.proposed_unit_id == support.unit_id("ZJ")
    assert one.occurred_on == support.NOW.date()
    assert "县住建局（示例）" in hands.get("intake", f"/problem/{one.id}/triage").text
    assert FORUM in hands.get("intake", f"/problem/{two.id}").text


def test_faults_are_named_by_row_and_nothing_is_registered(hands: Hands) -> None:
    cells = [problem(1, domain=""), problem(2, domain="", title=""), problem(3, domain="nonsense")]
    answer = typed(hands, forum(hands), cells)
    assert answer.status_code == 422
    assert "第 2 行：请填写标题" in answer.text
    assert "第 3 行：" in answer.text
    assert "海兴示例1号机械厂" in answer.text
    assert rows(Problem) == []


def test_a_fault_that_only_the_operation_finds_is_named_by_row_too(hands: Hands) -> None:
    answer = typed(hands, forum(hands), [problem(1, domain="")], region_code="孟村")
    assert answer.status_code == 422
    assert rows(Problem) == []


def test_the_same_table_twice_registers_once(hands: Hands) -> None:
    path = forum(hands)
    form = fields(hands.get("intake", path).text, "count")
    form.update({f"r1-{name}": [value] for name, value in problem(1, domain="").items()})
    form["region_code"] = ["辛集镇"]
    for _ in range(2):
        assert hands.post("intake", path, form).status_code == 302
    assert len(rows(Problem)) == 1


def workbook(cells: list[dict[str, str]]) -> io.BytesIO:
    """Return a table as the office of commerce sends it."""
    book = openpyxl.Workbook()
    book.active.append(["序号", "企业名称", "问题", "具体内容", "责任单位"])
    for place, row in enumerate(cells, 1):
        values = [row[name] for name in ("enterprise", "title", "content", "proposed_unit_id")]
        book.active.append([place, *values])
    stream = io.BytesIO()
    book.save(stream)
    stream.seek(0)
    return stream


def previewed(hands: Hands, path: str, **brought: Any) -> TestResponse:
    """Have a table read without registering it."""
    form = fields(hands.get("intake", path).text, "count")
    return hands.post("intake", path, {**form, "region_code": "辛集镇", "preview": "1", **brought})


def test_an_uploaded_table_is_looked_through_before_it_is_registered(hands: Hands) -> None:
    path, cells = forum(hands), [problem(number) for number in range(1, 19)]
    page = previewed(hands, path, table=(workbook(cells), "十八个问题.xlsx"))
    assert "读到 18 行" in page.text
    assert rows(Problem) == []
    form = {**fields(page.text, "count"), "region_code": "辛集镇"}
    assert hands.post("intake", path, form).status_code == 302
    assert len(rows(Problem)) == 18
    assert {row.proposed_unit_id for row in rows(Problem)} == {support.unit_id("ZJ")}


def test_a_pasted_table_names_a_unit_that_is_unknown(hands: Hands) -> None:
    text = "企业\t标题\t内容\t单位\n示例厂\t电价\t没有兑现\t没有的局"
    page = previewed(hands, forum(hands), pasted=text).text
    assert "读到 1 行" in page
    assert "第 1 行：没有找到“没有的局”这个单位" in page


def test_a_file_that_is_no_table_is_refused_in_words(hands: Hands) -> None:
    brought = (io.BytesIO(b"PK\x03\x04nothing"), "x.xlsx")
    answer = previewed(hands, forum(hands), table=brought)
    assert answer.status_code == 422
    assert "打不开这个表格" in answer.text


def test_only_a_forum_has_a_table(hands: Hands) -> None:
    location = meet(hands, "intake", made("registered")).location
    assert hands.get("intake", f"{location}/problems").status_code == 422
    assert hands.get("gaowan", f"{forum(hands)}").status_code == 404
