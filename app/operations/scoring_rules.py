"""Draft, correct and approve versions of the scoring rule; an approved one never changes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import audit, clock, months, policies_report, scoring
from app.enums_scoring import Fault, RuleState, ScoredKind, SnapshotState
from app.errors import Conflict, Forbidden, Invalid, Refused
from app.models import ReportSnapshot, ScoringRule
from app.principal import Principal
from app.queries import scoring as reads

MOST_POINTS, MOST_LEAST, WHOLE = Decimal(100), 10_000, Decimal(100)
NUMBER = re.compile(r"[0-9]{1,3}(\.[0-9]{1,2})?")
# The field of a form, by the part of the rule and its key.
POINTS = {step: f"point_{step}" for step in scoring.STEPS}
WEIGHTS = {key: f"weight_{key}" for key in scoring.NAMES}
LEAST = {kind.value: f"least_{kind.value}" for kind in ScoredKind}
FAULTS = {fault.value: f"fault_{fault.value}" for fault in Fault}


def typed_of(row: ScoringRule | None) -> dict[str, Any]:
    """Return a version, or the example of the rule, as its form shows it."""
    rule = scoring.first_rule() if row is None else reads.as_rule(row)
    found: dict[str, Any] = {
        "valid_from": months.of(clock.today() if row is None else row.valid_from),
        "note": "" if row is None else row.note,
    }
    for names, values in (
        (POINTS, rule.level_points),
        (WEIGHTS, rule.weights),
        (FAULTS, rule.deductions),
        (LEAST, rule.min_sample),
    ):
        found |= {name: f"{Decimal(values[key]):f}" for key, name in names.items()}
    return found


def draft(session: Session, actor: Principal, typed: Mapping[str, Any]) -> ScoringRule:
    """Keep a new version that nobody follows before another person approved it."""
    if not policies_report.may_draft_rule(actor):
        raise Forbidden("您没有起草评分办法的权限。")
    last = session.execute(sa.select(sa.func.max(ScoringRule.version))).scalar() or 0
    row = ScoringRule(
        version=last + 1,
        drafted_by_id=actor.account_id,
        created_by_id=actor.account_id,
        **_read(session, typed),
    )
    session.add(row)
    session.flush()
    _record(session, actor, row, "draft")
    return row


def edit(
    session: Session, actor: Principal, version: int, row_version: int, typed: Mapping[str, Any]
) -> ScoringRule:
    """Correct a draft; who corrects it becomes its drafter and does not approve it."""
    row = _held(session, version, row_version)
    if not policies_report.may_edit_rule(actor, row):
        raise Forbidden("批准过的评分办法不能修改，请从它起草新的一版。")
    for name, value in _read(session, typed).items():
        setattr(row, name, value)
    row.drafted_by_id = actor.account_id or row.drafted_by_id
    session.flush()
    _record(session, actor, row, "edit")
    return row


def approve(session: Session, actor: Principal, version: int, row_version: int) -> ScoringRule:
    """Approve a draft of somebody else; from its month on scores follow it."""
    row = _held(session, version, row_version)
    if not policies_report.may_approve_rule(actor, row):
        raise Forbidden("评分办法由起草人以外的委领导批准。")
    _check_begin(session, months.of(row.valid_from))
    row.state = RuleState.APPROVED
    row.approved_by_id, row.approved_at = actor.account_id, clock.now()
    session.flush()
    _record(session, actor, row, "approve")
    return row


def _held(session: Session, version: int, row_version: int) -> ScoringRule:
    """Return a draft, held until the commit; Conflict when somebody saved first."""
    query = sa.select(ScoringRule).where(ScoringRule.version == version).with_for_update()
    row = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    row = row or reads.get(session, version)
    if row.row_version != row_version:
        raise Conflict(current=typed_of(row))
    if row.state != RuleState.DRAFT:
        raise Refused("批准过的评分办法不能修改，请从它起草新的一版。")
    return row


def _read(session: Session, typed: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of a typed rule; Invalid names each field that is wrong."""
    errors: dict[str, str] = {}
    points = _numbers(typed, POINTS, MOST_POINTS, errors)
    weights = _numbers(typed, WEIGHTS, WHOLE, errors)
    faults = _numbers(typed, FAULTS, WHOLE, errors)
    least = {key: _whole(typed, name, errors) for key, name in LEAST.items()}
    if not errors and sum(map(Decimal, weights.values())) != WHOLE:
        errors[WEIGHTS["level"]] = "三部分的权重合计应当是 100。"
    note = str(typed.get("note") or "").strip()
    if len(note) > 200:
        errors["note"] = "修改说明最多 200 字。"
    begins = str(typed.get("valid_from") or "").strip()
    try:
        first = months.first_day(begins)
    except ValueError:
        errors["valid_from"] = "月份请按 2026-11 的样子填写。"
    if errors:
        raise Invalid(errors)
    _check_begin(session, begins)
    return {
        "valid_from": first,
        "level_points": points,
        "weights": weights,
        "deductions": faults,
        "min_sample": least,
        "note": note,
    }


def _check_begin(session: Session, begins: str) -> None:
    """Refuse a beginning in a month that was signed: its scores are printed."""
    query = sa.select(sa.func.max(ReportSnapshot.period)).where(
        ReportSnapshot.state == SnapshotState.SIGNED
    )
    last = session.execute(query).scalar()
    if last is not None and begins <= last:
        words = f"{months.said(last)}的月度报告已经签发，新办法最早从下个月起。"
        raise Invalid({"valid_from": words})


def _numbers(
    typed: Mapping[str, Any], names: Mapping[str, str], most: Decimal, errors: dict[str, str]
) -> dict[str, str]:
    """Return decimals as text, between nothing and the most."""
    found = {}
    for key, name in names.items():
        text = str(typed.get(name) or "").strip()
        try:
            value = Decimal(text) if NUMBER.fullmatch(text) else Decimal(-1)
        except InvalidOperation:
            value = Decimal(-1)
        if not 0 <= value <= most:
            errors[name] = f"请填 0 到 {most} 之间的数，最多两位小数。"
        found[key] = f"{value:f}"
    return found


def _whole(typed: Mapping[str, Any], name: str, errors: dict[str, str]) -> int:
    """Return a least sample."""
    text = str(typed.get(name) or "").strip()
    value = int(text) if re.fullmatch(r"[0-9]{1,5}", text) else 0
    if not 1 <= value <= MOST_LEAST:
        errors[name] = f"请填 1 到 {MOST_LEAST} 之间的整数。"
    return value


def _record(session: Session, actor: Principal, row: ScoringRule, act: str) -> None:
    """Audit an act on a rule; its numbers are settings, so that their hash tells the change."""
    detail = {"version": row.version, "state": row.state, "valid_from": months.of(row.valid_from)}
    after = {name: getattr(row, name) for name in ("level_points", "weights", "min_sample")}
    after |= {"deductions": row.deductions}
    audit.record(
        session, actor, f"scoring_rule.{act}", "scoring_rule", row.id, detail=detail, after=after
    )
