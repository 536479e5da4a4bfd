"""Outcomes as they are typed and read: nothing is lost between 元, 万元 and fen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import measures
from app.enums_ledger import MetricKind

PAID = MetricKind.AMOUNT_REFUNDED


@pytest.mark.parametrize(
    ("typed", "unit", "fen", "words", "capital"),
    [
        ("202", "wan", 202_000_000, "202万元", "贰佰零贰万元整"),
        ("202万元", "yuan", 202_000_000, "202万元", "贰佰零贰万元整"),
        ("２０２ 万", "yuan", 202_000_000, "202万元", "贰佰零贰万元整"),
        ("3.5", "wan", 3_500_000, "3.5万元", "叁万伍仟元整"),
        ("1,200元", "wan", 120_000, "1200元", "壹仟贰佰元整"),
        ("1200.5", "yuan", 120_050, "1200.50元", "壹仟贰佰元伍角"),
        ("0.07", "yuan", 7, "0.07元", "柒分"),
        ("10.07", "yuan", 1_007, "10.07元", "壹拾元零柒分"),
        ("10001", "yuan", 1_000_100, "1.0001万元", "壹万零壹元整"),
        ("100000000", "yuan", 10_000_000_000, "10000万元", "壹亿元整"),
        ("100010000", "yuan", 10_001_000_000, "10001万元", "壹亿零壹万元整"),
    ],
)
def test_money_is_kept_in_fen_and_read_back(
    typed: str, unit: str, fen: int, words: str, capital: str
) -> None:
    value = measures.read(PAID, typed, unit)
    assert value == fen
    assert measures.words(PAID, value) == words
    assert measures.spelled(PAID, value) == f"{words}（{capital}）"


@given(st.integers(1, measures.MOST - 1))
def test_what_is_read_back_means_the_same_amount(fen: int) -> None:
    assert measures.fen(measures.money(fen), measures.YUAN) == fen


@pytest.mark.parametrize("typed", ["", "0", "-5", "两百", "1.2.3", "0.001", "1e9", "9" * 13, "5户"])
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(measures.BadMeasure):
        measures.read(PAID, typed, measures.YUAN)


@pytest.mark.parametrize(
    ("kind", "typed", "words"),
    [
        (MetricKind.HOUSEHOLDS, "808", "808户"),
        (MetricKind.HOUSEHOLDS, "808 户", "808户"),
        (MetricKind.ELAPSED_WORKDAYS, "4", "4个工作日"),
        (MetricKind.OTHER, "3", "3"),
    ],
)
def test_counts_are_whole_numbers_with_their_unit(kind: MetricKind, typed: str, words: str) -> None:
    assert measures.words(kind, measures.read(kind, typed, "")) == words


@pytest.mark.parametrize("typed", ["8.5", "202万元", "0", "许多"])
def test_a_count_that_is_no_whole_number_is_refused(typed: str) -> None:
    with pytest.raises(measures.BadMeasure):
        measures.read(MetricKind.PEOPLE, typed, "")
