"""Requests for more time in a real browser: no complaint, nothing wider than the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from app import clock
from tests import makers, support
from tests.browser.conftest import Site

pytestmark = pytest.mark.browser
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
EXTENDED, STOPPED = makers.EXTENSION[:2], makers.SUSPENSION


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize(
    ("who", "way", "path"),
    [
        ("gaowan", (), "/extend"),
        ("gaowan", (), "/suspend"),
        ("leader", EXTENDED, "/approve_extension"),
        ("leader", EXTENDED, ""),
        ("clerk", makers.EXTENSION, "/tell_extension"),
        ("intake", STOPPED, ""),
    ],
)
def test_pages_of_more_time_fit_and_complain_of_nothing(
    site: Site, shot: Callable[[Page, str], Path], width: int, who: str, way: Any, path: str
) -> None:
    with clock.fixed(support.NOW), site.app.app_context():
        problem_id = makers.problem_in("in_progress")
        makers.walk(problem_id, way)
    page = site.page(who, width=width, height=780)
    page.goto(f"{site.url}/problem/{problem_id}{path}")
    for summary in page.locator("details.card summary").all():
        summary.click()
    shot(page, f"{who}{path.strip('/')}-{width}")
    assert page.evaluate(WIDER) <= 0
    assert site.complaints == []
