"""The world of the attacks: built once a module and database, never changed by reading tests."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass

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


@pytest.fixture(scope="module")
def site(
    template: support.Template,
    backend: str,
    soak: bool,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Site]:
    """Return the world on a copy of the template, and listen to what is logged."""
    folder = tmp_path_factory.mktemp("leaks")
    database = template.copy(folder)
    app = support.make_app(database, folder)
    ears, root = Ears(), logging.getLogger()
    level = root.level
    root.addHandler(ears)
    root.setLevel(logging.INFO)
    with app.app_context():
        support.session()
        yield Site(app, build(), database, backend, ears.lines, {}, soak)
    root.removeHandler(ears)
    root.setLevel(level)
    support.close(app)
    template.drop(database)
