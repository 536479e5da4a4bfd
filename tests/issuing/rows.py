"""One row of each append-only table of this part, for the tests of the database's refusals."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from app.enums import DocumentKind
from app.enums_issuing import PaperAct
from app.models import Document, DocumentComment, DocumentProblem, DocumentReceipt, Model
from tests import ledger_rows, support


def paper_id(work: Session) -> int:
    """Return the id of a new draft."""
    row = Document(kind=DocumentKind.CIRCULAR, title="通报", agency_mark="海纪通", facts={})
    work.add(row)
    work.flush()
    return row.id


MAKERS: dict[type[Model], Callable[[Session], Model]] = {
    DocumentComment: lambda work: DocumentComment(
        document_id=paper_id(work), act=PaperAct.SENT, at=support.NOW, facts_sha256="0" * 64
    ),
    DocumentProblem: lambda work: DocumentProblem(
        document_id=paper_id(work), problem_id=ledger_rows.problem_id(work)
    ),
    DocumentReceipt: lambda work: DocumentReceipt(
        document_id=paper_id(work), unit_id=support.unit_id("GW"), sent_at=support.NOW
    ),
}
