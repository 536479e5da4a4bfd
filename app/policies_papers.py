"""Who edits a draft: its drafter, and the office that checks it, but never who may sign it.

A leader who wants other words sends the draft back; so two persons stand behind every paper.
"""

from __future__ import annotations

from app.enums import DocumentState
from app.models import Document
from app.permissions import Right
from app.principal import Principal

DRAFTS = frozenset({DocumentState.DRAFT, DocumentState.CHECKING})


def may_edit(principal: Principal, document: Document) -> bool:
    """Tell whether a principal edits the facts of a draft."""
    if document.state not in DRAFTS or not principal.has(Right.DRAFT_REPORT):
        return False
    if document.drafted_by_id is not None and document.drafted_by_id == principal.account_id:
        return True
    checks = principal.has(Right.DRAFT_REPORT, "A") and not principal.has(Right.SIGN_PAPER)
    return checks and (document.drafted_by_id is None or document.state == DocumentState.CHECKING)
