"""The pages of the other ways out: read in a real browser, wide and narrow, without complaint."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from app import clock
from tests import makers, support
from tests.browser.conftest import Site

Shot = Callable[[Page, str], Path]


@pytest.mark.parametrize("width", [1280, 360])
def test_pages_of_the_ends_fit_and_say_what_hangs_together(
    site: Site, shot: Shot, width: int
) -> None:
    with site.app.app_context(), clock.fixed(support.NOW):
        master = makers.problem_in("in_progress")
        makers.merged_into(master, phone="13900001111")
        makers.act("leader", master, "divide")
        away = makers.registered()
        makers.act("intake", away, "transfer")
        fresh = makers.registered()
        proposed = makers.registered()
        makers.act("intake", proposed, "triage")
        closed = makers.problem_in("closed")
        makers.act("intake", closed, "ask_reopen")
    views = {
        "master": ("intake", f"/problem/{master}", "并入本件的事项"),
        "away": ("intake", f"/problem/{away}", "市12345热线中心"),
        "reject": ("intake", f"/problem/{fresh}/reject", "不予受理事由"),
        "merge": ("intake", f"/problem/{fresh}/merge", "主件编号"),
        "instruct": ("leader", f"/problem/{proposed}/instruct", "清单外交办理由"),
        "home": ("leader", "/", "批准重启"),
        "duties": ("sysadmin", "/admin/unit_duty/", "村民证明和民政事务的核查"),
    }
    pages: dict[str, Page] = {}
    for name, (who, path, words) in views.items():
        page = pages.setdefault(who, site.page(who, width)) if who not in pages else pages[who]
        page.goto(f"{site.url}{path}")
        assert words in page.content(), name
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        shot(page, f"{name}-{width}")
