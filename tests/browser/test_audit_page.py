"""The auditor's page in a real browser: one press, one answer, readable on a telephone."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Site

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1280, 360])
def test_auditor_anchors_and_walks_the_chain(site: Site, width: int) -> None:
    page = site.page("auditor", width=width)
    page.goto(f"{site.url}/audit/")
    page.get_by_role("button", name="现在记一个").click()
    page.get_by_text("已记下锚点").wait_for()
    page.get_by_role("button", name="核对", exact=True).click()
    page.get_by_text("审计链完好").wait_for()
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width
