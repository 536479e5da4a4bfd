"""Photographs of people on duty: with consent alone, small, without traces, gone when it ends."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from app import jobs, store
from app.enums import RecordStatus
from app.models import AuditLog, PostAssignment, Staff, StaffPhoto
from app.models.staff_photo import MOST_BYTES
from tests import files
from tests.evaluations.hands import KEY, SINCE, TEST, TOKEN, rows
from tests.views.hands import Hands, fields

SHOWN = re.compile(r'<img src="(/photo/[A-Za-z0-9_-]{22})" alt=""')
LONGEST = 100_000


@pytest.fixture
def hands(app: Flask) -> Hands:
    return Hands(app)


def noisy(side: int = 420) -> bytes:
    """Return a photograph that is hard to make small."""
    picture = Image.effect_noise((side, side), 90).convert("RGB")
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=90)
    return out.getvalue()


def put(hands: Hands, staff_id: int, data: bytes = b"", who: str = "minzheng", **facts: Any) -> Any:
    """Show a photograph of a person."""
    path = f"/staff/{staff_id}/photo"
    page = hands.get(who, path)
    assert page.status_code == 200, page.status_code
    sent = {**fields(page.text), "agrees": "y", **facts}
    sent["files"] = (io.BytesIO(data or files.photo("雀机CanaryPhone")), "张丽.jpg")
    return hands.post(who, path, sent)


def on_page(citizen: FlaskClient) -> list[str]:
    """Return the addresses of the photographs behind a code."""
    return SHOWN.findall(citizen.get(f"/e/{TOKEN}").text)


def test_photograph_is_seen_behind_the_code_and_at_the_kiosk(
    hands: Hands, point: dict[str, int], citizen: FlaskClient
) -> None:
    assert on_page(citizen) == []
    assert put(hands, point["here"]).status_code == 302
    (address,) = on_page(citizen)
    answer = citizen.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert Image.open(io.BytesIO(answer.data)).size == (240, 320)
    assert 'loading="lazy"' in citizen.get(f"/e/{TOKEN}").text
    citizen.post("/kiosk/K01/key", data={"key": KEY, **_token(citizen)})
    kiosk = citizen.get("/kiosk/K01").text
    assert SHOWN.findall(kiosk) == [address]
    assert f'<link rel="preload" as="image" href="{address}">' in kiosk


def _token(citizen: FlaskClient) -> dict[str, str]:
    """Return the token of the kiosk's form."""
    found = re.search(r'name="csrf_token" value="([^"]*)"', citizen.get("/kiosk/K01").text)
    return {"csrf_token": found[1]} if found else {}


def test_kept_photograph_is_small_and_tells_nothing_of_its_maker(
    hands: Hands, point: dict[str, int]
) -> None:
    put(hands, point["here"])
    (row,) = rows(StaffPhoto)
    assert row.picture is not None
    assert "雀机".encode("utf-16-le") not in row.picture
    assert b"Exif" not in row.picture
    put(hands, point["here"], noisy())
    (row,) = rows(StaffPhoto)
    assert row.picture is not None
    assert 0 < len(row.picture) <= MOST_BYTES


def test_page_of_six_people_with_photographs_stays_within_its_budget(
    hands: Hands, point: dict[str, int], citizen: FlaskClient
) -> None:
    with store.write(TEST) as work:
        first = work.get(Staff, point["here"])
        post = work.query(PostAssignment).filter_by(staff_id=point["here"]).one()
        assert first is not None
        more = [Staff(unit_id=first.unit_id, staff_no=f"09{n}", name=f"李{n}") for n in range(5)]
        work.add_all(more)
        work.flush()
        work.add_all(
            PostAssignment(
                staff_id=one.id, service_window_id=post.service_window_id, valid_from=SINCE
            )
            for one in more
        )
        people = [point["here"], *(one.id for one in more)]
    for staff_id in people:
        assert put(hands, staff_id, noisy()).status_code == 302
    page = citizen.get(f"/e/{TOKEN}").text
    photos = SHOWN.findall(page)
    parts = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    sent = sum(len(citizen.get(one).data) for one in [*photos, *parts]) + len(page)
    assert len(photos) == 6
    assert sent <= LONGEST, sent
    print(f"/e/<token> with six photographs: {sent} bytes before compression")


@pytest.mark.parametrize(
    ("facts", "data", "said"),
    [
        ({"agrees": ""}, b"", "本人没有同意"),
        ({}, b"MZ\x90\x00 program", "不能上传"),
        ({}, files.photo()[:60], "已损坏"),
        ({}, files.pdf(), "扩展名不符"),
    ],
)
def test_photograph_is_refused_in_plain_words(
    hands: Hands, point: dict[str, int], facts: dict[str, str], data: bytes, said: str
) -> None:
    answer = put(hands, point["here"], data, **facts)
    assert answer.status_code == 422
    assert said in answer.text
    assert rows(StaffPhoto) == []


def test_withdrawn_photograph_is_deleted_and_its_address_dead(
    hands: Hands, point: dict[str, int], citizen: FlaskClient
) -> None:
    put(hands, point["here"])
    (address,) = on_page(citizen)
    page = hands.get("minzheng", f"/staff/{point['here']}/photo").text
    sent = fields(page, "csrf_token")
    answer = hands.post("minzheng", f"/staff/{point['here']}/photo/remove", sent)
    assert answer.status_code == 302
    (row,) = rows(StaffPhoto)
    assert (row.picture, row.withdrawn_on is None) == (None, False)
    assert on_page(citizen) == []
    assert citizen.get(address).status_code == 404
    acts = [one.action for one in rows(AuditLog) if one.object_kind == "staff"]
    assert acts == ["staff.photo_show", "staff.photo_remove"]


def test_new_photograph_takes_a_new_address(
    hands: Hands, point: dict[str, int], citizen: FlaskClient
) -> None:
    put(hands, point["here"])
    (first,) = on_page(citizen)
    put(hands, point["here"])
    (second,) = on_page(citizen)
    assert first != second
    assert citizen.get(first).status_code == 404


def test_who_left_is_shown_no_more(
    hands: Hands, point: dict[str, int], citizen: FlaskClient
) -> None:
    put(hands, point["here"])
    (address,) = on_page(citizen)
    with store.write(TEST) as work:
        found = work.get(Staff, point["here"])
        assert found is not None
        found.status = RecordStatus.RETIRED
    assert citizen.get(address).status_code == 404
    forget = jobs.PARTS["停用人员的照片"]
    for expected in (1, 0):
        with store.write(jobs.WORKER) as work:
            assert forget(work) == expected
    assert rows(StaffPhoto)[0].picture is None


@pytest.mark.parametrize("name", ["x", "../../etc/passwd", "q" * 22, "照" * 22])
def test_unknown_photograph_is_missing(citizen: FlaskClient, app: Flask, name: str) -> None:
    assert citizen.get(f"/photo/{name}").status_code == 404


def test_other_units_staff_is_missing_and_a_stale_form_refused(
    hands: Hands, point: dict[str, int]
) -> None:
    path = f"/staff/{point['here']}/photo"
    assert hands.get("gaowan", path).status_code == 404
    assert hands.get("gaowan", f"{path}.jpg").status_code == 404
    assert put(hands, point["here"], version="0").status_code == 302
    assert put(hands, point["here"], version="0").status_code == 409


def test_admin_page_of_the_person_leads_to_the_photograph(
    hands: Hands, point: dict[str, int]
) -> None:
    page = hands.get("minzheng", f"/admin/staff/{point['here']}").text
    assert f'href="/staff/{point["here"]}/photo"' in page
