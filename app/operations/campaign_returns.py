"""What units return of their tasks: kept, sent, checked by another, reminded once; look-backs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, BinaryIO

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import audit, clock, filestore, policies_campaigns, secrecy, store
from app.enums import Channel, IdentityMode, Track
from app.enums_campaign import LookBackResult, ReturnState
from app.enums_ledger import LinkKind
from app.errors import Conflict, Forbidden, Invalid, Refused
from app.models import (
    Campaign,
    CampaignLookBack,
    CampaignProblem,
    CampaignReturn,
    Problem,
    ProblemLink,
)
from app.operations import campaigns as steering
from app.operations import evidence, intake, meetings, notices, tail
from app.operations.facts import Reader
from app.principal import Principal
from app.queries import campaigns

LONGEST_TEXT, LONGEST_REFUSAL, PAGE = 1000, 200, 500
LARGEST = 10_000_000
Upload = tuple[BinaryIO, str]


def fill(
    session: Session,
    actor: Principal,
    row_id: int,
    version: int,
    facts: Mapping[str, Any],
    upload: Upload | None = None,
) -> CampaignReturn:
    """Keep what a unit filled in; with facts["send"] it goes to its check.

    More than the target is sent with facts["above"] alone: a slip of the finger is asked about.
    """
    row = _hold(session, row_id, version)
    if not policies_campaigns.may_fill(actor, row):
        raise Forbidden("填报由责任单位填写；已经上报的，退回以后才能再改。")
    _check_runs(session, row.campaign_id)
    sends = bool(facts.get("send"))
    with store.acting(session, tail.KEEPER):
        reader = Reader(session, facts)
        row.done_n = _done(reader, needed=sends)
        row.text = secrecy.redact(reader.text("text", "情况", LONGEST_TEXT, required=sends))
        if sends and row.done_n is not None and not facts.get("above"):
            _ask_above(session, reader, row)
        reader.finish()
        if upload is not None:
            _keep_file(row, upload)
        if sends:
            row.state, row.submitted_at = ReturnState.SUBMITTED, clock.now()
            row.submitted_by_id = actor.account_id
            _tell_owner(session, row)
        session.flush()
    _record(session, actor, "send" if sends else "keep", row)
    return row


def _ask_above(session: Session, reader: Reader, row: CampaignReturn) -> None:
    """Ask about a number by which the task comes to more than its target."""
    total, task = campaigns.foreseen(session, row)
    if (row.done_n or 0) > 0 and total > task.target_n:
        unit = task.target_unit
        said = f"连同已采用的共 {total} {unit}，超过目标 {task.target_n} {unit}。请核对本期完成；"
        reader.blame("above", f"{said}确实这么多的，勾选后再上报。")


def _hold(session: Session, row_id: int, version: int) -> CampaignReturn:
    """Return a visible return at its present version."""
    row = campaigns.get_return(session, row_id)
    if row.row_version != version:
        raise Conflict()
    return row


def _check_runs(session: Session, root_id: int) -> None:
    """Refuse what is returned of a campaign that has ended."""
    if campaigns.root(session, root_id).ended_at is not None:
        raise Refused("这个专项已经结束，不再填报。")


def _done(reader: Reader, *, needed: bool) -> int | None:
    """Read what was done in the period: 0 too, and less than 0 to correct an accepted one."""
    typed = reader.raw("done_n").replace("－", "-").replace("−", "-")
    if not typed and not needed:
        return None
    digits = typed.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= steering.MOST_TARGET_DIGITS):
        reader.blame("done_n", "本期完成请填写整数，没有进展的填 0；更正多报的填负数，例如 -2。")
        return None
    return int(typed)


def _keep_file(row: CampaignReturn, upload: Upload) -> None:
    """Keep the file of a return; Invalid says why it is not kept."""
    kept = evidence.received_file(upload, "file")
    row.file_sha256, row.file_mime = kept.sha256, kept.mime
    row.file_name = filestore.safe_name(secrecy.redact(kept.filename))[:120]


def _tell_owner(session: Session, row: CampaignReturn) -> None:
    """Let the office that leads know that a return waits."""
    owner = session.get_one(Campaign, row.campaign_id).unit_id
    key = f"campaign_return:{row.id}:{row.row_version}:sent"
    notices.notice(session, "campaign.sent", owner, steering.about(row), key)


def accept(session: Session, actor: Principal, row_id: int, version: int) -> CampaignReturn:
    """Accept a return: what it says counts from now on, and is never changed."""
    row = _checked(session, actor, row_id, version)
    with store.acting(session, tail.KEEPER):
        row.state, row.accepted_at = ReturnState.ACCEPTED, clock.now()
        row.decided_by_id, row.refusal = actor.account_id, None
        session.flush()
    _record(session, actor, "accept", row)
    return row


def send_back(
    session: Session, actor: Principal, row_id: int, version: int, text: str
) -> CampaignReturn:
    """Send a return back with the reason."""
    row = _checked(session, actor, row_id, version)
    reader = Reader(session, {"text": text})
    why = reader.text("text", "退回原因", LONGEST_REFUSAL)
    reader.finish()
    with store.acting(session, tail.KEEPER):
        row.state, row.refusal = ReturnState.RETURNED, secrecy.redact(why)
        row.decided_by_id = actor.account_id
        session.flush()
        key = f"campaign_return:{row.id}:{row.row_version}:back"
        notices.notice(session, "campaign.returned", row.unit_id, steering.about(row), key)
    _record(session, actor, "return", row)
    return row


def _checked(session: Session, actor: Principal, row_id: int, version: int) -> CampaignReturn:
    """Return a return that the actor may check."""
    row = _hold(session, row_id, version)
    if not policies_campaigns.may_check(actor, row):
        raise Forbidden("已上报的填报由牵头单位审核；自己上报的，由另一位审核。")
    return row


def again(session: Session, actor: Principal, task_id: int) -> CampaignReturn:
    """Let a unit return once more beside its period: what came late, or a correction."""
    task = campaigns.task(session, task_id)
    if task.unit_id != actor.unit_id:
        raise Forbidden("补报由责任单位自己填。")
    _check_runs(session, task.campaign_id)
    with store.acting(session, tail.KEEPER):
        row = steering.owing(task, clock.today())
        row.created_by_id = actor.account_id
        session.add(row)
        session.flush()
    _record(session, actor, "again", row)
    return row


def _record(session: Session, actor: Principal, name: str, row: CampaignReturn) -> None:
    """Audit a step of a return."""
    detail = {"state": row.state.value, "unit_id": row.unit_id, "done": row.done_n}
    audit.record(
        session, actor, f"campaign_return.{name}", "campaign_return", row.id, detail=detail
    )


def remind(session: Session) -> int:
    """Tell each unit once that a return is overdue; return how many were told."""
    query = (
        sa.select(CampaignReturn)
        .join(Campaign, Campaign.id == CampaignReturn.campaign_id)
        .where(campaigns.overdue(), CampaignReturn.reminded_at.is_(None))
        .where(Campaign.ended_at.is_(None))
        .order_by(CampaignReturn.id)
        .limit(PAGE)
    )
    rows = session.scalars(query).all()
    for row in rows:
        row.reminded_at = clock.now()
        key = f"campaign_return:{row.id}:late"
        notices.notice(session, "campaign.late", row.unit_id, steering.about(row), key)
    session.flush()
    return len(rows)


def look_back(
    session: Session, actor: Principal, task_id: int, facts: Mapping[str, Any]
) -> CampaignLookBack:
    """Keep what was found when somebody came back to look at a task or one of its items."""
    task = campaigns.task(session, task_id)
    if not policies_campaigns.may_look_back(actor, task):
        raise Forbidden("回头看由牵头单位或者监督检查室记录，责任单位自己不能记。")
    problem = _looked_at(session, task.campaign_id, str(facts.get("number") or "").strip())
    with store.acting(session, tail.KEEPER):
        reader = Reader(session, facts)
        on = reader.day("looked_on", "日期")
        result = reader.word("result", "结果", LookBackResult)
        text = reader.text("text", "情况", LONGEST_TEXT)
        if on is not None and on > clock.today():
            reader.blame("looked_on", "日期不能晚于今天。")
        reader.finish()
        row = CampaignLookBack(
            campaign_id=task.campaign_id,
            task_id=task.id,
            unit_id=task.unit_id,
            problem_id=problem,
            looked_on=on,
            result=result,
            text=secrecy.redact(text),
            created_by_id=actor.account_id,
        )
        session.add(row)
        session.flush()
    detail = {"task_id": task_id, "result": row.result, "problem_id": problem}
    audit.record(session, actor, "look_back.add", "campaign_look_back", row.id, detail=detail)
    return row


def _looked_at(session: Session, root_id: int, number: str) -> int | None:
    """Return the id of a visible item of the campaign by its number, None for none."""
    if not number:
        return None
    found, missing = meetings.found_items(session, number)
    linked = sa.select(CampaignProblem.problem_id).where(CampaignProblem.campaign_id == root_id)
    if missing or len(found) != 1 or found[0].id not in set(session.scalars(linked)):
        raise Invalid({"number": missing or "请填写这个专项里的一个事项编号。"})
    return found[0].id


def raise_relapse(
    session: Session, actor: Principal, row_id: int, facts: Mapping[str, Any]
) -> Problem:
    """Register a relapse as an item, once, linked to the item that it came back from."""
    row = campaigns.look_back(session, row_id)
    if row.result != LookBackResult.RELAPSED or row.raised_problem_id is not None:
        raise Refused("只有反弹回潮、还没有登记的，才能登记为台账事项。")
    given = {
        **facts,
        "channel": Channel.VISIT.value,
        "identity_mode": IdentityMode.ANONYMOUS.value,
    }
    before = session.get(Problem, row.problem_id) if row.problem_id else None
    track = before.track if before else Track.SERVICE
    inner = before is not None and before.is_sensitive
    problem = intake.register(session, actor, given, track=track, is_report=inner)
    with store.acting(session, tail.KEEPER):
        row.raised_problem_id = problem.id
        if row.problem_id is not None:
            session.add(
                ProblemLink(
                    problem_id=problem.id,
                    other_id=row.problem_id,
                    kind=LinkKind.RELAPSE,
                    note="回头看发现反弹",
                    created_by_id=actor.account_id,
                )
            )
        session.flush()
    detail = {"problem_id": problem.id, "from": row.problem_id}
    audit.record(session, actor, "look_back.raise", "campaign_look_back", row_id, detail=detail)
    return problem
