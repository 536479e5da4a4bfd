"""What a number must not tell: of items kept from the reader, of persons, of months to come."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app import clock, store
from app.extensions import db
from app.figures import api, behind
from app.models import Evaluation, table_of
from app.operations import figure_fold
from app.principal import system
from tests import makers, recused, support
from tests.clues import kept
from tests.figures.test_explain import rate
from tests.test_commands import refused, run

EXPLAIN = "/statistics/explain"


@pytest.fixture(autouse=True)
def held_clock() -> Iterator[None]:
    """Hold the clock at the tests' own day."""
    with clock.fixed(support.NOW):
        yield


def test_who_is_kept_from_an_item_learns_of_it_by_no_count(
    app: Flask, session: Session, client: FlaskClient
) -> None:
    item = makers.registered(request_type="report")
    recused.declare("intake", item)
    figure_fold.fold()
    place = f"registered?month=2026-11&place={makers.KONGZHUANGZI}&kind=report"
    support.login(client, "intake")
    assert client.get(f"/problem/{item}").status_code == 404
    page = client.get(f"{EXPLAIN}/{place}").get_data(as_text=True)
    assert "<b>0件</b>" in page
    assert "共 0 条" in page
    assert "另有" not in page
    scope = api.Scope(region_code=makers.KONGZHUANGZI)
    store.name(session, support.person("intake"))
    for code in ("registered", "open_end", "complaints"):
        for where in (scope, api.Scope()):
            value = api.values(session, support.person("intake"), [code], ["2026-11"], where)
            assert value[code]["2026-11"].n == 0, code
    for over in ("kind", "unit", "village"):
        table = api.by(session, support.person("intake"), ["registered"], ["2026-11"], over)  # type: ignore[arg-type]  # Words.
        assert [key for key, one in table.items() if "registered" in one] == [], over
    reader = support.login(app.test_client(), "leader")
    assert "<b>1件</b>" in reader.get(f"{EXPLAIN}/{place}").get_data(as_text=True)


def test_point_whose_only_evaluation_is_kept_back_is_not_covered(
    app: Flask, session: Session
) -> None:
    item, voice = makers.registered(request_type="report"), rate(session, "dissatisfied")
    with store.write(system("test")) as work:
        table = table_of(Evaluation)
        work.execute(sa.update(table).where(table.c.id == voice).values(problem_id=item))
    recused.declare("intake", item)
    figure_fold.fold()
    for who, seen in (("leader", 1), ("intake", 0)):
        store.name(session, support.person(who))
        value = api.values(session, support.person(who), ["coverage"], ["2026-10"])["coverage"]
        args = (session, support.person(who), "coverage", ["2026-10"], api.Scope(), "numerator")
        assert (value["2026-10"].part, api.rows(*args).total) == (seen, seen), who


def test_accountability_has_no_kinds_and_no_rows_outside_the_commission(
    app: Flask, session: Session, client: FlaskClient
) -> None:
    with store.write(system("test")) as work:
        work.add(kept.outcome(decided_on=clock.today()))
    support.login(client, "bureau_lead")
    number = f"{EXPLAIN}/accountability?month=2026-11"
    answers = {client.get(f"{number}&kind={kind}").status_code for kind in ("warning", "removal")}
    assert answers == {404}
    page = client.get(number).get_data(as_text=True)
    assert "<b>1人次</b>" in page
    assert "只给出总数" in page
    assert "共 0 条" not in page
    file = client.get(f"{EXPLAIN}/accountability/rows.xlsx?month=2026-11")
    assert file.status_code == 404


def test_file_is_read_in_a_few_statements_before_the_write(
    app: Flask, session: Session, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows that the reader may not open are counted too, however many portions they fill."""
    for number in range(6):
        rate(session, "satisfied", "GW" if number % 2 else "XJ")
    figure_fold.fold()
    monkeypatch.setattr(behind, "PORTION", 4)
    support.login(client, "leader")
    said: list[str] = []

    def heard(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        said.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", heard)
    try:
        answer = client.get(f"{EXPLAIN}/evaluations/rows.xlsx?month=2026-10")
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", heard)
    assert answer.status_code == 200
    # Two portions of what they are called, and one of their columns.
    assert sum("eval_no" in one for one in said) == 3
    written = next(n for n, one in enumerate(said) if "INSERT INTO audit" in one)
    assert not any("eval_no" in one for one in said[written:])
    inspector = support.login(app.test_client(), "inspector")
    page = inspector.get(f"{EXPLAIN}/evaluations?month=2026-10").get_data(as_text=True)
    hidden = re.search(r'另有 <span class="num">(\d+)</span>', page)
    assert len(set(re.findall(r"PJ-2026-\d+", page))) + int(hidden[1] if hidden else 0) == 6
    assert hidden
    file = inspector.get(f"{EXPLAIN}/evaluations/rows.xlsx?month=2026-10").data
    sheet = openpyxl.load_workbook(io.BytesIO(file)).active
    assert sheet is not None
    last = list(sheet.iter_rows(values_only=True))[-1]
    assert last[:2] == ("明细", f"另有 {hidden[1]} 条不在您的可见范围。")


@pytest.mark.parametrize("month", ["2026-%2B1", "2026-%201", "0001-01", "9999-12", "2026-12"])
def test_month_that_is_none_or_to_come_is_refused(
    app: Flask, session: Session, client: FlaskClient, month: str
) -> None:
    support.login(client, "leader")
    for address in (
        f"{EXPLAIN}/evaluations?month={month}",
        f"{EXPLAIN}/open_start?month={month}",
        f"/statistics/county?month={month}",
    ):
        assert client.get(address).status_code == 422, address
    typed = month.replace("%2B", "+").replace("%20", " ")
    assert refused(run(app, "figures", "explain", "open_start", typed))
