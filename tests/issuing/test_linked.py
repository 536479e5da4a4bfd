"""A paper about several items keeps the rules of each: who sees it, who gets it, whom it names."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from flask import Flask
from sqlalchemy.orm import Session

from app import clock, migrating, store
from app.enums import Role
from app.enums_recusal import RecusalGround, RecusalSource
from app.errors import Invalid, Missing, Refused
from app.models import DocumentReceipt, Problem, Recusal
from app.operations import composing, documents, receipts
from app.principal import Principal, system
from app.queries import paper_search, papers
from app.queries.paper_search import Wanted
from tests import makers, recused, support
from tests.composing.hands import begun, met
from tests.issuing.making import at, by_unit, issued, signed, turn
from tests.views.hands import Hands

TEST = system("test")
TYPED = '{"body": [{"level": 0, "text": "ｈｘｚｔ－2026－00002与HXZT-2026-00009"}]}'
ITEM = (
    "INSERT INTO problem (id, problem_no, title, content, content_redacted, channel, request_type,"
    " identity_mode, region_code, conduct_nature, urgency, state, track, is_sensitive,"
    " registered_at, due_at, due_provisional, rework_count, reopen_count, supervision_count, tags,"
    " created_at, row_version) VALUES ({at}, 'HXZT-2026-0000{at}', '事项', '内容', '内容', 'phone',"
    " 'help', 'named', '130924102225', 'none', 'normal', 'registered', 'service', false,"
    " '2026-11-18', '2026-11-19', false, 0, 0, 0, '[]', '2026-11-18', 1)"
)
PAPER = (
    "INSERT INTO document (id, kind, title, state, agency_mark, facts, problem_id, created_at,"
    " row_version) VALUES ({}, '{}', '公文', 'draft', '海纪', '{}', {}, '2026-11-18', 1)"
)
BEFORE = (
    *(ITEM.format(at=at) for at in (1, 2, 3)),
    PAPER.format(1, "reply", "{}", 3),
    PAPER.format(2, "proposal", TYPED, "NULL"),
    "INSERT INTO supervision (problem_id, kind, level, issued_at, content, document_id, state,"
    " created_at, row_version)"
    " VALUES (1, 'letter', 1, '2026-11-18', '请办理', 2, 'issued', '2026-11-18', 1)",
)


def number(problem_id: int) -> str:
    """Return the number of an item."""
    return makers.stored(problem_id).problem_no


def both(code: str) -> Callable[[int, int], int]:
    """Return a maker of a paper about two items, named by their numbers."""
    return lambda one, two: begun(code, items=f"{number(one)}\n{number(two)}")


def blank(one: int, two: int) -> int:
    """Begin a blank paper, and name two items in its text."""
    document_id = begun("proposal")
    body = [{"level": 0, "text": f"{number(one)}、{number(two)}要一并解决。"}]
    actor = support.person("intake")
    with store.write(actor) as work:
        document = papers.get(work, actor, document_id)
        facts = {**document.facts, "body": body, "addressees": ["高湾镇人民政府"]}
        composing.edit(work, actor, document_id, document.row_version, facts)
    return document_id


def circular(one: int, two: int) -> int:
    """Draft the circular of the late units."""
    actor = support.person("intake")
    with clock.fixed(support.NOW + timedelta(days=30)), store.write(actor) as work:
        return documents.draft_circular(work, actor, None, clock.now()).id


ABOUT_TWO: dict[str, tuple[str, Callable[[int, int], int]]] = {
    "proposal": ("in_progress", both("proposal")),
    "rectification_notice": ("in_progress", both("rectification_notice")),
    "publicity": ("closed", both("publicity")),
    "minutes": ("in_progress", lambda *items: begun("minutes", meeting_id=met(*items))),
    "circular": ("in_progress", circular),
    "blank": ("in_progress", blank),
}


def about_two(code: str) -> tuple[int, int]:
    """Make a paper about two items; return it and its second item."""
    state, make = ABOUT_TWO[code]
    one, two = makers.problem_in(state), makers.problem_in(state)
    return make(one, two), two


def sees(who: str | Principal, document_id: int) -> bool:
    """Tell whether a person sees a paper: itself, in the list, in the count."""
    actor = recused.who(who)
    recused.reading(actor)
    session = store.current()
    listed = [one.id for one in paper_search.page(session, Wanted(), 1, 50)[0]]
    try:
        papers.get(session, actor, document_id)
    except Missing:
        assert listed == []
        assert paper_search.issued_ids(session, Wanted(), 9) == []
        return False
    assert listed == [document_id]
    return True


def kept_away(who: Principal, problem_id: int) -> None:
    """Keep a person from an item, in whatever state it is."""
    facts = {"ground": RecusalGround.RELATIVE, "source": RecusalSource.SELF}
    with store.write(TEST) as work:
        work.add(Recusal(account_id=who.account_id, problem_id=problem_id, **facts))


@pytest.mark.parametrize("code", ABOUT_TWO)
def test_who_keeps_away_from_one_item_sees_no_paper_about_it(session: Session, code: str) -> None:
    document_id, item = about_two(code)
    second = recused.another("second", "intake", Role.DC_INTAKE)
    assert sees(second, document_id)
    kept_away(second, item)
    assert sees("intake", document_id)
    assert not sees(second, document_id)


def test_leader_who_keeps_away_from_one_item_signs_no_paper_about_it(session: Session) -> None:
    document_id, item = about_two("proposal")
    second = recused.another("second", "leader", Role.DC_LEAD)
    kept_away(second, item)
    with pytest.raises(Missing), store.write(second) as work:
        documents.sign(work, second, document_id, 1)
    assert signed(document_id).number


def complained(problem_id: int, code: str, *, sensitive: bool = False) -> None:
    """Let an item be a complaint about a unit."""
    with store.write(TEST) as work:
        problem = work.get_one(Problem, problem_id)
        if sensitive:
            problem.lead_unit_id = support.unit_id("XJ")
        problem.unit_complained_id, problem.is_sensitive = support.unit_id(code), sensitive


@pytest.mark.parametrize("code", ["proposal", "circular", "blank"])
def test_unit_that_one_item_complains_of_gets_no_paper_about_it(
    session: Session, code: str
) -> None:
    document_id, item = about_two(code)
    gaowan, town = support.unit_id("GW"), support.unit_id("ZJ")
    turn("intake", receipts.address, document_id, [gaowan, town], None)  # type: ignore[arg-type]
    complained(item, "ZJ")
    with pytest.raises(Refused, match=r"被反映.*改收文单位"):
        signed(document_id)
    turn("leader", documents.send_back, document_id, "改收文单位")
    with pytest.raises(Invalid, match="被反映"):
        turn("intake", receipts.address, document_id, [gaowan, town], None)  # type: ignore[arg-type]
    turn("intake", receipts.address, document_id, [gaowan], None)  # type: ignore[arg-type]
    turn("intake", documents.send, document_id)
    assert signed(document_id).number


def sent(code: str) -> tuple[int, int]:
    """Issue a paper about two items to the town; return it and its second item."""
    document_id, item = about_two(code)
    turn("intake", receipts.address, document_id, [support.unit_id("GW")], None)  # type: ignore[arg-type]
    signed(document_id)
    issued(document_id)
    return document_id, item


def test_unit_loses_a_paper_when_it_must_be_kept_from_one_of_its_items(session: Session) -> None:
    document_id, item = sent("proposal")
    gaowan = support.person("gaowan")
    assert sees(gaowan, document_id)
    complained(item, "GW", sensitive=True)
    assert not sees(gaowan, document_id)
    assert session.scalars(sa.select(DocumentReceipt.id)).all() == []
    with pytest.raises(Missing):
        by_unit("gaowan", receipts.receive, document_id)


def test_count_of_the_items_says_that_it_is_of_what_one_sees(app: Flask) -> None:
    sent("proposal")
    hands = Hands(app)
    assert "您能看的 2 件事项" in hands.get("gaowan", "/paper/").text
    page = hands.get("intake", "/paper/").text
    assert " · 2 件事项" in page
    assert "您能看的" not in page


def test_answer_to_a_paper_about_two_items_names_no_reporter(session: Session) -> None:
    document_id, _ = sent("proposal")
    by_unit("gaowan", receipts.receive, document_id)
    by_unit("gaowan", receipts.reply, document_id, f"已联系{makers.NAME}（{makers.PHONE}）")
    kept = at(document_id, "GW").reply or ""
    assert makers.NAME not in kept
    assert makers.PHONE not in kept


def test_paper_that_names_a_confidential_item_has_no_public_code(session: Session) -> None:
    document_id, item = about_two("blank")
    complained(item, "MZ", sensitive=True)
    assert "verify_url" not in signed(document_id).facts


def test_number_that_was_taken_out_of_the_text_still_binds_the_paper(session: Session) -> None:
    document_id, item = about_two("blank")
    actor = support.person("intake")
    with store.write(actor) as work:
        document = papers.get(work, actor, document_id)
        facts = {**document.facts, "body": [{"level": 0, "text": "要一并解决。"}]}
        composing.edit(work, actor, document_id, document.row_version, facts)
    complained(item, "ZJ")
    with pytest.raises(Invalid, match="被反映"):
        turn("intake", receipts.address, document_id, [support.unit_id("ZJ")], None)  # type: ignore[arg-type]


def test_pages_of_both_items_lead_to_the_paper_and_back(app: Flask) -> None:
    hands = Hands(app)
    document_id, item = about_two("proposal")
    assert f'href="/paper/{document_id}"' in hands.get("intake", f"/problem/{item}").text
    page = hands.get("intake", f"/paper/{document_id}").text
    assert number(item) in page
    assert f'href="/problem/{item}"' in page


@pytest.fixture
def old(backend: str, tmp_path: Path) -> Iterator[sa.Engine]:
    """Return a database of before the table, with papers; no key is asked while it is filled."""
    made = f"sqlite:///{tmp_path / 'old.db'}" if backend == "sqlite" else support.new_postgres()
    engine = sa.create_engine(made)
    with engine.begin() as connection:
        command.upgrade(migrating.configuration(connection), "0023")
        if backend != "sqlite":
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            for row in BEFORE:
                connection.exec_driver_sql(row)
    if backend == "sqlite":
        with closing(sqlite3.connect(tmp_path / "old.db")) as bare:
            for row in BEFORE:
                bare.execute(row)
            bare.commit()
    yield engine
    engine.dispose()
    if backend != "sqlite":
        support.Template(backend, made).drop(made)


def test_papers_of_before_are_tied_to_their_items_by_the_migration(old: sa.Engine) -> None:
    with old.begin() as connection:
        command.upgrade(migrating.configuration(connection), "0024")
    with old.begin() as connection:
        if old.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT set_config('vx.nature', 'system', true)")
        query = "SELECT document_id, problem_id FROM document_problem ORDER BY 1, 2"
        found = connection.exec_driver_sql(query).all()
    assert [tuple(row) for row in found] == [(1, 3), (2, 1), (2, 2)]
