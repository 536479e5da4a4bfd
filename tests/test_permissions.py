"""The matrix on one screen equals the committed matrix file, letter by letter."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from app.enums import Role
from app.permissions import Right
from app.transitions import ALL, BY_CODE

DATA = Path(__file__).parent / "data"


def matrix() -> list[list[str]]:
    """Return the rows of the committed matrix, header first."""
    with (DATA / "role_matrix.csv").open(encoding="utf-8") as file:
        return list(csv.reader(file))


def test_roles_stand_in_the_order_of_the_matrix() -> None:
    assert matrix()[0][1:] == [role.value for role in Role]


@pytest.mark.parametrize(
    ("right", "row"), list(zip(Right, matrix()[1:], strict=True)), ids=[r.name for r in Right]
)
def test_right_has_the_letters_of_its_row(right: Right, row: list[str]) -> None:
    assert [right.letter(role) for role in Role] == row[1:]


def transitions() -> dict[str, dict[str, str]]:
    """Return the rows of the committed state machine by code."""
    with (DATA / "problem_transitions.csv").open(encoding="utf-8") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


@pytest.mark.parametrize(
    "code", sorted(code for code in BY_CODE if code[0] != "F" and code != "E01c")
)
def test_transition_has_the_states_of_its_row(code: str) -> None:
    # A letter after the code is a part of the same row: asking, agreeing, refusing.
    row, transition = transitions()[code[:3]], BY_CODE[code]
    assert {state.value for state in transition.sources} == set(row["from"].split("|"))
    if transition.target is not None:
        assert transition.target.value == row["to"]


def test_transition_codes_and_actions_are_unique() -> None:
    assert len({item.code for item in ALL}) == len({item.action for item in ALL}) == len(ALL)
