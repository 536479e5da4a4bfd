"""The acceptance table of docs/security.md: every id stands in it, every test it names exists."""

from __future__ import annotations

import re

import pytest

from config import ROOT

PAGE = ROOT / "docs" / "security.md"
IDS = [
    f"{letter}{number:02d}"
    for letter, last in (("R", 16), ("C", 10), ("A", 12), ("W", 10), ("D", 16))
    for number in range(1, last + 1)
]
ROW = re.compile(r"^\| ([RCAWD]\d{2}) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
NAMED = re.compile(r"`(test_[a-z0-9_]+)`")
# Words of a row that says why no test stands there.
REASONS = ("未做：", "不适用：")


def rows() -> list[tuple[str, str, str]]:
    """Return id, what is asked and what proves it, row by row."""
    return ROW.findall(PAGE.read_text(encoding="utf-8"))


def written() -> set[str]:
    """Return the names of all tests."""
    found: set[str] = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        found.update(re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE))
    return found


def test_every_id_stands_in_the_table_once() -> None:
    assert [row[0] for row in rows()] == IDS


def test_every_row_names_a_test_or_a_reason() -> None:
    bare = [
        ident
        for ident, _what, proof in rows()
        if not NAMED.search(proof) and not any(word in proof for word in REASONS)
    ]
    assert bare == []


def test_every_test_that_is_named_exists() -> None:
    known = written()
    named = {(ident, name) for ident, _what, proof in rows() for name in NAMED.findall(proof)}
    assert len(named) > 60
    assert sorted(one for one in named if one[1] not in known) == []


@pytest.mark.parametrize("ident", ["R01", "R06", "C01", "C03", "C09", "W01", "D05", "D10"])
def test_heart_of_the_table_is_proven_by_a_test(ident: str) -> None:
    (proof,) = [proof for one, _what, proof in rows() if one == ident]
    assert NAMED.search(proof)
