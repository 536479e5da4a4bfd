"""Clusterings that a person sees: their clusters with counts, sources, members, suggestions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import similar
from app.enums import Channel, ProblemState
from app.enums_campaign import ClusterState
from app.errors import Missing
from app.models import Cluster, ClusteringRun, ClusterMember, Problem, Region
from app.queries import raw_items
from app.queries.raw_items import Said
from app.textfold import fold

SIZE, MOST, SUGGESTED = 50, 1000, 20
OTHER = "其他"
M = ClusterMember


def runs(session: Session) -> Sequence[ClusteringRun]:
    """Return the visible runs, the newest first."""
    query = sa.select(ClusteringRun).where(ClusteringRun.frozen_at.is_not(None))
    return session.scalars(query.order_by(ClusteringRun.id.desc()).limit(MOST)).all()


def run(session: Session, row_id: int) -> ClusteringRun:
    """Return a visible run; Missing otherwise."""
    query = sa.select(ClusteringRun).where(ClusteringRun.id == row_id)
    found = session.scalars(query).one_or_none()
    if found is None:
        raise Missing()
    return found


def get(session: Session, row_id: int) -> Cluster:
    """Return a visible cluster; Missing otherwise."""
    found = session.scalars(sa.select(Cluster).where(Cluster.id == row_id)).one_or_none()
    if found is None:
        raise Missing()
    return found


def counts(session: Session, run_id: int) -> dict[int | None, int]:
    """Return how many members lie in each cluster, under None those in no cluster."""
    query = sa.select(M.cluster_id, sa.func.count()).where(M.run_id == run_id)
    return {row[0]: row[1] for row in session.execute(query.group_by(M.cluster_id))}


def clusters(session: Session, run_id: int) -> Sequence[Cluster]:
    """Return the clusters of a run by group, without those that went into another."""
    query = sa.select(Cluster).where(Cluster.run_id == run_id, Cluster.state != ClusterState.MERGED)
    return session.scalars(query.order_by(Cluster.theme, Cluster.id).limit(MOST)).all()


def sources(session: Session, row: ClusteringRun) -> list[tuple[str, int]]:
    """Return the members by named source, then all others together; the sum is the total."""
    query = sa.select(M.channel, sa.func.count()).where(M.run_id == row.id).group_by(M.channel)
    found: dict[Channel, int] = {one[0]: one[1] for one in session.execute(query)}
    named = [Channel(code) for code in row.named] or sorted(found, key=lambda c: -found[c])[:3]
    lines = [(channel.label, found.get(channel, 0)) for channel in named]
    return [*lines, (OTHER, row.total - sum(n for _label, n in lines))]


@dataclass(frozen=True)
class Line:
    """One member as a list shows it; said is None for what this person does not see."""

    row: ClusterMember
    said: Said | None


@dataclass(frozen=True)
class Chosen:
    """A page of members: those shown, how many there are, how many are out of sight."""

    lines: list[Line]
    total: int
    unseen: int


def among(run_id: int, cluster_id: int | None, suggested: int | None = None) -> Any:
    """Return the criterion of members in a cluster, in none, or in none of one suggestion."""
    where = [M.run_id == run_id, M.cluster_id == cluster_id]
    if cluster_id is None:
        where[1] = M.cluster_id.is_(None)
    if suggested is not None:
        where.append(M.suggested == suggested)
    return sa.and_(*where)


def members(session: Session, where: Any, words: str, start: int) -> Chosen:
    """Return a page of members with their texts; words are looked for in all of them."""
    query = sa.select(M).where(where).order_by(M.id)
    if not words:
        total = session.scalar(sa.select(sa.func.count()).select_from(M).where(where)) or 0
        rows = list(session.scalars(query.offset(start).limit(SIZE)))
        lines = [line for line in _read(session, rows) if line.said]
        return Chosen(lines, total, len(rows) - len(lines))
    wanted = fold(words)
    found = [
        line
        for line in _read(session, list(session.scalars(query)))
        if line.said and wanted in fold(line.said.title + line.said.text)
    ]
    return Chosen(found[start : start + SIZE], len(found), 0)


def _read(session: Session, rows: Iterable[ClusterMember]) -> list[Line]:
    """Return members with what they say."""
    kept = list(rows)
    said = raw_items.said(session, [(row.kind, row.source_id) for row in kept])
    return [Line(row, said.get((row.kind, row.source_id))) for row in kept]


def near(session: Session, run_id: int) -> list[list[int]]:
    """Return groups of like members (ids) among the visible ones that lie in no cluster."""
    rows = session.scalars(sa.select(M).where(among(run_id, None)).order_by(M.id))
    lines = [line for line in _read(session, rows) if line.said]
    texts = [
        (line.said.title if line.said.titled else "", line.said.text) for line in lines if line.said
    ]
    places = session.scalars(sa.select(Region.short_name))
    return [[lines[at].row.id for at in group] for group in similar.groups(texts, places)]


def suggestions(session: Session, run_id: int) -> list[tuple[int, int, str]]:
    """Return (number, members, a text) of the largest suggestions that still have members."""
    query = (
        sa.select(M.suggested, sa.func.count(), sa.func.min(M.id))
        .where(among(run_id, None), M.suggested.is_not(None))
        .group_by(M.suggested)
        .order_by(sa.func.count().desc(), M.suggested)
        .limit(SUGGESTED)
    )
    found = session.execute(query).all()
    first = session.scalars(sa.select(M).where(M.id.in_([row[2] for row in found])))
    said = {line.row.id: line.said for line in _read(session, first)}
    return [(row[0] or 0, row[1], _short(said.get(row[2]))) for row in found if row[1] > 1]


def _short(said: Said | None) -> str:
    """Return the beginning of a text."""
    if said is None:
        return "（不在您的可见范围）"
    # A level in the place of a title would say of each group that people are not satisfied.
    return (f"{said.title}：{said.text}" if said.titled else said.text)[:60]


@dataclass(frozen=True)
class Replies:
    """How many members of a cluster were answered, still wait, or ask for no answer."""

    answered: int
    waiting: int
    silent: int
    unseen: int


def replies(session: Session, row: Cluster) -> Replies:
    """Return how far the members' own replies have come; listing a problem ends none of them."""
    rows = session.scalars(sa.select(M).where(among(row.run_id, row.id)))
    said = [line.said for line in _read(session, rows)]
    seen = [one.answered for one in said if one]
    return Replies(seen.count(True), seen.count(False), seen.count(None), said.count(None))


