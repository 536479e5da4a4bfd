"""What a person sees while typing: similar items in view, faults beside the field in Chinese."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.conftest import Site
from tests.browser.test_job import choose, register

pytestmark = pytest.mark.browser
IN_VIEW = """element => {
    const box = element.getBoundingClientRect();
    return box.height > 0 && box.top >= 0 && box.bottom <= innerHeight;
}"""


def in_view(part: Locator) -> bool:
    """Tell whether a part stands whole inside the window."""
    return bool(part.evaluate(IN_VIEW))


def typed_again(site: Site, width: int) -> Page:
    """Let the clerk begin the same call a second time."""
    register(site, "孔庄子村补办结婚证")
    page = site.page("clerk", width=width)
    page.goto(f"{site.url}/problem/new")
    choose(page, "发生地", "kzz", "高湾镇孔庄子村")
    page.get_by_label("问题领域").select_option(label="民生")
    return page


def test_similar_items_stay_in_view_while_the_clerk_types(site: Site) -> None:
    page = typed_again(site, 1280)
    page.get_by_label("诉求内容").click()
    found = page.locator(".alike li")
    found.first.wait_for()
    assert in_view(found.first)
    assert not page.locator(".alike-line").is_visible()


def test_a_phone_names_the_similar_items_under_the_field(site: Site) -> None:
    page = typed_again(site, 360)
    line = page.locator(".field:has(#domain) + .alike-line")
    line.get_by_text("有 1 件相似事项").wait_for()
    line.get_by_role("link").click()
    assert in_view(page.locator(".alike li").first)


@pytest.mark.parametrize("days", ["400", "15.5", ""])
def test_a_wrong_limit_has_a_red_box_and_words_beside_it(site: Site, days: str) -> None:
    row = register(site, "孔庄子村补办结婚证")
    page = site.page("intake")
    page.goto(f"{site.url}{row}/triage")
    page.get_by_label("办理时限").fill(days)
    page.get_by_role("button", name="拟办", exact=True).click()
    page.locator("#days-error").wait_for()
    assert page.locator("#days.is-invalid").count() == 1
    assert "请" in page.locator("#days-error").inner_text()
    assert page.locator("#proposed_unit_id-error").count() == 1


def test_anonymous_puts_name_and_number_out_of_sight_and_loses_neither(site: Site) -> None:
    page = site.page("clerk")
    page.goto(f"{site.url}/problem/new")
    page.get_by_label("来访人姓名").fill("杨大山")
    page.get_by_label("匿名").check()
    for label in ("来访人姓名", "来访人电话", "来访人同意承办单位直接联系"):
        assert not page.get_by_label(label).is_visible(), label
    page.get_by_role("button", name="登记", exact=True).click()
    page.locator("#name-error").wait_for()
    assert page.get_by_label("来访人姓名").input_value() == "杨大山"
    assert page.get_by_label("来访人姓名").is_visible()
    page.get_by_label("实名", exact=True).check()
    assert page.get_by_label("来访人电话").is_visible()


def test_guardian_is_asked_for_after_one_tick(site: Site) -> None:
    page = site.page("clerk", width=360)
    page.goto(f"{site.url}/problem/new")
    assert not page.get_by_label("监护人姓名").is_visible()
    page.get_by_text("未满14周岁的，点这里").click()
    assert page.get_by_label("监护人姓名").is_visible()
