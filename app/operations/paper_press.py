"""How a signed paper becomes the file that is kept: rendered, sealed outside, signed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from app import paper_seal, paper_sign
from app.enums import DocumentState
from app.errors import Conflict
from app.models import Document
from app.operations import seal

Render = Callable[..., bytes]
CHANGED = "公文在生成文件的时候变了，请再点一次“生成文件”。"


def finished(data: bytes) -> bytes:
    """Return a rendered file with what the office's settings put on it; Refused on any fault."""
    trust = current_app.config["VX"].paper_trust
    return paper_sign.signed(paper_seal.sealed(data, trust), trust)


class Ready:
    """A file made before the write transaction: it is taken only for the very facts it shows.

    An outside seal may take its time, and a writer must not hold the database so long.
    """

    def __init__(self, kind: str, facts: Mapping[str, Any], data: bytes) -> None:
        """Keep the file and what it was made of."""
        self.kind, self.facts, self.data = kind, dict(facts), data

    def __call__(self, kind: str, facts: Mapping[str, Any], **_more: Any) -> bytes:
        """Return the file; Conflict when the paper is not the same any more."""
        if (kind, dict(facts)) != (self.kind, self.facts):
            raise Conflict(CHANGED)
        return self.data


def ready(session: Session, document: Document, render: Render) -> Render:
    """Make the file of a signed paper outside any write transaction; return how it is issued."""
    if document.state != DocumentState.SIGNED or document.pdf_sha256 is not None:
        return render
    facts, sealed = seal.to_print(session, document)
    kind = document.kind.value
    return Ready(kind, facts, finished(_rendered(render, kind, facts, sealed=sealed)))


def file_of(session: Session, document: Document, render: Render) -> bytes:
    """Return the file of a paper that is being issued."""
    facts, sealed = seal.to_print(session, document)
    kind = document.kind.value
    if isinstance(render, Ready):
        return render(kind, facts)
    return finished(_rendered(render, kind, facts, sealed=sealed))


def _rendered(render: Render, kind: str, facts: Mapping[str, Any], *, sealed: bool) -> bytes:
    """Render with the seal's image only where it was allowed."""
    return render(kind, facts, sealed=True) if sealed else render(kind, facts)
