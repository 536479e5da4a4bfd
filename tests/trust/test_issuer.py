"""Who issues a signed paper: a leader of the commission, whoever else may see it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app import store
from app.enums import DocumentState
from app.errors import Forbidden
from app.operations import documents
from config import PaperTrust
from tests import makers, support
from tests.trust import papers
from tests.trust.test_paper_seal import COPY, command
from tests.views.hands import Hands
from views import printing


def about_an_item() -> int:
    """Sign the letter of an item on the service track."""
    document_id = papers.made("draft_assignment", makers.problem_in("assigned"))
    papers.signed(document_id)
    return document_id


@pytest.mark.parametrize("who", ["bureau_lead", "bureau", "intake"])
def test_only_a_leader_who_signs_issues(session: Session, who: str) -> None:
    document_id, actor = about_an_item(), support.person(who)
    with pytest.raises(Forbidden), store.write(actor) as work:
        documents.issue(work, actor, document_id, printing.render)
    assert papers.stored(document_id).state is DocumentState.SIGNED


def test_nothing_is_sealed_outside_for_who_may_not_issue(
    app: Flask, trust: Callable[..., PaperTrust], tmp_path: Path
) -> None:
    hands, document_id, mark = Hands(app), about_an_item(), tmp_path / "mark"
    trust(seal_command=command(f"open({str(mark)!r}, 'w'); {COPY}"))
    papers.approved(document_id)
    sent = {"csrf_token": hands.token("bureau_lead")}
    assert hands.post("bureau_lead", f"/paper/{document_id}/issue", sent).status_code == 403
    assert not mark.exists()
