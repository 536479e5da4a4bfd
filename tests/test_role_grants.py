"""Accounts and roles by two persons, and what nobody may hold together, over HTTP and in SQL."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app import role_page, store
from app.enums import AccountStatus, Role
from app.models import AuditLog, RoleAssignment
from app.operations import account_changes
from app.principal import system
from tests import account_hands as hands
from tests import support

TODAY = support.NOW.date()


def make(app: Flask, username: str = "newperson", unit: str = "GW") -> tuple[int, str]:
    """Make an account as the system administrator; return its id and its first password."""
    boss = hands.client(app, "sysadmin")
    answer = hands.post(
        boss,
        "/accounts/new",
        username=username,
        name="马丽（示例）",
        unit_id=support.unit_id(unit),
        unit_id_text=support.UNITS[unit][0],
        title="专干",
    )
    assert answer.status_code == 200, answer.text[:3000]
    found = re.search(r"<dt>首个密码</dt><dd class=\"num\"><b>([^<]+)</b>", answer.text)
    assert found
    return hands.account(username).id, found[1]


def propose(app: Flask, row: int, role: Role, who: str = "sysadmin", **more: str) -> Any:
    """Propose a role through the page."""
    form = {"role": role.value, "valid_from": hands.clock.today().isoformat(), **more}
    return hands.post(hands.client(app, who), f"/accounts/{row}/grant", **form)


def decide(app: Flask, who: str, verb: str = "approve", **form: str) -> Any:
    """Decide the newest proposal through its page."""
    url = f"/accounts/change/{hands.proposals()[-1].id}"
    return hands.post(hands.client(app, who), f"{url}/{verb}", url, **form)


def roles(row: int) -> set[Role]:
    """Return the roles that an account holds."""
    session = support.session()
    session.rollback()
    query = sa.select(RoleAssignment.role).where(
        RoleAssignment.account_id == row, RoleAssignment.ended_at.is_(None)
    )
    return set(session.scalars(query))


def test_new_account_has_no_role_and_must_change_its_first_password(app: Flask) -> None:
    row, password = make(app)
    assert roles(row) == set()
    person = app.test_client()
    assert hands.attempt(person, "newperson", password).status_code == 302
    assert person.get("/").headers["Location"] == "/account/password"


def test_first_password_is_shown_once(app: Flask) -> None:
    boss = hands.client(app, "sysadmin")
    page = boss.get("/accounts/new").text
    form = {
        "csrf_token": support.token(page),
        "_once": "o" * 24,
        "username": "newperson",
        "name": "马丽（示例）",
        "unit_id": support.unit_id("GW"),
        "unit_id_text": support.UNITS["GW"][0],
    }
    assert "首个密码" in boss.post("/accounts/new", data=form).text
    again = boss.post("/accounts/new", data=form)
    assert again.status_code == 302
    assert "首个密码</dt>" not in boss.get(again.headers["Location"]).text


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("username", "张三", "小写字母开头"),
        ("username", "clerk", "已经有了"),
        ("name", "  ", "请填写姓名"),
        ("unit_id_text", "没有的单位", "没有找到"),
    ],
)
def test_wrong_facts_of_an_account_are_told_beside_their_field(
    app: Flask, field: str, value: str, said: str
) -> None:
    facts = {"username": "newperson", "name": "马丽", "unit_id_text": support.UNITS["GW"][0]}
    given = {**facts, "unit_id": "", field: value}
    answer = hands.post(hands.client(app, "sysadmin"), "/accounts/new", **given)
    assert answer.status_code == 422
    assert said in answer.text


def test_role_is_there_only_after_the_second_person(app: Flask) -> None:
    row, _ = make(app)
    assert propose(app, row, Role.TWN).status_code == 302
    assert roles(row) == set()
    assert decide(app, "secadmin").status_code == 302
    assert roles(row) == {Role.TWN}


def test_proposer_cannot_approve(app: Flask) -> None:
    row, _ = make(app)
    propose(app, row, Role.TWN)
    assert decide(app, "sysadmin").status_code == 422
    assert roles(row) == set()


def test_leader_of_the_commission_approves_discipline_roles_alone(app: Flask) -> None:
    row, _ = make(app, unit="DF")
    propose(app, row, Role.DC_INTAKE)
    assert decide(app, "leader").status_code == 302
    assert roles(row) == {Role.DC_INTAKE}
    propose(app, row, Role.CLERK)
    assert decide(app, "leader").status_code == 422
    assert decide(app, "secadmin").status_code == 302


@pytest.mark.parametrize("who", ["secadmin", "auditor", "leader", "clerk"])
def test_nobody_else_proposes_a_role(app: Flask, who: str) -> None:
    row = hands.account("gaowan").id
    answer = hands.client(app, who).get(f"/accounts/{row}/grant")
    assert answer.status_code == 403
    person = hands.client(app, who)
    form = {
        "csrf_token": support.token(person.get("/account/password").text),
        "_once": "o" * 24,
        "role": "DEPT",
        "valid_from": TODAY.isoformat(),
    }
    assert person.post(f"/accounts/{row}/grant", data=form).status_code == 403
    assert hands.proposals() == []


def test_nobody_gives_himself_a_role(app: Flask) -> None:
    row = hands.account("sysadmin").id
    answer = propose(app, row, Role.SYS)
    assert answer.status_code == 422
    assert "不能给自己授予岗位" in answer.text


def test_refusal_needs_words_and_changes_nothing(app: Flask) -> None:
    row, _ = make(app)
    propose(app, row, Role.TWN)
    empty = decide(app, "secadmin", "refuse", reason="")
    assert empty.status_code == 422
    assert 'id="reason-error" role="alert">请写明不同意的理由。<' in empty.text
    assert decide(app, "secadmin", "refuse", reason="岗位不对").status_code == 302
    assert roles(row) == set()


def test_role_that_was_taken_away_can_be_given_again_the_same_day(app: Flask) -> None:
    row, _ = make(app)
    propose(app, row, Role.TWN)
    decide(app, "secadmin")
    boss, page = hands.client(app, "sysadmin"), f"/accounts/{row}"
    grant = hands.all_of(sa.select(RoleAssignment.id).where(RoleAssignment.account_id == row))
    url = f"{page}/grant/{grant[0]}/end"
    assert hands.post(boss, url, page, confirmed="1").status_code == 302
    assert roles(row) == set()
    propose(app, row, Role.TWN)
    assert decide(app, "secadmin").status_code == 302
    assert roles(row) == {Role.TWN}


@pytest.mark.parametrize(
    ("username", "role"),
    [
        ("sysadmin2", Role.SEC),
        ("secadmin", Role.AUDIT),
        ("auditor", Role.SYS),
        ("auditor", Role.CLERK),
        ("clerk", Role.SYS),
        ("leader", Role.SEC),
        ("gaowan", Role.AUDIT),
    ],
)
def test_administrators_exclude_everything_else(app: Flask, username: str, role: Role) -> None:
    if username == "sysadmin2":
        row, _ = make(app, "sysadmin2", "AQ")
        propose(app, row, Role.SYS)
        decide(app, "secadmin")
    answer = propose(app, hands.account(username).id, role)
    assert answer.status_code == 422
    assert "互相排斥" in answer.text


def test_exclusion_is_asked_again_when_it_is_approved(app: Flask) -> None:
    row, _ = make(app, unit="AQ")
    propose(app, row, Role.CLERK)
    first = hands.proposals()[-1].id
    propose(app, row, Role.AUDIT)
    assert decide(app, "secadmin").status_code == 302
    url = f"/accounts/change/{first}"
    answer = hands.post(hands.client(app, "secadmin"), f"{url}/approve", url)
    assert answer.status_code == 422
    assert roles(row) == {Role.AUDIT}


@pytest.mark.parametrize("unit", ["GW", "SP", "MZ", "KZZ"])
def test_discipline_role_stays_inside_the_commission(app: Flask, unit: str) -> None:
    row, _ = make(app, unit=unit)
    answer = propose(app, row, Role.DC_INSP)
    assert answer.status_code == 422
    assert "只能授予县纪委监委" in answer.text


CASES = [
    ("sysadmin", Role.SEC, "administrators"),
    ("sysadmin", Role.CLERK, "administrators"),
    ("clerk", Role.AUDIT, "administrators"),
    ("gaowan", Role.DC_LEAD, "outside"),
]


@pytest.mark.parametrize(("username", "role", "said"), CASES)
def test_database_itself_refuses_mixed_and_outside_roles(
    app: Flask, username: str, role: Role, said: str
) -> None:
    account = hands.account(username)
    with pytest.raises(IntegrityError, match=said), store.write(system("test")) as work:
        work.add(
            RoleAssignment(
                account_id=account.id, role=role, unit_id=account.unit_id, valid_from=TODAY
            )
        )


def test_database_keeps_a_discipline_account_in_the_commission(app: Flask) -> None:
    with pytest.raises(IntegrityError, match="outside"):
        hands.change("intake", unit_id=support.unit_id("GW"))
    hands.change("intake", unit_id=support.unit_id("JW"))


def test_database_lets_roles_follow_one_another(app: Flask) -> None:
    account = hands.account("clerk")
    with store.write(system("test")) as work:
        held = work.scalars(sa.select(RoleAssignment).filter_by(account_id=account.id)).one()
        held.valid_to = TODAY
        work.flush()
        work.add(
            RoleAssignment(
                account_id=account.id,
                role=Role.AUDIT,
                unit_id=account.unit_id,
                valid_from=TODAY + timedelta(days=1),
            )
        )
    kept = sa.select(RoleAssignment.role).filter_by(account_id=account.id)
    assert set(support.session().scalars(kept)) == {Role.CLERK, Role.AUDIT}


def test_move_to_another_unit_takes_every_role_away(app: Flask) -> None:
    row = hands.account("gaowan").id
    boss, url = hands.client(app, "sysadmin"), f"/accounts/{row}/edit"
    facts = {
        "name": "王海（示例）",
        "title": "",
        "unit_id": support.unit_id("XJ"),
        "unit_id_text": support.UNITS["XJ"][0],
    }
    asked = hands.post(boss, url, **facts)
    assert "岗位会全部收回" in asked.text
    assert roles(row) == {Role.TWN}
    assert hands.post(boss, url, **facts, confirmed="1").status_code == 302
    assert roles(row) == set()
    assert hands.account("gaowan").unit_id == support.unit_id("XJ")


@pytest.mark.parametrize("username", ["leader", "intake", "secadmin", "auditor"])
def test_guarded_password_is_not_reset_by_one_person(app: Flask, username: str) -> None:
    """Scenario 22."""
    row = hands.account(username)
    boss, page = hands.client(app, "sysadmin"), f"/accounts/{row.id}"
    answer = hands.post(boss, f"{page}/reset", page, confirmed="1")
    assert answer.status_code == 422
    assert hands.account(username).password == row.password
    assert hands.post(boss, f"{page}/ask-reset", page, confirmed="1").status_code == 302
    assert decide(app, "sysadmin").status_code == 422
    assert hands.account(username).password == row.password


def test_second_person_resets_a_guarded_password_and_sees_it_once(app: Flask) -> None:
    row = hands.account("leader").id
    boss, page = hands.client(app, "sysadmin"), f"/accounts/{row}"
    person = hands.client(app, "leader")
    hands.post(boss, f"{page}/ask-reset", page, confirmed="1")
    answer = decide(app, "secadmin")
    assert "首个密码" in answer.text
    assert person.get("/").status_code == 302
    assert hands.attempt(app.test_client(), "leader").status_code == 422


def test_own_reset_is_not_approved_by_oneself(app: Flask) -> None:
    row = hands.account("leader").id
    boss, page = hands.client(app, "sysadmin"), f"/accounts/{row}"
    hands.post(boss, f"{page}/ask-reset", page, confirmed="1")
    assert decide(app, "leader").status_code == 422


def test_guarded_factor_is_not_reset_by_one_person(app: Flask) -> None:
    hands.enrol(hands.client(app, "leader"))
    row = hands.account("leader").id
    boss, page = hands.client(app, "sysadmin"), f"/accounts/{row}"
    assert hands.post(boss, f"{page}/factor", page, confirmed="1").status_code == 422
    assert hands.attempt(app.test_client(), "leader").headers["Location"] == "/login/code"
    hands.post(boss, f"{page}/ask-factor", page, confirmed="1")
    assert decide(app, "secadmin").status_code == 302
    assert hands.attempt(app.test_client(), "leader").headers["Location"] == "/"


def test_plain_password_is_reset_after_a_question(app: Flask) -> None:
    row = hands.account("gaowan").id
    person = hands.client(app, "gaowan")
    boss, page = hands.client(app, "sysadmin"), f"/accounts/{row}"
    assert "确定重设吗" in hands.post(boss, f"{page}/reset", page).text
    assert person.get("/").status_code == 200
    assert "首个密码" in hands.post(boss, f"{page}/reset", page, confirmed="1").text
    assert person.get("/").status_code == 302


def test_disabling_ends_sessions_and_the_last_administrators_stay(app: Flask) -> None:
    person = hands.client(app, "gaowan")
    boss = hands.client(app, "sysadmin")
    for username, status in (("gaowan", 302), ("secadmin", 422), ("sysadmin", 422)):
        page = f"/accounts/{hands.account(username).id}"
        assert hands.post(boss, f"{page}/stop", page, confirmed="1").status_code == status
    assert person.get("/").status_code == 302
    assert hands.account("gaowan").status == AccountStatus.DISABLED


def test_command_line_grants_and_resets_no_guarded_role_once_there_are_two(app: Flask) -> None:
    runner = app.test_cli_runner()
    facts = ["--name", "马丽", "--unit", "DF", "--role", "DC_INTAKE"]
    answer = runner.invoke(args=["user", "add", "newperson", *facts])
    assert (answer.exit_code, "两个人" in answer.output) == (2, True)
    answer = runner.invoke(args=["user", "reset", "leader"])
    assert (answer.exit_code, "两个人" in answer.output) == (2, True)
    hands.change("secadmin", status=AccountStatus.DISABLED)
    hands.change("leader", status=AccountStatus.DISABLED)
    assert runner.invoke(args=["user", "add", "newperson", *facts]).exit_code == 0


def test_security_administrator_unlocks_and_ends_sessions(app: Flask) -> None:
    for _ in range(5):
        hands.attempt(app.test_client(), "clerk", "错")
    person, guard = hands.client(app, "gaowan"), hands.client(app, "secadmin")
    page = guard.get("/security/").text
    assert "李芳（示例）" in page
    assert "127.0.0.1" not in page
    row = hands.account("clerk").id
    assert hands.post(guard, f"/security/unlock/{row}", "/security/").status_code == 302
    assert hands.attempt(app.test_client(), "clerk").status_code == 302
    row = hands.account("gaowan").id
    assert hands.post(guard, f"/security/account/{row}/end", "/security/").status_code == 302
    assert person.get("/").status_code == 302


@pytest.mark.parametrize("who", ["sysadmin", "auditor", "leader", "clerk"])
def test_nobody_else_sees_who_is_logged_in(app: Flask, who: str) -> None:
    assert hands.client(app, who).get("/security/").status_code == 403


def test_security_administrator_finds_what_waits_on_the_home_page(app: Flask) -> None:
    row, _ = make(app)
    propose(app, row, Role.TWN)
    guard = hands.client(app, "secadmin")
    assert "修改待您批准" in guard.get("/").text
    url = f"/admin/pending_change/{hands.proposals()[-1].id}"
    assert guard.get(url).headers["Location"].startswith("/accounts/change/")
    assert guard.get("/admin/pending_change/").status_code == 200


def test_intake_office_does_not_see_proposals_about_accounts(app: Flask) -> None:
    row, _ = make(app)
    propose(app, row, Role.TWN)
    person = hands.client(app, "intake")
    assert person.get(f"/admin/pending_change/{hands.proposals()[-1].id}").status_code == 404


def test_each_step_is_audited_without_names(app: Flask) -> None:
    row, password = make(app)
    propose(app, row, Role.TWN)
    decide(app, "secadmin")
    session = support.session()
    session.rollback()
    found = session.scalars(sa.select(AuditLog).where(AuditLog.object_id == row)).all()
    assert [one.action for one in found] == ["add_account", "propose", "approve"]
    assert all("马丽" not in str(one.detail) and password not in str(one.detail) for one in found)


def test_page_of_the_manual_is_the_matrix() -> None:
    assert role_page.PATH.read_text(encoding="utf-8") == role_page.text(), "flask roles write"


def test_changes_of_accounts_know_their_acts() -> None:
    assert set(account_changes.ACTS) == {"grant", "password", "factor"}
