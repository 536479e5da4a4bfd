"""F06–F08, T18: a closed item is worked on again, as one proposes and another approves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from app import endings, store
from app.enums import StepRole
from app.enums_ending import ReopenGround
from app.enums_ledger import DeadlineKind, LinkKind
from app.errors import Invalid, Refused
from app.models import Problem, ProblemEvent, ProblemLink
from app.operations import assigning, guards, limits, merging
from app.operations.case import Case, Note
from app.queries import parameters


def ask(case: Case) -> Note:
    """F06: the intake office proposes, within the days of the parameter."""
    days = parameters.integer(case.session, "reopen_window_days")
    closed = case.problem.closed_at
    if closed is None or case.now > closed + timedelta(days=days):
        raise Refused(f"办结已超过 {days} 天，不能重启；有新情况的请另行登记。")
    facts = case.facts
    data: dict[str, Any] = {"ground": facts["ground"]}
    if facts["ground"] == ReopenGround.RELAPSE:
        data["other_id"] = _other(case)
    elif facts["other_no"]:
        raise Invalid({"other_no": "只有“反弹回潮”才填这一项。"})
    return Note(f"{facts['ground'].label}：{facts['reason']}", data, inner=True)


def _other(case: Case) -> int:
    """Return the item in which the old trouble came back, as far as the actor sees it."""
    number = case.facts["other_no"].strip().upper()
    if not number:
        raise Invalid({"other_no": "反弹回潮的请填写重新反映的那一件的编号。"})
    with store.acting(case.session, case.actor):
        query = sa.select(Problem.id).where(Problem.problem_no == number)
        found = case.session.execute(query).scalar()
    if found is None or found == case.problem.id:
        raise Invalid({"other_no": f"没有找到编号“{number[:20]}”的另一件事项，请核对。"})
    return int(found)


def _proposal(case: Case) -> ProblemEvent:
    """Return the proposal, never to be decided by who made it."""
    found = endings.asked_reopen(case.session, case.problem.id)
    if found is None:
        raise Refused("没有提请重启。")
    if found.actor_id == case.actor.account_id:
        raise Refused("自己提请的重启，请由另一位领导决定。")
    return found


def reopen(case: Case) -> Note:
    """T18: the leader approves; the last lead unit gets a new step under a new due date."""
    proposal, problem = _proposal(case), case.problem
    days = guards.check_days(case.facts["days"], limits.LONGEST_DAYS)
    lead = next((s for s in reversed(case.steps) if s.role == StepRole.LEAD), None)
    if lead is None:
        raise Refused("这件事项没有承办单位，不能重启；请另行登记。")
    handle = limits.in_workdays(case.session, DeadlineKind.HANDLE, days)
    case.begin(lead.unit_id, StepRole.LEAD, handle, lead)
    problem.reopen_count += 1
    problem.closed_at, problem.handle_due_at, problem.days_limit = None, handle.at, days
    # The legal limit was met with the close; what is taken up again has one of its own.
    assigning.start_legal(case)
    case.move(handle.due)
    _link(case, proposal)
    merging.result_is_gone(case)
    data = {"days": days, "proposal": proposal.seq, **proposal.data}
    return Note(case.facts["opinion"], data)


def _link(case: Case, proposal: ProblemEvent) -> None:
    """Tie the item to the one in which its trouble came back, once."""
    other = proposal.data.get("other_id")
    known = sa.select(ProblemLink.id).where(
        ProblemLink.problem_id == case.problem.id,
        ProblemLink.other_id == other,
        ProblemLink.kind == LinkKind.RELAPSE,
    )
    if other is None or case.session.execute(known).first() is not None:
        return
    case.session.add(
        ProblemLink(
            problem_id=case.problem.id,
            other_id=other,
            kind=LinkKind.RELAPSE,
            note="重启时关联",
            created_by_id=case.actor.account_id,
        )
    )


def refuse(case: Case) -> Note:
    """F07: the leader does not agree; the item stays closed."""
    proposal = _proposal(case)
    return Note(case.facts["opinion"], {"proposal": proposal.seq}, inner=True)


def allow_again(case: Case) -> Note:
    """F08: the leader agrees to one more rework of an item whose reporter is not satisfied."""
    return Note(case.facts["opinion"], inner=True)
