"""聚类: a period's raw items are frozen once, then sorted; no act adds one or loses one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from app import audit, clock, policies_campaigns, secrecy, store
from app.enums import Channel, RequestType
from app.enums_campaign import ClusterState, RawKind
from app.errors import Conflict, Forbidden, Invalid, Refused
from app.identifiers import whole
from app.models import Cluster, ClusteringRun, ClusterMember, Problem
from app.operations import cluster_items, cluster_owners, guards_dates, notices, tail
from app.operations.facts import Reader
from app.principal import Principal
from app.queries import campaigns, clusters, raw_items

MOST_RAW, MOST_NAMED, MOST_AT_ONCE = 5000, 8, 500
LONGEST = {"title": 100, "theme": 40, "measures": 2000}
M = ClusterMember


def begin(session: Session, actor: Principal, facts: Mapping[str, Any]) -> ClusteringRun:
    """Freeze every raw item of a period that the actor sees; the list never changes afterwards."""
    if not policies_campaigns.may_lead(actor):
        raise Forbidden("您没有整理问题聚类的权限。")
    reader = Reader(session, facts)
    title = reader.text("title", "名称", 60, line=True)
    from_on, until_on = guards_dates.span(reader)
    kinds = _words(reader, "kinds", RawKind)
    named = _words(reader, "named", Channel)
    if not kinds:
        reader.blame("kinds", "请至少选择一类。")
    if len(named) > MOST_NAMED:
        reader.blame("named", f"单列的来源最多 {MOST_NAMED} 个，其余的合并为“其他”。")
    reader.finish()
    found = _collect(session, from_on, until_on, kinds)
    with store.acting(session, tail.KEEPER):
        row = ClusteringRun(
            unit_id=actor.unit_id,
            title=title,
            from_on=from_on,
            until_on=until_on,
            kinds=kinds,
            named=named,
            created_by_id=actor.account_id,
        )
        session.add(row)
        session.flush()
        session.add_all(
            M(
                run_id=row.id,
                unit_id=row.unit_id,
                kind=raw.kind,
                source_id=raw.source_id,
                channel=raw.channel,
            )
            for raw in found
        )
        session.flush()
        row.total, row.frozen_at = len(found), clock.now()
        session.flush()
    detail = {"total": row.total, "from": str(from_on), "until": str(until_on)}
    audit.record(session, actor, "clustering.begin", "clustering_run", row.id, detail=detail)
    return row


def _collect(
    session: Session, from_on: date, until_on: date, kinds: Sequence[str]
) -> list[raw_items.Raw]:
    """Return the raw items of a period; Invalid for none and for more than a page can sort."""
    found = raw_items.collect(session, from_on, until_on, kinds)
    if not found:
        raise Invalid({"from_on": "这段时间里没有您能看到的原始意见，请核对日期和范围。"})
    if len(found) > MOST_RAW:
        many = f"这段时间有 {len(found)} 条，一次最多整理 {MOST_RAW} 条，请缩短时间或者减少范围。"
        raise Invalid({"until_on": many})
    return found


def _words(reader: Reader, name: str, words: Any) -> list[str]:
    """Read several words, each once."""
    typed = reader.facts.get(name) or []
    if any(one not in {word.value for word in words} for one in typed):
        reader.blame(name, "请从选项中选择。")
        return []
    return list(dict.fromkeys(str(one) for one in typed))


def suggest(
    session: Session, actor: Principal, run_id: int, groups: Sequence[Sequence[int]]
) -> int:
    """Keep which unsorted members look alike; only a person's word sorts them."""
    row = _run(session, actor, run_id)
    free = clusters.among(run_id, None)
    with store.acting(session, tail.KEEPER):
        _set(session, free, {"suggested": None})
        for number, ids in enumerate(groups, start=1):
            for part in _parts(ids):
                _set(session, sa.and_(free, M.id.in_(part)), {"suggested": number})
        row.suggested_at = clock.now()
        session.flush()
    detail = {"groups": len(groups), "members": sum(map(len, groups))}
    audit.record(session, actor, "clustering.suggest", "clustering_run", run_id, detail=detail)
    return len(groups)


def make(
    session: Session,
    actor: Principal,
    run_id: int,
    chosen: Sequence[int],
    facts: Mapping[str, Any],
    source: int | None = None,
) -> Cluster:
    """Make a cluster of chosen members that lie in source (None: in no cluster)."""
    row = _run(session, actor, run_id)
    found = _described(session, facts)
    with store.acting(session, tail.KEEPER):
        made = Cluster(run_id=run_id, unit_id=row.unit_id, created_by_id=actor.account_id, **found)
        session.add(made)
        session.flush()
        _move(session, run_id, chosen, source, made.id)
    detail = {"run_id": run_id, "members": len(set(chosen)), "from": source}
    audit.record(session, actor, "cluster.make", "cluster", made.id, detail=detail)
    return made


