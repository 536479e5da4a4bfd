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


def finished(data: bytes, *, sealed: bool) -> bytes:
    """Return a rendered file with what the office's settings put on it; Refused on any fault.

    The service outside seals what was allowed alone: its seal is a seal like the printed one.
    """
    trust = current_app.config["VX"].paper_trust
    return paper_sign.signed(paper_seal.sealed(data, trust) if sealed else data, trust)


class Ready:
    """A file made before the write transaction: it is taken only for the very facts it shows.

    An outside seal may take its time, and a writer must not hold the database so long.
    """

    def __init__(self, kind: str, facts: Mapping[str, Any], data: bytes, *, sealed: bool) -> None:
        """Keep the file and what it was made of."""
        self.made_of, self.data = (kind, dict(facts), sealed), data

    def __call__(self, kind: str, facts: Mapping[str, Any], *, sealed: bool = False) -> bytes:
        """Return the file; Conflict when the paper, or what was said of its seal, has changed."""
        if (kind, dict(facts), sealed) != self.made_of:
            raise Conflict(CHANGED)
        return self.data


def ready(session: Session, document: Document, render: Render) -> Render:
    """Make the file of a signed paper outside any write transaction; return how it is issued."""
    if document.state != DocumentState.SIGNED or document.pdf_sha256 is not None:
        return render
    facts, sealed = seal.to_print(session, document)
    kind = document.kind.value
    data = finished(_rendered(render, kind, facts), sealed=sealed)
    return Ready(kind, facts, data, sealed=sealed)


def file_of(session: Session, document: Document, render: Render) -> bytes:
    """Return the file of a paper that is being issued."""
    facts, sealed = seal.to_print(session, document)
    kind = document.kind.value
    if isinstance(render, Ready):
        return render(kind, facts, sealed=sealed)
    return finished(_rendered(render, kind, facts), sealed=sealed)


def _rendered(render: Render, kind: str, facts: Mapping[str, Any]) -> bytes:
    """Render with the seal's image only where it was allowed: to_print alone writes that word."""
    is_image = facts.get("seal") == seal.IMAGE
    return render(kind, facts, sealed=True) if is_image else render(kind, facts)
