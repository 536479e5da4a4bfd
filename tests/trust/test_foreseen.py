"""No number is given to a paper that cannot be printed with all that is printed at signing."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app import clock, jobs, store
from app.enums import DocumentKind, DocumentState
from app.models import Document
from app.operations import documents, ladder, pressing
from app.queries import papers as reads
from config import ROOT
from tests import makers, support
from tests.ladder.test_climb import every, local, rows
from tests.trust import papers
from tests.trust.test_seal_pages import sign_answer
from tests.views.hands import Hands
from views import printing

LATE = local(4, 9, 0, 12)


def foreseen(document_id: int) -> dict[str, Any]:
    """Return what a draft would print, as its signer's page asks for it."""
    session, leader = support.session(), support.person("leader")
    session.rollback()
    store.name(session, leader)
    return documents.foreseen(session, reads.get(session, leader, document_id))


def test_note_that_cannot_be_printed_uses_up_no_number(app: Flask) -> None:
    document_id = papers.drafted(note="联系电话☎123")
    answer = sign_answer(Hands(app), document_id)
    assert answer.status_code == 422
    assert "公文不能生成" in answer.text
    found = papers.stored(document_id)
    assert (found.state, found.number) == (DocumentState.CHECKING, None)
    assert papers.ready() > document_id
    assert papers.stored(papers.ready()).facts["number"]["seq"] == 2


def test_text_that_is_written_at_signing_is_what_is_checked(session: Session) -> None:
    makers.problem_in("in_progress")
    actor = support.person("intake")
    with clock.fixed(LATE):
        ladder.climb(jobs.WORKER)
    letter = rows()[1]
    with clock.fixed(LATE + timedelta(hours=1)), store.write(actor) as work:
        given: dict[str, Any] = {"content": letter.content, "reply_days": 3, "how": ""}
        pressing.send(work, actor, letter.id, letter.row_version, **given)
    rows()
    (found,) = every(Document)
    document_id, before = found.id, found.facts["body"]
    with clock.fixed(LATE + timedelta(days=1)):
        seen = foreseen(document_id)["body"]
        assert seen != before
        assert papers.signed(document_id).facts["body"] == seen


def test_check_shows_what_signing_keeps(session: Session) -> None:
    document_id = papers.drafted(note="此件公开发布")
    seen = foreseen(document_id)
    kept = papers.signed(document_id).facts
    assert {key: seen[key] for key in seen if key not in {"number", "verify_url"}} == {
        key: kept[key] for key in kept if key not in {"number", "verify_url"}
    }
    assert seen.keys() == kept.keys()


@pytest.mark.parametrize("kind", DocumentKind)
def test_long_number_is_no_hindrance_to_any_kind(kind: DocumentKind, session: Session) -> None:
    facts = json.loads((ROOT / "seeds" / "demo" / "papers" / f"{kind.value}.json").read_text())
    facts["number"] = {"code": facts["number"]["code"], "year": 2026, "seq": documents.LONGEST_SEQ}
    assert printing.render(kind.value, facts).startswith(b"%PDF-")
