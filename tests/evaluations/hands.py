"""Hands of a citizen: open the page behind a code, send its form, look at what was kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask.testing import FlaskClient

from app import jobs
from app.extensions import db
from app.principal import system
from tests.stored import rows  # noqa: F401  # Their users read rows too.

TEST = system("test")
TOKEN = "k" * 22
KEY = "kiosk-key-of-the-tests"
SINCE = date(2021, 9, 1)


def hidden(page: str) -> dict[str, str]:
    """Return the hidden fields of a form."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))


def rate(citizen: FlaskClient, **facts: Any) -> Any:
    """Open the page and send the form."""
    page = citizen.get(f"/e/{TOKEN}").text
    return citizen.post(f"/e/{TOKEN}", data={**hidden(page), **facts})


@contextmanager
def heard(citizen: FlaskClient) -> Iterator[list[str]]:
    """Collect the statements of the public door."""
    with citizen.application.app_context():
        engine = db.engine
    said: list[str] = []

    def listen(_conn: Any, _cursor: Any, text: str, *_more: Any) -> None:
        said.append(text)

    sa.event.listen(engine, "before_cursor_execute", listen)
    try:
        yield said
    finally:
        sa.event.remove(engine, "before_cursor_execute", listen)


def tick() -> None:
    """Let the worker take up what is new."""
    jobs.WALKS["差评整改"]()
    jobs.WALKS["异常评价"]()
