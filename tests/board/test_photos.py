"""Photographs of a message: units see a copy in which faces are blotted out, or nothing."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask
from PIL import Image

from app import filestore
from app.errors import Invalid
from app.models import Attachment, AuditLog, Problem
from app.operations import photo_blur
from tests.board.door import Citizen
from tests.board.test_message import rows
from tests.board.triage import act, only
from tests.views.hands import Hands


def striped() -> bytes:
    """Return a picture whose every column differs from the next."""
    image = Image.new("RGB", (240, 180))
    for x in range(240):
        for y in range(180):
            image.putpixel((x, y), (255, 255, 255) if (x // 2 + y // 3) % 2 else (0, 0, 0))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def shown(office: Flask, row: Attachment) -> Image.Image:
    """Return a kept picture."""
    with filestore.open_stored(office.config["VX"].files_dir, row.sha256) as stream:
        return Image.open(io.BytesIO(stream.read())).convert("RGB")


def taken(citizen: Citizen, **changes: Any) -> Attachment:
    """Leave a message with a picture and return its row."""
    citizen.code(files=[(io.BytesIO(striped()), "a.png")], **changes)
    return rows(Attachment)[0]


def blur(hands: Hands, who: str, file_id: int, **facts: Any) -> Any:
    """Blot a picture by its page."""
    return hands.send(who, f"/messages/{only().id}/photo/{file_id}", **facts)


@pytest.mark.parametrize("facts", [{"cells": "A1-F9"}, {"boxes": "0,0,50,100"}])
def test_blotted_part_cannot_be_drawn_back_and_the_rest_stays(
    app: Flask, citizen: Citizen, hands: Hands, facts: dict[str, str]
) -> None:
    first = taken(citizen)
    assert blur(hands, "intake", first.id, **facts).status_code == 302
    original, made = rows(Attachment)
    assert (original.purpose, made.purpose, made.filename) == (
        "origin",
        "redacted",
        "照片1（已打码）.jpg",
    )
    image = shown(app, made)
    left = image.crop((0, 0, image.width // 2 - 8, image.height))
    right = image.crop((image.width // 2 + 8, 0, image.width, image.height))
    contrast = [max(high - low for low, high in part.getextrema()) for part in (left, right)]
    # Stripes from black to white became grey; beside the part they are still there.
    assert contrast[0] < 100
    assert contrast[1] > 200
    with filestore.open_stored(app.config["VX"].files_dir, original.sha256) as stream:
        assert Image.open(io.BytesIO(stream.read())).size == (240, 180)


def test_unit_sees_the_blotted_copy_alone(app: Flask, citizen: Citizen, hands: Hands) -> None:
    first = taken(citizen)
    act(hands, "intake", "pass", decision="to_department", unit_id="县住建局（示例）")
    path = f"/messages/{only().id}"
    assert "照片1" not in hands.get("zhujian", path).text
    assert hands.get("zhujian", f"/attachment/{first.id}").status_code == 404
    blur(hands, "intake", first.id, cells="B2-C4")
    made = rows(Attachment)[1]
    page = hands.get("zhujian", path).text
    assert "照片1（已打码）.jpg" in page
    assert "照片1.png" not in page
    assert hands.get("zhujian", f"/attachment/{made.id}/picture").status_code == 200
    assert hands.get("zhujian", f"/attachment/{first.id}").status_code == 404
    assert hands.get("zhujian", f"{path}/photo/{first.id}").status_code == 403
    assert hands.get("zhujian", f"{path}/photo/{first.id}/grid").status_code == 403


def test_copy_of_a_message_in_the_ledger_stands_with_the_item(
    citizen: Citizen, hands: Hands
) -> None:
    first = taken(citizen)
    act(hands, "intake", "accept", domain="livelihood")
    (problem,) = rows(Problem)
    hands.walk(problem.id, "triage", "instruct", "sign")
    page = hands.get("gaowan", f"/problem/{problem.id}").text
    assert "照片1" not in page
    blur(hands, "intake", first.id, nothing="y")
    page = hands.get("gaowan", f"/problem/{problem.id}").text
    assert "照片1（已打码）.jpg" in page
    assert "照片1.png" not in page
    assert [(r.purpose, r.problem_id is not None) for r in rows(Attachment)] == [
        ("origin", False),
        ("origin", True),
        ("redacted", False),
        ("redacted", True),
    ]


@pytest.mark.parametrize(
    "facts", [{}, {"cells": "Z9"}, {"cells": "A0"}, {"boxes": "x"}, {"cells": "A1 " * 41}]
)
def test_part_that_cannot_be_read_is_asked_for_again(
    citizen: Citizen, hands: Hands, facts: dict[str, str]
) -> None:
    first = taken(citizen)
    answer = blur(hands, "intake", first.id, **facts)
    assert answer.status_code == 422
    assert facts.get("cells", "").strip() in answer.text
    assert len(rows(Attachment)) == 1


def test_grid_is_drawn_over_the_photograph_for_who_decides(citizen: Citizen, hands: Hands) -> None:
    first = taken(citizen)
    path = f"/messages/{only().id}/photo/{first.id}/grid"
    answer = hands.get("intake", path)
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert hands.get("gaowan", path).status_code in {403, 404}


def test_file_of_another_message_is_missing(citizen: Citizen, hands: Hands) -> None:
    first = taken(citizen)
    citizen.code()
    other = 2
    assert hands.get("intake", f"/messages/{other}/photo/{first.id}").status_code == 404


def test_blotting_is_audited(citizen: Citizen, hands: Hands) -> None:
    first = taken(citizen)
    blur(hands, "intake", first.id, cells="A1 B1")
    (row,) = [one for one in rows(AuditLog) if one.action == "message.blur"]
    assert (row.detail["file_id"], row.detail["parts"]) == (first.id, 2)


@pytest.mark.parametrize(
    ("typed", "count"), [("", 0), ("a1", 1), ("A1-B2，C3; D4", 3), ("B2到A1", 1)]
)
def test_cells_are_read_as_people_write_them(typed: str, count: int) -> None:
    found = photo_blur.cells(typed)
    assert len(found) == count
    assert all(left < right and top < bottom for left, top, right, bottom in found)


def test_box_beyond_the_picture_ends_at_its_edge() -> None:
    assert photo_blur.drawn("90,90,50,50") == [(90.0, 90.0, 100.0, 100.0)]
    with pytest.raises(Invalid):
        photo_blur.drawn("1,2,3")
