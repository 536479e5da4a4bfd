"""Content-addressed store of uploads: sniffed type on an allow-list, without its maker's traces."""

from __future__ import annotations

import hashlib
import io
import mmap
import os
import re
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from PIL import Image, ImageOps

from app import filemeta
from app.textfold import clean_line

MAX_BYTES = 50 * 1024 * 1024
MAX_NAME_CHARS = 200
# A phone's 64-megapixel photo passes; a picture made to fill the memory does not.
MAX_PIXELS = 70_000_000
_TOO_MANY_PIXELS = "照片的像素太多，请用手机的普通模式重拍，或缩小后再上传。"
_ORIENTATION = 0x0112
_CHUNK = 1024 * 1024
_HEAD = 4096
_ALLOWED = (
    "可以上传照片（jpg、png、webp）、文档（pdf、docx、xlsx、doc、xls、txt）、"
    "录音（mp3、amr、m4a、wav）和视频（mp4）。"
)

HOUR = 3600


class FileRefused(ValueError):
    """An upload that is not kept; the text is for the person who sent it."""


class TooLarge(FileRefused):
    """More bytes, or more pixels, than are kept."""


class EmptyFile(FileRefused):
    """A file without a byte."""


class NotAllowed(FileRefused):
    """A kind of file that is not on the list, or content that is not what its name says."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What was stored: hash and size of the bytes kept, their type, the cleaned name.

    received is the hash of the bytes that came, before what tells of their maker was cleared.
    """

    sha256: str
    size: int
    mime: str
    filename: str
    received: str = ""


# The first bytes and the whole file: most kinds show themselves in the head.
Matcher = Callable[[bytes, BinaryIO], bool]


@dataclass(frozen=True, slots=True)
class Kind:
    """An allowed kind of file; the first ending is the one given to a file without any."""

    mime: str
    endings: tuple[str, ...]
    matches: Matcher


def _starts(*signatures: bytes) -> Matcher:
    return lambda head, _: head.startswith(signatures)


def _riff(form: bytes) -> Matcher:
    return lambda head, _: head[:4] == b"RIFF" and head[8:12] == form


def _brand(*brands: bytes) -> Matcher:
    return lambda head, _: head[4:8] == b"ftyp" and head[8:12] in brands


def _office_zip(part: str) -> Matcher:
    def matches(head: bytes, file: BinaryIO) -> bool:
        if not head.startswith(b"PK\x03\x04"):
            return False
        try:
            names = zipfile.ZipFile(file).namelist()
        except zipfile.BadZipFile:
            return False
        has_macro = any(name.lower().endswith("vbaproject.bin") for name in names)
        return part in names and "[Content_Types].xml" in names and not has_macro

    return matches


def _ole(*streams: str) -> Matcher:
    def matches(head: bytes, file: BinaryIO) -> bool:
        if not head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
            return False
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            has_macro = data.find("_VBA_PROJECT".encode("utf-16-le")) >= 0
            found = any(data.find(name.encode("utf-16-le")) >= 0 for name in streams)
        return found and not has_macro

    return matches


def _is_text(head: bytes, file: BinaryIO) -> bool:
    if b"\0" in head:
        return False
    file.seek(0)
    data = file.read()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        control = re.search(r"[\x00-\x08\x0e-\x1f\x7f]", text)
        markup = re.search(r"<(?:!doctype|html|svg|script|\?xml)", text[:_HEAD], re.IGNORECASE)
        return control is None and markup is None
    return False


