"""The base seed files: complete, consistent, and in the order a loader needs."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from app.textfold import initials

BASE = Path(__file__).parent.parent / "seeds" / "base"


def read(name: str) -> list[dict[str, str]]:
    with (BASE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load(name: str) -> Any:
    return json.loads((BASE / name).read_text(encoding="utf-8"))


REGIONS = read("regions.csv")
CURRENT = [row for row in REGIONS if not row["valid_to"]]
LISTS: dict[str, dict[str, Any]] = load("vocabularies.json")["lists"]
PARAMETERS: dict[str, dict[str, Any]] = {row["key"]: row for row in load("parameters.json")}


def test_seeded_places_are_counted() -> None:
    kinds = Counter(row["kind"] for row in CURRENT)
    assert (len(REGIONS), len(CURRENT)) == (259, 222)
    assert kinds == {
        "province": 1,
        "city": 1,
        "county": 1,
        "township": 7,
        "farm": 3,
        "village": 197,
        "community": 9,
        "virtual_area": 3,
    }


def test_only_virtual_areas_are_marked_virtual() -> None:
    marked = {row["code"] for row in REGIONS if row["is_virtual"] == "1"}
    assert marked == {row["code"] for row in REGIONS if row["kind"] == "virtual_area"}


def test_every_closed_place_has_a_current_successor_and_a_change() -> None:
    closed = {row["code"]: row["successor_code"] for row in REGIONS if row["valid_to"]}
    changes = {row["old_code"]: row["new_code"] for row in read("region_changes.csv")}
    assert len(closed) == 37
    assert closed == changes
    assert set(closed.values()) <= {row["code"] for row in CURRENT}


def test_every_parent_stands_before_its_places() -> None:
    seen: set[str] = set()
    for row in REGIONS:
        assert not row["parent_code"] or row["parent_code"] in seen
        assert not row["successor_code"] or row["successor_code"] in seen
        seen.add(row["code"])


def test_seeded_initials_are_those_of_the_short_name() -> None:
    for row in REGIONS:
        stem = row["short_name"].removesuffix("村" if row["kind"] == "village" else "\n")
        assert row["pinyin_initials"] == initials(stem), row["short_name"]


def test_calendar_covers_three_final_years_and_a_provisional_one() -> None:
    statuses = {(row["date"][:4], row["status"]) for row in read("calendar_exceptions.csv")}
    assert statuses == {
        ("2024", "final"),
        ("2025", "final"),
        ("2026", "final"),
        ("2027", "provisional"),
    }


@pytest.mark.parametrize("name", sorted(LISTS))
def test_terms_of_a_list_have_distinct_codes_labels_and_ascending_places(name: str) -> None:
    terms = LISTS[name]["terms"]
    assert len({term["code"] for term in terms}) == len({term["label"] for term in terms})
    assert len({term["code"] for term in terms}) == len(terms)
    assert [term["position"] for term in terms] == sorted({term["position"] for term in terms})


def test_four_reasons_of_dissatisfaction_are_sensitive() -> None:
    terms = LISTS["dissatisfaction_reason"]["terms"]
    assert len(terms) == 14
    assert {term["label"] for term in terms if term["sensitive"]} == {
        "故意刁难",
        "吃拿卡要",
        "违规收费",
        "指定或勾结中介",
    }


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("handle_days_consultation", 3),
        ("handle_days_help", 7),
        ("handle_days_suggestion", 7),
        ("handle_days_complaint", 15),
        ("handle_days_report", 15),
        ("handle_days_bad_evaluation", 5),
        ("handle_days_bad_evaluation_complex", 15),
        ("handle_days_critical", 1),
        ("triage_days", 1),
        ("triage_hours_urgent", 2),
        ("decide_days", 1),
        ("decide_hours_urgent", 4),
        ("sign_days", 1),
        ("sign_hours_urgent", 2),
        ("verify_days", 3),
        ("feedback_days", 3),
        ("rework_days", 5),
        ("reopen_days", 10),
        ("min_days_left", 3),
        ("yellow_before_days", 2),
        ("duplicate_days", 30),
        ("list_cap", 1001),
    ],
)
def test_parameter_has_the_default_of_the_specification(key: str, value: int) -> None:
    assert PARAMETERS[key]["value"] == str(value)
    assert PARAMETERS[key]["type"] == "integer"


def test_every_limit_in_days_or_hours_of_handling_needs_the_leader() -> None:
    moved = [row for row in PARAMETERS.values() if row["unit"] in ("工作日", "工作小时")]
    assert len(moved) > 30
    assert all(row["needs_approval"] for row in moved)


def test_parameters_are_distinct_and_labelled() -> None:
    rows = load("parameters.json")
    assert len(PARAMETERS) == len(rows) == len({row["label"] for row in rows})
    assert all(row["value"].isdecimal() for row in rows if row["type"] == "integer")
