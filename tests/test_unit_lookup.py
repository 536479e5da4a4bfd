"""A unit is found as it is typed: by characters, initials and whole pinyin."""

from __future__ import annotations

import pytest
from flask import Flask

from app import places, store
from app.enums import RecordStatus
from app.models import Unit
from app.principal import system
from app.queries import lookups
from tests import crud_support as crud
from tests import support


def found(typed: str) -> list[str]:
    """Return the codes of the units that are offered."""
    return [unit.code for unit in places.find_units(support.session(), typed)]


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("gaowanzhen", ["GW", "KZZ"]),
        ("GaoWanZhen", ["GW", "KZZ"]),
        ("ｇａｏｗａｎ", ["GW", "KZZ"]),
        ("gaowanzhenrenminzhengfu", ["GW"]),
        ("xianminzhengju", ["MZ"]),
        ("minzhengju", ["MZ"]),
        ("kongzhuangzi", ["KZZ"]),
        ("dangfengzhengfeng", ["DF"]),
        ("gwz", ["GW"]),
        ("高湾", ["GW", "KZZ"]),
        ("longgong", []),
        ("x" * 2000, []),
    ],
)
def test_unit_is_found_by_its_whole_pinyin(app: Flask, typed: str, codes: list[str]) -> None:
    assert found(typed) == codes


def test_unit_out_of_use_is_not_found(app: Flask) -> None:
    assert found("xinji") == ["XJ"]
    with store.write(system("test")) as work:
        work.get_one(Unit, support.unit_id("XJ")).status = RecordStatus.RETIRED
    assert found("xinji") == []


def test_new_name_is_found_at_once(app: Flask) -> None:
    assert found("qingxian") == []
    with store.write(system("test")) as work:
        work.get_one(Unit, support.unit_id("XJ")).name = "青先农场"
    lookups.forget()
    assert found("qingxian") == ["XJ"]


def test_box_of_the_pages_and_of_the_generated_forms_offer_it(app: Flask) -> None:
    asked = crud.logged(app, "intake").get("/problem/lookup/unit?q=gaowanzhen").get_json()
    assert asked["items"][0]["text"] == "高湾镇人民政府"
    box = lookups.find(support.session(), support.person("sysadmin"), Unit, "id", "minzhengju")
    assert [item.text for item in box] == ["县民政局（示例）"]
