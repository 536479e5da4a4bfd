"""Codes of points: one in use, replaced without killing what was printed."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import store
from app.enums import PointKind, RecordStatus
from app.errors import Conflict, Invalid, Missing, Refused
from app.models import AuditLog, QrCode
from app.operations import codes
from app.principal import system
from app.queries import codes as reads
from app.queries import points
from app.queries.codes import Wanted
from app.queries.points import Standing
from tests import support
from tests.test_points import NEW_TOWN, NEW_VILLAGE, OLD_VILLAGE, make_point

BUREAU = "bureau"


def issue(point_id: int, who: str = BUREAU) -> QrCode:
    """Issue a code in a transaction of its own."""
    with store.write(support.person(who)) as work:
        return codes.issue(work, support.person(who), point_id)


def seen(point_id: int) -> int:
    """Return the code in use of a point, as a page shows it."""
    code = codes.in_use(support.session(), point_id)
    assert code
    return code.id


@pytest.fixture
def point_id(session: Session) -> int:
    """Return a stored point of 高湾镇."""
    return stored(session)


def stored(session: Session, unit: str = "GW", **facts: object) -> int:
    """Store a point."""
    with store.write(support.person(BUREAU)) as work:
        return make_point(work, unit, **facts).id


def test_code_is_random_and_tells_nothing_of_its_place(point_id: int, session: Session) -> None:
    token = issue(point_id).token
    assert re.fullmatch(r"[A-Za-z0-9_-]{22}", token)
    assert "130924" not in token


def test_second_code_of_a_point_is_refused(point_id: int) -> None:
    issue(point_id)
    with pytest.raises(Refused, match="已有在用的码"):
        issue(point_id)


def test_database_holds_one_code_in_use_a_point(point_id: int, session: Session) -> None:
    issue(point_id)
    row = QrCode(token="x" * 22, service_point_id=point_id, issued_at=support.NOW)
    with pytest.raises(IntegrityError), store.write(support.person(BUREAU)) as work:
        work.add(row)


def test_point_out_of_use_gets_no_code(session: Session) -> None:
    retired = stored(session, status=RecordStatus.RETIRED)
    with pytest.raises(Refused, match="已停用"):
        issue(retired)


@pytest.mark.parametrize(
    ("who", "unit", "may"),
    [
        ("bureau", "GW", True),
        ("bureau_lead", "MZ", True),
        ("gaowan", "GW", True),
        ("gaowan", "XJ", False),
        ("village", "KZZ", True),
        ("village", "GW", False),
        ("minzheng", "MZ", True),
        ("clerk", "GW", False),
        ("intake", "GW", False),
        ("leader", "GW", False),
        ("sysadmin", "GW", False),
    ],
)
def test_who_keeps_the_point_issues_its_code(
    who: str, unit: str, may: bool, session: Session
) -> None:
    point = stored(session, unit)
    if may:
        assert issue(point, who).created_by_id == support.person(who).account_id
        return
    with pytest.raises(Missing):
        issue(point, who)


def test_replaced_code_opens_the_point_and_knows_its_successor(
    point_id: int, session: Session
) -> None:
    old = issue(point_id).token
    actor = support.person("gaowan")
    with store.write(actor) as work:
        new = codes.replace(work, actor, point_id, "牌子被晒褪色", code_id=seen(point_id))
    first = session.scalars(sa.select(QrCode).where(QrCode.token == old)).one()
    assert (first.replaced_by_id, first.revoked_reason) == (new.id, "牌子被晒褪色")
    found = points.by_token(session, old)
    assert found is not None
    assert (found.standing, found.service_point_id) == (Standing.OPEN, point_id)


def test_revoked_code_tells_so_and_the_point_may_have_a_new_one(
    point_id: int, session: Session
) -> None:
    old = issue(point_id).token
    actor = support.person(BUREAU)
    with store.write(actor) as work:
        codes.revoke(work, actor, point_id, "码牌遗失", code_id=seen(point_id))
    found = points.by_token(session, old)
    assert found is not None
    assert found.standing is Standing.REVOKED
    assert issue(point_id).token != old
    again = points.by_token(session, old)
    assert again is not None
    assert again.standing is Standing.REVOKED


@pytest.mark.parametrize("act", [codes.revoke, codes.replace])
def test_ending_a_code_asks_for_a_reason(act: object, point_id: int) -> None:
    issue(point_id)
    actor = support.person(BUREAU)
    with pytest.raises(Invalid), store.write(actor) as work:
        act(work, actor, point_id, "  ", code_id=seen(point_id))  # type: ignore[operator]  # One of two operations.


@pytest.mark.parametrize("act", [codes.revoke, codes.replace])
def test_code_that_somebody_replaced_meanwhile_is_left_alone(act: object, point_id: int) -> None:
    old = issue(point_id).id
    actor = support.person(BUREAU)
    with store.write(actor) as work:
        codes.replace(work, actor, point_id, "污损", code_id=old)
    with pytest.raises(Conflict, match="别人刚"), store.write(actor) as work:
        act(work, actor, point_id, "遗失", code_id=old)  # type: ignore[operator]  # One of two operations.


def test_every_act_on_a_code_is_audited_without_the_token(point_id: int, session: Session) -> None:
    token = issue(point_id).token
    actor = support.person(BUREAU)
    with store.write(actor) as work:
        codes.replace(work, actor, point_id, "污损", code_id=seen(point_id))
    with store.write(actor) as work:
        codes.revoke(work, actor, point_id, "遗失", code_id=seen(point_id))
    store.name(session, system("test"))
    rows = session.scalars(sa.select(AuditLog).where(AuditLog.object_kind == "qr_code")).all()
    acts = [row.action.removeprefix("qr_code.") for row in rows]
    assert sorted(acts) == ["issue", "issue", "replace", "revoke"]
    assert all(token not in str(row.detail) for row in rows)


def test_batch_gives_codes_where_they_are_missing(session: Session) -> None:
    first, second = stored(session), stored(session)
    kept = issue(first).id
    out = stored(session, status=RecordStatus.RETIRED)
    actor = support.person(BUREAU)
    with store.write(actor) as work:
        found = codes.issue_missing(work, actor, [first, second, out])
        assert [(code.service_point_id, code.id == kept) for code in found] == [
            (first, True),
            (second, False),
        ]


def test_township_of_today_holds_the_points_of_its_old_codes(session: Session) -> None:
    old = stored(session, kind=PointKind.STATION, region_code=OLD_VILLAGE)
    new = stored(session, kind=PointKind.STATION, region_code=NEW_VILLAGE)
    stored(session, "XJ", region_code="130924101000")
    found = reads.ids(session, support.person(BUREAU), Wanted(region_code=NEW_TOWN))
    assert sorted(found) == sorted([old, new])


@pytest.mark.parametrize(
    ("state", "expected"), [("", 3), ("with", 2), ("without", 1), ("unprinted", 2)]
)
def test_list_is_narrowed_by_the_state_of_the_code(
    state: str, expected: int, session: Session
) -> None:
    points_made = [stored(session) for _ in range(3)]
    for point in points_made[:2]:
        issue(point)
    lines, total = reads.page(session, support.person("gaowan"), Wanted(state=state), 1)
    assert len(lines) == total == expected


def test_unit_lists_its_own_points_alone(session: Session) -> None:
    mine, _other = stored(session), stored(session, "XJ")
    lines, total = reads.page(session, support.person("gaowan"), Wanted(), 1)
    assert ([line.point.id for line in lines], total) == ([mine], 1)
    assert reads.one(session, support.person("xinji"), mine) is None
