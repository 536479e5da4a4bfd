"""Accepted evaluations a second, beside one raw insert and commit under the same server."""

from __future__ import annotations

import os
import re
import secrets
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from urllib.parse import urlencode

import sqlalchemy as sa
from flask import Flask, render_template_string, request
from flask_wtf import CSRFProtect, FlaskForm
from wtforms import RadioField
from wtforms.validators import InputRequired

import config
from app import clock, serve, store
from app.enums import PointKind
from app.models import QrCode, ServicePoint, Unit
from app.principal import system
from benchmarks import databases

SIZE, CLIENTS, SECONDS, ROUNDS = 1_000, 8, 5.0, 3
LOADER = system("测速")
POINTS, PLACE = 500, "130924102000"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
FLOOR = "evaluation_floor"
FRAME = """<!doctype html><title>评价</title><form method="post">{{ form.csrf_token }}
{{ form.level }}</form>{% if kept %}<p>已收到，谢谢您</p>{% endif %}"""
HIDDEN = re.compile(r'<input (?=[^>]*type="hidden")[^>]*name="(\w+)"[^>]*value="([^"]*)"')
WHAT = ("floor", "frame", "ours")


def token(number: int) -> str:
    """Return the code of a point."""
    return f"bench-{number:016d}"


@dataclass
class Pace:
    """What one database did: (accepted a second, p99) of each round by what was asked.

    frame is the least page that a framework gives: form, session and token, and no row at all.
    """

    backend: str
    rounds: dict[str, list[tuple[float, float]]] = field(
        default_factory=lambda: {what: [] for what in WHAT}
    )

    def median(self, what: str, place: int = 0) -> float:
        """Return the median of the rounds: of the rate, or at place 1 of the p99."""
        return statistics.median(one[place] for one in self.rounds[what])

    def share(self, what: str = "ours") -> float:
        """Return the rate as a part of the floor."""
        return self.median(what) / self.median("floor")

    def line(self) -> str:
        """Return the figures as one line for people."""
        told = (
            f"{what} {self.median(what):6.1f}/s p99 {self.median(what, 1):6.1f} ms" for what in WHAT
        )
        return (
            f"evaluate {self.backend:<8} {'  '.join(told)}  {self.share():5.0%} of the floor"
            f" (frame {self.share('frame'):.0%})"
        )


class Bare(serve.Server):
    """The same server with one page: the floor's or the frame's."""

    what = "floor"

    def load(self) -> Flask:
        """Return the application."""
        return frame_app() if self.what == "frame" else floor_app(self.settings.database_url)


def frame_app() -> Flask:
    """Return the least page with form, session and token of the frameworks; it keeps no row."""
    bare = Flask("frame")
    bare.secret_key = secrets.token_hex(32)
    CSRFProtect(bare)

    class Rating(FlaskForm):  # type: ignore[misc]  # Untyped upstream.
        """One question."""

        level = RadioField("满意程度", [InputRequired()], choices=["satisfied", "dissatisfied"])

    @bare.get("/healthz")
    def healthz() -> str:
        return "ok"

    @bare.route("/", methods=["GET", "POST"])
    def page() -> str:
        form = Rating()
        return render_template_string(FRAME, form=form, kept=form.validate_on_submit())

    return bare


def floor_app(url: str) -> Flask:
    """Return a bare page that inserts what was sent and commits; no form, fence or token."""
    bare, engine = Flask("floor"), sa.create_engine(url).execution_options(vx_write=True)
    table = sa.table(FLOOR, *(sa.column(name) for name in ("number", "level", "at")))

    @bare.get("/healthz")
    def healthz() -> str:
        return "ok"

    @bare.post("/")
    def keep() -> str:
        row = {
            "number": secrets.token_hex(8),
            "level": request.form["level"],
            "at": clock.now().isoformat(),
        }
        with engine.begin() as connection:
            connection.execute(sa.insert(table).values(row))
        return "ok"

    return bare


