"""A campaign's frame and its tasks are corrected while no accepted return depends on them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import audit, clock, policies_campaigns, store
from app.enums_campaign import ReturnState
from app.errors import Conflict, Forbidden
from app.models import Campaign, CampaignReturn, CampaignTask
from app.operations import campaigns as steering
from app.operations import notices, tail
from app.operations.facts import Reader
from app.principal import Principal
from app.queries import campaigns

R = CampaignReturn
REFUSED = "专项和任务由牵头单位修改；已经结束的、有填报已经采用的，不能再改。"


def frame(session: Session, actor: Principal, root_id: int) -> Campaign:
    """Return a visible campaign that the actor may correct."""
    row = campaigns.root(session, root_id)
    if not policies_campaigns.may_correct(actor, row, _accepted(session, R.campaign_id == root_id)):
        raise Forbidden(REFUSED)
    return row


def task(session: Session, actor: Principal, task_id: int) -> tuple[CampaignTask, Campaign]:
    """Return a visible task that the actor may correct, and its campaign."""
    row = campaigns.task(session, task_id)
    root = campaigns.root(session, row.campaign_id)
    if not policies_campaigns.may_correct(actor, root, _accepted(session, R.task_id == task_id)):
        raise Forbidden(REFUSED)
    return row, root


def _accepted(session: Session, where: Any) -> int:
    """Return how many returns were accepted."""
    query = sa.select(sa.func.count()).where(where, R.state == ReturnState.ACCEPTED)
    with store.acting(session, tail.KEEPER):
        return session.scalar(query) or 0


def _hold(session: Session, where: Any) -> None:
    """Hold the returns until the commit, so that none is accepted between look and change."""
    with store.acting(session, tail.KEEPER):
        session.execute(sa.select(R.id).where(where).with_for_update())


def correct_frame(
    session: Session, actor: Principal, root_id: int, version: int, facts: Mapping[str, Any]
) -> Campaign:
    """Correct a campaign's own facts; its nodes keep its days, phases and tasks stay within."""
    _hold(session, R.campaign_id == root_id)
    row = frame(session, actor, root_id)
    if row.row_version != version:
        raise Conflict()
    reader, found = steering.read_frame(session, actor, facts)
    if not reader.errors:
        _check_within(session, reader, root_id, found)
    reader.finish()
    with store.acting(session, tail.KEEPER):
        changed = _set(row, found)
        for one in campaigns.nodes(session, root_id):
            one.from_on, one.until_on = row.from_on, row.until_on
        session.flush()
    audit.record(session, actor, "campaign.edit", "campaign", root_id, detail={"fields": changed})
    return row


def _check_within(session: Session, reader: Reader, root_id: int, found: Mapping[str, Any]) -> None:
    """Blame the end of a campaign's days at which they leave a phase or a task out."""
    spans = [
        (one.from_on, one.until_on, one.kind.label) for one in campaigns.phases(session, root_id)
    ]
    spans += [
        (one.row.due_on,) * 2 + (one.row.measure,) for one in campaigns.tasks(session, root_id)
    ]
    for first, last, what in spans:
        if first < found["from_on"]:
            reader.blame("from_on", f"“{what}”从 {first} 起，开始日期不能再晚。")
        if last > found["until_on"]:
            reader.blame("until_on", f"“{what}”到 {last} 止，结束日期不能再早。")


def _set(row: Campaign | CampaignTask, found: Mapping[str, Any]) -> str:
    """Set facts; return the names of those that changed, for the audit."""
    changed = [name for name, value in found.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, found[name])
    return " ".join(changed)


def correct_task(
    session: Session, actor: Principal, task_id: int, version: int, facts: Mapping[str, Any]
) -> CampaignTask:
    """Correct what a task asks; its unit is told. The last return moves with the last day."""
    _hold(session, R.task_id == task_id)
    row, root = task(session, actor, task_id)
    if row.row_version != version:
        raise Conflict()
    ends = sa.select(R).where(R.task_id == task_id, R.due_on == row.due_on).order_by(R.id).limit(1)
    last = session.scalars(ends).first()
    reader = Reader(session, facts)
    found = steering.task_facts(reader, root)
    if found["due_on"] != row.due_on:
        _check_day(session, reader, row, root, found["due_on"])
    reader.finish()
    with store.acting(session, tail.KEEPER):
        if last is not None:
            last.due_on = found["due_on"]
        changed = _set(row, found)
        session.flush()
        key = f"campaign_task:{row.id}:{row.row_version}"
        payload = {"campaign_id": root.id}
        notices.notice(session, "campaign.task_changed", row.unit_id, payload, key)
        session.flush()
    detail = {"campaign_id": root.id, "unit_id": row.unit_id, "fields": changed}
    audit.record(session, actor, "campaign.task_edit", "campaign_task", row.id, detail=detail)
    return row


def _check_day(
    session: Session, reader: Reader, row: CampaignTask, root: Campaign, due: Any
) -> None:
    """Blame another last day that lies outside the campaign or before a return of the task."""
    if due is None:
        return
    if not max(root.from_on, clock.today()) <= due <= root.until_on:
        reader.blame("due_on", "完成时限不能早于今天，也要在专项的起止日期以内。")
    query = sa.select(sa.func.max(R.due_on)).where(R.task_id == row.id, R.due_on < row.due_on)
    before = session.scalar(query)
    if before is not None and due <= before:
        reader.blame("due_on", "完成时限要晚于已经排定的填报日期。")
