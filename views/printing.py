"""The bytes of papers: rendered with the office's settings, previewed, merged for the printer."""

from __future__ import annotations

import io
import logging
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
from app.operations import documents, paper_photos, paper_press, seal, verification
from config import PaperTrust
from reports.press import PaperWorker, PressError
from reports.seal import Seal, read_seal
from views.paper_form import plain

DRAFTS = frozenset({DocumentState.DRAFT, DocumentState.CHECKING})
WORKER = PaperWorker()
NOT_DRAWN = "制作文件的进程中断了，或者太久没有做完，没有做成；请再做一次，还不行请联系系统管理员。"
log = logging.getLogger("voice.printing")
A4 = (595.276, 841.89)


def own_fonts() -> dict[str, str]:
    """Return the office's fonts as the variables that name them."""
    return {f"FONT_{name}": path for name, path in current_app.config["VX"].fonts.items()}


def paper_settings() -> reports.PaperSettings:
    """Return the office's settings of papers."""
    return reports.settings_from(own_fonts())


def render(kind: str, facts: Mapping[str, Any], *, sealed: bool = False) -> bytes:
    """Return a paper's file; Refused says which fact cannot be printed.

    sealed is said by the operation that found the approval (app/operations/seal.py); without it
    the image of the seal is not even read.
    """
    vx, settings = current_app.config["VX"], paper_settings()
    try:
        if sealed:
            settings = replace(settings, seal=agency_seal(vx.paper_trust))
        return reports.render(kind, paper_photos.resolved(vx.files_dir, facts), settings)
    except reports.PaperError as error:
        raise Refused(f"公文不能生成：{plain(kind, str(error))}。") from error


def render_apart(kind: str, facts: Mapping[str, Any]) -> bytes:
    """Return a paper drawn by a process of its own: a batch holds neither memory nor threads here.

    Refused says which fact cannot be printed, or that the process died or hung over the paper.
    """
    try:
        return WORKER.render(kind, facts, own_fonts())
    except reports.PaperError as error:
        raise Refused(f"公文不能生成：{plain(kind, str(error))}。") from error
    except PressError as error:
        log.error("nothing was drawn: %s", error)
        raise Refused(NOT_DRAWN) from error


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
    facts = {**document.facts, "date": clock.today().isoformat(), "draft_mark": True}
    session = store.current()
    facts = seal.on_draft(session, document, verification.on_draft(session, document, facts))
    return render(document.kind.value, facts)


def check(document: Document) -> None:
    """Render a draft as it would be issued, its own note with it; Refused says what cannot be."""
    render(document.kind.value, documents.foreseen(store.current(), document))


def marked(content: bytes, *, is_copy: bool, is_void: bool) -> bytes:
    """Return a copy of an issued file with its marks drawn over every page.

    The pages themselves are the stored ones; what was signed electronically holds for the
    first print alone, so the copy carries no signature.
    """
    with pikepdf.Pdf.open(io.BytesIO(content)) as out:
        for key in ("/AcroForm", "/Perms"):
            if key in out.Root:
                del out.Root[key]
        sheets = {turned: _marks(out, turned, is_copy, is_void) for turned in (False, True)}
        for page in out.pages:
            drop_fields(page)
            sheet = sheets[bool(page.get("/Rotate", 0))]
            name = page.add_resource(sheet, pikepdf.Name.XObject, pikepdf.Name("/VxMarks"))
            page.contents_add(b"q", prepend=True)
            page.contents_add(f"Q q {name} Do Q".encode())
        stream = io.BytesIO()
        out.save(stream, deterministic_id=True)
        return stream.getvalue()


def _marks(out: pikepdf.Pdf, is_turned: bool, is_copy: bool, is_void: bool) -> pikepdf.Object:
    """Return the marks as an object of a file."""
    settings = paper_settings()
    sheet = reports.mark_sheet(settings, is_turned=is_turned, is_copy=is_copy, is_void=is_void)
    with pikepdf.Pdf.open(io.BytesIO(sheet)) as one:
        return out.copy_foreign(one.pages[0].as_form_xobject())


def drop_fields(page: pikepdf.Page) -> None:
    """Take the fields of an electronic signature from a page."""
    kept = [one for one in page.get("/Annots", []) if one.get("/Subtype") != "/Widget"]
    if "/Annots" in page:
        page.obj["/Annots"] = pikepdf.Array(kept)


def joined(files: Sequence[bytes]) -> bytes:
    """Return one file of many single sheets, page after page; equal sheets give equal bytes."""
    out = pikepdf.Pdf.new()
    for content in files:
        with pikepdf.Pdf.open(io.BytesIO(content)) as one:
            out.pages.extend(one.pages)
    stream = io.BytesIO()
    out.save(stream, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return stream.getvalue()


def plain_name(document: Document, suffix: str = "pdf") -> str:
    """Return the name of a paper's file in letters that every mail program keeps."""
    kind = document.kind.value
    if document.number is None:
        return f"{kind}-draft-{document.id}.{suffix}"
    return f"{kind}-{document.year}-{document.seq}.{suffix}"


def filename(document: Document, mark: str = "") -> str:
    """Return the name of a paper's file: its number, or 草稿, its title and its mark."""
    shown = f"（{mark}）" if mark else ""
    return f"{document.number or '草稿'} {document.title}{shown}.pdf"
