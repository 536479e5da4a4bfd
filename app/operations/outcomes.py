"""Accountability outcomes: what another body decided is recorded; nothing is decided here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock, constraints, policies, secrecy, store
from app.enums_clue import GROUP_OF, SANCTION_MONTHS, ActionGroup, ActionKind, FourForm
from app.errors import Missing
from app.models import Accountability, Clue, Problem
from app.operations import compartment
from app.operations.facts import Reader
from app.permissions import Right
from app.principal import Principal
from app.workdays import month_after

PAGE = 50


def ends_on(kind: ActionKind, effective_on: date) -> date | None:
    """Return the day a sanction's period ends (政务处分法 art. 8), None for what has no period."""
    months = SANCTION_MONTHS.get(kind)
    return month_after(effective_on, months) if months else None


def record(session: Session, actor: Principal, facts: Mapping[str, Any]) -> Accountability:
    """Record one outcome; Invalid names every fact that does not hold."""
    if not actor.has(Right.ACCOUNTABILITY, "A"):
        raise Missing()
    with store.acting(session, compartment.KEEPER), session.no_autoflush:
        reader = Reader(session, facts)
        found = _read(reader)
        found.update(_links(session, actor, reader))
        reader.finish()
        name = found.pop("person_name")
        row = Accountability(
            **compartment.seal({"name": name} if name else {}),
            **found,
            name_mask=secrecy.mask_name(name),
            ends_on=ends_on(found["action_kind"], found["effective_on"]),
            created_by_id=actor.account_id,
        )
        session.add(row)
        session.flush()
        compartment.trace(session, actor, {"outcome": row.uid, **_plain(found)})
    return row


def _plain(found: Mapping[str, Any]) -> dict[str, str]:
    """Return the facts as the audit row's hash takes them."""
    return {name: str(value) for name, value in found.items()}


def _read(reader: Reader) -> dict[str, Any]:
    """Check every fact of an outcome."""
    found: dict[str, Any] = {
        "unit_id": reader.unit("unit_id", "单位"),
        "person_name": reader.text("person_name", "姓名", 40, required=False, line=True),
        "post": reader.text("post", "职务", 80, required=False, line=True),
        "is_public_official": reader.tick("is_public_official", "公职人员", required=False),
        "is_party_member": reader.tick("is_party_member", "中共党员", required=False),
        "action_kind": reader.word("action_kind", "处理方式", ActionKind),
        "form": reader.word("form", "形态", FourForm, required=False),
        "decided_by_body": reader.text("decided_by_body", "决定机关", 80, line=True),
        "decided_on": reader.day("decided_on", "决定日期"),
        "effective_on": reader.day("effective_on", "生效日期"),
        "public_text": reader.text("public_text", "公开文字", 500, required=False) or None,
    }
    kind = found["action_kind"]
    found["action_group"] = GROUP_OF[kind] if kind else None
    _check_person(reader, found)
    _check_days(reader, found)
    return found


def _check_person(reader: Reader, found: Mapping[str, Any]) -> None:
    """Hold the kind against the person; the database refuses the same."""
    group, name = found["action_group"], found["person_name"]
    for wanted, tick, constraint in (
        (ActionGroup.ADMINISTRATIVE, "is_public_official", "ck_accountability_official"),
        (ActionGroup.PARTY, "is_party_member", "ck_accountability_party_member"),
    ):
        if group == wanted and not found[tick]:
            reader.blame("action_kind", constraints.MESSAGES[constraint][1])
    if group == ActionGroup.UNIT and name:
        reader.blame("person_name", "对单位的处理不填个人姓名。")
    if group not in {ActionGroup.UNIT, None} and not name:
        reader.blame("person_name", "请填写被处理人的姓名。")
    if name and found["public_text"] and name in found["public_text"]:
        reader.blame("public_text", "公开文字里不要写全名，请写成“杨某”这样。")


def _check_days(reader: Reader, found: Mapping[str, Any]) -> None:
    """Refuse days that cannot be: decided tomorrow, or in force before it was decided."""
    decided, effective = found["decided_on"], found["effective_on"]
    if decided is not None and decided > clock.today():
        reader.blame("decided_on", "决定日期不能晚于今天。")
    if decided is not None and effective is not None and effective < decided:
        reader.blame("effective_on", "生效日期不能早于决定日期。")


def _links(session: Session, actor: Principal, reader: Reader) -> dict[str, int | None]:
    """Return the item and the clue that an outcome came from, each only if the actor sees it."""
    found: dict[str, int | None] = {"problem_id": None, "clue_id": None}
    wanted: tuple[tuple[str, Any, Any, str], ...] = (
        ("problem", Problem.id, Problem.problem_no, "没有找到这个台账编号。"),
        ("clue", Clue.id, Clue.clue_no, "没有找到这个线索编号。"),
    )
    with store.acting(session, actor):
        for name, key, number, word in wanted:
            typed = reader.raw(f"{name}_no")
            if not typed:
                continue
            found[f"{name}_id"] = session.execute(sa.select(key).where(number == typed)).scalar()
            if found[f"{name}_id"] is None:
                reader.blame(f"{name}_no", word)
    return found


def log_opening(session: Session, actor: Principal, row_id: int) -> None:
    """Audit that somebody opens the name of an outcome; Missing outside the scope."""
    row = get(session, row_id)
    facts = {"outcome": row.uid, "at": clock.now().isoformat()}
    compartment.trace_read(session, actor, facts)


def get(session: Session, row_id: int) -> Accountability:
    """Return a visible outcome; Missing otherwise."""
    query = sa.select(Accountability).where(Accountability.id == row_id)
    row = session.scalars(query).one_or_none()
    if row is None:
        raise Missing()
    return row


def name_of(row: Accountability) -> str:
    """Return the person's name, an empty text for a unit."""
    return compartment.opened(row).get("name", "")


@dataclass(frozen=True)
class Published:
    """What is told of an outcome outside the commission: whose unit, since when, in which words."""

    unit_id: int
    effective_on: date
    text: str


def published(session: Session, actor: Principal, page: int = 1) -> list[Published]:
    """Return the public texts that an office is told, newest first; one more tells of a next page.

    A department is told those of its own unit, townships and the bureau all (domain.md 4.4).
    Nothing else of the row goes out: no name, no kind, no id that could be counted.
    """
    if not policies.is_told_outcomes(actor):
        raise Missing()
    query = (
        sa.select(Accountability.unit_id, Accountability.effective_on, Accountability.public_text)
        .where(Accountability.public_text.is_not(None))
        .order_by(Accountability.effective_on.desc(), Accountability.id.desc())
        .offset((page - 1) * PAGE)
        .limit(PAGE + 1)
    )
    if not policies.is_told_outcomes(actor, of_others=True):
        query = query.where(Accountability.unit_id == (actor.unit_id or 0))
    with store.acting(session, compartment.KEEPER):
        rows = session.execute(query).all()
    return [Published(unit_id, on, text or "") for unit_id, on, text in rows]
