"""The registry of kiosks: a key that is shown once, a new one, the end."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app import clock, store
from app.enums import RecordStatus
from app.errors import Missing
from app.models import AuditLog, Kiosk
from app.operations import kiosks
from app.principal import system
from app.queries import points
from tests import support
from tests.test_points import make_point
from tests.views.hands import Hands, fields, fresh

KEY = re.compile(r"<b>([A-Za-z0-9_-]{43})</b>")


@pytest.fixture
def hands(app: Flask) -> Hands:
    """Return people at their browsers."""
    return Hands(app)


@pytest.fixture
def point_id(app: Flask) -> int:
    """Return a stored point of 高湾镇."""
    support.session()
    with store.write(system("test")) as work:
        return make_point(work).id


def registered(hands: Hands, point_id: int, who: str = "gaowan") -> str:
    """Register a kiosk and return its key."""
    answer = hands.send(who, "/kiosks/new", device_no="hall-01", service_point_id=str(point_id))
    found = KEY.search(answer.text)
    assert found, answer.text[:3000]
    return found[1]


def kiosk() -> Kiosk:
    """Return the only kiosk."""
    store.name(fresh(), system("test"))
    return fresh().scalars(sa.select(Kiosk)).one()


def act(hands: Hands, who: str, name: str) -> str:
    """Press a button of the kiosk's page, say yes, and return the answer."""
    path = f"/kiosks/{kiosk().id}"
    asked = hands.post(who, f"{path}/{name}", fields(hands.get(who, path).text))
    return hands.post(who, f"{path}/{name}", fields(asked.text)).text


def test_key_is_shown_once_and_opens_the_kiosk(hands: Hands, point_id: int) -> None:
    key = registered(hands, point_id)
    row = kiosk()
    assert (row.device_no, row.service_point_id) == ("HALL-01", point_id)
    assert key not in (row.key_hash or "")
    assert points.kiosk_by_key(fresh(), "HALL-01", key) is not None
    assert key not in hands.get("gaowan", f"/kiosks/{row.id}").text


def test_form_sent_twice_registers_one_and_shows_no_second_key(hands: Hands, point_id: int) -> None:
    sent = fields(hands.get("gaowan", "/kiosks/new").text)
    sent |= {"device_no": ["K1"], "service_point_id": [str(point_id)]}
    assert KEY.search(hands.post("gaowan", "/kiosks/new", sent).text)
    again = hands.post("gaowan", "/kiosks/new", sent)
    assert again.status_code == 302
    assert kiosk()


def test_new_key_ends_the_old_one(hands: Hands, point_id: int) -> None:
    old = registered(hands, point_id)
    found = KEY.search(act(hands, "gaowan", "key"))
    assert found
    assert points.kiosk_by_key(fresh(), "HALL-01", old) is None
    assert points.kiosk_by_key(fresh(), "HALL-01", found[1]) is not None


def test_revoked_kiosk_opens_nothing_and_gets_no_new_key(hands: Hands, point_id: int) -> None:
    key = registered(hands, point_id)
    act(hands, "gaowan", "revoke")
    assert points.kiosk_by_key(fresh(), "HALL-01", key) is None
    assert "换新密钥" not in hands.get("gaowan", f"/kiosks/{kiosk().id}").text
    sent = {"csrf_token": hands.token("gaowan"), "_once": "x", "confirmed": "1"}
    sent["version"] = str(kiosk().row_version)
    answer = hands.post("gaowan", f"/kiosks/{kiosk().id}/key", sent)
    assert answer.status_code == 422


def test_stale_page_changes_nothing(hands: Hands, point_id: int) -> None:
    registered(hands, point_id)
    path = f"/kiosks/{kiosk().id}"
    stale = {**fields(hands.get("gaowan", path).text), "confirmed": "1"}
    act(hands, "bureau", "key")
    assert hands.post("gaowan", f"{path}/revoke", stale).status_code == 409
    assert kiosk().revoked_at is None


@pytest.mark.parametrize("number", ["一号机", "a", "a/b", "x" * 21, "-A1", ""])
def test_number_must_fit_an_address(hands: Hands, point_id: int, number: str) -> None:
    answer = hands.send("gaowan", "/kiosks/new", device_no=number, service_point_id=str(point_id))
    assert answer.status_code == 422


def test_number_that_is_taken_is_said_beside_the_box(hands: Hands, point_id: int) -> None:
    registered(hands, point_id)
    answer = hands.send(
        "gaowan", "/kiosks/new", device_no="HALL-01", service_point_id=str(point_id)
    )
    assert answer.status_code == 422
    assert "已有这个编号的一体机。" in answer.text


def test_other_units_kiosk_is_missing(hands: Hands, point_id: int) -> None:
    registered(hands, point_id)
    assert hands.get("xinji", f"/kiosks/{kiosk().id}").status_code == 404
    assert "HALL-01" not in hands.get("xinji", "/kiosks/").text
    actor = support.person("xinji")
    with pytest.raises(Missing), store.write(actor) as work:
        kiosks.revoke(work, actor, kiosk().id, 1)


def test_kiosk_is_not_put_at_a_point_of_another_unit_or_out_of_use(
    hands: Hands, point_id: int
) -> None:
    with store.write(system("test")) as work:
        retired = make_point(work, status=RecordStatus.RETIRED).id
    for who, point in (("xinji", point_id), ("gaowan", retired)):
        answer = hands.send(who, "/kiosks/new", device_no="K2", service_point_id=str(point))
        assert answer.status_code == 422


@pytest.mark.parametrize(("minutes", "word"), [(None, "待接入"), (1, "在线"), (16, "离线")])
def test_list_tells_whether_a_kiosk_lives(
    hands: Hands, point_id: int, minutes: int | None, word: str
) -> None:
    registered(hands, point_id)
    with clock.fixed(support.NOW), store.write(system("test")) as work:
        row = work.scalars(sa.select(Kiosk)).one()
        row.waiting = 7
        row.last_seen = None if minutes is None else support.NOW - timedelta(minutes=minutes)
    text = hands.get("gaowan", "/kiosks/").text
    assert word in text
    assert "7 条" in text


def test_acts_on_a_kiosk_are_audited_without_its_key(hands: Hands, point_id: int) -> None:
    key = registered(hands, point_id)
    act(hands, "gaowan", "key")
    act(hands, "gaowan", "revoke")
    store.name(fresh(), system("test"))
    kept = sa.select(AuditLog).where(AuditLog.object_kind == "kiosk").order_by(AuditLog.id)
    rows = fresh().scalars(kept).all()
    assert [row.action for row in rows] == ["kiosk.add", "kiosk.key", "kiosk.revoke"]
    assert all(key not in str(row.detail) for row in rows)
