"""Facts that cannot become a paper are refused with one Chinese line that names the fault."""

from __future__ import annotations

from typing import Any

import pytest

from reports import FactsError, render
from reports.textin import clean
from tests.reports.samples import example, make_facts, text_of

LONG_ROW = [["字" * 4000, "乙"]]
REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"colour": "red"}, "不认识的键：colour"),
    ({"agency": None}, "缺少必填的键：agency"),
    ({"title": None}, "缺少必填的键：title"),
    ({"sign": None}, "缺少必填的键：sign"),
    ({"date": None}, "缺少必填的键：date"),
    ({"body": None}, "缺少必填的键：body"),
    ({"body": []}, "缺少必填的键：body"),
    ({"body": [{"level": 0, "text": ""}]}, "body第1项.text不能为空"),
    ({"body": [{"level": 5, "text": "文"}]}, "body第1项.level"),
    ({"body": [{"text": "文", "bold": True}]}, "不认识的键：bold"),
    ({"body": "正文"}, "body应当是列表"),
    ({"body": ["正文"]}, "body第1项应当是对象"),
    ({"title": 3}, "title应当是文字"),
    ({"title": " \u200b "}, "title不能为空"),
    ({"title": "题" * 300}, "标题"),
    ({"date": "2026-02-30"}, "date应当是日期"),
    ({"date": "2026年3月5日"}, "date应当是日期"),
    ({"date": 20260305}, "date应当是日期"),
    ({"number": "海纪通〔2026〕3号"}, "number应当是对象"),
    ({"number": {"code": "海纪通", "year": 2026}}, "number缺少必填的键：seq"),
    ({"number": {"code": "海纪通", "year": 2026, "seq": 0}}, "number.seq"),
    ({"number": {"code": "海纪通", "year": 26, "seq": 1}}, "number.year"),
    ({"number": {"code": "HJT", "year": 2026, "seq": 1}}, "number.code"),
    ({"number": {"code": "海纪通", "year": 2026, "seq": True}}, "number.seq"),
    ({"copy_no": "12"}, "copy_no"),
    ({"secrecy": "内部"}, "secrecy只能是"),
    ({"secrecy_term": "1年"}, "secrecy"),
    ({"urgency": "紧急"}, "urgency只能是"),
    ({"seal": "round"}, "seal只能是"),
    ({"printed_on": "2026-03-01"}, "printed_on"),
    ({"verify_url": "javascript:alert(1)"}, "verify_url"),
    ({"addressees": ["各乡镇", ""]}, "addressees第2项不能为空"),
    ({"body": [{"text": "姓名：\ue123"}]}, "第4个字是自造字（U+E123）"),
    ({"sign": "\U000f0001局"}, "自造字（U+F0001）"),
    ({"title": "关于\U0001f600的通报"}, "title第3个字"),
    ({"body": [{"text": "\ud800"}]}, "自造字"),
    ({"sign": "局" * 40}, "署名"),
    ({"mark": "中" * 60}, "机关标志"),
    ({"copy_to": ["单位名称" * 40] * 40}, "抄送"),
    ({"tables": [{"columns": ["甲"], "rows": [["1", "2"]]}]}, "rows第1行有2格，应当是1格"),
    ({"tables": [{"columns": [], "rows": []}]}, "1到12列"),
    ({"tables": [{"columns": ["甲", "乙"], "rows": LONG_ROW}]}, "表格第1行"),
    ({"tables": [{"columns": ["甲"], "rows": [], "after": 9}]}, "after"),
    ({"tables": [{"columns": ["甲", "名" * 300], "rows": []}]}, "表头"),
]


@pytest.mark.parametrize(("changes", "message"), REFUSED, ids=[m for _, m in REFUSED])
def test_bad_facts_are_refused_with_one_line_that_names_the_fault(
    changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(FactsError) as caught:
        render("circular", make_facts(**changes))
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("facts", [None, [], "facts", 3])
def test_facts_that_are_no_object_are_refused(facts: object) -> None:
    with pytest.raises(FactsError, match="JSON 对象"):
        render("circular", facts)


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(FactsError, match="没有这种公文：edict"):
        render("edict", make_facts())


def test_a_key_of_another_kind_is_unknown() -> None:
    with pytest.raises(FactsError, match="不认识的键：matter"):
        render("circular", make_facts(matter="事项"))


def test_a_wrong_item_of_a_supervision_letter_names_its_place() -> None:
    facts = example("supervision_letter")
    facts["items"][1]["days_over"] = -3
    with pytest.raises(FactsError, match=r"items第2项\.days_over"):
        render("supervision_letter", facts)


@pytest.mark.parametrize(
    ("raw", "printed"),
    [
        ("e\u0301", "é"),
        ("海\u200b兴\ufeff县", "海兴县"),
        ("\u202e海兴\u202c", "海兴"),
        ("葛\U000e0100城", "葛城"),
        ("县\ufe0f", "县"),
        ("a\u00a0b", "a b"),
        ("海\x00兴\x9f", "海兴"),
    ],
)
def test_what_a_screen_hides_does_not_print(raw: str, printed: str) -> None:
    assert clean(raw, "文字") == printed


def test_a_newline_in_the_body_begins_a_paragraph() -> None:
    pdf = render("circular", make_facts(body=[{"text": "第一段。\r\n\n第二段。"}]))
    assert "第一段。第二段。" in text_of(pdf)


def test_a_mark_with_a_wide_space_prints() -> None:
    pdf = render("circular", make_facts(mark="海兴县纪委　海兴县监委文件"))
    assert text_of(pdf).startswith("海兴县纪委海兴县监委文件")


def test_a_full_set_of_head_marks_prints() -> None:
    facts = make_facts(copy_no="000012", secrecy="机密", secrecy_term="1年", urgency="特急")
    assert text_of(render("circular", facts)).startswith("000012机密★1年特急海兴县纪委监委文件")
