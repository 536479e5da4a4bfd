"""Every paper is PDF/A-2u by its structure: colour, fonts, text, metadata, nothing that acts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from PIL import Image, ImageCms

from reports import PaperSettings, render
from reports.icc import srgb_profile
from tests.reports.samples import BUILT, example, example_pdf, make_facts

FORBIDDEN = {"/AA", "/OpenAction", "/JavaScript", "/JS", "/EmbeddedFiles", "/AcroForm", "/XFA"}
FORBIDDEN |= {"/Encrypt", "/SMask", "/Launch", "/RichMedia", "/Movie", "/Sound", "/Alternates"}


def opened(kind: str) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(example_pdf(kind)))


def fonts(document: pikepdf.Pdf) -> Iterator[Any]:
    found = {}
    for page in document.pages:
        for font in page.Resources.Font.values():
            found[str(font.BaseFont)] = font
    yield from found.values()


def to_unicode(font: Any) -> dict[int, str]:
    """Return what each code of a font means, as its ToUnicode says."""
    text = font.ToUnicode.read_bytes().decode()
    pairs = re.findall(r"<(\w\w)> <(\w{4,})>", text)
    return {int(code, 16): bytes.fromhex(value).decode("utf-16-be") for code, value in pairs}


@pytest.mark.parametrize("kind", BUILT)
def test_the_output_intent_is_srgb(kind: str) -> None:
    document = opened(kind)
    (intent,) = document.Root.OutputIntents
    assert str(intent.S) == "/GTS_PDFA1"
    assert int(intent.DestOutputProfile.N) == 3
    assert intent.DestOutputProfile.read_bytes() == srgb_profile()
    for page in document.pages:
        operators = {str(op.operator) for op in pikepdf.parse_content_stream(page)}
        assert not operators & {"k", "K", "sh", "cs", "CS", "Do", "gs", "BI"}


def test_the_profile_renders_colours_as_srgb() -> None:
    profile = ImageCms.ImageCmsProfile(BytesIO(srgb_profile()))
    ramp = Image.linear_gradient("L").convert("RGB")
    transform = ImageCms.buildTransform(profile, ImageCms.createProfile("sRGB"), "RGB", "RGB")
    turned = ImageCms.applyTransform(ramp, transform)
    pairs = zip(ramp.tobytes(), turned.tobytes(), strict=True)
    assert max(abs(before - after) for before, after in pairs) <= 1


@pytest.mark.parametrize("kind", BUILT)
def test_the_xmp_claims_2u_and_agrees_with_the_information(kind: str) -> None:
    document = opened(kind)
    with document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as meta:
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("2", "U")
        assert meta["dc:title"] == str(document.docinfo["/Title"])
        assert meta["pdf:Producer"] == str(document.docinfo["/Producer"])
        assert meta["xmp:CreatorTool"] == str(document.docinfo["/Creator"])
        assert list(meta["dc:creator"] or [""]) == [str(document.docinfo["/Author"])]
        day = re.sub(r"[-:T]", "", meta["xmp:CreateDate"][:19])
        assert str(document.docinfo["/CreationDate"])[2:16] == day
    assert str(document.Root.Lang) == "zh-CN"
    assert len(document.trailer.ID) == 2


@pytest.mark.parametrize("kind", BUILT)
def test_every_font_is_embedded_with_right_widths_and_one_encoding(kind: str) -> None:
    for font in fonts(opened(kind)):
        assert str(font.Subtype) == "/TrueType"
        assert int(font.FontDescriptor.Flags) & 4
        assert "/Encoding" not in font
        face = TTFont(BytesIO(font.FontDescriptor.FontFile2.read_bytes()))
        (table,) = face["cmap"].tables
        scale = 1000 / face["head"].unitsPerEm
        for code, name in table.cmap.items():
            width = float(font.Widths[code - int(font.FirstChar)])
            assert abs(face["hmtx"][name][0] * scale - width) <= 1


@pytest.mark.parametrize("kind", BUILT)
def test_every_code_that_is_shown_means_a_character(kind: str) -> None:
    document = opened(kind)
    for page in document.pages:
        known = {name: to_unicode(font) for name, font in page.Resources.Font.items()}
        name = ""
        for instruction in pikepdf.parse_content_stream(page):
            if str(instruction.operator) == "Tf":
                name = str(instruction.operands[0])
            if str(instruction.operator) == "Tj":
                for code in bytes(instruction.operands[0]):
                    assert known[name][code] not in ("\0", "\ufeff", "\ufffe")


@pytest.mark.parametrize("kind", BUILT)
def test_nothing_in_the_file_acts_or_hides(kind: str) -> None:
    document = opened(kind)
    for thing in document.objects:
        if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
            keys = set(thing.keys())
            assert not keys & FORBIDDEN
            found = thing.get("/Filter", pikepdf.Array())
            filters = found if isinstance(found, pikepdf.Array) else [found]
            assert {str(name) for name in filters} <= {"/FlateDecode"}
    assert example_pdf(kind)[:8] == b"%PDF-1.7"
    assert all(byte > 127 for byte in example_pdf(kind)[10:14])


def test_four_colour_print_claims_no_archive_format() -> None:
    pdf = render("circular", make_facts(), PaperSettings(ink="print"))
    document = pikepdf.open(BytesIO(pdf))
    assert "/OutputIntents" not in document.Root
    assert b"pdfaid" not in document.Root.Metadata.read_bytes()


def test_a_chart_tells_its_figures_to_who_cannot_see_it() -> None:
    document = opened("monthly_report")
    figures = [kid for kid in document.Root.StructTreeRoot.K.K if str(kid.S) == "/Figure"]
    text = str(figures[0].Alt)
    for series in example("monthly_report")["charts"][0]["series"]:
        assert series["name"] in text
        assert all(str(value) in text for value in series["values"])
