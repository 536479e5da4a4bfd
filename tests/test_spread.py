"""What runs on one database is pages alone, and every test has its place in the run."""

from __future__ import annotations

import pytest

import config
from tests import spread

# Rules, operations, figures and attacks: always on both databases.
BOTH = (
    "operations/",
    "leaks/",
    "clocks/",
    "clues/",
    "board/",
    "evaluations/",
    "telling/",
    "trust/",
)


@pytest.mark.parametrize("path", spread.PAGES)
def test_what_runs_on_one_database_is_there_and_holds_pages(path: str) -> None:
    assert (config.ROOT / path).exists()
    assert not path.startswith(tuple(f"tests/{folder}/" for folder in BOTH))
    assert path.count("/") > 1


def test_files_are_dealt_out_whole_the_long_ones_first_and_postgresql_last() -> None:
    class Given(spread.Spread):
        def __init__(self) -> None:
            self.workqueue = {}

    dealt, names = (
        Given(),
        ("tests/a.py::t[sqlite-1]", "tests/a.py::t[1-postgres]", "tests/b.py::t"),
    )
    assert [dealt._split_scope(name) for name in names] == [
        "tests/a.py",
        "tests/a.py postgres",
        "tests/b.py",
    ]
    units = ("tests/a.py postgres", "tests/b.py", spread.LONG[0], f"{spread.LONG[0]} postgres")
    dealt.workqueue = {unit: {"t": False} for unit in units}
    dealt.workqueue["tests/c.py"] = {"t": False, "u": False}
    order = [spread.LONG[0], "tests/c.py", "tests/b.py", f"{spread.LONG[0]} postgres", units[0]]
    assert sorted(dealt.workqueue, key=dealt._rank) == order
