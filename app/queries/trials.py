"""A draft rule tried on old months: scores and ranks beside those of the rule in force.

Nothing is kept of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from app import months, scoring
from app.enums_scoring import ScoredKind
from app.models import ScoringRule
from app.principal import Principal
from app.queries import month_rows, month_units
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
    """Return the version that a month is scored by, and every unit by both, best first."""
    held = rules.in_force(session, period)
    names = month_rows.units(session)
    new_rule = rules.as_rule(draft)
    found = month_units.scores(session, actor, period, new_rule, ScoredKind.UNIT)
    new = {one.object_id: one.score.value for one in found}
    old: dict[int, Decimal | None] = {}
    if held is not None:
        rule = rules.as_rule(held)
        old = {
            one.object_id: scoring.score(rule, one.tally, ScoredKind.UNIT).value for one in found
        }
    ranks, ranks_before = scoring.ranks(new), scoring.ranks(old)
    rows = [
        Tried(
            names[one.object_id].short_name,
            one.tally.n,
            old.get(one.object_id),
            ranks_before.get(one.object_id),
            new[one.object_id],
            ranks[one.object_id],
        )
        for one in found
    ]
    rows.sort(key=lambda row: (row.new_rank or 10**6, row.old_rank or 10**6, -row.n, row.name))
    return (held.version if held is not None else None), rows


def choices(today: str, count: int) -> list[str]:
    """Return the months that a rule may be tried on, the newest first."""
    return [months.shift(today, -step) for step in range(1, count + 1)]
