"""Hostile facts print literally or are refused; nothing they name is opened."""

from __future__ import annotations

import pytest

from reports import FactsError, render
from reports.check import check_pdf
from tests.reports.samples import make_facts, text_of
from tests.reports.watch import watching

LITERAL = [
    "<b>粗",
    "</para>",
    "<img src='/etc/hostname'/>",
    "<a href='javascript:alert(1)'>点</a>",
    "A&B；&amp;&lt;",
    "(括号)\\反斜线\\) Tj ET",
    "%PDF-1.7 endstream endobj",
    "{{7*7}}${7*7}%s%d",
    "=cmd|'/c calc'!A1",
    "'; DROP TABLE problem; --",
]


@pytest.mark.parametrize("text", LITERAL)
def test_markup_prints_literally_everywhere_and_opens_nothing(text: str) -> None:
    facts = make_facts(
        agency="海兴县纪委监委",
        addressees=[text],
        body=[{"text": text}, {"level": 3, "text": text}],
        tables=[{"title": text, "columns": ["序号", "甲"], "rows": [["1", text]]}],
        attachments=[text],
        note=text,
        copy_to=[text],
    )
    render(
        "circular", make_facts(body=[{"level": at % 5, "text": t} for at, t in enumerate(LITERAL)])
    )
    render("circular", facts)
    with watching() as opened:
        pdf = render("circular", facts)
    assert opened == []
    assert text_of(pdf).count(text.replace(" ", "")) == 8


def test_the_watch_sees_a_file_that_is_opened() -> None:
    with watching() as opened, open(__file__, encoding="utf-8"):
        pass
    assert len(opened) == 1


def test_a_body_of_100_000_characters_without_a_space_prints_whole() -> None:
    pdf = render("circular", make_facts(body=[{"text": "a" * 100_000}]))
    assert text_of(pdf).count("a") == 100_000


def test_a_cell_of_100_000_characters_is_refused() -> None:
    table = {"columns": ["甲", "乙"], "rows": [["1", "a" * 100_000]]}
    with pytest.raises(FactsError, match="表格第1行"):
        render("circular", make_facts(tables=[table]))


@pytest.mark.parametrize("key", ["agency", "title", "sign", "mark", "printed_by"])
def test_100_000_characters_elsewhere_are_refused(key: str) -> None:
    facts = make_facts(**{key: "县" * 100_000})
    with pytest.raises(FactsError, match="太长"):
        render("circular", facts)


def test_recipients_print_on_the_last_page_until_they_fill_it_and_are_refused() -> None:
    pdf = render("circular", make_facts(addressees=[f"第{at}局" for at in range(140)]))
    assert "主送：" in text_of(pdf)
    assert [item.item for item in check_pdf(pdf) if item.verdict == "FAIL"] == []
    names = [f"海兴县第{at}号示例乡镇人民政府" for at in range(200)]
    with pytest.raises(FactsError, match="统称"):
        render("circular", make_facts(addressees=names))


def test_a_column_too_narrow_for_one_character_is_refused() -> None:
    columns = [{"label": f"列{at}", "width": 1} for at in range(11)] + [{"label": "末"}]
    table = {"columns": columns, "rows": [["文字文字文字"] * 12]}
    with pytest.raises(FactsError, match="太窄"):
        render("circular", make_facts(tables=[table]))
