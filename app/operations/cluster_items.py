"""The ledger's item of a listed problem: named by its number or registered, tied to the members."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import store
from app.enums import Channel, IdentityMode, RequestType, Track
from app.enums_campaign import ClusterState, RawKind
from app.enums_ledger import LinkKind
from app.models import Cluster, ClusterMember, Evaluation, Message, Problem, ProblemLink, Unit
from app.operations import intake, meetings, tail
from app.operations.facts import Reader
from app.permissions import Right
from app.principal import Principal
from app.queries import clusters

# Where a listed problem may be said to come from; the others ask for more than a cluster knows.
PLAIN = frozenset(
    {
        Channel.KIOSK,
        Channel.QR,
        Channel.WEB,
        Channel.PHONE,
        Channel.MESSAGE_BOARD,
        Channel.VISIT,
        Channel.FORUM,
        Channel.SNAPSHOT,
        Channel.SURVEY,
        Channel.LETTER,
    }
)
NO_RIGHT = "您不登记台账事项：请先由登记诉求的岗位登记，再在这里填写它的编号。"
M = ClusterMember


def named(session: Session, actor: Principal, row: Cluster, reader: Reader) -> Problem | None:
    """Read the number of the item that a listed problem is; None where it is to be registered."""
    typed = reader.raw("number").upper()
    if row.problem_id is not None:
        return None
    if not typed:
        if not actor.has(Right.REGISTER_ITEM):
            reader.blame("number", NO_RIGHT)
        return None
    found, missing = meetings.found_items(session, typed)
    if missing or len(found) != 1:
        reader.blame("number", missing or "请填写一个事项编号。")
        return None
    with store.acting(session, tail.KEEPER):
        taken = sa.select(Cluster.id).where(Cluster.problem_id == found[0].id)
        if session.scalars(taken).first() is not None:
            reader.blame("number", "这件事项已经是问题清单里另一个问题的台账事项。")
    return found[0]


def enter(session: Session, actor: Principal, row: Cluster, facts: Mapping[str, Any]) -> Problem:
    """Register the item of a listed problem; one that holds anything inner goes there too."""
    inner, channel = clusters.is_inner(session, row), clusters.channel(session, row)
    given = {
        **facts,
        "channel": (channel if channel in PLAIN else Channel.SURVEY).value,
        "identity_mode": IdentityMode.ANONYMOUS.value,
        "domain": row.domain,
    }
    track = Track.DISCIPLINE if inner else Track.SERVICE
    return intake.register(session, actor, given, track=track)


def kind(row: Cluster, number: str, reader: Reader) -> RequestType | None:
    """Read what kind of item a listed problem is; None where it is one already."""
    if row.problem_id is not None or number:
        return None
    return reader.word("request_type", "诉求类型", RequestType)


def begun(session: Session, row: Cluster, kind: RequestType) -> dict[str, Any]:
    """Return the facts of an item as a listed problem itself tells them, at its owner's place."""
    with store.acting(session, tail.KEEPER):
        place = session.scalar(sa.select(Unit.region_code).where(Unit.id == row.owner_unit_id))
    return {
        "title": row.title,
        "content": f"{row.title}。共 {row.supports} 条反映。\n措施：{row.measures}",
        "request_type": kind.value,
        "region_code": place,
    }


def tie(session: Session, actor: Principal, row: Cluster) -> int:
    """Link a listed problem's item to the items among its members; return how many are new.

    A link is only ever added, so it stays when a member is moved away later. Being sorted
    together makes nobody's matter a repeated one.
    """
    if row.state != ClusterState.LISTED or row.problem_id is None:
        return 0
    with store.acting(session, tail.KEEPER):
        known = sa.select(ProblemLink.other_id).where(ProblemLink.problem_id == row.problem_id)
        others = _members(session, row) - {row.problem_id, *session.scalars(known)}
        session.add_all(
            ProblemLink(
                problem_id=row.problem_id,
                other_id=other,
                kind=LinkKind.GATHERED,
                note="问题清单归并",
                created_by_id=actor.account_id,
            )
            for other in sorted(others)
        )
        session.flush()
    return len(others)


def _members(session: Session, row: Cluster) -> set[int]:
    """Return the items that members of a cluster are, or that they became."""
    here = clusters.among(row.run_id, row.id)
    of = {
        RawKind.PROBLEM: (Problem, Problem.id),
        RawKind.MESSAGE: (Message, Message.problem_id),
        RawKind.EVALUATION: (Evaluation, Evaluation.problem_id),
    }
    queries = (
        sa.select(found).where(
            model.id.in_(sa.select(M.source_id).where(here, M.kind == kind)), found.is_not(None)
        )
        for kind, (model, found) in of.items()
    )
    return {one for query in queries for one in session.scalars(query) if one is not None}