def _prepare(app: Flask) -> None:
    """Add a code to many points of the county, and the floor's table.

    At one point alone every evaluation but ten a minute would be flagged as a burst.
    """
    with app.app_context(), store.write(LOADER) as work:
        known = work.scalars(sa.select(QrCode.id).where(QrCode.token == token(0))).first()
        unit = work.scalars(sa.select(Unit.id).where(Unit.region_code == PLACE)).first()
        for number in range(POINTS if known is None else 0):
            point = ServicePoint(
                kind=PointKind.UNIT, name=f"点位{number}", unit_id=unit, region_code=PLACE
            )
            work.add(point)
            work.flush()
            code = QrCode(token=token(number), service_point_id=point.id, issued_at=clock.now())
            work.add(code)
    columns = (sa.Column("number", sa.Text), sa.Column("level", sa.Text), sa.Column("at", sa.Text))
    made = sa.Table(FLOOR, sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), *columns)
    made.create(databases.engine_of(app), checkfirst=True)


@contextmanager
def _served(what: str, port: int, url: str) -> Iterator[None]:
    """Serve ours or the floor with the product's own server until the block ends."""
    environ = {
        **os.environ,
        "DATABASE_URL": url,
        "PUBLIC_DATABASE_URL": "",
        "VAR_DIR": str(databases.FOLDER),
        "AUDIENCE": "public",
        "PORT": str(port),
    }
    words = ["-m", "app.serve"] if what == "ours" else ["-m", "benchmarks.evaluating", what]
    process = subprocess.Popen(  # Our own server.
        [sys.executable, *words],
        cwd=config.ROOT,
        env=environ,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait(port)
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=40)


def _wait(port: int) -> None:
    """Wait until the server answers."""
    for _ in range(300):
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server did not answer")


def _client(port: int, what: str, until: float, took: list[float]) -> None:
    """Send one evaluation after the other over one connection."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    headers = dict(FORM)
    form: dict[str, str] = {}
    if what != "floor":
        connection.request("GET", f"/e/{token(0)}" if what == "ours" else "/")
        answer = connection.getresponse()
        headers["Cookie"] = (answer.headers["Set-Cookie"] or "").split(";")[0]
        page = answer.read().decode()
        form = dict(HIDDEN.findall(page))
    while time.perf_counter() < until:
        body = urlencode({**form, "_once": secrets.token_urlsafe(24), "level": "satisfied"})
        path = f"/e/{token(secrets.randbelow(POINTS))}" if what == "ours" else "/"
        started = time.perf_counter()
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{what} answered {answer.status}")
        took.append(time.perf_counter() - started)


def _measure(what: str, port: int, url: str) -> tuple[float, float]:
    """Return accepted a second and the slowest of a hundred in milliseconds."""
    took: list[float] = []
    with _served(what, port, url):
        _load(what, port, 1.0, [])
        started = time.perf_counter()
        _load(what, port, SECONDS, took)
        spent = time.perf_counter() - started
    return len(took) / spent, sorted(took)[int(len(took) * 0.99)] * 1000


def _load(what: str, port: int, seconds: float, took: list[float]) -> None:
    """Let the clients send for some seconds."""
    until = time.perf_counter() + seconds
    clients = [
        threading.Thread(target=_client, args=(port, what, until, took)) for _ in range(CLIENTS)
    ]
    for client in clients:
        client.start()
    for client in clients:
        client.join()


def _port() -> int:
    """Return a port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def run() -> list[Pace]:
    """Measure every database; floor, frame and ours take turns."""
    found = []
    for backend in databases.backends():
        with databases.county(backend, SIZE) as app:
            _prepare(app)
            url, pace = app.config["VX"].database_url, Pace(backend)
        for _ in range(ROUNDS):
            for what, found_of in pace.rounds.items():
                found_of.append(_measure(what, _port(), url))
        print(pace.line(), flush=True)
        found.append(pace)
    return found


def main() -> None:
    """Serve the floor or the frame; run() starts it."""
    Bare.what, settings = sys.argv[1], config.load()
    sys.argv = sys.argv[:1]
    Bare(settings, serve.port_of(os.environ["PORT"]), None).run()


if __name__ == "__main__":
    main()
