"""R14, W06: files over HTTP, by odd addresses, odd names, odd kinds and endless streams."""

from __future__ import annotations

import io
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.models import Attachment
from tests import files
from tests.views.hands import Hands, fresh

ODD = (
    "..",
    "%2e%2e%2fconfig.py",
    "../config.py",
    "1%2f..%2f..%2fconfig.py",
    "举报信.pdf",
    "-1",
    "1.pdf",
    "9" * 30,
    "%00",
    "1;ls",
)
GIGABYTES = 2 << 30


@pytest.fixture
def hands(app: Flask) -> Hands:
    return Hands(app)


@pytest.fixture
def started(hands: Hands) -> int:
    row_id = hands.register()
    hands.walk(row_id, "triage", "instruct", "sign")
    return row_id


def test_r14_odd_address_of_a_file_is_missing(hands: Hands) -> None:
    for path in ODD:
        for base in ("/attachment/", "/static/"):
            assert hands.get("intake", base + path).status_code == 404, base + path


def kept(hands: Hands, row_id: int, content: bytes, name: str) -> Any:
    """Send one file with an act and return the answer."""
    sent = [(io.BytesIO(content), name)]
    return hands.send("gaowan", f"/problem/{row_id}/progress", text="已到现场", files=sent)


def test_w06_file_keeps_its_chinese_name_however_long(hands: Hands, started: int) -> None:
    for name, stored in (
        ("举报信（第二页）.pdf", "举报信（第二页）.pdf"),
        ("信" * 251 + ".pdf", "信" * 196 + ".pdf"),
        ("../../etc/情况说明.pdf", "情况说明.pdf"),
        ("情况%2f..%2f说明.pdf", "情况%2f..%2f说明.pdf"),
    ):
        assert kept(hands, started, files.pdf(), name).status_code == 302, name
        row = fresh().scalars(sa.select(Attachment).order_by(Attachment.id.desc())).first()
        assert row is not None
        assert row.filename == stored
        answer = hands.get("gaowan", f"/attachment/{row.id}")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert "\r" not in answer.headers["Content-Disposition"]


REFUSED = {
    "图.svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "页.html": b"<!DOCTYPE html><script>1</script>",
    "照片.jpg": b"MZ\x90\0" + bytes(400),
    "通知.pdf": b"MZ\x90\0" + bytes(400),
    "空.pdf": b"",
    "信.docx": b"PK\x03\x04 not a package",
    "包.mp4": files.docx(),
}


def test_w06_what_is_not_allowed_is_refused_in_words_and_leaves_nothing(
    hands: Hands, started: int
) -> None:
    root = hands.app.config["VX"].files_dir
    for name, content in REFUSED.items():
        answer = kept(hands, started, content, name)
        assert answer.status_code == 422, name
        assert "没有上传" in answer.text, name
    assert fresh().scalars(sa.select(Attachment)).all() == []
    assert [path for path in root.rglob("*") if path.is_file()] == []


class Counted(io.RawIOBase):
    """A body of two gigabytes that counts what was taken from it."""

    taken = at = 0

    def readable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self.at = GIGABYTES if whence == io.SEEK_END else offset
        return self.at

    def tell(self) -> int:
        return self.at

    def readinto(self, into: Any) -> int:
        self.taken += len(into)
        return len(into)


def test_w06_two_gigabytes_are_refused_before_they_are_read(hands: Hands, started: int) -> None:
    body, client = Counted(), hands.client("gaowan")
    answer = hands.alone(
        lambda: client.post(
            f"/problem/{started}/progress",
            input_stream=body,
            content_type="multipart/form-data; boundary=x",
        )
    )
    assert answer.status_code == 413
    assert "50 MB" in answer.text
    assert body.taken < 1 << 20
