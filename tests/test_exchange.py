"""Excel files: the list's rows, text cells only, nothing personal, audited."""

from __future__ import annotations

import io
import zipfile

import pytest
import sqlalchemy as sa
from flask import Flask

from app import exchange, policies
from app.models import AuditLog, Evaluation, Message, Model, Problem, Secrecy
from tests import crud_support as crud
from tests import support

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "http://x.cn/", "{=1}")


@pytest.fixture
def windows(app: Flask) -> None:
    """Make windows whose names look like formulas, and a foreign one."""
    support.session()
    with crud.written() as work:
        for number, name in enumerate(FORMULAS):
            crud.make_window(work, "GW", str(number)).name = name
        crud.make_window(work, "XJ", "99")


def test_every_cell_is_text(app: Flask, windows: None) -> None:
    answer = crud.logged(app, "gaowan").get("/admin/service_window/export.xlsx")
    assert answer.status_code == 200
    rows = crud.cells(answer.data)
    assert {kind for row in rows for kind, value in row if value is not None} == {"s"}
    with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet


def test_file_has_the_lists_rows_and_chinese_heads(app: Flask, windows: None) -> None:
    client = crud.logged(app, "gaowan")
    rows = crud.cells(client.get("/admin/service_window/export.xlsx").data)
    assert [value for _kind, value in rows[0]][:3] == ["单位", "窗口号", "窗口名称"]
    assert len(rows) == 1 + len(FORMULAS)
    assert not any(value == "99" for row in rows for _kind, value in row)
    some = crud.cells(client.get("/admin/service_window/export.xlsx?no=3").data)
    assert len(some) == 2


def test_file_names_no_author(app: Flask, windows: None) -> None:
    content = crud.logged(app, "gaowan").get("/admin/service_window/export.xlsx").data
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        properties = book.read("docProps/core.xml").decode()
    assert "王海" not in properties
    assert "<dc:creator></dc:creator>" in properties or "dc:creator/" in properties


def test_export_is_audited_without_the_search_text(app: Flask, windows: None) -> None:
    crud.logged(app, "gaowan").get("/admin/service_window/export.xlsx?q=张三&no=3")
    row = crud.fresh().scalars(sa.select(AuditLog).order_by(AuditLog.seq.desc())).first()
    assert row is not None
    assert (row.action, row.object_kind) == ("export", "service_window")
    assert row.detail["filters"] == ["no"]
    assert "张三" not in str(row.detail)


@pytest.mark.parametrize("model", [Problem, Message, Evaluation])
def test_no_personal_column_is_exported(app: Flask, model: type[Model]) -> None:
    for who in support.PEOPLE:
        for name in exchange.columns(support.person(who), model):
            assert model.about(name).secrecy in {Secrecy.OPEN, Secrecy.INTERNAL}


def test_table_without_export_has_no_file(app: Flask) -> None:
    assert crud.logged(app, "auditor").get("/admin/audit_log/export.xlsx").status_code == 404


def test_long_export_says_that_it_was_cut(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    support.session()
    monkeypatch.setattr(exchange, "MOST", 3)
    with crud.written() as work:
        for number in range(5):
            crud.make_problem(work, number, "GW")
    rows = crud.cells(crud.logged(app, "gaowan").get("/admin/problem/export.xlsx").data)
    assert "只导出前 3 条" in rows[0][0][1]
    assert len(rows) == 2 + 3


def test_instants_are_written_in_local_time(app: Flask) -> None:
    support.session()
    with crud.written() as work:
        crud.make_problem(work, 1, "GW")
    rows = crud.cells(crud.logged(app, "gaowan").get("/admin/problem/export.xlsx").data)
    assert "2026-11-18 09:30" in [value for _kind, value in rows[1]]


def test_who_may_not_list_may_not_export(app: Flask) -> None:
    assert crud.logged(app, "auditor").get("/admin/problem/export.xlsx").status_code == 403
    assert not policies.may(support.person("auditor"), Problem, "export")
