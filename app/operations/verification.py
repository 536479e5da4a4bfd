"""Which papers carry a code to verify them by, and what the public is told of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import verify
from app.enums import DocumentKind, Track
from app.enums_trust import PublicStanding
from app.errors import Invalid
from app.models import Document, Message, MessageTransfer, PublicDocument
from app.operations import paper_items
from app.queries import parameters

OFF = "paper_qr_off"
NONE = "无"


def named(text: str) -> frozenset[DocumentKind]:
    """Return the kinds that a parameter names; Invalid for a word that is none."""
    words = [] if text.strip() == NONE else [word.strip() for word in text.split(",")]
    known = {kind.value for kind in DocumentKind}
    for word in words:
        if word not in known:
            said = f"没有文种“{word}”。请填文种代码（如 minutes），用逗号分开；没有填“无”。"
            raise Invalid({"value": said})
    return frozenset(DocumentKind(word) for word in words)


def is_told(session: Session, document: Document) -> bool:
    """Tell whether a paper may be verified by the public.

    A secret paper, and one about a matter that its own unit must not learn of, is never in the
    public table: its code would be as unknown as any other, so none is printed.
    """
    if document.kind in named(parameters.text(session, OFF)):
        return False
    return not (document.facts.get("secrecy") or _is_confidential(session, document))


def _is_confidential(session: Session, document: Document) -> bool:
    """Tell whether a paper is about a confidential item or a report that came in as a message."""
    if paper_items.is_confidential(session, document):
        return True
    tracks = (
        sa.select(Message.track)
        .join(MessageTransfer, MessageTransfer.message_id == Message.id)
        .where(MessageTransfer.document_id == document.id)
    )
    return any(track != Track.SERVICE for track in session.scalars(tracks))


def with_code(session: Session, document: Document, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts of a paper that is being signed, with its code or without any.

    What a draft carried is dropped: no paper of ours leads to an address that somebody typed.
    """
    kept = {key: value for key, value in facts.items() if key != verify.KEY}
    # The number stands already: what signs the paper is written with it, in one statement.
    with session.no_autoflush:
        if is_told(session, document):
            kept[verify.KEY] = verify.address(verify.code_of(document.id, kept))
    return kept


def on_draft(session: Session, document: Document, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts of a draft as it will look: its code stands there and opens nothing."""
    kept = {key: value for key, value in facts.items() if key != verify.KEY}
    if is_told(session, document):
        kept[verify.KEY] = verify.blank_address(document.id)
    return kept


def issued(session: Session, document: Document) -> None:
    """Let the code of an issued paper be known."""
    if document.facts.get(verify.KEY):
        session.add(PublicDocument(code_hash=verify.stored_of(document.facts)))
        session.flush()


def voided(session: Session, document: Document) -> None:
    """Say of a paper that was issued that it is void; a code that was never out stays unknown."""
    query = sa.select(PublicDocument).where(
        PublicDocument.code_hash == verify.stored_of(document.facts)
    )
    for row in session.scalars(query):
        row.state = PublicStanding.VOID
    session.flush()
