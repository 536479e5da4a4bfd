"""Enterprises: the checked code, the sealed contact, who sees what, the import, the forum."""

from __future__ import annotations

import csv
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

import config
from app.enums_ledger import DeadlineKind, LimitUnit
from app.models import (
    Contact,
    Deadline,
    Enterprise,
    IdentityReveal,
    OutcomeMetric,
    Problem,
)
from tests import support
from tests.views.hands import CALL, Hands, fields, fresh, newest, rows

CODE, NAME = "91130924MA0000015H", "海兴示例机械厂"
OTHER = "92130924MA00000239"
with (config.ROOT / "tests" / "data" / "check_vectors.csv").open(encoding="utf-8") as file:
    VECTORS = [row for row in csv.DictReader(file) if row["kind"] == "uscc"]


@pytest.fixture
def hands(app: Flask) -> Hands:
    return Hands(app)


def add(hands: Hands, who: str = "intake", **changes: Any) -> TestResponse:
    """Add an enterprise."""
    typed = {
        "uscc": CODE,
        "name": NAME,
        "region_code": "高湾镇",
        "contact_name": "韩厂长",
        "contact_phone": "13800138001",
        **changes,
    }
    return hands.send(who, "/enterprises/new", **typed)


def added(hands: Hands, **changes: Any) -> Enterprise:
    """Add an enterprise and return it."""
    answer = add(hands, **changes)
    assert answer.status_code == 302, answer.text[:3000]
    found: Enterprise = rows(Enterprise)[-1]
    return found


@pytest.mark.parametrize("vector", VECTORS, ids=[row["value"] for row in VECTORS])
def test_a_code_is_taken_or_refused_as_the_vectors_say(
    hands: Hands, vector: dict[str, str]
) -> None:
    answer = add(hands, uscc=vector["value"])
    assert answer.status_code == (302 if vector["expect"] == "valid" else 422)
    assert len(rows(Enterprise)) == (vector["expect"] == "valid")


@pytest.mark.parametrize(
    "typed", [CODE.lower(), "９１１３０９２４MA0000015Ｈ", f" {CODE[:8]} {CODE[8:]} "]
)
def test_every_way_to_write_a_code_is_one_enterprise(hands: Hands, typed: str) -> None:
    assert added(hands, uscc=typed).uscc == CODE
    again = add(hands)
    assert again.status_code == 422
    assert "这个统一社会信用代码已经登记过" in again.text


def test_the_contact_is_sealed_and_opened_only_with_a_purpose(hands: Hands) -> None:
    row = added(hands)
    (contact,) = rows(Contact)
    assert (contact.name_mask, contact.phone_mask) == ("韩*", "138****8001")
    page = hands.get("intake", f"/enterprises/{row.id}").text
    assert "韩* 138****8001" in page
    assert "13800138001" not in page
    where, token = f"/enterprises/{row.id}/open", hands.token("intake")
    assert hands.post("intake", where, {"csrf_token": token}).status_code == 422
    opened = hands.post("intake", where, {"csrf_token": token, "purpose": "notify"})
    assert "13800138001" in opened.text
    (trace,) = rows(IdentityReveal)
    assert (trace.object_kind, trace.object_id) == ("enterprise", row.id)


def test_an_enterprise_is_found_by_name_initials_and_code(hands: Hands) -> None:
    added(hands)
    for typed in ("示例机械", "hxsljxc", CODE[:10].lower()):
        assert NAME in hands.get("clerk", f"/enterprises/?q={typed}").text, typed
    assert "没有找到“盐化”" in hands.get("clerk", "/enterprises/?q=盐化").text


def test_only_its_officer_sees_it_in_a_unit(hands: Hands) -> None:
    row = added(hands, officer_id="王海（示例）")
    assert NAME in hands.get("gaowan", "/enterprises/").text
    assert hands.get("xinji", f"/enterprises/{row.id}").status_code == 404
    assert NAME not in hands.get("xinji", "/enterprises/").text
    assert hands.get("gaowan", "/enterprises/new").status_code == 403
    assert hands.get("gaowan", f"/enterprises/{row.id}/edit").status_code == 403


def test_an_item_of_an_enterprise_stands_on_both_pages(hands: Hands) -> None:
    row = added(hands)
    item = hands.register(enterprise_id=NAME)
    assert newest().enterprise_id == row.id
    assert newest().problem_no in hands.get("clerk", f"/enterprises/{row.id}").text
    assert NAME in hands.get("clerk", f"/problem/{item}").text


def test_who_handles_an_item_does_not_learn_which_enterprise_complains(hands: Hands) -> None:
    row = added(hands, officer_id="王海（示例）")
    item = hands.register(enterprise_id=NAME)
    hands.walk(item, "triage", "instruct")
    assert hands.get("gaowan", f"/problem/{item}").status_code == 200
    assert NAME not in hands.get("gaowan", f"/problem/{item}").text
    assert newest().problem_no not in hands.get("gaowan", f"/enterprises/{row.id}").text
    assert "企业反映的填写" not in hands.get("gaowan", "/problem/new").text


