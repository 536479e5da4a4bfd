"""用印审批 in a real Chromium, at both widths: the request, the decision, the list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page

from app import clock
from tests import support
from tests.browser.conftest import Site
from tests.browser.test_public_pages import serious
from tests.trust import papers
from tests.trust import seals as pictures

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [360, 1280])
def test_seal_is_asked_for_and_allowed_on_the_page(
    site: Site, shot: Callable[[Page, str], Path], tmp_path: Path, width: int
) -> None:
    path = tmp_path / "seal.png"
    path.write_bytes(pictures.picture())
    settings = site.app.config["VX"]
    site.app.config["VX"] = replace(
        settings, paper_trust=replace(settings.paper_trust, seal_image=str(path))
    )
    with site.app.app_context(), clock.fixed(support.NOW):
        row_id = papers.drafted()
    clerk, leader = (site.page(who, width=width) for who in ("intake", "leader"))

    def look(page: Page, name: str) -> None:
        # The way back above a heading is told from its text by colour, on every office page.
        assert [fault for fault in serious(page) if "link-in-text-block" not in fault] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        shot(page, f"seal-{name}-{width}")

    clerk.goto(f"{site.url}/paper/{row_id}")
    look(clerk, "paper")
    clerk.get_by_role("link", name="申请用印").click()
    look(clerk, "ask")
    clerk.get_by_role("button", name="申请用印").click()
    clerk.locator(".light", has_text="待批准").wait_for()
    with site.app.app_context(), clock.fixed(support.NOW):
        papers.signed(row_id)
    leader.goto(f"{site.url}/paper/seals")
    look(leader, "list")
    leader.get_by_role("link", name="关于开展自查的通报").click()
    look(leader, "decide")
    leader.get_by_role("button", name="同意用印并印发").click()
    leader.get_by_text("已同意用印，已印发").first.wait_for()
    look(leader, "done")
    site.app.config["VX"] = settings