def is_inner(session: Session, row: Cluster) -> bool:
    """Tell whether a cluster holds anything that the commission keeps to itself."""
    rows = session.scalars(sa.select(M).where(among(row.run_id, row.id)))
    return any(line.said is None or line.said.is_inner for line in _read(session, rows))


def channel(session: Session, row: Cluster) -> Channel:
    """Return where most members of a cluster came in."""
    query = (
        sa.select(M.channel)
        .where(among(row.run_id, row.id))
        .group_by(M.channel)
        .order_by(sa.func.count().desc(), M.channel)
        .limit(1)
    )
    return session.scalars(query).first() or Channel.SURVEY


def states(session: Session, rows: Iterable[Cluster]) -> dict[int, ProblemState]:
    """Return the state of each listed problem's item, as far as a person sees the items."""
    items = {row.problem_id: row.id for row in rows if row.problem_id is not None}
    query = sa.select(Problem.id, Problem.state).where(Problem.id.in_(items))
    return {items[row.id]: row.state for row in session.execute(query)}


def listed(session: Session) -> Sequence[Cluster]:
    """Return the listed problems that a person sees, the earliest due first."""
    query = sa.select(Cluster).where(Cluster.state == ClusterState.LISTED)
    return session.scalars(query.order_by(Cluster.due_on, Cluster.id).limit(MOST)).all()
