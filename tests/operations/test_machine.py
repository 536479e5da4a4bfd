"""The state machine as a whole: our table is the committed one, and no state is a dead end."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import policies
from app.enums import ConductNature, ProblemState, Role, StepRole, Track
from app.models import Problem, ProblemStep
from app.principal import Principal
from app.transitions import ALL, TABLE, Transition

DATA = Path(__file__).parent.parent / "data" / "problem_transitions.csv"
OURS = {item.code: item for item in TABLE}
UNIT = 7
# The unit asks by an act of its own; our act with the row's code is the decision.
ASKING = {"E01": "E01a", "T11": "T11a"}
WORKING = {"DEPT", "TWN", "AB_OFF", "AB_LEAD"}
# Rows whose people the table names in words, and where the matrix says more; each with its reason.
WORDS: dict[str, set[str]] = {
    # "a unit with a step".
    "P01": WORKING,
    # The clerk's call is F01; closing is the intake office's.
    "T16": {"DC_INTAKE"},
    # "first time automatic, second needs DC_LEAD": the leader's part is F08.
    "T17": {"DC_INTAKE"},
    # The intake office's part is F06.
    "T18": {"DC_LEAD"},
    # The timer alone.
    "T19": set(),
    # role_matrix.csv lets the clerk push in too.
    "E03": {"CLERK", "DC_INTAKE"},
    # role_matrix.csv lets every registering role enter an item.
    "T01": {"CLERK", "AB_OFF", "DC_INTAKE", "TWN", "VIL", "DC_INSP"},
    # The unit asks; agreeing and deciding are acts of their own.
    "E01": WORKING,
    "T11": WORKING,
    "T12": {"DC_INTAKE"},
}


def rows() -> dict[str, dict[str, str]]:
    """Return the rows of the committed table by code."""
    with DATA.open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def named(code: str) -> set[str]:
    """Return the roles that a row names."""
    if code in WORDS:
        return WORDS[code]
    roles = {role.value for role in Role}
    return set(re.findall(r"[A-Z]+(?:_[A-Z]+)?", rows()[code]["who"])) & roles


def may(transition: Transition) -> Iterator[str]:
    """Yield the roles that the gate offers a transition to, on a plain item their unit handles."""
    for role in Role:
        actor = Principal(name="x", account_id=1, unit_id=UNIT, roles=frozenset({role}))
        if transition in ALL:
            if any(offered(actor, transition)):
                yield role.value
        elif transition.code != "T19" and actor.has(transition.right):
            wanted = {"E03": "c"}.get(transition.code)
            if wanted is None or actor.has(transition.right, wanted):
                yield role.value


def offered(actor: Principal, transition: Transition) -> Iterator[bool]:
    """Yield whether the gate offers it in each of its states, as lead or as co-handler."""
    for state in transition.sources:
        for role in StepRole:
            problem = Problem(
                id=1,
                state=state,
                track=Track.SERVICE,
                conduct_nature=ConductNature.NONE,
                is_sensitive=False,
            )
            step = ProblemStep(unit_id=UNIT, role=role)
            found = policies.allowed_actions(actor, problem, [step])
            yield any(one.transition is transition for one in found)


def ours(code: str) -> Transition:
    """Return our row."""
    return OURS[code]


@pytest.mark.parametrize("code", sorted(rows()))
def test_table_holds_the_row(code: str) -> None:
    row, found = rows()[code], ours(code)
    assert {state.value for state in found.sources} == set(row["from"].split("|")) - {"—"}
    target = found.target.value if found.target else "same"
    assert target in {row["to"], "same"}
    # A row that stays where it is has no target of its own.
    assert found.target is not None or row["to"] in {"same", *row["from"].split("|")}


@pytest.mark.parametrize("code", sorted(rows()))
def test_row_is_for_the_people_it_names(code: str) -> None:
    assert set(may(ours(ASKING.get(code, code)))) == named(code)


def test_every_state_is_reached_from_a_registration() -> None:
    reached = {ProblemState.REGISTERED}
    while True:
        more = {t.target for t in TABLE if t.target and set(t.sources) & reached} - reached
        if not more:
            break
        reached |= more
    assert reached == set(ProblemState)


def test_every_state_but_the_archive_has_a_way_out() -> None:
    out = {state for t in TABLE for state in t.sources if t.target not in {None, state}}
    assert out == set(ProblemState) - {ProblemState.ARCHIVED}


def test_every_ended_state_comes_to_the_archive() -> None:
    archive = OURS["T19"]
    ended = set(ProblemState) - {ProblemState.ARCHIVED}
    ended -= {state for t in TABLE if t.code == "E02" for state in t.sources}
    assert set(archive.sources) == ended


def test_codes_and_actions_are_unique() -> None:
    assert len({t.code for t in TABLE}) == len({t.action for t in TABLE}) == len(TABLE)
