"""Numbers people type: every row of the check vectors, normal forms, and what is said."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from app.identifiers import (
    InvalidIdentifier,
    check_hotline,
    check_id_card,
    check_landline,
    check_mobile,
    check_uscc,
    normalise_phone,
)

TODAY = date(2026, 10, 9)
CHECKS: dict[str, Callable[[str], str]] = {
    "uscc": check_uscc,
    "id_card": lambda value: check_id_card(value, today=TODAY),
    "mobile": check_mobile,
    "landline": check_landline,
    "hotline": check_hotline,
}


def vectors() -> list[tuple[str, str, str]]:
    path = Path(__file__).parent / "data" / "check_vectors.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return [(row["kind"], row["value"], row["expect"]) for row in csv.DictReader(file)]


def accepted(kind: str, value: str) -> bool:
    try:
        CHECKS[kind](value)
    except InvalidIdentifier:
        return False
    return True


@pytest.mark.parametrize(("kind", "value", "expect"), vectors())
def test_check_vector_behaves_as_listed(kind: str, value: str, expect: str) -> None:
    assert accepted(kind, value) == (expect == "valid")


def test_all_thirty_vectors_are_there() -> None:
    assert len(vectors()) == 30


@pytest.mark.parametrize(
    "typed",
    [
        "13800138000",
        "+86 138-0013-8000",
        "0086 13800138000",
        "8613800138000",
        "１３８００１３８０００",
        "138 0013 8000",
        "138—0013—8000",
        "\u202d13800138000\u202c",
    ],
)
def test_one_mobile_has_one_normal_form(typed: str) -> None:
    assert normalise_phone(typed) == "13800138000"


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("0317-6628300", "03176628300"),
        ("（0317）6628300", "03176628300"),
        ("+86 0317 6628300", "03176628300"),
        ("010-62345678", "01062345678"),
        ("12345", "12345"),
        ("１２３８８", "12388"),
        ("110", "110"),
    ],
)
def test_landline_and_short_code_have_a_normal_form(typed: str, normal: str) -> None:
    assert normalise_phone(typed) == normal


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("1380013800", "手机号应为11位数字，您输入了10位"),
        ("138001380001", "您输入了12位"),
        ("12800138000", "应以13至19开头"),
        ("6628300", "请带上区号"),
        ("0317-66283", "一共输入了9位"),
        ("", "请填写电话号码"),
        ("1380013800a", "不是数字的字“A”"),
        ("0317-6628300转8", "不是数字的字“转”"),
    ],
)
def test_wrong_telephone_is_explained(typed: str, message: str) -> None:
    with pytest.raises(InvalidIdentifier, match=message):
        normalise_phone(typed)


def test_number_that_is_no_short_code_is_refused_as_such() -> None:
    with pytest.raises(InvalidIdentifier, match="不是服务短号"):
        check_hotline("54321")


def test_lower_case_code_is_stored_in_capitals() -> None:
    assert check_uscc("91350100m000100y43") == "91350100M000100Y43"


def test_lower_case_x_is_stored_as_capital() -> None:
    assert check_id_card("11010519491231002x", today=TODAY) == "11010519491231002X"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("91350100M000100I43", "第16位“I”不对"),
        ("91350100M000100Y4", "应为18位，您输入了17位"),
        ("91350100M000100Y44", "校验位不对"),
    ],
)
def test_wrong_credit_code_is_explained(typed: str, message: str) -> None:
    with pytest.raises(InvalidIdentifier, match=message):
        check_uscc(typed)


def test_credit_code_with_a_wrong_organisation_part_is_refused() -> None:
    # The last character fits the first seventeen; the ninth of the organisation code does not.
    with pytest.raises(InvalidIdentifier, match="校验位不对"):
        check_uscc("91350100M000100X42")


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("110105491231002", "15位的一代身份证2013年起已停用"),
        ("1101051949123100", "应为18位，您输入了16位"),
        ("1101051949A231002X", "前17位应为数字"),
        ("00092419900101123X", "“00”不是省份代码"),
        ("130924199002311233", "出生日期“19900231”不是有效日期"),
        ("130924202701011234", "出生日期“20270101”不是有效日期"),
        ("110105194912310021", "校验位不对"),
    ],
)
def test_wrong_identity_card_is_explained(typed: str, message: str) -> None:
    with pytest.raises(InvalidIdentifier, match=message):
        check_id_card(typed, today=TODAY)


def test_retired_county_code_stays_legal() -> None:
    assert check_id_card("34052419800101001X", today=TODAY) == "34052419800101001X"
