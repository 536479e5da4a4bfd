"""A placard shows who serves there while that person agrees; afterwards no file shows it."""

from __future__ import annotations

import io

import pikepdf
import pytest
from flask import Flask

from app import clock, jobs, printer, store
from app.enums_doors import PrintState
from app.models import PrintJob, StaffPhoto
from tests import support
from tests.evaluations.hands import TEST, rows
from tests.evaluations.test_staff_photo import put
from tests.views.hands import Hands, fields


@pytest.fixture
def hands(app: Flask) -> Hands:
    return Hands(app)


def pictures(data: bytes) -> int:
    """Return how many photographs a PDF prints."""
    with pikepdf.Pdf.open(io.BytesIO(data)) as pdf:
        return sum(len(page.get_images()) for page in pdf.pages)


def print_one(hands: Hands, point_id: int) -> str:
    """Print the placard of a point at once; return the address of its file."""
    shown = f"/points/{point_id}"
    sent = fields(hands.get("bureau", shown).text)
    location: str = hands.post("bureau", f"{shown}/placard", sent).location
    return location


def print_all(hands: Hands) -> str:
    """Print the placards of all points in the background; return the address of the batch."""
    page = hands.get("bureau", "/points/").text
    asked = hands.post("bureau", "/points/placards", fields(page))
    shown: str = hands.post("bureau", "/points/placards", fields(asked.text)).location
    with clock.fixed(support.NOW):
        printer.make_due(jobs.PRESS)
    return shown


def test_placards_show_a_photograph_until_consent_ends(hands: Hands, point: dict[str, int]) -> None:
    put(hands, point["here"])
    one, many = print_one(hands, point["point"]), print_all(hands)
    kept = [hands.get("bureau", where).data for where in (one, f"{many}.pdf")]
    assert [pictures(data) for data in kept] == [1, 1]
    folder = hands.app.config["VX"].files_dir
    stored = {row.sha256 for row in rows(PrintJob)}
    assert all(any(folder.rglob(sha256 or "")) for sha256 in stored)

    page = hands.get("minzheng", f"/staff/{point['here']}/photo").text
    hands.post("minzheng", f"/staff/{point['here']}/photo/remove", fields(page, "csrf_token"))
    assert [hands.get("bureau", where).status_code for where in (one, f"{many}.pdf")] == [422, 422]
    assert {row.state for row in rows(PrintJob)} == {PrintState.FAILED}
    assert not any(any(folder.rglob(sha256 or "-")) for sha256 in stored)
    assert "有工作人员撤下或换了照片" in hands.get("bureau", many).text
    assert pictures(hands.get("bureau", print_one(hands, point["point"])).data) == 0


def test_photograph_taken_back_while_a_batch_runs_is_in_no_file(
    hands: Hands, point: dict[str, int]
) -> None:
    put(hands, point["here"])
    drawn = jobs.PRESS

    def take_back(files: object) -> bytes:
        with store.write(TEST) as work:
            row = work.query(StaffPhoto).one()
            row.picture, row.withdrawn_on = None, clock.today()
        return b"%PDF-"

    page = hands.get("bureau", "/points/").text
    asked = hands.post("bureau", "/points/placards", fields(page))
    hands.post("bureau", "/points/placards", fields(asked.text))
    with clock.fixed(support.NOW):
        printer.make_due(printer.Press(drawn.render, take_back))
    (row,) = rows(PrintJob)
    assert (row.state, row.sha256) == (PrintState.FAILED, None)
    assert "重新制作" in (row.note or "")
