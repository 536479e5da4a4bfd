"""A draft that another one changed: its drafter hears of it and sends it before it is signed."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import store
from app.enums import DocumentState
from app.enums_issuing import PaperAct
from app.errors import Forbidden, Refused
from app.models import DocumentComment, Outbox
from app.operations import composing, documents
from app.operations.paper_turns import text_hash
from app.principal import system
from app.queries import papers
from tests import support
from tests.issuing.making import ask_check, drafted, signed, stored, turn
from tests.operations.test_documents import FACTS
from tests.views.hands import Hands


def sent() -> int:
    """Draft a circular of the bureau's and send it to be checked."""
    document_id = drafted("bureau")
    turn("bureau", documents.send, document_id)
    return document_id


def edit(document_id: int, who: str = "intake", **changes: Any) -> None:
    """Change the text of a draft."""
    actor = support.person(who)
    facts = {**FACTS, "title": "关于改过的通报", **changes}
    with store.write(actor) as work:
        version = papers.get(work, actor, document_id).row_version
        composing.edit(work, actor, document_id, version, facts)


def turns(document_id: int) -> list[tuple[PaperAct, int | None]]:
    """Return the turns of a paper with who took them, in order."""
    stored(document_id)
    query = sa.select(DocumentComment.act, DocumentComment.account_id)
    query = query.where(DocumentComment.document_id == document_id).order_by(DocumentComment.id)
    return [(row.act, row.account_id) for row in support.session().execute(query)]


def by(who: str) -> int | None:
    """Return the account of a person."""
    return support.person(who).account_id


def test_change_by_the_checker_is_a_turn_with_the_hash_of_the_new_text(session: Session) -> None:
    document_id = sent()
    edit(document_id)
    assert turns(document_id) == [(PaperAct.SENT, by("bureau")), (PaperAct.EDITED, by("intake"))]
    query = sa.select(DocumentComment.facts_sha256).where(DocumentComment.act == PaperAct.EDITED)
    assert support.session().scalars(query).all() == [text_hash(stored(document_id))]


def test_drafter_hears_of_each_change_that_another_one_makes(session: Session) -> None:
    document_id = sent()
    for title in ("一改", "二改"):
        edit(document_id, title=title)
        turn("bureau", documents.send, document_id)
    stored(document_id)
    query = sa.select(Outbox.account_id).where(Outbox.template == "document.edited")
    assert session.scalars(query).all() == [by("bureau")] * 2


def test_leader_signs_no_words_that_the_drafter_has_not_sent(session: Session) -> None:
    document_id = sent()
    edit(document_id)
    assert papers.to_sign(session, support.person("leader")) == []
    assert [one.id for one in papers.returned(session, support.person("bureau"))] == [document_id]
    with pytest.raises((Refused, Forbidden)):
        signed(document_id)
    turn("bureau", documents.send, document_id)
    assert signed(document_id).title == "关于改过的通报"


def test_nobody_passes_the_words_that_he_wrote_himself(session: Session) -> None:
    ask_check()
    document_id = sent()
    edit(document_id)
    turn("bureau", documents.send, document_id)
    with pytest.raises(Refused, match="是您改的"):
        turn("intake", documents.pass_on, document_id)
    turn("leader", documents.pass_on, document_id)
    assert stored(document_id).checked_by_id == by("leader")


def test_checker_passes_what_the_drafter_wrote_anew(session: Session) -> None:
    document_id = sent()
    edit(document_id)
    edit(document_id, "bureau", title="拟稿人自己的话")
    turn("bureau", documents.send, document_id)
    turn("intake", documents.pass_on, document_id)
    assert stored(document_id).checked_by_id == by("intake")


def test_drafter_changes_what_nobody_has_seen_without_a_turn(session: Session) -> None:
    document_id = drafted("bureau")
    edit(document_id, "bureau")
    assert turns(document_id) == []


def test_drafter_changes_what_he_sent_with_a_turn_and_no_notice(session: Session) -> None:
    document_id = sent()
    edit(document_id, "bureau")
    assert [act for act, _ in turns(document_id)] == [PaperAct.SENT, PaperAct.EDITED]
    assert stored(document_id).returned_at is None
    assert (
        session.scalars(sa.select(Outbox).where(Outbox.template == "document.edited")).all() == []
    )


def test_change_of_a_draft_of_the_timed_work_is_a_turn(session: Session) -> None:
    with store.write(system("定时任务")) as work:
        document_id = documents.draft(work, system("定时任务"), "circular", FACTS).id
    edit(document_id)
    assert turns(document_id) == [(PaperAct.EDITED, by("intake"))]
    turn("intake", documents.submit, document_id)
    assert signed(document_id).state is DocumentState.SIGNED


def test_page_says_why_the_paper_waits_for_its_drafter(app: Flask) -> None:
    hands, document_id = Hands(app), sent()
    edit(document_id)
    page = hands.get("bureau", f"/paper/{document_id}").text
    assert "改过文稿，请拟稿人核对后再送审" in page
    assert "改稿" in page
    turn("bureau", documents.send, document_id)
    turn("leader", documents.send_back, document_id, "请补依据")
    edit(document_id, "bureau", title="补了依据")
    page = hands.get("bureau", f"/paper/{document_id}").text
    assert "改好后再送审。请补依据" in page
