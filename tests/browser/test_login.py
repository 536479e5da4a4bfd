"""Logging in with a real browser, at a desk and on a phone."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Site

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1280, 360])
def test_login_page_fits_the_screen(site: Site, width: int) -> None:
    page = site.page(width=width)
    page.goto(f"{site.url}/login/")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.title() == "登录 · 民声直通车"


def test_wrong_password_says_what_to_do(site: Site) -> None:
    page = site.page()
    page.goto(f"{site.url}/login/")
    page.get_by_label("账号").fill("clerk")
    page.get_by_label("密码").fill("不对")
    page.keyboard.press("Enter")
    page.get_by_text("账号或密码不对").first.wait_for()
    assert page.get_by_label("账号").input_value() == "clerk"


def test_menu_shows_who_is_here_and_logs_out(site: Site) -> None:
    page = site.page("clerk")
    assert "李芳（示例）" in page.content()
    page.get_by_role("button", name="退出").first.click()
    page.wait_for_url("**/login/")
