"""Photographs of an item in its paper: chosen by the drafter, kept in the facts by their hash."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import filestore, pictures, policies, store
from app.errors import Forbidden, Invalid, Refused
from app.models import Attachment, Document
from app.operations import composing, drafts, paper_items
from app.operations.evidence import ORIGIN
from app.operations.paper_turns import KEEPER, held_draft
from app.operations.reporters import Reporters
from app.principal import Principal

KEY = "photos"
MOST = 20
LONGEST_CAPTION = 24
# They have no attachments.
SHEETS = frozenset({"handling_sheet", "ledger_sheet", "qr_placard"})


def offered(session: Session, document: Document) -> Sequence[Attachment]:
    """Return the photographs of a paper's item that may go into it.

    What a citizen brought himself is not among them: it could tell who he is.
    """
    if document.problem_id is None or document.kind.value in SHEETS:
        return []
    query = sa.select(Attachment).where(
        Attachment.problem_id == document.problem_id, Attachment.purpose != ORIGIN
    )
    found = session.scalars(query.order_by(Attachment.id))
    return [one for one in found if pictures.is_picture(one.mime)]


def choose(
    session: Session,
    actor: Principal,
    document_id: int,
    version: int,
    captions: Mapping[int, str],
) -> Document:
    """Put the chosen photographs into a draft, in order, each with its caption."""
    document = held_draft(session, document_id, version)
    if not policies.may_mend(actor, document):
        raise Forbidden("照片由拟稿人在送审前选。")
    if composing.is_of_ladder(session, document):
        raise Refused(composing.RUNG)
    found = [one for one in offered(session, document) if one.id in captions]
    if len(found) < len(captions) or len(found) > MOST:
        raise Invalid({"photos": f"请在列出的照片里选，最多 {MOST} 张。"})
    named = paper_items.reporters_of(session, document)
    photos = [_photo(one, captions[one.id], named) for one in found]
    with store.acting(session, KEEPER):
        kept = {key: value for key, value in document.facts.items() if key != KEY}
        document.facts = {**kept, KEY: photos} if photos else kept
        session.flush()
        drafts.record(session, actor, document, "photos")
    return document


def _photo(row: Attachment, caption: str, named: Reporters) -> dict[str, str]:
    """Return what a paper keeps of a photograph: its caption and the hash of the file."""
    words = " ".join(drafts.hidden(caption, named).split())
    if not 0 < len(words) <= LONGEST_CAPTION:
        raise Invalid({f"caption-{row.id}": f"请写说明，最多 {LONGEST_CAPTION} 字。"})
    return {"caption": words, "sha256": row.sha256}


def resolved(root: Path, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return facts with the photographs themselves in the place of their hashes."""
    if not facts.get(KEY):
        return dict(facts)
    return {**facts, KEY: [_resolved(root, one) for one in facts[KEY]]}


def _resolved(root: Path, photo: Mapping[str, Any]) -> dict[str, Any]:
    """Return one photograph, drawn anew and smaller, so nothing but its dots is printed."""
    if "sha256" not in photo:
        return dict(photo)
    try:
        with filestore.open_stored(root, str(photo["sha256"])) as stream:
            small = pictures.reduced(stream)
    except FileNotFoundError:
        small = None
    if small is None:
        raise Refused(f"照片“{photo['caption']}”打不开，请换一张。")
    return {"caption": photo["caption"], "data": base64.b64encode(small).decode()}
