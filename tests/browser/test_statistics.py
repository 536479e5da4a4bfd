"""Figures in a real Chromium: pictures of the tables' own cells, tiles by keyboard, the wall."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from app import clock, store
from app.operations import figure_fold
from app.principal import system
from tests import said, support
from tests.browser.conftest import Site
from tests.browser.test_public_pages import serious

pytestmark = pytest.mark.browser
COUNTY = "/statistics/county"
# Of each figure: how it is drawn, its rows, and how many places of its first row of bars are drawn.
DRAWN = """() => [...document.querySelectorAll('figure[data-chart]')].map(figure => [
  figure.dataset.chart,
  figure.querySelectorAll('tbody tr:not([data-skip])').length,
  new Set([...figure.querySelectorAll('[ecmeta_ssr_type=chart][ecmeta_series_index="0"]')]
    .map(mark => mark.getAttribute('ecmeta_data_index'))).size,
])"""
FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


@pytest.fixture
def county(site: Site) -> Site:
    """Return a site whose county was evaluated."""
    with site.app.app_context(), clock.fixed(support.NOW):
        support.session()
        with store.write(system("test")) as work:
            said.load(work)
        figure_fold.fold()
    return site


def test_a_picture_has_a_bar_for_each_row_of_its_table_on_screen_and_paper(county: Site) -> None:
    page = county.page("leader")
    page.goto(county.url + COUNTY)
    drawn: list[Any] = page.evaluate(DRAWN)
    assert {kind for kind, _rows, _marks in drawn} == {"columns", "pareto", "bars", "interval"}
    assert [one for one in drawn if one[1] != one[2]] == []
    assert page.locator(".plot svg[aria-hidden=true]").count() == len(drawn) >= 6
    page.emulate_media(media="print")
    for selector in ("h1", ".plot svg", "#compared", "table.numbers"):
        assert page.locator(selector).first.is_visible(), selector
    for selector in ("nav.side", ".scope", "[data-print]"):
        assert not page.locator(selector).first.is_visible(), selector


def test_axe_finds_no_serious_fault_and_pages_fit_a_phone(county: Site) -> None:
    page = county.page("leader")
    for path in (COUNTY, "/statistics/map", f"/statistics/map/{said.GAOWAN}", "/statistics/wall"):
        page.set_viewport_size({"width": 1280, "height": 800})
        page.goto(county.url + path)
        assert serious(page) == [], path
        page.set_viewport_size({"width": 360, "height": 740})
        page.reload()
        assert page.evaluate(FITS), path
        assert serious(page) == [], path


def test_without_script_tables_choice_and_tiles_stand_alone(county: Site) -> None:
    page = county.page("gaowan")
    context = county.browser.new_context(java_script_enabled=False, locale="zh-CN")
    county.contexts.append(context)
    context.add_cookies(page.context.cookies())  # type: ignore[arg-type]  # What one gave, the other takes.
    plain = context.new_page()
    plain.goto(f"{county.url}/statistics/")
    assert plain.locator(".plot").count() == 0
    assert plain.locator("figure table").count() >= 6
    plain.get_by_label("月份").select_option("2026-10")
    plain.get_by_role("button", name="查看").click()
    plain.get_by_role("heading", name="2026年10月").first.wait_for()
    plain.get_by_role("link", name="各村地图").click()
    plain.locator("a.place", has_text="孔庄子").click()
    plain.get_by_role("heading", name="孔庄子").first.wait_for()


def test_tiles_are_walked_by_keyboard_from_the_county_to_a_village(county: Site) -> None:
    page = county.page("leader")
    page.goto(f"{county.url}/statistics/map")
    _tab_to(page, "高湾镇")
    page.keyboard.press("Enter")
    page.wait_for_url("**/statistics/map/130924102000**")
    _tab_to(page, "孔庄子")
    page.keyboard.press("Enter")
    page.wait_for_url("**/statistics/place/130924102225**")


def _tab_to(page: Page, name: str) -> None:
    """Press Tab until the tile of a place has the focus, which is seen."""
    for _press in range(150):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.place')") and name in page.evaluate(
            "document.activeElement.textContent"
        ):
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
            return
    pytest.fail(f"no tile of {name} takes the focus")


def test_wall_turns_pauses_and_keeps_its_figures_when_the_login_ends(county: Site) -> None:
    page = county.page("leader", width=1920, height=1080)
    page.clock.install()
    page.goto(f"{county.url}/statistics/wall")
    count, pause = page.locator("[data-count]"), page.locator("[data-pause]")
    first = count.inner_text()
    page.clock.fast_forward(15_000)
    assert count.inner_text() != first
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Space")
    page.clock.fast_forward(60_000)
    assert (count.inner_text(), pause.get_attribute("aria-pressed")) == (first, "true")
    before = page.locator("[data-panel]").first.inner_text()
    page.context.clear_cookies()
    page.clock.fast_forward(300_000)
    page.get_by_text("登录已到期").wait_for()
    assert page.locator("[data-panel]").first.inner_text() == before
    assert page.url.endswith("/statistics/wall")
