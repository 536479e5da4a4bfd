"""Rows fall on pages by the rules: nothing below the 版心, headings kept, headers repeated."""

from __future__ import annotations

from random import Random

import pytest

from reports.grid import BOTTOM, PITCH, SIZE, TOP, UNIT
from reports.rows import Row, paginate


def end_of(top: float, row: Row) -> float:
    return top + (row.units * UNIT if row.is_table else SIZE)


@pytest.mark.parametrize("seed", range(200))
def test_no_row_ends_below_the_type_area_and_none_overlap(seed: int) -> None:
    random = Random(seed)
    rows: list[Row] = []
    while len(rows) < 120:
        is_table = random.random() < 0.4
        units = [random.randint(2, 7) if is_table else 2 for _ in range(random.randint(1, 9))]
        rows += [Row(units=n, is_table=is_table, keep=random.random() < 0.2) for n in units]
    pages = paginate(rows, TOP + random.randint(0, 14) * PITCH)
    assert sum(len(page.placed) for page in pages) == len(rows)
    for page in pages:
        ends = [end_of(top, row) for top, row in page.placed]
        tops = [top for top, _ in page.placed]
        assert max(ends) <= BOTTOM + 0.01
        assert min(tops) >= TOP - 0.01
        assert all(end <= top + 0.01 for end, top in zip(ends, tops[1:], strict=False))


def test_text_after_a_table_at_a_pages_top_is_not_glued_to_its_frame() -> None:
    page = paginate([Row(units=4, is_table=True), Row()], TOP)[0]
    (table_top, table), (text_top, _) = page.placed
    assert text_top - end_of(table_top, table) >= 6


def test_a_row_that_keeps_the_next_moves_with_it() -> None:
    rows = [Row() for _ in range(21)] + [Row(keep=True), Row()]
    assert [len(page.placed) for page in paginate(rows, TOP)] == [21, 2]


def test_a_blank_row_vanishes_at_the_top_of_a_page() -> None:
    rows = [Row() for _ in range(22)] + [Row(blank=True), Row()]
    assert [len(page.placed) for page in paginate(rows, TOP)] == [22, 1]


def test_a_chain_longer_than_a_page_is_broken() -> None:
    pages = paginate([Row(keep=True) for _ in range(60)], TOP)
    assert [len(page.placed) for page in pages] == [22, 22, 16]


def test_text_fills_the_page_that_a_figure_has_no_room_on() -> None:
    figure = [Row(keep=True, floats=True), Row(units=13, is_table=True, floats=True)]
    table = [Row(units=4, is_table=True, is_body=True) for _ in range(3)]
    text = [Row(is_body=True) for _ in range(30)]
    rows = [*text[:17], *figure, *table, *text[17:], Row()]
    first, second, *_ = paginate(rows, TOP)
    assert len(first.placed) == 19
    assert not any(row.floats for _, row in first.placed)
    # The table goes on over the page; the figure stands behind it, and before what closes the text.
    assert [row.floats for _, row in second.placed][:4] == [False, True, True, False]
    ends = [*text[:17], *figure, Row()]
    assert [len(page.placed) for page in paginate(ends, TOP)] == [17, 3]
