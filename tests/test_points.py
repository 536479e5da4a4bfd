"""What printed codes and kiosks' keys open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock
from app.enums import PointKind, RecordStatus
from app.models import (
    Kiosk,
    PostAssignment,
    QrCode,
    Region,
    ServicePoint,
    ServiceWindow,
    Staff,
    Unit,
)
from app.queries import points
from app.queries.points import Standing
from tests import support

OLD_VILLAGE, NEW_VILLAGE, NEW_TOWN = "130924203201", "130924104201", "130924104000"
TOKENS = tuple(letter * 22 for letter in "abc")


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    """Hold the clock inside the loaded calendar."""
    with clock.fixed(support.NOW):
        yield


def make_point(session: Session, unit: str = "GW", **facts: object) -> ServicePoint:
    """Add a point of a unit."""
    known = {"kind": PointKind.UNIT, "name": "高湾镇便民服务中心", "region_code": "130924102000"}
    row = ServicePoint(unit_id=support.unit_id(unit), **{**known, **facts})
    session.add(row)
    session.flush()
    return row


def make_code(session: Session, point: ServicePoint, token: str, **facts: object) -> QrCode:
    """Add a code of a point."""
    row = QrCode(token=token, service_point_id=point.id, issued_at=support.NOW, **facts)
    session.add(row)
    session.flush()
    return row


def make_window(session: Session, unit: str = "MZ") -> ServiceWindow:
    """Add a window of a unit."""
    row = ServiceWindow(unit_id=support.unit_id(unit), no="12", name="婚姻登记")
    session.add(row)
    session.flush()
    return row


def make_staff(session: Session, no: str, unit: str = "MZ", **facts: object) -> Staff:
    """Add a person of a unit."""
    row = Staff(unit_id=support.unit_id(unit), staff_no=no, name=f"示例{no}", **facts)
    session.add(row)
    session.flush()
    return row


def test_code_opens_its_point_with_window_unit_and_region(session: Session) -> None:
    window = make_window(session)
    point = make_point(session, "MZ", kind=PointKind.WINDOW, service_window_id=window.id)
    code = make_code(session, point, TOKENS[0])
    found = points.by_token(session, TOKENS[0])
    assert found is not None
    assert (found.standing, found.service_point_id) == (Standing.OPEN, point.id)
    assert (found.unit_name, found.window_no) == ("县民政局（示例）", "12")
    assert (found.region_code, found.region_name) == ("130924102000", "高湾镇")
    assert found.qr_code_id == code.id


@pytest.mark.parametrize(
    "token", ["z" * 22, "", "a" * 21, "a" * 23, "a" * 21 + "/", "130924203201"]
)
def test_code_that_was_never_issued_opens_nothing(token: str, session: Session) -> None:
    make_code(session, make_point(session), TOKENS[0])
    assert points.by_token(session, token) is None


def test_code_of_2021_counts_under_the_region_of_today(session: Session) -> None:
    point = make_point(session, kind=PointKind.STATION, name="张会亭村", region_code=OLD_VILLAGE)
    make_code(session, point, TOKENS[0])
    found = points.by_token(session, TOKENS[0])
    assert found is not None
    assert found.standing is Standing.OPEN
    assert found.region_code == NEW_VILLAGE
    parent = session.scalars(sa.select(Region.parent_code).where(Region.code == NEW_VILLAGE)).one()
    name = session.scalars(sa.select(Region.name).where(Region.code == parent)).one()
    assert (parent, name) == (NEW_TOWN, "张会亭镇")


def test_code_of_2021_keeps_its_old_region_before_the_change(session: Session) -> None:
    with clock.fixed(support.NOW.replace(year=2021)):
        assert points.region_of_today(session, OLD_VILLAGE)[0] == OLD_VILLAGE


def test_ring_of_successors_holds_nobody_up(session: Session) -> None:
    ring = {OLD_VILLAGE: NEW_VILLAGE, NEW_VILLAGE: OLD_VILLAGE}
    for code, successor in ring.items():
        row = session.scalars(sa.select(Region).where(Region.code == code)).one()
        row.successor_code, row.valid_to = successor, date(2022, 12, 31)
        row.valid_from = date(2020, 1, 1)
    session.flush()
    assert points.region_of_today(session, OLD_VILLAGE)[0] in ring


def replaced(session: Session, *, last_is_revoked: bool) -> ServicePoint:
    """Add a chain of three codes of one point."""
    point = make_point(session)
    ended = {"revoked_at": support.NOW, "revoked_reason": "污损"}
    third = make_code(session, point, TOKENS[2], **(ended if last_is_revoked else {}))
    second = make_code(session, point, TOKENS[1], replaced_by_id=third.id, **ended)
    make_code(session, point, TOKENS[0], replaced_by_id=second.id, **ended)
    return point


@pytest.mark.parametrize("token", TOKENS)
def test_replaced_code_opens_what_its_last_successor_opens(token: str, session: Session) -> None:
    point = replaced(session, last_is_revoked=False)
    found = points.by_token(session, token)
    assert found is not None
    assert (found.standing, found.service_point_id) == (Standing.OPEN, point.id)


@pytest.mark.parametrize("token", TOKENS)
def test_code_without_a_living_successor_tells_so(token: str, session: Session) -> None:
    make_staff(session, "1", "GW")
    replaced(session, last_is_revoked=True)
    found = points.by_token(session, token)
    assert found is not None
    assert (found.standing, found.on_duty) == (Standing.REVOKED, ())


@pytest.mark.parametrize("what", ["point", "unit"])
def test_point_out_of_use_is_closed(what: str, session: Session) -> None:
    point = make_point(session)
    make_code(session, point, TOKENS[0])
    unit = session.get(Unit, point.unit_id)
    assert unit
    (point if what == "point" else unit).status = RecordStatus.RETIRED
    session.flush()
    found = points.by_token(session, TOKENS[0])
    assert found is not None
    assert found.standing is Standing.CLOSED


def test_window_shows_who_sits_there_today(session: Session) -> None:
    window = make_window(session)
    point = make_point(session, "MZ", service_window_id=window.id)
    today = clock.today()
    spans = {"1": (today, None), "2": (today - timedelta(9), today - timedelta(1))}
    spans |= {"3": (today + timedelta(1), None), "4": (today - timedelta(9), today)}
    for no, (since, until) in spans.items():
        staff = make_staff(session, no)
        post = PostAssignment(staff_id=staff.id, service_window_id=window.id, valid_from=since)
        post.valid_to = until
        session.add(post)
    gone = make_staff(session, "5", status=RecordStatus.RETIRED)
    session.add(PostAssignment(staff_id=gone.id, service_window_id=window.id, valid_from=today))
    session.flush()
    found = points.by_id(session, point.id)
    assert found is not None
    assert [one.staff_no for one in found.on_duty] == ["1", "4"]


def test_desk_shows_who_of_the_unit_has_no_window(session: Session) -> None:
    window, point = make_window(session), make_point(session, "MZ")
    posted = make_staff(session, "1")
    session.add(
        PostAssignment(staff_id=posted.id, service_window_id=window.id, valid_from=clock.today())
    )
    make_staff(session, "2")
    make_staff(session, "3", "GW")
    found = points.by_id(session, point.id)
    assert found is not None
    assert [one.staff_no for one in found.on_duty] == ["2"]


@pytest.mark.parametrize(
    ("number", "key", "revoked", "opens"),
    [
        ("K-01", "right", False, True),
        ("k-01", "right", False, True),
        ("K-01\x00", "right", False, False),
        ("", "right", False, False),
        ("K-01", "wrong", False, False),
        ("K-01", "", False, False),
        ("K-02", "right", False, False),
        ("K-01", "right", True, False),
    ],
)
def test_kiosk_is_known_by_number_and_key(
    number: str, key: str, revoked: bool, opens: bool, session: Session
) -> None:
    kiosk = Kiosk(device_no="K-01", service_point_id=make_point(session).id)
    kiosk.key_hash = points.key_hash("right")
    kiosk.revoked_at = support.NOW if revoked else None
    session.add(kiosk)
    session.flush()
    found = points.kiosk_by_key(session, number, key)
    assert (found is kiosk) is opens


def test_kiosk_without_a_key_opens_for_nobody(session: Session) -> None:
    session.add(Kiosk(device_no="K-01", service_point_id=make_point(session).id))
    session.flush()
    assert points.kiosk_by_key(session, "K-01", "-" * 64) is None
