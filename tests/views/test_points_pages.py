"""The pages of codes and placards, as a person without JavaScript uses them."""

from __future__ import annotations

import io

import pikepdf
import pytest
import sqlalchemy as sa
from flask import Flask

from app import clock, jobs, printer, store
from app.enums_doors import PrintState
from app.models import Parameter, PrintJob, QrCode
from app.principal import system
from tests import support
from tests.test_points import make_point
from tests.views.hands import Hands, fields, fresh


@pytest.fixture
def hands(app: Flask) -> Hands:
    """Return people at their browsers."""
    return Hands(app)


@pytest.fixture
def point_id(app: Flask) -> int:
    """Return a stored point of 高湾镇."""
    return stored()


def stored(unit: str = "GW", **facts: object) -> int:
    """Store a point."""
    support.session()
    with store.write(system("test")) as work:
        return make_point(work, unit, **facts).id


def press(hands: Hands, who: str, page: str, act: str, **typed: str) -> str:
    """Send the last form of a page to an address and return where it led."""
    answer = hands.post(who, act, {**fields(hands.get(who, page).text), **typed})
    assert answer.status_code in {302, 303}, answer.text[:3000]
    return answer.location


def code_of(point_id: int) -> QrCode:
    """Return the code in use of a point."""
    query = sa.select(QrCode).where(
        QrCode.service_point_id == point_id, QrCode.revoked_at.is_(None)
    )
    return fresh().scalars(query).one()


def test_township_issues_and_prints_its_own_code(hands: Hands, point_id: int) -> None:
    shown = f"/points/{point_id}"
    press(hands, "gaowan", shown, f"{shown}/issue")
    token = code_of(point_id).token
    assert f"/e/{token}" in hands.get("gaowan", shown).text
    location = press(hands, "gaowan", shown, f"{shown}/placard")
    answer = hands.get("gaowan", location)
    assert answer.mimetype == "application/pdf"
    with pikepdf.Pdf.open(io.BytesIO(answer.data)) as pdf:
        assert len(pdf.pages) == 1
    assert code_of(point_id).print_job_id is not None


def test_issuing_twice_from_one_page_gives_one_code(hands: Hands, point_id: int) -> None:
    shown = f"/points/{point_id}"
    sent = fields(hands.get("gaowan", shown).text)
    for _ in range(2):
        assert hands.post("gaowan", f"{shown}/issue", sent).status_code == 302
    assert code_of(point_id)


@pytest.mark.parametrize("act", ["replace", "revoke"])
def test_missing_reason_is_said_beside_the_box(hands: Hands, point_id: int, act: str) -> None:
    shown = f"/points/{point_id}"
    press(hands, "gaowan", shown, f"{shown}/issue")
    sent = fields(hands.get("gaowan", shown).text)
    answer = hands.post("gaowan", f"{shown}/{act}", {**sent, "reason": " "})
    assert answer.status_code == 422
    assert "请填写换码或停用的原因。" in answer.text
    assert code_of(point_id)


def test_replacing_on_a_stale_page_answers_409(hands: Hands, point_id: int) -> None:
    shown = f"/points/{point_id}"
    press(hands, "gaowan", shown, f"{shown}/issue")
    stale = fields(hands.get("gaowan", shown).text)
    press(hands, "bureau", shown, f"{shown}/replace", reason="污损")
    now = code_of(point_id).id
    answer = hands.post("gaowan", f"{shown}/revoke", {**stale, "reason": "遗失"})
    assert answer.status_code == 409
    assert code_of(point_id).id == now


def test_page_tells_what_became_of_the_old_code(hands: Hands, point_id: int) -> None:
    shown = f"/points/{point_id}"
    press(hands, "gaowan", shown, f"{shown}/issue")
    press(hands, "gaowan", shown, f"{shown}/replace", reason="晒褪色了")
    text = hands.get("gaowan", shown).text
    assert "晒褪色了" in text
    assert "扫旧码仍能评价" in text


