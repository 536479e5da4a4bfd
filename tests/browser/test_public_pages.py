"""Every public page in a real Chromium: no serious fault for axe-core, few taps, keys alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from app.models import Evaluation
from tests.browser.public_doors import Door
from tests.evaluations.hands import KEY, TOKEN, rows

pytestmark = pytest.mark.browser
LONGEST = 100_000
# Every public page: its address, and what is pressed there before it is looked at.
PAGES: dict[str, tuple[str, tuple[str, ...]]] = {
    "evaluation": (f"/e/{TOKEN}", ()),
    "evaluation refused": (f"/e/{TOKEN}", ("button.main",)),
    "evaluation bad": (f"/e/{TOKEN}", ('label[for="level-3"]',)),
    "evaluation with telephone": (f"/e/{TOKEN}", ("summary",)),
    "thanks": (f"/e/{TOKEN}", ('label[for="level-1"]', "button.main")),
    "receipt": (
        f"/e/{TOKEN}",
        ('label[for="level-3"]', 'label[for="reason-1"]', "button.main"),
    ),
    "unknown code": (f"/e/{'q' * 22}", ()),
    "second evaluation": ("/e/again", ()),
    "second evaluation refused": ("/e/again", ("button.main",)),
    "kiosk without key": ("/kiosk/K01", ()),
    "enterprise": ("/enterprise", ()),
    "enterprise refused": ("/enterprise", ("button.main",)),
}
# The screens of the kiosk, one after the other.
SCREENS = (
    (),
    ('label[for="level-3"]',),
    ("[data-act=big]", "[data-act=contrast]"),
    ('label[for="reason-1"]', "button.main"),
)


@pytest.fixture
def page(door: Door, browser: Browser, point: dict[str, int]) -> Iterator[Page]:
    """Return a villager's telephone at the public door; a fault of a script fails the test."""
    door.on()
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    opened, faults = context.new_page(), []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    yield opened
    context.close()
    assert faults == []


def serious(page: Page) -> list[str]:
    """Return the serious and critical faults that axe-core finds."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {[node['html'][:120] for node in one['nodes'][:3]]}"
        for one in found
        if one["impact"] in {"serious", "critical"}
    ]


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_serious_fault(name: str, door: Door, page: Page) -> None:
    address, presses = PAGES[name]
    page.goto(door.root + address)
    for selector in presses:
        page.locator(selector).first.click()
    page.wait_for_load_state()
    assert serious(page) == []
    wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    assert page.evaluate(wide)


def test_axe_finds_no_serious_fault_on_the_kiosk(door: Door, page: Page) -> None:
    page.set_viewport_size({"width": 1080, "height": 1920})
    page.goto(door.url)
    page.get_by_label("密钥").fill(KEY)
    page.get_by_role("button", name="启用").click()
    for presses in SCREENS:
        for selector in presses:
            page.locator(f"{selector} >> visible=true").first.click()
        assert serious(page) == [], presses


def test_villager_evaluates_in_four_taps_and_little_data(door: Door, page: Page) -> None:
    loaded: list[int] = []
    page.on("response", lambda answer: loaded.append(len(answer.body())))
    page.goto(f"{door.root}/e/{TOKEN}", wait_until="networkidle")
    assert 0 < sum(loaded) <= LONGEST
    taps = ('label[for="level-1"]', 'label[for="staff-1"]', "button.main")
    for tap in taps:
        page.locator(tap).first.click()
    page.get_by_role("heading", name="已收到").wait_for()
    assert (len(rows(Evaluation)), len(taps) <= 4) == (1, True)
    print(f"/e/<token>: {sum(loaded)} bytes before compression, {len(taps)} taps with a person")


def press(page: Page, *keys: str) -> None:
    """Press keys one after the other."""
    for key in keys:
        page.keyboard.press(key)


def test_bad_evaluation_is_given_with_the_keyboard_alone(door: Door, page: Page) -> None:
    page.goto(f"{door.root}/e/{TOKEN}")
    press(page, "Tab", "Space", "ArrowRight", "ArrowRight")
    assert page.evaluate("document.activeElement.value") == "dissatisfied"
    press(page, "Tab", "Space", "Tab", "Tab", "Space")
    while page.evaluate("document.activeElement.tagName") != "BUTTON":
        press(page, "Tab")
    press(page, "Enter")
    page.get_by_role("heading", name="已收到").wait_for()
    assert rows(Evaluation)[0].is_bad


def test_first_paint_needs_no_script(
    door: Door,
    browser: Browser,
    point: dict[str, int],
    tmp_path: Path,
) -> None:
    door.on()
    context: Any = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{door.root}/e/{TOKEN}")
    page.locator('label[for="level-3"]').click()
    page.locator("button.main").first.click()
    page.locator('label[for="reason-2"]').click()
    page.locator("button.main").first.click()
    page.get_by_role("heading", name="已收到").wait_for()
    context.close()
    assert rows(Evaluation)[0].is_sensitive
