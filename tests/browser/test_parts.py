"""Plays the parts of the look in a real Chromium: combobox, dialogs, guards, files, keys."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.serving import make_server

from tests.sample_page import PAGES, make_app


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = make_server("127.0.0.1", 0, make_app(), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def tab(browser: Any) -> Iterator[Any]:
    """Open a page whose console must stay silent."""
    page = browser.new_page()
    page.set_default_timeout(10_000)
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    page.close()
    assert faults == []


@pytest.mark.browser
@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [360, 768, 960, 1280])
def test_page_never_scrolls_sideways(tab: Any, site: str, path: str, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 800})
    tab.goto(site + path)
    assert tab.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.browser
def test_combobox_is_filled_by_keyboard_alone(tab: Any, site: str) -> None:
    tab.goto(site)
    tab.get_by_label("发生地").press_sequentially("kz")
    tab.get_by_role("option", name="孔庄村").wait_for()
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    assert tab.get_by_label("发生地").input_value() == "孔庄村"
    assert tab.locator("input[name=place]").input_value() == "130924102202"


@pytest.mark.browser
def test_an_older_answer_is_taken_away_and_arrows_pressed_meanwhile_count(
    tab: Any, site: str
) -> None:
    tab.goto(site)
    box = tab.get_by_label("发生地")
    box.press_sequentially("k")
    tab.get_by_role("option", name="孔庄村").wait_for()
    shown = "() => document.querySelectorAll('[role=option]').length"
    with tab.expect_response("**/places?q=kz"):
        box.press("z")
        assert tab.evaluate(shown) == 0
        tab.keyboard.press("ArrowDown")
    tab.get_by_role("option", name="孔庄村", selected=True).wait_for()
    tab.keyboard.press("Enter")
    assert box.input_value() == "孔庄村"


@pytest.mark.browser
def test_enter_before_the_answer_picks_the_only_item(tab: Any, site: str) -> None:
    tab.goto(site)
    tab.locator("input#unit").press_sequentially("kzz")
    tab.keyboard.press("Enter")
    tab.locator("select[name=unit] option[value='130924102201']").wait_for(state="attached")
    assert tab.locator("input#unit").input_value() == "孔庄子村"


@pytest.mark.browser
def test_leaving_before_the_answer_picks_the_only_item_and_opens_nothing(
    tab: Any, site: str
) -> None:
    tab.goto(site)
    tab.locator("input#unit").press_sequentially("kzz")
    tab.keyboard.press("Tab")
    tab.locator("select[name=unit] option[value='130924102201']").wait_for(state="attached")
    assert tab.locator("input#unit").input_value() == "孔庄子村"
    assert tab.locator("input#unit").get_attribute("aria-expanded") == "false"


@pytest.mark.browser
def test_combobox_says_that_nothing_was_found_and_refuses_loose_text(tab: Any, site: str) -> None:
    tab.goto(site)
    tab.locator("input#unit").fill("北京")
    tab.get_by_text("没有找到，试试“孔庄”").wait_for()
    tab.keyboard.press("Escape")
    assert not tab.get_by_text("没有找到，试试“孔庄”").is_visible()
    said = tab.locator("input#unit").evaluate("box => box.validationMessage")
    assert said == "请从列表中选择一项"


@pytest.mark.browser
def test_similar_items_appear_as_text_while_typing(tab: Any, site: str) -> None:
    tab.goto(site)
    tab.get_by_label("联系电话").fill("13800000000")
    tab.get_by_text("近 30 天有 1 件相似事项，请先核对：").wait_for()
    assert "11月2日 · <b>孔庄子村 · 办理中" in tab.locator(".alike li").inner_text()


PRESS_YES_THEN_PRESS_AGAIN = """() => {
    const button = document.querySelector("button[formaction='/problem/2/act']");
    document.querySelector("dialog .main").click();
    setTimeout(() => button.click(), 300);
    setTimeout(() => {
        const line = document.querySelector(".wait").textContent;
        sessionStorage.seen = `${button.textContent} ${line}`;
    }, 1300);
}"""


@pytest.mark.browser
def test_confirmed_action_is_sent_once_with_the_word_confirmed(tab: Any, site: str) -> None:
    sent: list[str] = []
    tab.on("request", lambda request: sent.append(request.url))
    tab.goto(site)
    tab.get_by_label("选择 村口路灯连续半个月不亮").check()
    assert tab.get_by_text("已选 1 项").is_visible()
    tab.get_by_role("button", name="记录进展").first.click()
    tab.get_by_role("dialog").get_by_role("button", name="取消").click()
    assert f"{site}/problem/2/act" not in sent
    tab.locator("button[formaction='/problem/2/act']").click()
    tab.evaluate(PRESS_YES_THEN_PRESS_AGAIN)
    tab.wait_for_url("**/problem/2/act")
    assert tab.evaluate("sessionStorage.seen") == "正在保存… 正在处理，请稍候…"
    assert '"confirmed": "1"' in tab.content()
    assert sent.count(f"{site}/problem/2/act") == 1


@pytest.mark.browser
def test_leaving_a_typed_form_asks_first_and_saving_does_not(tab: Any, site: str) -> None:
    asked: list[str] = []

    def accept(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.accept()

    tab.on("dialog", accept)
    tab.goto(site)
    tab.get_by_label("标题").press_sequentially("路灯")
    tab.goto(site + "/login")
    tab.goto(site)
    assert asked == ["beforeunload"]
    tab.goto(site + "/public")
    assert asked == ["beforeunload"]


@pytest.mark.browser
def test_files_are_named_with_their_size_and_an_empty_one_is_refused(tab: Any, site: str) -> None:
    tab.goto(site)
    files = [("会商记录.pdf", b"x" * 2048), ("空.txt", b"")]
    box = tab.get_by_label("附件")
    box.set_input_files(
        [{"name": name, "mimeType": "text/plain", "buffer": data} for name, data in files]
    )
    assert tab.locator(".files").inner_text().splitlines()[0] == "会商记录.pdf（2 KB）"
    assert box.evaluate("box => box.validationMessage") == "文件是空的，请重新选择"


@pytest.mark.browser
def test_slash_jumps_to_the_search_box_and_all_rows_are_ticked_at_once(tab: Any, site: str) -> None:
    tab.goto(site)
    tab.keyboard.press("/")
    assert tab.evaluate("document.activeElement.name") == "q"
    tab.get_by_label("全选").check()
    assert tab.get_by_text("已选 4 项").is_visible()


@pytest.mark.browser
def test_files_that_are_too_large_together_are_refused_in_words(tab: Any, site: str) -> None:
    tab.goto(site)
    box = tab.get_by_label("附件")
    box.evaluate("box => { box.dataset.totalMb = 1; }")
    files = [("一.txt", b"x" * 700_000), ("二.txt", b"y" * 700_000)]
    box.set_input_files(
        [{"name": name, "mimeType": "text/plain", "buffer": data} for name, data in files]
    )
    said = "合计 1.3 MB，超过 1 MB，请少选几个，分几次上传"
    assert tab.locator(".files .wrong").inner_text() == said
    assert box.evaluate("box => box.validationMessage") == said


@pytest.mark.browser
def test_loose_text_and_a_refused_file_are_not_sent_and_say_why_beside_the_field(
    tab: Any, site: str
) -> None:
    held: list[Any] = []
    # The driver reads how many arguments a function takes, which a list's own method does not say.
    tab.route("**/places?*", lambda route: held.append(route))  # noqa: PLW0108
    tab.goto(site)
    with tab.expect_request("**/places?*"):
        tab.locator("input#unit").fill("北京")
    tab.get_by_role("button", name="保存").last.click()
    tab.get_by_text("请从列表中选择一项").wait_for()
    # The answer that comes after the refusal takes no word away.
    held[0].continue_()
    tab.get_by_text("没有找到，试试“孔庄”").wait_for(state="attached")
    assert tab.locator(".combo + .said").inner_text() == "请从列表中选择一项"
    assert tab.evaluate("document.activeElement.id") == "unit"
    tab.locator("input#unit").fill("")
    assert tab.locator(".said").inner_text() == ""
    tab.get_by_label("附件").set_input_files(
        [{"name": "空.txt", "mimeType": "text/plain", "buffer": b""}]
    )
    tab.get_by_role("button", name="保存").last.click()
    assert tab.evaluate("document.activeElement.type") == "file"


@pytest.mark.browser
def test_enter_on_nothing_found_says_so_beside_the_field(tab: Any, site: str) -> None:
    tab.goto(site)
    box = tab.get_by_label("发生地")
    box.press_sequentially("北京")
    tab.get_by_text("没有找到").wait_for()
    tab.keyboard.press("Enter")
    said = tab.locator(".combo + .said")
    assert "没有找到" in said.inner_text()
    assert said.is_visible()
    box.fill("kzz")
    assert said.inner_text() == ""
