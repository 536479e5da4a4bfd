"""Processor time of an accepted evaluation beside the floor and the bare frame, in turns.

The time of one thread is the program's own: it does not grow with the other work of a machine as
the rate of a whole server does.
"""

from __future__ import annotations

import secrets
import statistics
import time
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Flask
from flask.testing import FlaskClient

from app import create_app, serve
from benchmarks import databases
from benchmarks.evaluating import HIDDEN, POINTS, SIZE, _prepare, floor_app, frame_app, token

REQUESTS, WARM = 400, 30


@dataclass(frozen=True)
class Spent:
    """Milliseconds of processor time of one request: the least, a quarter, the median."""

    backend: str
    what: str
    least: float
    quarter: float
    median: float


class Citizen:
    """One who sends evaluations, one after the other."""

    def __init__(self, app: Flask, path: str) -> None:
        """Read the form."""
        self.client: FlaskClient = app.test_client()
        self.path, self.took = path, list[float]()
        self.form = dict(HIDDEN.findall(self.client.get(path.format(0)).text))

    def send(self) -> None:
        """Send one and note what it took."""
        said = {**self.form, "_once": secrets.token_urlsafe(24), "level": "satisfied"}
        body = urlencode(said)
        path = self.path.format(secrets.randbelow(POINTS))
        began = time.thread_time()
        answer = self.client.post(path, data=body, content_type="application/x-www-form-urlencoded")
        self.took.append((time.thread_time() - began) * 1000)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered {answer.status_code}")


def run() -> list[Spent]:
    """Measure each database."""
    return [one for backend in databases.backends() for one in _measure(backend)]


def _measure(backend: str) -> list[Spent]:
    """Let the three take turns."""
    with databases.county(backend, SIZE) as app:
        _prepare(app)
        settings = app.config["VX"]
    people = {
        "floor": Citizen(floor_app(settings.database_url), "/"),
        "frame": Citizen(frame_app(), "/"),
        "ours": Citizen(create_app(settings, "public"), "/e/" + token(0)[:-16] + "{:016d}"),
    }
    serve.collect_rarely()
    for _ in range(REQUESTS + WARM):
        for one in people.values():
            one.send()
    found = []
    for what, one in people.items():
        took = one.took[WARM:]
        quarter, median, _ = statistics.quantiles(took)
        found.append(Spent(backend, what, min(took), quarter, median))
    return found
