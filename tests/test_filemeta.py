"""C09, W06, W07: no kept file says who made it, where or on what; none fills the memory."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from app import filestore
from app.filestore import NotAllowed, TooLarge
from tests import files
from tests.leaks.test_secrets import forms_of

TRACE = "欧阳金丝雀"
MAKERS: dict[str, Callable[[str], bytes]] = {
    "信.pdf": lambda trace: files.pdf(trace=trace),
    "信.docx": files.docx,
    "表.xlsx": files.xlsx,
    "视频.mp4": files.mp4,
    "照片.jpg": files.photo,
    "照片.png": lambda trace: files.photo(trace, "PNG"),
}


def kept(root: Path, data: bytes, name: str) -> bytes:
    """Store a file and return what is kept."""
    stored = filestore.store(root, io.BytesIO(data), name)
    with filestore.open_stored(root, stored.sha256) as file:
        return file.read()


def unpacked(name: str, data: bytes) -> bytes:
    """Return a file with everything in it opened."""
    if name.endswith(("docx", "xlsx")):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return b"\n".join(part.encode() + package.read(part) for part in package.namelist())
    if name.endswith("pdf"):
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(data)) as file:
            file.save(out, stream_decode_level=pikepdf.StreamDecodeLevel.all, static_id=True)
        return out.getvalue()
    return data


def holds(name: str, data: bytes) -> bool:
    """Tell whether a file holds the trace in any common dress."""
    opened = data + unpacked(name, data)
    hexed = TRACE.encode("utf-16-be").hex().encode()
    return hexed in opened.lower() or any(form in opened for form in forms_of(TRACE))


@pytest.mark.parametrize("name", MAKERS)
def test_c09_kept_file_has_no_trace_of_its_maker(tmp_path: Path, name: str) -> None:
    data = MAKERS[name](TRACE)
    assert holds(name, data)
    assert not holds(name, kept(tmp_path, data, name))


@pytest.mark.parametrize("name", ["信.docx", "表.xlsx"])
def test_words_and_tables_of_a_document_stay(tmp_path: Path, name: str) -> None:
    opened = unpacked(name, kept(tmp_path, MAKERS[name](TRACE), name))
    assert "群众原话".encode() in opened
    assert '<table displayName="表1"/>'.encode() in opened


def test_film_keeps_its_length_and_its_pictures(tmp_path: Path) -> None:
    data = files.mp4(TRACE)
    clean = kept(tmp_path, data, "视频.mp4")
    assert len(clean) == len(data)
    assert clean.endswith(b"pictures and sound")
    assert clean.index(b"mdat") == data.index(b"mdat")


@pytest.mark.parametrize(
    "film",
    [
        b"\0\0\0\x18ftypisom" + bytes(40),
        files.mp4() + b"\0\0\0\x01moov",
        files.mp4() + b"\0\0\0\x04moov",
        files.mp4() + b"\xff\xff\xff\xffmoovudta",
        files.mp4() + b"\0\0\0\x01moov\xff\xff\xff\xff\xff\xff\xff\xff",
    ],
)
def test_film_with_a_broken_box_is_kept_as_long_as_it_was(tmp_path: Path, film: bytes) -> None:
    assert len(kept(tmp_path, film, "视频.mp4")) == len(film)


def test_hash_of_what_was_received_is_told(tmp_path: Path) -> None:
    data = files.docx(TRACE)
    stored = filestore.store(tmp_path, io.BytesIO(data), "信.docx")
    assert stored.received == filestore.hashlib.sha256(data).hexdigest() != stored.sha256


@pytest.mark.parametrize("name", ["信.docx", "信.pdf"])
def test_signed_document_is_kept_byte_for_byte(tmp_path: Path, name: str) -> None:
    """Its signature is what it proves, and its signer is named in it by intention."""
    data = files.docx(TRACE, {"_xmlsignatures/sig1.xml": b"<x/>"})
    if name == "信.pdf":
        data = files.pdf("/ByteRange [0 1 2 3]", TRACE)
        with pikepdf.open(io.BytesIO(data)) as file:
            out = io.BytesIO()
            level = pikepdf.StreamDecodeLevel.all
            file.save(out, compress_streams=False, stream_decode_level=level)
            data = out.getvalue()
    assert kept(tmp_path, data, name) == data


def bomb(part: str, megabytes: int) -> bytes:
    """Return a package of Office that opens to so much."""
    return files.office(part, more={"xl/worksheets/sheet1.xml": b"0" * (megabytes << 20)})


def test_w07_package_made_to_fill_the_memory_is_refused_unopened(tmp_path: Path) -> None:
    data = bomb("xl/workbook.xml", 201)
    assert len(data) < 1 << 20
    start = time.process_time()
    with pytest.raises(TooLarge, match="解压后太大"):
        filestore.store(tmp_path, io.BytesIO(data), "表.xlsx")
    assert time.process_time() - start < 2


def lying_bomb() -> bytes:
    """Return a package whose list says less than its part holds."""
    data, true, false = bomb("xl/workbook.xml", 8), (8 << 20), 100
    return data.replace(true.to_bytes(4, "little"), false.to_bytes(4, "little"))


@pytest.mark.parametrize(
    "data",
    [
        lying_bomb(),
        files.xlsx(more={"xl/x.xml": b"<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>"}),
        files.xlsx()[:-30],
        files.xlsx().replace(b"\x08\x00", b"\x63\x00"),
    ],
    ids=["lies about its size", "names an entity", "cut off", "unknown packing"],
)
def test_w07_package_that_is_no_honest_one_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(NotAllowed):
        filestore.store(tmp_path, io.BytesIO(data), "表.xlsx")


def locked_pdf() -> bytes:
    """Return a PDF that opens by a password alone."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(files.pdf())) as file:
        file.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    return out.getvalue()


@pytest.mark.parametrize("data", [locked_pdf(), b"%PDF-1.7\n<html><script>1</script>"])
def test_w06_pdf_that_does_not_open_is_refused_in_words(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(NotAllowed, match="已损坏或有密码"):
        filestore.store(tmp_path, io.BytesIO(data), "信.pdf")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("信.pdf", files.pdf() + b"\n<html><script>alert(1)</script></html>"),
        ("照片.jpg", files.photo() + b"<script>alert(1)</script>"),
        ("照片.png", files.photo(form="PNG") + files.docx()),
        ("表.xlsx", files.xlsx() + b""),
    ],
)
def test_w06_second_nature_of_a_file_is_not_kept(tmp_path: Path, name: str, data: bytes) -> None:
    clean = kept(tmp_path, data, name)
    assert b"<script>" not in clean
    assert name.endswith("xlsx") or b"PK\x03\x04" not in clean
