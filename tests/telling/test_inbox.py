"""消息: what a person was told, made anew from ids at each reading and cut to what he may see."""

from __future__ import annotations

import ast
import re
from datetime import timedelta
from pathlib import Path

import html5lib
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock, jobs, notice_words, shell, store
from app.enums import Role
from app.models import NoticeRead, Outbox
from app.operations import ladder, notices, recusals
from app.principal import system
from app.queries import inbox
from tests import makers, recused, support
from tests.ladder.test_climb import message
from tests.views.hands import Hands

WRITER = system("test")


pytestmark = pytest.mark.usefixtures("held")


def tell(unit: str, count: int, problem_id: int, template: str = "problem.P01") -> None:
    """Write notices about an item."""
    with store.write(WRITER) as work:
        unit_id = support.unit_id(unit)
        for number in range(count):
            key = f"more:{template}:{unit}:{number}"
            notices.notice(work, template, unit_id, {"problem_id": problem_id}, key)


def reading() -> Session:
    """Return the test's session at the present state, reading everything."""
    session = support.session()
    session.rollback()
    session.expire_all()
    store.name(session, WRITER)
    return session


def told(unit: str, template: str) -> int:
    """Return the id of a unit's notice."""
    query = sa.select(Outbox.id).where(
        Outbox.unit_id == support.unit_id(unit), Outbox.template == template
    )
    return reading().scalars(query).one()


def press(hands: Hands, who: str, path: str, **data: object) -> object:
    """Send a button's form."""
    return hands.post(who, path, {"csrf_token": hands.token(who), **data})


def test_unit_reads_what_it_was_told_with_number_and_title(hands: Hands) -> None:
    number = makers.stored(makers.problem_in("assigned")).problem_no
    page = hands.get("gaowan", "/inbox/").text
    html5lib.HTMLParser(strict=True).parse(page)
    assert "已交办，请按各自的职责办理" in page
    assert f"{number} · " in page
    assert makers.NAME not in page
    assert makers.PHONE not in page
    assert "没有消息" in hands.get("xinji", "/inbox/").text


def test_every_head_tells_how_many_are_unread(hands: Hands) -> None:
    makers.problem_in("assigned")
    for path in ("/", "/admin/problem/", "/inbox/"):
        page = hands.get("gaowan", path).text
        assert "消息 <b>1</b>" in page, path
        assert "菜单（1 条新消息）" in page
    assert "消息 <b>" not in hands.get("xinji", "/").text


def test_head_and_page_count_the_same_for_everybody(session: Session) -> None:
    makers.problem_in("assigned")
    hidden = makers.problem_in("assigned")
    tell("GW", 3, hidden, "problem.E02")
    tell("XJ", 2, hidden)
    recused.declare("gaowan", hidden)
    counted = {}
    for who in support.PEOPLE:
        actor = support.person(who)
        store.name(reading(), actor)
        counted[who] = inbox.unread(session, actor)
        assert counted[who] == inbox.page(session, actor, 1).unread, who
    assert (counted["gaowan"], counted["xinji"]) == (1, 0)


def test_opening_a_message_reads_it_for_this_person_alone_and_leads_to_the_item(
    hands: Hands,
) -> None:
    problem_id = makers.problem_in("assigned")
    hands.get("gaowan", "/")
    answer = press(hands, "gaowan", f"/inbox/{told('GW', 'problem.T06')}")
    assert (answer.status_code, answer.location) == (303, f"/problem/{problem_id}")
    assert "消息 <b>" not in hands.get("gaowan", "/").text
    assert "已读" in hands.get("gaowan", "/inbox/").text
    # The inspection office was told of the same, and has read nothing.
    assert "消息 <b>1</b>" in hands.get("inspector", "/").text


def test_opening_twice_keeps_one_mark(hands: Hands) -> None:
    makers.problem_in("assigned")
    where = f"/inbox/{told('GW', 'problem.T06')}"
    assert [press(hands, "gaowan", where).status_code for _ in range(2)] == [303, 303]
    assert len(reading().scalars(sa.select(NoticeRead)).all()) == 1


def test_unread_ones_come_first_and_the_newest_of_them_at_the_top(hands: Hands) -> None:
    problem_id = makers.problem_in("assigned")
    tell("GW", 1, problem_id, "problem.E02")
    press(hands, "gaowan", f"/inbox/{told('GW', 'problem.E02')}")
    tell("GW", 1, problem_id, "problem.T14")
    page = hands.get("gaowan", "/inbox/").text
    order = [page.index(notice_words.WORDS[f"problem.{code}"]) for code in ("T14", "T06", "E02")]
    assert order == sorted(order)


def test_pages_are_bounded_and_all_may_be_marked_at_once(hands: Hands) -> None:
    tell("GW", 60, makers.problem_in("assigned"))
    first = hands.get("gaowan", "/inbox/").text
    assert first.count('form="open"') == 25
    assert "共 61 条" in first
    assert hands.get("gaowan", "/inbox/?page=3").text.count('form="open"') == 11
    assert hands.get("gaowan", "/inbox/?page=99").text.count('form="open"') == 25
    newest = reading().execute(sa.select(sa.func.max(Outbox.id))).scalar_one()
    answer = press(hands, "gaowan", "/inbox/read", newest=newest)
    assert answer.status_code == 302
    page = hands.get("gaowan", "/inbox/").text
    assert "61 条消息已标为已读" in page
    assert "全部标为已读" not in page


