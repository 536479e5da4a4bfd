"""From a number to its rows: pages, rights, files, commands, and what stays hidden."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app import clock, store
from app.enums import PointKind
from app.figures import api
from app.models import AuditLog, Evaluation, Region, ServicePoint, table_of
from app.operations import figure_check, figure_fold
from app.principal import system
from tests import makers, support
from tests.test_commands import refused, run


@pytest.fixture(autouse=True)
def held_clock() -> Iterator[None]:
    """Hold the clock at the tests' own day."""
    with clock.fixed(support.NOW):
        yield


def rate(session: Session, level: str, unit: str = "GW", *, sensitive: bool = False) -> int:
    """Add an evaluation of a unit's point, past the forms."""
    with store.write(system("test")) as work:
        point = work.scalars(
            sa.select(ServicePoint).where(ServicePoint.unit_id == support.unit_id(unit)).limit(1)
        ).one_or_none()
        if point is None:
            point = ServicePoint(
                kind=PointKind.UNIT,
                name="=1+1 服务点",
                unit_id=support.unit_id(unit),
                region_code=makers.KONGZHUANGZI,
            )
            work.add(point)
            work.flush()
        table = table_of(Evaluation)
        number = work.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() + 1
        values = {
            "eval_no": f"PJ-2026-{number:05}",
            "service_point_id": point.id,
            "unit_id": point.unit_id,
            "region_code": point.region_code,
            "channel": "qr",
            "level": level,
            "is_bad": level == "dissatisfied",
            "is_sensitive": sensitive,
            "happened_on": clock.today().replace(month=10),
            "submitted_at": clock.now(),
        }
        return int(work.execute(sa.insert(table).values(**values)).inserted_primary_key[0])


def test_operations_leave_figures_that_hold(app: Flask, session: Session) -> None:
    """A case played through the product's own operations is noted whole."""
    makers.problem_in("closed")
    makers.merged_into(makers.registered())
    figure_fold.fold()
    assert figure_check.check() == []
    found = api.values(session, support.person("leader"), ["registered", "closed"], ["2026-11"])
    assert [found[code]["2026-11"].n for code in found] == [3, 1]


def test_page_walks_a_number_back_to_its_rows(
    app: Flask, session: Session, client: FlaskClient
) -> None:
    rate(session, "satisfied")
    rate(session, "dissatisfied", "XJ")
    rate(session, "dissatisfied", sensitive=True)
    figure_fold.fold()
    support.login(client, "bureau_lead")
    page = client.get("/statistics/explain/evaluations?month=2026-10").get_data(as_text=True)
    assert "PJ-2026-00001" in page
    assert "PJ-2026-00002" in page
    # What the reader may not see is not in his number either: nothing is left to subtract.
    assert "PJ-2026-00003" not in page
    assert "<b>2条</b>" in page
    assert "不在您的可见范围" not in page
    own = client.get("/statistics/explain/bad_rate?month=2026-10&unit=XJ&side=denominator")
    assert "样本不足" in own.get_data(as_text=True)
    told = client.get("/statistics/explain/evaluations/rows.xlsx?month=2026-10")
    assert told.status_code == 200
    taken = sa.select(AuditLog.detail).where(AuditLog.object_kind == "figure")
    assert session.scalars(taken).one() == {
        "metric": "evaluations",
        "months": ["2026-10"],
        "rows": 2,
    }


def test_others_figures_are_as_missing_as_none(
    app: Flask, session: Session, client: FlaskClient
) -> None:
    rate(session, "satisfied")
    figure_fold.fold()
    support.login(client, "gaowan")
    assert client.get("/statistics/explain/evaluations?month=2026-10").status_code == 200
    for address in (
        "evaluations?month=2026-10&unit=XJ",
        "evaluations?month=2026-10&place=130924101",
        "evaluations?month=2026-10&unit=NONE",
        "evaluations?place=1309",
        "none",
    ):
        assert client.get(f"/statistics/explain/{address}").status_code == 404
    bad = client.get("/statistics/explain/evaluations?month=2026-13")
    assert bad.status_code == 422
    assert "月份的写法不对" in bad.get_data(as_text=True)