KINDS = (
    Kind("image/jpeg", (".jpg", ".jpeg"), _starts(b"\xff\xd8\xff")),
    Kind("image/png", (".png",), _starts(b"\x89PNG\r\n\x1a\n")),
    Kind("image/webp", (".webp",), _riff(b"WEBP")),
    Kind("application/pdf", (".pdf",), _starts(b"%PDF-")),
    Kind(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        (".docx",),
        _office_zip("word/document.xml"),
    ),
    Kind(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        (".xlsx",),
        _office_zip("xl/workbook.xml"),
    ),
    Kind("application/msword", (".doc",), _ole("WordDocument")),
    Kind("application/vnd.ms-excel", (".xls",), _ole("Workbook", "Book")),
    Kind("audio/mpeg", (".mp3",), _starts(b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")),
    Kind("audio/amr", (".amr",), _starts(b"#!AMR")),
    Kind("audio/wav", (".wav",), _riff(b"WAVE")),
    Kind("audio/mp4", (".m4a",), _brand(b"M4A ", b"M4B ")),
    Kind(
        "video/mp4",
        (".mp4",),
        _brand(b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"MSNV"),
    ),
    Kind("text/plain", (".txt",), _is_text),
)
_HEIC = _brand(b"heic", b"heix", b"hevc", b"mif1", b"msf1")


def _ending(filename: str) -> str:
    return PurePosixPath(filename).suffix.lower()


def _is_picture(kind: Kind) -> bool:
    return kind.mime.startswith("image/")


_PICTURE_ENDINGS = frozenset(e for kind in KINDS if _is_picture(kind) for e in kind.endings)


def sniff(file: BinaryIO, filename: str) -> Kind:
    """Return the kind the bytes prove; NotAllowed when none does or the ending contradicts it.

    Phones name pictures loosely, so a picture may carry another picture's ending.
    """
    file.seek(0)
    head = file.read(_HEAD)
    kind = next((kind for kind in KINDS if kind.matches(head, file)), None)
    if kind is None:
        if _HEIC(head, file):
            raise NotAllowed("苹果手机的heic照片不能保存，请先转成jpg格式再上传。")
        raise NotAllowed(f"不能上传这种文件（“{filename}”的内容不在允许之列）。{_ALLOWED}")
    endings = _PICTURE_ENDINGS if _is_picture(kind) else kind.endings
    if _ending(filename) and _ending(filename) not in endings:
        raise NotAllowed(
            f"“{filename}”的内容与扩展名不符，实际是{kind.endings[0][1:]}文件，请核对。"
        )
    return kind


def safe_name(filename: str, kind: Kind | None = None) -> str:
    """Return the name without folders and invisible characters, at most 200 characters."""
    last = re.split(r"[\\/]", filename)[-1]
    cleaned = clean_line(re.sub(r'[<>:"|?*]', "_", last), max(len(last), 1), "文件名").strip(". ")
    ending = _ending(cleaned)
    stem = cleaned[: len(cleaned) - len(ending)] if ending else cleaned
    if kind and ending not in kind.endings:
        ending = kind.endings[0]
    return f"{(stem or '附件')[: MAX_NAME_CHARS - len(ending)]}{ending}"


def strip_metadata(mime: str, data: bytes) -> bytes:
    """Return a file without EXIF, GPS, authors and paths, a photo turned upright.

    Raise NotAllowed for a broken file, TooLarge for one made to fill the memory.
    """
    if mime.startswith("image/"):
        return _photo(mime, data)
    try:
        return filemeta.cleared(mime, data, _inner_photo)
    except filemeta.Inflated as error:
        raise TooLarge("文件解压后太大，不能上传，请另存为较小的文件。") from error
    except filemeta.Damaged as error:
        raise NotAllowed(
            "文件已损坏或有密码，打不开，请在电脑上打开后另存一份（去掉密码）再上传。"
        ) from error


def _inner_photo(mime: str, data: bytes) -> bytes:
    """Return a photo of a document without EXIF; one that cannot be drawn stays as it is."""
    try:
        return _photo(mime, data)
    except FileRefused:
        return data


def _photo(mime: str, data: bytes) -> bytes:
    """Return a photo redrawn; raise NotAllowed or TooLarge."""
    form = mime.removeprefix("image/").upper()
    try:
        with Image.open(io.BytesIO(data), formats=[form]) as photo:
            if photo.width * photo.height > MAX_PIXELS:
                raise TooLarge(_TOO_MANY_PIXELS)
            return _redraw(photo, form)
    except FileRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooLarge(_TOO_MANY_PIXELS) from error
    except Exception as error:
        # Decoders fail in many ways; each means that the picture cannot be read.
        raise NotAllowed("照片已损坏，打不开，请重新拍摄或重新选择。") from error


def _redraw(photo: Image.Image, form: str) -> bytes:
    is_upright = photo.getexif().get(_ORIENTATION, 1) == 1
    profile = photo.info.get("icc_profile")
    clean = photo if is_upright else ImageOps.exif_transpose(photo)
    clean.load()
    clean.info = {k: v for k, v in clean.info.items() if k == "transparency"}
    quality = "keep" if clean.format == "JPEG" else 92
    out = io.BytesIO()
    clean.save(out, form, quality=quality, icc_profile=profile)
    return out.getvalue()


def _receive(stream: BinaryIO, into: BinaryIO) -> int:
    size = 0
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        if size > MAX_BYTES:
            raise TooLarge("文件超过50MB，不能上传，请压缩或分成几个文件后再传。")
        into.write(chunk)
    if not size:
        raise EmptyFile("文件是空的（0字节），请重新选择文件。")
    return size


def _path(root: Path, sha256: str) -> Path:
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise ValueError("not a SHA-256 in hex")
    return root / sha256[:2] / sha256


def _keep(root: Path, work: io.BufferedRandom) -> str:
    """Move the finished work file under its hash, durably."""
    work.flush()
    os.fsync(work.fileno())
    work.seek(0)
    sha256 = hashlib.file_digest(work, "sha256").hexdigest()
    target = _path(root, sha256)
    if not target.exists():
        target.parent.mkdir(exist_ok=True)
        os.replace(work.name, target)
        # The rows of a submission keep the hour alone; the file and its folders tell no more.
        for place in (target, target.parent, root):
            hour = time.time() // HOUR * HOUR
            os.utime(place, (hour, hour))
        _sync_folder(target.parent)
        _sync_folder(root)
    return sha256


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _work_file(root: Path) -> Iterator[io.BufferedRandom]:
    root.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=root, prefix="incoming-")
    os.close(descriptor)
    try:
        with Path(name).open("w+b") as work:
            yield work
    finally:
        Path(name).unlink(missing_ok=True)


def store(root: Path, stream: BinaryIO, filename: str) -> Stored:
    """Check an upload and keep it under the hash of what is kept; FileRefused says why not.

    The same content is kept once; a refused upload leaves nothing behind.
    """
    name = safe_name(filename)
    with _work_file(root) as work:
        _receive(stream, work)
        kind = sniff(work, name)
        work.seek(0)
        data = work.read()
        clean = strip_metadata(kind.mime, data)
        if clean is not data:
            work.seek(0)
            work.truncate()
            work.write(clean)
        sha256 = _keep(root, work)
        size = os.fstat(work.fileno()).st_size
        received = hashlib.sha256(data).hexdigest()
        return Stored(sha256, size, kind.mime, safe_name(name, kind), received)


def keep(root: Path, data: bytes) -> str:
    """Keep the product's own bytes (an issued paper) exactly as they are; return the hash."""
    with _work_file(root) as work:
        work.write(data)
        return _keep(root, work)


def discard(root: Path, sha256: str) -> None:
    """Delete kept bytes that no row names any more; nothing happens when they are gone."""
    _path(root, sha256).unlink(missing_ok=True)


def open_stored(root: Path, sha256: str) -> BinaryIO:
    """Open kept bytes; FileNotFoundError when none have that hash, ValueError for no hash."""
    return _path(root, sha256).open("rb")
