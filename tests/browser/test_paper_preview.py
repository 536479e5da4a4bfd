"""A draft in a real browser: its preview follows what is typed, and fits a telephone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app import clock
from tests import makers, support
from tests.browser.conftest import Site
from tests.composing.hands import from_item

pytestmark = pytest.mark.browser


def drafted(site: Site, code: str = "rectification_notice") -> int:
    """Make a draft about an item."""
    with site.app.app_context(), clock.fixed(support.NOW):
        problem_id = makers.problem_in("in_progress")
        paper = from_item(code, problem_id)
        support.session().rollback()
    return paper


def first(page: Page) -> str:
    """Return the first picture of the preview."""
    return str(page.locator("#sheets img").first.get_attribute("src"))


def test_preview_follows_what_is_typed(site: Site, shot: Any) -> None:
    page = site.page("intake")
    page.goto(f"{site.url}/paper/{drafted(site)}/edit")
    before = first(page)
    page.get_by_label("标题", exact=False).first.fill("关于整改窗口作风问题的通知书")
    expect(page.locator("#sheets img").first).not_to_have_attribute("src", before)
    after = first(page)
    page.get_by_label("整改时限").fill("2026-11-01")
    expect(page.locator("#sheets-said")).to_contain_text("整改时限不能早于成文日期")
    assert first(page) == after
    shot(page, "edit-1280")


@pytest.mark.parametrize("width", [1280, 360])
def test_pages_of_drafting_fit_the_window(site: Site, shot: Any, width: int) -> None:
    paper = drafted(site)
    page = site.page("intake", width=width)
    for name, path in (
        ("kinds", "/paper/draft"),
        ("item", "/paper/draft?item=1"),
        ("begin", "/paper/draft/minutes"),
        ("edit", f"/paper/{paper}/edit"),
        ("paper", f"/paper/{paper}"),
        ("problem", "/problem/1"),
    ):
        page.goto(site.url + path)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, (name, wide)
        shot(page, f"{name}-{width}")


def test_button_draws_the_preview_where_scripts_are_off(site: Site) -> None:
    paper = drafted(site, "proposal")
    context = site.browser.new_context(java_script_enabled=False, locale="zh-CN")
    site.contexts.append(context)
    page = context.new_page()
    site.log_in(page, "intake")
    page.goto(f"{site.url}/paper/{paper}/edit")
    before = first(page)
    page.get_by_label("标题", exact=False).first.fill("关于改进窗口服务的建议书")
    page.get_by_role("button", name="预览").click()
    assert first(page) != before
    assert page.get_by_label("标题", exact=False).first.input_value() == "关于改进窗口服务的建议书"
