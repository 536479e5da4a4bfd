"""What these tests share: items that fit each kind of paper, and drafts made from them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from app import clock, store
from app.models import Document
from app.operations import composing, meetings
from app.principal import system
from tests import makers, support

LATE = support.NOW + timedelta(days=14)
REPORT = {"request_type": "report"}


def late(**changes: Any) -> int:
    """Make an item whose lead unit is late at LATE."""
    return makers.problem_in("in_progress", **changes)


def extended(**changes: Any) -> int:
    """Make an item whose extension was approved."""
    problem_id = makers.problem_in("in_progress", **changes)
    makers.walk(problem_id, makers.EXTENSION)
    return problem_id


def ended(action: str) -> Callable[..., int]:
    """Return a maker of items that left the usual way by an action of the intake office."""

    def make(**changes: Any) -> int:
        problem_id = makers.registered(**changes)
        makers.act("intake", problem_id, action)
        return problem_id

    return make


def stage(state: str) -> Callable[..., int]:
    """Return a maker of items in a state."""

    def make(**changes: Any) -> int:
        return makers.problem_in(state, **changes)

    return make


# An item that fits each paper of the ledger.
FITTING: dict[str, Callable[..., int]] = {
    "assignment_letter": stage("assigned"),
    "livelihood_letter": stage("in_progress"),
    "supervision_letter": late,
    "transfer_letter": ended("transfer"),
    "rectification_notice": stage("in_progress"),
    "acceptance_notice": stage("in_progress"),
    "rejection_notice": ended("reject"),
    "reply": stage("closed"),
    "extension_notice": extended,
    "proposal": stage("closed"),
    "publicity": stage("closed"),
}


def from_item(code: str, problem_id: int, who: str = "intake") -> int:
    """Draft a paper from an item, late in the month, and return its id."""
    with clock.fixed(LATE):
        actor = support.person(who)
        with store.write(actor) as work:
            return composing.from_problem(work, actor, code, problem_id).id


def begun(code: str, who: str = "intake", **typed: Any) -> int:
    """Begin a paper from what is typed and return its id."""
    actor = support.person(who)
    with store.write(actor) as work:
        return composing.begin(work, actor, code, typed).papers[0].id


def stored(document_id: int) -> Document:
    """Return a paper as it is stored now."""
    session = support.session()
    session.rollback()
    session.expire_all()
    store.name(session, system("test"))
    return session.get_one(Document, document_id)


def met(*problem_ids: int, who: str = "intake", **changes: Any) -> int:
    """Record a meeting about items and return its id."""
    actor = support.person(who)
    facts = {
        "kind": "push",
        "title": "婚姻登记信息不一致推进会",
        "held_on": "2026-11-17",
        "place": "县政府三楼",
        "host_unit_id": actor.unit_id,
        "unit_ids": [support.unit_id("GW"), support.unit_id("MZ")],
        "attendees": "周书记（示例）、吴局长（示例）",
        "decision": f"民政局三日内通知{makers.NAME}（{makers.PHONE}）。\n派出所当场更正。",
        "items": "\n".join(makers.stored(one).problem_no for one in problem_ids),
        **changes,
    }
    with store.write(actor) as work:
        return meetings.record(work, actor, facts).id
