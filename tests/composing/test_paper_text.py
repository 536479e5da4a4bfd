"""What a clerk types and what a paper holds are the same text, there and back again."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from views import paper_text

LINE = st.text(
    st.sampled_from("#＃一二十、（）()1234567890.．| ｜\\附件要求万元。A"), min_size=1, max_size=12
).filter(lambda text: text == text.strip() and text.strip("　") == text)


@pytest.mark.parametrize(
    ("line", "level", "words"),
    [
        ("# 一、总体情况", 1, "总体情况"),
        ("#总体情况", 1, "总体情况"),
        ("＃＃（三）抓紧办理。限期。", 2, "抓紧办理。限期。"),
        ("## (三)抓紧办理", 2, "抓紧办理"),
        ("### 1.会商", 3, "会商"),
        ("### 1. 2026年底前办结", 3, "2026年底前办结"),
        ("### 1.5万元已经退还", 3, "1.5万元已经退还"),
        ("#### （1）调档", 4, "调档"),
        # What somebody numbers himself stays as he wrote it.
        ("一、加强值班", 0, "一、加强值班"),
        ("（一）加强值班", 0, "（一）加强值班"),
        ("1.加强值班", 0, "1.加强值班"),
        ("#", 0, "#"),
        ("# 一、", 0, "# 一、"),
        ("　　# 不是标题", 0, "# 不是标题"),
    ],
)
def test_line_is_read_as_heading_or_paragraph(line: str, level: int, words: str) -> None:
    assert paper_text.body(line) == [{"level": level, "text": words}]


def test_headings_are_numbered_in_their_own_level() -> None:
    levels = [1, 2, 2, 3, 4, 1, 2, 0]
    body = [{"level": level, "text": "要求"} for level in levels]
    assert paper_text.typed(body).splitlines() == [
        "# 一、要求",
        "## （一）要求",
        "## （二）要求",
        "### 1.要求",
        "#### （1）要求",
        "# 二、要求",
        "## （一）要求",
        "要求",
    ]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), LINE), max_size=12))
def test_body_comes_back_as_it_was(pieces: list[tuple[int, str]]) -> None:
    body = [{"level": level, "text": text} for level, text in pieces]
    assert paper_text.body(paper_text.typed(body)) == body


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 5).flatmap(lambda wide: st.lists(st.lists(LINE, min_size=wide, max_size=wide)))
)
def test_rows_come_back_as_they_were(rows: list[list[Any]]) -> None:
    assert paper_text.rows(paper_text.rows_text(rows)) == rows


def test_cells_of_a_spreadsheet_are_parted_by_tabs() -> None:
    assert paper_text.rows("单位\t件数\n高湾镇\t3\n\n") == [["单位", "件数"], ["高湾镇", "3"]]
