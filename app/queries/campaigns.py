"""Campaigns that a person sees: the list with lights, the tree, tasks, what a unit owes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock, months, policies_campaigns
from app.enums_campaign import LookBackResult, ReturnState
from app.errors import Missing
from app.models import (
    Campaign,
    CampaignLookBack,
    CampaignPhase,
    CampaignProblem,
    CampaignReturn,
    CampaignTask,
    Cluster,
    Commitment,
    Problem,
)
from app.permissions import Right
from app.principal import Principal

MOST = 1000
R = CampaignReturn
OPEN = (ReturnState.DRAFT, ReturnState.RETURNED)


def overdue() -> Any:
    """Return the criterion of returns that a unit has not sent by their day."""
    return sa.and_(R.state.in_(OPEN), R.due_on < clock.today())


def roots(session: Session) -> Sequence[Campaign]:
    """Return the campaigns, those that run first, the newest first."""
    query = sa.select(Campaign).where(Campaign.root_id.is_(None))
    ended = sa.case((Campaign.ended_at.is_(None), 0), else_=1)
    return session.scalars(
        query.order_by(ended, Campaign.from_on.desc(), Campaign.id.desc()).limit(MOST)
    ).all()


def root(session: Session, row_id: int) -> Campaign:
    """Return a campaign; Missing for a node and for one that is not visible."""
    query = sa.select(Campaign).where(Campaign.id == row_id, Campaign.root_id.is_(None))
    found = session.scalars(query).one_or_none()
    if found is None:
        raise Missing()
    return found


def nodes(session: Session, root_id: int) -> Sequence[Campaign]:
    """Return the themes and items of a campaign."""
    query = sa.select(Campaign).where(Campaign.root_id == root_id).order_by(Campaign.id)
    return session.scalars(query.limit(MOST)).all()


@dataclass
class Branch:
    """A node with what hangs on it."""

    row: Campaign
    children: list[Branch]
    problems: list[Problem]
    clusters: list[Cluster]
    promises: list[Commitment]


def tree(session: Session, root_id: int) -> list[Branch]:
    """Return the themes of a campaign with their items, items of the ledger and lists."""
    found = {row.id: Branch(row, [], [], [], []) for row in nodes(session, root_id)}
    links = sa.select(CampaignProblem.node_id, Problem).join(
        Problem, Problem.id == CampaignProblem.problem_id
    )
    links = links.where(CampaignProblem.campaign_id == root_id).order_by(Problem.id)
    for node_id, problem in session.execute(links):
        found[node_id].problems.append(problem)
    for cluster in session.scalars(sa.select(Cluster).where(Cluster.campaign_id.in_(found))):
        found[cluster.campaign_id or 0].clusters.append(cluster)
    for promise in session.scalars(sa.select(Commitment).where(Commitment.campaign_id.in_(found))):
        found[promise.campaign_id or 0].promises.append(promise)
    themes: list[Branch] = []
    for one in found.values():
        above = found.get(one.row.parent_id or 0)
        (above.children if above else themes).append(one)
    return themes


def named(session: Session, node_id: int) -> tuple[Campaign, str] | None:
    """Return the campaign of a theme or an item, and the name of both; None where not visible."""
    node = session.scalars(sa.select(Campaign).where(Campaign.id == node_id)).one_or_none()
    if node is None or node.root_id is None:
        return (node, node.title) if node else None
    above = root(session, node.root_id)
    return above, f"{above.title}：{node.title}"


def phases(session: Session, root_id: int) -> Sequence[CampaignPhase]:
    """Return the phases of a campaign by their days."""
    query = sa.select(CampaignPhase).where(CampaignPhase.campaign_id == root_id)
    return session.scalars(query.order_by(CampaignPhase.from_on, CampaignPhase.id)).all()


def is_given_out(session: Session, root_id: int) -> bool:
    """Tell whether a task of a campaign was given out, as far as one sees."""
    query = sa.select(CampaignTask.id).where(CampaignTask.campaign_id == root_id).limit(1)
    return session.scalars(query).first() is not None


@dataclass(frozen=True)
class Progress:
    """A task with what its accepted returns add up to."""

    row: CampaignTask
    done: int
    late: int
    accepted: int


def tasks(session: Session, root_id: int) -> list[Progress]:
    """Return the visible tasks of a campaign with their progress, by unit."""
    done = sa.func.coalesce(
        sa.func.sum(sa.case((R.state == ReturnState.ACCEPTED, R.done_n), else_=0)), 0
    )
    late = sa.func.coalesce(sa.func.sum(sa.case((overdue(), 1), else_=0)), 0)
    accepted = sa.func.count(R.accepted_at)
    sums = sa.select(R.task_id, done, late, accepted).where(R.campaign_id == root_id)
    found = {row[0]: (row[1], row[2], row[3]) for row in session.execute(sums.group_by(R.task_id))}
    query = sa.select(CampaignTask).where(CampaignTask.campaign_id == root_id)
    rows = session.scalars(query.order_by(CampaignTask.unit_id, CampaignTask.id).limit(MOST))
    return [Progress(row, *found.get(row.id, (0, 0, 0))) for row in rows]


def task(session: Session, row_id: int) -> CampaignTask:
    """Return a visible task; Missing otherwise."""
    found = session.scalars(sa.select(CampaignTask).where(CampaignTask.id == row_id)).one_or_none()
    if found is None:
        raise Missing()
    return found


def foreseen(session: Session, row: CampaignReturn) -> tuple[int, CampaignTask]:
    """Return what its task adds up to when a return is accepted too, and the task."""
    of = next(one for one in tasks(session, row.campaign_id) if one.row.id == row.task_id)
    return of.done + (row.done_n or 0), of.row


def late_by_campaign(session: Session) -> dict[int, int]:
    """Return how many visible returns of each campaign are overdue."""
    query = sa.select(R.campaign_id, sa.func.count()).where(overdue()).group_by(R.campaign_id)
    return {row[0]: row[1] for row in session.execute(query)}


def done_by_campaign(session: Session) -> dict[tuple[int, str], int]:
    """Return what the accepted, visible returns add up to, by campaign and unit of count."""
    query = (
        sa.select(R.campaign_id, CampaignTask.target_unit, sa.func.sum(R.done_n))
        .join(CampaignTask, CampaignTask.id == R.task_id)
        .where(R.state == ReturnState.ACCEPTED)
        .group_by(R.campaign_id, CampaignTask.target_unit)
    )
    return {(row[0], row[1]): int(row[2] or 0) for row in session.execute(query)}


def get_return(session: Session, row_id: int) -> CampaignReturn:
    """Return a visible return; Missing otherwise."""
    found = session.scalars(sa.select(R).where(R.id == row_id)).one_or_none()
    if found is None:
        raise Missing()
    return found


def returns_of(session: Session, root_id: int) -> list[tuple[CampaignReturn, CampaignTask]]:
    """Return the visible returns of a campaign with their task, the newest day first."""
    query = (
        sa.select(R, CampaignTask)
        .join(CampaignTask, CampaignTask.id == R.task_id)
        .where(R.campaign_id == root_id)
        .order_by(R.due_on.desc(), R.id)
        .limit(MOST)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def waiting(session: Session, root_id: int) -> list[tuple[CampaignReturn, CampaignTask]]:
    """Return the returns of a campaign that wait for their check, the oldest first."""
    found = returns_of(session, root_id)
    return [pair for pair in reversed(found) if pair[0].state == ReturnState.SUBMITTED]


def to_check(
    session: Session, principal: Principal
) -> list[tuple[CampaignReturn, CampaignTask, str]]:
    """Return the returns that wait for this person's check with their campaign, the oldest first.

    The row is not his to check where he sent it himself (policies_campaigns.may_check).
    """
    if not policies_campaigns.may_lead(principal):
        return []
    query = (
        sa.select(R, CampaignTask, Campaign.title)
        .join(CampaignTask, CampaignTask.id == R.task_id)
        .join(Campaign, Campaign.id == R.campaign_id)
        .where(R.state == ReturnState.SUBMITTED)
        .order_by(R.submitted_at, R.id)
        .limit(MOST)
    )
    found = session.execute(query)
    return [
        (row[0], row[1], row[2]) for row in found if policies_campaigns.may_check(principal, row[0])
    ]


def owed(session: Session, principal: Principal) -> list[tuple[CampaignReturn, CampaignTask, str]]:
    """Return what one's own unit still has to send some day, the most urgent first."""
    query = (
        sa.select(R, CampaignTask, Campaign.title)
        .join(CampaignTask, CampaignTask.id == R.task_id)
        .join(Campaign, Campaign.id == R.campaign_id)
        .where(R.unit_id == principal.unit_id, R.state.in_(OPEN), Campaign.ended_at.is_(None))
        .order_by(R.due_on, R.id)
        .limit(MOST)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(query)]


