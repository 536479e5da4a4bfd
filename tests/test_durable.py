"""D01, D03: no number twice, none left out, and no acknowledged write lost when a process dies."""

from __future__ import annotations

import contextvars
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app import audit, clock, store
from app.extensions import db
from app.models import Problem
from app.operations import intake
from config import ROOT
from tests import makers, support
from tests.views.hands import fresh


class Changed(RuntimeError):
    """A registration that is broken off after its number was taken."""


def numbers() -> list[int]:
    """Return the numbers of the stored items in order."""
    found = fresh().scalars(sa.select(Problem.problem_no)).all()
    return sorted(int(number.split("-")[2]) for number in found)


def one_client(app: Flask, count: int, seed: int, known: list[str]) -> None:
    """Register so many items, breaking off every tenth, and note what was acknowledged."""
    dice, actor = random.Random(seed), support.person("clerk")
    with clock.fixed(support.NOW):
        done = 0
        while done < count:
            broken = dice.random() < 0.1
            try:
                with store.write(actor) as work:
                    row = intake.register(work, actor, makers.CALL)
                    said = row.problem_no
                    if broken:
                        raise Changed
                known.append(said)
            except Changed:
                pass
            except PoolTimeout:
                # More clients than connections: who waited in vain asks again, as a person does.
                continue
            done += 1


def in_context(app: Flask, count: int, seed: int, known: list[str]) -> None:
    """Run one client in an application context of its own."""
    with app.app_context():
        support.session()
        one_client(app, count, seed, known)
        db.session.remove()


@pytest.mark.parametrize(("few", "many"), [((8, 4), (32, 63))])
def test_d01_many_clients_make_no_gap_and_no_repeat(
    app: Flask, soak: bool, few: tuple[int, int], many: tuple[int, int]
) -> None:
    clients, each = many if soak else few
    known: list[str] = []
    support.session().rollback()
    threads = [
        threading.Thread(
            target=contextvars.Context().run, args=(in_context, app, each, seed, known)
        )
        for seed in range(clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(known) == len(set(known)) > clients * each * 0.7
    assert numbers() == list(range(1, len(known) + 1))
    print(f"registered by {clients} clients: {len(known)}")


@contextmanager
def forker(url: str, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Return the process that forks a registrar at each line."""
    done = subprocess.Popen(
        [sys.executable, "-m", "tests.killed", url, str(folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    yield done
    done.communicate(timeout=60)
    assert done.returncode == 0


def killed_once(done: subprocess.Popen[str], dice: random.Random, known: list[str]) -> None:
    """Let a registrar work for a moment and kill it; keep the numbers that it said."""
    into, out = _pipes(done)
    into.write("go\n")
    into.flush()
    child, heard = 0, False
    while not (child and heard):
        line = out.readline().split()
        assert line
        if line[0] == "child":
            child = int(line[1])
        else:
            known.append(line[0])
            heard = True
    time.sleep(dice.random() * 0.1)
    os.kill(child, signal.SIGKILL)
    while (line := out.readline().split()) != ["dead"]:
        known += [word for word in line if word != "child" and not word.isdecimal()]


def _pipes(done: subprocess.Popen[str]) -> tuple[IO[str], IO[str]]:
    """Return what a process reads and what it writes."""
    assert done.stdin is not None
    assert done.stdout is not None
    return done.stdin, done.stdout


def test_d03_killed_process_loses_no_acknowledged_write(
    app: Flask, tmp_path: Path, soak: bool
) -> None:
    rounds = 200 if soak else 3
    known: list[str] = []
    dice, url = random.Random(7), app.config["VX"].database_url
    support.session().rollback()
    with forker(url, tmp_path) as done:
        for _round in range(rounds):
            killed_once(done, dice, known)
    stored = fresh().scalars(sa.select(Problem.problem_no)).all()
    assert len(known) >= rounds
    assert len(stored) == len(set(stored))
    assert set(known) <= set(stored)
    assert numbers() == list(range(1, len(stored) + 1))
    assert audit.verify(support.session())[1] is None
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as link:
            assert link.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    print(f"killed {rounds} times: {len(known)} acknowledged, {len(stored)} stored")
