"""Codes and placards in a real browser."""

from __future__ import annotations

import pytest

from app import clock, jobs, printer, store
from app.principal import system
from tests import support
from tests.browser.conftest import Site
from tests.test_points import make_point


def make_points(count: int) -> None:
    """Store points of 高湾镇."""
    support.session()
    with store.write(system("test")) as work:
        for number in range(count):
            make_point(work, name=f"高湾镇便民服务中心 {number + 1} 号台")


@pytest.mark.browser
def test_progress_comes_up_to_date_by_itself(site: Site) -> None:
    with site.app.app_context():
        make_points(2)
    page = site.page("bureau")
    page.goto(f"{site.url}/points/")
    page.get_by_role("button", name="制作这 2 个点位的码牌").click()
    page.get_by_role("button", name="开始制作").click()
    page.get_by_text("刷新进度", exact=True).wait_for()
    with site.app.app_context(), clock.fixed(support.NOW):
        printer.make_due(jobs.PRESS)
    page.get_by_role("link", name="打开 PDF").wait_for()
    assert site.complaints == []
