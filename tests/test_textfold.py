"""Folding, cleaning, and finding a place by what a clerk types."""

from __future__ import annotations

import csv
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.textfold import (
    BadText,
    PlaceIndex,
    bigrams,
    clean_line,
    clean_text,
    code_prefix,
    fold,
    initials,
)
from tests.steps import steps_of

BASE = Path(__file__).parent.parent / "seeds" / "base"
KONGZHUANGZI = "130924102225"


@dataclass(frozen=True)
class Row:
    code: str
    name: str
    short_name: str
    pinyin_initials: str
    level: str
    parent_code: str | None
    successor_code: str | None


def read(name: str) -> list[dict[str, str]]:
    with (BASE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


REGIONS = read("regions.csv")
FIELDS = ("code", "name", "short_name", "pinyin_initials", "level", "parent_code", "successor_code")
INDEX = PlaceIndex([Row(*(row[name] for name in FIELDS)) for row in REGIONS])


def codes(q: str, under: str | None = None) -> list[str]:
    return [hit.code for hit in INDEX.search(q, under=under)]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("孔莊子", "孔庄子"),
        ("高灣鎮", "高湾镇"),
        ("ｋｚｚ", "kzz"),
        ("ＨＸＺＴ－２０２６", "hxzt-2026"),
        (" 孔 庄\u3000子\n", "孔庄子"),
        ("孔\u200b庄子", "孔庄子"),
        ("乾淨", "干净"),
    ],
)
def test_folding_levels_script_width_case_and_blanks(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text("孔莊子後裏乾坤aＡ 1", max_size=8), st.text("孔莊子後裏乾坤aＡ 1", max_size=8))
def test_a_part_of_a_text_folds_to_a_part(a: str, b: str) -> None:
    assert fold(a + b) == fold(a) + fold(b)


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("孔庄子", "kzz"),
        ("张会亭", "zht"),
        ("翟王文", "zww"),
        ("泰晟社区", "tssq"),
        ("A1号", "a1h"),
    ],
)
def test_initials_follow_the_local_reading(text: str, letters: str) -> None:
    assert initials(text) == letters


def test_bigrams_cover_each_run_once() -> None:
    assert bigrams("路灯不亮，路燈 A1") == ["路灯", "灯不", "不亮", "a1"]


def test_single_character_is_its_own_piece() -> None:
    assert bigrams("水，") == ["水"]


@pytest.mark.parametrize(
    "typed",
    [
        "孔庄子",
        "kzz",
        "KZZ",
        "孔莊子",
        "ｋｚｚ",
        "高湾镇孔庄子村",
        "高湾孔庄子",
        "高湾镇 孔庄子",
        "海兴县高湾镇孔庄子村",
        "河北省沧州市海兴县高灣鎮孔莊子村",
        "孔庄子村民委员会",
        "gwkzz",
        "gwzkzz",
        "130924102225",
    ],
)
def test_village_is_found_first_by_every_way_of_typing_it(typed: str) -> None:
    assert codes(typed)[0] == KONGZHUANGZI


def test_village_is_shown_with_its_township() -> None:
    hit = INDEX.search("kzz")[0]
    assert (hit.label, hit.short_name, hit.level) == ("高湾镇孔庄子村", "孔庄子村", "village")


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("kong", "高湾镇孔庄子村"),
        ("kongzhuangzi", "高湾镇孔庄子村"),
        ("KongZhuang", "高湾镇孔庄子村"),
        ("gaowankongzhuang", "高湾镇孔庄子村"),
        ("gaowan", "高湾镇"),
        ("xinji", "辛集镇"),
    ],
)
def test_whole_pinyin_and_its_beginning_find_a_place(typed: str, label: str) -> None:
    assert label in [hit.label for hit in INDEX.search(typed)]


def test_letters_that_spell_no_place_find_none() -> None:
    assert INDEX.search("zzzzqq") == []


def test_township_that_does_not_exist_has_no_hit_but_a_suggestion() -> None:
    assert codes("高河镇") == []
    assert [hit.label for hit in INDEX.suggest("高河镇")] == ["高湾镇"]


def test_village_of_a_mistyped_township_is_suggested() -> None:
    assert codes("高河镇孔庄子村") == []
    assert INDEX.suggest("海兴县高河镇孔庄子村")[0].code == KONGZHUANGZI


