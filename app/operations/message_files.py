"""Photographs and papers that come with a message: few, small, without traces of their maker.

They are made ready before the write transaction begins, for drawing a photograph anew takes
longer than a row. The citizen's own file names are not kept: they may name him.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from flask import current_app
from sqlalchemy.orm import Session

from app import filestore
from app.errors import Invalid
from app.filestore import FileRefused
from app.models import Attachment, Message
from app.operations.evidence import ORIGIN

MOST_FILES = 6
MEGABYTE = 1024 * 1024
MOST_BYTES, MOST_TOGETHER = 10 * MEGABYTE, 30 * MEGABYTE
NAMES = {
    "image/jpeg": ("照片", "jpg"),
    "image/png": ("照片", "png"),
    "application/pdf": ("文件", "pdf"),
}
ALLOWED = (
    f"照片（jpg、png）或 pdf，最多 {MOST_FILES} 个，每个不超过 {MOST_BYTES // MEGABYTE} MB，"
    f"合计不超过 {MOST_TOGETHER // MEGABYTE} MB"
)


@dataclass(frozen=True)
class Prepared:
    """One file as it will be kept."""

    data: bytes
    mime: str
    filename: str


def prepare(uploads: Sequence[tuple[BinaryIO, str]]) -> list[Prepared]:
    """Return the files without what tells of their maker; Invalid says which is not taken."""
    if len(uploads) > MOST_FILES:
        raise Invalid({"files": f"最多 {MOST_FILES} 个文件，您选了 {len(uploads)} 个。"})
    made: list[Prepared] = []
    for place, (stream, filename) in enumerate(uploads, 1):
        made.append(_one(stream, filename, place))
    if sum(len(one.data) for one in made) > MOST_TOGETHER:
        raise Invalid({"files": f"文件合计太大。可以传{ALLOWED}。"})
    return made


def _one(stream: BinaryIO, filename: str, place: int) -> Prepared:
    """Return one file ready to be kept."""
    data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise Invalid({"files": f"第 {place} 个文件太大。可以传{ALLOWED}。"})
    try:
        kind = filestore.sniff(io.BytesIO(data), filestore.safe_name(filename)) if data else None
        if kind is None or kind.mime not in NAMES:
            raise Invalid({"files": f"第 {place} 个文件不能传。可以传{ALLOWED}。"})
        clean = filestore.strip_metadata(kind.mime, data)
    except FileRefused as error:
        raise Invalid({"files": f"第 {place} 个文件没有收下：{error}"}) from error
    word, ending = NAMES[kind.mime]
    return Prepared(clean, kind.mime, f"{word}{place}.{ending}")


def keep(session: Session, message: Message, files: Sequence[Prepared]) -> None:
    """Store the files and add their rows to a message that is being left."""
    root = current_app.config["VX"].files_dir
    session.add_all(
        Attachment(
            message_id=message.id,
            purpose=ORIGIN,
            filename=one.filename,
            mime=one.mime,
            size=len(one.data),
            sha256=filestore.keep(root, one.data),
        )
        for one in files
    )
    session.flush()
