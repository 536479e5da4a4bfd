"""Raw items and one row of each table of campaigns, for several tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.enums import Channel, IdentityMode, RequestType, Track
from app.enums_campaign import (
    Cadence,
    CampaignKind,
    ClusterState,
    LivelihoodLevel,
    LookBackResult,
    PhaseKind,
    RawKind,
)
from app.models import (
    Campaign,
    CampaignLookBack,
    CampaignPhase,
    CampaignProblem,
    CampaignReturn,
    CampaignTask,
    Cluster,
    ClusteringRun,
    ClusterMember,
    LivelihoodEvidence,
    LivelihoodItem,
    LivelihoodSource,
    Message,
    Milestone,
    Model,
    Problem,
    ProblemScope,
)
from tests import support

ABOUT = ("路灯不亮", "供热不热", "办证排队久", "燃气退费没到账")


def message(number: int, channel: Channel = Channel.WEB, **changes: Any) -> Message:
    """Return a message of the board."""
    what = ABOUT[number % len(ABOUT)]
    facts: dict[str, Any] = {
        "message_no": f"LY-{number:06d}",
        "query_code_hash": f"raw-{number}",
        "channel": channel,
        "request_type": RequestType.SUGGESTION,
        "track": Track.SERVICE,
        "subject": what,
        "body": f"第{number}位群众反映{what}，请尽快解决",
        "identity_mode": IdentityMode.ANONYMOUS,
        "submitted_at": support.NOW,
    }
    return Message(**{**facts, **changes})


def run_of(work: Session, code: str = "DF", kind: RawKind = RawKind.MESSAGE) -> ClusteringRun:
    """Add a run that is not frozen, with one member in a listed cluster, and return it."""
    unit = support.unit_id(code)
    row = ClusteringRun(
        unit_id=unit,
        title=f"{code}整理",
        from_on=support.NOW.date(),
        until_on=support.NOW.date(),
        kinds=[kind.value],
        named=[],
    )
    work.add(row)
    work.flush()
    cluster = Cluster(
        run_id=row.id,
        unit_id=unit,
        title="村里路灯不亮",
        theme="城建",
        state=ClusterState.LISTED,
        owner_unit_id=support.unit_id("GW"),
        measures="逐盏检修",
        due_on=support.NOW.date(),
        supports=1,
    )
    work.add(cluster)
    work.flush()
    work.add(
        ClusterMember(
            run_id=row.id,
            unit_id=unit,
            kind=kind,
            source_id=1,
            channel=Channel.WEB,
            cluster_id=cluster.id,
        )
    )
    work.flush()
    return row


def fill(work: Session) -> None:
    """Add a row to each fenced table of campaigns, of the commission's and the bureau's."""
    for code in ("DF", "SP"):
        run_of(work, code)
    root = campaign_of(work)
    for unit, problem in zip(("GW", "XJ"), _problems(work), strict=True):
        _task_of(work, root, unit, problem)
        _livelihood_of(work, unit)


def _problems(work: Session) -> list[int]:
    """Return an item of Gaowan's and one that is sensitive."""
    scoped = sa.select(ProblemScope.problem_id).where(ProblemScope.unit_id == support.unit_id("GW"))
    plain = sa.select(Problem.id).where(Problem.id.in_(scoped)).order_by(Problem.id).limit(1)
    inner = sa.select(Problem.id).where(Problem.track == Track.DISCIPLINE).limit(1)
    return [work.scalars(plain).one(), work.scalars(inner).one()]


def campaign_of(work: Session) -> Campaign:
    """Add a campaign with a theme and a phase, and return it."""
    span = {"from_on": support.NOW.date(), "until_on": support.NOW.date()}
    unit = support.unit_id("DF")
    root = Campaign(kind=CampaignKind.SPECIAL, title="作风整治", unit_id=unit, **span)
    work.add(root)
    work.flush()
    work.add_all(
        [
            Campaign(root_id=root.id, parent_id=root.id, title="窗口", unit_id=unit, **span),
            CampaignPhase(campaign_id=root.id, kind=PhaseKind.RECTIFY, **span),
        ]
    )
    work.flush()
    return root


