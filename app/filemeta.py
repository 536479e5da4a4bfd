"""What a file says of who made it, where and on which machine: cleared before it is kept.

Text, pictures and sound stay as they are. Pictures themselves are redrawn by filestore.py.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator

import pikepdf

# An office file opens to a few times its size; one made to fill the memory to a thousand times.
MOST_INFLATED = 200 * 1024 * 1024
MOST_PARTS = 5_000
_EPOCH = (1980, 1, 1, 0, 0, 0)
_PART = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_EMPTIED = {
    "docProps/core.xml": _PART
    + b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    b'core-properties"/>',
    "docProps/app.xml": _PART
    + b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'extended-properties"/>',
    "docProps/custom.xml": _PART
    + b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'custom-properties"/>',
}
# Names beside comments and tracked changes, the folder a workbook was saved in, local targets.
_NAMED = (
    (re.compile(rb'(\b(?:\w+:)?(?:author|initials|userId|userName)=)"[^"]*"'), rb'\1""'),
    (re.compile(rb"<author>[^<]*</author>"), b"<author></author>"),
    (re.compile(rb'(<x15ac:absPath[^>]*\burl=)"[^"]*"'), rb'\1""'),
    (re.compile(rb'(\bTarget=)"file:[^"]*"'), rb'\1"file:///"'),
)
_PERSON = re.compile(rb'(\bdisplayName=)"[^"]*"')
_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
# Boxes of a film that carry place, device, names and comments.
_TOLD = {b"udta", b"meta", b"uuid"}
_HOLDERS = {b"moov", b"trak", b"mdia", b"minf", b"moof", b"traf"}
OFFICE = "application/vnd.openxmlformats-officedocument."


class Damaged(ValueError):
    """A file that cannot be opened, so that nothing can be cleared in it."""


class Inflated(ValueError):
    """A packed file that opens to more than is reasonable."""


def cleared(mime: str, data: bytes, picture: Callable[[str, bytes], bytes]) -> bytes:
    """Return a file without its makers' names, places and paths; other kinds unchanged.

    picture redraws a photo that lies inside a document. Raises Damaged or Inflated.
    """
    if mime.startswith(OFFICE):
        return _office(data, picture)
    if mime == "application/pdf":
        return _pdf(data)
    if mime in {"video/mp4", "audio/mp4"}:
        return _film(data)
    return data


def _office(data: bytes, picture: Callable[[str, bytes], bytes]) -> bytes:
    """Write the package anew, part by part; one that is signed stays as it is."""
    out = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
            parts = old.infolist()
            if sum(p.file_size for p in parts) > MOST_INFLATED or len(parts) > MOST_PARTS:
                raise Inflated
            if any(p.filename.startswith("_xmlsignatures/") for p in parts):
                return data
            for part in parts:
                entry = zipfile.ZipInfo(part.filename, _EPOCH)
                entry.compress_type = zipfile.ZIP_DEFLATED
                new.writestr(entry, _part(part.filename, old.read(part), picture))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError) as error:
        raise Damaged from error
    return out.getvalue()


def _part(name: str, content: bytes, picture: Callable[[str, bytes], bytes]) -> bytes:
    """Return one part of a package without what it tells of its maker."""
    if name in _EMPTIED:
        return _EMPTIED[name]
    ending = name.rsplit(".", 1)[-1].lower()
    if ending in {"xml", "rels"}:
        if _ENTITY.search(content):
            raise Damaged
        for pattern, instead in _NAMED:
            content = pattern.sub(instead, content)
        # Elsewhere a displayName is that of a table, which formulas call by it.
        return _PERSON.sub(rb'\1""', content) if name.startswith("xl/persons/") else content
    forms = {"jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png"}
    return picture(forms[ending], content) if ending in forms else content


def _pdf(data: bytes) -> bytes:
    """Write the document anew without its information and XMP; one that is signed stays."""
    out = io.BytesIO()
    try:
        with pikepdf.open(io.BytesIO(data)) as file:
            if re.search(rb"/ByteRange\s*\[", data):
                return data
            for holder in (file.Root, *(page.obj for page in file.pages)):
                for key in ("/Metadata", "/PieceInfo"):
                    if key in holder:
                        del holder[key]
            if "/Info" in file.trailer:
                del file.trailer["/Info"]
            file.save(out, deterministic_id=True)
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, RecursionError) as error:
        raise Damaged from error
    return out.getvalue()


def _film(data: bytes) -> bytes:
    """Blank the boxes that tell place and device, in their place, so that no offset moves."""
    film = bytearray(data)
    for start, end, kind in _boxes(film, 0, len(film)):
        if kind in _TOLD:
            film[start + 4 : start + 8] = b"free"
            film[start + 8 : end] = bytes(end - start - 8)
    return bytes(film)


def _boxes(film: bytearray, start: int, end: int) -> Iterator[tuple[int, int, bytes]]:
    """Yield begin, end and kind of the boxes, and of those inside the ones that hold others."""
    while start + 8 <= end:
        size, head = int.from_bytes(film[start : start + 4], "big"), 8
        if size == 1:
            size, head = int.from_bytes(film[start + 8 : start + 16], "big"), 16
        stop = min(start + size, end) if size else end
        if stop < start + head:
            return
        kind = bytes(film[start + 4 : start + 8])
        yield start, stop, kind
        if kind in _HOLDERS:
            yield from _boxes(film, start + head, stop)
        start = stop
