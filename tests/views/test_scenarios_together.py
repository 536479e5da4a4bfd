"""Two stories played over HTTP: the marriage certificate, and the forum's 18 problems."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pypdfium2
import pytest
import sqlalchemy as sa
from flask import Flask

from app import store
from app.enums import Role, UnitKind
from app.models import Account, Problem, RoleAssignment, Unit
from app.principal import system
from tests import makers, support
from tests.views.hands import CALL, LEADER, NAME, Hands, fields, fresh, newest
from tests.views.test_meetings import forum, previewed, problem, rows, workbook

POLICE = "辛集派出所（示例）"
SINCE = date(2021, 9, 1)


@pytest.fixture
def hands(app: Flask) -> Hands:
    """Return browsers in a county that has a police station."""
    with store.write(system("test")) as work:
        unit = Unit(
            code="PCS",
            name=POLICE,
            short_name="辛集派出所",
            kind=UnitKind.LAW_ENFORCEMENT,
            region_code="130924101000",
            valid_from=SINCE,
        )
        work.add(unit)
        known = work.scalars(sa.select(Account).where(Account.username == "minzheng")).one()
        officer = Account(
            username="police",
            first_name="",
            last_name="韩警官（示例）",
            email="police@example.cn",
            password=known.password,
            active=True,
            is_demo=True,
        )
        work.add(officer)
        work.flush()
        officer.unit_id = unit.id
        work.add(
            RoleAssignment(account_id=officer.id, role=Role.DEPT, unit_id=unit.id, valid_from=SINCE)
        )
    return Hands(app)


def took(hands: Hands, who: str, row_id: int, action: str, **typed: Any) -> None:
    """Take one action through its form."""
    answer = hands.send(who, f"/problem/{row_id}/{action}", **typed)
    assert answer.status_code == 302, answer.text[:4000]


def by_civil_affairs(hands: Hands) -> int:
    """Lead the call through 民政局 and 派出所 to its close, all on one day."""
    row_id = hands.register(title=f"{NAME}补办结婚证，户口登记为未婚")
    took(
        hands,
        "intake",
        row_id,
        "triage",
        proposed_unit_id="县民政局（示例）",
        opinion="两家会商",
        recusal_checked="y",
    )
    took(
        hands,
        "leader",
        row_id,
        "instruct",
        instruction="疑难问题对接办理，当天会商",
        co_unit_ids=[POLICE, ""],
    )
    took(hands, "minzheng", row_id, "sign", handler_phone="0317-6628301")
    took(hands, "police", row_id, "answer", measures="当场核对档案，更正婚姻状况", **LEADER)
    took(
        hands,
        "minzheng",
        row_id,
        "submit",
        outcome_kind="resolved",
        measures="当天补发结婚证",
        **LEADER,
    )
    took(hands, "inspector", row_id, "verify", method="phone", finding="已核实")
    took(hands, "clerk", row_id, "callback", text="已拿到结婚证", callback_result="satisfied")
    took(hands, "intake", row_id, "close")
    return row_id


def test_scenario_2_a_circle_of_proofs_is_broken_the_same_day(hands: Hands) -> None:
    row_id = by_civil_affairs(hands)
    banner = {"kind": "banner", "words": "为民解忧 情暖人心"}
    assert hands.send("minzheng", f"/problem/{row_id}/thanks", **banner).status_code == 302
    item = makers.stored(row_id)
    assert item.closed_at is not None
    assert item.closed_at.date() == item.registered_at.date()
    page = hands.get("intake", f"/problem/{row_id}").text
    for words in ("循环证明", "县民政局（示例）／辛集派出所", "锦旗", "为民解忧", "已办结"):
        assert words in page
    assert NAME not in page


def text_of(content: bytes) -> str:
    """Return the words of a PDF."""
    with pypdfium2.PdfDocument(content) as file:
        return "".join("".join(page.get_textpage().get_text_range().split()) for page in file)


def test_scenario_2_months_later_the_circular_says_only_yang_mou(hands: Hands) -> None:
    by_civil_affairs(hands)
    again = hands.register(title=f"{NAME}反映结婚证出生日期有误")
    hands.walk(again, "triage", "instruct", "sign")
    hands.now += timedelta(days=30)
    hands.clients.clear()
    page = hands.get("intake", "/paper/circular").text
    unit = str(support.unit_id("GW"))
    answer = hands.post("intake", "/paper/circular", {**fields(page), "unit_ids": [unit]})
    assert answer.status_code == 302
    words = text_of(hands.get("intake", f"{answer.location}.pdf").data)
    assert "杨某反映结婚证出生日期有误" in words
    assert NAME not in words


def many(hands: Hands, who: str, action: str, ids: list[int], **typed: Any) -> None:
    """Take one action on several items through the one form."""
    ticked = {"csrf_token": hands.token(who), "action": action, "pk": [str(one) for one in ids]}
    page = hands.post(who, "/admin/problem/action_post", ticked).text
    answer = hands.post(who, f"/problem/bulk/{action}", {**fields(page), **typed})
    assert answer.status_code == 302, answer.text[:4000]


def brought(hands: Hands) -> tuple[str, list[int]]:
    """Bring the 18 problems of the forum into the ledger, and give them to 民政局."""
    path = forum(hands)
    cells = [
        problem(number, domain="", proposed_unit_id="县民政局（示例）") for number in range(1, 19)
    ]
    page = previewed(hands, path, table=(workbook(cells), "问题.xlsx")).text
    sent = {**fields(page, "count"), "region_code": "辛集镇"}
    assert hands.post("intake", path, sent).status_code == 302
    ids = [row.id for row in rows(Problem)]
    for row_id in ids:
        typed = {"domain": "livelihood", "opinion": "请办理", "recusal_checked": "y"}
        took(hands, "intake", row_id, "triage", **typed)
    many(
        hands,
        "leader",
        "instruct",
        ids,
        instruction="限期办理",
        lead_unit_id="县民政局（示例）",
        days="7",
    )
    many(hands, "minzheng", "sign", ids, handler_phone="0317-6628301")
    return path.removesuffix("/problems"), ids


def ended(hands: Hands, row_id: int, **result: str) -> None:
    """Lead a signed item to its close."""
    took(hands, "minzheng", row_id, "submit", measures="已当面说明办理情况", **result, **LEADER)
    took(hands, "inspector", row_id, "verify", method="phone", finding="已核实")
    took(hands, "intake", row_id, "close", text="企业匿名，已在座谈会微信群反馈")


def test_scenario_5_ten_resolved_explained_and_open_are_eighteen(hands: Hands, soak: bool) -> None:
    place, ids = brought(hands)
    assert len(ids) == 18
    resolved, explained = (10, 5) if soak else (2, 1)
    for row_id in ids[:resolved]:
        ended(hands, row_id, outcome_kind="resolved")
    for row_id in ids[resolved : resolved + explained]:
        path = f"/problem/{row_id}/submit"
        bare = {"outcome_kind": "explained", "measures": "政策没有规定这项补贴", **LEADER}
        refused = hands.send("minzheng", path, **bare)
        assert refused.status_code == 422
        assert "请写明政策依据" in refused.text
        ended(hands, row_id, outcome_kind="explained", policy_basis="冀发改价格〔2021〕8号第三条")
    page = hands.get("intake", place).text
    counts = {"已解决": resolved, "正在办理": 18 - resolved - explained, "合计": 18}
    for label, count in counts.items():
        assert f"<b>{count}</b>{label}" in page
    assert f"<b>{explained}</b>政策原因解释说明" in page


def test_scenario_5_the_database_itself_refuses_an_explanation_without_basis(hands: Hands) -> None:
    row_id = hands.register(**{**CALL, "title": "电价补贴"})
    with pytest.raises(sa.exc.IntegrityError), store.write(system("test")) as work:
        work.get_one(Problem, row_id).outcome_kind = "explained"
    fresh()
    assert newest().outcome_kind is None
