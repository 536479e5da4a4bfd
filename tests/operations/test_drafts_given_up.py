"""A draft is taken back for good by who wrote it; no number is used."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock, store
from app.enums import DocumentState
from app.errors import Conflict, Forbidden, Refused
from app.models import Supervision
from app.operations import documents
from app.queries import papers
from tests import makers, support
from tests.operations.test_documents import drafted, made, signed, stored

LATE = support.NOW + timedelta(days=14)


def give_up(who: str, document_id: int, version: int = 0) -> None:
    """Take a draft back."""
    actor = support.person(who)
    with store.write(actor) as work:
        seen = version or papers.get(work, actor, document_id).row_version
        documents.withdraw(work, actor, document_id, seen)


def test_draft_is_given_up_without_a_number(session: Session) -> None:
    document_id = drafted()
    give_up("intake", document_id)
    document = stored(document_id)
    assert (document.state, document.number, document.seq) == (DocumentState.VOID, None, None)
    assert document.void_reason == "拟稿人撤销"
    assert papers.to_sign(session, support.person("leader")) == []
    assert signed(drafted()).seq == 1


def test_draft_is_given_up_by_nobody_else(session: Session) -> None:
    document_id = drafted()
    with pytest.raises(Forbidden):
        give_up("leader", document_id)
    assert stored(document_id).state == DocumentState.DRAFT


def test_signed_paper_is_not_taken_back(session: Session) -> None:
    document_id = drafted()
    signed(document_id)
    with pytest.raises(Refused):
        give_up("intake", document_id)
    assert stored(document_id).state == DocumentState.SIGNED


def test_given_up_draft_is_never_signed(session: Session) -> None:
    document_id = drafted()
    give_up("intake", document_id)
    with pytest.raises(Refused):
        signed(document_id)


def test_stale_version_gives_nothing_up(session: Session) -> None:
    document_id = drafted()
    with pytest.raises(Conflict):
        give_up("intake", document_id, version=9)


def test_supervision_of_a_draft_taken_back_gets_its_next_letter(session: Session) -> None:
    problem_id = makers.problem_in("in_progress")
    makers.act("intake", problem_id, "supervise", kind="letter", content="请尽快会商")
    with clock.fixed(LATE):
        give_up("intake", made("draft_supervision", problem_id))
        second = made("draft_supervision", problem_id)
    linked = sa.select(Supervision.document_id).where(Supervision.problem_id == problem_id)
    assert session.scalars(linked).one() == second
    assert "请尽快会商" in str(stored(second).facts)


@pytest.mark.parametrize("state", ["submitted", "closed"])
def test_letter_gives_no_item_out_that_its_unit_has_answered(session: Session, state: str) -> None:
    problem_id = makers.problem_in(state)
    with pytest.raises(Refused, match="不用再发交办单"):
        made("draft_assignment", problem_id)
