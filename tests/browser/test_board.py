"""A citizen in Chromium: without JavaScript, on a narrow phone, by the keyboard alone."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from werkzeug.serving import ThreadedWSGIServer

from app import clock
from app.demo import photos
from tests import files
from tests.board import door
from tests.browser.conftest import Site

KINDS = ("咨询", "求助", "建议", "投诉", "举报", "表扬")


@pytest.fixture
def street(site: Site, tmp_path: Path) -> Iterator[str]:
    """Serve the public door beside the office and return its address."""
    with site.app.app_context(), door.serving(site.app, tmp_path) as public:

        def timed(environ: Any, start: Any) -> Any:
            """Answer at the hour that the test holds."""
            with clock.fixed(site.now):
                return public(environ, start)

        server = ThreadedWSGIServer("127.0.0.1", 0, timed)
        server.daemon_threads = False
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        for context in site.contexts:
            context.close()
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """Return a photograph on the phone."""
    path = tmp_path / "IMG_0001.jpg"
    path.write_bytes(files.photo("雀机CanaryPhone"))
    return path


def phone(browser: Browser, *, script: bool) -> Page:
    """Open a phone's browser."""
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, locale="zh-CN", java_script_enabled=script
    )
    page = context.new_page()
    page.set_default_timeout(15_000)
    return page


