"""A draft that no longer agrees with the ledger says so, and is filled anew where one chooses."""

from __future__ import annotations

from datetime import timedelta

from app import store
from app.enums import DocumentState
from app.models import Problem
from app.principal import system
from tests import makers
from tests.composing.hands import from_item, stored
from tests.turns import waiting
from tests.views.hands import Hands, fields, fresh

TEST = system("test")


def moved(problem_id: int) -> None:
    """Move the due date of an item, as an extension does."""
    with store.write(TEST) as work:
        problem = work.get_one(Problem, problem_id)
        problem.handle_due_at = (problem.handle_due_at or problem.due_at) + timedelta(days=7)


def test_changed_due_date_is_told_to_whoever_opens_or_signs(hands: Hands, item: int) -> None:
    paper = from_item("acceptance_notice", item)
    words = "起草以后，台账里这几项变了：办结期限"
    assert words not in hands.get("intake", f"/paper/{paper}").text
    moved(item)
    waiting(paper)
    fresh()
    assert f'href="/paper/{paper}/refresh"' in hands.get("intake", f"/paper/{paper}").text
    page = hands.get("leader", f"/paper/{paper}").text
    assert words in page
    assert "按台账重填" not in page
    asked = hands.post("leader", f"/paper/{paper}/sign", fields(page, "version")).text
    assert words in asked


def test_chosen_facts_are_filled_anew_and_no_other(hands: Hands, item: int) -> None:
    paper = from_item("acceptance_notice", item)
    hands.send("intake", f"/paper/{paper}/edit", contact="监督室（示例）")
    moved(item)
    fresh()
    page = hands.get("intake", f"/paper/{paper}/refresh").text
    form = fields(page)
    assert form["key"] == ["due"]
    assert "联系方式" in page
    assert hands.post("intake", f"/paper/{paper}/refresh", form).status_code == 302
    facts = stored(paper).facts
    assert (facts["due"], facts["contact"]) == ("2026-12-04", "监督室（示例）")
    assert "台账里这几项变了" not in hands.get("intake", f"/paper/{paper}").text


def test_item_that_gives_no_such_paper_any_more_is_told(hands: Hands, item: int) -> None:
    paper = from_item("assignment_letter", item)
    makers.act("minzheng", item, "answer")
    makers.act("gaowan", item, "submit")
    fresh()
    page = hands.get("intake", f"/paper/{paper}").text
    assert "事项的情况变了：主办单位已经上报" in page
    assert "没有可以重填的" in hands.get("intake", f"/paper/{paper}/refresh").text


def test_wrong_choice_and_old_version_keep_the_draft(hands: Hands, item: int) -> None:
    paper = from_item("acceptance_notice", item)
    moved(item)
    before = stored(paper).facts
    fresh()
    form = fields(hands.get("intake", f"/paper/{paper}/refresh").text)
    form["key"] = ["title", "number"]
    assert hands.post("intake", f"/paper/{paper}/refresh", form).status_code == 422
    form["key"] = ["due"]
    form["version"] = ["9"]
    assert hands.post("intake", f"/paper/{paper}/refresh", form).status_code == 409
    assert stored(paper).facts == before
    assert hands.get("leader", f"/paper/{paper}/refresh").status_code == 403
    with store.write(TEST) as work:
        work.get_one(type(stored(paper)), paper).state = DocumentState.VOID
    assert hands.get("intake", f"/paper/{paper}/refresh").status_code == 422
