"""Notices of the ledger: ids only, written in the transaction that caused them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock, recusals
from app.enums import (
    ConductNature,
    OutboxChannel,
    OutboxState,
    ProblemState,
    Role,
    StepRole,
    Track,
)
from app.models import Outbox, Problem, ProblemStep, RoleAssignment
from app.operations import recusal_rules, texting

# Who is told of which transition.
TOLD: dict[str, tuple[str, ...]] = {
    "T01": ("intake",),
    "T02": ("decider",),
    "T06": ("lead", "co", "supervisor"),
    "T07": ("intake",),
    "T08": ("supervisor",),
    "T09": ("intake", "decider"),
    "T10": ("intake",),
    "P01": ("lead", "supervisor"),
    "P02": ("lead",),
    "T13": ("supervisor",),
    "T14": ("lead",),
    "T15": ("caller", "intake"),
    "F01": ("intake",),
    "F02": ("supervisor",),
    "T16": ("lead", "supervisor"),
    "T17": ("lead", "supervisor"),
    "E02": ("pressed",),
    "E01a": ("intake",),
    "E01b": ("leader",),
    "E01": ("lead", "co", "supervisor", "caller", "intake"),
    "E01d": ("lead",),
    "T11a": ("intake",),
    "T11b": ("leader",),
    "T11": ("lead", "co", "supervisor"),
    "T11d": ("lead",),
    "T12": ("lead", "co", "supervisor"),
    "T03": ("leader",),
    "T04": ("intake",),
    "F04": ("intake",),
    "T05": ("intake",),
    # The master of a merged item has a result: the reporter is to be called.
    "F09": ("caller", "intake"),
    "F05": ("intake",),
    "F06": ("leader",),
    "F07": ("intake",),
    "T18": ("lead", "supervisor", "intake"),
    "F08": ("intake",),
    "T20": ("parts", "supervisor"),
    "T21": ("intake",),
    "F10": ("intake",),
    "F11": ("intake",),
}
# Which level stands behind a word.
LEVELS = {
    "intake": recusals.Level.INTAKE,
    "supervisor": recusals.Level.OFFICE,
    "lead": recusals.Level.HANDLER,
}
# Whom an item waits for where no unit works on it; everywhere else it is the lead unit.
WAITS_FOR = {
    ProblemState.REGISTERED: "intake",
    ProblemState.PENDING_DECISION: "decider",
    ProblemState.SUBMITTED: "supervisor",
    ProblemState.PENDING_FEEDBACK: "intake",
}


def waits_for(problem: Problem) -> str:
    """Return the word for whom an item waits, which is who is pressed."""
    return WAITS_FOR.get(problem.state, "lead")


def pressed(session: Session, problem: Problem) -> set[int]:
    """Return the units that have to move now, the leaders where none of them may be told."""
    found = _units(session, problem, waits_for(problem)) - _off(session, problem)
    return found or units_of(session, Role.DC_LEAD)


def _off(session: Session, problem: Problem) -> set[int]:
    """Return the units that are not told of an item."""
    return {problem.unit_complained_id or 0} | recusal_rules.units_off(session, problem)


def send(session: Session, problem: Problem, code: str, seq: int) -> None:
    """Write one notice for each unit that is told, never for one complained of or kept off.

    Whom nobody of a level may be told of goes up: the leaders hear of it.
    """
    off = _off(session, problem)
    for who in TOLD.get(code, ()):
        channel = OutboxChannel.CALL_TASK if who == "caller" else OutboxChannel.IN_APP
        told = _units(session, problem, who)
        if _is_out(session, problem, who):
            told |= recusal_rules.leaders_units(session)
        for unit_id in sorted(told - off):
            key = f"problem:{problem.id}:{seq}:{who}:{unit_id}"
            payload = {"problem_id": problem.id}
            notice(session, f"problem.{code}", unit_id, payload, key, channel=channel)
            texting.also(session, problem, code, unit_id, key)


def _is_out(session: Session, problem: Problem, who: str) -> bool:
    """Tell whether nobody is left of the level behind a word of TOLD."""
    level = LEVELS.get(waits_for(problem) if who == "pressed" else who)
    return level is not None and bool(recusals.out(session, level, problem.id))


def notice(
    session: Session,
    template: str,
    unit_id: int | None,
    payload: dict[str, int],
    dedupe_key: str,
    *,
    account_id: int | None = None,
    channel: OutboxChannel = OutboxChannel.IN_APP,
) -> None:
    """Write one notice; the key keeps it single.

    What is read on a page is delivered when it is written; a call waits until it was made.
    """
    delivered = channel == OutboxChannel.IN_APP
    session.add(
        Outbox(
            channel=channel,
            template=template,
            unit_id=unit_id,
            account_id=account_id,
            payload=payload,
            state=OutboxState.SENT if delivered else OutboxState.WAITING,
            dedupe_key=dedupe_key,
        )
    )


def _units(session: Session, problem: Problem, who: str) -> set[int]:
    """Return the units behind a word of TOLD."""
    if who == "pressed":
        return pressed(session, problem)
    if who == "lead":
        return {problem.lead_unit_id} if problem.lead_unit_id else set()
    if who == "supervisor":
        return {problem.supervisor_unit_id} if problem.supervisor_unit_id else set()
    if who == "co":
        return _co_units(session, problem)
    if who == "parts":
        return _all_units(session, problem)
    return units_of(session, *roles(problem, who))


def roles(problem: Problem, who: str) -> tuple[Role, ...]:
    """Return the roles behind a word of TOLD; the bureau hears of the service track only."""
    service = problem.track == Track.SERVICE
    if who == "leader":
        return (Role.DC_LEAD,)
    if who == "intake":
        return (Role.DC_INTAKE, Role.AB_OFF) if service else (Role.DC_INTAKE,)
    if who == "decider":
        plain = service and problem.conduct_nature == ConductNature.NONE
        return (Role.DC_LEAD, Role.AB_LEAD) if plain else (Role.DC_LEAD,)
    if problem.contact_id is None:
        return ()
    return (Role.CLERK,) if service else (Role.DC_INTAKE,)


def _co_units(session: Session, problem: Problem) -> set[int]:
    """Return the units whose part as co-handler is open."""
    query = sa.select(ProblemStep.unit_id).where(
        ProblemStep.problem_id == problem.id,
        ProblemStep.role == StepRole.CO,
        ProblemStep.ended_at.is_(None),
    )
    return set(session.scalars(query))


def _all_units(session: Session, problem: Problem) -> set[int]:
    """Return the units that have or had a part and did not return it."""
    query = sa.select(ProblemStep.unit_id).where(
        ProblemStep.problem_id == problem.id, ProblemStep.returned_at.is_(None)
    )
    return set(session.scalars(query.distinct()))


def units_of(session: Session, *roles: Role) -> set[int]:
    """Return the units in which somebody has one of the roles today."""
    query = sa.select(RoleAssignment.unit_id).where(RoleAssignment.role.in_(roles), *held_today())
    return set(session.scalars(query.distinct()))


def accounts_of(session: Session, *roles: Role) -> set[int]:
    """Return the accounts that have one of the roles today."""
    held = (RoleAssignment.role.in_(roles), *held_today())
    return set(session.scalars(sa.select(RoleAssignment.account_id).where(*held).distinct()))


def held_today() -> list[Any]:
    """Return the criteria that a grant of a role holds today."""
    today, ends = clock.today(), RoleAssignment.valid_to
    return [
        RoleAssignment.ended_at.is_(None),
        RoleAssignment.valid_from <= today,
        sa.or_(ends.is_(None), ends >= today),
    ]
