"""Outcomes, thanks and links of an item: who writes them, who checks them, who sees them."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app import store
from app.models import Attachment, OutcomeMetric, ProblemLink, Thanks
from app.principal import system
from app.queries import outcomes_total
from tests import makers
from tests.views.hands import NAME, PHONE, Hands, fresh, made, rows


@pytest.fixture
def hands(app: Flask) -> Hands:
    """Return browsers."""
    return Hands(app)


def entered(hands: Hands, row_id: int, who: str = "gaowan", **changes: Any) -> TestResponse:
    """Enter an outcome."""
    typed = {
        "kind": "amount_refunded",
        "value": "202",
        "money_unit": "wan",
        "beneficiary": "五保低保户",
        "basis": "退费花名册",
        **changes,
    }
    return hands.send(who, f"/problem/{row_id}/metric", **typed)


def verified(hands: Hands, who: str, metric: Any) -> TestResponse:
    """Press the button that verifies an outcome."""
    data = {"csrf_token": hands.token(who), "version": str(metric.row_version)}
    return hands.post(who, f"/metric/{metric.id}/verify", data)


def test_money_is_typed_in_wan_and_shown_back_in_words(hands: Hands) -> None:
    row_id = made("submitted")
    assert entered(hands, row_id).status_code == 302
    assert [row.value for row in rows(OutcomeMetric)] == [202_000_000]
    page = hands.get("gaowan", f"/problem/{row_id}").text
    assert "已记录：退还金额 202万元（贰佰零贰万元整）" in page
    assert "待核实" in page


def test_an_outcome_counts_only_after_somebody_else_verified_it(hands: Hands) -> None:
    row_id = made("submitted")
    entered(hands, row_id)
    assert "计入成效：" not in hands.get("intake", f"/problem/{row_id}").text
    assert verified(hands, "inspector", rows(OutcomeMetric)[0]).status_code == 302
    assert "计入成效：退还金额 202万元" in hands.get("gaowan", f"/problem/{row_id}").text
    assert "202万元（贰佰零贰万元整）" in hands.get("leader", "/metric/").text


@pytest.mark.parametrize("who", ["intake", "gaowan", "clerk", "minzheng", "leader"])
def test_who_entered_it_or_does_not_check_cannot_verify(hands: Hands, who: str) -> None:
    row_id = made("submitted")
    assert entered(hands, row_id, "intake").status_code == 302
    (metric,) = rows(OutcomeMetric)
    assert f"/metric/{metric.id}/verify" not in hands.get(who, f"/problem/{row_id}").text
    assert verified(hands, who, metric).status_code == 403
    assert rows(OutcomeMetric)[0].verified_by_id is None


def test_a_void_outcome_leaves_the_total_and_keeps_its_reason(hands: Hands) -> None:
    row_id = made("submitted")
    entered(hands, row_id)
    metric = rows(OutcomeMetric)[0]
    verified(hands, "inspector", metric)
    path = f"/metric/{metric.id}/void"
    assert hands.send("intake", path, reason="").status_code == 422
    assert hands.send("intake", path, reason="重复计算").status_code == 302
    page = hands.get("intake", f"/problem/{row_id}").text
    assert "作废原因：重复计算" in page
    assert "计入成效：" not in page


def test_a_stale_form_is_told_so(hands: Hands) -> None:
    row_id = made("submitted")
    entered(hands, row_id)
    (metric,) = rows(OutcomeMetric)
    verified(hands, "inspector", metric)
    data = {"csrf_token": hands.token("intake"), "version": "1"}
    assert hands.post("intake", f"/metric/{metric.id}/verify", data).status_code == 409


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"value": "很多"}, "value"),
        ({"kind": "households", "value": "3.5"}, "value"),
        ({"basis": ""}, "basis"),
        ({"kind": ""}, "kind"),
    ],
)
def test_a_wrong_fact_is_named_beside_its_field(
    hands: Hands, changes: dict[str, str], field: str
) -> None:
    answer = entered(hands, made("submitted"), **changes)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert rows(OutcomeMetric) == []


def test_a_co_handler_enters_no_outcome(hands: Hands) -> None:
    row_id = made("submitted")
    assert hands.get("minzheng", f"/problem/{row_id}/metric").status_code == 403
    assert hands.get("xinji", f"/problem/{row_id}/metric").status_code == 404


def test_evidence_is_kept_with_the_outcome(hands: Hands) -> None:
    row_id = made("submitted")
    paper = (io.BytesIO("花名册：808户".encode()), "花名册.txt")
    entered(hands, row_id, kind="households", value="808", files=paper)
    (metric,) = rows(OutcomeMetric)
    assert metric.attachment_id is not None
    assert (
        f"/attachment/{metric.attachment_id}" in hands.get("inspector", f"/problem/{row_id}").text
    )


def test_a_second_file_is_refused_rather_than_dropped(hands: Hands) -> None:
    papers = [(io.BytesIO(f"花名册{n}".encode()), f"花名册{n}.txt") for n in (1, 2)]
    answer = entered(hands, made("submitted"), kind="households", value="808", files=papers)
    assert answer.status_code == 422
    assert "这里只收一个文件" in answer.text
    assert rows(OutcomeMetric) == []


def test_what_was_merged_into_another_counts_once(hands: Hands) -> None:
    master, other = made("submitted"), made("submitted")
    for row_id in (master, other):
        entered(hands, row_id, kind="households", value="808")
    for metric in rows(OutcomeMetric):
        verified(hands, "inspector", metric)
    with store.write(system("test")) as work:
        merged = work.get_one(makers.Problem, other)
        merged.master_problem_id = master
    session = fresh()
    store.name(session, system("test"))
    assert [(one.value, one.items) for one in outcomes_total.totals(session)] == [(808, 1)]


def test_thanks_stand_on_the_item_with_the_name_masked(hands: Hands) -> None:
    row_id = made("closed")
    words = f"{NAME}（{PHONE}）送来锦旗：为民解忧"
    answer = hands.send("gaowan", f"/problem/{row_id}/thanks", kind="banner", words=words)
    assert answer.status_code == 302, answer.text[:3000]
    page = hands.get("clerk", f"/problem/{row_id}/timeline").text
    assert "群众致谢：锦旗" in page
    assert "为民解忧" in page
    assert NAME not in rows(Thanks)[0].words


def test_a_photograph_of_thanks_is_the_citizens_own(hands: Hands) -> None:
    row_id = made("closed")
    given = {"kind": "banner", "files": (io.BytesIO("锦旗".encode()), "锦旗.txt")}
    assert hands.send("gaowan", f"/problem/{row_id}/thanks", **given).status_code == 302
    (photo,) = rows(Attachment)
    assert photo.purpose == "origin"
    path = f"/attachment/{photo.id}"
    assert path in hands.get("clerk", f"/problem/{row_id}").text
    assert path not in hands.get("gaowan", f"/problem/{row_id}").text


def test_thanks_are_not_of_tomorrow(hands: Hands) -> None:
    path = f"/problem/{made('closed')}/thanks"
    answer = hands.send("clerk", path, kind="phone", given_on="2026-11-19")
    assert answer.status_code == 422
    assert rows(Thanks) == []


def test_a_link_shows_on_both_pages_to_who_sees_both(hands: Hands) -> None:
    one, other = made("in_progress"), made("registered")
    number = makers.stored(other).problem_no
    answer = hands.send("intake", f"/problem/{one}/link", number=number, kind="relapse")
    assert answer.status_code == 302, answer.text[:3000]
    assert f'href="/problem/{other}"' in hands.get("intake", f"/problem/{one}").text
    assert "后来反弹回潮" in hands.get("intake", f"/problem/{other}").text
    # The township sees the first item alone.
    page = hands.get("gaowan", f"/problem/{one}").text
    assert number not in page
    assert "关联事项" not in page


def test_a_number_out_of_sight_is_as_unknown_as_one_that_is_not(hands: Hands) -> None:
    secret = made("registered", request_type="report")
    one = made("in_progress")
    for number in (makers.stored(secret).problem_no, "HXZT-2026-09999"):
        answer = hands.send("bureau", f"/problem/{one}/link", number=number, kind="same_fact")
        assert answer.status_code == 422
        assert "没有找到这个编号" in answer.text
    assert rows(ProblemLink) == []


def test_the_same_link_is_kept_once_from_either_end(hands: Hands) -> None:
    one, other = made("registered"), made("registered")
    for here, there in ((one, other), (other, one), (one, one)):
        number = makers.stored(there).problem_no
        hands.send("intake", f"/problem/{here}/link", number=number, kind="same_fact")
    assert len(rows(ProblemLink)) == 1


def test_who_may_verify_finds_the_count_on_the_home_page(hands: Hands) -> None:
    row_id = made("in_progress")
    assert "成效待您核实" not in hands.get("inspector", "/").text
    entered(hands, row_id)
    entered(hands, row_id, "intake", kind="households", value="8")
    for who, number in (("inspector", 2), ("intake", 1)):
        tile = f'href="/metric/"><b>{number}</b>成效待您核实'
        assert tile in hands.get(who, "/").text
    assert "成效待您核实" not in hands.get("gaowan", "/").text