def is_due(row: CampaignReturn) -> bool:
    """Tell whether an open return is to be sent now: sent back, or due before the month ends."""
    until = months.last_day(months.of(clock.today()))
    return row.state == ReturnState.RETURNED or row.due_on <= until


def count_owed(session: Session, principal: Principal) -> int:
    """Return how many returns one's own unit has to send now."""
    if not principal.has(Right.CAMPAIGNS) or principal.unit_id is None:
        return 0
    return sum(is_due(row) for row, _task, _title in owed(session, principal))


def look_backs(session: Session, root_id: int) -> Sequence[CampaignLookBack]:
    """Return the look-backs of a campaign, the newest first."""
    query = sa.select(CampaignLookBack).where(CampaignLookBack.campaign_id == root_id)
    order = (CampaignLookBack.looked_on.desc(), CampaignLookBack.id.desc())
    return session.scalars(query.order_by(*order).limit(MOST)).all()


def relapsed(rows: Sequence[CampaignLookBack]) -> set[int]:
    """Return the tasks of look-backs, the newest first, that came back and were not put right.

    A later look at the same item, or at the whole task, that finds nothing ends a relapse.
    """
    found: set[int] = set()
    told: set[tuple[int, int | None]] = set()
    for row in rows:
        if {(row.task_id, row.problem_id), (row.task_id, None)} & told:
            continue
        if row.result == LookBackResult.RELAPSED:
            found.add(row.task_id)
        else:
            told.add((row.task_id, row.problem_id))
    return found


def look_back(session: Session, row_id: int) -> CampaignLookBack:
    """Return a visible look-back; Missing otherwise."""
    query = sa.select(CampaignLookBack).where(CampaignLookBack.id == row_id)
    found = session.scalars(query).one_or_none()
    if found is None:
        raise Missing()
    return found


def items(session: Session) -> list[tuple[int, str]]:
    """Return (id, name) of the themes and items of the campaigns that run."""
    rows = session.scalars(sa.select(Campaign).order_by(Campaign.id).limit(MOST)).all()
    names = {row.id: row.title for row in rows}
    running = {row.id for row in rows if row.root_id is None and row.ended_at is None}
    return [
        (row.id, f"{names[row.root_id]}：{row.title}")
        for row in rows
        if row.root_id is not None and row.root_id in running
    ]
