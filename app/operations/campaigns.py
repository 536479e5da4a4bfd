"""专项行动: begun, built up as a tree with phases and tasks, ended; what hangs on its nodes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import audit, clock, policies_campaigns, secrecy, store
from app.enums_campaign import Cadence, CampaignKind, PhaseKind
from app.errors import Conflict, Forbidden, Refused
from app.identifiers import whole
from app.models import Campaign, CampaignPhase, CampaignProblem, CampaignReturn, CampaignTask
from app.operations import guards_dates, meetings, notices, tail
from app.operations.facts import Reader
from app.principal import Principal
from app.queries import campaigns

MOST_NODES, MOST_RETURNS, MOST_TARGET_DIGITS = 200, 60, 7
LONGEST_BASIS = 2000
GIVEN_OUT = "任务已经下达，阶段已经定了，不再增改；阶段要在下达任务以前安排好。"
STEP = {Cadence.WEEKLY: 7}
MONTHS = {Cadence.MONTHLY: 1, Cadence.TWO_MONTHS: 2}


def begin(session: Session, actor: Principal, facts: Mapping[str, Any]) -> Campaign:
    """Begin a campaign with its days, its basis and, if it counts, its target."""
    if not policies_campaigns.may_lead(actor):
        raise Forbidden("您没有建立专项行动的权限。")
    with store.acting(session, tail.KEEPER):
        reader, found = read_frame(session, actor, facts)
        reader.finish()
        row = Campaign(created_by_id=actor.account_id, **found)
        session.add(row)
        session.flush()
    audit.record(session, actor, "campaign.begin", "campaign", row.id, detail={"kind": row.kind})
    return row


def read_frame(
    session: Session, actor: Principal, facts: Mapping[str, Any]
) -> tuple[Reader, dict[str, Any]]:
    """Read every fact of a campaign; the reader knows what is wrong with them."""
    reader = Reader(session, facts)
    kind = reader.word("kind", "类别", CampaignKind)
    title = reader.text("title", "名称", 100, line=True)
    from_on, until_on = guards_dates.span(reader)
    basis = reader.text("basis", "依据文件", LONGEST_BASIS, required=False)
    target_n = reader.integer("target_n", "总目标", required=False, digits=MOST_TARGET_DIGITS)
    unit = reader.text("target_unit", "计量单位", 10, required=target_n is not None, line=True)
    return reader, {
        "kind": kind,
        "title": title,
        "unit_id": actor.unit_id,
        "from_on": from_on,
        "until_on": until_on,
        "basis": secrecy.redact(basis),
        "target_n": target_n,
        "target_unit": unit if target_n else "",
    }


def steered(session: Session, actor: Principal, root_id: int) -> Campaign:
    """Return a campaign that the actor may build up."""
    row = campaigns.root(session, root_id)
    if not policies_campaigns.may_steer(actor, row):
        raise Forbidden("专项行动由牵头的单位安排；已经结束的不能再改。")
    return row


def add_node(
    session: Session, actor: Principal, root_id: int, facts: Mapping[str, Any]
) -> Campaign:
    """Add a theme to a campaign, or an item to a theme."""
    root = steered(session, actor, root_id)
    nodes = campaigns.nodes(session, root_id)
    reader = Reader(session, facts)
    title = reader.text("title", "名称", 100, line=True)
    parent = whole(reader.raw("parent_id")) or root_id
    if parent != root_id and parent not in {n.id for n in nodes if n.parent_id == root_id}:
        reader.blame("parent_id", "请选择一个主题；项目下面不再分。")
    if len(nodes) >= MOST_NODES:
        reader.blame("title", f"一个专项最多 {MOST_NODES} 个主题和项目。")
    reader.finish()
    with store.acting(session, tail.KEEPER):
        row = Campaign(
            root_id=root_id,
            parent_id=parent,
            title=title,
            unit_id=root.unit_id,
            from_on=root.from_on,
            until_on=root.until_on,
            created_by_id=actor.account_id,
        )
        session.add(row)
        session.flush()
    detail = {"node_id": row.id, "parent_id": parent}
    audit.record(session, actor, "campaign.node", "campaign", root_id, detail=detail)
    return row


def set_phase(
    session: Session, actor: Principal, root_id: int, facts: Mapping[str, Any]
) -> CampaignPhase:
    """Say when a phase of a campaign runs; a later word replaces an earlier one."""
    root = steered(session, actor, root_id)
    if campaigns.is_given_out(session, root_id):
        raise Forbidden(GIVEN_OUT)
    reader = Reader(session, facts)
    kind = reader.word("kind", "阶段", PhaseKind)
    from_on, until_on = guards_dates.span(reader)
    for name, day in (("from_on", from_on), ("until_on", until_on)):
        if not root.from_on <= day <= root.until_on:
            reader.blame(name, f"阶段要在专项的起止日期（{root.from_on} 至 {root.until_on}）以内。")
    reader.finish()
    with store.acting(session, tail.KEEPER):
        query = sa.select(CampaignPhase).where(
            CampaignPhase.campaign_id == root_id, CampaignPhase.kind == kind
        )
        row = session.scalars(query).one_or_none()
        if row is None:
            row = CampaignPhase(campaign_id=root_id, kind=kind, created_by_id=actor.account_id)
            session.add(row)
        row.from_on, row.until_on = from_on, until_on
        session.flush()
    detail = {"phase": row.kind, "from": str(from_on), "until": str(until_on)}
    audit.record(session, actor, "campaign.phase", "campaign", root_id, detail=detail)
    return row


def add_task(
    session: Session, actor: Principal, root_id: int, facts: Mapping[str, Any]
) -> list[CampaignTask]:
    """Give units a task with a number, and make the returns that each of them owes."""
    root = steered(session, actor, root_id)
    with store.acting(session, tail.KEEPER):
        found, units = _task(session, root, facts)
        days = list(_days(found["cadence"], max(clock.today(), root.from_on), found["due_on"]))
        made = []
        for unit_id in units:
            row = CampaignTask(
                campaign_id=root_id, unit_id=unit_id, created_by_id=actor.account_id, **found
            )
            session.add(row)
            session.flush()
            owed = [owing(row, day) for day in days]
            session.add_all(owed)
            session.flush()
            key = f"campaign_task:{row.id}"
            notices.notice(session, "campaign.task", unit_id, about(owed[0]), key)
            made.append(row)
        session.flush()
    for row in made:
        detail = {"campaign_id": root_id, "unit_id": row.unit_id, "target": row.target_n}
        audit.record(session, actor, "campaign.task", "campaign_task", row.id, detail=detail)
    return made


def owing(task: CampaignTask, day: date) -> CampaignReturn:
    """Return a return that a unit owes on a day."""
    return CampaignReturn(
        campaign_id=task.campaign_id, task_id=task.id, unit_id=task.unit_id, due_on=day
    )


def about(row: CampaignReturn) -> dict[str, int]:
    """Return what a notice of a return leads to."""
    return {"campaign_id": row.campaign_id, "campaign_return_id": row.id}


def _task(
    session: Session, root: Campaign, facts: Mapping[str, Any]
) -> tuple[dict[str, Any], list[int]]:
    """Check every fact of a task, and return the units that get it."""
    reader = Reader(session, facts)
    units = reader.units("unit_ids", "责任单位")
    found = {**task_facts(reader, root), "cadence": reader.word("cadence", "填报周期", Cadence)}
    due = found["due_on"]
    if due is not None and not max(root.from_on, clock.today()) <= due <= root.until_on:
        reader.blame("due_on", "完成时限不能早于今天，也要在专项的起止日期以内。")
    reader.finish()
    return found, units


def task_facts(reader: Reader, root: Campaign) -> dict[str, Any]:
    """Read what a task asks, apart from who does it and how often it is reported."""
    return {
        "node_id": node(reader, root),
        "measure": secrecy.redact(reader.text("measure", "措施", 200, line=True)),
        "target_n": reader.integer("target_n", "目标", digits=MOST_TARGET_DIGITS),
        "target_unit": reader.text("target_unit", "计量单位", 10, line=True),
        "due_on": reader.day("due_on", "完成时限"),
    }


def node(reader: Reader, root: Campaign) -> int | None:
    """Read a node of a campaign; the campaign itself where none is chosen."""
    typed = reader.raw("node_id")
    known = {root.id, *(one.id for one in campaigns.nodes(reader.session, root.id))}
    chosen = whole(typed) if typed else root.id
    if chosen not in known:
        reader.blame("node_id", "请从列表中选择项目。")
    return chosen


def _days(cadence: Cadence, first: date, last: date) -> Iterator[date]:
    """Yield the days on which a return is due, the last day of the task always among them."""
    day, many = first, 0
    while cadence != Cadence.ONCE and many < MOST_RETURNS:
        day = day + timedelta(days=7) if cadence == Cadence.WEEKLY else _later(day, cadence)
        many += 1
        if day >= last:
            break
        yield day
    yield last


def _later(day: date, cadence: Cadence) -> date:
    """Return the last day of the month, or of the month after it, that follows a day."""
    month = day.month - 1 + MONTHS[cadence]
    end = date(day.year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return end if end > day else _later(day + timedelta(days=1), cadence)


def link_problem(
    session: Session, actor: Principal, root_id: int, facts: Mapping[str, Any]
) -> CampaignProblem:
    """Hang a visible item of the ledger on a node; one that hangs elsewhere here is moved."""
    root = steered(session, actor, root_id)
    found, missing = meetings.found_items(session, facts.get("number") or "")
    with store.acting(session, tail.KEEPER):
        reader = Reader(session, facts)
        if missing or len(found) != 1:
            reader.blame("number", missing or "请填写一个事项编号。")
        chosen = node(reader, root)
        if chosen == root_id:
            reader.blame("node_id", "请选择主题或者项目。")
        reader.finish()
        problem = found[0]
        query = sa.select(CampaignProblem).where(
            CampaignProblem.campaign_id == root_id, CampaignProblem.problem_id == problem.id
        )
        row = session.scalars(query).one_or_none()
        if row is None:
            row = CampaignProblem(
                campaign_id=root_id, problem_id=problem.id, created_by_id=actor.account_id
            )
            session.add(row)
        row.node_id = chosen or 0
        session.flush()
    detail = {"problem_id": problem.id, "node_id": chosen}
    audit.record(session, actor, "campaign.link", "campaign", root_id, detail=detail)
    return row


def end(session: Session, actor: Principal, root_id: int, version: int) -> Campaign:
    """End a campaign; Refused while a return waits for its check."""
    row = steered(session, actor, root_id)
    if row.row_version != version:
        raise Conflict()
    if campaigns.waiting(session, root_id):
        raise Refused("还有填报等审核，审核完才能结束。")
    with store.acting(session, tail.KEEPER):
        row.ended_at = clock.now()
        session.flush()
    audit.record(session, actor, "campaign.end", "campaign", root_id)
    return row
