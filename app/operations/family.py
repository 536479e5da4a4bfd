"""F10, F11: an item is divided into parts, each with a number of its own; the whole waits for all.

A part carries neither the reporter nor what its parent's units wrote: its units see the part alone.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock, endings, numbers, secrecy
from app.enums import IdentityMode, ProblemState
from app.errors import Invalid, Refused
from app.models import Problem, ProblemTransfer
from app.operations import guards, identity, kin, limits, tail
from app.operations.case import Case, Note
from app.operations.deadlines import Started
from app.transitions import OPEN_STATES

S = ProblemState
MOST_PARTS = 50
# Copied, so that a part of a report is kept as closely as the report.
COPIED = (
    "channel",
    "request_type",
    "domain",
    "petition_class",
    "conduct_nature",
    "urgency",
    "unit_complained_id",
    "track",
    "is_sensitive",
)
TOWNSHIP_DIGITS = 9


def divide(case: Case) -> Note:
    """F10, F11: make a part of the item, to be triaged and instructed like any other."""
    facts, parent = case.facts, case.problem
    proposed = facts.get("proposed_unit_id")
    guards.check_not_accused(case, proposed_unit_id=[proposed])
    _check_place(case)
    _check_few(case)
    part = Problem(
        problem_no=numbers.problem_no(case.session, clock.today().year),
        title=secrecy.redact(identity.without_reporter(facts["title"], parent)),
        content=facts["content"],
        content_redacted=secrecy.redact(facts["content"]),
        identity_mode=IdentityMode.ANONYMOUS,
        region_code=facts["region_code"],
        occurred_on=parent.occurred_on,
        proposed_unit_id=proposed,
        parent_problem_id=parent.id,
        registered_at=case.now,
        created_by_id=case.actor.account_id,
        **{name: getattr(parent, name) for name in COPIED},
    )
    triage = limits.stage(case.session, "triage", part.urgency)
    part.due_at, part.due_provisional = triage.due.at, triage.due.provisional
    case.session.add(part)
    own = {case.actor.unit_id} if case.transition.code == "F11" and case.actor.unit_id else set()
    tail.finish(
        case.session,
        case.actor,
        part,
        code="T01",
        action="登记",
        note=Note("由上级事项分解。", {"parent_id": parent.id}),
        shown_to=own,
        started=[Started(triage)],
    )
    return Note(f"分解：{part.title}", {"child_id": part.id})


def _check_place(case: Case) -> None:
    """Let a township divide among its own villages alone."""
    if case.transition.code != "F11":
        return
    here = case.actor.region_code[:TOWNSHIP_DIGITS]
    if not case.facts["region_code"].startswith(here):
        raise Invalid({"region_code": "只能分解到本乡镇的村，请另选发生地。"})


def _check_few(case: Case) -> None:
    """Refuse more parts than a page can show."""
    query = sa.select(sa.func.count()).where(Problem.parent_problem_id == case.problem.id)
    if (case.session.scalar(query) or 0) >= MOST_PARTS:
        raise Refused(f"一件事项最多分解 {MOST_PARTS} 件。")


def open_parts(session: Session, parent_id: int) -> list[int]:
    """Return the ids of the parts that have not come to an end.

    One handed outside ends with its result, a merged one with its master.
    """
    away = (
        sa.select(ProblemTransfer.id)
        .where(ProblemTransfer.problem_id == Problem.id, ProblemTransfer.returned_at.is_(None))
        .exists()
    )
    going = sa.or_(
        Problem.state.in_(OPEN_STATES),
        sa.and_(Problem.state == S.TRANSFERRED_OUT, away),
        sa.and_(Problem.state == S.MERGED, Problem.closed_at.is_(None)),
    )
    query = sa.select(Problem.id).where(Problem.parent_problem_id == parent_id, going)
    return list(session.scalars(query.order_by(Problem.id)))


def check_parts_closed(case: Case) -> None:
    """Refuse to close a parent while a part of it is not closed."""
    going = open_parts(case.session, case.problem.id)
    if going:
        named = kin.named(case.session, case.actor, going)
        raise Refused(f"下级事项还有 {len(going)} 件没有办结{named}，全部办结后本件才能办结。")


def check_alone(case: Case) -> None:
    """Refuse another way out to an item that open parts or merged items hang on."""
    going = open_parts(case.session, case.problem.id)
    if going:
        raise Refused(f"下级事项还有 {len(going)} 件没有办结，不能“{case.transition.label}”。")
    if endings.merged_into(case.session, case.problem.id):
        raise Refused(f"已有别的事项并入本件，不能“{case.transition.label}”。")


def is_needed(session: Session, problem_id: int) -> bool:
    """Tell whether open parts or merged items hang on an item."""
    return bool(open_parts(session, problem_id) or endings.merged_into(session, problem_id))
