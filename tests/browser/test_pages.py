"""Every page of every menu in a real browser: it fits, it is titled, it breaks no policy."""

from __future__ import annotations

import gzip

import pytest
from playwright.sync_api import Page, Response

from tests import support
from tests.browser.conftest import Site

pytestmark = pytest.mark.browser
COLD_BYTES, COLD_REQUESTS = 20_000, 4


def menu(page: Page) -> list[str]:
    """Return the addresses of the menu."""
    links = page.locator("nav.side a")
    return [str(links.nth(n).get_attribute("href")) for n in range(links.count())]


@pytest.mark.parametrize("username", ["clerk", "intake", "leader", "gaowan", "sysadmin", "auditor"])
def test_every_menu_page_opens_and_fits_both_screens(site: Site, username: str) -> None:
    page = site.page(username)
    for address in menu(page):
        answer = page.goto(site.url + address)
        assert answer is not None
        assert answer.status == 200, address
        assert page.title().endswith("民声直通车")
        page.set_viewport_size({"width": 360, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, address
        page.set_viewport_size({"width": 1280, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280, address


def test_cold_list_page_is_small(site: Site) -> None:
    page = site.page("gaowan")
    # The login's own files may still be on their way.
    page.wait_for_load_state("networkidle")
    session = page.context.new_cdp_session(page)
    session.send("Network.clearBrowserCache")
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - Playwright looks at the function.
    page.goto(f"{site.url}/admin/problem/", wait_until="networkidle")
    assert len(answers) <= COLD_REQUESTS, [answer.url for answer in answers]
    weight = sum(len(gzip.compress(answer.body())) for answer in answers)
    assert weight <= COLD_BYTES


def test_missing_page_wears_the_same_dress(site: Site) -> None:
    page = site.page("gaowan")
    for address, words in (("/nowhere", "没有找到"), ("/problem/999999", "没有找到")):
        page.goto(site.url + address)
        assert words in page.content()
        assert page.locator("header.top").count() == 1


def test_focus_is_visible(site: Site) -> None:
    page = site.page()
    page.goto(f"{site.url}/login/")
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    shadow = page.evaluate("getComputedStyle(document.activeElement).boxShadow")
    assert outline != "none" or shadow != "none"


def test_slash_goes_to_the_search_box(site: Site) -> None:
    page = site.page("intake")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    assert support.PEOPLE["intake"][0] in page.content()


LINES = """cell => {
    const range = document.createRange();
    range.selectNodeContents(cell);
    return new Set([...range.getClientRects()].map(box => Math.round(box.top))).size;
}"""


def test_a_title_of_a_list_is_easy_to_touch_on_a_phone(site: Site) -> None:
    page = site.page("auditor", width=360)
    page.goto(f"{site.url}/admin/audit_log/")
    box = page.locator("td.wide a").first.bounding_box()
    assert box is not None
    assert box["height"] >= 44


def test_a_short_word_of_a_list_stands_on_one_line(site: Site) -> None:
    page = site.page("auditor")
    page.goto(f"{site.url}/admin/audit_log/")
    cell = page.locator("td[data-label=结果]").first
    assert cell.inner_text() == "成功"
    assert cell.evaluate(LINES) == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_an_action_on_ticked_rows_asks_for_a_tick_first(site: Site) -> None:
    page = site.page("sysadmin")
    page.goto(f"{site.url}/admin/unit/")
    page.locator("button[data-some=pk]").first.click()
    page.get_by_text("请先勾选").wait_for()
    assert page.url.endswith("/admin/unit/")
    assert page.get_by_role("dialog").count() == 0
