"""Photographs of what a unit put right: until it is reported as done, seen by who checks."""

from __future__ import annotations

import io
import uuid
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.models import Attachment, Evaluation, Rectification
from tests import files
from tests.evaluations.hands import rows
from tests.evaluations.test_handling import bad, post, signed_in


def add(client: FlaskClient, row_id: int, data: bytes = b"") -> Any:
    """Add a photograph to what a unit puts right."""
    sent = (io.BytesIO(data or files.photo("雀机CanaryPhone")), "窗口.jpg")
    return post(client, row_id, "photos", files=sent, _once=uuid.uuid4().hex)


@pytest.fixture
def row_id(citizen: FlaskClient, point: dict[str, int]) -> int:
    """Return a bad evaluation that a unit puts right."""
    bad(citizen, "slow_processing")
    (row,) = rows(Evaluation)
    found: int = row.id
    return found


def test_unit_adds_photographs_and_who_checks_sees_them(app: Flask, row_id: int) -> None:
    unit = signed_in(app, "minzheng")
    assert add(unit, row_id).status_code == 302
    (kept,), (task,) = rows(Attachment), rows(Rectification)
    assert (kept.rectification_id, kept.filename) == (task.id, "照片1.jpg")
    for who, status in (("minzheng", 200), ("bureau", 200), ("xinji", 404)):
        client = signed_in(app, who)
        assert client.get(f"/attachment/{kept.id}/picture").status_code == status, who
    page = signed_in(app, "bureau").get(f"/evaluations/{row_id}").text
    assert f'src="/attachment/{kept.id}/picture"' in page


def test_nothing_is_added_after_the_report_or_by_another_unit(app: Flask, row_id: int) -> None:
    unit = signed_in(app, "minzheng")
    assert add(signed_in(app, "bureau"), row_id).status_code == 403
    post(unit, row_id, "done", answer="已增开窗口。")
    assert add(unit, row_id).status_code == 403
    assert rows(Attachment) == []


def test_file_that_is_not_taken_is_named_on_the_page(app: Flask, row_id: int) -> None:
    answer = add(signed_in(app, "minzheng"), row_id, b"MZ\x90\x00 program")
    assert answer.status_code == 422
    assert "第 1 个文件" in answer.text
    assert rows(Attachment) == []