def test_what_came_after_the_page_stays_unread(hands: Hands) -> None:
    problem_id = makers.problem_in("assigned")
    before = told("GW", "problem.T06")
    tell("GW", 1, problem_id, "problem.E02")
    press(hands, "gaowan", "/inbox/read", newest=before)
    assert "消息 <b>1</b>" in hands.get("gaowan", "/").text


@pytest.mark.parametrize("typed", ["", "x", "-1", "9" * 40])
def test_odd_numbers_of_a_form_mark_nothing(hands: Hands, typed: str) -> None:
    makers.problem_in("assigned")
    assert press(hands, "gaowan", "/inbox/read", newest=typed).status_code == 302
    assert hands.get("gaowan", f"/inbox/?page={typed}").status_code == 200
    assert "消息 <b>1</b>" in hands.get("gaowan", "/").text


def test_message_of_another_unit_is_as_missing_as_none(hands: Hands) -> None:
    makers.problem_in("assigned")
    foreign = press(hands, "xinji", f"/inbox/{told('GW', 'problem.T06')}")
    missing = press(hands, "xinji", "/inbox/999999")
    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert reading().scalars(sa.select(NoticeRead)).all() == []


def test_item_outside_the_sight_shows_nothing_and_counts_nothing(hands: Hands) -> None:
    tell("XJ", 1, makers.problem_in("assigned"))
    page = hands.get("xinji", "/inbox/").text
    assert "没有消息" in page
    assert "消息 <b>" not in page
    assert press(hands, "xinji", f"/inbox/{told('XJ', 'problem.P01')}").status_code == 404


def test_recused_person_is_told_nothing_while_his_colleague_is(hands: Hands) -> None:
    problem_id = makers.registered()
    recused.another("intake2", "intake", Role.DC_INTAKE)
    for who in ("intake", "intake2"):
        assert "新登记的事项，等拟办" in hands.get(who, "/inbox/").text
    recused.declare("intake", problem_id)
    shell.forget_unread(support.person("intake"))
    page = hands.get("intake", "/inbox/").text
    assert "新登记的事项，等拟办" not in page
    assert "消息 <b>" not in page
    assert "新登记的事项，等拟办" in hands.get("intake2", "/inbox/").text


def test_role_without_items_reads_only_what_is_for_it(hands: Hands) -> None:
    makers.problem_in("closed")
    assert "没有消息" in hands.get("auditor", "/inbox/").text


def test_late_message_leads_to_it_and_is_kept_from_who_keeps_away(hands: Hands) -> None:
    message_id = message(1, support.NOW - timedelta(days=20))
    with clock.fixed(support.NOW):
        ladder.press_messages(jobs.WORKER)
    assert "有留言超过时限没有分办" in hands.get("intake", "/inbox/").text
    query = sa.select(Outbox.id).where(
        Outbox.unit_id == support.unit_id("DF"), Outbox.template == "message.late"
    )
    where = f"/inbox/{reading().scalars(query.order_by(Outbox.id)).first()}"
    answer = press(hands, "intake", where)
    assert (answer.status_code, answer.location) == (303, f"/messages/{message_id}")
    assert hands.get("intake", answer.location).status_code == 200
    actor = support.person("intake")
    with store.write(actor) as work:
        recusals.declare_message(work, actor, message_id, recused.WORDS)
    assert "有留言超过时限没有分办" not in hands.get("intake", "/inbox/").text
    assert press(hands, "intake", where).status_code == 404


# A template of a notice: a subject and what became of it.
TEMPLATE = re.compile(r"[a-z]+\.[a-z]+")


def written() -> set[str]:
    """Return the templates that app/operations writes: literals, and those of the transitions."""
    found = {f"problem.{code}" for code in notices.TOLD}
    found |= {f"identity.{state}" for state in ("approved", "refused")}
    found |= {"message.new", "evaluation.new"}
    for path in Path(notices.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if _is_notice(node):
                for part in ast.walk(node):
                    found |= _literal(part)
            if isinstance(node, ast.Assign) and "template" in ast.unparse(node.targets[0]):
                for part in ast.walk(node.value):
                    found |= _literal(part)
    return found


def _is_notice(node: ast.AST) -> bool:
    """Tell whether a piece of code writes a notice."""
    return isinstance(node, ast.Call) and ast.unparse(node.func) in {"notices.notice", "notice"}


def _literal(node: ast.AST) -> set[str]:
    """Return the template that a literal is."""
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return {node.value} if is_text and TEMPLATE.fullmatch(node.value) else set()


def test_every_template_that_is_written_has_words() -> None:
    found = written()
    assert {"supervision.drafted", "supervision.reply", "message.late", "relay.ask"} <= found
    unknown = notice_words.words("nothing.known", {})
    assert {name for name in found if notice_words.words(name, {}) == unknown} == set()


@pytest.mark.parametrize("template", [*notice_words.WORDS, "problem.T11", "nothing.known"])
def test_every_template_has_words_and_none_of_a_person(template: str) -> None:
    said = notice_words.words(template, {})
    assert any(c > "\u4e00" for c in said)
    assert notice_words.text(template, {}).startswith("【民声直通车】")
