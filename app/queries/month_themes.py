"""What a monthly report says of campaigns and of problems that many voices were sorted into."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import months
from app.enums_campaign import ReturnState
from app.models import Campaign, CampaignReturn, CampaignTask, Cluster, Problem, Unit
from app.queries.campaigns import overdue
from app.queries.month_rows import plain

MOST = 20
R = CampaignReturn


def campaigns(session: Session, period: str) -> list[str]:
    """Return a line for each campaign of a month: its day, tasks, results and late returns."""
    first, last = months.first_day(period), months.last_day(period)
    ran = (
        Campaign.root_id.is_(None),
        Campaign.from_on <= last,
        Campaign.until_on >= first,
        sa.or_(Campaign.ended_at.is_(None), Campaign.ended_at >= months.begin(period)),
    )
    query = (
        sa.select(Campaign, Unit.short_name)
        .join(Unit, Unit.id == Campaign.unit_id)
        .where(*ran)
        .order_by(Campaign.from_on, Campaign.id)
        .limit(MOST)
    )
    return [_campaign(session, period, row, unit) for row, unit in session.execute(query)]


def _campaign(session: Session, period: str, row: Campaign, unit: str) -> str:
    """Return the line of one campaign as it stood at a month's end."""
    last = months.last_day(period)
    day = (min(last, row.until_on) - row.from_on).days + 1
    tasks = sa.select(sa.func.count(CampaignTask.id)).where(CampaignTask.campaign_id == row.id)
    late = sa.select(sa.func.count(R.id)).where(
        R.campaign_id == row.id, overdue(), R.due_on <= last
    )
    said = [f"“{row.title}”（{unit}牵头）到月末第{day}天", f"任务{session.scalar(tasks)}项"]
    said += [f"累计完成{done}{what}" for what, done in _done(session, period, row)]
    if row.target_n is not None:
        said.append(f"总目标{row.target_n}{row.target_unit}")
    said.append(f"到期没有上报的填报{session.scalar(late)}份")
    return "，".join(said) + "。"


def _done(session: Session, period: str, row: Campaign) -> list[tuple[str, int]]:
    """Return what returns accepted by a month's end add up to, by unit of count."""
    query = (
        sa.select(CampaignTask.target_unit, sa.func.sum(R.done_n))
        .join(CampaignTask, CampaignTask.id == R.task_id)
        .where(
            R.campaign_id == row.id,
            R.state == ReturnState.ACCEPTED,
            R.accepted_at < months.end(period),
        )
        .group_by(CampaignTask.target_unit)
        .order_by(CampaignTask.target_unit)
    )
    return [(what, int(done or 0)) for what, done in session.execute(query)]


def clusters(session: Session, period: str) -> list[str]:
    """Return the line of the problems that a month's voices were sorted into.

    Only those are named whose item of the ledger may be named outside the commission.
    """
    listed: tuple[Any, ...] = (
        Cluster.listed_at >= months.begin(period),
        Cluster.listed_at < months.end(period),
    )
    query = (
        sa.select(Cluster.title, Cluster.supports)
        .join(Problem, Problem.id == Cluster.problem_id)
        .where(*listed, *plain())
        .order_by(Cluster.supports.desc(), Cluster.id)
    )
    found = session.execute(query.limit(MOST)).all()
    if not found:
        return []
    named = "；".join(f"{title}（{supports}条反映）" for title, supports in found)
    return [f"归并后列入问题清单并进入台账{len(found)}个问题：{named}。"]
