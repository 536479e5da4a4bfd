"""The number of a reporter, opened beside the form: what was typed there is not lost."""

from __future__ import annotations

import pytest

from app import clock
from tests import makers, support
from tests.browser.conftest import Site

WORDS = "已告知：证件已补发，来访人表示满意。"


def waiting_call(site: Site, action: str) -> int:
    """Return an item whose reporter is to be called for an action."""
    with site.app.app_context(), clock.fixed(support.NOW):
        if action == "callback":
            return makers.problem_in("pending_feedback")
        problem_id = makers.problem_in("in_progress")
        makers.walk(problem_id, makers.EXTENSION)
        return problem_id


@pytest.mark.parametrize(
    ("action", "field"), [("callback", "反馈内容"), ("tell_extension", "告知情况")]
)
def test_number_opens_beside_the_form_and_nothing_typed_is_lost(
    site: Site, action: str, field: str
) -> None:
    problem_id = waiting_call(site, action)
    page = site.page("clerk")
    page.goto(f"{site.url}/problem/{problem_id}/{action}")
    page.get_by_label(field).fill(WORDS)
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="查看号码").click()
    beside = opened.value
    beside.get_by_text(makers.PHONE).first.wait_for()
    assert "回到刚才的表单接着填" in beside.content()
    beside.close()
    assert page.get_by_label(field).input_value() == WORDS
    assert makers.PHONE not in page.content()


def test_number_opened_from_the_item_leads_to_what_is_to_be_filled_in(site: Site) -> None:
    problem_id = waiting_call(site, "tell_extension")
    page = site.page("clerk")
    page.goto(f"{site.url}/problem/{problem_id}")
    page.get_by_role("button", name="查看号码").click()
    page.get_by_role("link", name="填写告知情况").click()
    page.get_by_label("告知情况").wait_for()
    assert page.url.endswith(f"/problem/{problem_id}/tell_extension")
