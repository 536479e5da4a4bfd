"""The page behind a printed code, played as a browser without a script plays it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app import clock, store
from app.errors import Invalid
from app.models import (
    Contact,
    Evaluation,
    EvaluationReason,
    FollowUp,
    Outbox,
    Parameter,
    QrCode,
)
from app.operations import submission
from app.principal import PUBLIC
from app.queries import public_status
from tests import support
from tests.evaluations.hands import TEST, TOKEN, heard, hidden, rate, rows


def test_page_asks_who_what_and_how_with_nothing_chosen(
    citizen: FlaskClient, point: dict[str, int]
) -> None:
    page = citizen.get(f"/e/{TOKEN}").text
    assert "婚姻登记窗口" in page
    assert "张丽1" in page
    assert "张丽2" not in page
    assert "结婚登记" in page
    assert "别家的事" not in page
    levels = re.findall(r'<input type="radio" id="level-\d"[^>]*>', page)
    assert [re.findall('value="(.*?)"', one)[0] for one in levels] == [
        "satisfied",
        "neutral",
        "dissatisfied",
    ]
    assert not any("checked" in one for one in levels)


def test_good_evaluation_is_kept_with_what_was_chosen(
    citizen: FlaskClient, point: dict[str, int]
) -> None:
    answer = rate(
        citizen,
        level="satisfied",
        staff_id=point["here"],
        service_item_id=point["item"],
        trips="2",
        told_once="0",
        text="很快",
    )
    assert (answer.status_code, "已收到" in answer.text) == (200, True)
    (row,) = rows(Evaluation)
    assert (row.staff_id, row.service_item_id) == (point["here"], point["item"])
    assert (row.trips, row.told_once, row.text, row.channel) == (2, False, "很快", "qr")
    assert (row.unit_id, row.is_bad, row.contact_id) == (support.unit_id("MZ"), False, None)
    assert rows(Outbox) == []
    assert "追评码" not in answer.text


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, "请选择满意程度"),
        ({"level": "very_satisfied"}, "请从满意、一般、不满意中选择一项"),
        ({"level": "dissatisfied"}, "请选择不满意的原因"),
        ({"level": "dissatisfied", "reasons": ["nonsense"]}, "请从列出的原因中选择"),
        ({"level": "dissatisfied", "reasons": ["other"]}, "请填写其他原因"),
        ({"level": "satisfied", "trips": "x"}, "跑了几趟"),
        ({"level": "satisfied", "phone": "123"}, "电话"),
        ({"level": "satisfied", "asks_reply": "1"}, "请留下电话"),
    ],
)
def test_what_does_not_hold_is_told_and_what_was_typed_is_kept(
    citizen: FlaskClient, point: dict[str, int], facts: dict[str, Any], said: str
) -> None:
    answer = rate(citizen, **{"text": "我写的话", **facts})
    assert (answer.status_code, said in answer.text) == (422, True)
    assert "我写的话" in answer.text
    if "level" in facts and facts["level"] != "very_satisfied":
        assert re.search(rf'value="{facts["level"]}" checked', answer.text)
    assert rows(Evaluation) == []


@pytest.mark.parametrize("fact", ["staff_id", "service_item_id"])
def test_who_or_what_is_not_of_the_point_is_refused(
    citizen: FlaskClient, point: dict[str, int], fact: str
) -> None:
    wrong = {"staff_id": point["elsewhere"], "service_item_id": point["foreign"]}[fact]
    assert rate(citizen, level="satisfied", **{fact: wrong}).status_code == 422
    assert rate(citizen, level="satisfied", **{fact: "99999"}).status_code == 422
    assert rows(Evaluation) == []


def test_bad_evaluation_tells_what_comes_next_by_when_and_a_code(
    citizen: FlaskClient, point: dict[str, int]
) -> None:
    answer = rate(
        citizen,
        level="dissatisfied",
        reasons=["slow_processing", "other"],
        other_text="排队没人管",
        phone="13777770001",
        asks_reply="1",
    )
    assert "5 个工作日内（11月25日 前）" in answer.text
    assert "按您留的电话回复" in answer.text
    code = re.findall(r'class="code num">([0-9A-Z-]{19})<', answer.text)[0]
    (row,) = rows(Evaluation)
    assert row.follow_code_hash == public_status.stored(code)
    assert (row.asks_reply, row.is_bad, row.is_sensitive) == (True, True, False)
    assert [(one.reason, one.other_text) for one in rows(EvaluationReason)] == [
        ("slow_processing", None),
        ("other", "排队没人管"),
    ]
    assert [one.template for one in rows(Outbox)] == ["evaluation.new"]
    assert rows(Contact)[0].phone_mask == "137****0001"


def test_form_that_is_sent_twice_is_kept_once_and_tells_the_same(
    citizen: FlaskClient, point: dict[str, int]
) -> None:
    page = citizen.get(f"/e/{TOKEN}").text
    data = {**hidden(page), "level": "dissatisfied", "reasons": "slow_processing"}
    first, second = (citizen.post(f"/e/{TOKEN}", data=data).text for _ in range(2))
    seen = [re.findall(r"PJ-2026-\w{10}|\w{4}-\w{4}-\w{4}-\w{4}", text) for text in (first, second)]
    assert seen[0] == seen[1] != []
    assert len(rows(Evaluation)) == 1


def test_number_of_a_child_without_guardian_is_not_kept(
    citizen: FlaskClient, point: dict[str, int]
) -> None:
    answer = rate(citizen, level="satisfied", phone="13777770001", is_minor="1")
    assert "电话没有保存" in answer.text
    assert (len(rows(Evaluation)), rows(Contact)) == (1, [])


@pytest.mark.parametrize(
    ("token", "said"), [("x", "没有这个评价码"), ("q" * 22, "没有这个评价码"), (TOKEN, "已停用")]
)
def test_code_that_opens_nothing_is_told_kindly(
    citizen: FlaskClient, point: dict[str, int], token: str, said: str
) -> None:
    page = citizen.get(f"/e/{TOKEN}").text
    with store.write(TEST) as work:
        work.execute(sa.update(QrCode).values(revoked_at=support.NOW))
    answer = citizen.get(f"/e/{token}")
    assert (answer.status_code, said in answer.text) == (404, True)
    sent = citizen.post(f"/e/{token}", data={**hidden(page), "level": "satisfied"})
    assert (sent.status_code, said in sent.text) == (404, True)
    assert rows(Evaluation) == []


def test_five_words_are_a_setting_and_words_are_stored(
    citizen: FlaskClient, point: dict[str, int]
) -> None:
    with store.write(TEST) as work:
        of = sa.update(Parameter).where(Parameter.key == "evaluation_scale")
        work.execute(of.values(value="five"))
    page = citizen.get(f"/e/{TOKEN}").text
    assert len(re.findall('id="level-', page)) == 5
    rate(citizen, level="very_dissatisfied", reasons="bad_attitude")
    (row,) = rows(Evaluation)
    assert (row.scale, row.level, row.is_bad) == ("five", "very_dissatisfied", True)
    assert rate(citizen, level="neutral").status_code == 422


def test_receipts_code_opens_one_second_evaluation_after_handling(
    citizen: FlaskClient, point: dict[str, int]
) -> None:
    answer = rate(citizen, level="dissatisfied", reasons="slow_processing")
    code = re.findall(r"\w{4}-\w{4}-\w{4}-\w{4}", answer.text)[0]
    form = hidden(citizen.get("/e/again").text)
    early = citizen.post("/e/again", data={**form, "code": code})
    assert (early.status_code, "处理还没有完成" in early.text) == (422, True)
    (first,) = rows(Evaluation)
    with store.write(TEST) as work:
        work.add(
            FollowUp(
                code_hash=first.follow_code_hash,
                evaluation_id=first.id,
                service_point_id=point["point"],
                answer="已加开窗口。",
            )
        )
    shown = citizen.post("/e/again", data={**form, "code": code.lower().replace("-", " ")})
    assert "已加开窗口" in shown.text
    asked = citizen.post("/e/again", data={**form, "code": code, "act": "rate"})
    assert (asked.status_code, "请选择满意程度" in asked.text) == (422, True)
    for _ in range(2):
        data = {**form, "code": code, "act": "rate", "level": "satisfied"}
        assert citizen.post("/e/again", data=data).status_code == 200
    first, second = rows(Evaluation)
    assert (second.round, second.follows_id, second.level) == (2, first.id, "satisfied")
    assert second.unit_id == first.unit_id


def statements(citizen: FlaskClient, **facts: Any) -> list[str]:
    """Return what one accepted evaluation sends to the database, its COMMIT and BEGIN apart."""
    page = citizen.get(f"/e/{TOKEN}").text
    with heard(citizen) as found:
        assert citizen.post(f"/e/{TOKEN}", data={**hidden(page), **facts}).status_code == 200
    return [text[:60] for text in found if not text.startswith("BEGIN")]


def test_accepted_evaluation_costs_four_statements_at_most(
    citizen: FlaskClient, point: dict[str, int]
) -> None:
    rate(citizen, level="satisfied")
    sent = statements(citizen, level="satisfied", staff_id=point["here"])
    assert len(sent) <= 4, sent


def test_evening_counts_from_the_working_day_that_follows(
    citizen: FlaskClient, point: dict[str, int]
) -> None:
    with clock.fixed(support.NOW + timedelta(hours=10)):
        answer = rate(citizen, level="dissatisfied", reasons="slow_processing")
    assert "11月26日 前" in answer.text


def test_what_was_checked_before_the_lock_is_kept_like_what_was_not(
    point: dict[str, int], app: Flask
) -> None:
    """Both ways write the same row, the number, the id and its form's key apart."""
    told = {
        "channel": "qr",
        "qr_token": TOKEN,
        "level": "dissatisfied",
        "reasons": ["slow_processing"],
        "text": "打 13800138000 找我",
        "phone": "13777770001",
        "client_token": "browser",
    }
    for way in ("before", "inside"):
        store.name(store.current(), PUBLIC)
        checked = submission.ready(store.current(), told) if way == "before" else None
        with store.write(PUBLIC) as work:
            receipt = submission.evaluate(work, told, way, checked)
        assert (receipt.is_bad, receipt.is_new, len(receipt.code)) == (True, True, 19)
    apart = {"id", "eval_no", "contact_id", "follow_code_hash"}
    first, second = (
        {c.key: getattr(row, c.key) for c in sa.inspect(Evaluation).columns if c.key not in apart}
        for row in rows(Evaluation)
    )
    assert first == second
    assert first["client_token_hash"]
    assert "13800138000" not in first["text"]


def test_fact_that_does_not_hold_is_told_inside(point: dict[str, int], app: Flask) -> None:
    store.name(store.current(), PUBLIC)
    told = {"channel": "qr", "qr_token": TOKEN, "level": "dissatisfied"}
    assert submission.ready(store.current(), told) is None
    with store.write(PUBLIC) as work, pytest.raises(Invalid, match="原因"):
        submission.evaluate(work, told, "once", None)
