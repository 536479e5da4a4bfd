"""The figures of a month as they are frozen: plain JSON from which every file is made.

A metric's number comes from app/figures alone, so that screen, report and Excel agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy.orm import Session

from app import months, scoring
from app.figures import api
from app.principal import Principal
from app.queries import month_rows
from app.scoring import Tally

VERSION = "v1"
# What is printed of a whole county, by section of the report (domain.md 4.5).
SECTIONS: dict[str, tuple[str, ...]] = {
    "evaluations": (
        "evaluations",
        "good_rate",
        "neutral_rate",
        "bad_rate",
        "rectified_rate",
        "coverage",
        "evaluations_appealed",
    ),
    "intake": ("registered", "suggestions", "complaints", "consultations", "accepted"),
    "handling": (
        "closed",
        "resolved",
        "explained",
        "on_time_rate",
        "days_mean",
        "days_median",
        "days_p90",
        "callback_rate",
        "callback_unreachable",
    ),
    "quality": (
        "extension_rate",
        "returned_rate",
        "misrouted_rate",
        "rework_rate",
        "repeat_rate",
    ),
    "stock": (
        "open_start",
        "flow_registered",
        "flow_reopened",
        "flow_closed",
        "flow_rejected",
        "flow_transferred",
        "flow_merged",
        "flow_withdrawn",
        "open_end",
    ),
    "outcomes": tuple(code for code in api.METRICS if code.startswith("outcome_")),
}
CODES = tuple(code for codes in SECTIONS.values() for code in codes)
TREND = ("registered", "closed", "good_rate", "on_time_rate")
TREND_MONTHS = 6
# What the ranking and the score of a unit need.
OF_UNIT = (
    "evaluations",
    "good_rate",
    "neutral_rate",
    "bad_rate",
    "rectified_rate",
    "callback_rate",
)
PLAIN = api.Scope(plain=True)
# Added up over months; the others are not (a median of medians is no median).
ADDS = (api.Shape.COUNT, api.Shape.SUM, api.Shape.RATE)


def of_value(value: api.Value | None) -> dict[str, Any]:
    """Return a value as JSON."""
    if value is None:
        return {"n": 0, "part": None, "value": None, "text": "—", "why": "unknown"}
    number = None if value.value is None else f"{value.value:f}"
    return {
        "n": value.n,
        "part": value.part,
        "value": number,
        "text": value.text or "—",
        "why": value.why,
    }


def added(values: Iterable[api.Value | None]) -> dict[str, Any]:
    """Return the values of several months together, nothing where they do not add up."""
    found = [value for value in values if value is not None]
    if not found or found[0].metric.shape not in ADDS:
        return of_value(None)
    metric, n = found[0].metric, sum(value.n for value in found)
    if metric.shape is api.Shape.RATE:
        part = sum(value.part or 0 for value in found)
        exact = scoring.rounded(Fraction(part * 100, n)) if n else None
        return of_value(api.Value(metric, n, part, exact, "" if n else "unknown"))
    known = [value.value for value in found if value.value is not None]
    return of_value(api.Value(metric, n, None, sum(known, Decimal(0))))


Known = dict[str, api.Value]


def metrics(session: Session, actor: Principal, period: str) -> dict[str, dict[str, Any]]:
    """Return every printed metric: this month, the last, a year ago, and the year so far.

    Of a month before anything was recorded nothing is known, which is not the same as none.
    """
    last, year_ago = months.shift(period, -1), months.shift(period, -12)
    asked = sorted({year_ago, last, *months.so_far(period), *months.before(period, TREND_MONTHS)})
    found = api.values(session, actor, CODES, asked, PLAIN)
    first = month_rows.begins(session)
    known = {
        code: {month: one for month, one in values.items() if month >= first}
        for code, values in found.items()
    }
    return {code: _metric(code, known[code], period) for code in CODES}


def _metric(code: str, known: Known, period: str) -> dict[str, Any]:
    """Return one metric of a month beside what it is held against."""
    metric, span = api.METRICS[code], months.before(period, TREND_MONTHS)
    year = months.so_far(period)
    return {
        "label": metric.label,
        "unit": metric.unit,
        "words": metric.words,
        "month": of_value(known.get(period)),
        "last": of_value(known.get(months.shift(period, -1))),
        "year_ago": of_value(known.get(months.shift(period, -12))),
        "so_far": added(known.get(one) for one in year),
        "trend": [of_value(known.get(one)) for one in span] if code in TREND else [],
    }


def domains(session: Session, actor: Principal, period: str) -> list[list[Any]]:
    """Return the items of a month by domain, with those of the month before."""
    now, last = (
        api.by(session, actor, ("by_domain",), [one], "kind", PLAIN)
        for one in (period, months.shift(period, -1))
    )
    rows = [
        [str(key), values["by_domain"].n, last[key]["by_domain"].n if key in last else 0]
        for key, values in now.items()
    ]
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def reasons(session: Session, actor: Principal, period: str) -> list[list[Any]]:
    """Return the reasons of bad evaluations, the most frequent first."""
    found = api.by(session, actor, ("bad_reasons",), [period], "kind", PLAIN)
    rows = [[str(key), values["bad_reasons"].n] for key, values in found.items()]
    return sorted(rows, key=lambda row: (-row[1], row[0]))


ByUnit = dict[int, dict[str, api.Value]]


def by_unit(session: Session, actor: Principal, period: str) -> ByUnit:
    """Return the metrics of every unit in a month, without the discipline track."""
    found = api.by(session, actor, OF_UNIT, [period], "unit", PLAIN)
    return {int(key): dict(values) for key, values in found.items() if int(key)}


def by_window(session: Session, actor: Principal, period: str) -> ByUnit:
    """Return the metrics of evaluation of every point in a month."""
    codes = ("evaluations", "good_rate", "neutral_rate", "bad_rate", "rectified_rate")
    found = api.by(session, actor, codes, [period], "point", PLAIN)
    return {int(key): dict(values) for key, values in found.items() if int(key)}


def tally(values: Mapping[str, api.Value], faults: Mapping[str, int] | None = None) -> Tally:
    """Return what the score of a unit or window rests on; faults come from the ledger."""
    levels = {step: _part(values, f"{step}_rate") for step in scoring.STEPS}
    return Tally(
        levels=levels,
        due=_whole(values, "rectified_rate"),
        rectified=_part(values, "rectified_rate"),
        reached=_whole(values, "callback_rate"),
        satisfied=_part(values, "callback_rate"),
        faults=dict(faults or {}),
    )


def _part(values: Mapping[str, api.Value], code: str) -> int:
    """Return the numerator of a rate, 0 where there is none."""
    found = values.get(code)
    return found.part or 0 if found is not None else 0


def _whole(values: Mapping[str, api.Value], code: str) -> int:
    """Return the denominator of a rate or a count, 0 where there is none."""
    found = values.get(code)
    return max(found.n, 0) if found is not None else 0
