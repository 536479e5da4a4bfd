"""Many people move many items at once: the ledger stays in order, nobody's change is lost.

Sixteen clients on threads act by the real operations, each on a version that it read before,
so that they meet on the same items. Afterwards every row is held against its history.
"""

from __future__ import annotations

import contextvars
import itertools
import random
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException

from app import audit, clock, policies, store
from app.enums import StepRole
from app.extensions import db
from app.models import AuditLog, Problem, ProblemEvent, ProblemScope, ProblemStep
from app.operations import ledger, ledger_check
from app.principal import Principal, system
from app.transitions import OPEN_STATES
from tests import makers, support

CLIENTS = 16
ACTORS = ("intake", "leader", "gaowan", "minzheng", "inspector", "clerk")
STANDING = frozenset({"progress", "supervise", "reassign", "callback"})
STATES = ("registered", "pending_decision", "assigned", "in_progress")
# What a client answers with when it was slower, or asked for what is closed now: no error.
EXPECTED = frozenset({403, 404, 409, 422})
READER = system("test")


@dataclass
class Field:
    """What the clients share: people, facts that hold, and what they met."""

    items: list[int]
    people: dict[str, Principal]
    facts: dict[str, Mapping[str, Any]]
    until: float
    most: int
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    # (item, version that was acted on): two that won on the same one would be a lost update.
    won: Counter[tuple[int, int]] = field(default_factory=Counter)
    guard: threading.Lock = field(default_factory=threading.Lock)

    def is_over(self) -> bool:
        """Tell whether the time or the moves are used up."""
        moves = self.done.total() + self.refused.total()
        return time.monotonic() > self.until or moves >= self.most or bool(self.faults)


def choose(session: Session, actor: Principal, problem_id: int, dice: random.Random) -> Any:
    """Return version and an action that this person is offered now, None when there is none."""
    store.name(session, actor)
    problem = session.scalars(sa.select(Problem).where(Problem.id == problem_id)).one_or_none()
    if problem is None:
        return None
    steps = session.scalars(sa.select(ProblemStep).where(ProblemStep.problem_id == problem_id))
    offered = policies.allowed_actions(actor, problem, steps.all())
    open_now = [one.transition.action for one in offered if one.open]
    version = problem.row_version
    session.rollback()
    if not open_now:
        return None
    # What leaves the state as it is may be done at any time, and would be most of what is done.
    action = dice.choice(open_now)
    return None if action in STANDING and dice.random() < 0.8 else (version, action)


def move(shared: Field, dice: random.Random) -> None:
    """Look at an item as somebody, then act on what was seen."""
    session, actor = store.current(), shared.people[dice.choice(ACTORS)]
    problem_id = dice.choice(shared.items)
    found = choose(session, actor, problem_id, dice)
    if found is None or found[1] not in shared.facts:
        return
    version, action = found
    try:
        with store.write(actor) as work:
            ledger.perform(work, actor, problem_id, version, action, shared.facts[action])
    except HTTPException as refusal:
        with shared.guard:
            shared.refused[refusal.code or 0] += 1
            if refusal.code not in EXPECTED:
                shared.faults.append(f"{action}: {refusal}")
        return
    with shared.guard:
        shared.done[action] += 1
        shared.won[problem_id, version] += 1


def client(app: Flask, shared: Field, seed: int) -> None:
    """Move items at random until it is over; whatever else goes wrong is a server error."""
    dice = random.Random(seed)
    with app.app_context(), clock.fixed(support.NOW):
        while not shared.is_over():
            try:
                move(shared, dice)
            except Exception as error:
                with shared.guard:
                    shared.faults.append(f"{type(error).__name__}: {error}")
        db.session.remove()


def prepared(items: int, seconds: float, most: int) -> Field:
    """Make the items, some further on than others, and the facts of every action."""
    spread = [makers.problem_in(STATES[n % len(STATES)]) for n in range(items)]
    people = {name: support.person(name) for name in ACTORS}
    actions = [
        *("triage", "instruct", "send_back_triage", "sign", "progress", "answer", "return"),
        *("reassign", "submit", "verify", "rework", "callback", "close", "supervise"),
    ]
    facts = {action: makers.facts(action) for action in actions}
    support.session().rollback()
    return Field(spread, people, facts, time.monotonic() + seconds, most)


