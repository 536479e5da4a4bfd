"""What the tests of the generated admin share: rows, forms, files."""

from __future__ import annotations

import io
import re
import uuid
from typing import Any

import openpyxl
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app import policies, store
from app.enums import Channel, IdentityMode, RequestType
from app.models import Message, Model, Problem, ProblemScope, ServiceWindow
from app.principal import system
from app.transitions import OPEN_STATES
from tests import support

SECRET = "金丝雀"


def logged(app: Flask, username: str) -> FlaskClient:
    """Return a client that is logged in."""
    return support.login(app.test_client(), username)


def form_of(page: str) -> dict[str, str]:
    """Return the hidden fields of the form of a page."""
    hidden = re.findall(r'<input type="hidden"[^>]*name="([^"]+)" value="([^"]*)"', page)
    return dict(hidden)


def post(client: FlaskClient, url: str, **values: Any) -> Any:
    """Open a form and send it with these values."""
    return client.post(url, data={**form_of(client.get(url).text), **values})


def token(client: FlaskClient) -> dict[str, str]:
    """Return the headers of an API write."""
    value = client.get("/api/v1/_csrf").get_json()["csrf_token"]
    return {"X-CSRFToken": value, "Idempotency-Key": uuid.uuid4().hex}


def make_problem(work: Any, number: int, unit: str | None, **facts: Any) -> Problem:
    """Add a bare problem, visible to one unit."""
    plain: dict[str, Any] = {
        "problem_no": f"HXZT-2026-{number:05d}",
        "title": f"事项{number}",
        "content": "原文",
        "content_redacted": "内容",
        "channel": Channel.PHONE,
        "request_type": RequestType.HELP,
        "identity_mode": IdentityMode.ANONYMOUS,
        "region_code": "130924102225",
        "registered_at": support.NOW,
        "due_at": support.NOW,
    }
    problem = Problem(**{**plain, **facts})
    work.add(problem)
    work.flush()
    if unit:
        scope = ProblemScope(
            unit_id=support.unit_id(unit),
            due_at=problem.due_at,
            problem_id=problem.id,
            open_due_at=problem.due_at if problem.state in OPEN_STATES else None,
        )
        work.add(scope)
    return problem


def make_message(work: Any, number: int, unit: str) -> Message:
    """Add a message that is assigned to a unit."""
    message = Message(
        message_no=f"LY{number:05d}",
        query_code_hash=f"hash{number}",
        channel=Channel.PHONE,
        request_type=RequestType.HELP,
        track="service",
        subject=f"留言{number}",
        body=SECRET,
        assigned_unit_id=support.unit_id(unit),
        identity_mode=IdentityMode.ANONYMOUS,
        submitted_at=support.NOW,
    )
    work.add(message)
    work.flush()
    return message


def make_window(work: Any, unit: str, no: str, **facts: Any) -> ServiceWindow:
    """Add a service window."""
    window = ServiceWindow(unit_id=support.unit_id(unit), no=no, name=f"{no}号窗口", **facts)
    work.add(window)
    work.flush()
    return window


def fresh() -> Session:
    """Return the session, reading anew in the name of the tests."""
    session = store.current()
    session.rollback()
    session.expunge_all()
    store.name(session, system("test"))
    return session


def written() -> Any:
    """Return a write transaction of the tests."""
    return store.write(system("test"))


def count(model: type[Model]) -> int:
    """Return how many rows a table has."""
    return int(fresh().execute(sa.select(sa.func.count()).select_from(model)).scalar_one())


def stored(model: type[Model], row_id: int) -> Any:
    """Return a row as it is stored now."""
    return fresh().get_one(model, row_id)


def cells(content: bytes) -> list[list[Any]]:
    """Return the cells of an Excel file as (type, value) pairs."""
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    return [[(cell.data_type, cell.value) for cell in row] for row in sheet.iter_rows()]


def tables() -> list[type[Model]]:
    """Return the tables of the generated admin."""
    return [model for model in policies.TABLES if model.__tablename__ not in HAND_MADE]


# Tables with pages of their own.
HAND_MADE = {"document", "supervision"}
