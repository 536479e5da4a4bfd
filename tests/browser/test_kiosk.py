"""Scenario 18 in a real Chromium: a kiosk loses its network and its power, and nothing is lost."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from playwright.sync_api import Error as PlaywrightError

from app import pictures, store
from app.models import Evaluation, Kiosk, StaffPhoto
from tests import files, support
from tests.browser.public_doors import Door
from tests.conftest import CHROMIUM
from tests.evaluations.hands import KEY, TEST, rows

CHINA = ZoneInfo("Asia/Shanghai")
# What a finger touches and is smaller than 60 px.
SMALL = """() => [...document.querySelectorAll('button,select,.rate label,.tags label,.who label')]
    .filter((one) => one.offsetParent)
    .map((one) => [one.innerText, one.getBoundingClientRect()])
    .filter(([, box]) => box.width < 60 || box.height < 60)
    .map(([text, box]) => `${text} ${box.width} ${box.height}`)"""


@contextmanager
def device(browser: Browser, profile: Path, **size: int) -> Iterator[tuple[BrowserContext, Page]]:
    """Start the device's browser on its own disk."""
    context = browser.browser_type.launch_persistent_context(
        str(profile),
        executable_path="/usr/bin/chromium",
        args=CHROMIUM,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        viewport={"width": 1080, "height": 1920} | size,  # type: ignore[arg-type]  # Two numbers.
    )
    try:
        yield context, context.pages[0]
    finally:
        # One whose power was cut has nothing left to close.
        with suppress(PlaywrightError):
            context.close()


def kill(profile: Path) -> None:
    """Cut the power of the device: every process of its browser dies at once."""
    mark = f"--user-data-dir={profile}".encode()
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                words = (folder / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if mark in words:
                os.kill(int(folder.name), signal.SIGKILL)


def press(page: Page, level: str, *reasons: str) -> None:
    """Evaluate as a citizen does at the screen."""
    page.locator(f'.rate input[data-label="{level}"] + label').click()
    for reason in reasons:
        page.get_by_text(reason, exact=True).click()
    page.get_by_role("button", name="提交评价").click()
    page.get_by_role("heading", name="已收到").wait_for()
    page.get_by_role("button", name="回到开始").click()


def left(page: Page, count: int) -> None:
    """Wait until the device holds so many entries."""
    page.wait_for_selector(f'[data-kiosk][data-waiting="{count}"]', timeout=60_000)


@pytest.mark.browser
def test_offline_kiosk_that_is_killed_replays_each_entry_once(
    door: Door,
    browser: Browser,
    tmp_path: Path,
    point: dict[str, int],
) -> None:
    profile = tmp_path / "profile"
    door.on()
    with device(browser, profile) as (_context, page):
        page.goto(door.url)
        page.get_by_label("密钥").fill(KEY)
        page.get_by_role("button", name="启用").click()
        page.wait_for_selector("[data-kiosk][data-ready]")
    # A browser writes its cookies to the disk half a minute later, or when it is closed.
    with device(browser, profile) as (_context, page):
        page.goto(door.url)
        page.wait_for_selector("[data-kiosk][data-ready]")
        door.off()
        page.clock.set_fixed_time(datetime(2026, 11, 17, 15, 20, tzinfo=CHINA))
        for _ in range(3):
            press(page, "满意")
        page.clock.set_fixed_time(datetime(2026, 11, 18, 9, 5, tzinfo=CHINA))
        press(page, "不满意", "办理速度慢", "来回跑多趟")
        press(page, "一般")
        left(page, 5)
        assert rows(Evaluation) == []
        kill(profile)
        time.sleep(0.5)
    with device(browser, profile) as (_context, page):
        page.goto(door.url)
        left(page, 5)
        assert "有 5 条评价保存在本机" in page.inner_text("#line")
        door.losing = 2
        door.on()
        deadline = time.monotonic() + 60
        while page.locator('[data-waiting="0"]').count() == 0 and time.monotonic() < deadline:
            page.evaluate("dispatchEvent(new Event('online'))")
            page.wait_for_timeout(300)
        left(page, 0)
    assert door.sent >= 3
    found = [(row.level, row.happened_on.day, row.happened_hour) for row in rows(Evaluation)]
    assert found == [
        *[("satisfied", 17, 15)] * 3,
        ("dissatisfied", 18, 9),
        ("neutral", 18, 9),
    ]
    assert len({row.kiosk_seq for row in rows(Evaluation)}) == 5
    assert rows(Kiosk)[0].last_seen == support.NOW


@pytest.mark.browser
def test_touch_targets_are_large_and_the_screen_returns_to_its_start(
    door: Door,
    browser: Browser,
    tmp_path: Path,
    point: dict[str, int],
) -> None:
    door.on()
    faults: list[str] = []
    with device(browser, tmp_path / "profile") as (_context, page):
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(door.url)
        page.get_by_label("密钥").fill(KEY)
        page.get_by_role("button", name="启用").click()
        page.clock.install()
        page.reload()
        page.locator('.rate input[data-label="不满意"] + label').click()
        small = page.evaluate(SMALL)
        assert small == []
        page.get_by_role("button", name="提交评价").click()
        assert "请选择不满意的原因" in page.inner_text("#kiosk-wrong")
        page.get_by_role("button", name="大字").click()
        page.get_by_role("button", name="高对比").click()
        assert page.evaluate("document.body.className.split(' ').sort().join()") == (
            "big,contrast,kiosk"
        )
        page.get_by_text("办理速度慢", exact=True).click()
        page.clock.fast_forward(59_000)
        assert page.get_by_role("button", name="提交评价").is_visible()
        page.clock.fast_forward(2_000)
        page.get_by_role("heading", name="您对这次办事满意吗？").wait_for()
        assert page.evaluate("document.body.className") == "kiosk"
        assert page.locator("input:checked").count() == 0
    assert faults == []


@pytest.mark.browser
def test_photograph_of_who_serves_stands_without_a_network(
    door: Door, browser: Browser, tmp_path: Path, point: dict[str, int]
) -> None:
    with store.write(TEST) as work:
        small = pictures.portrait(files.photo(), 9_000)
        who = {"staff_id": point["here"], "name": "p" * 22, "agreed_on": support.NOW.date()}
        work.add(StaffPhoto(picture=small, **who))
    door.on()
    with device(browser, tmp_path / "profile") as (_context, page):
        page.goto(door.url)
        page.get_by_label("密钥").fill(KEY)
        page.get_by_role("button", name="启用").click()
        page.wait_for_selector("[data-kiosk][data-ready]")
        door.off()
        page.reload()
        page.locator('label[for="level-3"]').click()
        page.wait_for_function("document.querySelector('.who img').naturalWidth > 0")
        assert page.evaluate("document.querySelector('.who img').naturalWidth") == 240
