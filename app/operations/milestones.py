"""时间节点 of promises and livelihood items: set, and ended with what was done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import audit, clock, policies_campaigns, policies_promises, secrecy, store
from app.enums_promise import PromiseState
from app.errors import Conflict, Forbidden, Refused
from app.models import Commitment, Milestone
from app.models.livelihood import GIVEN_UP
from app.operations import tail
from app.operations.facts import Reader
from app.principal import Principal
from app.queries import campaigns, livelihood, promises

MOST = 30
REFUSED = "时间节点由负责的单位填写；已经办完的不再改。"
PUBLISHED = "时间节点由承诺单位在公布以前填写，同承诺一起审核；公布以后不再增加。"


def may_plan_promise(session: Session, actor: Principal, row_id: int) -> bool:
    """Tell whether somebody sets milestones of a visible promise: while it waits for its audit.

    What the public reads of a promise, a second person has read before.
    """
    return policies_promises.may_correct(actor, promises.get(session, row_id))


def may_end_promise(session: Session, actor: Principal, row_id: int) -> bool:
    """Tell whether somebody ends the milestones of a visible promise that is not kept yet."""
    row = promises.get(session, row_id)
    return policies_promises.is_own(actor, row) and row.state != PromiseState.KEPT


def add(
    session: Session,
    actor: Principal,
    facts: Mapping[str, Any],
    *,
    commitment_id: int | None = None,
    livelihood_item_id: int | None = None,
) -> Milestone:
    """Add a milestone to a promise or to a livelihood item."""
    if commitment_id is not None and not may_plan_promise(session, actor, commitment_id):
        raise Forbidden(PUBLISHED)
    _check(session, actor, commitment_id, livelihood_item_id)
    column, of = (
        (Milestone.commitment_id, commitment_id)
        if commitment_id is not None
        else (Milestone.livelihood_item_id, livelihood_item_id)
    )
    if (session.scalar(sa.select(sa.func.count()).where(column == of)) or 0) >= MOST:
        raise Refused(f"最多 {MOST} 个时间节点。")
    reader = Reader(session, facts)
    title = reader.text("title", "节点", 100, line=True)
    due_on = reader.day("due_on", "时间")
    reader.finish()
    with store.acting(session, tail.KEEPER):
        row = Milestone(
            commitment_id=commitment_id,
            livelihood_item_id=livelihood_item_id,
            title=secrecy.redact(title),
            due_on=due_on,
            created_by_id=actor.account_id,
        )
        session.add(row)
        session.flush()
        _show(session, row, actor)
    _record(session, actor, "add", row)
    return row


def _check(
    session: Session, actor: Principal, commitment_id: int | None, item_id: int | None
) -> None:
    """Refuse who does not keep the milestones of this row; Missing where he does not see it."""
    if commitment_id is not None:
        may = may_end_promise(session, actor, commitment_id)
    else:
        row = livelihood.get(session, item_id or 0)
        may = policies_campaigns.may_progress(actor, row)
    if not may:
        raise Forbidden(REFUSED)


def end(
    session: Session, actor: Principal, row_id: int, version: int, facts: Mapping[str, Any]
) -> Milestone:
    """Say that a milestone is reached, and how; or with facts["give_up"], why it never will be.

    What was promised to the public is not given up.
    """
    row = livelihood.milestone(session, row_id)
    _check(session, actor, row.commitment_id, row.livelihood_item_id)
    if row.row_version != version or row.done_on is not None:
        raise Conflict()
    gives_up = bool(facts.get("give_up")) and row.commitment_id is None
    reader = Reader(session, facts)
    label, begins = ("不再做的原因", GIVEN_UP) if gives_up else ("进展", "")
    note = begins + reader.text("note", label, 200 - len(begins), line=True)
    if not gives_up and note.startswith(GIVEN_UP):
        reader.blame("note", "不再做的，请填写原因后点“不再做”。")
    reader.finish()
    with store.acting(session, tail.KEEPER):
        row.done_on, row.note = clock.today(), secrecy.redact(note)
        session.flush()
        _show(session, row)
    _record(session, actor, "give_up" if gives_up else "end", row)
    return row


def _show(session: Session, row: Milestone, planner: Principal | None = None) -> None:
    """Keep the milestones of a promise beside it, as the public reads them.

    Who set one has worded the promise, so somebody else publishes it.
    """
    if row.commitment_id is None:
        return
    promise = promises.get(session, row.commitment_id)
    if planner is not None and planner.account_id not in policies_promises.worders(promise):
        promise.worders = [*(promise.worders or ()), planner.account_id or 0]
    show_promise(session, promise)
    session.flush()


def show_promise(session: Session, promise: Commitment) -> None:
    """Keep beside a promise what everybody reads of its campaign and of its milestones."""
    steps = [
        {
            "title": one.title,
            "due_on": one.due_on.isoformat(),
            "done_on": one.done_on.isoformat() if one.done_on else "",
        }
        for one in livelihood.milestones_of_promise(session, promise.id)
    ]
    of = campaigns.named(session, promise.campaign_id) if promise.campaign_id else None
    is_public = of is not None and policies_campaigns.is_public(of[0])
    promise.steps = [*([{"campaign": of[1]}] if of and is_public else []), *steps]


def _record(session: Session, actor: Principal, name: str, row: Milestone) -> None:
    """Audit a step of a milestone."""
    detail = {"commitment_id": row.commitment_id, "livelihood_item_id": row.livelihood_item_id}
    audit.record(session, actor, f"milestone.{name}", "milestone", row.id, detail=detail)
