"""Drafting for many items: one paper each in the background, or one about all of them."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from app import printer, store
from app.enums import DocumentKind, Role
from app.enums_doors import PrintState
from app.models import Document, PrintJob
from app.operations import paper_many, print_jobs
from app.principal import system
from app.printer import Press
from tests import makers, recused, support
from tests.issuing.test_linked import kept_away
from tests.views.hands import Hands, fields, fresh

TEST = system("test")
PRESS = Press(lambda kind, facts: b"", lambda files: b"")


def work() -> None:
    """Let the worker make what waits now."""
    support.session().rollback()
    printer.make_due(PRESS)


def asked(hands: Hands, way: str, *ids: int, who: str = "intake") -> Any:
    """Tick items in the ledger and ask for their papers; return the answer."""
    page = hands.get(who, "/admin/problem/").text
    assert "批量起草公文" in page
    token = support.token(page)
    sent = {"csrf_token": token, "action": "papers", "pk": [str(one) for one in ids]}
    form = hands.post(who, "/admin/problem/action_post", sent)
    assert form.status_code == 200
    return hands.post(who, "/paper/many/", {**fields(form.text), "way": [way]})


def drafts(kind: DocumentKind = DocumentKind.ACCEPTANCE_NOTICE) -> list[int | None]:
    """Return the items of the papers of a kind."""
    query = sa.select(Document.problem_id).where(Document.kind == kind).order_by(Document.id)
    return list(fresh().scalars(query))


def test_each_item_gets_its_paper_and_the_rest_is_told_with_its_reason(hands: Hands) -> None:
    items = [makers.problem_in("in_progress") for _ in range(3)]
    unaccepted, ended = makers.registered(), makers.problem_in("closed")
    answer = asked(hands, "acceptance_notice:each", *items, unaccepted, ended)
    assert answer.status_code == 302
    place = str(answer.location)
    assert hands.get("intake", f"{place}/state").json == {"done": 0, "total": 5, "runs": True}
    assert hands.get("bureau", place).status_code == 404
    work()
    assert drafts() == items
    page = hands.get("intake", place).text
    # Which of the two reasons it is, not one or the other.
    told = (
        "事项还没有受理，受理以后再发受理告知书。",
        "事项已经结束（办结），不用再发受理告知书。",
    )
    for words in ("已起草 3 份", "没有起草的 2 件", *told):
        assert words in page
    assert makers.stored(unaccepted).problem_no in page
    listed = hands.get("intake", f"{place}/file").text
    assert listed.count("已起草") == 3
    assert "事项还没有受理" in listed
    # A second time nobody gets the same paper twice.
    again = str(asked(hands, "acceptance_notice:each", *items).location)
    work()
    assert drafts() == items
    assert "这件事项已有受理告知书（拟稿）" in hands.get("intake", again).text


def test_worker_that_died_drafts_nothing_twice(hands: Hands, monkeypatch: Any) -> None:
    items = [makers.problem_in("in_progress") for _ in range(3)]
    asked(hands, "acceptance_notice:each", *items)
    made = paper_many._drafted
    calls: list[int] = []

    def dying(*given: Any) -> Any:
        calls.append(given[-1])
        if len(calls) == 2:
            made(*given)
            raise KeyboardInterrupt
        return made(*given)

    monkeypatch.setattr(paper_many, "_drafted", dying)
    with pytest.raises(KeyboardInterrupt):
        work()
    assert drafts() == items[:1]
    with store.write(TEST) as own:
        own.execute(
            sa.update(PrintJob)
            .values(lease_until=support.NOW - print_jobs.LEASE)
            .execution_options(synchronize_session=False)
        )
    work()
    assert drafts() == items
    assert [job.state for job in fresh().scalars(sa.select(PrintJob))] == [PrintState.DONE]


def test_cancelled_batch_drafts_no_more_and_keeps_what_it_has(hands: Hands) -> None:
    items = [makers.problem_in("in_progress") for _ in range(2)]
    place = str(asked(hands, "acceptance_notice:each", *items).location)
    page = hands.get("intake", place).text
    assert "取消起草" in page
    form = {"csrf_token": support.token(page)}
    assert hands.post("intake", f"{place}/cancel", form).status_code == 302
    work()
    assert drafts() == []
    assert "已取消" in hands.get("intake", place).text


def test_item_that_is_kept_away_since_is_not_drafted_for(hands: Hands) -> None:
    items = [makers.problem_in("in_progress") for _ in range(2)]
    second = recused.another("second", "intake", Role.DC_INTAKE)
    with store.write(second) as own:
        paper_many.ask(own, second, "acceptance_notice", items)
    kept_away(second, items[1])
    work()
    (job,) = fresh().scalars(sa.select(PrintJob))
    assert drafts() == items[:1]
    assert job.facts["left"] == [[items[1], paper_many.GONE]]


def test_one_paper_is_about_all_of_them_where_the_kind_allows(hands: Hands) -> None:
    items = [makers.problem_in("in_progress") for _ in range(2)]
    answer = asked(hands, "proposal:all", *items)
    page = hands.get("intake", str(answer.location)).text
    for one in items:
        assert makers.stored(one).problem_no in page
    assert drafts(DocumentKind.PROPOSAL) == [None]


def test_list_says_what_ticks_are_for_and_offers_a_long_page_and_all_items(hands: Hands) -> None:
    for _ in range(26):
        makers.registered()
    page = hands.get("intake", "/admin/problem/").text
    assert "只办本页勾选的，翻页以后要重新勾选。" in page
    assert "给全部 26 件事项起草公文</a>，不用勾选，各页的都算。" in page
    assert 'href="?size=100"' in page
    long = hands.get("intake", "/admin/problem/?state=registered&size=100").text
    assert long.count('name="pk"') == 26
    assert "只办本页勾选的" not in long
    assert "给筛选出的全部 26 件事项起草公文" in long


def test_items_of_two_units_lead_to_the_list_of_a_proposal_each(hands: Hands) -> None:
    one, other = makers.problem_in("in_progress"), makers.problem_in("pending_decision")
    makers.act("leader", other, "instruct", lead_unit_id=support.unit_id("MZ"), co_unit_ids=[])
    answer = asked(hands, "proposal:all", one, other)
    assert drafts(DocumentKind.PROPOSAL) == [one, other]
    page = hands.get("intake", str(answer.location)).text
    assert "已按主办单位分别起草，共 2 份" in page
    assert page.count("关于解决群众反映问题的建议书") == 2


def test_filter_gives_all_of_its_items_and_wrong_asks_are_refused(hands: Hands) -> None:
    items = [makers.problem_in("in_progress") for _ in range(2)]
    makers.registered()
    page = hands.get("intake", "/admin/problem/?state=in_progress").text
    assert 'href="/admin/problem/papers?state=in_progress"' in page
    form = fields(hands.get("intake", "/admin/problem/papers?state=in_progress").text)
    assert sorted(map(int, form["item"])) == items
    for sent in ({**form, "way": ["x:each"]}, {**form, "way": ["reply:all"]}):
        answer = hands.post("intake", "/paper/many/", sent)
        assert answer.status_code == 422
        assert "请选择要起草的公文" in answer.text
    empty = {**form, "item": [], "way": ["reply:each"]}
    assert hands.post("intake", "/paper/many/", empty).status_code == 422
    assert hands.get("gaowan", "/admin/problem/papers").status_code in {403, 404}
    assert "批量起草公文" not in hands.get("gaowan", "/admin/problem/").text
    # Who presses and does not draft is told who does.
    page = hands.get("inspector", "/admin/problem/").text
    assert "公文由监督室起草" in page
    assert "批量起草公文" not in page