def make_whole(
    session: Session, actor: Principal, run_id: int, number: int, facts: Mapping[str, Any]
) -> Cluster:
    """Make a cluster of a whole suggestion, as a person confirms it."""
    where = clusters.among(run_id, None, number)
    ids = session.scalars(sa.select(M.id).where(where)).all()
    return make(session, actor, run_id, ids, facts)


def _described(session: Session, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Read what a cluster is called; it names no person's number."""
    reader = Reader(session, facts)
    found: dict[str, Any] = {
        "title": reader.text("title", "问题", LONGEST["title"], line=True),
        "theme": reader.text("theme", "组别", LONGEST["theme"], required=False, line=True),
        "domain": reader.term("domain", "问题领域", "problem_domain", required=False),
    }
    reader.finish()
    return {**found, "title": secrecy.redact(found["title"])}


def move(
    session: Session,
    actor: Principal,
    run_id: int,
    chosen: Sequence[int],
    source: int | None,
    target: int | None,
) -> int:
    """Move members from one cluster to another; None is no cluster. Conflict when one has left."""
    _run(session, actor, run_id)
    for cluster_id in (source, target):
        if cluster_id is not None and not _is_open(session, run_id, cluster_id):
            raise Refused("这一类已经不在，请刷新页面。")
    with store.acting(session, tail.KEEPER):
        count = _move(session, run_id, chosen, source, target)
    _still_leads(session, target, actor)
    detail = {"from": source, "to": target, "members": count}
    audit.record(session, actor, "cluster.move", "clustering_run", run_id, detail=detail)
    return count


def _is_open(session: Session, run_id: int, cluster_id: int) -> bool:
    """Tell whether a visible cluster of this run takes and gives members."""
    row = clusters.get(session, cluster_id)
    return row.run_id == run_id and row.state != ClusterState.MERGED


def _move(
    session: Session,
    run_id: int,
    chosen: Sequence[int],
    source: int | None,
    target: int | None,
) -> int:
    """Move chosen members, all of them or none."""
    ids = sorted(set(chosen))
    if not ids:
        raise Refused("请先勾选。")
    here = clusters.among(run_id, source)
    moved = sum(
        _set(session, sa.and_(here, M.id.in_(part)), {"cluster_id": target}) for part in _parts(ids)
    )
    if moved != len(ids):
        raise Conflict("勾选的意见里有的已被别人挪走，一条也没有动。请刷新页面后再选。")
    return moved


def _parts(ids: Sequence[int]) -> list[Sequence[int]]:
    """Return ids in parts that one statement takes."""
    return [ids[at : at + MOST_AT_ONCE] for at in range(0, len(ids), MOST_AT_ONCE)]


def _set(session: Session, where: Any, values: dict[str, Any]) -> int:
    """Change members at once; return how many."""
    counted = {**values, "row_version": M.row_version + 1, "updated_at": clock.now()}
    statement = sa.update(M).where(where).values(counted)
    done = session.execute(statement, execution_options={"synchronize_session": False})
    session.expire_all()
    return done.rowcount if isinstance(done, CursorResult) else 0


def merge(session: Session, actor: Principal, row_id: int, version: int, target: int) -> Cluster:
    """Put all members of a cluster into another of the run; the emptied one stays as a record."""
    row = _hold(session, actor, row_id, version)
    if target in {0, row.id} or not _is_open(session, row.run_id, target):
        raise Invalid({"target": "请选择要并入的另一类。"})
    if row.state == ClusterState.LISTED:
        raise Refused("已列入问题清单的不能并入别的类，请把别的类并到它。")
    where = clusters.among(row.run_id, row.id)
    with store.acting(session, tail.KEEPER):
        row.state, row.merged_into_id = ClusterState.MERGED, target
        session.flush()
        count = _set(session, where, {"cluster_id": target})
    _still_leads(session, target, actor)
    detail = {"into": target, "members": count}
    audit.record(session, actor, "cluster.merge", "cluster", row_id, detail=detail)
    return clusters.get(session, target)


def _hold(session: Session, actor: Principal, row_id: int, version: int) -> Cluster:
    """Return a visible cluster that the actor may change, at its present version."""
    row = clusters.get(session, row_id)
    _lock(session, row.run_id)
    if not policies_campaigns.may_sort(actor, row):
        raise Forbidden("这一类已并入别的类，或者您没有整理的权限。")
    if row.row_version != version:
        raise Conflict()
    return row


def _run(session: Session, actor: Principal, run_id: int) -> ClusteringRun:
    """Return a visible run that the actor may sort, held until the commit.

    Else a member could be moved into a cluster that is just being merged away.
    """
    row = clusters.run(session, run_id)
    if not policies_campaigns.may_lead(actor):
        raise Forbidden("您没有整理问题聚类的权限。")
    _lock(session, run_id)
    return row


def _lock(session: Session, run_id: int) -> None:
    """Let who sorts a run go one after another, each with the state that the other left."""
    query = sa.select(ClusteringRun.id).where(ClusteringRun.id == run_id)
    with store.acting(session, tail.KEEPER):
        session.execute(query.with_for_update())
    session.expire_all()


def rename(
    session: Session, actor: Principal, row_id: int, version: int, facts: Mapping[str, Any]
) -> Cluster:
    """Call a cluster something else."""
    row = _hold(session, actor, row_id, version)
    found = _described(session, facts)
    with store.acting(session, tail.KEEPER):
        for name, value in found.items():
            setattr(row, name, value)
        session.flush()
    audit.record(session, actor, "cluster.rename", "cluster", row_id, detail={"run_id": row.run_id})
    return row


def put_on_list(
    session: Session, actor: Principal, row_id: int, version: int, facts: Mapping[str, Any]
) -> Cluster:
    """List a cluster as a prominent problem: its owner, measures and day; or correct these.

    It is an item of the ledger from then on: the one of the typed number, or a new one.
    """
    row = _hold(session, actor, row_id, version)
    count = clusters.counts(session, row.run_id).get(row.id, 0)
    if not count:
        raise Refused("这一类里没有意见，不能列入问题清单。")
    before = row.owner_unit_id
    with store.acting(session, tail.KEEPER):
        reader = Reader(session, facts)
        owner = reader.unit("owner_unit_id", "牵头单位")
        measures = reader.text("measures", "措施", LONGEST["measures"])
        due_on = reader.day("due_on", "完成时限")
        campaign_id = linked(reader)
    wrong = cluster_owners.objection(session, row, owner) if owner else ""
    if wrong:
        reader.blame("owner_unit_id", wrong)
    problem = cluster_items.named(session, actor, row, reader)
    kind = cluster_items.kind(row, reader.raw("number"), reader)
    with store.acting(session, tail.KEEPER):
        reader.finish()
        row.campaign_id = campaign_id
        row.owner_unit_id, row.measures, row.due_on = owner, secrecy.redact(measures), due_on
        if row.state != ClusterState.LISTED:
            row.state, row.supports, row.listed_at = ClusterState.LISTED, count, clock.now()
        session.flush()
        if owner != before:
            key = f"cluster:{row.id}:{row.row_version}:listed"
            notices.notice(session, "cluster.listed", owner, {"cluster_id": row.id}, key)
            session.flush()
    if row.problem_id is None:
        problem = problem or cluster_items.enter(
            session, actor, row, cluster_items.begun(session, row, kind or RequestType.SUGGESTION)
        )
        with store.acting(session, tail.KEEPER):
            row.problem_id = problem.id
            session.flush()
    cluster_items.tie(session, actor, row)
    detail = {"owner_unit_id": owner, "supports": row.supports, "problem_id": row.problem_id}
    audit.record(session, actor, "cluster.list", "cluster", row_id, detail=detail)
    return row


def _still_leads(session: Session, cluster_id: int | None, actor: Principal) -> None:
    """Refuse members that the unit leading a listed problem must not hear of; tie the others."""
    row = clusters.get(session, cluster_id) if cluster_id is not None else None
    if row is None or row.state != ClusterState.LISTED or row.owner_unit_id is None:
        return
    wrong = cluster_owners.objection(session, row, row.owner_unit_id)
    if wrong:
        raise Refused(f"要并入的一类已列入问题清单。{wrong}")
    cluster_items.tie(session, actor, row)


def linked(reader: Reader) -> int | None:
    """Read the theme or item of a running campaign, None for none."""
    typed = reader.raw("campaign_id")
    chosen = whole(typed) if typed else None
    if typed and chosen not in {row_id for row_id, _name in campaigns.items(reader.session)}:
        reader.blame("campaign_id", "请从列表中选择专项项目。")
    return chosen


def register(
    session: Session, actor: Principal, row_id: int, version: int, facts: Mapping[str, Any]
) -> Problem:
    """Register a listed problem as an item of the ledger, once; its members stay what they are.

    One that holds anything of the discipline track goes there too.
    """
    row = _hold(session, actor, row_id, version)
    if not policies_campaigns.may_enter(actor, row):
        raise Forbidden("只有列入问题清单、还没有登记的，由登记诉求的岗位登记为台账事项。")
    problem = cluster_items.enter(session, actor, row, facts)
    with store.acting(session, tail.KEEPER):
        row.problem_id = problem.id
        session.flush()
    cluster_items.tie(session, actor, row)
    detail = {"problem_id": problem.id, "supports": row.supports}
    audit.record(session, actor, "cluster.register", "cluster", row_id, detail=detail)
    return problem
