"""What a citizen was thanked for is there after kill -9 of the whole server."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode

import sqlalchemy as sa

import config
from app import store
from app.enums import PointKind
from app.models import Evaluation, QrCode, ServicePoint
from app.principal import system
from tests import public_door, support
from tests.test_migrations import environment
from tests.test_serve import free_port, wait_for

TEST = system("test")
TOKEN = "k" * 22
CITIZENS = 4


def citizen(port: int, stop: threading.Event, known: list[str]) -> None:
    """Evaluate again and again; note each number once the answer was read to its end."""
    while not stop.is_set():
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", f"/e/{TOKEN}")
            answer = connection.getresponse()
            page, cookie = answer.read().decode(), answer.headers["Set-Cookie"] or ""
            form = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
            headers = {
                "Cookie": cookie.split(";")[0],
                "Content-Type": "application/x-www-form-urlencoded",
            }
            body = urlencode({**form, "level": "satisfied"})
            connection.request("POST", f"/e/{TOKEN}", body, headers)
            known += re.findall(r"PJ-\d{4}-\w{10}", connection.getresponse().read().decode())
        except (OSError, HTTPException):
            return
        finally:
            connection.close()


def prepare(url: str, folder: Path) -> None:
    """Add a point with a code to a fresh copy of the template."""
    application = support.make_app(url, folder)
    with application.app_context(), store.write(TEST) as work:
        row = ServicePoint(
            kind=PointKind.UNIT,
            name="大厅",
            unit_id=support.unit_id("SP"),
            region_code="130924000000",
        )
        work.add(row)
        work.flush()
        work.add(QrCode(token=TOKEN, service_point_id=row.id, issued_at=support.NOW))
    support.close(application)


def stored(url: str, folder: Path) -> list[str]:
    """Return the numbers that the database holds."""
    application = support.make_app(url, folder)
    with application.app_context():
        found = support.session().scalars(sa.select(Evaluation.eval_no)).all()
    support.close(application)
    return list(found)


def round_of(url: str, folder: Path, dice: random.Random, known: list[str]) -> None:
    """Serve, let citizens evaluate for a moment, and kill every process of the server at once."""
    port, stop = free_port(), threading.Event()
    more = {"PORT": str(port), "AUDIENCE": "public"}
    more["PUBLIC_DATABASE_URL"] = public_door.as_public(url)
    if url.startswith("postgresql"):
        more["DATABASE_URL"] = support.as_app(url)
    threads = [threading.Thread(target=citizen, args=(port, stop, known)) for _ in range(CITIZENS)]
    process = subprocess.Popen(
        [sys.executable, "-m", "app.serve"],
        cwd=config.ROOT,
        env={**environment(url, folder), **more},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    try:
        wait_for(port, process)
        for thread in threads:
            thread.start()
        begun = len(known)
        deadline = time.monotonic() + 20
        while len(known) < begun + 3 and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(dice.random() * 0.3)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    stop.set()
    for thread in threads:
        if thread.ident is not None:
            thread.join()


def test_killed_server_loses_no_evaluation_that_was_thanked_for(
    template: support.Template, tmp_path: Path, soak: bool
) -> None:
    rounds = 50 if soak else 3
    url, dice = template.copy(tmp_path), random.Random(9)
    known: list[str] = []
    prepare(url, tmp_path)
    for _ in range(rounds):
        round_of(url, tmp_path, dice, known)
        found = stored(url, tmp_path)
        assert len(found) == len(set(found))
        assert set(known) <= set(found)
    assert len(known) >= 3 * rounds
    counts = f"{len(known)} thanked for, {len(found)} stored, 0 lost"
    print(f"public door killed {rounds} times: {counts}")
    template.drop(url)
