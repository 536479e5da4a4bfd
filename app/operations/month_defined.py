"""Metrics whose definition changed after a month was signed: they are not corrected, and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from app import months
from app.figures import api, definitions
from app.models import ReportSnapshot

DEFINED, UNADJUSTED = "definitions", "unadjusted"


def redefined(row: ReportSnapshot) -> set[str]:
    """Return the metrics of a signed month that are counted by another definition now.

    A month that was frozen before this was kept had the first ones.
    """
    was = row.figures.get(DEFINED, {})
    return {
        code
        for code in row.figures["metrics"]
        if was.get(code, definitions.FIRST) != definitions.version(code)
    }


def unadjusted(told: Sequence[ReportSnapshot], untouched: Collection[str]) -> list[dict[str, Any]]:
    """Return which signed months are not corrected in which metric, each told of once."""
    said = {
        (one["code"], period)
        for row in told
        for one in row.figures.get(UNADJUSTED, ())
        for period in one["periods"]
    }
    found: dict[str, list[str]] = {}
    for row in told:
        for code in sorted(redefined(row) & set(api.METRICS) - set(untouched)):
            if (code, row.period) not in said:
                found.setdefault(code, []).append(row.period)
    return [
        {
            "code": code,
            "label": api.METRICS[code].label,
            "periods": periods,
            "since": definitions.CHANGED[code].since,
        }
        for code, periods in found.items()
    ]


def words(figures: Mapping[str, Any]) -> list[str]:
    """Return a sentence for each metric that is not corrected."""
    return [
        f"{'、'.join(months.said(period) for period in one['periods'])}的{one['label']}："
        f"口径自{months.said(one['since'])}起改变，不作更正。"
        for one in figures.get(UNADJUSTED, ())
    ]
