"""Tables that people bring: pasted, CSV or Excel, read alike, none so great as to fill memory."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from app import tabular

COLUMNS = {"title": ("标题",), "content": ("内容", "诉求"), "unit": ("单位",)}
ROWS = [["标题", "内容", "单位"], ["缺水", "停水三天", "县住建局"], ["修路", "坑多，\n难走", ""]]
WANT = [
    {"title": "缺水", "content": "停水三天", "unit": "县住建局"},
    {"title": "修路", "content": "坑多，\n难走", "unit": ""},
]


def excel(rows: list[list[object]]) -> bytes:
    """Return a workbook."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def lines(rows: list[list[str]], cut: str) -> str:
    """Return rows as text; a cell with a line break stands in quotes."""
    return "\n".join(cut.join(f'"{c}"' if "\n" in c else c for c in row) for row in rows)


@pytest.mark.parametrize(
    "data",
    [
        excel(ROWS),
        lines(ROWS, ",").encode("utf-8-sig"),
        lines(ROWS, ",").encode("gb18030"),
        lines(ROWS, "\t").encode(),
    ],
    ids=["xlsx", "csv utf-8", "csv gb18030", "tabs"],
)
def test_every_form_of_a_table_reads_the_same(data: bytes) -> None:
    assert tabular.named(tabular.read(io.BytesIO(data)), COLUMNS) == WANT


def test_a_table_without_a_head_is_read_in_order() -> None:
    found = tabular.named(tabular.parse("缺水\t停水三天\t县住建局"), COLUMNS)
    assert found == [WANT[0]]


def test_columns_may_stand_in_any_order_and_others_are_left_out() -> None:
    found = tabular.named(tabular.parse("序号,单位,诉求,标题\n1,县住建局,停水三天,缺水"), COLUMNS)
    assert found == [WANT[0]]


def test_numbers_of_a_sheet_read_as_they_are_shown() -> None:
    assert tabular.read(io.BytesIO(excel([[3, 2.5, "x"]]))) == [["3", "2.5", "x"]]


def bomb() -> bytes:
    """Return a small archive that unpacks to more than anyone reads."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", b"0" * (tabular.MOST_UNPACKED + 1))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\x00" * (tabular.MOST_BYTES + 1), "超过 2 MB"),
        (bomb(), "展开后太大"),
        (b"PK\x03\x04broken", "打不开这个表格"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1broken", "打不开这个表格"),
        (b"\xff\xfe\xff\xff\x81", "打不开这个文件"),
        (("缺水,停水\n" * (tabular.MOST_ROWS + 1)).encode(), "最多 500 行"),
    ],
)
def test_what_is_no_small_table_is_refused_in_words(data: bytes, said: str) -> None:
    with pytest.raises(tabular.BadTable, match=said):
        tabular.read(io.BytesIO(data))
