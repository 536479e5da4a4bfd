"""Makers of recusals, and of people beyond the small cast."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from app import store
from app.enums import Role
from app.models import Account, Problem, ProblemScope, RoleAssignment
from app.operations import recusals
from app.principal import Principal, system
from tests import makers, support

WORDS: dict[str, Any] = {"ground": "relative", "words": "当事人是我的亲属。"}


def another(username: str, like: str, role: Role) -> Principal:
    """Add an account in the unit of a person of the cast, and return its principal."""
    model = support.person(like)
    with store.write(system("test")) as work:
        account = Account(
            username=username,
            first_name="",
            last_name=f"{username}（示例）",
            email=f"{username}@example.cn",
            password=work.execute(sa.select(Account.password)).scalars().first(),
            active=True,
            unit_id=model.unit_id,
            is_demo=True,
        )
        work.add(account)
        work.flush()
        work.add(
            RoleAssignment(
                account_id=account.id, role=role, unit_id=model.unit_id, valid_from=date(2021, 9, 1)
            )
        )
        key = account.id
    roles = frozenset({role})
    return replace(model, name=username, username=username, account_id=key, roles=roles)


def who(someone: str | Principal) -> Principal:
    """Return a principal by name or as it is."""
    return support.person(someone) if isinstance(someone, str) else someone


def declare(someone: str | Principal, problem_id: int) -> int:
    """Let somebody ask to keep away, and return the recusal's id."""
    actor = who(someone)
    with store.write(actor) as work:
        return recusals.declare(work, actor, problem_id, WORDS).id


def request(someone: str, problem_id: int, key: str) -> int:
    """Write down a reporter's request, and return the recusal's id."""
    actor = who(someone)
    with store.write(actor) as work:
        return recusals.request(work, actor, problem_id, {**WORDS, "who": key}).id


def decide(
    someone: str | Principal, recusal_id: int, decision: str, reason: str = "已核实"
) -> None:
    """Decide a recusal at its first version."""
    actor = who(someone)
    with store.write(actor) as work:
        recusals.decide(work, actor, recusal_id, 1, {"decision": decision, "reason": reason})


def reading(someone: str | Principal) -> Any:
    """Return the session reading afresh as somebody."""
    session = store.current()
    session.rollback()
    session.expunge_all()
    store.name(session, who(someone))
    return session


def sees(someone: str | Principal, problem_id: int) -> bool:
    """Tell whether somebody sees a problem."""
    query = sa.select(Problem.id).where(Problem.id == problem_id)
    return reading(someone).execute(query).first() is not None


def show_to(code: str, problem_id: int) -> None:
    """Put a problem into a unit's scope, as if it had had a part."""
    due = makers.stored(problem_id).due_at
    with store.write(system("test")) as work:
        unit = support.unit_id(code)
        work.add(ProblemScope(unit_id=unit, problem_id=problem_id, due_at=due, open_due_at=due))


def report(unit: str, **changes: Any) -> int:
    """Register a report about a unit."""
    return makers.registered(
        request_type="report", unit_complained_id=support.unit_id(unit), **changes
    )
