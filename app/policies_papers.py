"""Who may take which turn of a paper before its signature; policies.py gives them out.

A leader who wants other words sends the draft back; so two persons stand behind every paper.
"""

from __future__ import annotations

from app.enums import DocumentState
from app.models import Document
from app.permissions import Right
from app.principal import Principal

DRAFTS = frozenset({DocumentState.DRAFT, DocumentState.CHECKING})


def may_mend(principal: Principal, document: Document) -> bool:
    """Tell whether a principal may change a draft: its drafter, while nobody else has it."""
    is_draft = document.state == DocumentState.DRAFT
    return is_draft and document.drafted_by_id == principal.account_id


def may_send_draft(principal: Principal, document: Document) -> bool:
    """Tell whether a principal sends a draft to be checked: its drafter."""
    return may_mend(principal, document) and principal.has(Right.DRAFT_REPORT)


def may_check(principal: Principal, document: Document) -> bool:
    """Tell whether a principal sends a draft of the timed work to be signed, as its drafter."""
    drafted = document.state == DocumentState.DRAFT and document.drafted_by_id is None
    return drafted and principal.has(Right.DRAFT_REPORT, "A")


def may_pass(principal: Principal, document: Document) -> bool:
    """Tell whether a principal may pass what was sent: another one who drafts or signs for all."""
    checks = principal.has(Right.DRAFT_REPORT, "A") or principal.has(Right.SIGN_PAPER, "A")
    waits = document.state == DocumentState.CHECKING and document.checked_at is None
    return waits and checks and _is_of_another(principal, document)


def may_sign(principal: Principal, document: Document) -> bool:
    """Tell whether a principal may sign what was sent; the drafter never signs his own."""
    return (
        document.state == DocumentState.CHECKING
        and document.returned_at is None
        and principal.has(Right.SIGN_PAPER, "A")
        and _is_of_another(principal, document)
    )


def may_send_back(principal: Principal, document: Document) -> bool:
    """Tell whether a principal may send a draft back: who may pass it or sign it."""
    return may_pass(principal, document) or may_sign(principal, document)


def may_withdraw(principal: Principal, document: Document) -> bool:
    """Tell whether a principal may take back a draft: its drafter, until it is signed.

    One of the timed work has no drafter; who may send it may also give it up.
    """
    waiting = document.state in {DocumentState.DRAFT, DocumentState.CHECKING}
    own = document.drafted_by_id == principal.account_id
    return waiting and (own or may_check(principal, document))


def _is_of_another(principal: Principal, document: Document) -> bool:
    """Tell whether somebody else drafted a paper; the timed work is nobody."""
    return document.drafted_by_id is not None and document.drafted_by_id != principal.account_id


def may_edit(principal: Principal, document: Document) -> bool:
    """Tell whether a principal edits the facts of a draft."""
    if document.state not in DRAFTS or not principal.has(Right.DRAFT_REPORT):
        return False
    if document.drafted_by_id is not None and document.drafted_by_id == principal.account_id:
        return True
    checks = principal.has(Right.DRAFT_REPORT, "A") and not principal.has(Right.SIGN_PAPER)
    return checks and (document.drafted_by_id is None or document.state == DocumentState.CHECKING)
