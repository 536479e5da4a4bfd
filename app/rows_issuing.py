"""Rows of papers, of the turns before their signature, and of the units that they went to."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app import recusals
from app.asking import Asker, Criteria, covered, exists, holds, inside, same, union
from app.enums import DocumentState
from app.models import Document, DocumentReceipt, table_of
from app.permissions import Right
from app.rows_ledger import follows_problem

# What a unit, and the timed work, may still write on a receipt.
STEPS = frozenset(
    {
        "read_at",
        "read_by_id",
        "signed_for_at",
        "signed_for_by_id",
        "returned_at",
        "returned_by_id",
        "reply",
        "file_name",
        "file_mime",
        "file_sha256",
        "reminded_at",
    }
)
# Each stands only inside an EXISTS of its own; making an alias anew for every request is slow.
DOCUMENT = table_of(Document).alias("seen_document")
RECEIPT = table_of(DocumentReceipt).alias("seen_receipt")


def document_rows(principal: Asker, c: Any) -> Criteria:
    """Papers: drafts stay with their drafter and the commission, issued ones reach their units.

    A signed paper waits for its file, and perhaps for its seal: it has not gone out yet.
    """
    right = Right.SEE_PAPERS
    issued = c.state == DocumentState.ISSUED
    r = RECEIPT.c
    seen = union(
        holds(principal, right, "A"),
        (holds(principal, right), lambda: same(c.drafted_by_id, principal.account_id)),
        # What a unit was sent it goes on seeing, that it is void too.
        (
            holds(principal, right),
            lambda: exists(r.document_id == c.id, same(r.unit_id, principal.unit_id)),
        ),
        (
            holds(principal, right, "P"),
            lambda: sa.and_(issued, follows_problem(principal, c.problem_id)),
        ),
        (
            holds(principal, right, "S"),
            lambda: sa.or_(
                sa.and_(issued, covered(principal, c.unit_id)),
                exists(r.document_id == c.id, covered(principal, r.unit_id)),
            ),
        ),
        (
            holds(principal, right, "O"),
            lambda: sa.and_(issued, same(c.unit_id, principal.unit_id)),
        ),
    )
    return sa.and_(seen, recusals.clear_document(principal, c.id))


def comment_rows(principal: Asker, c: Any) -> Criteria:
    """Turns of a paper: for the commission and its drafter, never for a unit that it went to."""
    d = DOCUMENT.c
    own = union(
        holds(principal, Right.SEE_PAPERS, "A"),
        (
            holds(principal, Right.SEE_PAPERS),
            lambda: same(d.drafted_by_id, principal.account_id),
        ),
    )
    return exists(d.id == c.document_id, own, inside(principal, document_rows, d))


def receipt_rows(principal: Asker, c: Any) -> Criteria:
    """Receipts: all for the commission, the bureau's with their item, else one's own and covered.

    It asks nothing of the paper, whose own rule asks for its receipts; of its items it does.
    """
    right = Right.SEE_PAPERS
    seen = union(
        holds(principal, right, "A"),
        (holds(principal, right, "P"), lambda: _of_seen_problem(principal, c)),
        (holds(principal, right, "S"), lambda: covered(principal, c.unit_id)),
        (holds(principal, right), lambda: same(c.unit_id, principal.unit_id)),
    )
    return sa.and_(seen, recusals.clear_document(principal, c.document_id))


def _of_seen_problem(principal: Asker, c: Any) -> Criteria:
    """Tell whether a receipt is of a paper about a visible item."""
    return sa.and_(c.problem_id.is_not(None), follows_problem(principal, c.problem_id))


def seal_rows(principal: Asker, c: Any) -> Criteria:
    """Requests for the seal, visible with their paper."""
    return exists(DOCUMENT.c.id == c.document_id, inside(principal, document_rows, DOCUMENT.c))
