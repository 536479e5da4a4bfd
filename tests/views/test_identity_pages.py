"""The pages of two persons: asked, seen on the home page, approved, opened once, refused."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from flask import Flask

from tests import makers, support
from tests.views.hands import Hands, fields


@pytest.fixture
def hands(app: Flask) -> Hands:
    """Return people at their browsers."""
    return Hands(app)


def made(hands: Hands, state: str = "registered", **changes: object) -> int:
    """Make an item."""
    given = {"request_type": "report", **changes}
    return hands.alone(lambda: _in_context(hands, lambda: makers.problem_in(state, **given)))


def _in_context(hands: Hands, work: object) -> int:
    """Run a maker inside the application."""
    with hands.app.app_context():
        support.session()
        return work()  # type: ignore[operator,no-any-return]  # A maker.


def send(hands: Hands, who: str, page: str, path: str, **typed: str) -> object:
    """Fill the form of a page and send it to an address."""
    form = fields(hands.get(who, page).text, "csrf_token")
    data = {**{name: values[0] for name, values in form.items()}, **typed}
    return hands.alone(lambda: hands.client(who).post(path, data=data))


def asked(hands: Hands, problem_id: int, who: str = "intake") -> str:
    """Ask for an identity on its page; return the request's address."""
    page = f"/identity/of/problem/{problem_id}"
    answer = send(hands, who, page, f"{page}/ask", purpose="verify", reason="核实举报内容")
    assert answer.status_code == 302, answer.text
    found = re.search(r"/identity/request/\d+", hands.get(who, "/identity/").text)
    assert found is not None
    return found[0]


def test_report_is_opened_by_two_persons_through_the_pages(hands: Hands) -> None:
    problem_id = made(hands)
    shown = hands.get("intake", f"/problem/{problem_id}").text
    assert "申请查看身份" in shown
    assert "查看号码" not in shown
    request = asked(hands, problem_id)
    assert "身份申请待您批准" in hands.get("leader", "/").text
    page = hands.get("leader", request).text
    assert "核实举报内容" in page
    answer = send(hands, "leader", request, f"{request}/approve")
    assert answer.status_code == 302, answer.text
    subject = f"/identity/of/problem/{problem_id}"
    opened = send(hands, "intake", subject, f"{subject}/open")
    assert makers.NAME in opened.text
    assert makers.PHONE in opened.text
    again = send(hands, "intake", subject, f"{subject}/open")
    assert (again.status_code, makers.PHONE in again.text) == (422, False)
    trail = hands.get("intake", subject).text
    assert support.PEOPLE["leader"][0] in trail


def test_report_is_not_opened_by_one_person(hands: Hands) -> None:
    problem_id = made(hands)
    page = f"/problem/{problem_id}"
    answer = send(hands, "intake", "/account/password", f"{page}/reveal", purpose="verify")
    assert (answer.status_code, makers.PHONE in answer.text) == (422, False)
    assert "另一人批准" in answer.text


def test_refusal_shows_its_reason_to_who_asked(hands: Hands) -> None:
    problem_id = made(hands)
    request = asked(hands, problem_id)
    empty = send(hands, "leader", request, f"{request}/refuse", refusal="")
    assert (empty.status_code, "请写明不同意的理由" in empty.text) == (422, True)
    answer = send(hands, "leader", request, f"{request}/refuse", refusal="先看书面材料")
    assert answer.status_code == 302
    assert "先看书面材料" in hands.get("intake", f"/identity/of/problem/{problem_id}").text


def test_two_leaders_at_once_leave_one_decision(hands: Hands) -> None:
    request = asked(hands, made(hands))
    old = fields(hands.get("leader", request).text, "csrf_token")
    data = {name: values[0] for name, values in old.items()}
    post = hands.client("leader").post
    assert hands.alone(lambda: post(f"{request}/approve", data=data)).status_code == 302
    late = hands.alone(lambda: post(f"{request}/refuse", data={**data, "refusal": "不行"}))
    assert (late.status_code, "已批准" in late.text, "不行" in late.text) == (409, True, False)


