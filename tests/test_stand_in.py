"""Standing in: for some days, in one role, inside the unit, and every act says for whom."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app import clock, store
from app.enums import AccountStatus, Role
from app.models import AuditLog, RoleAssignment, StandIn
from app.principal import system
from tests import account_hands as hands
from tests import support

URL = "/account/stand-in"


def colleague(work: Any, username: str, unit: str) -> None:
    """Move an account that holds nothing into a unit."""
    account = work.get(type(hands.account(username)), hands.account(username).id)
    for grant in work.scalars(sa.select(RoleAssignment).filter_by(account_id=account.id)):
        grant.ended_at = support.NOW
    work.flush()
    account.unit_id = support.unit_id(unit)


@pytest.fixture
def helper(app: Flask) -> str:
    """Put an account without a role into the commission's own unit."""
    with store.write(system("test")) as work:
        colleague(work, "clerk2", "JW")
    return "clerk2"


def give(app: Flask, who: str, to: str, role: Role, days: int = 3, **more: str) -> Any:
    """Name a stand-in through the page."""
    form = {
        "role": role.value,
        "to_account_id": hands.account(to).id,
        "valid_from": clock.today().isoformat(),
        "valid_to": (clock.today() + timedelta(days=days - 1)).isoformat(),
        "reason": "去省里学习",
        **more,
    }
    return hands.post(hands.client(app, who), URL, **form)


def test_stand_in_acts_in_the_role_and_says_for_whom(app: Flask, helper: str) -> None:
    assert hands.client(app, helper).get("/admin/problem/").status_code == 403
    assert give(app, "leader", helper, Role.DC_LEAD).status_code == 302
    person = hands.client(app, helper)
    assert person.get("/admin/problem/").status_code == 200
    person.post("/logout/", data={"csrf_token": support.token(person.get("/").text)})
    session = support.session()
    session.rollback()
    row = session.scalars(sa.select(AuditLog).order_by(AuditLog.seq.desc())).first()
    assert row is not None
    boss = hands.account("leader").id
    assert (row.action, row.account_id) == ("logout", hands.account(helper).id)
    assert row.detail["stands_in_for"] == [f"DC_LEAD:{boss}"]


def test_own_acts_name_nobody_else(app: Flask) -> None:
    person = hands.client(app, "leader")
    person.post("/logout/", data={"csrf_token": support.token(person.get("/").text)})
    row = support.session().scalars(sa.select(AuditLog).order_by(AuditLog.seq.desc())).first()
    assert row is not None
    assert "stands_in_for" not in row.detail


@pytest.mark.parametrize(
    "end", ["time", "giver stops", "taker stops", "giver disabled", "giver loses the role"]
)
def test_stand_in_ends(app: Flask, helper: str, end: str) -> None:
    give(app, "leader", helper, Role.DC_LEAD)
    ahead = timedelta(days=3) if end == "time" else timedelta(0)
    if end in {"giver stops", "taker stops"}:
        who = "leader" if end == "giver stops" else helper
        row = hands.all_of(sa.select(StandIn.id))[0]
        assert hands.post(hands.client(app, who), f"{URL}/{row}/end", URL).status_code == 302
    elif end == "giver disabled":
        hands.change("leader", status=AccountStatus.DISABLED)
    elif end == "giver loses the role":
        with store.write(system("test")) as work:
            account = hands.account("leader").id
            held = work.scalars(sa.select(RoleAssignment).filter_by(account_id=account)).one()
            held.ended_at = support.NOW
    with clock.fixed(clock.now() + ahead):
        assert hands.client(app, helper).get("/admin/problem/").status_code == 403


def test_naming_a_stand_in_ends_the_sessions_that_had_less(app: Flask, helper: str) -> None:
    person = hands.client(app, helper)
    give(app, "leader", helper, Role.DC_LEAD)
    assert person.get("/").status_code == 302


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"days": 31}, "一次代理最多 30 天"),
        ({"days": 0}, "截止日期不能早于起始日期"),
        ({"reason": " "}, "请写明事由"),
        ({"role": Role.CLERK}, "请从选项中选择一项"),
    ],
)
def test_wrong_stand_in_is_told_in_plain_words(
    app: Flask, helper: str, more: dict[str, Any], said: str
) -> None:
    facts = {"role": Role.DC_LEAD, **more}
    answer = give(app, "leader", helper, **facts)
    assert answer.status_code == 422
    assert said in answer.text


def test_longest_stand_in_is_a_parameter(app: Flask, helper: str) -> None:
    hands.parameter("stand_in_max_days", "5")
    assert give(app, "leader", helper, Role.DC_LEAD, days=6).status_code == 422
    assert give(app, "leader", helper, Role.DC_LEAD, days=5).status_code == 302


