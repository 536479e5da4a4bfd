"""The catalogue of service items: versions, one-time notices, the reading in of a table."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import openpyxl
import pdfplumber
import pytest
import sqlalchemy as sa
from flask import Flask

from app import clock, store
from app.enums import RecordStatus
from app.errors import Invalid
from app.models import OneTimeNotice, ServiceItem
from app.operations import registry
from app.principal import system
from tests import support
from tests.views.hands import Hands, fields, fresh

CODE = "11130924000000000X1000131001"[:24]
HEAD = "实施编码\t事项名称\t实施单位\t事项类型\t办件类型\t承诺时限（工作日）\t可网办"
LINE = f"{CODE}\t结婚登记（示例）\t县民政局（示例）\t行政确认\t即办件\t1\t否"


@pytest.fixture
def hands(app: Flask) -> Hands:
    """Return people at their browsers."""
    return Hands(app)


@pytest.fixture
def item_id(app: Flask) -> int:
    """Return a stored item of 民政局 in force since 2021."""
    return stored()


def stored(unit: str = "MZ", code: str = CODE, **facts: Any) -> int:
    """Store an item."""
    support.session()
    known = {"name": "结婚登记（示例）", "item_type": "07", "effective_from": date(2021, 9, 1)}
    with store.write(system("test")) as work:
        row = ServiceItem(impl_code=code, unit_id=support.unit_id(unit), **{**known, **facts})
        work.add(row)
        work.flush()
        return row.id


def items() -> list[ServiceItem]:
    """Return the versions in order."""
    return list(fresh().scalars(sa.select(ServiceItem).order_by(ServiceItem.version)))


def edit(row_id: int, who: str = "minzheng", **given: Any) -> int:
    """Save an item as the generated form does."""
    actor = support.person(who)
    with clock.fixed(support.NOW), store.write(actor) as work:
        row = work.get(ServiceItem, row_id)
        version = row.row_version if row else 0
        return registry.save(work, actor, ServiceItem, row_id, given, version=version)


def publish(hands: Hands, item_id: int, who: str = "minzheng", **typed: str) -> Any:
    """Write a notice and publish it."""
    known = {
        "materials": "双方户口簿\n双方身份证",
        "guide": "双方到一楼3号窗口办理，当场办好，不收费。",
    }
    return hands.send(who, f"/items/{item_id}/publish", **{**known, **typed})


def test_changed_content_is_a_new_version_and_the_old_one_closes(item_id: int) -> None:
    edit(item_id, promised_days=3)
    old, new = items()
    yesterday = support.NOW.date() - timedelta(days=1)
    assert (old.effective_to, old.status, old.promised_days) == (
        yesterday,
        RecordStatus.RETIRED,
        None,
    )
    assert (new.version, new.promised_days, new.effective_to) == (2, 3, None)
    assert (new.name, new.impl_code) == (old.name, CODE)


def test_same_content_is_no_new_version(item_id: int) -> None:
    edit(item_id, name="结婚登记（示例）")
    assert len(items()) == 1


def test_second_change_of_one_day_is_put_right_in_place(item_id: int) -> None:
    second = edit(item_id, promised_days=3)
    assert edit(second, promised_days=2) == second
    assert [row.promised_days for row in items()] == [None, 2]


def test_closed_version_is_not_changed(item_id: int) -> None:
    edit(item_id, promised_days=3)
    with pytest.raises(Invalid, match="旧版本"):
        edit(item_id, promised_days=4)


def test_code_of_an_item_is_not_changed(item_id: int) -> None:
    with pytest.raises(Invalid, match="实施编码不能改"):
        edit(item_id, impl_code="X")


def test_retiring_an_item_is_no_new_version(item_id: int) -> None:
    edit(item_id, status="retired")
    assert [row.status for row in items()] == [RecordStatus.RETIRED]


@pytest.mark.parametrize(("column", "most"), [("impl_code", 24), ("basic_code", 10)])
def test_codes_are_no_longer_than_the_standard_allows(app: Flask, column: str, most: int) -> None:
    given = {"name": "甲", "impl_code": "A1", "item_type": "07", "effective_from": "2026-11-18"}
    actor = support.person("minzheng")
    with pytest.raises(Invalid) as caught, store.write(actor) as work:
        registry.save(work, actor, ServiceItem, None, {**given, column: "1" * (most + 1)})
    assert str(most) in caught.value.errors[column]


def test_code_that_is_taken_is_said_beside_its_box(item_id: int) -> None:
    actor = support.person("minzheng")
    given = {"name": "甲", "impl_code": CODE, "item_type": "07", "effective_from": "2026-11-18"}
    with pytest.raises(Invalid) as caught, store.write(actor) as work:
        registry.save(work, actor, ServiceItem, None, given)
    assert "已有这个实施编码" in caught.value.errors["impl_code"]


def test_item_is_found_by_its_initials(hands: Hands) -> None:
    actor = support.person("minzheng")
    given = {
        "name": "收养登记",
        "impl_code": "S1",
        "item_type": "07",
        "effective_from": "2026-11-18",
    }
    with store.write(actor) as work:
        registry.save(work, actor, ServiceItem, None, given)
    assert "收养登记" in hands.get("minzheng", "/items/?q=sydj").text
    assert "收养登记" not in hands.get("minzheng", "/items/?q=hydj").text


def test_notice_is_published_shown_and_printed(hands: Hands, item_id: int) -> None:
    assert publish(hands, item_id).status_code == 302
    text = hands.get("minzheng", f"/items/{item_id}").text
    assert "双方户口簿" in text
    answer = hands.get("minzheng", f"/items/{item_id}/notice/1.pdf")
    with pdfplumber.open(io.BytesIO(answer.data)) as pdf:
        words = "".join(page.extract_text() or "" for page in pdf.pages)
    for part in ("一次性告知单", "双方户口簿", "当场办好", CODE, "第1版"):
        assert part in words


def test_longest_notice_prints(hands: Hands, item_id: int) -> None:
    lines = "\n".join("材" * 110 for _ in range(40))
    assert publish(hands, item_id, materials=lines, guide="说" * 1500).status_code == 302
    answer = hands.get("minzheng", f"/items/{item_id}/notice/1.pdf")
    assert answer.mimetype == "application/pdf"


def test_changed_notice_is_a_new_version_and_the_old_one_stays(hands: Hands, item_id: int) -> None:
    publish(hands, item_id)
    publish(hands, item_id, guide="改到二楼办理。")
    assert "改到二楼" in hands.get("minzheng", f"/items/{item_id}/notice/2").text
    old = hands.get("minzheng", f"/items/{item_id}/notice/1").text
    assert "一楼3号窗口" in old
    assert hands.get("minzheng", f"/items/{item_id}/notice/3").status_code == 404


def test_notice_goes_on_through_the_versions_of_its_item(hands: Hands, item_id: int) -> None:
    publish(hands, item_id)
    second = edit(item_id, promised_days=3)
    assert "双方户口簿" in hands.get("minzheng", f"/items/{second}").text
    assert publish(hands, second, guide="新的说明。").status_code == 302
    query = sa.select(OneTimeNotice.version).order_by(OneTimeNotice.id)
    assert fresh().scalars(query).all() == [1, 2]


def test_closed_version_gets_no_notice(hands: Hands, item_id: int) -> None:
    sent = fields(hands.get("minzheng", f"/items/{item_id}/publish").text)
    edit(item_id, promised_days=3)
    answer = hands.post("minzheng", f"/items/{item_id}/publish", {**sent, "guide": "说明"})
    assert answer.status_code == 422
    assert fresh().scalars(sa.select(OneTimeNotice)).all() == []


def test_stale_notice_answers_409_with_both_texts(hands: Hands, item_id: int) -> None:
    sent = fields(hands.get("minzheng", f"/items/{item_id}/publish").text)
    publish(hands, item_id, guide="别人写的说明。")
    answer = hands.post("minzheng", f"/items/{item_id}/publish", {**sent, "guide": "我写的说明。"})
    assert answer.status_code == 409
    assert "别人写的说明。" in answer.text
    assert "我写的说明。" in answer.text
    again = {**fields(answer.text), "guide": "合起来的说明。"}
    assert hands.post("minzheng", f"/items/{item_id}/publish", again).status_code == 302


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"guide": ""}, "请填写办理说明。"),
        ({"materials": "材\n" * 41}, "最多 40 行"),
        ({"materials": "材" * 121}, "第 1 行超过"),
        ({"guide": "说" * 1501}, "最多1500字"),
    ],
)
def test_fault_of_a_notice_is_said_and_what_was_typed_stays(
    hands: Hands, item_id: int, typed: dict[str, str], said: str
) -> None:
    answer = publish(hands, item_id, **typed)
    assert answer.status_code == 422
    assert said in answer.text


@pytest.mark.parametrize("path", ["", "/publish", "/notice/1", "/notice/1.pdf"])
def test_other_units_item_is_missing(hands: Hands, item_id: int, path: str) -> None:
    publish(hands, item_id)
    assert hands.get("gaowan", f"/items/{item_id}{path}").status_code == 404


def read_in(hands: Hands, who: str, text: str) -> Any:
    """Paste a table and look at it."""
    return hands.send(who, "/items/import", pasted=text, preview="1")


def load(hands: Hands, who: str, text: str) -> Any:
    """Paste a table, look at it and import it."""
    return hands.post(who, "/items/import", fields(read_in(hands, who, text).text))


def test_table_is_looked_at_before_it_is_kept(hands: Hands) -> None:
    answer = read_in(hands, "bureau", f"{HEAD}\n{LINE}")
    assert "新增" in answer.text
    assert items() == []


def test_table_is_imported(hands: Hands) -> None:
    assert load(hands, "bureau", f"{HEAD}\n{LINE}").status_code == 302
    (row,) = items()
    assert (row.impl_code, row.promised_days, row.is_online) == (CODE, 1, False)
    assert row.unit_id == support.unit_id("MZ")
    assert row.effective_from == support.NOW.date()


def test_same_table_again_changes_nothing(hands: Hands) -> None:
    load(hands, "bureau", f"{HEAD}\n{LINE}")
    again = load(hands, "bureau", f"{HEAD}\n{LINE}")
    assert again.status_code == 302
    assert "不变 1 项" in hands.get("bureau", "/items/").text
    assert len(items()) == 1


def test_changed_line_of_a_table_is_a_new_version(hands: Hands, item_id: int) -> None:
    load(hands, "bureau", f"{HEAD}\n{LINE}")
    assert [(row.version, row.promised_days) for row in items()] == [(1, None), (2, 1)]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (LINE.replace(CODE, "1" * 25), "最多24字"),
        (LINE.replace("行政确认", "没有的类型"), "没有“没有的类型”这个事项类型"),
        (LINE.replace("县民政局（示例）", "省民政厅"), "没有“省民政厅”这个单位"),
        (LINE.replace("即办件", "马上办"), "不是办件类型"),
        (LINE.replace("\t1\t", "\t三天\t"), "请填整数"),
        (LINE.replace(CODE, ""), "实施编码"),
        (f"{LINE}\n{LINE}", "两行是同一个实施编码"),
    ],
)
def test_one_wrong_line_keeps_the_whole_table_back(hands: Hands, line: str, said: str) -> None:
    good = LINE.replace(CODE, "A-1")
    answer = read_in(hands, "bureau", f"{HEAD}\n{good}\n{line}")
    assert said in answer.text
    sent = {**fields(answer.text), "pasted": f"{HEAD}\n{good}\n{line}"}
    sent.pop("preview", None)
    assert hands.post("bureau", "/items/import", sent).status_code == 422
    assert items() == []


def test_unit_imports_its_own_items_alone(hands: Hands) -> None:
    assert load(hands, "minzheng", f"{HEAD}\n{LINE}").status_code == 302
    other = LINE.replace("县民政局（示例）", "县住建局（示例）").replace(CODE, "B-1")
    assert "不是您的单位" in read_in(hands, "minzheng", f"{HEAD}\n{other}").text


def test_excel_file_is_read(hands: Hands) -> None:
    book = openpyxl.Workbook()
    assert book.active
    for line in (HEAD, LINE):
        book.active.append(line.split("\t"))
    stream = io.BytesIO()
    book.save(stream)
    sent: dict[str, Any] = fields(hands.get("bureau", "/items/import").text)
    sent |= {"preview": "1", "table": (io.BytesIO(stream.getvalue()), "目录.xlsx")}
    answer = hands.post("bureau", "/items/import", sent)
    assert "结婚登记（示例）" in answer.text
    assert hands.post("bureau", "/items/import", fields(answer.text)).status_code == 302
    assert len(items()) == 1


@pytest.mark.parametrize("text", ["", "\x00", "一\t二\n三\t四"])
def test_what_is_no_table_is_answered_in_words(hands: Hands, text: str) -> None:
    assert read_in(hands, "bureau", text).status_code in {200, 422}
    assert items() == []


def test_generated_form_leads_to_the_new_version(hands: Hands, item_id: int) -> None:
    path = f"/admin/service_item/{item_id}/edit"
    sent = {**fields(hands.get("minzheng", path).text), "promised_days": "3"}
    answer = hands.post("minzheng", path, sent)
    assert answer.status_code == 302, answer.text[:3000]
    assert answer.location == f"/admin/service_item/{items()[-1].id}"
    assert [row.promised_days for row in items()] == [None, 3]
