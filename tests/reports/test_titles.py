"""Titles break at word meaning into a trapezoid or a rhomb."""

from __future__ import annotations

import pytest

from reports.titles import break_title
from reports.words import joints

SIZE = 22.0
ROOM = 442.0


def split(title: str, words: tuple[str, ...] = ()) -> list[str]:
    return break_title(title, [SIZE] * len(title.replace("|", "")), ROOM, words)


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("关于逾期事项的通报", ["关于逾期事项的通报"]),
        (
            "关于“民声直通车”第三季度逾期未办结事项责任单位的通报",
            ["关于“民声直通车”第三季度", "逾期未办结事项责任单位的通报"],
        ),
        (
            "关于办理高湾镇孔庄子村群众反映婚姻登记信息不一致事项的交办单",
            ["关于办理高湾镇孔庄子村群众反映", "婚姻登记信息不一致事项的交办单"],
        ),
    ],
)
def test_a_title_breaks_by_word(title: str, lines: list[str]) -> None:
    assert split(title) == lines


@pytest.mark.parametrize(
    "matter",
    [
        "村里自来水管网改造停工，路面一直没恢复",
        "县城北环路供水管网改造停工三个月无人管",
        "村内主街排水沟淤堵雨后积水倒灌院落",
        "小区物业拖欠工资保洁停了两个月",
        "低保补贴发放名单公示与实际不符",
        "孔庄子村杨某补办结婚证被两家单位互相推托",
    ],
)
@pytest.mark.parametrize("form", ["关于办理“{}”事项的交办单", "关于督促办理“{}”事项的督办函"])
def test_no_line_of_a_title_ends_inside_a_word(matter: str, form: str) -> None:
    title = form.format(matter)
    lines = split(title)
    at = 0
    for line in lines[:-1]:
        at += len(line)
        assert at in joints(title), lines
    assert len(lines) > 1


def test_a_bar_in_the_title_is_a_break_and_does_not_print() -> None:
    assert split("关于第三季度|逾期事项的通报") == ["关于第三季度", "逾期事项的通报"]


def test_the_name_of_a_unit_is_not_broken() -> None:
    name = "虚构的某某示例局"
    for lead in range(8, 20):
        lines = split("甲" * lead + name + "乙" * 6, (name,))
        assert any(name in line for line in lines)


@pytest.mark.parametrize("length", range(21, 100, 7))
def test_lines_form_a_trapezoid_or_a_rhomb(length: int) -> None:
    lines = [len(line) for line in split(("办理群众反映问题情况" * 10)[:length])]
    peak = lines.index(max(lines))
    rising, falling = lines[: peak + 1], lines[peak:]
    assert max(lines) <= 20
    assert rising == sorted(rising) or falling == sorted(falling, reverse=True)


def test_a_title_of_300_characters_has_no_form() -> None:
    assert split("题" * 300) == []