def test_sensitive_number_is_told_outside_only_whole_past_and_from_five(
    app: Flask, session: Session
) -> None:
    lead, code = support.person("bureau_lead"), "evaluations_sensitive"
    for _ in range(4):
        rate(session, "dissatisfied", sensitive=True)
    figure_fold.fold()
    few = api.values(session, lead, [code], ["2026-10"])[code]["2026-10"]
    assert (few.n, few.value, few.why) == (0, None, "hidden")
    rate(session, "dissatisfied", sensitive=True)
    figure_fold.fold()
    assert api.values(session, lead, [code], ["2026-10"])[code]["2026-10"].n == 5
    assert api.values(session, lead, [code], ["2026-11"])[code]["2026-11"].why == "hidden"
    assert all(
        one[code].why == "hidden"
        for one in api.by(session, lead, [code], ["2026-10"], "unit").values()
    )
    assert api.by(session, lead, [code], ["2026-10"], "kind") == {}


def test_figures_commands_answer_and_refuse_in_one_line(app: Flask, session: Session) -> None:
    rate(session, "satisfied")
    assert "满意率" in run(app, "figures", "list").output
    checked = run(app, "figures", "check")
    assert (checked.exit_code, "每个数字都与明细一致" in checked.output) == (0, True)
    told = run(app, "figures", "explain", "evaluations", "2026-10", "--unit", "GW").output
    assert "评价总数 2026-10：1条" in told
    assert "PJ-2026-00001" in told
    for words in (
        ("explain", "none", "2026-10"),
        ("explain", "evaluations", "2026-1"),
        ("explain", "evaluations", "2026-10", "--unit", "NONE"),
        ("check", "--month", "10"),
    ):
        assert refused(run(app, "figures", *words))


def test_a_past_month_keeps_the_old_name_of_a_place(app: Flask, session: Session) -> None:
    assert api.place_name(session, "130924104", "2022-10") == "张会亭乡"
    assert api.place_name(session, "130924104", "2026-10") == "张会亭镇"
    assert api.place_name(session, "130924104201", "2026-10") == api.place_name(
        session, "130924104201", "2022-10"
    )


def test_a_station_reads_its_own_village_and_a_points_owner_its_point(
    app: Flask, session: Session
) -> None:
    rate(session, "satisfied")
    figure_fold.fold()
    point = session.scalars(sa.select(ServicePoint.id)).one()
    village = support.person("village")
    assert api.may(village, "evaluations", api.Scope(region_code=makers.KONGZHUANGZI))
    assert not api.may(village, "evaluations", api.Scope(region_code="130924102"))
    for username, number in (("gaowan", "1条"), ("xinji", "0条")):
        reader = support.login(app.test_client(), username)
        page = reader.get(f"/statistics/explain/evaluations?month=2026-10&point={point}")
        assert f"<b>{number}</b>" in page.get_data(as_text=True)


def test_village_that_went_over_twice_counts_once_under_its_last_code(
    app: Flask, session: Session
) -> None:
    """From Gaowan to Xinji, and there into a neighbour: by scope as by place, and by its point."""
    rate(session, "satisfied")
    region = table_of(Region)
    towns = ("130924102", "130924101")
    like = region.c.code.startswith(towns[1]) & (region.c.level == "village")
    living = sa.select(region.c.code).where(like, region.c.successor_code.is_(None))
    chain = [makers.KONGZHUANGZI, *session.scalars(living.order_by(region.c.code).limit(2))]
    with store.write(system("test")) as work:
        for code, following in pairwise(chain):
            gone = {"valid_to": clock.today(), "successor_code": following}
            work.execute(sa.update(region).where(region.c.code == code).values(**gone))
    figure_fold.fold()
    leader, codes = support.person("leader"), ["evaluations", "coverage", "evaluations_appealed"]

    def told(place: str) -> tuple[int, int | None, int]:
        scope = api.Scope(region_code=place)
        found = api.values(session, leader, codes, ["2026-10"], scope)
        listed = api.rows(session, leader, "evaluations", ["2026-10"], scope, "numerator")
        return found["evaluations"]["2026-10"].n, found["coverage"]["2026-10"].part, listed.total

    store.name(session, leader)
    assert [told(place) for place in (*towns, *chain)] == [
        (0, 0, 0),
        (1, 1, 1),
        (0, 0, 0),
        (0, 0, 0),
        (1, 1, 1),
    ]
    for over, place in (("township", f"{towns[1]}000"), ("village", chain[2])):
        table = api.by(session, leader, codes, ["2026-10"], over)  # type: ignore[arg-type]  # Words.
        assert {key for key, one in table.items() if one["evaluations"].n} == {place}