def fits(page: Page) -> bool:
    """Tell whether nothing stands beyond the right edge."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.browser
def test_citizen_without_script_leaves_a_photo_and_finds_the_reply(
    site: Site, street: str, picture: Path
) -> None:
    page = phone(site.browser, script=False)
    page.goto(f"{street}/")
    page.get_by_role("link", name="随手拍").click()
    page.set_input_files("#files", str(picture))
    page.get_by_label("咨询：").check()
    page.get_by_role("button", name="提交").click()
    # The first try lacks its title: the words stay, the photograph is asked for again.
    assert "请重新选择" in page.inner_text("main")
    assert page.get_by_label("咨询：").is_checked()
    page.set_input_files("#files", str(picture))
    page.fill("#subject", "路灯归谁管")
    page.fill("#content", "村口的路灯坏了，请问找谁修？")
    page.select_option("#township", label="高湾镇")
    page.select_option("#village", label="孔庄子村")
    page.get_by_role("button", name="提交").click()
    page.wait_for_selector(".card.code")
    code = "".join(page.locator(".code p span").all_inner_texts())
    assert len(code) == 16
    assert page.locator(".code img").get_attribute("alt")

    office = site.page("intake", width=1280)
    office.goto(f"{site.url}/messages/")
    office.get_by_role("link", name="路灯归谁管").click()
    assert "照片1.jpg" in office.inner_text("main")
    office.get_by_role("link", name="直接答复").click()
    office.fill("#reply", "由镇政府负责，已安排维修。")
    office.get_by_role("button", name="直接答复").click()
    office.wait_for_url(f"{site.url}/messages/*")

    page.get_by_role("link", name="我记好了").click()
    page.fill("#code", code)
    page.get_by_role("button", name="查询").click()
    assert page.inner_text("h1") == "已办结"
    assert "由镇政府负责，已安排维修。" in page.inner_text("main")
    page.locator("label[for=level-1]").click()
    page.get_by_role("button", name="提交评价").click()
    assert "谢谢您的评价" in page.inner_text("main")
    page.fill("#text", "谢谢，已经亮了。")
    page.get_by_role("button", name="提交补充").click()
    assert "已经收到" in page.inner_text("main")
    page.context.close()


@pytest.mark.browser
def test_enterprise_without_script_is_told_beside_the_field_what_is_wrong(
    site: Site, street: str
) -> None:
    page = phone(site.browser, script=False)
    page.goto(f"{street}/")
    page.get_by_role("link", name="纪企直通车").click()
    page.get_by_label("投诉：").check()
    page.fill("#subject", "检查太多")
    page.fill("#content", "一个月来了六拨检查，问的是同一件事。")
    page.fill("#firm", "海兴示例机械厂")
    page.fill("#uscc", "91130924ma0000015k")
    page.fill("#phone", "13777770002")
    page.get_by_role("button", name="提交").click()
    assert "校验位不对" in page.inner_text("#uscc-error")
    assert page.input_value("#firm") == "海兴示例机械厂"
    assert fits(page)
    page.fill("#uscc", "９１１３０９２４ma0000015h")
    page.get_by_role("button", name="提交").click()
    page.wait_for_selector(".card.code")
    page.context.close()


@pytest.mark.browser
def test_board_is_used_by_the_keyboard_alone_and_fits_a_narrow_phone(
    site: Site, street: str
) -> None:
    page = phone(site.browser, script=True)
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    for path in ("/", "/message", "/message?channel=snapshot", "/lookup", "/published"):
        page.goto(f"{street}{path}")
        assert fits(page), path
    page.goto(f"{street}/message")
    assert page.locator(".contact").is_hidden()
    reached = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        name = page.evaluate("document.activeElement.name || document.activeElement.textContent")
        if name in {"request_type", "managed_level"}:
            page.keyboard.press("Space")
        if name == "subject":
            page.keyboard.type("路灯归谁管")
        if name == "content":
            page.keyboard.type("村口的路灯坏了。")
        reached.add(name)
        if name == "提交":
            break
    wanted = {"request_type", "managed_level", "subject", "content", "township", "village"}
    assert wanted | {"place_note", "unit_hint", "files", "identity_mode", "提交"} <= reached
    page.keyboard.press("Enter")
    page.wait_for_selector(".card.code")
    assert fits(page)
    assert complaints == []
    page.context.close()


@pytest.mark.browser
def test_script_helps_with_villages_and_the_photographed_code(site: Site, street: str) -> None:
    page = phone(site.browser, script=True)
    page.goto(f"{street}/message")
    page.select_option("#village", label="孔庄子村")
    assert page.locator("#township option:checked").inner_text() == "高湾镇"
    page.select_option("#township", label="辛集镇")
    assert page.input_value("#village") == ""
    page.goto(f"{street}/lookup#ABCD-EFGH-JKLM-NPQR")
    until(page, "document.getElementById('code').value !== ''")
    assert page.input_value("#code") == "ABCD-EFGH-JKLM-NPQR"
    assert page.url == f"{street}/lookup"
    page.context.close()


@pytest.mark.browser
def test_clerk_draws_over_a_face(site: Site, street: str) -> None:
    citizen = door.Citizen
    with site.app.app_context(), door.serving(site.app, Path(street_folder(site))) as public:
        writer = citizen(public.test_client())
        writer.leave(files=[(photos.photo("街道"), "a.jpg")])
    office = site.page("intake")
    office.goto(f"{site.url}/messages/")
    office.get_by_role("link", name="村口路灯不亮").click()
    office.get_by_role("link", name="打码").click()
    until(office, "document.querySelector('[data-boxes]').naturalWidth > 100")
    until(office, "document.querySelector('canvas').width > 100")
    place = office.locator("canvas").bounding_box()
    assert place
    office.mouse.move(place["x"] + 50, place["y"] + 50)
    office.mouse.down()
    office.mouse.move(place["x"] + 150, place["y"] + 120)
    office.mouse.up()
    assert office.locator("#boxes").input_value().count(",") == 3
    office.get_by_role("button", name="存打码后的照片").click()
    assert "已打码" in office.inner_text("main")


def until(page: Page, holds: str) -> None:
    """Wait until an expression holds; the driver's own wait calls eval, which is refused."""
    deadline = time.monotonic() + 20
    while not page.evaluate(holds):
        assert time.monotonic() < deadline, holds
        time.sleep(0.1)


def street_folder(site: Site) -> str:
    """Return the folder in which both doors keep their files."""
    return str(site.app.config["VX"].var_dir)
