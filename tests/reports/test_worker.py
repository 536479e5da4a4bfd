"""The paper worker draws the same bytes, refuses in words, and is replaced when it dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from reports import FactsError, render
from reports.press import PaperWorker, PressError
from tests.reports.samples import make_facts

WEB = ("app", "flask", "sqlalchemy", "werkzeug", "wtforms", "views", "config")
LOADED = f"import sys, reports.worker; print([m for m in {WEB} if m in sys.modules])"


@pytest.fixture
def worker() -> Iterator[PaperWorker]:
    """Return a worker that is closed after the test."""
    found = PaperWorker()
    yield found
    found.close()


def test_a_worker_draws_the_bytes_that_this_process_would_draw(worker: PaperWorker) -> None:
    facts = make_facts(body=[{"text": "𬱖和䶮都要印出来。"}])
    assert worker.render("circular", facts, {}) == render("circular", facts)


def test_what_is_refused_is_told_in_words_and_the_worker_lives_on(worker: PaperWorker) -> None:
    with pytest.raises(FactsError, match="没有这种公文"):
        worker.render("nothing", {}, {})
    with pytest.raises(FactsError, match="字体"):
        worker.render("circular", make_facts(), {"FONT_KAI": __file__})
    assert worker.render("circular", make_facts(), {}).startswith(b"%PDF")


def test_a_worker_that_was_killed_is_followed_by_another(worker: PaperWorker) -> None:
    first = worker.render("circular", make_facts(), {})
    assert worker._process is not None
    os.kill(worker._process.pid, signal.SIGKILL)
    assert worker.render("circular", make_facts(), {}) == first


def test_a_worker_that_dies_over_a_paper_twice_is_an_error(
    worker: PaperWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.executable", "/bin/false")
    with pytest.raises(PressError, match="twice"):
        worker.render("circular", make_facts(), {})


HANGS = {
    "before it reads a long request": "exec sleep 60",
    "before it answers": "exec sleep 60",
    "in the middle of its answer": r"printf '+\000\000\001\000half'; exec sleep 60",
}


@pytest.mark.parametrize("where", HANGS)
def test_a_worker_that_hangs_is_killed_and_followed_by_another(
    worker: PaperWorker, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, where: str
) -> None:
    hung = tmp_path / "hung"
    hung.write_text(f"#!/bin/sh\n{HANGS[where]}\n", encoding="utf-8")
    hung.chmod(0o700)
    facts = make_facts(body=[{"text": "长" * 99_999}]) if "long" in where else make_facts()
    with monkeypatch.context() as changed:
        changed.setattr("sys.executable", str(hung))
        changed.setattr("reports.press.PATIENCE", 0.5)
        began = time.monotonic()
        with pytest.raises(PressError, match="hung"):
            worker.render("circular", facts, {})
        assert time.monotonic() - began < 10
    assert worker.render("circular", make_facts(), {}).startswith(b"%PDF")


def test_a_worker_that_cannot_be_started_is_told_apart_from_a_full_disk(
    worker: PaperWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    with pytest.raises(PressError, match="started"):
        worker.render("circular", make_facts(), {})


def test_threads_take_turns_and_each_gets_its_own_paper(worker: PaperWorker) -> None:
    wanted = [make_facts(title=f"关于第{at}件事项的通报") for at in range(12)]
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda facts: worker.render("circular", facts, {}), wanted))
    assert made == [render("circular", facts) for facts in wanted]


def test_a_worker_loads_nothing_of_the_web() -> None:
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, check=True)
    assert done.stdout.decode().strip() == "[]"
