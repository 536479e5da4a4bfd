"""回访任务 lists whom else to call: merged reporters, and who is told that it takes longer."""

from __future__ import annotations

import pytest

from tests import makers
from tests.views.hands import Hands

pytestmark = pytest.mark.usefixtures("held")


def test_merged_reporter_is_listed_by_the_day_of_the_master(hands: Hands) -> None:
    master = makers.problem_in("in_progress")
    merged = makers.merged_into(master)
    assert f"/problem/{merged}/tell_merged" not in hands.get("clerk", "/calls/").text
    makers.act("minzheng", master, "answer")
    makers.act("gaowan", master, "submit")
    makers.act("inspector", master, "verify")
    page = hands.get("clerk", "/calls/").text
    line = page.split(f'href="/problem/{merged}"')[1].split("</tr>")[0]
    assert f'href="/problem/{merged}/tell_merged">回访并案来访人</a>' in line
    assert "11月23日" in line
    assert "还没有打" not in line


def test_who_is_told_of_a_longer_limit_is_listed(hands: Hands) -> None:
    problem_id = makers.problem_in("in_progress")
    makers.act("gaowan", problem_id, "extend")
    makers.act("intake", problem_id, "agree_extension")
    makers.act("leader", problem_id, "approve_extension")
    page = hands.get("clerk", "/calls/").text
    assert f'href="/problem/{problem_id}/tell_extension">告知延期</a>' in page
    makers.act("clerk", problem_id, "tell_extension")
    assert "没有要打的电话" in hands.get("clerk", "/calls/").text
