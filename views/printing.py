"""The bytes of papers: rendered with the office's settings, previewed, merged for the printer."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
from flask import current_app

import reports
from app import clock, store
from app.enums import DocumentState
from app.errors import Refused
from app.models import Document
from app.operations import paper_press, seal, verification
from config import PaperTrust
from reports.seal import Seal, read_seal

DRAFTS = frozenset({DocumentState.DRAFT, DocumentState.CHECKING})
A4 = (595.276, 841.89)


def render(kind: str, facts: Mapping[str, Any], *, sealed: bool = False) -> bytes:
    """Return a paper's file; Refused says which fact cannot be printed.

    sealed is said by the operation that found the approval (app/operations/seal.py); without it
    the image of the seal is not even read.
    """
    fonts = current_app.config["VX"].fonts
    settings = reports.settings_from({f"FONT_{name}": path for name, path in fonts.items()})
    try:
        if sealed:
            settings = replace(settings, seal=agency_seal(current_app.config["VX"].paper_trust))
        return reports.render(kind, facts, settings)
    except reports.PaperError as error:
        raise Refused(f"公文不能生成：{error}。") from error


def agency_seal(trust: PaperTrust) -> Seal:
    """Return the office's seal; PaperError says in one line why there is none."""
    try:
        data = Path(trust.seal_image).read_bytes()
    except OSError as error:
        raise reports.PaperError("印章图案（AGENCY_SEAL）读不了") from error
    return read_seal(data, trust.seal_mm)


def ready(document: Document) -> paper_press.Render:
    """Make a signed paper's file before the write transaction in which it is kept."""
    return paper_press.ready(store.current(), document, render)


def preview(document: Document) -> bytes:
    """Return a draft as it would look; it has no number and says that it is a draft."""
    facts = {**document.facts, "date": clock.today().isoformat(), "note": "草稿，尚未签发"}
    session = store.current()
    facts = seal.on_draft(session, document, verification.on_draft(session, document, facts))
    return render(document.kind.value, facts)


def merged(files: Sequence[bytes]) -> bytes:
    """Return one file of many; an odd one gets a blank page, so that each begins on a front."""
    out = pikepdf.Pdf.new()
    for content in files:
        with pikepdf.Pdf.open(io.BytesIO(content)) as one:
            out.pages.extend(one.pages)
            if len(one.pages) % 2:
                out.add_blank_page(page_size=A4)
    stream = io.BytesIO()
    out.save(stream)
    return stream.getvalue()


def joined(files: Sequence[bytes]) -> bytes:
    """Return one file of many single sheets, page after page; equal sheets give equal bytes."""
    out = pikepdf.Pdf.new()
    for content in files:
        with pikepdf.Pdf.open(io.BytesIO(content)) as one:
            out.pages.extend(one.pages)
    stream = io.BytesIO()
    out.save(stream, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return stream.getvalue()


def filename(document: Document) -> str:
    """Return the name of a paper's file: its number, or 草稿, and its title."""
    return f"{document.number or '草稿'} {document.title}.pdf"
