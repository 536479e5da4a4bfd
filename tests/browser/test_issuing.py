"""A paper in a real browser: sent back, mended, issued to units, signed for, answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page

from app import clock, jobs, printer
from app.operations import documents
from tests import support
from tests.browser.conftest import Site
from tests.issuing.making import sent, turn
from tests.issuing.test_photos import attached, letter
from tests.operations.test_documents import FACTS, drafted
from tests.turns import waiting

pytestmark = pytest.mark.browser
Shot = Callable[[Page, str], Path]


def circular(site: Site) -> int:
    """Draft a circular in the site's database, and send it."""
    with site.app.app_context(), clock.fixed(support.NOW):
        paper = drafted(**{**FACTS, "title": "关于开展窗口服务自查的通报"})
        waiting(paper)
        return paper


def both(page: Page, shot: Shot, name: str) -> None:
    """Keep a picture of a page wide and narrow; a narrow one is never wider than its window."""
    shot(page, f"{name}-1280")
    page.set_viewport_size({"width": 360, "height": 740})
    wide = page.evaluate("document.documentElement.scrollWidth")
    shot(page, f"{name}-360")
    page.set_viewport_size({"width": 1280, "height": 800})
    assert wide <= 360, name


def test_paper_goes_round_and_comes_to_its_units(site: Site, shot: Shot) -> None:
    paper = f"{site.url}/paper/{circular(site)}"
    leader, intake = site.page("leader"), site.page("intake")
    leader.goto(paper)
    leader.get_by_role("link", name="退回修改").click()
    leader.get_by_label("退回原因").fill("请写明自查的时间和范围。")
    both(leader, shot, "send-back")
    leader.get_by_role("button", name="退回修改").click()
    leader.get_by_text("已退回").first.wait_for()
    intake.goto(f"{site.url}/paper/")
    both(intake, shot, "list")
    intake.goto(paper)
    both(intake, shot, "returned")
    choose_units(intake, shot)
    intake.get_by_role("link", name="送审").click()
    intake.get_by_label("送审说明").fill("已写明时间和范围。")
    intake.get_by_role("button", name="送审").click()
    intake.get_by_text("已送审").first.wait_for()
    leader.goto(paper)
    leader.get_by_role("button", name="签发", exact=True).click()
    leader.get_by_role("dialog").get_by_role("button").first.click()
    leader.get_by_text("已签发 1 份").first.wait_for()
    answer(site, paper, shot)
    site.now += timedelta(days=8)
    office = site.page("intake")
    office.goto(paper)
    both(office, shot, "units")
    said = office.inner_text("main")
    assert "自查出两个问题，本周内改完。" in said
    assert "已回执" in said
    assert "回执逾期" in said
    office.goto(f"{site.url}/paper/receipts/late")
    assert [line for line in ("高湾镇", "县民政局") if line in office.inner_text("main")] == [
        "高湾镇"
    ]
    both(office, shot, "late")
    office.goto(site.url)
    both(office, shot, "home")


def choose_units(page: Page, shot: Shot) -> None:
    """Choose two units and a day."""
    page.get_by_role("link", name="收文单位", exact=True).click()
    for name in ("高湾镇人民政府", "县民政局（示例）"):
        page.get_by_label(name).check()
    page.get_by_label("回执期限").fill("2026-11-25")
    both(page, shot, "choose")
    page.get_by_role("button", name="保存收文单位").click()
    page.get_by_text("已选定 2 个收文单位").first.wait_for()


def answer(site: Site, paper: str, shot: Shot) -> None:
    """Let one unit sign for the paper and answer it."""
    page = site.page("minzheng")
    page.goto(f"{site.url}/paper/received")
    both(page, shot, "received")
    page.goto(paper)
    page.get_by_role("button", name="签收").click()
    page.get_by_text("已签收").first.wait_for()
    both(page, shot, "unit")
    page.get_by_role("link", name="报回执").click()
    page.get_by_label("回执内容").fill("已传达到各窗口，自查出两个问题，本周内改完。")
    both(page, shot, "reply")
    page.get_by_role("button", name="报送回执").click()
    page.get_by_text("已报送回执").first.wait_for()


def test_photographs_are_chosen_and_papers_are_bound(site: Site, shot: Shot) -> None:
    with site.app.app_context(), clock.fixed(support.NOW):
        paper = letter()
        photo = attached(paper)
        sent("GW", "MZ")
        void = sent("GW")
        turn("leader", documents.void, void, "主送单位写错了")
        support.session().rollback()
    page = site.page("intake")
    page.goto(f"{site.url}/paper/{paper}/photos")
    page.locator("img").first.scroll_into_view_if_needed()
    page.get_by_label("印进公文").check()
    page.locator(f"#caption-{photo}").fill("孔庄子村委会大门")
    both(page, shot, "photos")
    page.get_by_role("button", name="保存照片").click()
    page.get_by_text("证据照片 1 张").wait_for()
    page.goto(f"{site.url}/paper/{void}")
    both(page, shot, "void")
    page.goto(f"{site.url}/paper/")
    both(page, shot, "index")
    page.get_by_role("button", name="合成一个 PDF").last.click()
    page.get_by_text("刷新进度").first.wait_for()
    both(page, shot, "batch")
    with site.app.app_context(), clock.fixed(support.NOW):
        printer.make_due(jobs.PRESS)
        support.session().rollback()
    page.get_by_role("link", name="打开 PDF").wait_for()
    page.goto(f"{site.url}/batches/")
    both(page, shot, "batches")
