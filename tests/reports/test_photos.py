"""Photographs in a paper: two a page with captions, tagged, or refused with a reason."""

from __future__ import annotations

import base64
import io
from typing import Any

import pikepdf
import pytest
from PIL import Image

from reports.check import check_pdf
from reports.errors import FactsError
from reports.render import render
from tests.reports.samples import example, text_of


def coded(form: str = "JPEG", mode: str = "RGB", size: tuple[int, int] = (640, 480)) -> str:
    """Return a photograph in base64."""
    image = Image.linear_gradient("L").resize(size).convert(mode)
    out = io.BytesIO()
    image.save(out, form)
    return base64.b64encode(out.getvalue()).decode()


def photos(count: int, **of: Any) -> list[dict[str, str]]:
    """Return some photographs with their captions."""
    return [{"caption": f"孔庄子村委会大门现场{n}", "data": coded(**of)} for n in range(count)]


def printed(found: list[dict[str, str]], kind: str = "rectification_notice") -> bytes:
    """Return a paper with photographs."""
    return render(kind, {**example(kind), "photos": found})


def test_two_photographs_stand_on_a_page_with_their_captions() -> None:
    portrait = photos(1, size=(600, 900))
    content = printed([*photos(2), *portrait, *photos(2)])
    text = text_of(content)
    assert all(f"图{n}" in text for n in range(1, 6))
    assert "证据照片" in text
    found = [len(set(draws)) for draws in drawn(content) if draws]
    assert found == [2, 2, 1]


def drawn(content: bytes) -> list[list[str]]:
    """Return the pictures that each page draws."""
    with pikepdf.Pdf.open(io.BytesIO(content)) as file:
        return [
            [str(at) for at, one in enumerate(pikepdf.parse_content_stream(page, "Do"))]
            for page in file.pages
        ]


@pytest.mark.parametrize("kind", ["circular", "rectification_notice", "supervision_letter"])
def test_paper_with_photographs_holds_the_standard(kind: str) -> None:
    content = printed(photos(3), kind)
    assert [one for one in check_pdf(content, kind) if one.verdict == "FAIL"] == []


def test_photographs_are_numbered_among_the_attachments() -> None:
    text = text_of(printed(photos(1), "circular"))
    assert "3. 证据照片" in text or "3.证据照片" in text
    assert "附件3" in text


def test_equal_photographs_give_equal_bytes() -> None:
    assert printed(photos(2)) == printed(photos(2))


def test_figures_are_told_in_words_and_carry_no_alpha() -> None:
    content = printed([*photos(1), *photos(1, form="PNG", mode="L")])
    with pikepdf.Pdf.open(io.BytesIO(content)) as file:
        alts = [
            str(one.Alt)
            for one in file.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure"
        ]
        images = [
            one
            for one in file.objects
            if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image"
        ]
        assert all("/SMask" not in one and "/Mask" not in one for one in images)
        assert {str(one.ColorSpace) for one in images} <= {"/DeviceRGB", "/DeviceGray"}
    assert [alt for alt in alts if alt.startswith("图")] == [
        "图1：孔庄子村委会大门现场0",
        "图2：孔庄子村委会大门现场0",
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"data": "不是"}, "base64|JPEG"),
        ({"data": base64.b64encode(b"GIF89a" + b"0" * 40).decode()}, "JPEG或PNG"),
        ({"data": coded("PNG", "RGBA")}, "透明"),
        ({"data": coded("JPEG", "CMYK")}, "RGB或灰度"),
        ({"data": coded(size=(5000, 3000))}, "万像素"),
        ({"data": coded()[:400]}, "JPEG或PNG"),
        ({"data": 7}, "base64"),
        ({"data": "A" * 5_000_000}, "MB"),
        ({"caption": "长" * 25}, "最多24字"),
        ({"caption": ""}, "不能为空"),
        ({"place": "x"}, "不认识的键"),
    ],
)
def test_photograph_that_cannot_be_printed_is_refused(change: dict[str, Any], said: str) -> None:
    with pytest.raises(FactsError, match=said):
        printed([{**photos(1)[0], **change}])


def test_too_many_photographs_and_those_of_a_sheet_are_refused() -> None:
    with pytest.raises(FactsError, match="最多20张"):
        printed(photos(21))
    with pytest.raises(FactsError, match="photos"):
        printed(photos(1), "handling_sheet")