def reading() -> Session:
    """Return a session that reads everything as it is now."""
    session = support.session()
    session.rollback()
    session.expire_all()
    store.name(session, READER)
    return session


def check_events(session: Session, problem: Problem) -> None:
    """Hold an item against its own history."""
    query = sa.select(ProblemEvent).where(ProblemEvent.problem_id == problem.id)
    events = session.scalars(query.order_by(ProblemEvent.seq)).all()
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    for before, after in itertools.pairwise(events):
        assert after.from_state == before.to_state, (problem.id, after.seq)
    assert events[-1].to_state == problem.state
    # Registration makes version 1; every act since then counted one or more.
    assert problem.row_version >= len(events)


def check_steps(session: Session, problem: Problem) -> None:
    """Hold an item's steps, scope and due dates against its state."""
    query = sa.select(ProblemStep).where(ProblemStep.problem_id == problem.id)
    steps = session.scalars(query).all()
    open_leads = [s for s in steps if s.role == StepRole.LEAD and s.ended_at is None]
    working = problem.state.value in {"assigned", "in_progress"}
    assert len(open_leads) == (1 if working else 0), (problem.id, problem.state)
    if working:
        assert open_leads[0].unit_id == problem.lead_unit_id
    open_units = Counter((s.unit_id, s.role) for s in steps if s.ended_at is None)
    assert all(count == 1 for count in open_units.values()), problem.id
    assert all((s.late is None) == (s.ended_at is None) for s in steps), problem.id
    scopes = session.scalars(
        sa.select(ProblemScope).where(ProblemScope.problem_id == problem.id)
    ).all()
    assert len({scope.unit_id for scope in scopes}) == len(scopes)
    assert {scope.due_at for scope in scopes} <= {problem.due_at}
    assert {step.unit_id for step in steps} <= {scope.unit_id for scope in scopes}


def deadlocks(session: Session) -> int:
    """Return how many deadlocks PostgreSQL has met in this database; SQLite knows none."""
    if session.get_bind().dialect.name != "postgresql":
        return 0
    table = sa.table("pg_stat_database", sa.column("deadlocks"), sa.column("datname"))
    query = sa.select(table.c.deadlocks).where(table.c.datname == sa.func.current_database())
    return int(session.execute(query).scalar_one())


@pytest.mark.parametrize(("few", "many"), [((24, 20.0, 100), (500, 60.0, 10**9))])
def test_sixteen_clients_move_items_at_random_and_the_ledger_stays_in_order(
    app: Flask, soak: bool, few: tuple[int, float, int], many: tuple[int, float, int]
) -> None:
    with clock.fixed(support.NOW):
        shared = prepared(*(many if soak else few))
    began = audit_rows()
    shared.until = time.monotonic() + (many if soak else few)[1]
    threads = [
        threading.Thread(target=contextvars.Context().run, args=(client, app, shared, seed))
        for seed in range(CLIENTS)
    ]
    started = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(
        f"moves {shared.done.total()} in {time.monotonic() - started:.1f} s, "
        f"refused {dict(shared.refused)}, {dict(shared.done)}"
    )
    assert shared.faults == []
    assert shared.done.total() >= 20
    # Nobody won twice on one version: the second would have overwritten the first.
    assert [key for key, count in shared.won.items() if count > 1] == []
    session = reading()
    problems = session.scalars(sa.select(Problem).order_by(Problem.id)).all()
    assert len(problems) == len(shared.items)
    for problem in problems:
        check_events(session, problem)
        check_steps(session, problem)
    assert ledger_check.differing(session) == []
    assert audit_rows() - began == shared.done.total()
    assert audit.verify(session)[1] is None
    assert deadlocks(session) == 0
    assert any(problem.state in OPEN_STATES for problem in problems)


def audit_rows() -> int:
    """Return how many acts of the ledger were audited."""
    query = sa.select(sa.func.count(AuditLog.id)).where(AuditLog.action.like("problem.%"))
    return int(reading().execute(query).scalar_one())
