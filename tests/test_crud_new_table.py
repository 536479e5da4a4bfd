"""Adding a table costs one model file and one line: declared here, driven whole."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from flask import Flask
from sqlalchemy.orm.instrumentation import manager_of_class

from app import crud as product
from app import policies, security
from app.models import Model
from app.permissions import Right
from tests import crud_support as crud
from tests import support

FILE = '''
"""Notice boards of villages."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from app.enums import RecordStatus
from app.models.base import Model, field, table_args


class NoticeBoard(Model):
    """A notice board."""

    __tablename__ = "notice_board"
    __label__ = "公示栏"
    __table_args__ = table_args("村务公示栏")

    name: Mapped[str] = field("名称", sa.String(40), "list show search sort add edit export")
    unit_id: Mapped[int] = field(
        "管理单位", sa.BigInteger(), "list show filter add edit export", refers_to="unit.id"
    )
    put_up_on: Mapped[date | None] = field("设立日期", sa.Date(), "list show add edit", null=True)
    is_lit: Mapped[bool] = field("有照明", sa.Boolean(), "list show filter add edit")
    status: Mapped[RecordStatus] = field(
        "状态", RecordStatus, "list show filter add edit", default=RecordStatus.ACTIVE
    )
'''


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """Load the model from a temporary file, and take it out again."""
    path = tmp_path_factory.mktemp("model") / "notice_board_model.py"
    path.write_text(FILE)
    spec = importlib.util.spec_from_file_location("notice_board_model", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["notice_board_model"] = module
    spec.loader.exec_module(module)
    yield module
    model = module.NoticeBoard
    policies.TABLES.pop(model, None)
    security._BY_TABLE.pop(model.__tablename__, None)
    Model.metadata.remove(model.__table__)
    manager = manager_of_class(model)
    Model.registry._dispose_manager_and_mapper(manager)
    Model.registry._managers.pop(manager)
    del sys.modules["notice_board_model"]


@pytest.fixture
def app(template: support.Template, board: ModuleType, tmp_path: Path) -> Iterator[Flask]:
    """Return an application with the new table: its rule, and the one line of its pages."""
    database = template.copy(tmp_path)
    policies.TABLES[board.NoticeBoard] = policies.TableRule(
        (Right.REGISTRY,), Right.REGISTRY, Right.REGISTRY
    )
    application = support.make_app(database, tmp_path)
    with application.app_context():
        product.register(application.appbuilder, product.office_view(board.NoticeBoard))  # type: ignore[attr-defined]  # The framework adds it.
        with support.owner() as connection:
            board.NoticeBoard.__table__.create(connection, checkfirst=True)
            connection.commit()
        yield application
    support.close(application)
    template.drop(database)


def test_new_table_has_list_form_api_and_export(app: Flask) -> None:
    client = crud.logged(app, "bureau")
    assert "还没有公示栏" in client.get("/admin/notice_board/").text
    unit = support.unit_id("GW")
    made = crud.post(
        client,
        "/admin/notice_board/new",
        name="东街公示栏",
        unit_id=unit,
        unit_id_text="高湾镇",
        put_up_on="2026-03-01",
    )
    assert made.status_code == 302, made.text
    assert "东街公示栏" in client.get("/admin/notice_board/?q=东街&is_lit=0").text
    assert "东街公示栏" not in client.get("/admin/notice_board/?is_lit=1").text
    changed = crud.post(client, f"{made.location}/edit", name="西街公示栏", is_lit="y")
    assert changed.status_code == 302
    body = client.get("/api/v1/notice_board/").get_json()["items"][0]
    assert (body["name"], body["is_lit"], body["row_version"]) == ("西街公示栏", True, 2)
    posted = client.post(
        "/api/v1/notice_board/",
        json={"name": "南街公示栏", "unit_id": unit},
        headers=crud.token(client),
    )
    assert posted.status_code == 201
    rows = crud.cells(client.get("/admin/notice_board/export.xlsx").data)
    assert [value for _kind, value in rows[0]] == ["名称", "管理单位", "设立日期", "有照明", "状态"]
    assert len(rows) == 3
    assert "/api/v1/notice_board/" in client.get("/api/v1/_openapi").get_json()["paths"]


def test_new_table_is_closed_to_who_has_no_right(app: Flask) -> None:
    client = crud.logged(app, "clerk")
    for url in ("/admin/notice_board/", "/admin/notice_board/new", "/api/v1/notice_board/"):
        assert client.get(url).status_code == 403


def test_new_table_stands_in_the_menu(app: Flask) -> None:
    names = app.appbuilder.menu.get_flat_name_list()  # type: ignore[attr-defined]  # The framework adds it.
    assert "notice_board" in names
