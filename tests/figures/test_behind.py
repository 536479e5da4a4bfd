"""What the list behind a number says of each row: enough to act, and no more than one may read."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta

import html5lib
import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app import clock, store
from app.figures import api, telling
from app.figures.catalogue import MEASURES
from app.models import (
    CaseCount,
    Evaluation,
    EvaluationReason,
    Problem,
    Rectification,
    ServicePoint,
    ServiceWindow,
    table_of,
)
from app.operations import figure_fold
from app.principal import system
from tests import makers, support
from tests.figures.test_explain import rate
from tests.test_commands import run

BAD = "/statistics/explain/evaluations_bad"
DUE = support.NOW - timedelta(hours=1)
SAID = "等了一上午，请打 13800138000"


@pytest.fixture(autouse=True)
def held_clock() -> Iterator[None]:
    """Hold the clock at the tests' own day."""
    with clock.fixed(support.NOW):
        yield


def spoken(session: Session) -> int:
    """Add a bad evaluation with a reason, words and what is to be put right."""
    row_id = rate(session, "dissatisfied")
    with store.write(system("test")) as work:
        reason = {"evaluation_id": row_id, "reason": "slow_processing", "is_sensitive": False}
        task = {"evaluation_id": row_id, "unit_id": support.unit_id("GW"), "due_at": DUE}
        table = table_of(Evaluation)
        work.execute(sa.insert(table_of(EvaluationReason)).values(**reason))
        work.execute(sa.insert(table_of(Rectification)).values(**task))
        text = {"eval_no": "PJ-2026-00099", "text": SAID}
        same = work.execute(sa.select(table).where(table.c.id == row_id)).mappings().one()
        work.execute(sa.insert(table).values(**{**same, "id": row_id + 50, **text}))
    figure_fold.fold()
    return row_id


def listed(page: str) -> list[dict[str, str]]:
    """Return the rows of a page's last table by the heads of their columns."""
    table = list(html5lib.parse(page, namespaceHTMLElements=False).iter("table"))[-1]
    lines = [["".join(cell.itertext()) for cell in row] for row in table.iter("tr")]
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def test_a_bad_evaluation_behind_a_number_says_what_is_needed_to_act(
    app: Flask, session: Session, client: FlaskClient
) -> None:
    spoken(session)
    page = support.login(client, "gaowan").get(f"{BAD}?month=2026-10").get_data(as_text=True)
    worded, plain = listed(page)
    assert plain == {
        "编号": "PJ-2026-00001",
        "办事日期": "2026-10-18",
        "点位": "=1+1 服务点",
        "评价": "不满意",
        "来源": "手机扫码",
        "原因": "办理速度慢",
        "文字评价": "—",
        "整改": "整改中，期限 2026-11-18",
        "单位": "高湾镇",
        "区划": "孔庄子村",
    }
    assert worded["文字评价"].startswith("等了一上午")
    assert "13800138000" not in page
    assert "/evaluations/1" in page
    # The file and the command line print the same columns, each as far as its reader may read.
    file = client.get(f"{BAD}/rows.xlsx?month=2026-10").data
    sheet = openpyxl.load_workbook(io.BytesIO(file)).active
    assert sheet is not None
    heads, *rows = [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
    assert [dict(zip(heads, row, strict=True)) for row in rows] == [
        {"部分": "明细", **worded},
        {"部分": "明细", **plain},
    ]
    told = run(app, "figures", "explain", "evaluations_bad", "2026-10").output
    kept = [text for head, text in plain.items() if head != "文字评价"]
    assert f"  {' | '.join(kept)}\n" in told
    assert "等了一上午" not in told
    village = support.login(app.test_client(), "village").get(f"{BAD}?month=2026-10")
    assert "文字评价" not in village.get_data(as_text=True)


def test_command_line_tells_no_words_and_no_secret_item(app: Flask, session: Session) -> None:
    known, secret = makers.problem_in("closed"), makers.problem_in("closed")
    item = table_of(Problem).c
    with store.write(system("test")) as work:
        gone = sa.update(table_of(Problem)).where(item.id == secret)
        work.execute(gone.values(track="discipline"))
    rows = {row.id: row for row in session.execute(sa.select(item.id, item.problem_no, item.title))}
    figure_fold.fold()
    told = run(app, "figures", "explain", "registered", "2026-11").output
    assert "2026-11：1件" in told
    assert (rows[known].problem_no in told, rows[known].title in told) == (True, False)
    assert rows[secret].problem_no not in told


def test_every_kind_of_row_has_columns_of_its_own(app: Flask, session: Session) -> None:
    """No measure is listed by number and date alone; each cell of a row is filled."""
    spoken(session)
    makers.problem_in("closed")
    makers.problem_in("assigned")
    with store.write(system("test")) as work:
        window = ServiceWindow(unit_id=support.unit_id("GW"), no="01", name="民政窗口")
        work.add(window)
        work.flush()
        one = {"unit_id": window.unit_id, "service_window_id": window.id, "n": 8}
        work.execute(sa.insert(table_of(CaseCount)).values(day=clock.today(), **one))
    figure_fold.fold()
    assert {one.rows().model.__tablename__ for one in MEASURES.values()} <= set(telling.FAMILIES)
    leader = support.person("leader")
    store.name(session, leader)
    wanted = {
        "accepted": ("受理日期", "标题", "主办单位", "状态", "到期"),
        "bad_reasons": ("所计原因", "点位", "评价"),
        "rectified_rate": ("整改期限", "是否按期", "点位", "整改"),
        "returned_rate": ("交办日期", "是否退回", "标题", "办理期限", "退单理由"),
        "callback_rate": ("回访日期", "回访结果", "标题", "方式", "反馈内容"),
        "flow_closed": ("进出日期", "标题", "状态", "办理结果"),
        "days_median": ("办结日期", "用时", "标题", "主办单位"),
        "cases": ("窗口", "日期", "单位", "办件数"),
        "coverage": ("点位", "单位类别", "单位", "区划"),
    }
    months = ["2026-10", "2026-11"]
    for code, heads in wanted.items():
        page = api.rows(session, leader, code, months, api.Scope(), "denominator")
        told = telling.table(session, leader, page)
        assert told.lines, code
        assert set(heads) <= set(told.heads), (code, told.heads)
        assert all(set(told.heads) <= set(line.texts) for line in told.lines), code
    with clock.fixed(support.NOW + timedelta(days=40)):
        page = api.rows(session, leader, "late_open", ["2026-12"], api.Scope(), "numerator")
    heads = ("编号", "到期日期", "标题", "单位", "结束", "超期天数", "状态", "区划")
    assert telling.table(session, leader, page).heads == heads
    assert session.scalars(sa.select(ServicePoint.id)).one()
