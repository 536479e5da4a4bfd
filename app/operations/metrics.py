"""Outcomes of an item: entered by who handled it, verified by another, void with a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import audit, clock, measures, policies_together, store
from app.enums_ledger import MetricKind
from app.errors import Conflict, Forbidden, Missing
from app.models import OutcomeMetric, Problem, ProblemStep
from app.operations import evidence, identity, tail
from app.operations.facts import Reader
from app.principal import Principal
from app.queries import ledger

LONGEST_BENEFICIARY, LONGEST_BASIS = 60, 200


def steps_of(session: Session, problem_id: int) -> list[ProblemStep]:
    """Return the steps of an item."""
    query = sa.select(ProblemStep).where(ProblemStep.problem_id == problem_id)
    return list(session.scalars(query.order_by(ProblemStep.id)))


def enter(
    session: Session,
    actor: Principal,
    problem_id: int,
    facts: Mapping[str, Any],
    files: Sequence[evidence.Upload] = (),
) -> OutcomeMetric:
    """Enter one outcome; money is typed in 元 or 万元 and kept in fen."""
    problem = ledger.get(session, actor, problem_id)
    if not policies_together.may_enter_metric(actor, steps_of(session, problem_id)):
        raise Forbidden("成效由主办单位或者监督室填写。")
    with store.acting(session, tail.KEEPER), session.no_autoflush:
        found = _read(session, problem, facts)
        kept = evidence.keep(session, actor, problem, files) if files else []
        session.flush()
        row = OutcomeMetric(
            problem_id=problem_id,
            **found,
            attachment_id=kept[0].id if kept else None,
            created_by_id=actor.account_id,
        )
        session.add(row)
        session.flush()
    _record(session, actor, "add", row)
    return row


def _read(session: Session, problem: Problem, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Check every fact of an outcome."""
    reader = Reader(session, facts)
    kind = reader.word("kind", "成效", MetricKind)
    typed = reader.text("value", "数值", 20, line=True)
    found: dict[str, Any] = {"kind": kind, "value": 0}
    if kind is not None and typed:
        try:
            found["value"] = measures.read(kind, typed, reader.raw("money_unit"))
        except measures.BadMeasure as error:
            reader.blame("value", str(error))
    found["beneficiary"] = reader.text(
        "beneficiary", "受益对象", LONGEST_BENEFICIARY, required=False, line=True
    )
    found["serves_all"] = reader.tick("serves_all", "惠及全部企业", required=False) or None
    found["basis"] = reader.text("basis", "依据", LONGEST_BASIS, line=True)
    reader.finish()
    for name in ("beneficiary", "basis"):
        found[name] = identity.without_reporter(found[name], problem)
    return found


def _hold(session: Session, metric_id: int, version: int) -> OutcomeMetric:
    """Return a visible outcome at its present version, its row locked until the commit."""
    query = (
        sa.select(OutcomeMetric)
        .where(OutcomeMetric.id == metric_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    row = session.scalars(query).one_or_none()
    if row is None:
        raise Missing()
    if row.row_version != int(version):
        raise Conflict("这条成效已经核实或者作废，请返回事项查看。")
    return row


def verify(session: Session, actor: Principal, metric_id: int, version: int) -> OutcomeMetric:
    """Verify an outcome, which counts from then on."""
    row = _hold(session, metric_id, version)
    if not policies_together.may_verify_metric(actor, steps_of(session, row.problem_id), row):
        raise Forbidden("成效由填写人以外的监督检查室或者监督室人员核实。")
    with store.acting(session, tail.KEEPER):
        row.verified_by_id, row.verified_at = actor.account_id, clock.now()
        session.flush()
    _record(session, actor, "verify", row)
    return row


def void(
    session: Session, actor: Principal, metric_id: int, version: int, reason: str
) -> OutcomeMetric:
    """Void an outcome with a reason; the row stays and counts no more."""
    row = _hold(session, metric_id, version)
    if not policies_together.may_void_metric(actor, row):
        raise Forbidden("这条成效由监督检查室或者监督室作废。")
    reader = Reader(session, {"reason": reason})
    words = reader.text("reason", "作废原因", LONGEST_BASIS, line=True)
    reader.finish()
    problem = ledger.get(session, actor, row.problem_id)
    with store.acting(session, tail.KEEPER):
        row.void_reason = identity.without_reporter(words, problem)
        session.flush()
    _record(session, actor, "void", row)
    return row


def _record(session: Session, actor: Principal, act: str, row: OutcomeMetric) -> None:
    """Audit an act; the numbers are no person's."""
    detail = {"problem_id": row.problem_id, "kind": row.kind, "value": row.value}
    audit.record(session, actor, f"metric.{act}", "outcome_metric", row.id, detail=detail)
