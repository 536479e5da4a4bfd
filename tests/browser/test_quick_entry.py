"""A whole complaint is entered with the keyboard alone, in few keys besides its text."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site

pytestmark = pytest.mark.browser
MOST_KEYS = 40
FOCUS = "document.activeElement.name || document.activeElement.id"


@dataclass
class Keys:
    """A clerk's ten fingers: what he presses is counted, the text of the complaint is not."""

    page: Page
    pressed: int = 0

    def press(self, *keys: str) -> None:
        """Press keys; a chord counts each of its keys."""
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += len(key.split("+"))

    def to(self, name: str) -> None:
        """Go on with Tab until a field has the focus."""
        for _ in range(MOST_KEYS):
            if str(self.page.evaluate(FOCUS)).removesuffix("_text") == name:
                return
            self.press("Tab")
        raise AssertionError(f"Tab never reaches {name}")

    def say(self, name: str, text: str) -> None:
        """Go to a field and type the caller's words."""
        self.to(name)
        self.page.keyboard.type(text)


@pytest.fixture
def keys(site: Site) -> Keys:
    """Return the clerk at the empty form, nothing clicked."""
    page = site.page("clerk")
    page.goto(f"{site.url}/problem/new")
    return Keys(page)


def test_the_first_field_has_the_focus(keys: Keys) -> None:
    assert keys.page.evaluate(FOCUS) == "channel"


def test_a_complaint_is_entered_without_a_mouse_in_forty_keys(keys: Keys) -> None:
    page = keys.page
    keys.say("name", "杨大山")
    keys.say("phone", "13800138000")
    keys.say("region_code", "kzz")
    keys.press("Enter")
    expect(page.locator("[name=region_code_text]")).to_have_value("高湾镇孔庄子村")
    keys.to("request_type")
    keys.press("ArrowRight")
    keys.to("domain")
    keys.press("ArrowDown", "ArrowDown")
    keys.say("title", "村口路灯半个月不亮")
    keys.say("content", "村口路灯半个月不亮，晚上不敢出门。")
    keys.press("Enter")
    page.keyboard.type("请派人修。")
    keys.press("Control+Enter")
    page.get_by_text("已登记，编号").wait_for()
    print(f"keys besides the text: {keys.pressed}")
    assert keys.pressed <= MOST_KEYS
    assert (
        "村口路灯半个月不亮，晚上不敢出门。\n请派人修。"
        in page.locator("p.prose").first.inner_text()
    )


@pytest.mark.parametrize("last", ["name", "phone", "title"])
def test_enter_saves_from_any_line(keys: Keys, last: str) -> None:
    page = keys.page
    page.locator("#region_code").fill("kzz")
    page.locator("[role=listbox] [role=option]").filter(has_text="高湾镇孔庄子村").first.click()
    for name, text in {"name": "杨大山", "phone": "13800138000", "title": "路灯不亮"}.items():
        page.locator(f"#{name}").fill(text)
    page.locator("#content").fill("路灯不亮，请派人修。")
    page.locator(f"#{last}").press("Enter")
    page.get_by_text("已登记，编号").wait_for()
    assert "路灯不亮，请派人修。" in page.locator("p.prose").first.inner_text()
