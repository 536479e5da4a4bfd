"""One row of each table that stands behind papers, for the tests of the database's fences."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.enums import DocumentKind
from app.models import Document, Model, PublicDocument, SealUse
from tests import support


def request(work: Session) -> SealUse:
    """Return a request for the seal on a draft of its own."""
    paper = Document(kind=DocumentKind.CIRCULAR, title="通报", agency_mark="海纪通", facts={})
    work.add(paper)
    work.flush()
    return asked(paper.id)


def asked(document_id: int) -> SealUse:
    """Return a request for the seal on a paper."""
    clerk = support.person("intake").account_id
    return SealUse(document_id=document_id, asked_by_id=clerk, asked_at=support.NOW)


MAKERS: dict[type[Model], Callable[[Session], Model]] = {
    PublicDocument: lambda _work: PublicDocument(code_hash="d" * 64),
    SealUse: request,
}


def fill(work: Session) -> None:
    """Ask for the seal on every paper."""
    work.add_all([asked(row_id) for row_id in work.scalars(sa.select(Document.id))])
