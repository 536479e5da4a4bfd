"""C08: no log line holds what somebody typed, not even PostgreSQL's DETAIL."""

from __future__ import annotations

import io
import logging
import subprocess
import sys
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app import safelog
from app.extensions import db
from app.models import Account, table_of
from config import ROOT

NAME, PHONE = "欧阳金丝雀", "13912345678"


@pytest.fixture
def said(app: Flask) -> Iterator[io.StringIO]:
    """Return what a plain handler of the root writes."""
    out = io.StringIO()
    handler, root = logging.StreamHandler(out), logging.getLogger()
    root.addHandler(handler)
    yield out
    root.removeHandler(handler)


def violation() -> IntegrityError:
    """Return the error of a second account of one name, which PostgreSQL spells out."""
    table = table_of(Account)
    with db.engine.connect().execution_options(vx_write=True) as link:
        row = dict(link.execute(sa.select(table).limit(1)).one()._mapping)
        row |= {"id": 99_001, "username": f"{NAME}{PHONE}", "email": "a@example.cn"}
        link.execute(sa.insert(table).values(row))
        with pytest.raises(IntegrityError) as caught:
            link.execute(sa.insert(table).values(row | {"id": 99_002, "email": "b@example.cn"}))
        link.rollback()
    return caught.value


def test_c08_broken_constraint_is_logged_without_its_row(said: io.StringIO, backend: str) -> None:
    error = violation()
    log = logging.getLogger("anything")
    log.error("not saved: %s", error)
    log.error(str(error.orig))
    log.error("raised", exc_info=error)
    try:
        raise error
    except IntegrityError:
        log.exception("again")
    text = said.getvalue()
    assert (NAME in str(error)) is (backend == "postgres")
    assert text.count("IntegrityError") == 3
    assert NAME not in text
    assert PHONE not in text


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        (f"Error handling request /admin/problem/?q={NAME}", "/admin/problem/?…"),
        (f"called {PHONE} twice", "called *** twice"),
        (f"card 13092419800101123X of {PHONE}", "card *** of ***"),
        (f"bad\nDETAIL:  Key (phone)=({PHONE}) already exists.", "bad …"),
        (f"new row violates\nDETAIL: Failing row contains ({NAME}).", "new row violates …"),
        (f"boom [SQL: INSERT …] [parameters: ('{NAME}',)]", "boom …"),
        ("HXZT-2026-00131 saved in 12 ms", "HXZT-2026-00131 saved in 12 ms"),
    ],
)
def test_c08_line_keeps_its_sense_and_loses_its_values(line: str, kept: str) -> None:
    cleaned = safelog.clean(line)
    assert kept in cleaned
    assert NAME not in cleaned
    assert PHONE not in cleaned


def test_c08_command_that_fails_prints_no_row() -> None:
    program = (
        "from app import safelog; safelog.install_hook();"
        f"raise RuntimeError('bad\\nDETAIL: Key (phone)=({PHONE}) {NAME}')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "RuntimeError" in done.stderr
    assert PHONE not in done.stderr
    assert NAME not in done.stderr
