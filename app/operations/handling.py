"""What the worker makes of a bad evaluation: a limit to put it right, and a ledger item if needed.

It finds its work in the outbox and does each row once. The rows it writes keep the hour, like
the submission they come from.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import audit, clock, secrecy, store
from app.enums import IdentityMode, OutboxState, RequestType, Track, Urgency
from app.models import (
    Contact,
    Evaluation,
    EvaluationReason,
    Outbox,
    Problem,
    Rectification,
    ServicePoint,
    VocabularyTerm,
)
from app.operations import intake, limits, notices, setting_aside
from app.operations.walking import Report, walk
from app.principal import Principal, system
from app.queries import parameters

TEMPLATE, PAGE = "evaluation.new", 50
KEEPER = system("评价办理")
# Fewer than these are not told outside the commission.
FEWEST_TOLD = 5
SIMPLE, COMPLEX = "handle_days_bad_evaluation", "handle_days_bad_evaluation_complex"


@contextmanager
def in_the_hour() -> Iterator[None]:
    """Write the hour in place of the minute: rows of a submission tell no more than it does."""
    with clock.fixed(clock.now().replace(minute=0, second=0, microsecond=0)):
        yield


def _waiting() -> sa.Select[Any]:
    """Select the rows of the outbox that wait for this work."""
    return sa.select(Outbox.id).where(Outbox.template == TEMPLATE, setting_aside.due())


def take_up(worker: Principal) -> Report:
    """Make of every new bad evaluation what must become of it; a second pass finds nothing."""
    session = store.current()
    session.rollback()
    store.name(session, worker)
    count = sa.select(sa.func.count()).select_from(_waiting().subquery())
    report = Report(scanned=int(session.execute(count).scalar_one()))

    def find(work: Session, after: int | None) -> Sequence[int]:
        query = _waiting().where(Outbox.id > (after or 0)).order_by(Outbox.id).limit(PAGE)
        return work.scalars(query).all()

    def act(work: Session, keys: Sequence[int]) -> Report:
        with in_the_hour():
            done = _act(work, worker, keys)
            work.flush()
        return done

    def failed(key: int, error: Exception) -> None:
        setting_aside.aside(worker, key, error)

    return walk(worker, find, act, report, failed)


def _act(session: Session, worker: Principal, keys: Sequence[int]) -> Report:
    """Take up a page of evaluations under the lock of their outbox rows."""
    report = Report()
    held = _waiting().with_only_columns(Outbox).where(Outbox.id.in_(keys)).order_by(Outbox.id)
    for told in session.scalars(held.with_for_update()).all():
        row = session.get(Evaluation, told.payload["evaluation_id"])
        told.state = OutboxState.SENT
        if row is None or _known(session, row):
            report.skipped["已在整改"] += 1
            continue
        made = _handle(session, worker, row)
        report.acted += 1
        report.done["立台账" if made else "限期整改"] += 1
    return report


def _known(session: Session, row: Evaluation) -> bool:
    """Tell whether an evaluation has its rectification."""
    query = sa.select(Rectification.id).where(Rectification.evaluation_id == row.id)
    return session.execute(query).first() is not None


def _handle(session: Session, worker: Principal, row: Evaluation) -> bool:
    """Write the rectification, and the ledger item of what is sensitive or asks for a reply."""
    days = parameters.integer(session, SIMPLE)
    task = Rectification(
        evaluation_id=row.id,
        unit_id=row.unit_id,
        due_at=limits.after(session, days, row.submitted_at).at,
    )
    session.add(task)
    needed = row.is_sensitive or bool(row.asks_reply and row.contact_id)
    if needed:
        enter(session, worker, row, task)
    session.flush()
    if not row.is_sensitive:
        payload = {"evaluation_id": row.id}
        key = f"evaluation.bad:{row.id}"
        notices.notice(session, "evaluation.bad", row.unit_id, payload, key)
    detail = {"rectification_id": task.id, "problem_id": row.problem_id}
    audit.record(session, worker, "evaluation.handle", "evaluation", row.id, detail=detail)
    return needed


def enter(session: Session, actor: Principal, row: Evaluation, task: Rectification) -> Problem:
    """Enter an evaluation into the ledger; a sensitive one on the commission's track alone."""
    query = sa.select(Contact).where(Contact.id == row.contact_id)
    contact = session.scalars(query).one_or_none()
    track = Track.DISCIPLINE if row.is_sensitive else Track.SERVICE
    problem = intake.enter(
        session,
        actor,
        _facts(session, row),
        contact,
        intake.Kept(track, row.is_sensitive),
        data={"evaluation_id": row.id},
    )
    row.problem_id = task.problem_id = problem.id
    return problem


def _facts(session: Session, row: Evaluation) -> dict[str, object]:
    """Return an evaluation as the facts of a registration.

    The unit of a sensitive one is complained of and kept away; any other puts it right itself.
    """
    point = session.scalars(
        sa.select(ServicePoint.name).where(ServicePoint.id == row.service_point_id)
    ).one()
    reasons = "、".join(labels(session, row.id))
    lines = [f"评价编号：{row.eval_no}", f"点位：{point}", f"不满意的原因：{reasons}"]
    others = sa.select(EvaluationReason.other_text).where(
        EvaluationReason.evaluation_id == row.id, EvaluationReason.other_text.is_not(None)
    )
    lines += [f"其他原因：{text}" for text in session.scalars(others)]
    lines += [f"评价人说：{row.text}"] if row.text else []
    return {
        "channel": row.channel,
        "request_type": RequestType.COMPLAINT,
        "identity_mode": IdentityMode.NAMED if row.contact_id else IdentityMode.ANONYMOUS,
        "urgency": Urgency.NORMAL,
        "title": secrecy.redact(f"{point}的差评：{reasons}")[: intake.LONGEST_TITLE],
        "content": "\n".join(lines),
        "name": "",
        "guardian_name": "",
        "phone": "",
        "region_code": row.region_code,
        "occurred_on": row.happened_on,
        "domain": None,
        "unit_complained_id": row.unit_id if row.is_sensitive else None,
        "proposed_unit_id": None if row.is_sensitive else row.unit_id,
        "tags": [],
        "blocked_cause": None,
        "enterprise_id": None,
    }


def labels(session: Session, evaluation_id: int) -> list[str]:
    """Return the reasons of an evaluation in words."""
    query = (
        sa.select(VocabularyTerm.label)
        .join(EvaluationReason, EvaluationReason.reason == VocabularyTerm.code)
        .where(
            VocabularyTerm.list == "dissatisfaction_reason",
            EvaluationReason.evaluation_id == evaluation_id,
        )
        .order_by(VocabularyTerm.position)
    )
    return list(session.scalars(query))


def sensitive_said(session: Session) -> str:
    """Return how many evaluations only the commission reads came in the last closed month.

    Outside the commission a count under FEWEST_TOLD is not told (domain.md 4.4), nor a running
    one: whoever looks before and after a visitor would learn what he said.
    """
    here = clock.local(clock.now()).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    before = (here - timedelta(days=1)).replace(day=1)
    came = Evaluation.submitted_at
    query = sa.select(sa.func.count(Evaluation.id)).where(
        Evaluation.is_sensitive, came >= before.astimezone(UTC), came < here.astimezone(UTC)
    )
    with store.acting(session, KEEPER):
        count = int(session.execute(query).scalar_one())
    told = f"共{count}条" if count >= FEWEST_TOLD else f"少于{FEWEST_TOLD}条"
    return f"{before.year}年{before.month}月{told}"
