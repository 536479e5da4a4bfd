"""The units of a frozen month: their rates, scores, ranks and how they moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy.orm import Session

from app import months, scoring
from app.enums import UnitKind
from app.enums_scoring import ScoredKind
from app.models import Unit
from app.principal import Principal
from app.queries import least_sample, month_faults, month_figures, month_rows, snapshots
from app.queries import scoring as rules
from app.scoring import Rule, Score, Tally

# They judge the others and are not ranked.
UNRANKED = frozenset(
    {UnitKind.DISCIPLINE_COMMISSION, UnitKind.DISCIPLINE_OFFICE, UnitKind.DISPATCHED_GROUP}
)


@dataclass(frozen=True)
class Scored:
    """One unit or window with what its score rests on."""

    kind: ScoredKind
    object_id: int
    unit_id: int
    tally: Tally
    score: Score
    behind: Mapping[str, list[int]] = field(default_factory=dict)

    def detail(self) -> dict[str, Any]:
        """Return what explains the score, as JSON."""
        tally = self.tally
        return {
            "levels": dict(tally.levels),
            "due": tally.due,
            "rectified": tally.rectified,
            "reached": tally.reached,
            "satisfied": tally.satisfied,
            "faults": dict(tally.faults),
            "behind": dict(self.behind),
            "least": self.score.least,
            "lines": [
                [line.code, line.label, line.formula, f"{line.value:f}"]
                for line in self.score.lines
            ],
        }


def scores(
    session: Session, actor: Principal, period: str, rule: Rule, kind: ScoredKind
) -> list[Scored]:
    """Return the score of every unit, or of every window, that was evaluated in a month."""
    if kind is ScoredKind.WINDOW:
        return _of_windows(session, actor, period, rule)
    known = month_rows.units(session)
    faults = month_faults.faults(session, period)
    found = []
    for unit_id, values in sorted(month_figures.by_unit(session, actor, period).items()):
        if unit_id not in known or known[unit_id].kind in UNRANKED:
            continue
        charged = faults.get(unit_id, month_faults.Charged())
        tally = month_figures.tally(values, charged.counts)
        if tally.n:
            score = scoring.score(rule, tally, kind)
            found.append(Scored(kind, unit_id, unit_id, tally, score, charged.behind))
    return found


def _of_windows(session: Session, actor: Principal, period: str, rule: Rule) -> list[Scored]:
    """Return the score of every window of the hall."""
    points = month_rows.windows(session)
    found = []
    for point_id, values in sorted(month_figures.by_window(session, actor, period).items()):
        point = points.get(point_id)
        tally = month_figures.tally(values)
        if point is not None and tally.n:
            score = scoring.score(rule, tally, ScoredKind.WINDOW)
            found.append(Scored(ScoredKind.WINDOW, point_id, point.unit_id, tally, score))
    return found


def ranking(
    session: Session, actor: Principal, period: str, now: list[Scored]
) -> list[dict[str, Any]]:
    """Return the evaluated units with rates, scores, ranks, and the months they are held against.

    Best score first; those with a sample too small for a score come last.
    """
    known = month_rows.units(session)
    this = month_figures.by_unit(session, actor, period)
    last = month_figures.by_unit(session, actor, months.shift(period, -1))
    year = month_figures.by_unit(session, actor, months.shift(period, -12))
    before = _scores_before(session, actor, months.shift(period, -1))
    least = least_sample.least(session, ScoredKind.UNIT, period)
    mine = {one.object_id: one.score.value for one in now}
    ranks, ranks_before = scoring.ranks(mine), scoring.ranks(before)
    rows = [
        {
            **_unit(known[unit_id]),
            "n": values["evaluations"].n if "evaluations" in values else 0,
            "good": _rate(values, least),
            "last": _rate(last.get(unit_id), least),
            "year_ago": _rate(year.get(unit_id), least),
            "score": _text(mine.get(unit_id)),
            "rank": ranks.get(unit_id),
            "last_rank": ranks_before.get(unit_id),
        }
        for unit_id, values in this.items()
        if unit_id in known and known[unit_id].kind not in UNRANKED
    ]
    rows = [row for row in rows if row["n"]]
    return sorted(rows, key=lambda row: (row["rank"] or 10**6, -row["n"], row["id"]))


def _scores_before(session: Session, actor: Principal, period: str) -> dict[int, Decimal | None]:
    """Return the scores of units in a month as they were signed; unsigned, by the rule of then."""
    for signed in snapshots.signed(session, period, months.shift(period, 1)):
        kept = rules.of_snapshot(session, signed.id, ScoredKind.UNIT)
        return {one.object_id: one.score for one in kept}
    row = rules.in_force(session, period)
    if row is None:
        return {}
    found = scores(session, actor, period, rules.as_rule(row), ScoredKind.UNIT)
    return {one.object_id: one.score.value for one in found}


def _unit(unit: Unit) -> dict[str, Any]:
    """Return how a unit is named in a report."""
    return {"id": unit.id, "name": unit.name, "short": unit.short_name, "kind": unit.kind.label}


def _rate(values: Mapping[str, Any] | None, least: int) -> dict[str, Any]:
    """Return the share of good evaluations of a unit.

    What is compared is held to one least sample, that of the reported month.
    """
    found = values.get("good_rate") if values else None
    if found is None or not found.n:
        return month_figures.of_value(found)
    if found.n < least:
        return month_figures.of_value(replace(found, value=None, why="small_sample"))
    exact = scoring.rounded(Fraction((found.part or 0) * 100, found.n))
    return month_figures.of_value(replace(found, value=exact, why=""))


def _text(score: Decimal | None) -> str | None:
    """Return a score as JSON keeps it."""
    return None if score is None else f"{score:.2f}"


def kinds(session: Session, actor: Principal, period: str) -> list[dict[str, Any]]:
    """Return the evaluations by kind of unit: added up from the units, so that they agree."""
    known = month_rows.units(session)
    found: dict[str, dict[str, Any]] = {}
    for unit_id, values in month_figures.by_unit(session, actor, period).items():
        unit, good = known.get(unit_id), values.get("good_rate")
        if unit is None or not values["evaluations"].n:
            continue
        row = found.setdefault(
            unit.kind.value, {"kind": unit.kind.label, "units": 0, "n": 0, "scored": 0, "good": 0}
        )
        row["units"] += 1
        row["n"] += values["evaluations"].n
        row["scored"] += good.n if good else 0
        row["good"] += (good.part or 0) if good else 0
    order = [kind.value for kind in UnitKind]
    return [found[kind] for kind in order if kind in found]
