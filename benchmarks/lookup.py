"""The look-up by query code: a known and an unknown code beside each other, by turns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa
from flask import Flask

import config
from app import clock, create_app, store, throttle
from app.enums import ProblemState
from app.extensions import db
from app.models import PublicStatus, table_of
from app.principal import PUBLIC
from app.queries import public_status
from benchmarks import databases
from benchmarks.measuring import Timing, in_turns
from views import board_lookup

COUNTY, ROWS, ROUNDS = 1_000, 50_000, 300
MARK = 'name="csrf_token" value="'


@dataclass(frozen=True)
class Figure:
    """Medians of a known and an unknown code in milliseconds: the reading, and the whole page."""

    backend: str
    known: Timing
    unknown: Timing
    known_page: Timing
    unknown_page: Timing

    def line(self) -> str:
        """Return the figure as one line for people."""
        return (
            f"lookup {self.backend:<8} {ROWS:,} codes  reading: known {self.known.median:.3f} ms"
            f"  unknown {self.unknown.median:.3f} ms"
            f"  ratio {self.known.median / self.unknown.median:.2f}"
            f"  page: known {self.known_page.median:.2f} ms"
            f"  unknown {self.unknown_page.median:.2f} ms"
        )


def run() -> list[Figure]:
    """Measure on every database, a line each."""
    figures = []
    for backend in databases.backends():
        with _door(backend) as (app, code):
            figure = _measure(backend, app, code)
        print(figure.line(), flush=True)
        figures.append(figure)
    return figures


@contextmanager
def _door(backend: str) -> Iterator[tuple[Flask, str]]:
    """Yield the public application over many codes, one of them known."""
    with databases.county(backend, COUNTY) as office:
        url = office.config["SQLALCHEMY_DATABASE_URI"]
        app = create_app(
            config.load({"VAR_DIR": str(databases.FOLDER), "DATABASE_URL": url}), "public"
        )
        known = public_status.new_code
        with app.app_context():
            code = known()
            codes = [code, *(known() for _ in range(ROWS - 1))]
            with store.write(PUBLIC) as session:
                session.execute(sa.insert(table_of(PublicStatus)), [_row(one) for one in codes])
        yield app, code
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def _row(code: str) -> dict[str, object]:
    """Return the row of a code."""
    return {
        "code_hash": public_status.stored(code),
        "state": ProblemState.CLOSED,
        "reply": "已经办好。",
        "created_at": clock.now(),
        "row_version": 1,
    }


def _measure(backend: str, app: Flask, code: str) -> Figure:
    """Time the reading alone, and the whole request."""

    def read(asked: Callable[[], str]) -> Callable[[], object]:
        def work() -> object:
            with app.test_request_context("/lookup", method="POST"):
                store.name(store.current(), PUBLIC)
                return board_lookup.opened(asked())

        return work

    client = app.test_client()
    page = client.get("/lookup").text
    start = page.index(MARK) + len(MARK)
    token = page[start : page.index('"', start)]

    def whole(asked: Callable[[], str]) -> Callable[[], object]:
        def work() -> object:
            # Nobody is slowed down here: what is measured is the answer.
            throttle.register(app)
            return client.post("/lookup", data={"code": asked(), "csrf_token": token})

        return work

    ways = (lambda: code, public_status.new_code)
    works = [*(read(way) for way in ways), *(whole(way) for way in ways)]
    return Figure(backend, *in_turns(*works, rounds=ROUNDS))
