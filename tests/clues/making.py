"""Makers of clues, each by the product's own operations."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from werkzeug.security import generate_password_hash

from app import clock, store
from app.enums import Role
from app.models import Account, Clue, ClueEvent, Model, ReporterNotice, RoleAssignment
from app.operations import clue_acts, clues
from app.principal import Principal, system
from tests import support
from tests.stored import rows

SUMMARY = "反映某站长在低保评定中优亲厚友"
ACCUSED = "柳某山，站长"
REPORTER, PHONE = "欧阳雀庚", "13911110007"
ENTRY: dict[str, Any] = {
    "managed_level": "county",
    "channel": "letter",
    "received_on": "2026-11-18",
    "accused": ACCUSED,
    "summary": SUMMARY,
    "is_named": "y",
    "reporter_name": REPORTER,
    "reporter_phone": PHONE,
}
PUSH: dict[str, Any] = {"managed_level": "county", "accused": ACCUSED, "reason": "涉嫌违纪。"}
FACTS: dict[str, dict[str, Any]] = {
    "register": {},
    "propose": {
        "disposal": "preliminary_verification",
        "studied_on": "2026-11-18",
        "opinion": "内容具体，建议初步核实。",
    },
    "approve": {"minutes_ref": "2026年第9次专题会议纪要"},
    "send_back": {"opinion": "请补充依据。"},
    "finish": {"text": "经核实，反映的问题不存在。"},
    "move_out": {"receiver": "审查调查室", "receipt_no": "回执2026-7", "text": "移交立案。"},
    "return": {"text": "不属纪检监察受理范围。"},
    "reopen": {"text": "收到新的材料。"},
    "note": {"text": "已调阅档案。"},
    "keeper": {"keeper": "casekeeper2", "text": "工作调整。"},
    "hand": {"text": "请一个月内核实。"},
}
# The moves that lead to each state.
WAY: dict[str, tuple[tuple[str, str], ...]] = {
    "registered": (),
    "proposed": (("casekeeper", "propose"),),
    "approved": (("leader", "approve"),),
    "under_disposal": (("casekeeper", "hand"),),
    "disposed": (("inspector", "finish"),),
    "filed_case": (("casekeeper", "move_out"),),
}


@contextmanager
def held(at: datetime = support.NOW) -> Iterator[None]:
    """Hold the clock."""
    with clock.fixed(at):
        yield


def entered(who: str = "casekeeper", **changes: Any) -> int:
    """Enter a clue by hand and return its id."""
    actor = support.person(who)
    with store.write(actor) as work:
        return clues.enter(work, actor, {**ENTRY, **changes}).id


def push(problem_id: int, who: str = "intake", **changes: Any) -> int:
    """Push an item in and return the id of its newest clue."""
    actor = support.person(who)
    with store.write(actor) as work:
        clues.push(work, actor, problem_id, {**PUSH, **changes})
    return max(row.id for row in rows(Clue))


def facts(move: str, **changes: Any) -> dict[str, Any]:
    """Return facts that hold for a move."""
    unit = {"unit_id": support.unit_id("JD1")} if move == "hand" else {}
    return {**FACTS[move], **unit, **changes}


def move(who: str, clue_id: int, code: str, **changes: Any) -> None:
    """Make one move at the present version."""
    actor = support.person(who) if isinstance(who, str) else who
    with store.write(actor) as work:
        version = stored(clue_id, work).row_version
        clue_acts.perform(work, actor, clue_id, version, code, facts(code, **changes))


def clue_in(state: str, **changes: Any) -> int:
    """Enter a clue and lead it to a state."""
    clue_id = entered(**changes)
    states = list(WAY)
    for step in states[1 : states.index(state) + 1]:
        for who, code in WAY[step]:
            move(who, clue_id, code)
    return clue_id


def tell(who: str, notice_id: int, **changes: Any) -> None:
    """Record that the reporter was told."""
    actor = support.person(who)
    given = {"way": "phone", "text": "已电话告知。", **changes}
    with store.write(actor) as work:
        clue_acts.tell(work, actor, notice_id, given)


def fresh() -> Session:
    """Return the session, reading as a task of the tests."""
    session = store.current()
    session.rollback()
    session.expire_all()
    store.name(session, system("test"))
    return session


def stored(clue_id: int, work: Session | None = None) -> Clue:
    """Return a clue as it is stored now; inside a write it is read past the actor's scope."""
    if work is None:
        return fresh().get_one(Clue, clue_id)
    with store.acting(work, system("test")):
        return work.get_one(Clue, clue_id)


def notices(clue_id: int) -> list[ReporterNotice]:
    """Return the notices of a clue."""
    return [row for row in rows(ReporterNotice) if row.clue_id == clue_id]


def moves(clue_id: int) -> list[str]:
    """Return what happened to a clue, in order."""
    return [row.move for row in rows(ClueEvent) if row.clue_id == clue_id]


def add_account(username: str, name: str, unit: str, role: Role) -> None:
    """Add a person to the cast of this test."""
    with store.write(system("test")) as work:
        account = Account(
            username=username,
            first_name="",
            last_name=name,
            email=f"{username}@example.cn",
            password=generate_password_hash(support.PASSWORD, method="pbkdf2:sha256:1000"),
            active=True,
            unit_id=support.unit_id(unit),
        )
        work.add(account)
        work.flush()
        work.add(
            RoleAssignment(
                account_id=account.id,
                role=role,
                unit_id=account.unit_id,
                valid_from=date(2026, 1, 1),
            )
        )


def somebody(username: str, role: Role) -> Principal:
    """Return the principal of an account that a test added."""
    row = (
        fresh()
        .execute(
            sa.select(Account.id, Account.unit_id, Account.last_name).where(
                Account.username == username
            )
        )
        .one()
    )
    return Principal(
        name=row.last_name,
        account_id=row.id,
        username=username,
        unit_id=row.unit_id,
        roles=frozenset({role}),
    )


def tables() -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table, to be compared before and after."""
    session = fresh()
    found = {}
    for table in Model.metadata.tables.values():
        query = sa.select(table).order_by(*table.primary_key.columns)
        found[table.name] = [tuple(row) for row in session.execute(query)]
    return found


def changed(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    """Return the tables that differ."""
    return {name for name in after if before[name] != after[name]}