def test_an_enterprise_is_told_of_acceptance_within_seven_working_days(hands: Hands) -> None:
    added(hands)
    hands.register(enterprise_id=NAME)
    query = sa.select(Deadline).where(Deadline.kind == DeadlineKind.LEGAL_NOTICE)
    limit = fresh().scalars(query).one()
    assert (limit.days, limit.unit) == (7, LimitUnit.WORKDAY)
    assert limit.due_at.date().isoformat() == "2026-11-27"


def test_an_unknown_enterprise_is_said_beside_the_field(hands: Hands) -> None:
    answer = hands.send("clerk", "/problem/new", **{**CALL, "enterprise_id": "没有这家"})
    assert answer.status_code == 422
    assert "名册里没有“没有这家”这家企业" in answer.text


TABLE = "统一社会信用代码\t企业名称\t所在地\t联系人\t联系电话\t联系专员\n"


def bring(hands: Hands, *lines: str) -> TestResponse:
    """Import a pasted table."""
    return hands.send("intake", "/enterprises/import", pasted=TABLE + "\n".join(lines))


def test_a_table_is_imported_at_once_and_again_without_change(hands: Hands) -> None:
    lines = (
        f"{CODE.lower()}\t{NAME}\t高湾镇\t韩厂长\t138-0013-8001\t王海（示例）",
        f"{OTHER}\t辛集示例养殖合作社\t\t\t\t",
    )
    assert "新增 2 家。" in hands.get("intake", bring(hands, *lines).location).text
    first, second = rows(Enterprise)
    assert first.officer_id == support.person("gaowan").account_id
    assert (second.region_code, second.contact_id) == ("130924000000", None)
    again = hands.get("intake", bring(hands, *lines).location).text
    assert "新增 0 家，名册里已有 2 家没有改动。" in again


def test_one_bad_row_keeps_the_whole_table_out(hands: Hands) -> None:
    answer = bring(hands, f"{CODE}\t{NAME}\t高湾镇\t\t\t", f"{OTHER[:-1]}0\t养殖社\t高湾镇\t\t\t")
    assert answer.status_code == 422
    assert "第 2 行：统一社会信用代码的校验位不对" in answer.text
    assert NAME in answer.text
    assert rows(Enterprise) == []


def test_rows_of_a_forum_are_linked_by_code_or_whole_name(hands: Hands) -> None:
    row = added(hands)
    meeting = {
        "kind": "forum",
        "title": "民营企业座谈会",
        "place": "县政务服务中心",
        "host_unit_id": "党风政风监督室",
    }
    location = hands.send("intake", "/meeting/new", **meeting).location
    where = f"{location}/problems"
    page = fields(hands.get("intake", where).text)
    for at, named in enumerate((NAME, CODE.lower(), "别的厂"), 1):
        page |= {
            f"r{at}-enterprise": [named],
            f"r{at}-title": [f"问题{at}"],
            f"r{at}-content": ["通行证难办"],
        }
    answer = hands.post("intake", where, {**page, "region_code": "高湾镇"})
    assert answer.status_code == 302, answer.text[:3000]
    assert [one.enterprise_id for one in rows(Problem)] == [row.id, row.id, None]


def test_a_result_that_serves_all_stands_on_the_list_once_it_is_verified(hands: Hands) -> None:
    added(hands)
    item = hands.register(enterprise_id=NAME)
    hands.walk(item, "triage", "instruct", "sign")
    metric = {
        "kind": "policy_made",
        "value": "1",
        "basis": "货运通行证办理办法",
        "serves_all": "y",
    }
    assert hands.send("gaowan", f"/problem/{item}/metric", **metric).status_code == 302
    assert "货运通行证办理办法" not in hands.get("intake", "/enterprises/").text
    (row,) = rows(OutcomeMetric)
    sent = {"csrf_token": hands.token("inspector"), "version": row.row_version}
    assert hands.post("inspector", f"/metric/{row.id}/verify", sent).status_code == 302
    page = hands.get("intake", "/enterprises/").text
    assert "惠及全部企业的办理结果" in page
    assert "货运通行证办理办法" in page


def test_two_who_correct_one_enterprise_see_both_texts(hands: Hands) -> None:
    row = added(hands)
    where = f"/enterprises/{row.id}/edit"
    stale = fields(hands.get("clerk", where).text)
    assert hands.send("intake", where, name="海兴示例机械厂（新）").status_code == 302
    answer = hands.post("clerk", where, {**stale, "industry": "铸造"})
    assert answer.status_code == 409
    assert "海兴示例机械厂（新）" in answer.text
    assert "铸造" in answer.text
