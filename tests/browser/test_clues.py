"""The keeper's day in a real browser: receive, register, open, propose; the leader approves."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Site
from tests.clues import making

pytestmark = pytest.mark.browser


def press(page: Page, name: str) -> None:
    """Press the button of a name and wait for the page."""
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def test_keeper_enters_proposes_and_another_approves(site: Site) -> None:
    keeper = site.page("casekeeper")
    keeper.get_by_role("main").get_by_role("link", name="登记线索").click()
    keeper.get_by_label("县管及以下，或不是干部").check()
    keeper.get_by_label("被反映人和职务").fill(making.ACCUSED)
    keeper.get_by_label("反映的主要问题").fill(making.SUMMARY)
    keeper.get_by_label("实名（留有真实姓名和联系电话）").check()
    keeper.get_by_label("检举控告人姓名").fill(making.REPORTER)
    keeper.get_by_label("检举控告人电话").fill(making.PHONE)
    press(keeper, "登记编号")
    keeper.get_by_role("link", name="海纪线〔2026〕1号").last.click()
    assert making.SUMMARY not in keeper.content()
    keeper.get_by_label("研究处置意见").check()
    press(keeper, "打开")
    assert making.SUMMARY in keeper.content()
    keeper.get_by_role("link", name="提出处置意见").click()
    keeper.get_by_label("初步核实").check()
    keeper.get_by_label("集体研究日期").fill("2026-11-18")
    keeper.get_by_label("处置意见和理由").fill("内容具体，建议初步核实。")
    press(keeper, "提出处置意见")
    leader = site.page("leader")
    leader.get_by_role("link", name="线索待您办理").click()
    leader.get_by_role("link", name="海纪线〔2026〕1号").last.click()
    leader.get_by_role("link", name="批准处置意见").click()
    leader.get_by_label("会议纪要文号").fill("专题会议纪要第9期")
    press(leader, "批准处置意见")
    assert "批准" in leader.get_by_role("main").inner_text()


@pytest.mark.parametrize("width", [360, 1280])
def test_stop_screen_reads_on_both_screens(site: Site, width: int) -> None:
    page = site.page("casekeeper", width=width)
    page.goto(f"{site.url}/clue/new")
    page.get_by_label("上级管理的干部（市管、省管）").check()
    page.get_by_label("反映的主要问题").fill(making.SUMMARY)
    press(page, "登记编号")
    assert page.get_by_role("heading", level=1).inner_text() == "这件不能录入，请书面径送上级"
    assert page.evaluate("document.documentElement.scrollWidth") <= width
