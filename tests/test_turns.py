"""Processes that write to SQLite are served in the order in which they came."""

from __future__ import annotations

import multiprocessing
import os
import queue
import time
from pathlib import Path
from typing import Any

import pytest

from app import turns

# A process of its own without what this one has loaded or locked.
APART = multiprocessing.get_context("spawn")


def greedy(database: str, both: Any, taken: multiprocessing.Queue) -> None:
    """Take the turn again and again, as a busy server's threads do."""
    both.wait()
    count, until = 0, time.time() + 1
    while time.time() < until:
        with turns.taken(database):
            count += 1
            time.sleep(0.002)
    taken.put(count)


def hold(database: str, has: multiprocessing.Queue) -> None:
    """Take the turn and die with it."""
    with turns.taken(database):
        has.put(True)
        time.sleep(0.3)
        os._exit(9)


def test_two_greedy_processes_get_the_turn_by_turns(tmp_path: Path) -> None:
    database, ready, taken = str(tmp_path / "voice.db"), APART.Barrier(2), APART.Queue()
    both = [APART.Process(target=greedy, args=(database, ready, taken)) for _ in range(2)]
    for one in both:
        one.start()
    counts = sorted(taken.get(timeout=30) for _ in both)
    for one in both:
        one.join()
    assert counts[0] > 0.5 * counts[1] > 0


def test_who_dies_loses_the_turn_with_him(tmp_path: Path) -> None:
    database, has = str(tmp_path / "voice.db"), APART.Queue()
    holder = APART.Process(target=hold, args=(database, has))
    holder.start()
    assert has.get(timeout=30)
    with turns.taken(database):
        holder.join(timeout=5)
        assert holder.exitcode == 9


def test_who_waited_too_long_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database, has = str(tmp_path / "voice.db"), APART.Queue()
    monkeypatch.setattr(turns, "PATIENCE", 0.05)
    holder = APART.Process(target=hold, args=(database, has))
    holder.start()
    assert has.get(timeout=30)
    with turns.taken(database):
        assert holder.exitcode is None
    holder.join()


def test_a_write_within_a_write_keeps_the_turn(tmp_path: Path) -> None:
    database, has = str(tmp_path / "voice.db"), APART.Queue()
    other = APART.Process(target=hold, args=(database, has))
    with turns.taken(database):
        with turns.taken(database), turns.taken(str(tmp_path / "other.db")):
            other.start()
        with pytest.raises(queue.Empty):
            has.get(timeout=3)
    assert has.get(timeout=30)
    other.join()


@pytest.mark.parametrize("database", [None, "", "/nowhere/voice.db"])
def test_no_file_no_queue(database: str | None) -> None:
    with turns.taken(database):
        assert (os.getpid(), str(database)) not in turns._files
