"""Photographs of visits: without place and device, seen with the visit, lent to its item."""

from __future__ import annotations

import io
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, current_app
from sqlalchemy.exc import IntegrityError

from app import filestore, store
from app.models import Attachment, AuditLog, FieldVisit, Problem
from app.operations import site_photos
from app.principal import system
from tests import files
from tests.firms.test_visits import visited
from tests.views.hands import Hands, fields, newest, rows

TEST = system("test")
TRACE = "雀机CanaryPhone"


@pytest.fixture
def hands(app: Flask) -> Hands:
    return Hands(app)


def photo() -> tuple[io.BytesIO, str]:
    """Return a photograph on a telephone whose name names somebody."""
    return io.BytesIO(files.photo(TRACE)), "孔大山家.jpg"


def add(hands: Hands, row: FieldVisit, who: str = "gaowan", count: int = 1) -> Any:
    """Add photographs on the page of a visit."""
    sent = fields(hands.get(who, f"/visits/{row.id}").text)
    return hands.post(
        who, f"/visits/{row.id}/photos", {**sent, "files": [photo() for _ in range(count)]}
    )


def test_photograph_comes_with_the_finding_without_place_device_and_name(hands: Hands) -> None:
    row = visited(hands, files=photo())
    (kept,) = rows(Attachment)
    assert (kept.field_visit_id, kept.problem_id, kept.filename) == (row.id, None, "照片1.jpg")
    with filestore.open_stored(current_app.config["VX"].files_dir, kept.sha256) as stream:
        assert TRACE.encode("utf-16-le") not in stream.read()
    page = hands.get("gaowan", f"/visits/{row.id}").text
    assert f'src="/attachment/{kept.id}/picture"' in page
    assert hands.get("gaowan", f"/attachment/{kept.id}/picture").mimetype == "image/jpeg"


def test_photographs_are_added_later_and_numbered_on(hands: Hands) -> None:
    row = visited(hands, files=photo())
    assert add(hands, row, count=2).status_code == 302
    names = [one.filename for one in rows(Attachment)]
    assert names == ["照片1.jpg", "照片2.jpg", "照片3.jpg"]
    assert [one.action for one in rows(AuditLog) if one.action == "visit.photo"] == [
        "visit.photo"
    ] * 2


def test_form_sent_twice_keeps_its_photographs_once(hands: Hands) -> None:
    row = visited(hands)
    sent = fields(hands.get("gaowan", f"/visits/{row.id}").text)
    for _twice in range(2):
        answer = hands.post("gaowan", f"/visits/{row.id}/photos", {**sent, "files": photo()})
        assert answer.status_code == 302
    assert len(rows(Attachment)) == 1


def test_what_is_no_photograph_is_named_and_the_words_stay(hands: Hands) -> None:
    answer = hands.send(
        "gaowan",
        "/visits/new",
        region_code="孔庄子",
        finding="路灯坏了",
        files=(io.BytesIO(b"MZ\x90\x00 program"), "a.jpg"),
    )
    assert answer.status_code == 422
    assert "第 1 个文件" in answer.text
    assert "路灯坏了" in answer.text
    assert (rows(FieldVisit), rows(Attachment)) == ([], [])


def test_more_than_twelve_are_refused(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site_photos, "MOST", 2)
    row = visited(hands)
    assert add(hands, row, count=2).status_code == 302
    answer = add(hands, row)
    assert answer.status_code == 422
    assert "最多" in answer.text
    assert len(rows(Attachment)) == 2


@pytest.mark.parametrize(
    ("who", "status"), [("gaowan", 200), ("intake", 200), ("xinji", 404), ("minzheng", 404)]
)
def test_photograph_is_seen_by_who_sees_the_visit(hands: Hands, who: str, status: int) -> None:
    visited(hands, files=photo())
    (kept,) = rows(Attachment)
    for path in (f"/attachment/{kept.id}", f"/attachment/{kept.id}/picture"):
        assert hands.get(who, path).status_code == status


def test_other_unit_adds_none(hands: Hands) -> None:
    row = visited(hands)
    sent = {"csrf_token": hands.token("xinji"), "_once": "x", "files": photo()}
    assert hands.post("xinji", f"/visits/{row.id}/photos", sent).status_code == 404
    assert rows(Attachment) == []


def test_item_shows_them_and_the_handling_unit_does_not_open_them(hands: Hands) -> None:
    row = visited(hands, files=photo())
    hands.send("gaowan", f"/visits/{row.id}/register", domain="livelihood")
    item: Problem = newest()
    (lent,) = [one for one in rows(Attachment) if one.problem_id == item.id]
    assert lent.purpose == "origin"
    hands.walk(item.id, "triage", "instruct")
    assert hands.get("intake", f"/attachment/{lent.id}").status_code == 200
    assert hands.get("minzheng", f"/attachment/{lent.id}").status_code == 404
    page = hands.get("gaowan", f"/visits/{row.id}").text
    assert "/photos" not in page


@pytest.mark.parametrize("owners", [{}, {"field_visit_id": 1, "problem_id": 1}])
def test_database_holds_one_owner_of_a_file(hands: Hands, owners: dict[str, int]) -> None:
    row = visited(hands)
    hands.send("gaowan", f"/visits/{row.id}/register", domain="livelihood")
    facts = {"field_visit_id": row.id, "problem_id": newest().id}
    given = {name: facts[name] for name in owners}
    with pytest.raises(IntegrityError, match="one_owner"), store.write(TEST) as work:
        work.add(Attachment(filename="a", mime="image/jpeg", size=1, sha256="0" * 64, **given))
        work.flush()
    assert store.current().execute(sa.text("SELECT count(*) FROM attachment")).scalar() == 0
