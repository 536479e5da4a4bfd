"""Cells of a month's Excel file: printed figures become numbers, other words stay words."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app import exchange_month
from app.sheet_cells import Cell, Share, printed


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("12件", 12),
        ("-3", -3),
        ("+1.5", Decimal("1.5")),
        ("4.5个工作日", Decimal("4.5")),
        ("92.5%", Share(Decimal("92.5"))),
        ("持平", 0),
        *(
            (same, same)
            for same in ("3/5", "1,234件", "10月", "3 件，另有2条", "样本不足", "—", "")
        ),
    ],
)
def test_a_number_with_a_known_unit_is_one_and_nothing_else(text: str, cell: Cell) -> None:
    assert printed(text) == cell


def test_a_correction_keeps_its_unit_in_a_column() -> None:
    line = {"period": "2026-10", "label": "评价总数", "printed": "3条", "now": "2条", "why": "核实"}
    row = exchange_month._adjusted({**line, "code": "evaluations"})
    assert row == ["2026年10月", "评价总数", 3, 2, "条", "核实"]
