"""What a reader saw and disliked: glued tables, torn numbers, a code without words, early ends."""

from __future__ import annotations

from io import BytesIO

import pdfplumber
import pytest

from reports import render
from reports.check import check_pdf
from reports.grid import SIZE, TOP, UNIT
from reports.rows import Row, paginate
from tests.reports.samples import BUILT, example, make_facts

CODE = "https://vx.example.gov.cn/verify/12-ABCDEFGH23456789"


@pytest.mark.parametrize("units", range(2, 9))
@pytest.mark.parametrize("before", [0, 1, 2])
def test_a_table_stands_clear_of_the_text_above_and_below(units: int, before: int) -> None:
    rows = [*[Row()] * before, Row(units=units, is_table=True), Row()]
    placed = paginate(rows, TOP)[0].placed
    table_top, _ = placed[before]
    assert placed[-1][0] - (table_top + units * UNIT) >= 12
    assert not before or table_top - (placed[before - 1][0] + SIZE) >= 12


def test_a_column_set_too_narrow_for_an_item_number_or_a_date_is_widened() -> None:
    columns = [{"label": "编号", "width": 4}, {"label": "到期日", "width": 3}, "事项"]
    rows = [["HXZT-2026-00012", "2026年10月28日", "补办结婚证时户口簿登记与婚姻登记不一致"]]
    pdf = render("circular", make_facts(tables=[{"columns": columns, "rows": rows}]))
    with pdfplumber.open(BytesIO(pdf)) as document:
        words = {word["text"] for page in document.pages for word in page.extract_words()}
    assert {"HXZT-2026-00012", "2026年10月28日"} <= words


@pytest.mark.parametrize("kind", [kind for kind in BUILT if kind != "qr_placard"])
def test_the_code_of_every_kind_says_what_it_is_for_inside_the_type_area(kind: str) -> None:
    bare = {key: value for key, value in example(kind).items() if key != "verify_url"}
    pdf = render(kind, {**bare, "verify_url": CODE})
    with pdfplumber.open(BytesIO(pdf)) as document:
        count = len(document.pages)
        text = "".join(char["text"] for page in document.pages for char in page.chars)
    assert text.count("扫码核验真伪12-ABCD EFGH 2345 6789") == 1
    assert not [found for found in check_pdf(pdf, kind) if found.verdict == "FAIL"]
    with pdfplumber.open(BytesIO(render(kind, bare))) as document:
        assert len(document.pages) == count


def test_a_closing_line_alone_moves_with_the_signature() -> None:
    body = [{"level": 0, "text": "一" * 26} for _ in range(10)]
    pdf = render("circular", make_facts(body=[*body, {"level": 0, "text": "特此通报。"}]))
    with pdfplumber.open(BytesIO(pdf)) as document:
        first, second = (page.extract_text() for page in document.pages)
    assert first.count("一" * 26) == 10
    assert second.startswith("特此通报。")


def test_the_figures_of_two_bars_are_not_taken_for_a_cut_number() -> None:
    chart = {
        "title": "各月受理和办结",
        "labels": [f"{month}月" for month in range(1, 13)],
        "series": [
            {"name": "受理", "values": [100 + month * 7 % 50 for month in range(12)]},
            {"name": "办结", "values": [90 + month * 5 % 50 for month in range(12)]},
        ],
    }
    pdf = render("monthly_report", {**example("monthly_report"), "charts": [chart]})
    assert not [found for found in check_pdf(pdf) if found.verdict == "FAIL"]
