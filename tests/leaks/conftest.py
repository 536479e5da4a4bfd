"""The world of the attacks: built once a process and database, a copy of it for each module."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from app import clock
from tests import support
from tests.leaks import sealed
from tests.leaks import world as county
from tests.leaks.walk import Visitor
from tests.leaks.world import World

SIGHTS = ("clerk", "bureau", "intake", "inspector", "gaowan", "xinji", "village", "minzheng")


@dataclass
class Site:
    """An application over the world, with everybody's browser."""

    app: Flask
    world: World
    database: str
    backend: str
    log: list[str]
    browsers: dict[str, Visitor]
    deep: bool

    def visitor(self, who: str) -> Visitor:
        """Return a person's browser, logged in at first use."""
        if who not in self.browsers:
            self.browsers[who] = Visitor(self.app, who)
        return self.browsers[who]

    def people(self) -> list[str]:
        """Return who attacks: everybody in the soak, else one of each kind of sight.

        The matrix (test_matrix.py) asks every route as every role in each run.
        """
        if self.deep:
            return ["", *support.PEOPLE]
        if self.backend == "sqlite":
            return ["", *SIGHTS]
        return ["clerk", "gaowan", "minzheng"]


class Ears(logging.Handler):
    """Keeps every line that any logger says."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line with its trace."""
        self.lines.append(self.format(record))


def build() -> World:
    """Make the county and what its clue compartment keeps."""
    world = county.build()
    with clock.fixed(support.NOW):
        sealed.plant(world)
    return world


@dataclass
class County:
    """The world as it was made: its database, its folder and what was logged meanwhile."""

    template: support.Template
    folder: Path
    world: World
    log: list[str]

    def copy(self, folder: Path) -> str:
        """Return the address of a fresh copy, with the files that belong to it."""
        skipped = shutil.ignore_patterns("voice.db*")
        shutil.copytree(self.folder, folder, dirs_exist_ok=True, ignore=skipped)
        return self.template.copy(folder)


@contextmanager
def listening() -> Iterator[list[str]]:
    """Yield the lines that any logger says inside the block."""
    ears, root = Ears(), logging.getLogger()
    level = root.level
    root.addHandler(ears)
    root.setLevel(logging.INFO)
    yield ears.lines
    root.removeHandler(ears)
    root.setLevel(level)


@pytest.fixture(scope="session")
def made(
    template: support.Template, backend: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[County]:
    """Make the county once a process and database; each module attacks a copy of it."""
    folder = tmp_path_factory.mktemp(f"county-{backend}")
    database = template.copy(folder)
    app = support.borrow(database, folder)
    with listening() as lines, app.app_context():
        support.session()
        world = build()
    support.give_back(app)
    if backend == "sqlite":
        support.flatten(folder / "voice.db")
    yield County(support.Template(backend, database), folder, world, lines)
    template.drop(database)


@pytest.fixture(scope="module")
def site(
    made: County, backend: str, soak: bool, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """Return the world on a copy of the county, with all that was logged since it was made."""
    folder = tmp_path_factory.mktemp("leaks")
    database = made.copy(folder)
    app = support.borrow(database, folder)
    with listening() as lines, app.app_context():
        lines.extend(made.log)
        support.session()
        yield Site(app, deepcopy(made.world), database, backend, lines, {}, soak)
    support.give_back(app)
    made.template.drop(database)
