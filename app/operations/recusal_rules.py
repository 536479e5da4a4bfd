"""What every change of a problem owes to recusal: whom the rules take off, and who is left."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock, policies, recusals
from app.enums import AccountStatus, Role, UnitKind
from app.enums_recusal import RecusalGround, RecusalSource, RecusalState
from app.errors import Refused
from app.models import Account, Problem, Recusal, RoleAssignment, Unit
from app.operations import kin

# 检举控告规则 art. 15: what is about those who would decide goes up on paper.
HANDOVER = (
    "反映的是县纪委监委本身或其领导，本系统不登记、不留存。"
    "请告知来访人向上级纪检监察机关反映；收到的书面材料当日密封，径送上级纪检监察机关。"
)
NOBODY_LEFT = (
    "县纪委监委没有别的领导能接手这件事项，不能这样回避。"
    "请书面报告上级纪检监察机关，由上级指定人员办理。"
)


def above(session: Session, unit_id: int | None) -> int | None:
    """Return a unit's superior, None for none; the commission answers for its own offices."""
    if unit_id is None:
        return None
    child = sa.select(Unit.parent_id).where(Unit.id == unit_id).scalar_subquery()
    query = sa.select(Unit.id).where(Unit.id == child, Unit.kind != UnitKind.DISCIPLINE_COMMISSION)
    return session.execute(query).scalar()


def units_off(session: Session, problem: Problem) -> set[int]:
    """Return the units that are kept from a problem as a whole.

    Who is kept from what was merged into it, or into its whole, is kept from it too.
    """
    every = [problem, *kin.joined(session, problem)]
    query = sa.select(Recusal.unit_id).where(
        Recusal.problem_id.in_([one.id for one in every]),
        Recusal.unit_id.is_not(None),
        Recusal.state.in_(recusals.ACTIVE),
    )
    found = {unit for unit in session.scalars(query) if unit is not None}
    return found.union(*(by_rule(session, one) for one in every))


def accused(session: Session, problem: Problem) -> set[int]:
    """Return the units that a problem, or what was merged into it, confidentially complains of."""
    every = [problem, *kin.joined(session, problem)]
    found = {one.unit_complained_id for one in every if policies.is_confidential(one)}
    return {unit for unit in found if unit is not None}


def by_rule(session: Session, problem: Problem) -> dict[int, RecusalGround]:
    """Return the units that the rules keep from a problem, each with its ground."""
    accused = problem.unit_complained_id
    if accused is None or not policies.is_confidential(problem):
        return {}
    found = {accused: RecusalGround.PARTY}
    superior = above(session, accused) if problem.is_sensitive else None
    return found if superior is None else {**found, superior: RecusalGround.INTEREST}


def note(session: Session, problem: Problem) -> list[int]:
    """Write down whom the rules keep from a problem, each once; return the new ones' units."""
    rule = by_rule(session, problem)
    if not rule:
        return []
    query = sa.select(Recusal.unit_id).where(
        Recusal.problem_id == problem.id, Recusal.source == RecusalSource.SYSTEM
    )
    known = set(session.scalars(query))
    fresh = [unit for unit in rule if unit not in known]
    for unit in fresh:
        session.add(
            Recusal(
                unit_id=unit,
                problem_id=problem.id,
                ground=rule[unit],
                source=RecusalSource.SYSTEM,
                state=RecusalState.GRANTED,
                decided_at=clock.now(),
            )
        )
    session.flush()
    if fresh:
        check_somebody_left(session, problem.id, HANDOVER)
    return fresh


def check_somebody_left(session: Session, problem_id: int, words: str = NOBODY_LEFT) -> None:
    """Refuse what would keep a problem from every leader: it must not fall out of all sight."""
    if recusals.out(session, recusals.Level.LEADERS, problem_id):
        raise Refused(words)


def is_above_us(session: Session, unit_id: int) -> bool:
    """Tell whether a complaint about a unit is about those who would decide it."""
    kind = session.execute(sa.select(Unit.kind).where(Unit.id == unit_id)).scalar()
    return kind == UnitKind.DISCIPLINE_COMMISSION or unit_id in leaders_units(session)


def leaders_units(session: Session) -> set[int]:
    """Return the units of the accounts that are leaders of the commission today."""
    found = session.scalars(_leaders(Account.unit_id).distinct())
    return {unit for unit in found if unit is not None}


def _leaders(column: Any) -> sa.Select[Any]:
    """Select a column of the accounts that are leaders of the commission today."""
    today, ends = clock.today(), RoleAssignment.valid_to
    return (
        sa.select(column)
        .join(RoleAssignment, RoleAssignment.account_id == Account.id)
        .where(
            Account.status == AccountStatus.ACTIVE,
            RoleAssignment.role == Role.DC_LEAD,
            RoleAssignment.valid_from <= today,
            sa.or_(ends.is_(None), ends >= today),
        )
    )


def check_message_has_leader(session: Session, message_id: int) -> None:
    """Refuse what would keep a message from every leader."""
    off = sa.select(Recusal.account_id).where(
        Recusal.message_id == message_id,
        Recusal.account_id.is_not(None),
        Recusal.state.in_(recusals.ACTIVE),
    )
    if session.execute(_leaders(Account.id).where(Account.id.not_in(off)).limit(1)).first() is None:
        raise Refused(NOBODY_LEFT)