@pytest.mark.parametrize("to", ["gaowan", "intake", "leader"])
def test_stand_in_is_another_account_of_the_same_unit(app: Flask, to: str) -> None:
    answer = give(app, "leader", to, Role.DC_LEAD)
    assert answer.status_code == 422
    assert hands.all_of(sa.select(StandIn)) == []


def test_stood_in_role_is_not_passed_on(app: Flask, helper: str) -> None:
    give(app, "leader", helper, Role.DC_LEAD)
    assert give(app, helper, "casekeeper", Role.DC_LEAD).status_code == 422


@pytest.mark.parametrize(("who", "to"), [("sysadmin", "clerk2"), ("leader", "auditor")])
def test_stand_in_breaks_no_exclusion(app: Flask, who: str, to: str) -> None:
    with store.write(system("test")) as work:
        if to == "clerk2":
            colleague(work, "clerk2", "AQ")
        else:
            account = work.get(type(hands.account(to)), hands.account(to).id)
            account.unit_id = support.unit_id("JW")
    role = support.PEOPLE[who][2]
    assert give(app, who, to, role).status_code == 422
    assert hands.all_of(sa.select(StandIn)) == []


def test_stand_in_decides_nothing_about_who_he_stands_in_for(app: Flask, helper: str) -> None:
    give(app, "leader", helper, Role.DC_LEAD)
    page = f"/accounts/{hands.account('leader').id}"
    hands.post(hands.client(app, "sysadmin"), f"{page}/ask-reset", page, confirmed="1")
    url = f"/accounts/change/{hands.proposals()[-1].id}"
    answer = hands.post(hands.client(app, helper), f"{url}/approve", url)
    assert (answer.status_code, "被代理人" in answer.text) == (422, True)


def test_control_role_is_not_granted_to_who_stands_in(app: Flask, helper: str) -> None:
    give(app, "leader", helper, Role.DC_LEAD)
    row = hands.account(helper).id
    form = {"role": "AUDIT", "valid_from": clock.today().isoformat()}
    answer = hands.post(hands.client(app, "sysadmin"), f"/accounts/{row}/grant", **form)
    assert (answer.status_code, "互相排斥" in answer.text) == (422, True)


@pytest.mark.parametrize(
    ("giver", "taker", "role"),
    [("leader", "gaowan", Role.DC_LEAD), ("sysadmin", "secadmin", Role.SYS),
     ("clerk", "auditor", Role.CLERK)],
)  # fmt: skip
def test_database_itself_refuses_a_barred_stand_in(
    app: Flask, giver: str, taker: str, role: Role
) -> None:
    giving = hands.account(giver)
    row = StandIn(
        from_account_id=giving.id,
        to_account_id=hands.account(taker).id,
        role=role,
        unit_id=giving.unit_id,
        valid_from=support.NOW.date(),
        valid_to=support.NOW.date(),
        reason="x",
    )
    with (
        pytest.raises(IntegrityError, match="not to be stood in"),
        store.write(system("test")) as work,
    ):
        work.add(row)


@pytest.mark.parametrize(
    ("who", "status"), [("auditor", 200), ("secadmin", 200), ("sysadmin", 200), ("clerk", 403)]
)
def test_log_of_stand_ins_is_for_those_who_watch(
    app: Flask, helper: str, who: str, status: int
) -> None:
    give(app, "leader", helper, Role.DC_LEAD)
    answer = hands.client(app, who).get("/admin/stand_in/")
    assert answer.status_code == status
    assert ("去省里学习" in answer.text) == (status == 200)


def test_somebody_elses_stand_in_is_not_there(app: Flask, helper: str) -> None:
    give(app, "leader", helper, Role.DC_LEAD)
    row = hands.all_of(sa.select(StandIn.id))[0]
    person = hands.client(app, "clerk")
    assert "去省里学习" not in person.get(URL).text
    assert hands.post(person, f"{URL}/{row}/end", URL).status_code == 404


def test_session_is_found_in_one_statement(app: Flask, helper: str) -> None:
    give(app, "leader", helper, Role.DC_LEAD)
    person = hands.client(app, helper)
    statements: list[str] = []
    engine = support.session().get_bind()

    def seen(_c: Any, _cur: Any, statement: str, *_rest: Any) -> None:
        if statement != "BEGIN":
            statements.append(statement)

    sa.event.listen(engine, "before_cursor_execute", seen)
    person.get("/account/password")
    sa.event.remove(engine, "before_cursor_execute", seen)
    assert len([text for text in statements if "user_session" in text]) == 1
    # The head of the page counts unread messages once in a while; PostgreSQL is told who asks.
    besides = ("notice_read", "set_config")
    assert len([text for text in statements if not any(word in text for word in besides)]) == 1
