"""Accountability outcomes: the right kinds for the person, computed ends, a public text apart."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app import constraints, store
from app.enums_clue import GROUP_OF, KINDS, ActionGroup, ActionKind
from app.errors import Invalid, Missing
from app.models import Accountability
from app.operations import compartment, outcomes
from app.principal import system
from app.queries import outcomes as reads
from tests import makers, support
from tests.clues import kept, making

NAME = "柳某山"


def facts(**changes: Any) -> dict[str, Any]:
    """Return facts that hold."""
    return {
        "unit_id": support.unit_id("MZ"),
        "person_name": NAME,
        "post": "窗口负责人",
        "is_public_official": "y",
        "is_party_member": "y",
        "action_kind": "warning",
        "form": "2",
        "decided_by_body": "县监委",
        "decided_on": "2026-11-10",
        "effective_on": "2026-11-10",
        "public_text": "县民政局窗口负责人柳某因吃拿卡要受到政务警告。",
        **changes,
    }


def recorded(who: str = "casekeeper", **changes: Any) -> Accountability:
    """Record an outcome and return it as it is stored."""
    actor = support.person(who)
    with store.write(actor) as work:
        row_id = outcomes.record(work, actor, facts(**changes)).id
    return making.fresh().get_one(Accountability, row_id)


def blamed(**changes: Any) -> dict[str, str]:
    """Return the messages of a refused record."""
    with pytest.raises(Invalid) as refusal:
        recorded(**changes)
    return refusal.value.errors


@pytest.mark.parametrize(
    ("kind", "ends"),
    [
        ("warning", date(2027, 5, 10)),
        ("demerit", date(2027, 11, 10)),
        ("major_demerit", date(2028, 5, 10)),
        ("downgrade", date(2028, 11, 10)),
        ("dismissal_from_post", date(2028, 11, 10)),
        ("expulsion", None),
        ("party_warning", None),
        ("admonition", None),
        ("removal", None),
    ],
)
def test_end_of_a_sanction_is_computed(app: Flask, kind: str, ends: date | None) -> None:
    assert recorded(action_kind=kind).ends_on == ends


def test_sanction_for_a_person_who_is_no_official_is_refused_at_the_field(app: Flask) -> None:
    errors = blamed(is_public_official="", person_name="柳某海")
    assert "政务处分只适用于公职人员" in errors["action_kind"]
    assert making.rows(Accountability) == []


def test_party_discipline_for_a_non_member_is_refused_at_the_field(app: Flask) -> None:
    errors = blamed(action_kind="party_warning", is_party_member="")
    assert "党纪处分只适用于中共党员" in errors["action_kind"]


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("ck_accountability_official", {"is_public_official": False}),
        (
            "ck_accountability_party_member",
            {
                "is_party_member": False,
                "action_group": ActionGroup.PARTY,
                "action_kind": ActionKind.PARTY_WARNING,
            },
        ),
        ("ck_accountability_kind_of_group", {"action_kind": ActionKind.REMOVAL}),
        ("ck_accountability_ends_later", {"ends_on": kept.ON}),
    ],
)
def test_database_refuses_the_wrong_kind_for_a_person(
    app: Flask, constraint: str, values: dict[str, Any]
) -> None:
    with pytest.raises(IntegrityError) as caught, store.write(system("test")) as work:
        work.add(kept.outcome(**values))
    assert constraints.broken(caught.value) == constraint


def test_every_kind_has_one_group() -> None:
    assert set(GROUP_OF) == set(ActionKind)
    assert sum(len(kinds) for kinds in KINDS.values()) == len(ActionKind)


def test_outcome_for_a_unit_has_no_person(app: Flask) -> None:
    assert "person_name" in blamed(action_kind="unit_circular")
    row = recorded(action_kind="unit_circular", person_name="")
    assert (row.name_sealed, row.name_mask) == (None, "")
    assert "person_name" in blamed(person_name="")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("public_text", f"{NAME}受到政务警告。"),
        ("effective_on", "2026-11-09"),
        ("decided_on", "2026-11-19"),
        ("unit_id", ""),
        ("decided_by_body", ""),
        ("form", "5"),
        ("action_kind", "x"),
        ("problem_no", "HXZT-2026-99999"),
    ],
)
def test_fault_is_told_beside_its_field(app: Flask, field: str, value: str) -> None:
    assert field in blamed(**{field: value})


def test_name_is_sealed_and_only_the_surname_is_readable(app: Flask) -> None:
    row = recorded()
    assert row.name_mask == "柳*"
    assert NAME.encode() not in bytes(row.name_sealed)
    assert compartment.opened(row) == {"name": NAME}


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("intake", {"MZ", "ZJ"}),
        ("casekeeper", {"MZ", "ZJ"}),
        ("leader", {"MZ", "ZJ"}),
        ("inspector", {"MZ"}),
    ],
)
def test_inspection_office_sees_the_outcomes_of_the_units_it_covers(
    app: Flask, who: str, sees: set[str]
) -> None:
    for code in ("MZ", "ZJ"):
        recorded(unit_id=support.unit_id(code))
    session = making.fresh()
    store.name(session, support.person(who))
    found = {row.unit_id for row in reads.page(session)}
    assert found == {support.unit_id(code) for code in sees}


@pytest.mark.parametrize("who", ["clerk", "bureau", "minzheng", "auditor"])
def test_nobody_else_finds_an_outcome(app: Flask, who: str) -> None:
    recorded(unit_id=support.unit_id("MZ"))
    session = making.fresh()
    store.name(session, support.person(who))
    found: list[Accountability] = []
    with suppress(Missing):
        found = reads.page(session)
    assert found == []


@pytest.mark.parametrize("who", ["inspector", "clerk", "minzheng", "sysadmin"])
def test_only_the_commission_records(app: Flask, who: str) -> None:
    with pytest.raises(Missing):
        recorded(who)


def test_item_is_linked_by_its_number(app: Flask) -> None:
    problem_id = makers.registered()
    number = makers.stored(problem_id).problem_no
    assert recorded("intake", problem_no=number).problem_id == problem_id


def test_intake_office_cannot_learn_of_a_clue_by_its_number(app: Flask) -> None:
    number = making.stored(making.entered()).clue_no
    actor = support.person("intake")
    with pytest.raises(Invalid) as refusal, store.write(actor) as work:
        outcomes.record(work, actor, facts(clue_no=number))
    assert refusal.value.errors == {"clue_no": "没有找到这个线索编号。"}
