"""The arithmetic of the score: the worked example, its corners, and what holds for any counts."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import scoring
from app.scoring import Tally

RULE = scoring.first_rule()
WORKED = Tally(
    levels={"good": 45, "neutral": 3, "bad": 2},
    due=2,
    rectified=2,
    reached=5,
    satisfied=4,
    faults={"overdue": 1},
)
COUNT = st.integers(0, 300)


def pairs() -> st.SearchStrategy[tuple[int, int]]:
    """Return a part and the whole that holds it."""
    return st.tuples(COUNT, COUNT).map(lambda both: (min(both), max(both)))


@st.composite
def tallies(draw: st.DrawFn) -> Tally:
    """Return the counts of any month."""
    levels = draw(st.dictionaries(st.sampled_from(sorted(scoring.STEPS)), COUNT))
    (rectified, due), (satisfied, reached) = draw(pairs()), draw(pairs())
    faults = draw(st.dictionaries(st.sampled_from(sorted(RULE.deductions)), st.integers(0, 20)))
    return Tally(levels, due, rectified, reached, satisfied, faults)


def test_worked_example_gives_the_score_of_the_rule() -> None:
    found = scoring.score(RULE, WORKED, "unit")

    assert found.value == Decimal("91.52")
    assert [line.value for line in found.lines] == [
        Decimal("65.52"),
        Decimal(20),
        Decimal(8),
        Decimal(-2),
    ]


@pytest.mark.parametrize(
    ("tally", "expected"),
    [
        pytest.param(Tally({"good": 50}), "100", id="no bad one due, no callback"),
        pytest.param(Tally({"good": 50}, reached=2), "90", id="nobody satisfied on call"),
        pytest.param(Tally({"good": 50}, due=4, rectified=1), "85", id="late repairs"),
        pytest.param(Tally({"bad": 50}, faults={"bribery": 9}), "0", id="floor"),
        pytest.param(Tally({"good": 49}), None, id="one too few"),
        pytest.param(Tally({"good": 19}), None, id="window, one too few"),
    ],
)
def test_corners_of_the_rule(tally: Tally, expected: str | None) -> None:
    kind = "window" if tally.n < 20 else "unit"
    found = scoring.score(RULE, tally, kind)

    assert found.value == (None if expected is None else Decimal(expected))


@given(tallies())
def test_score_is_the_sum_of_its_parts_within_its_bounds(tally: Tally) -> None:
    found = scoring.score(RULE, tally, "window")

    if tally.n < 20:
        assert found.value is None
        return
    assert found.value is not None
    assert 0 <= found.value <= 100
    exact = 80 if not tally.reached else 70
    points = sum(Fraction(RULE.level_points[key]) * n for key, n in tally.levels.items())
    total = exact * points / tally.n / 100
    total += Fraction(20 * tally.rectified, tally.due) if tally.due else 20
    total += Fraction(10 * tally.satisfied, tally.reached) if tally.reached else 0
    total -= sum(Fraction(RULE.deductions[key]) * n for key, n in tally.faults.items())
    bound = max(total, Fraction(0))
    assert abs(Fraction(found.value) - bound) <= Fraction(1, 200)
    assert found.value == found.value.quantize(Decimal("0.01"))


@given(st.integers(-(10**9), 10**9))
def test_rounding_is_half_up_to_the_last_place(thousandths: int) -> None:
    expected = (Decimal(thousandths) / 1000).quantize(Decimal("0.01"), ROUND_HALF_UP)

    assert scoring.rounded(Fraction(thousandths, 1000)) == expected


def test_equal_scores_share_a_rank_and_no_score_has_none() -> None:
    values = {1: Decimal(90), 2: None, 3: Decimal(95), 4: Decimal(90), 5: Decimal(1)}

    assert scoring.ranks(values) == {1: 2, 2: None, 3: 1, 4: 2, 5: 4}
