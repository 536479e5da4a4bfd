"""The seeds' own traps: numbers that do not add up show it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock, store
from app.enums_ledger import MetricKind
from app.figures import api
from app.figures.catalogue import METRICS
from app.models import OutcomeMetric, Problem, table_of
from app.operations import figure_fold
from app.principal import system
from tests import support
from tests.figures.manual import PATH, written

MONTH = "2026-11"


@pytest.fixture(autouse=True)
def held_clock() -> Iterator[None]:
    """Hold the clock at the tests' own day."""
    with clock.fixed(support.NOW):
        yield


def items(channel: str, count: int, first: int, **more: Any) -> list[dict[str, Any]]:
    """Return rows of items from one source."""
    return [
        {
            "problem_no": f"HXZT-2026-{first + number:05}",
            "title": "事项",
            "content": "原文",
            "content_redacted": "内容",
            "channel": channel,
            "request_type": "suggestion",
            "identity_mode": "anonymous",
            "region_code": "130924000000",
            "registered_at": support.NOW,
            "due_at": support.NOW,
            **more,
        }
        for number in range(count)
    ]


def keep(rows: list[dict[str, Any]]) -> None:
    """Add items past the unit of work, and let the figures follow."""
    with store.write(system("test")) as work:
        for alike in groupby(rows, sorted):
            work.execute(sa.insert(table_of(Problem)), list(alike[1]))
    figure_fold.fold()


def test_2044_by_three_sources_shows_62_others(session: Session) -> None:
    sources = {"survey": 27, "snapshot": 1652, "window": 303, "media": 40, "letter": 22}
    rows: list[dict[str, Any]] = []
    for channel, count in sources.items():
        rows += items(channel, count, len(rows) + 1)
    keep(rows)
    parts = api.split(
        session, system("test"), "by_source", [MONTH], ["survey", "snapshot", "window"]
    )
    assert parts == [("survey", 27), ("snapshot", 1652), ("window", 303), (api.REST, 62)]
    whole = api.values(session, system("test"), ["by_source"], [MONTH])["by_source"][MONTH]
    assert sum(n for _, n in parts) == whole.n == 2044


def test_18_listed_are_the_resolved_the_explained_and_the_open(session: Session) -> None:
    closed = {"state": "closed", "closed_at": support.NOW, "policy_basis": "依据"}
    keep(
        items("forum", 10, 1, outcome_kind="resolved", **closed)
        + items("forum", 5, 11, outcome_kind="explained", **closed)
        + items("forum", 3, 16, state="in_progress")
    )
    found = api.by(session, system("test"), ["by_result"], [MONTH], "kind")
    parts = {kind: one["by_result"].n for kind, one in found.items()}
    assert parts == {"resolved": 10, "explained": 5, "open": 3}
    listed = api.values(session, system("test"), ["by_result"], [MONTH])["by_result"][MONTH]
    assert listed.n == 18 == sum(parts.values())


def test_five_merged_duplicates_leave_808_households_and_202_wan(session: Session) -> None:
    leader = support.person("leader").account_id
    keep(items("phone", 6, 1))
    ids = list(session.scalars(sa.select(Problem.id).order_by(Problem.id)))
    values = {MetricKind.HOUSEHOLDS: 808, MetricKind.AMOUNT_REFUNDED: 202_000_000}
    with store.write(system("test")) as work:
        for row_id in ids:
            for kind, value in values.items():
                row = {"problem_id": row_id, "kind": kind, "value": value, "basis": "依据"}
                seen = {"verified_by_id": leader, "verified_at": support.NOW}
                work.execute(sa.insert(table_of(OutcomeMetric)).values(**row, **seen))
    figure_fold.fold()
    codes = ["outcome_households", "outcome_amount_refunded"]
    before = api.values(session, system("test"), codes, [MONTH])
    assert before[codes[0]][MONTH].value == 6 * 808
    problem = table_of(Problem)
    with store.write(system("test")) as work:
        into = {"state": "merged", "master_problem_id": ids[0]}
        work.execute(sa.update(problem).where(problem.c.id.in_(ids[1:])).values(**into))
    figure_fold.fold()
    after = api.values(session, system("test"), codes, [MONTH])
    assert [after[code][MONTH].text for code in codes] == ["808户", "2020000元"]


def test_manual_says_what_the_figures_are() -> None:
    assert PATH.read_text(encoding="utf-8") == written()
    assert all(metric.words.endswith("。") for metric in METRICS.values())
