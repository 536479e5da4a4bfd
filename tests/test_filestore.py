"""Uploads: what is kept, under which name, and what is refused with which words."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest
from PIL import Image, PngImagePlugin

from app import filestore
from app.filestore import (
    MAX_BYTES,
    EmptyFile,
    NotAllowed,
    Stored,
    TooLarge,
    open_stored,
    safe_name,
    store,
)
from tests import files

GPS_MARK = b"GPS-CANARY"
TEXT = "路灯不亮".encode()


def make_photo(form: str = "JPEG", orientation: int = 1, size: tuple[int, int] = (40, 20)) -> bytes:
    photo = Image.new("RGB", size, "white")
    photo.paste((200, 0, 0), (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = GPS_MARK.decode()
    out = io.BytesIO()
    photo.save(out, form, exif=exif)
    return out.getvalue()


def make_office(part: str, *more: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("[Content_Types].xml", part, *more):
            archive.writestr(name, "<x/>")
    return out.getvalue()


def make_ole(stream: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + stream.encode("utf-16-le")


def mp4(brand: bytes) -> bytes:
    return b"\0\0\0\x18ftyp" + brand + bytes(40)


def put(root: Path, data: bytes, name: str) -> Stored:
    return store(root, io.BytesIO(data), name)


@pytest.mark.parametrize(
    ("name", "data", "mime"),
    [
        ("照片.jpg", make_photo(), "image/jpeg"),
        ("照片.PNG", make_photo("PNG"), "image/png"),
        ("照片.webp", make_photo("WEBP"), "image/webp"),
        ("举报信.pdf", files.pdf(), "application/pdf"),
        ("信.docx", make_office("word/document.xml"), filestore.KINDS[4].mime),
        ("表.xlsx", make_office("xl/workbook.xml"), filestore.KINDS[5].mime),
        ("信.doc", make_ole("WordDocument"), "application/msword"),
        ("表.xls", make_ole("Workbook"), "application/vnd.ms-excel"),
        ("说明.txt", "路灯不亮".encode(), "text/plain"),
        ("说明.txt", "路灯不亮".encode("gb18030"), "text/plain"),
        ("录音.mp3", b"ID3\x04" + bytes(40), "audio/mpeg"),
        ("录音.amr", b"#!AMR\n" + bytes(40), "audio/amr"),
        ("录音.m4a", mp4(b"M4A "), "audio/mp4"),
        ("录音.wav", b"RIFF\0\0\0\0WAVE" + bytes(40), "audio/wav"),
        ("视频.mp4", mp4(b"isom"), "video/mp4"),
    ],
)
def test_allowed_kind_is_kept_with_its_type(
    tmp_path: Path, name: str, data: bytes, mime: str
) -> None:
    assert put(tmp_path, data, name).mime == mime


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("通知.pdf", b"MZ\x90\0" + bytes(400)),
        ("通知.txt", b"MZ\x90\0" + bytes(400)),
        ("图.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("图.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("页.html", b"<!DOCTYPE html><p>x"),
        ("页.txt", b"  <HTML><script>1</script>"),
        ("包.zip", make_office("readme.txt")),
        ("信.docx", b"PK\x03\x04 not a zip"),
        ("信.docx", make_office("word/document.xml", "word/vbaProject.bin")),
        ("信.doc", make_ole("WordDocument") + "_VBA_PROJECT".encode("utf-16-le")),
        ("安装.doc", make_ole("MsiTables")),
        ("脚本.txt", b"a\x01b"),
        ("乱码.txt", b"\xff\xfe\xfd\x81"),
    ],
)
def test_other_kinds_are_refused_whatever_their_name(
    tmp_path: Path, name: str, data: bytes
) -> None:
    with pytest.raises(NotAllowed, match="不能上传这种文件"):
        put(tmp_path, data, name)


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("合同.exe", b"%PDF-1.7\n", "与扩展名不符，实际是pdf文件"),
        ("表.docx", make_office("xl/workbook.xml"), "实际是xlsx文件"),
        ("脚本.js", b"alert(1)", "实际是txt文件"),
        ("照片.heic", mp4(b"heic"), "heic照片不能保存，请先转成jpg"),
        ("照片.jpg", b"\xff\xd8\xff" + bytes(50), "照片已损坏"),
        ("照片.jpg", make_photo()[:300], "照片已损坏"),
    ],
)
def test_refusal_says_what_is_wrong(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    with pytest.raises(NotAllowed, match=message):
        put(tmp_path, data, name)


def test_empty_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EmptyFile, match="0字节"):
        put(tmp_path, b"", "空.pdf")


class Endless(io.RawIOBase):
    """A stream of zeros that counts what was taken from it."""

    taken = 0

    def read(self, size: int = -1) -> bytes:
        self.taken += size
        return bytes(size)


def test_sixty_megabytes_are_refused_without_reading_on(tmp_path: Path) -> None:
    stream = Endless()
    with pytest.raises(TooLarge, match="超过50MB"):
        store(tmp_path, stream, "大.mp4")  # type: ignore[arg-type]
    assert stream.taken <= MAX_BYTES + 2**20


def test_file_of_exactly_fifty_megabytes_is_kept(tmp_path: Path) -> None:
    data = files.mp4() + bytes(MAX_BYTES - len(files.mp4()))
    assert put(tmp_path, data, "大.mp4").size == MAX_BYTES


def test_photo_of_too_many_pixels_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filestore, "MAX_PIXELS", 799)
    with pytest.raises(TooLarge, match="像素太多"):
        put(tmp_path, make_photo(), "照片.jpg")


def test_picture_made_to_fill_the_memory_is_refused(tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.new("1", (20_000, 10_000)).save(out, "PNG")
    with pytest.raises(TooLarge, match="像素太多"):
        put(tmp_path, out.getvalue(), "大.png")


def test_refused_upload_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        put(tmp_path, b"MZ\0\0", "病毒.pdf")
    assert list(tmp_path.rglob("*")) == []


def test_bytes_are_kept_under_their_hash_and_read_back(tmp_path: Path) -> None:
    stored = put(tmp_path, TEXT, "情况.txt")
    assert stored.sha256 == hashlib.sha256(TEXT).hexdigest()
    with open_stored(tmp_path, stored.sha256) as file:
        assert file.read() == TEXT


def test_same_content_is_kept_once_under_two_names(tmp_path: Path) -> None:
    first, second = (put(tmp_path, files.pdf(), name) for name in ("甲.pdf", "乙.pdf"))
    assert first.sha256 == second.sha256
    assert [first.filename, second.filename] == ["甲.pdf", "乙.pdf"]
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_missing_content_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        open_stored(tmp_path, "0" * 64)


@pytest.mark.parametrize("key", ["../../etc/passwd", "", "A" * 64, "0" * 63])
def test_only_a_hash_opens_a_file(tmp_path: Path, key: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        open_stored(tmp_path, key)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("举报信.pdf", "举报信.pdf"),
        ("../../etc/举报信.pdf", "举报信.pdf"),
        ("C:\\文件\\举报信.pdf", "举报信.pdf"),
        ("举\u202e报\x00信\n.pdf", "举报信 .pdf"),
        ('a<b>:"c".pdf', "a_b___c_.pdf"),
        ("", "附件"),
        ("..", "附件"),
        ("信" * 300 + ".pdf", "信" * 196 + ".pdf"),
    ],
)
def test_name_keeps_its_chinese_and_loses_what_is_dangerous(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@pytest.mark.parametrize(
    ("name", "kept"), [("微信图片.png", "微信图片.jpg"), ("照片", "照片.jpg"), ("a.JPEG", "a.jpeg")]
)
def test_picture_gets_the_ending_of_its_content(tmp_path: Path, name: str, kept: str) -> None:
    assert put(tmp_path, make_photo(), name).filename == kept


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", [1, 6])
def test_photo_is_kept_without_what_the_phone_wrote_into_it(
    tmp_path: Path, form: str, orientation: int
) -> None:
    data = make_photo(form, orientation)
    assert GPS_MARK in data
    stored = put(tmp_path, data, f"照片.{form.lower()}")
    with open_stored(tmp_path, stored.sha256) as file:
        kept = file.read()
    assert GPS_MARK not in kept
    assert len(Image.open(io.BytesIO(kept)).getexif()) == 0
    assert stored.sha256 == hashlib.sha256(kept).hexdigest()


def test_turned_photo_is_stored_upright(tmp_path: Path) -> None:
    stored = put(tmp_path, make_photo(orientation=6), "照片.jpg")
    with open_stored(tmp_path, stored.sha256) as file, Image.open(file) as photo:
        assert photo.size == (20, 40)
        red, _, blue = photo.convert("RGB").getpixel((10, 5))
        assert red - blue > 100


def comment_png() -> bytes:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", GPS_MARK.decode())
    out = io.BytesIO()
    Image.new("P", (4, 4)).save(out, "PNG", pnginfo=notes, transparency=0)
    return out.getvalue()


def comment_jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, "JPEG", comment=GPS_MARK, xmp=b"<x>" + GPS_MARK)
    return out.getvalue()


@pytest.mark.parametrize(
    ("make", "mime"), [(comment_png, "image/png"), (comment_jpeg, "image/jpeg")]
)
def test_comments_in_a_picture_are_dropped(make: Callable[[], bytes], mime: str) -> None:
    assert GPS_MARK in make()
    assert GPS_MARK not in filestore.strip_metadata(mime, make())


def test_transparent_picture_stays_transparent() -> None:
    kept = filestore.strip_metadata("image/png", comment_png())
    assert Image.open(io.BytesIO(kept)).info["transparency"] == 0


def test_text_is_kept_byte_for_byte() -> None:
    assert filestore.strip_metadata("text/plain", TEXT) == TEXT


def test_upload_that_breaks_off_leaves_nothing_behind(tmp_path: Path) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise ConnectionResetError

    stream: BinaryIO = Broken()
    with pytest.raises(ConnectionResetError):
        store(tmp_path, stream, "断.pdf")
    assert list(tmp_path.rglob("*")) == []


def test_file_tells_the_hour_in_which_it_came_and_no_more(tmp_path: Path) -> None:
    """A minute would lay an anonymous photograph beside a line of the proxy's log."""
    kept = put(tmp_path, mp4(b"isom"), "视频.mp4")
    file = next(path for path in tmp_path.rglob("*") if path.name == kept.sha256)
    for place in (file, file.parent, file.parent.parent):
        assert int(place.stat().st_mtime) % 3600 == 0, place
