"""The framework's traps and what ours does instead, measured side by side on the biggest county."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask
from flask.testing import FlaskClient

import config
from benchmarks import databases
from benchmarks.listing import COMMON, LIST, SIZES, log_in
from benchmarks.measuring import get, in_turns, statements

TURNS = 250
EXACT = "SELECT count(*) FROM problem WHERE title LIKE '%路灯%'"
CAPPED = (
    "SELECT count(*) FROM (SELECT 1 FROM problem WHERE title LIKE '%路灯%'"
    " ORDER BY due_at, id LIMIT 1001)"
)
BY_PLACE = (
    "SELECT id FROM problem WHERE lower(region_code) LIKE lower('130924102%')"
    " ORDER BY due_at, id LIMIT 1001"
)
BY_SCOPE = (
    "SELECT problem_id FROM problem_scope WHERE unit_id ="
    " (SELECT id FROM unit WHERE code = '130924102-XZ') ORDER BY due_at, problem_id LIMIT 1001"
)
BOOT = (
    "import resource, time; begin = time.perf_counter(); import sqlalchemy as sa;"
    "sent = []; from sqlalchemy import event; from sqlalchemy.engine import Engine;"
    "event.listen(Engine, 'before_cursor_execute', lambda *a: sent.append(a[2]));"
    "from app import create_app; create_app();"
    "print(time.perf_counter() - begin, len(sent),"
    " resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
)


@dataclass(frozen=True)
class Finding:
    """One trap, its cure and what was measured."""

    trap: str
    cure: str
    measured: str


def run() -> list[Finding]:
    """Measure every trap on SQLite, a line each."""
    with databases.county("sqlite", SIZES[-1]) as app:
        found = [_permissions(app), _selects(app), _hidden(app), _counts(app), _scope(app)]
        found += [_shared(app), _boot()]
    for finding in found:
        print(f"{finding.trap}: {finding.measured}", flush=True)
    return found


def _sent(app: Flask, client: FlaskClient, path: str) -> int:
    """Return how many statements a warm page sends."""
    get(client, path)
    with statements(databases.engine_of(app)) as sent:
        get(client, path)
    return len(sent)


def _permissions(app: Flask) -> Finding:
    """Count the statements of a page: one reads session, account, unit and roles."""
    client = log_in(app, "leader")
    pages = {"list": LIST, "units": "/admin/unit/", "form": "/problem/new"}
    clerk = log_in(app, "clerk")
    counts = {
        name: _sent(app, clerk if name == "form" else client, path) for name, path in pages.items()
    }
    return Finding(
        "permission queries (stock: 14 EXISTS a list)",
        "rights come from permissions.py; one statement reads session, account, unit and roles",
        ", ".join(f"{name} {count} SQL in all" for name, count in counts.items()),
    )


def _selects(app: Flask) -> Finding:
    """Count the options of the pages that would hold whole tables."""
    client = log_in(app, "clerk")
    form, page = get(client, "/problem/new"), get(client, LIST)
    return Finding(
        "selects that load tables (stock list: 520 options, 115 KB)",
        "a combobox asks /admin/<table>/lookup/<column> for the rows that match",
        f"list {page.count(b'<option')} options, {len(page) / 1024:.0f} KB;"
        f" form {form.count(b'<option')} options (words of state only), {len(form) / 1024:.0f} KB",
    )


def _hidden(app: Flask) -> Finding:
    """Compare the statements of a full page with those of a page of one row."""
    client = log_in(app, "leader")
    many = _sent(app, client, LIST)
    one = _sent(app, client, f"{LIST}&q=HXZT-2026-00001")
    return Finding(
        "the hidden N+1 (stock, search form off: 85 SQL)",
        "no ORM relations: one statement joins the names of every foreign key to the page's rows",
        f"25 rows {many} SQL, 1 row {one} SQL",
    )


def _race(app: Flask, *texts: str) -> list[float]:
    """Return the medians of statements that take turns, in milliseconds."""
    with databases.engine_of(app).connect() as connection:

        def work(text: str) -> Callable[[], object]:
            return lambda: connection.exec_driver_sql(text).all()

        return [timing.median for timing in in_turns(*map(work, texts), rounds=7)]


def _counts(app: Flask) -> Finding:
    """Compare an exact count of a filter with one that stops at 1001."""
    exact, capped = _race(app, EXACT, CAPPED)
    return Finding(
        "exact counts",
        "the walk stops at 1001 rows and is the count; the page says 1000+",
        f"exact {exact:.0f} ms, capped {capped:.1f} ms ({exact / capped:.0f}×)",
    )


def _scope(app: Flask) -> Finding:
    """Compare a scope by the place's prefix with the scope table."""
    place, scope = _race(app, BY_PLACE, BY_SCOPE)
    return Finding(
        "unindexable scope (lower(code) LIKE)",
        "problem_scope(unit_id, due_at, problem_id) answers a unit's list as one index range",
        f"by place {place:.1f} ms, by scope {scope:.2f} ms ({place / scope:.0f}×)",
    )


def _shared(app: Flask) -> Finding:
    """Let two users search for different words in two threads; no page may show the other's."""
    wrong: list[str] = []
    barrier = threading.Barrier(2)

    def search(username: str, own: str, other: str) -> None:
        client = log_in(app, username)
        barrier.wait()
        for _ in range(TURNS):
            page = get(client, f"{LIST}&q={own}").decode()
            if f'value="{own}"' not in page or f'value="{other}"' in page:
                wrong.append(username)

    pairs = (("leader", COMMON, "低保"), ("gaowan", "低保", COMMON))
    threads = [threading.Thread(target=search, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Finding(
        "shared filters (stock: 63 % of pages showed the other's words)",
        "filters are made for each request; the view object holds none",
        f"{len(wrong)} of {2 * TURNS} pages of two threads",
    )


def _boot() -> Finding:
    """Start a process and make the application; the best of five."""
    command = [sys.executable, "-c", BOOT]
    runs = [
        subprocess.run(command, cwd=config.ROOT, capture_output=True, text=True, check=True)
        for _ in range(5)
    ]
    seconds, sent, memory = min(tuple(map(float, run.stdout.split())) for run in runs)
    return Finding(
        "boot (stock: 296 SQL, 1.17 s)",
        "FAB_CREATE_DB and FAB_UPDATE_PERMS off; create_app touches no table",
        f"{seconds:.2f} s, {sent:.0f} SQL, {memory:.0f} MB",
    )