def test_place_far_from_every_name_has_no_suggestion() -> None:
    assert INDEX.suggest("北京朝阳门外") == []


@pytest.mark.parametrize("typed", ["", "  ", "\u200b"])
def test_nothing_typed_finds_nothing(typed: str) -> None:
    assert codes(typed) == []
    assert INDEX.suggest(typed) == []


def test_exact_name_stands_before_longer_names() -> None:
    assert [hit.label for hit in INDEX.search("马庄")][:2] == ["张会亭镇马庄村", "高湾镇马庄子村"]


def test_beginning_stands_before_containing() -> None:
    labels = [hit.short_name for hit in INDEX.search("王文")]
    assert labels
    assert all("王文" in label for label in labels)
    assert [hit.short_name for hit in INDEX.search("常丰", limit=3)] == [
        "张常丰村",
        "付常丰村",
        "赵常丰村",
    ]


def test_township_stands_before_its_villages() -> None:
    assert codes("高湾")[0] == "130924102000"


def test_farm_is_found_although_the_county_name_is_part_of_it() -> None:
    assert codes("海兴县农场")[0] == "130924400000"


def test_search_stays_under_the_given_township() -> None:
    found = codes("庄", under="130924102000")
    assert len(found) == 10
    assert all(code.startswith("130924102") for code in found)


def test_old_code_and_old_name_lead_to_the_successor() -> None:
    assert codes("张会亭乡")[0] == "130924104000"
    assert codes("130924203201") == ["130924104201"]


def test_closed_row_is_never_found_itself() -> None:
    assert not [code for code in codes("130924203") if code.startswith("130924203")]


@pytest.mark.parametrize(
    ("code", "prefix"),
    [
        ("130000000000", "13"),
        ("130900000000", "1309"),
        ("130924000000", "130924"),
        ("130924100000", "130924100"),
        ("130924102225", "130924102225"),
    ],
)
def test_prefix_of_a_code_is_its_level(code: str, prefix: str) -> None:
    assert code_prefix(code) == prefix


def test_a_keystroke_looks_at_each_place_a_few_times() -> None:
    INDEX.search("孔莊子")
    assert steps_of(lambda: INDEX.search("庄")) < 5_000


def test_search_loads_neither_dictionary_at_import_nor_pinyin_at_all() -> None:
    script = (
        "import sys; from app.textfold import fold, PlaceIndex; assert 'zhconv' not in sys.modules;"
        "fold('kzz'); assert 'zhconv' not in sys.modules; PlaceIndex([]).search('孔莊子');"
        "assert 'pypinyin' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True, cwd=BASE.parent.parent)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("  路灯不亮 \r\n第二行\r", "路灯不亮 \n第二行"),
        ("a\x00b\x07c\x85d", "abc\nd"),
        ("正\u202e常\u2066文\u200b字\ufeff", "正常文字"),
        ("制\t表", "制 表"),
        ("e\u0301", "é"),
        ("𠮷野家", "𠮷野家"),
    ],
)
def test_invisible_characters_are_dropped(text: str, clean: str) -> None:
    assert clean_text(text, 100) == clean


@pytest.mark.parametrize(
    ("char", "name"), [("\ue000", "U+E000"), ("\U000f0001", "U+F0001"), ("\ud800", "U+D800")]
)
def test_private_use_character_is_refused_with_place_and_code(char: str, name: str) -> None:
    with pytest.raises(BadText, match=r"内容第3个字（" + name.replace("+", r"\+") + "）是自造字"):
        clean_text(f"王国{char}同志", 100)


def test_text_of_a_hundred_thousand_characters_is_refused_with_both_lengths() -> None:
    with pytest.raises(BadText, match="诉求内容最多2000字，您输入了100000字"):
        clean_text("字" * 100_000, 2000, "诉求内容")


def test_text_of_exactly_the_allowed_length_is_kept() -> None:
    assert clean_text("字" * 2000 + "\n", 2000) == "字" * 2000


def test_line_keeps_no_line_end() -> None:
    assert clean_line("标题\r\n第二行", 20) == "标题 第二行"


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    try:
        once = clean_text(text, 10_000)
    except BadText:
        return
    assert clean_text(once, 10_000) == once