@pytest.mark.parametrize("path", ["", "/placard", "/issue", "/replace", "/revoke"])
def test_other_units_point_is_missing(hands: Hands, path: str) -> None:
    other = stored("XJ")
    sent = {"csrf_token": hands.token("gaowan"), "_once": "x"}
    if path:
        answer = hands.post("gaowan", f"/points/{other}{path}", sent)
    else:
        answer = hands.get("gaowan", f"/points/{other}")
    assert answer.status_code == 404


def test_batch_of_a_filtered_list_is_asked_confirmed_made_and_fetched(hands: Hands) -> None:
    for number in range(3):
        stored(name=f"点位{number}")
    stored("XJ", name="别的")
    page = hands.get("bureau", "/points/?q=点位").text
    asked = hands.post("bureau", "/points/placards", fields(page))
    assert "3 个" in asked.text
    shown = hands.post("bureau", "/points/placards", fields(asked.text)).location
    assert "刷新进度" in hands.get("bureau", shown).text
    with clock.fixed(support.NOW):
        printer.make_due(jobs.PRESS)
    assert "打开 PDF" in hands.get("bureau", shown).text
    answer = hands.get("bureau", f"{shown}.pdf")
    with pikepdf.Pdf.open(io.BytesIO(answer.data)) as pdf:
        assert len(pdf.pages) == 3
    assert hands.get("bureau_lead", shown).status_code == 404
    assert "第 1 批" in hands.get("bureau", "/points/?q=点位").text


def test_batch_pressed_twice_is_one(hands: Hands, point_id: int) -> None:
    asked = hands.post("bureau", "/points/placards", fields(hands.get("bureau", "/points/").text))
    sent = fields(asked.text)
    first, second = (hands.post("bureau", "/points/placards", sent).location for _ in range(2))
    assert first == second


def test_batch_is_cancelled_on_its_page(hands: Hands, point_id: int) -> None:
    asked = hands.post("bureau", "/points/placards", fields(hands.get("bureau", "/points/").text))
    shown = hands.post("bureau", "/points/placards", fields(asked.text)).location
    hands.post("bureau", f"{shown}/cancel", {"csrf_token": hands.token("bureau")})
    store.name(fresh(), system("test"))
    assert fresh().scalars(sa.select(PrintJob.state)).one() == PrintState.CANCELLED
    assert hands.get("bureau", f"{shown}.pdf").status_code == 422


def test_script_is_told_how_far_a_batch_is(hands: Hands, point_id: int) -> None:
    asked = hands.post("bureau", "/points/placards", fields(hands.get("bureau", "/points/").text))
    shown = hands.post("bureau", "/points/placards", fields(asked.text)).location
    answer = hands.get("bureau", f"{shown}/state").get_json()
    assert answer == {"done": 0, "total": 1, "runs": True}


@pytest.mark.parametrize(
    "query",
    ["kind=x", "region=9", "state=x", "page=-1", "page=99999", "unit=x", "q=%25_", "page=x"],
)
def test_list_answers_whatever_its_address_says(hands: Hands, point_id: int, query: str) -> None:
    assert hands.get("bureau", f"/points/?{query}").status_code == 200


def test_hotline_of_the_settings_must_be_one_that_can_be_dialled(app: Flask) -> None:
    from app.errors import Invalid
    from app.operations import parameter_rules

    row = (
        support.session()
        .scalars(sa.select(Parameter).where(Parameter.key == "hotline_phone"))
        .one()
    )
    for value in ("无", "0317-6628300", "12388"):
        parameter_rules.check(row, {"value": value})
    with pytest.raises(Invalid, match="不印就填"):
        parameter_rules.check(row, {"value": "电话"})


def test_points_of_one_unit_are_printed_together(hands: Hands, point_id: int) -> None:
    stored("XJ", name="别的")
    page = hands.get("bureau", f"/points/{point_id}").text
    assert "这个单位的全部点位" in page
    listed = hands.get("bureau", f"/points/?unit={support.unit_id('GW')}").text
    assert "别的" not in listed
    asked = hands.post("bureau", "/points/placards", fields(listed)).text
    assert "评价码牌 高湾镇人民政府 1 个" in asked
