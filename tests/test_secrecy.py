"""Sealing, the blind index, and what masking leaves to see."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.identifiers import normalise_phone
from app.secrecy import (
    Keyring,
    Tampered,
    UnknownKey,
    WeakKey,
    blind_index,
    blind_indexes,
    constant_time_equal,
    mask_name,
    mask_phone,
    open_sealed,
    redact,
    reseal,
    seal,
)

OLD = "an-old-key-of-at-least-thirty-two-characters"
NEW = "a-new-key-of-at-least-thirty-two-characters!"
RING = Keyring.parse(OLD, "field")
FIELDS = {"name": "杨国强", "phone": "13800138000"}


def test_sealed_row_opens_to_what_was_sealed() -> None:
    assert open_sealed(RING, "uid-1", seal(RING, "uid-1", FIELDS)) == FIELDS


def test_sealed_row_shows_nothing_of_the_text() -> None:
    sealed = seal(RING, "uid-1", FIELDS)
    stored = sealed.wrapped_key + b"".join(sealed.ciphertexts.values())
    assert b"13800138000" not in stored
    assert "杨".encode() not in stored


def test_same_text_is_never_sealed_to_the_same_bytes() -> None:
    a, b = seal(RING, "uid-1", FIELDS), seal(RING, "uid-1", FIELDS)
    assert a.ciphertexts["phone"] != b.ciphertexts["phone"]


def test_row_moved_to_another_contact_is_refused() -> None:
    with pytest.raises(Tampered):
        open_sealed(RING, "uid-2", seal(RING, "uid-1", FIELDS))


def test_ciphertext_moved_to_another_row_is_refused() -> None:
    mine, other = seal(RING, "uid-1", FIELDS), seal(RING, "uid-2", FIELDS)
    swapped = replace(mine, ciphertexts={**mine.ciphertexts, "name": other.ciphertexts["name"]})
    with pytest.raises(Tampered):
        open_sealed(RING, "uid-1", swapped)


def test_ciphertext_moved_to_another_field_is_refused() -> None:
    sealed = seal(RING, "uid-1", FIELDS)
    with pytest.raises(Tampered):
        open_sealed(
            RING, "uid-1", replace(sealed, ciphertexts={"name": sealed.ciphertexts["phone"]})
        )


@pytest.mark.parametrize("position", [0, 12, -1])
def test_one_changed_byte_is_noticed(position: int) -> None:
    sealed = seal(RING, "uid-1", FIELDS)
    bytes_ = bytearray(sealed.ciphertexts["name"])
    bytes_[position] ^= 1
    with pytest.raises(Tampered):
        open_sealed(RING, "uid-1", replace(sealed, ciphertexts={"name": bytes(bytes_)}))


def test_truncated_ciphertext_is_noticed() -> None:
    sealed = seal(RING, "uid-1", FIELDS)
    with pytest.raises(Tampered):
        open_sealed(RING, "uid-1", replace(sealed, ciphertexts={"name": b"short"}))


def test_version_relabelled_to_another_held_key_is_refused() -> None:
    ring = Keyring.parse(f"{NEW},{OLD}", "field")
    with pytest.raises(Tampered):
        open_sealed(ring, "uid-1", replace(seal(RING, "uid-1", FIELDS), key_version=ring.version))


def test_old_row_opens_while_keys_rotate() -> None:
    ring = Keyring.parse(f"{NEW}, {OLD}", "field")
    assert open_sealed(ring, "uid-1", seal(RING, "uid-1", FIELDS)) == FIELDS


def test_resealed_row_opens_with_the_new_key_alone() -> None:
    moved = reseal(Keyring.parse(f"{NEW},{OLD}", "field"), "uid-1", seal(RING, "uid-1", FIELDS))
    assert open_sealed(Keyring.parse(NEW, "field"), "uid-1", moved) == FIELDS


def test_row_under_a_dropped_key_is_named_as_such() -> None:
    with pytest.raises(UnknownKey, match="没有版本为"):
        open_sealed(Keyring.parse(NEW, "field"), "uid-1", seal(RING, "uid-1", FIELDS))


def test_version_of_a_key_does_not_change_with_its_place() -> None:
    assert RING.version in Keyring.parse(f"{NEW},{OLD}", "field").keys
    assert 0 <= RING.version < 2**31


def test_one_setting_gives_other_keys_to_other_purposes() -> None:
    other = Keyring.parse(OLD, "clue")
    assert set(RING.keys.values()).isdisjoint(other.keys.values())


@pytest.mark.parametrize("setting", ["", "too-short", f"{NEW},short", f"{NEW},"])
def test_short_key_is_refused(setting: str) -> None:
    with pytest.raises(WeakKey, match="32个字符"):
        Keyring.parse(setting, "field")


def test_keyring_prints_no_key() -> None:
    assert repr(RING) == "Keyring()"


def test_blind_index_is_the_same_for_one_number_typed_in_two_ways() -> None:
    ring = Keyring.parse(OLD, "index")
    typed = normalise_phone("+86 138-0013-8000")
    assert blind_index(ring, typed) == blind_index(ring, "１３８００１３８０００")


def test_blind_index_differs_by_key_and_by_purpose() -> None:
    ring, other = Keyring.parse(OLD, "index"), Keyring.parse(NEW, "index")
    values = {blind_index(ring, "1"), blind_index(other, "1"), blind_index(ring, "1", "query_code")}
    assert len(values) == 3
    assert all(len(value) == 64 for value in values)


def test_look_up_while_rotating_finds_rows_of_both_keys() -> None:
    old = blind_index(Keyring.parse(OLD, "index"), "13800138000")
    ring = Keyring.parse(f"{NEW},{OLD}", "index")
    assert blind_indexes(ring, "13800138000") == [blind_index(ring, "13800138000"), old]


def test_comparison_tells_equal_from_different() -> None:
    assert constant_time_equal("查询码", "查询码")
    assert not constant_time_equal("查询码", "查询妈")


@given(st.dictionaries(st.text(min_size=1), st.text(), max_size=4), st.text())
def test_any_text_survives_sealing(fields: dict[str, str], uid: str) -> None:
    assert open_sealed(RING, uid, seal(RING, uid, fields)) == fields


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("杨国强", "杨*"),
        ("杨某", "杨*"),
        ("欧阳修文", "欧阳*"),
        ("欧阳修", "欧阳*"),
        ("东方", "东*"),
        (" 李四 ", "李*"),
        ("买买提·吐尔逊", "买*"),
        ("", ""),
    ],
)
def test_masked_name_keeps_the_surname_only(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13800138000", "138****8000"),
        ("03176628300", "0317****300"),
        ("01062345678", "010****678"),
        ("12345", "12345"),
        ("6628300", "*******"),
        ("", ""),
    ],
)
def test_masked_phone_keeps_what_is_usual(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("请打13800138000找我", "请打138****8000找我"),
        ("请打 +86 138-0013-8000 找我", "请打 138****8000 找我"),
        ("电话１３８００１３８０００。", "电话138****8000。"),
        ("电话138 0013 8000或0317-6628300", "电话138****8000或0317****300"),
        ("周一13800138000一直打不通", "周一138****8000一直打不通"),
        ("电话是一三八零零一三八零零零", "电话是138****8000"),
        ("周一幺三八〇〇一三八〇〇〇", "周一138****8000"),
        ("（0317）6628300", "0317****300"),
        ("身份证130924199001011239号", "身份证**************1239号"),
        ("身份证130924 19900101 1239", "身份证**************1239"),
        ("证号11010519491231002x", "证号**************002X"),
        ("卡号6222021234567890123", "卡号***************0123"),
    ],
)
def test_numbers_in_free_text_are_masked(text: str, masked: str) -> None:
    assert redact(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "2026-10-03 09:30，808户，202万元",
        "HXZT-2026-00001 2026-10-03",
        "拨打12345、12388",
        "贷款1700万元，利率8.35%降到7.5%",
        "海纪通〔2026〕3号",
    ],
)
def test_dates_sums_and_numbers_of_papers_stay(text: str) -> None:
    assert redact(text) == text


@pytest.mark.parametrize("written", ["杨国强", "杨 国强", "杨\u3000国 强"])
def test_given_name_is_masked_in_free_text(written: str) -> None:
    assert redact(f"村民{written}反映", names=["杨国强"]) == "村民杨某反映"


def test_longer_name_is_masked_before_the_shorter_one_in_it() -> None:
    assert redact("欧阳修文与欧阳修", names=["欧阳修", "欧阳修文"]) == "欧阳某与欧阳某"


def test_single_character_is_not_taken_for_a_name() -> None:
    assert redact("高湾镇高某", names=["高"]) == "高湾镇高某"


def test_given_number_without_area_code_is_masked() -> None:
    assert redact("家里６６２ ８３００", phones=["6628300"]) == "家里*******"


def test_very_short_number_is_not_masked_everywhere() -> None:
    assert redact("2026年110户", phones=["110"]) == "2026年110户"
