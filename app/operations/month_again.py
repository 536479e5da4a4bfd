"""Units whose printed score or rank of a signed month is another by the records of today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import frozen, scoring
from app.enums_scoring import ScoredKind
from app.models import Evaluation, ReportSnapshot, Unit
from app.operations import month_why
from app.principal import Principal
from app.queries import month_rows, month_units
from app.queries import scoring as rules

COUNTED = f"evaluations/numerator/{Evaluation.__tablename__}"
OTHERS = "本单位的得分没有变，别的单位的得分变了，名次跟着变"
ELSEWHERE = "评价没有增减，等次、整改、回访或扣分的记录有更正"
Line = dict[str, Any]


def lines(
    session: Session,
    keeper: Principal,
    row: ReportSnapshot,
    told: Iterable[ReportSnapshot],
    changes: Mapping[str, frozen.Change],
) -> list[Line]:
    """Return a line for every unit that a signed month would print otherwise now.

    Reckoned by the rule that the month was signed with; changes are those of its evaluations.
    """
    if row.rule_version is None:
        return []
    rule = rules.as_rule(rules.get(session, row.rule_version))
    found = month_units.scores(session, keeper, row.period, rule, ScoredKind.UNIT)
    scores = {one.object_id: one.score.value for one in found}
    ranks = scoring.ranks(scores)
    printed, known = _printed(session, row, told), month_rows.units(session)
    whose = _whose(session, changes)
    result = []
    for unit_id in sorted({*printed, *scores} & {*known}, key=lambda one: known[one].code):
        score = scores.get(unit_id)
        now = {"score": None if score is None else f"{score:.2f}", "rank": ranks.get(unit_id)}
        was = printed.get(unit_id, {"score": None, "rank": None})
        if now != was:
            why = _why(session, was, now, whose.get(unit_id, {}))
            result.append(_line(row.period, known[unit_id], was, now, why))
    return result


def code(unit_id: int) -> str:
    """Return the key of a unit's line; no metric is called so."""
    return f"unit:{unit_id}"


def _printed(
    session: Session, row: ReportSnapshot, told: Iterable[ReportSnapshot]
) -> dict[int, dict[str, Any]]:
    """Return score and rank of each unit as they were printed last."""
    kept = rules.of_snapshot(session, row.id, ScoredKind.UNIT)
    ranks = scoring.ranks({one.object_id: one.score for one in kept})
    found = {
        one.object_id: {
            "score": None if one.score is None else f"{one.score:.2f}",
            "rank": ranks[one.object_id],
        }
        for one in kept
    }
    for later in told:
        for line in later.figures["adjustments"]:
            if line["period"] == row.period and line.get("unit_id") is not None:
                found[line["unit_id"]] = line["value"]
    return found


def _whose(
    session: Session, changes: Mapping[str, frozen.Change]
) -> dict[int, dict[str, frozen.Change]]:
    """Return the changed evaluations by their unit."""
    one = changes.get(COUNTED, frozen.Change((), ()))
    query = sa.select(Evaluation.id, Evaluation.unit_id).where(
        Evaluation.id.in_({*one.added, *one.removed})
    )
    units = {row[0]: row[1] for row in session.execute(query)}
    return {
        unit_id: {
            COUNTED: frozen.Change(
                tuple(key for key in one.added if units.get(key) == unit_id),
                tuple(key for key in one.removed if units.get(key) == unit_id),
            )
        }
        for unit_id in set(units.values())
    }


def _why(
    session: Session,
    was: Mapping[str, Any],
    now: Mapping[str, Any],
    changes: Mapping[str, frozen.Change],
) -> str:
    """Return in words what made a unit's score or rank another."""
    if changes:
        return month_why.why(session, changes)
    return OTHERS if was["score"] == now["score"] else ELSEWHERE


def _line(
    period: str, unit: Unit, was: Mapping[str, Any], now: Mapping[str, Any], why: str
) -> Line:
    """Return one unit's line of 更正."""
    return {
        "period": period,
        "code": code(unit.id),
        "unit_id": unit.id,
        "label": f"{unit.short_name}得分、名次",
        "printed": _said(was),
        "now": _said(now),
        "value": dict(now),
        "rows": {},
        "why": why,
    }


def _said(one: Mapping[str, Any]) -> str:
    """Return score and rank as they are printed."""
    if one["score"] is None:
        return "样本不足"
    return f"{one['score']}（第{one['rank']}名）"
