"""A photograph that units may see: faces and plates are blotted out in a copy, for good.

The original stays with the office that decides. A blotted part keeps nine colours of the part,
coarse and with chance added, from which nothing can be drawn back.
"""

from __future__ import annotations

import io
import re
import secrets
from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO

import sqlalchemy as sa
from flask import current_app
from PIL import Image, ImageDraw, ImageFont, ImageOps
from sqlalchemy.orm import Session

from app import audit, filestore, pictures, store
from app.errors import Invalid, Missing
from app.models import Attachment
from app.operations import message_triage, tail
from app.operations.evidence import ORIGIN
from app.principal import Principal

REDACTED = "redacted"
SIDE, QUALITY, CELLS, COARSE = 1600, 85, 3, 16
MOST = 40
COLUMNS, ROWS = "ABCDEFGHIJKL", 9
_CELL = re.compile(r"([A-L])([1-9])(?:[-－—~到至]([A-L])([1-9]))?")
_BOX = re.compile(
    r"(\d{1,3}(?:\.\d+)?),(\d{1,3}(?:\.\d+)?),(\d{1,3}(?:\.\d+)?),(\d{1,3}(?:\.\d+)?)"
)
# Left, top, right and bottom in hundredths of the picture's sides.
Box = tuple[float, float, float, float]


def cells(typed: str) -> list[Box]:
    """Return the parts that are named by cells of the grid, "B2-C4 F5"; Invalid for others."""
    text = typed.upper().strip()
    found = []
    for word in re.split(r"[\s,，;；、]+", text) if text else []:
        match = _CELL.fullmatch(word)
        if match is None:
            raise Invalid({"cells": f"看不懂“{word[:20]}”，请按 B2-C4 F5 的样子填写。"})
        columns = sorted(COLUMNS.index(c) for c in (match[1], match[3] or match[1]))
        rows = sorted(int(r) - 1 for r in (match[2], match[4] or match[2]))
        wide, high = 100 / len(COLUMNS), 100 / ROWS
        found.append(
            (columns[0] * wide, rows[0] * high, (columns[1] + 1) * wide, (rows[1] + 1) * high)
        )
    return found


def drawn(sent: str) -> list[Box]:
    """Return the parts that were drawn by hand, "left,top,width,height;…" in hundredths."""
    found = []
    for one in filter(None, sent.split(";")):
        match = _BOX.fullmatch(one.strip())
        if match is None:
            raise Invalid({"cells": "画的框没有收到，请重画，或者填格子。"})
        left, top, wide, high = map(float, match.groups())
        found.append((left, top, min(left + wide, 100.0), min(top + high, 100.0)))
    return found


def boxes_of(facts: Mapping[str, Any]) -> list[Box]:
    """Read what is to be blotted out; nothing only where that is said."""
    found = [*drawn(str(facts.get("boxes") or "")), *cells(str(facts.get("cells") or ""))]
    if len(found) > MOST:
        raise Invalid({"cells": f"一张照片最多 {MOST} 处。"})
    if not found and not facts.get("nothing"):
        raise Invalid({"cells": "请框出人脸、车牌；确实没有的，勾选下面一项。"})
    return found


def original(session: Session, message_id: int, file_id: int) -> Attachment:
    """Return a photograph as it came; Missing for any other."""
    query = sa.select(Attachment).where(
        Attachment.id == file_id,
        Attachment.message_id == message_id,
        Attachment.purpose == ORIGIN,
    )
    found = session.scalars(query).one_or_none()
    if found is None or not pictures.is_picture(found.mime):
        raise Missing()
    return found


def _opened(stream: BinaryIO) -> Image.Image:
    """Return a photograph upright and not larger than is shown."""
    with Image.open(stream) as image:
        found = ImageOps.exif_transpose(image).convert("RGB")
    found.thumbnail((SIDE, SIDE))
    return found


def blotted(stream: BinaryIO, boxes: Sequence[Box]) -> bytes:
    """Return a photograph as a new JPEG whose parts are blotted out."""
    image = _opened(stream)
    for left, top, right, bottom in boxes:
        area = (
            int(left * image.width / 100),
            int(top * image.height / 100),
            max(int(right * image.width / 100), int(left * image.width / 100) + 1),
            max(int(bottom * image.height / 100), int(top * image.height / 100) + 1),
        )
        _blot(image, area)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _blot(image: Image.Image, area: tuple[int, int, int, int]) -> None:
    """Put nine coarse colours in the place of a part."""
    part = image.crop(area)
    few = part.resize((CELLS, CELLS), Image.Resampling.BOX)
    chance = secrets.SystemRandom()
    for at in ((x, y) for x in range(CELLS) for y in range(CELLS)):
        pixel = few.getpixel(at)
        assert isinstance(pixel, tuple)  # noqa: S101 - An RGB picture has no other pixels.
        coarse = (int(c) // COARSE * COARSE + chance.randrange(COARSE) for c in pixel)
        few.putpixel(at, tuple(coarse))
    image.paste(few.resize(part.size, Image.Resampling.NEAREST), area[:2])


def gridded(stream: BinaryIO) -> bytes:
    """Return a photograph with the grid whose cells are named in a form."""
    image = _opened(stream)
    pen, wide, high = ImageDraw.Draw(image), image.width / len(COLUMNS), image.height / ROWS
    font = ImageFont.load_default(max(10, image.width // 45))
    for column, name in enumerate(COLUMNS):
        pen.line((column * wide, 0, column * wide, image.height), "white", 1)
        for row in range(ROWS):
            at = (column * wide + 3, row * high + 2)
            pen.text(at, f"{name}{row + 1}", "yellow", font, stroke_width=1, stroke_fill="black")
    for row in range(ROWS):
        pen.line((0, row * high, image.width, row * high), "white", 1)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def blur(
    session: Session, actor: Principal, message_id: int, file_id: int, facts: Mapping[str, Any]
) -> Attachment:
    """Make the copy that units may see; with an item, the item shows it too."""
    message = message_triage.held(session, actor, message_id)
    boxes = boxes_of(facts)
    source = original(session, message_id, file_id)
    root = current_app.config["VX"].files_dir
    with filestore.open_stored(root, source.sha256) as stream:
        data = blotted(stream, boxes)
    stem = source.filename.rsplit(".", 1)[0]
    with store.acting(session, tail.KEEPER):
        made = Attachment(
            message_id=message_id,
            purpose=REDACTED,
            filename=f"{stem}（已打码）.jpg",
            mime="image/jpeg",
            size=len(data),
            sha256=filestore.keep(root, data),
            created_by_id=actor.account_id,
        )
        session.add(made)
        session.flush()
        if message.problem_id is not None:
            message_triage.lend(session, made, message.problem_id)
        detail = {"file_id": file_id, "parts": len(boxes), "made_id": made.id}
        audit.record(session, actor, "message.blur", "message", message_id, detail=detail)
    return made
