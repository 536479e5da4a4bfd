"""Small real files of each kind that may be uploaded, with a maker's traces to look for."""

from __future__ import annotations

import io
import zipfile

import pikepdf
from PIL import Image


def pdf(words: str = "举报信", trace: str = "") -> bytes:
    """Return a PDF of one page; trace stands in its information and XMP."""
    out = io.BytesIO()
    with pikepdf.new() as file:
        page = file.add_blank_page()
        page.contents_add(f"% {words}".encode())
        if trace:
            file.docinfo["/Author"] = trace
            with file.open_metadata() as told:
                told["dc:creator"] = [trace]
        file.save(out, deterministic_id=True)
    return out.getvalue()


def photo(trace: str = "", form: str = "JPEG") -> bytes:
    """Return a picture; trace stands in its EXIF."""
    out, exif = io.BytesIO(), Image.Exif()
    if trace:
        exif[0x9C9D] = trace.encode("utf-16-le")
    Image.new("RGB", (20, 10), "white").save(out, form, exif=exif)
    return out.getvalue()


CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{0}</dc:creator>'
    "<cp:lastModifiedBy>{0}</cp:lastModifiedBy></cp:coreProperties>"
)


def office(part: str, trace: str = "", more: dict[str, bytes] | None = None) -> bytes:
    """Return a package of Office; trace stands in every place that names its maker."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("docProps/core.xml", CORE.format(trace))
        package.writestr("docProps/app.xml", f"<Properties><Company>{trace}</Company></Properties>")
        package.writestr(part, f'<x><w:ins w:author="{trace}">群众原话</w:ins></x>')
        package.writestr("xl/comments1.xml", f"<authors><author>{trace}</author></authors>")
        package.writestr("xl/persons/person.xml", f'<person displayName="{trace}"/>')
        package.writestr("xl/tables/table1.xml", '<table displayName="表1"/>')
        package.writestr("_rels/x.rels", f'<r Target="file:///C:/Users/{trace}/t.dotm"/>')
        package.writestr("word/media/image1.jpg", photo(trace))
        for name, content in (more or {}).items():
            package.writestr(name, content)
    return out.getvalue()


def docx(trace: str = "", more: dict[str, bytes] | None = None) -> bytes:
    """Return a document of Word."""
    return office("word/document.xml", trace, more)


def xlsx(trace: str = "", more: dict[str, bytes] | None = None) -> bytes:
    """Return a workbook of Excel."""
    return office("xl/workbook.xml", trace, more)


def box(kind: bytes, content: bytes) -> bytes:
    """Return one box of a film."""
    return (len(content) + 8).to_bytes(4, "big") + kind + content


def mp4(trace: str = "") -> bytes:
    """Return a film's frame; trace stands where telephones write place and device."""
    told = trace.encode()
    track = box(b"trak", box(b"tkhd", bytes(8)) + box(b"udta", box(b"name", told)))
    movie = box(b"mvhd", bytes(20)) + track + box(b"udta", box(b"\xa9xyz", told))
    head = box(b"ftyp", b"isom\0\0\0\0isom") + box(b"moov", movie)
    return head + box(b"uuid", told) + box(b"mdat", b"pictures and sound")
