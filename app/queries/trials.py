"""A draft rule tried on old months: scores and ranks beside those of the rule in force.

Nothing is kept of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from app import months, scoring
from app.enums_scoring import ScoredKind
from app.models import ReportSnapshot, ScoringRule
from app.principal import Principal
from app.queries import month_rows, month_units, snapshots
from app.queries import scoring as rules


@dataclass(frozen=True)
class Tried:
    """A unit in a month by two rules; no score where the sample is too small."""

    name: str
    n: int
    old: Decimal | None
    old_rank: int | None
    new: Decimal | None
    new_rank: int | None


def trial(
    session: Session, actor: Principal, draft: ScoringRule, period: str
) -> tuple[int | None, list[Tried]]:
    """Return the version that a month is scored by, and every unit by both, best first.

    The old score of a signed month is the printed one, whatever was corrected since.
    """
    names = month_rows.units(session)
    found = month_units.scores(session, actor, period, rules.as_rule(draft), ScoredKind.UNIT)
    new = {one.object_id: one.score.value for one in found}
    counts = {one.object_id: one.tally.n for one in found}
    held, old = _held(session, period, found)
    ranks, ranks_before = scoring.ranks(new), scoring.ranks(old)
    rows = [
        Tried(
            names[unit_id].short_name,
            counts.get(unit_id, 0),
            old.get(unit_id),
            ranks_before.get(unit_id),
            new.get(unit_id),
            ranks.get(unit_id),
        )
        for unit_id in {**new, **old}
    ]
    rows.sort(key=lambda row: (row.new_rank or 10**6, row.old_rank or 10**6, -row.n, row.name))
    return held, rows


def signed(session: Session, period: str) -> ReportSnapshot | None:
    """Return the visible signed figures of a month, None where there are none."""
    return next(iter(snapshots.signed(session, period, months.shift(period, 1))), None)


def _held(
    session: Session, period: str, found: list[month_units.Scored]
) -> tuple[int | None, dict[int, Decimal | None]]:
    """Return the version that a month was scored by, and the scores by it."""
    row = signed(session, period)
    if row is not None:
        kept = rules.of_snapshot(session, row.id, ScoredKind.UNIT)
        return row.rule_version, {one.object_id: one.score for one in kept}
    held = rules.in_force(session, period)
    if held is None:
        return None, {}
    rule = rules.as_rule(held)
    return held.version, {
        one.object_id: scoring.score(rule, one.tally, ScoredKind.UNIT).value for one in found
    }


def choices(today: str, count: int) -> list[str]:
    """Return the months that a rule may be tried on, the newest first."""
    return [months.shift(today, -step) for step in range(1, count + 1)]
