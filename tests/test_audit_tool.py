"""The check of what the product is built on: it fails on a finding, never for want of a network."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from config import ROOT
from tools import audit

LISTS = ("requirements.in", "requirements-test.in", *audit.LISTS)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the lists."""
    for name in LISTS:
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def answer(**fault: str) -> str:
    """Return what the audit answers about one package that was found and one that was not."""
    found = {"name": "flask", "version": "1.0", "vulns": [fault] if fault else []}
    return json.dumps({"dependencies": [found, {"name": "x", "skip_reason": "not found"}]})


def test_own_lock_files_hold() -> None:
    assert audit.lock_faults(ROOT) == []


@pytest.mark.parametrize("said", ["", "not json", '{"dependencies": []}', "[]"])
def test_no_answer_is_said_in_one_line_and_is_no_failure(folder: Path, said: str) -> None:
    lines, good = audit.told(folder, said)
    assert good
    assert len(lines) == 1
    assert "no service answered" in lines[0]


def test_answer_without_a_fault_says_how_many_were_looked_up(folder: Path) -> None:
    lines, good = audit.told(folder, answer())
    assert good
    assert "1 looked up, no known fault" in lines[0]


def test_known_fault_fails_and_is_named(folder: Path) -> None:
    assert audit.told(folder, answer(id="PYSEC-1")) == (["flask 1.0: PYSEC-1"], False)


DAMAGE: dict[str, tuple[str, Callable[[str], str], str]] = {
    "hash": (
        "requirements.txt",
        lambda text: "alembic==9.9\n" + text,
        "alembic==9.9 has no hash",
    ),
    "version": (
        "requirements-test.txt",
        lambda text: text.replace("\nflask==", "\nflask==0", 1),
        "requirements-test.txt: flask is",
    ),
    "missing": ("requirements.in", lambda text: text + "left-pad\n", "left-pad is not locked"),
    "index": (
        "requirements.txt",
        lambda text: "--index" + "-url https://x.example\n" + text,
        "names an index",
    ),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damaged_lock_is_named(folder: Path, damage: str) -> None:
    name, change, told = DAMAGE[damage]
    path = folder / name
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    lines, good = audit.told(folder, "")
    assert not good
    assert any(told in line for line in lines), lines
