"""核验公文 in a real Chromium: on a phone and a wide screen, without script, clean for axe."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from app import clock
from tests import support
from tests.browser.public_doors import Door
from tests.browser.test_public_pages import serious
from tests.trust import papers

pytestmark = pytest.mark.browser
WORDS = {"genuine": "真实有效", "void": "已作废", "unknown": "查无此件"}


def address(state: str) -> str:
    """Make a paper in a state and return the path that its code leads to."""
    with clock.fixed(support.NOW):
        row_id = papers.ready() if state == "unknown" else papers.held()
        if state == "void":
            papers.voided(row_id)
        return f"/verify/{papers.code(row_id)}"


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("state", WORDS)
def test_code_says_its_word_in_large_type_without_script(
    door: Door,
    browser: Browser,
    shot: Callable[[Page, str], Path],
    state: str,
    width: int,
) -> None:
    path = address(state)
    door.on()
    for script in (False, True):
        context = browser.new_context(
            viewport={"width": width, "height": 740}, locale="zh-CN", java_script_enabled=script
        )
        page = context.new_page()
        page.goto(door.root + path)
        assert page.get_by_role("heading", name=WORDS[state]).is_visible()
        if script:
            assert serious(page) == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            size = "parseFloat(getComputedStyle(document.body).fontSize)"
            assert page.evaluate(size) >= 20
            shot(page, f"verify-{state}-{width}")
        context.close()
