"""Canaries in the clue compartment: no page that is merely opened may show one to anybody."""

from __future__ import annotations

import sqlalchemy as sa

from app import store
from app.enums_clue import CluePurpose
from app.models import Clue
from app.operations import clue_acts, clues, interference, outcomes
from app.principal import system
from tests import support
from tests.leaks.world import World

NOBODY: frozenset[str] = frozenset()
KEEPERS = frozenset({"casekeeper", "leader"})
RECORDERS = frozenset({"casekeeper", "leader", "intake"})
# Who sees each clue at all: the first is handed to the inspection office, the others are not.
SEEN: dict[str, frozenset[str]] = {
    "handed": KEEPERS | {"inspector"},
    "kept": KEEPERS,
    "pushed": KEEPERS,
}
REPORTER = ("上官雀线", "13911110009")


def plant(world: World) -> None:
    """Enter two clues, push one in from the report, record outcomes and interference."""
    keeper, intake = support.person("casekeeper"), support.person("intake")
    for key in ("handed", "kept"):
        with store.write(keeper) as work:
            given = {**_entry(world, key), "received_on": support.NOW.date()}
            clue = clues.enter(work, keeper, given)
            world.keep("clue", key, clue.id, SEEN[key])
            world.say(str(clue.clue_no), SEEN[key])
    _hand(world)
    with store.write(intake) as work:
        words = {"accused": _sealed(world, "被pushed"), "reason": _sealed(world, "由pushed")}
        given = {**words, "managed_level": "county"}
        clues.push(work, intake, world.ids["problem"]["report"], given)
    with store.write(system("test")) as work:
        last = work.scalars(sa.select(sa.func.max(Clue.id))).one()
    world.keep("clue", "pushed", last, SEEN["pushed"])
    _outcomes(world)
    with store.write(intake) as work:
        texts = {name: _sealed(world, name) for name in ("asker", "item", "content")}
        given = {**texts, "kind": "plea", "way": "face", "happened_on": support.NOW.date()}
        interference.record(work, intake, given)


def _sealed(world: World, name: str) -> str:
    """Return a canary that nobody meets without opening it."""
    return world.say(f"雀密{name}密雀", NOBODY)


def _entry(world: World, key: str) -> dict[str, str]:
    """Return the facts of one entry with its canaries."""
    name, phone = (world.say(word, NOBODY) for word in REPORTER)
    return {
        "managed_level": "county",
        "channel": "letter",
        "accused": _sealed(world, f"被{key}"),
        "summary": _sealed(world, f"述{key}"),
        "is_named": "y",
        "reporter_name": name,
        "reporter_phone": phone,
    }


def _hand(world: World) -> None:
    """Hand the first clue to the inspection office and let the keeper open it once."""
    keeper, row_id = support.person("casekeeper"), world.ids["clue"]["handed"]
    given = {"unit_id": support.unit_id("JD1"), "text": _sealed(world, "交handed")}
    with store.write(keeper) as work:
        version = work.get_one(Clue, row_id).row_version
        clue_acts.perform(work, keeper, row_id, version, "hand", given)
    with store.write(keeper) as work:
        clue_acts.log_access(work, keeper, row_id, CluePurpose.STUDY.value)


def _outcomes(world: World) -> None:
    """Record one outcome in a unit that the office covers, one in another."""
    leader = support.person("leader")
    # Townships and the bureau are told every public text, a department its own.
    told = RECORDERS | {"gaowan", "xinji", "bureau", "bureau_lead"}
    units = (("MZ", RECORDERS | {"inspector"}, "minzheng"), ("ZJ", RECORDERS, "zhujian"))
    for code, readers, own in units:
        given = {
            "unit_id": support.unit_id(code),
            "person_name": f"司马{_sealed(world, f'人{code}')}",
            "action_kind": "admonition",
            "decided_by_body": world.say(f"雀决{code}决雀", readers),
            "decided_on": support.NOW.date(),
            "effective_on": support.NOW.date(),
            "public_text": world.say(f"雀公{code}公雀", readers | told | {own}),
        }
        with store.write(leader) as work:
            row = outcomes.record(work, leader, given)
            world.keep("accountability", code, row.id, readers)
