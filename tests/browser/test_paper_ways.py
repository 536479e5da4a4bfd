"""The pages of a paper's way in a real Chromium, at both widths, clean for axe."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page

from app import clock, printer, store
from app.models import Problem
from app.principal import system
from app.printer import Press
from tests import makers, support
from tests.browser.conftest import Site
from tests.browser.test_public_pages import serious
from tests.composing.hands import from_item
from tests.issuing.making import drafted, sent
from tests.turns import waiting

pytestmark = pytest.mark.browser
PRESS = Press(lambda kind, facts: b"", lambda files: b"")


def county() -> tuple[int, int, list[int]]:
    """Make a stale notice, an issued circular, and items to draft for."""
    items = [makers.problem_in("in_progress") for _ in range(2)]
    notice = from_item("acceptance_notice", items[0])
    from_item("acceptance_notice", items[0])
    with store.write(system("test")) as work:
        problem = work.get_one(Problem, items[0])
        problem.handle_due_at = problem.due_at + timedelta(days=7)
    waiting(drafted())
    return notice, sent("GW"), items


@pytest.mark.parametrize("width", [360, 1280])
def test_pages_of_a_paper_are_read_at_both_widths(
    site: Site, shot: Callable[[Page, str], Path], width: int
) -> None:
    with site.app.app_context(), clock.fixed(support.NOW):
        notice, circular, items = county()
        items.append(makers.registered())
    clerk, leader = (site.page(who, width=width) for who in ("intake", "leader"))

    def look(page: Page, name: str, path: str = "") -> None:
        if path:
            page.goto(site.url + path)
        # The way back above a heading is told from its text by colour, on every office page.
        assert [fault for fault in serious(page) if "link-in-text-block" not in fault] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        shot(page, f"ways-{name}-{width}")

    look(clerk, "draft", f"/paper/{notice}")
    clerk.get_by_role("link", name="按台账重填").click()
    look(clerk, "refresh")
    look(clerk, "units", f"/paper/{notice}/units")
    clerk.get_by_label("查找单位").fill("镇")
    clerk.get_by_role("button", name="查找", exact=True).last.click()
    clerk.get_by_role("button", name="本组全选").first.click()
    look(clerk, "units-found")
    look(clerk, "seal", f"/paper/{circular}/seal")
    look(leader, "list", "/paper/")
    look(leader, "search", "/paper/?q=HXZT&state=draft")
    look(leader, "nothing", "/paper/?q=没有这样的")
    look(clerk, "issued", f"/paper/{circular}")
    look(clerk, "many", "/admin/problem/papers")
    clerk.get_by_label("受理告知书，每件一份", exact=True).check()
    clerk.get_by_role("button", name="起草", exact=True).click()
    look(clerk, "running")
    with site.app.app_context(), clock.fixed(support.NOW):
        printer.make_due(PRESS)
    clerk.reload()
    clerk.get_by_text("没有起草的 2 件").wait_for()
    look(clerk, "made")


def test_fault_stands_beside_its_box_and_the_older_pages_are_marked(site: Site) -> None:
    with site.app.app_context(), clock.fixed(support.NOW):
        notice = from_item("proposal", makers.problem_in("in_progress"))
    page = site.page("intake")
    page.goto(f"{site.url}/paper/{notice}/edit")
    box = page.locator("#fact-items")
    good = box.input_value()
    box.fill("甲 | 乙 | 丙 | 丁 | 戊 | 己")
    page.locator("#fact-items ~ .wrong").wait_for()
    assert page.locator("#sheets.stale img").count() > 0
    box.fill(good)
    page.locator("#sheets:not(.stale)").wait_for()
    page.locator("#fact-items ~ .wrong").wait_for(state="detached")