@pytest.mark.parametrize("who", ["clerk", "gaowan", "minzheng", "bureau"])
def test_request_of_another_is_a_missing_page(hands: Hands, who: str) -> None:
    request = asked(hands, made(hands))
    missing = hands.get(who, "/identity/request/99999")
    found = hands.get(who, request)
    assert (found.status_code, found.text) == (404, missing.text)


def test_named_list_is_proposed_approved_and_fetched_once(hands: Hands) -> None:
    problem_id = made(hands)
    number = re.search(r"HXZT-2026-\d+", hands.get("intake", f"/problem/{problem_id}").text)
    assert number is not None
    typed = {"numbers": number[0], "purpose": "notify", "reason": "告知受理"}
    page = "/identity/export"
    bad = send(hands, "intake", page, page, **{**typed, "numbers": "HXZT-2026-99999"})
    assert (bad.status_code, "告知受理" in bad.text) == (422, True)
    answer = send(hands, "intake", page, page, **typed)
    request = answer.location
    send(hands, "leader", request, f"{request}/approve")
    file = send(hands, "intake", request, f"{request}/download")
    assert file.mimetype.endswith("spreadsheetml.sheet")
    assert file.headers["Cache-Control"] == "no-store"
    sheet = openpyxl.load_workbook(io.BytesIO(file.data)).active
    assert sheet is not None
    assert sheet["E2"].value == makers.PHONE
    again = send(hands, "intake", request, f"{request}/download")
    assert again.status_code == 422


def test_handler_asks_through_the_clerk(hands: Hands) -> None:
    problem_id = made(hands, "in_progress", request_type="complaint")
    shown = hands.get("gaowan", f"/problem/{problem_id}").text
    assert ("请人代问" in shown, "查看号码" in shown) == (True, False)
    page = f"/identity/of/problem/{problem_id}/relay"
    assert send(hands, "gaowan", page, page, question="哪天去的？").status_code == 302
    assert "请您代问来访人" in hands.get("clerk", "/").text
    call = re.search(r"/identity/relay/\d+", hands.get("clerk", "/calls/").text)
    assert call is not None
    assert "哪天去的？" in hands.get("clerk", call[0]).text
    assert hands.get("clerk", f"/problem/{problem_id}").status_code == 200
    opened = send(hands, "clerk2", call[0], f"{call[0]}/open", purpose="verify")
    assert makers.PHONE in opened.text
    assert send(hands, "clerk2", call[0], call[0], answer="十七日。").status_code == 302
    told = hands.get("gaowan", f"/problem/{problem_id}").text
    assert ("十七日。" in told, makers.PHONE in told) == (True, False)


def test_handler_calls_himself_where_the_reporter_agreed(hands: Hands) -> None:
    problem_id = made(hands, "in_progress", request_type="help")
    page = f"/problem/{problem_id}"
    assert "查看号码" in hands.get("gaowan", page).text
    answer = send(hands, "gaowan", page, f"{page}/reveal", purpose="verify")
    assert makers.PHONE in answer.text


def test_erasure_is_asked_first_and_says_what_stays(hands: Hands) -> None:
    problem_id = made(hands, "closed", request_type="help")
    page = f"/identity/of/problem/{problem_id}/erase"
    shown = hands.get("intake", page).text
    assert "审计日志" in shown
    unsure = send(hands, "intake", page, page, asker="subject")
    assert unsure.status_code == 422
    answer = send(hands, "intake", page, page, asker="subject", sure="y")
    assert answer.status_code == 302, answer.text
    after = hands.get("intake", f"/identity/of/problem/{problem_id}").text
    assert "2026-12-18" in after or "12月18日" in after
    assert "138****8000" not in after
    assert hands.get("intake", f"/problem/{problem_id}").status_code == 200


def test_open_item_is_not_erased_and_the_page_says_why(hands: Hands) -> None:
    page = f"/identity/of/problem/{made(hands)}/erase"
    answer = send(hands, "intake", page, page, asker="subject", sure="y")
    assert (answer.status_code, "还在办理" in answer.text) == (422, True)
