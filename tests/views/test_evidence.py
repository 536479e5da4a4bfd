"""Evidence beside the form that judges it: photographs to look at, within the reader's scope."""

from __future__ import annotations

import io

import pytest
import sqlalchemy as sa
from flask import Flask
from PIL import Image

from app.models import Attachment
from tests import files
from tests.views.hands import CORE, Hands, fresh


@pytest.fixture
def hands(app: Flask) -> Hands:
    return Hands(app)


def photo(width: int = 2000, height: int = 1000) -> bytes:
    """Return a photograph that carries what its maker wrote in it."""
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010E] = "SECRET-PLACE"
    Image.new("RGB", (width, height), (90, 120, 160)).save(out, "JPEG", exif=exif)
    return out.getvalue()


def submitted(hands: Hands) -> tuple[int, dict[str, int]]:
    """Return an item that waits for its verification, and its files by name."""
    row_id = hands.register()
    hands.walk(row_id, *CORE[:4])
    sent = [(io.BytesIO(photo()), "现场.jpg"), (io.BytesIO(files.pdf()), "说明.pdf")]
    hands.walk(row_id, "submit", submit={"files": sent})
    rows = fresh().scalars(sa.select(Attachment)).all()
    return row_id, {row.filename: row.id for row in rows}


def test_the_form_of_the_verification_shows_the_evidence(hands: Hands) -> None:
    row_id, kept = submitted(hands)
    page = hands.get("inspector", f"/problem/{row_id}/verify").text
    assert f'<img src="/attachment/{kept["现场.jpg"]}/picture"' in page
    assert f'href="/attachment/{kept["说明.pdf"]}"' in page
    assert f"/attachment/{kept['说明.pdf']}/picture" not in page


def test_a_picture_is_small_stands_on_the_page_and_carries_no_trace(hands: Hands) -> None:
    _row_id, kept = submitted(hands)
    answer = hands.get("inspector", f"/attachment/{kept['现场.jpg']}/picture")
    assert answer.mimetype == "image/jpeg"
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    with Image.open(io.BytesIO(answer.data)) as image:
        assert image.size == (960, 480)
    assert b"SECRET-PLACE" not in answer.data


@pytest.mark.parametrize(("who", "name"), [("xinji", "现场.jpg"), ("inspector", "说明.pdf")])
def test_a_picture_out_of_scope_is_as_missing_as_one_of_a_text(
    hands: Hands, who: str, name: str
) -> None:
    _row_id, kept = submitted(hands)
    assert hands.get(who, f"/attachment/{kept[name]}/picture").status_code == 404
    assert hands.get(who, "/attachment/999999/picture").status_code == 404