def _task_of(work: Session, root: Campaign, code: str, problem_id: int) -> None:
    """Add a task of a unit with a return, an item and a look-back."""
    unit, today = support.unit_id(code), support.NOW.date()
    node = work.scalars(sa.select(Campaign.id).where(Campaign.root_id == root.id)).one()
    task = CampaignTask(
        campaign_id=root.id,
        node_id=node,
        unit_id=unit,
        measure="逐个窗口检查",
        target_n=5,
        target_unit="个",
        due_on=today,
        cadence=Cadence.ONCE,
    )
    work.add(task)
    work.flush()
    part = {"campaign_id": root.id, "task_id": task.id, "unit_id": unit}
    work.add_all(
        [
            CampaignReturn(**part, due_on=today),
            CampaignProblem(campaign_id=root.id, node_id=node, problem_id=problem_id),
            CampaignLookBack(
                **part,
                problem_id=problem_id,
                looked_on=today,
                result=LookBackResult.KEPT,
                text="没有反弹",
            ),
        ]
    )


def _livelihood_of(work: Session, code: str) -> None:
    """Add a livelihood item that a unit put forward, with a source and a milestone."""
    item = LivelihoodItem(
        unit_id=support.unit_id(code),
        year=2026,
        level=LivelihoodLevel.COUNTY,
        title="更换路灯",
        detail="更换老旧路灯",
    )
    work.add(item)
    work.flush()
    of = {"livelihood_item_id": item.id}
    work.add_all(
        [
            LivelihoodSource(**of, kind=RawKind.MESSAGE, source_id=1),
            Milestone(**of, title="完成招标", due_on=support.NOW.date()),
            _shown(item.id),
        ]
    )
    work.flush()


def _member(work: Session) -> ClusterMember:
    """Return a member of a run that is not frozen yet."""
    run = run_of(work)
    return ClusterMember(
        run_id=run.id,
        unit_id=run.unit_id,
        kind=RawKind.MESSAGE,
        source_id=2,
        channel=Channel.WEB,
    )


def _look_back(work: Session) -> CampaignLookBack:
    """Return a look-back at a task."""
    root = campaign_of(work)
    task = CampaignTask(
        campaign_id=root.id,
        node_id=root.id,
        unit_id=support.unit_id("GW"),
        measure="逐个窗口检查",
        target_n=5,
        target_unit="个",
        due_on=support.NOW.date(),
        cadence=Cadence.ONCE,
    )
    work.add(task)
    work.flush()
    return CampaignLookBack(
        campaign_id=root.id,
        task_id=task.id,
        unit_id=task.unit_id,
        looked_on=support.NOW.date(),
        result=LookBackResult.KEPT,
        text="没有反弹",
    )


def _source(work: Session) -> LivelihoodSource:
    """Return a source of a livelihood item."""
    _livelihood_of(work, "GW")
    item = work.scalars(sa.select(LivelihoodItem.id)).first()
    return LivelihoodSource(livelihood_item_id=item, kind=RawKind.MESSAGE, source_id=2)


def _shown(item_id: int | None) -> LivelihoodEvidence:
    """Return a file that shows what was done."""
    return LivelihoodEvidence(
        livelihood_item_id=item_id,
        taken_on=support.NOW.date(),
        file_name="现场.jpg",
        file_mime="image/jpeg",
        file_sha256="0" * 64,
    )


def _evidence(work: Session) -> LivelihoodEvidence:
    """Return a file of a livelihood item."""
    _livelihood_of(work, "GW")
    return _shown(work.scalars(sa.select(LivelihoodItem.id)).first())


MAKERS: dict[type[Model], Callable[[Session], Model]] = {
    ClusterMember: _member,
    CampaignLookBack: _look_back,
    LivelihoodEvidence: _evidence,
    LivelihoodSource: _source,
}
