"""Who may lead a listed problem: nothing of the commission's own leaves it with a list."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import recusals, store
from app.enums_account import COMMISSION
from app.enums_campaign import RawKind
from app.models import Cluster, ClusterMember, Message, Problem, Recusal, Unit
from app.operations import tail
from app.queries import clusters

M = ClusterMember


def objection(session: Session, row: Cluster, owner: int) -> str:
    """Return why a unit may not lead a cluster as it now stands, an empty text when it may."""
    inner = clusters.is_inner(session, row)
    with store.acting(session, tail.KEEPER):
        kind = session.scalar(sa.select(Unit.kind).where(Unit.id == owner))
        kept = owner in _kept(session, row)
    if inner and kind not in COMMISSION:
        return (
            "这一类里有只由纪检监察机关掌握的意见，只能由纪检监察机关的部门牵头；"
            "要交给别的单位，请先把这些意见移出。"
        )
    if kept:
        return "这个单位须回避这一类里的意见，请换一个牵头单位，或者先把这些意见移出。"
    return ""


def _kept(session: Session, row: Cluster) -> set[int]:
    """Return the units that members confidentially complain of, and those that are recused."""
    items, told = (
        sa.select(M.source_id).where(clusters.among(row.run_id, row.id), M.kind == kind)
        for kind in (RawKind.PROBLEM, RawKind.MESSAGE)
    )
    asked = (
        sa.select(Problem.unit_complained_id).where(
            Problem.id.in_(items), recusals.confidential(Problem)
        ),
        sa.select(Message.unit_complained_id).where(
            Message.id.in_(told), recusals.confidential_message(Message)
        ),
        sa.select(Recusal.unit_id).where(
            sa.or_(Recusal.problem_id.in_(items), Recusal.message_id.in_(told)),
            Recusal.state.in_(recusals.ACTIVE),
        ),
    )
    return {unit for query in asked for unit in session.scalars(query) if unit is not None}
