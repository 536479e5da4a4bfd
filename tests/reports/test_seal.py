"""The seal's image: where GB/T 9704 wants it, in red, whole, and never without being given."""

from __future__ import annotations

import io

import pikepdf
import pytest
from PIL import Image

from reports import FactsError, PaperError, PaperSettings, render
from reports.catalog import PaperFormat
from reports.check import check_pdf
from reports.kinds import KINDS
from reports.seal import read_seal
from tests.reports.samples import PAPERS, example, make_facts, text_of
from tests.trust.seals import picture

SEALED = tuple(kind for kind in PAPERS if KINDS[kind].format is not PaperFormat.MINUTES)


def sealed(kind: str, millimetres: float = 42.0, ink: str = "screen", **changes: object) -> bytes:
    """Return an example of a kind with the seal on it; a joint paper as if we wrote it alone."""
    facts = {**example(kind), "seal": "image", **changes}
    facts.pop("joint", None)
    settings = PaperSettings(ink=ink, seal=read_seal(picture(), millimetres))
    return render(kind, facts, settings)


def failed(pdf: bytes) -> list[str]:
    """Return the items that do not measure."""
    return [str(item) for item in check_pdf(pdf) if item.verdict == "FAIL"]


def item(pdf: bytes, number: int = 20) -> str:
    """Return what the check says of an item."""
    return next(str(one) for one in check_pdf(pdf) if one.item == number)


@pytest.mark.parametrize("millimetres", [42.0, 45.0])
@pytest.mark.parametrize("kind", SEALED)
def test_seal_stands_where_the_standard_wants_it(kind: str, millimetres: float) -> None:
    pdf = sealed(kind, millimetres)
    assert failed(pdf) == []
    assert f"印章 {millimetres:.1f}" in item(pdf) or f"印章 {millimetres + 0.1:.1f}" in item(pdf)


@pytest.mark.parametrize("count", range(16, 30))
def test_seal_at_the_foot_of_a_page_keeps_clear_of_everything(count: int) -> None:
    body = [{"text": "请各单位认真整改。"} for _ in range(count)]
    pdf = sealed("circular", body=body, tables=[], attachments=[], note="")
    assert failed(pdf) == []


def test_text_below_the_seal_stays_whole_and_in_order() -> None:
    assert text_of(sealed("reply")) == text_of(
        render("reply", {**example("reply"), "seal": "placeholder"})
    )


def test_same_seal_gives_the_same_bytes() -> None:
    assert sealed("reply") == sealed("reply")


def test_seal_is_a_stencil_without_transparency_and_has_words() -> None:
    document = pikepdf.open(io.BytesIO(sealed("reply")))
    images = [
        image
        for page in document.pages
        if "/XObject" in page.Resources
        for image in page.Resources.XObject.values()
    ]
    assert len(images) == 1
    assert bool(images[0].ImageMask)
    for thing in document.objects:
        if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
            assert not set(thing.keys()) & {"/SMask", "/Alternates"}
    figures = [kid for kid in document.Root.StructTreeRoot.K.K if str(kid.S) == "/Figure"]
    assert [str(one.Alt) for one in figures] == ["发文机关印章"]


def test_stencil_takes_the_ink_of_the_printing_press() -> None:
    assert b"pdfaid" not in sealed("reply", ink="print")


def damaged(pdf: bytes, change: bytes) -> bytes:
    """Return the paper with the seal's place on the page changed."""
    document = pikepdf.open(io.BytesIO(pdf))
    for page in document.pages:
        code = page.Contents.read_bytes()
        at = code.find(b" Do")
        if at >= 0:
            start = code.rfind(b"q ", 0, at)
            end = code.find(b"Q", at)
            name = code[code.rfind(b"/", 0, at) : at]
            page.Contents.write(
                code[:start] + b"q " + change + b" cm " + name + b" Do " + code[end:]
            )
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "change",
    [
        b"119 0 0 119 250 400",
        b"100 0 0 100 345 400",
        b"140 0 0 140 330 400",
        b"110 40 -40 110 350 400",
        b"-119 0 0 -119 460 520",
    ],
    ids=["beside", "small", "large", "leaning", "upside down"],
)
def test_check_sees_a_seal_that_is_not_right(change: bytes) -> None:
    assert item(damaged(sealed("reply"), change)).endswith("FAIL")


def test_image_without_a_seal_is_refused() -> None:
    with pytest.raises(FactsError, match="经批准"):
        render("circular", make_facts(seal="image"))


def test_seal_that_nobody_asked_for_is_not_printed() -> None:
    settings = PaperSettings(seal=read_seal(picture(), 42))
    for seal in ("none", "placeholder"):
        facts = make_facts(seal=seal)
        assert render("circular", facts, settings) == render("circular", facts)


def test_joint_paper_takes_no_single_seal() -> None:
    settings = PaperSettings(seal=read_seal(picture(), 42))
    with pytest.raises(FactsError, match="一个发文机关"):
        render("circular", make_facts(seal="image", joint=["海兴县行政审批局"]), settings)


def blank() -> bytes:
    """Return an empty picture."""
    out = io.BytesIO()
    Image.new("RGBA", (620, 620)).save(out, "PNG")
    return out.getvalue()


def jpeg() -> bytes:
    """Return a picture of another format."""
    out = io.BytesIO()
    Image.new("RGB", (620, 620), "red").save(out, "JPEG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "不是 PNG"),
        (b"<svg/>", "不是 PNG"),
        (jpeg(), "不是 PNG"),
        (picture()[:400], "不是 PNG"),
        (blank(), "空白"),
        (picture(side=620, high=900), "圆形"),
        (picture(side=300), "太小"),
        (picture(side=6400), "太大"),
    ],
    ids=["empty", "svg", "jpeg", "cut", "blank", "oval", "small", "large"],
)
def test_picture_that_is_no_seal_is_refused(data: bytes, told: str) -> None:
    with pytest.raises(PaperError, match=told):
        read_seal(data, 42)


def test_paper_behind_a_seal_makes_no_difference() -> None:
    assert read_seal(picture(ground="white"), 42) == read_seal(picture(), 42)
