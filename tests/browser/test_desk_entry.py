"""The clerk's page while he types: who calls, and what is said to a caller of this kind."""

from __future__ import annotations

import pytest

from app import clock
from tests import makers, support
from tests.browser.conftest import Site

pytestmark = pytest.mark.browser


def test_history_and_scripts_follow_what_the_clerk_types(site: Site) -> None:
    with site.app.app_context(), clock.fixed(support.NOW):
        own = makers.registered("clerk")
        makers.registered("clerk2")
        number = makers.stored(own).problem_no
        support.session().rollback()
    page = site.page("clerk")
    page.goto(f"{site.url}/problem/new")
    page.get_by_label("来访人电话").fill(makers.PHONE)
    told = page.locator("[data-caller]")
    told.get_by_text("这个电话有 2 件以往诉求，其中 1 件不在您的权限内。").wait_for()
    assert told.locator("li b").all_inner_texts() == [number]
    assert makers.PHONE not in page.url
    assert page.get_by_role("heading", name="话术：求助").is_visible()
    page.get_by_label("投诉").check()
    assert page.get_by_role("heading", name="话术：投诉").is_visible()
    assert not page.get_by_role("heading", name="话术：求助").is_visible()
