"""E02 by hand: a unit is pressed; each time counts one level up."""

from __future__ import annotations

import sqlalchemy as sa

from app.enums_ledger import DeadlineKind
from app.models import Supervision
from app.operations import guards, limits
from app.operations.case import Case, Note

LONGEST_REPLY = 30


def supervise(case: Case) -> Note:
    """Add a supervision row with its reply due; the item's own dates do not move."""
    facts, problem = case.facts, case.problem
    days = guards.check_days(facts["reply_days"], LONGEST_REPLY, "reply_days")
    top = sa.select(sa.func.max(Supervision.level)).where(Supervision.problem_id == problem.id)
    level = (case.session.execute(top).scalar() or 0) + 1
    reply = limits.in_workdays(case.session, DeadlineKind.ANSWER, days)
    case.start(reply)
    case.session.add(
        Supervision(
            problem_id=problem.id,
            kind=facts["kind"],
            level=level,
            unit_id=problem.lead_unit_id,
            issued_by_id=case.actor.account_id,
            issued_at=case.now,
            content=facts["content"],
            reply_due=reply.at,
            created_by_id=case.actor.account_id,
        )
    )
    problem.supervision_count += 1
    data = {"kind": facts["kind"], "level": level, "days": days}
    return Note(f"{facts['kind'].label}：{facts['content']}", data)
