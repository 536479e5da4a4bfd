"""Every figure of a random history is what an independent recount of its rows gives."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import clock, months, store
from app.enums import StepRole
from app.figures import api, telling
from app.figures.catalogue import MEASURES, METRICS
from app.figures.counting import COUNTER
from app.models import FigureCell, table_of
from app.operations import figure_check, figure_fold
from app.principal import Principal, system
from app.queries import month_rows
from tests import support
from tests.figures.history import NEW, OLD, History
from tests.figures.recount import Rows
from tests.test_commands import run

MONTHS = ["2025-12", "2026-01", "2026-10", "2026-11"]
# What the recount has no rows for: the registry's points, and what the compartment holds.
APART = {"coverage", "accountability"}
SAMPLE = 50


@pytest.fixture(autouse=True)
def held_clock() -> Iterator[None]:
    """Hold the clock at the tests' own day."""
    with clock.fixed(support.NOW):
        yield


@pytest.fixture
def history(app: Flask, session: Session, soak: bool) -> History:
    """Return a written history."""
    return History(session, "数字", *((20_000, 3_000) if soak else (250, 70)))


def differences(
    session: Session, rows: Rows, actor: Principal, unit: int | None, secret: bool
) -> list[str]:
    """Return where the figures are not what the recount says."""
    codes = [code for code in METRICS if code not in APART]
    found = api.values(session, actor, codes, MONTHS, api.Scope(unit_id=unit))
    wrong = []
    for month in MONTHS:
        for code, (n, part, value) in rows.numbers(month, unit, secret).items():
            if METRICS[code].guarded and not secret:
                continue
            got = found[code][month]
            small = METRICS[code].sample and n < SAMPLE
            expected = (n, part, None if small else value)
            if (got.n, got.part, got.value) != expected:
                wrong.append(f"{month} {code} unit {unit}: {got} is not {expected}")
        assert rows.numbers(month, unit, secret).keys() == set(codes)
    return wrong


def test_every_figure_equals_an_independent_recount(
    app: Flask, session: Session, history: History
) -> None:
    figure_fold.fold()
    assert figure_check.check() == []
    rows = Rows(support.NOW)
    assert {row["state"] for row in rows.problem.values()} >= {"closed", "merged", "in_progress"}
    leader, lead = support.person("leader"), support.person("bureau_lead")
    store.name(session, leader)
    for unit in (None, *history.units):
        assert differences(session, rows, leader, unit, secret=True) == []
    store.name(session, lead)
    assert differences(session, rows, lead, None, secret=False) == []
    _kinds_and_places_add_up(session, lead)
    _rows_are_those_counted(session, lead)
    _every_metric_is_explained(app)
    _report_names_the_same_late_shares(session)
    _damage_is_found(session)


def _kinds_and_places_add_up(session: Session, actor: Principal) -> None:
    """Sums over kinds, units, points and places are the whole; dead codes have no number."""
    total = api.values(session, actor, ["evaluations", "by_source", "closed"], ["2026-10"])
    for over in ("kind", "unit", "village", "township", "point"):
        parts = api.by(session, actor, ["evaluations"], ["2026-10"], over)  # type: ignore[arg-type]  # Words.
        assert sum(one["evaluations"].n for one in parts.values()) == (
            total["evaluations"]["2026-10"].n
        )
    assert OLD not in api.by(session, actor, ["evaluations"], ["2026-10"], "village")
    inside = api.values(session, actor, ["evaluations"], MONTHS, api.Scope(region_code="130924104"))
    villages = api.by(session, actor, ["evaluations"], MONTHS, "village")
    assert NEW in villages
    assert sum(one.n for one in inside["evaluations"].values()) == sum(
        one["evaluations"].n for code, one in villages.items() if code.startswith("130924104")
    )


def _rows_are_those_counted(session: Session, actor: Principal) -> None:
    """As many rows stand behind a number as it says, on both sides, for every metric."""
    scope = api.Scope()
    found = api.values(session, actor, METRICS, ["2026-10"])
    for code, metric in METRICS.items():
        value = found[code]["2026-10"]
        if metric.guarded:
            continue
        if metric.shape in {api.Shape.RATE, api.Shape.COVERAGE}:
            sides = {"numerator": value.part, "denominator": value.n}
        else:
            sides = {"numerator": value.n}
        for side, expected in sides.items():
            page = api.rows(session, actor, code, ["2026-10"], scope, side)  # type: ignore[arg-type]  # Words.
            weighs = side == "denominator" and metric.under and metric.under[0].weighs
            counted = sum(row.amount for row in page.rows) if weighs else page.total
            assert counted == expected, (code, side)


def _every_metric_is_explained(app: Flask) -> None:
    """Page, file and command list every metric, under heads of which no row leaves one out."""
    leader = support.login(app.test_client(), "leader")
    listed, asked = set[str](), f"month={','.join(MONTHS)}"
    for code, metric in METRICS.items():
        page = leader.get(f"/statistics/explain/{code}?{asked}")
        file = leader.get(f"/statistics/explain/{code}/rows.xlsx?{asked}")
        told = run(app, "figures", "explain", code, "2026-10")
        assert (page.status_code, file.status_code, told.exit_code) == (200, 200, 0), code
        assert metric.label in page.text
        sheet = openpyxl.load_workbook(io.BytesIO(file.data)).active
        assert sheet is not None
        if sheet.max_row > 1:
            listed |= {MEASURES[one].rows().model.__tablename__ for one in metric.measures}
    # Every kind of row stood behind a number, but what the compartment holds, and points.
    assert set(telling.FAMILIES) - listed == {"accountability", "service_point"}
    late = leader.get("/statistics/explain/late_open?month=2026-10").text
    heads = re.findall(r'<th scope="col">(.*?)</th>', late)[3:]
    assert heads == ["编号", "到期日期", "标题", "单位", "结束", "超期天数", "状态", "区划"]
    assert re.search(r'data-label="超期天数">[1-9]\d* 个工作日<', late)


def _report_names_the_same_late_shares(session: Session) -> None:
    """At the end of every month, and now, as many lead shares are late as the figures say."""
    found = api.values(session, COUNTER, ["late_open"], MONTHS, api.Scope(plain=True))["late_open"]
    with store.acting(session, COUNTER):
        named = {
            month: sum(
                one.role == StepRole.LEAD
                for one in month_rows.late(session, min(support.NOW, months.end(month)))
            )
            for month in MONTHS
        }
    assert {month: value.n for month, value in found.items()} == named
    assert all(named.values())


def _damage_is_found(session: Session) -> None:
    """A cell that somebody changed by hand is named by the check, and a rebuild mends it."""
    cell = table_of(FigureCell)
    with store.write(system("test")) as work:
        one = work.execute(sa.select(cell.c.id).where(cell.c.measure == "closed").limit(1)).scalar()
        work.execute(sa.update(cell).where(cell.c.id == one).values(n=cell.c.n + 1))
    assert [found.measure for found in figure_check.check()] == ["closed"]
    with store.write(system("test")) as work:
        figure_fold.rebuild(work)
    assert figure_check.check() == []
