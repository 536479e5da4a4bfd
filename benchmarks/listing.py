"""The ledger list as people open it: township scope, unscoped, and with a text filter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from benchmarks import databases, floor
from benchmarks.measuring import Statement, get, in_turns, statements

SIZES = (1_000, 100_000, 1_000_000)
LIST = "/admin/problem/?sort=due_at"
COMMON = "路灯"
MOST_SQL, MOST_KB, MOST_RATIO, MOST_GROWTH, MOST_FILTERED = 6, 40, 9.0, 1.5, 50.0


@dataclass(frozen=True)
class Case:
    """One way of opening the list."""

    name: str
    username: str
    path: str


PLAIN = Case("plain", "leader", LIST)
SCOPED = Case("scoped", "gaowan", LIST)
FILTERED = (
    Case("filtered", "leader", f"{LIST}&q={COMMON}"),
    Case("scoped filtered", "gaowan", f"{LIST}&q={COMMON}"),
)


@dataclass(frozen=True)
class Figure:
    """What one case measured; times in milliseconds, the page in kilobytes."""

    case: str
    backend: str
    size: int
    ours: float
    worst: float
    floor: float
    sql: int
    page_kb: float

    @property
    def ratio(self) -> float:
        """Return how many floors ours takes."""
        return self.ours / self.floor

    def line(self) -> str:
        """Return the figure as one line for people."""
        return (
            f"list {self.case:<15} {self.backend:<8} {self.size:>9,} rows  ours {self.ours:6.2f} ms"
            f" (worst {self.worst:6.2f})  floor {self.floor:6.2f} ms  ratio {self.ratio:5.2f}"
            f"  {self.sql} SQL  {self.page_kb:4.1f} KB"
        )


def run() -> list[Figure]:
    """Measure every case on every database and size, a line each."""
    figures = []
    for backend in databases.backends():
        with ExitStack() as opened:
            apps = {size: opened.enter_context(databases.county(backend, size)) for size in SIZES}
            for case in (PLAIN, SCOPED, *(FILTERED if backend == "sqlite" else ())):
                for figure in _measure(backend, apps, case):
                    print(figure.line(), flush=True)
                    figures.append(figure)
    return figures


def log_in(app: Flask, username: str) -> FlaskClient:
    """Return a client that is logged in through the login page."""
    client = app.test_client()
    page = client.get("/login/").text
    mark = 'name="csrf_token" value="'
    start = page.index(mark) + len(mark)
    token = page[start : page.index('"', start)]
    facts = {"username": username, "password": databases.PASSWORD, "csrf_token": token}
    if client.post("/login/", data=facts).status_code != 302:
        raise RuntimeError(f"{username} cannot log in")
    return client


class Pair:
    """One case on one database: our page and its floor."""

    def __init__(self, app: Flask, case: Case) -> None:
        """Open the page once, and build the floor from the statement that it sent."""
        self.path, self.client = case.path, log_in(app, case.username)
        engine = databases.engine_of(app)
        get(self.client, self.path)
        with statements(engine) as sent:
            self.page = get(self.client, self.path)
        self.sql = len(sent)
        self.bare_engine = sa.create_engine(engine.url)
        self.bare = floor.app(self.bare_engine, _list_statement(sent)).test_client()

    def ours(self) -> bytes:
        """Ask for our page."""
        return get(self.client, self.path)

    def floor(self) -> bytes:
        """Ask for the floor's page."""
        return get(self.bare, "/")

    def close(self) -> None:
        """Give the floor's connections back."""
        self.bare_engine.dispose()


def _measure(backend: str, apps: Mapping[int, Flask], case: Case) -> Iterator[Figure]:
    """Yield the figures of one case; all sizes take turns, so that they can be compared."""
    pairs = {size: Pair(app, case) for size, app in apps.items()}
    # A township of the smallest county has too few hits for a filter to fill a page.
    full = {size: pair for size, pair in pairs.items() if len(pair.floor()) >= floor.SMALLEST}
    times = in_turns(*(work for pair in full.values() for work in (pair.ours, pair.floor)))
    for (size, pair), ours, base in zip(full.items(), times[::2], times[1::2], strict=True):
        yield Figure(
            case=case.name,
            backend=backend,
            size=size,
            ours=ours.median,
            worst=ours.worst,
            floor=base.median,
            sql=pair.sql,
            page_kb=len(pair.page) / 1024,
        )
    for pair in pairs.values():
        pair.close()


def _list_statement(sent: list[Statement]) -> Statement:
    """Return the statement that reads the rows: the longest one over the ledger."""
    over = [
        item for item in sent if "problem" in item.text and item.text.startswith(("SELECT", "WITH"))
    ]
    return max(over, key=lambda item: len(item.text))


def verdicts(figures: list[Figure]) -> list[str]:
    """Return one line for each aim of the first landing, met or missed."""
    lines = [
        _verdict(f"≤ {MOST_SQL} SQL", max(f.sql for f in figures), MOST_SQL),
        _verdict(f"≤ {MOST_KB} KB", max(f.page_kb for f in figures), MOST_KB),
        _verdict(f"≤ {MOST_RATIO:.0f}× floor", max(f.ratio for f in figures), MOST_RATIO),
    ]
    filtered = [f.ours for f in figures if "filtered" in f.case]
    lines.append(_verdict(f"filtered ≤ {MOST_FILTERED:.0f} ms", max(filtered), MOST_FILTERED))
    for case in (PLAIN.name, SCOPED.name):
        for backend in {f.backend: None for f in figures}:
            ours = {f.size: f.ours for f in figures if (f.case, f.backend) == (case, backend)}
            growth = ours[max(ours)] / ours[min(ours)]
            name = f"{case} {backend}: 1M / 1k ≤ {MOST_GROWTH}×"
            lines.append(_verdict(name, growth, MOST_GROWTH))
    return lines


def _verdict(aim: str, value: float, most: float) -> str:
    """Return an aim with its worst value."""
    return f"{'met   ' if value <= most else 'MISSED'} {aim}: {value:.2f}"
