"""The .docx says what the PDF says, in the same faces and sizes, and opens in a strict reader."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document as Doc
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from lxml import etree
from PIL import Image

import config
from reports import KINDS, FactsError
from reports.docx import render_docx
from reports.docx_pen import FONTS
from reports.facts import read_facts, walk
from reports.paper import chinese_date
from tests.reports.test_photos import example, photos

PAPERS = config.ROOT / "seeds" / "demo" / "papers"
KIND_NAMES = [kind for kind in KINDS if kind != "qr_placard"]
# What a form carries on paper beside the text: never printed in a .docx, or only as layout.
LAYOUT = re.compile(r"^(kind|agency|seal|verify_url|mark|printed_by)$|align$")
ORDER = {
    "rPr": "rStyle rFonts b bCs i iCs caps color spacing w kern position sz szCs u",
    "pPr": "pStyle keepNext keepLines pageBreakBefore pBdr shd tabs autoSpaceDE autoSpaceDN"
    " snapToGrid spacing ind jc rPr sectPr",
    "tblPr": "tblStyle tblpPr tblOverlap tblW jc tblInd tblBorders shd tblLayout tblCellMar"
    " tblLook",
    "tblBorders": "top left bottom right insideH insideV",
}


def facts_of(kind: str) -> dict[str, Any]:
    """Return the example facts of a kind."""
    found: dict[str, Any] = json.loads((PAPERS / f"{kind}.json").read_text(encoding="utf-8"))
    return found


@cache
def made(kind: str) -> bytes:
    """Return the document of an example."""
    return render_docx(kind, facts_of(kind))


def opened(kind: str, **changes: Any) -> Doc:
    """Return an example, or a changed one, as the library reads it back."""
    content = render_docx(kind, {**facts_of(kind), **changes}) if changes else made(kind)
    return docx.Document(io.BytesIO(content))


def parts(document: Doc) -> Iterator[Any]:
    """Yield the roots of body, headers and footers."""
    section = document.sections[0]
    yield document.element.body
    for one in (
        section.header,
        section.footer,
        section.first_page_header,
        section.first_page_footer,
        section.even_page_footer,
    ):
        yield one._element


def text_of(document: Doc) -> str:
    """Return every text of a document without blanks, what pictures say too."""
    texts = [node.text or "" for root in parts(document) for node in root.iter(qn("w:t"))]
    texts += [
        node.get("descr", "") for root in parts(document) for node in root.iter(qn("wp:docPr"))
    ]
    return re.sub(r"\s", "", "".join(texts))


def paragraph(document: Doc, words: str) -> Paragraph:
    """Return the first paragraph of the body that holds some words."""
    return next(one for one in document.paragraphs if words in one.text)


@pytest.mark.parametrize("kind", KIND_NAMES)
def test_every_text_of_the_facts_stands_in_the_document(kind: str) -> None:
    paper = read_facts(KINDS[kind], facts_of(kind))
    found = text_of(opened(kind))
    missing = [
        (where, text)
        for where, text in walk(paper)
        if not LAYOUT.search(where) and re.sub(r"[\s|]", "", text) not in found
    ]
    # A form has no header: its labels stand in its cells.
    assert [one for one in missing if kind != "handling_sheet" or "columns" not in one[0]] == []
    if paper.kind != "handling_sheet" and paper.date.year > 2000:
        assert chinese_date(paper.date) in found
    if paper.number is not None:
        assert str(paper.number) in found


@pytest.mark.parametrize("kind", KIND_NAMES)
def test_every_run_names_an_office_face_for_every_script(kind: str) -> None:
    faces = set()
    for root in parts(opened(kind)):
        for run in root.iter(qn("w:r")):
            if run.find(qn("w:drawing")) is not None:
                continue
            fonts = run.find(qn("w:rPr")).find(qn("w:rFonts"))
            faces.add(tuple(fonts.get(qn(f"w:{one}")) for one in ("ascii", "hAnsi", "eastAsia")))
    assert {face[0] for face in faces} <= set(FONTS.values())
    assert all(len(set(face)) == 1 for face in faces)


@pytest.mark.parametrize("kind", KIND_NAMES)
def test_page_has_the_margins_of_the_standard(kind: str) -> None:
    section = opened(kind).sections[0]
    found = [
        round(length.mm)
        for length in (
            section.page_width,
            section.page_height,
            section.top_margin,
            section.bottom_margin,
            section.left_margin,
            section.right_margin,
        )
        if length is not None
    ]
    turned = [297, 210, 28, 26, 35, 37]
    assert found == (turned if kind == "ledger_sheet" else [210, 297, 37, 35, 28, 26])


@pytest.mark.parametrize("kind", KIND_NAMES)
def test_elements_stand_in_the_order_of_the_schema(kind: str) -> None:
    for root in parts(opened(kind)):
        for name, order in ORDER.items():
            known = order.split()
            for node in root.iter(qn(f"w:{name}")):
                tags = [etree.QName(child).localname for child in node]
                places = [known.index(tag) for tag in tags]
                assert places == sorted(places), (name, tags)
                assert len(tags) == len(set(tags)), (name, tags)


@pytest.mark.parametrize("kind", KIND_NAMES)
def test_equal_facts_give_equal_bytes(kind: str) -> None:
    content = made(kind)
    assert content == render_docx(kind, facts_of(kind))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}


@pytest.mark.parametrize(
    ("words", "face", "size"),
    [
        ("关于2026年9月", "方正小标宋简体", 22),
        ("县委、县政府：", "仿宋_GB2312", 16),
        ("现将2026年9月", "仿宋_GB2312", 16),
        ("一、总体情况", "黑体", 16),
        ("表1", "黑体", 14),
        ("签发人：", "仿宋_GB2312", 16),
    ],
)
def test_part_has_its_face_and_size(words: str, face: str, size: int) -> None:
    found = paragraph(opened("monthly_report"), words).runs[0].font
    assert (found.name, found.size.pt if found.size else 0) == (face, size)


def test_second_level_is_kai_and_what_runs_on_is_fangsong() -> None:
    body = [{"level": 1, "text": "要求"}, {"level": 2, "text": "限期办结。逾期的说明理由。"}]
    document = opened("circular", body=body, tables=[])
    assert paragraph(document, "一、要求").runs[0].font.name == "黑体"
    runs = paragraph(document, "（一）限期办结。").runs
    assert [run.font.name for run in runs] == ["楷体_GB2312", "仿宋_GB2312"]


def test_body_stands_on_the_grid_two_characters_in() -> None:
    found = paragraph(opened("circular"), "一、")
    shape = found.paragraph_format
    assert shape.line_spacing is not None
    assert shape.line_spacing.pt == 28.9
    indent = found._p.pPr.find(qn("w:ind"))
    assert indent.get(qn("w:firstLineChars")) == "200"


def test_mark_and_line_are_red() -> None:
    for kind in ("circular", "assignment_letter", "minutes", "monthly_report"):
        colours = [
            node.get(qn("w:val"))
            for root in parts(opened(kind))
            for node in root.iter(qn("w:color"))
        ]
        assert "FF0000" in colours, kind


def test_pages_are_numbered_at_both_sides() -> None:
    section = opened("circular").sections[0]
    for place, align in ((section.footer, 2), (section.even_page_footer, 0)):
        assert place.paragraphs[0].alignment == align
        assert "PAGE" in place._element.xpath("string(.)")


def test_joint_agencies_stand_below_one_another_and_sign_both() -> None:
    text = text_of(opened("monthly_report"))
    assert text.count("海兴县行政审批局") >= 2


def test_document_names_no_clerk_and_carries_no_code() -> None:
    document = opened("acceptance_notice")
    about = document.core_properties
    assert (about.author, about.last_modified_by, about.comments) == (
        "海兴县民声直通车办公室",
        "",
        "",
    )
    assert "/verify/" not in text_of(document)


def test_placard_has_no_document() -> None:
    with pytest.raises(FactsError, match="码牌"):
        render_docx("qr_placard", facts_of("qr_placard"))


@pytest.mark.parametrize(
    "text", ["<w:t>&amp;</w:t>", "<img src=x onerror=y>", "{{ 7*7 }}", "=1+1", "长" * 3000]
)
def test_hostile_text_stands_as_it_is(text: str) -> None:
    document = opened("circular", body=[{"level": 0, "text": text}], tables=[])
    assert text in [one.text for one in document.paragraphs]


def test_examples_exist_for_every_kind() -> None:
    assert {Path(name).stem for name in PAPERS.glob("*.json")} == set(KINDS)


def test_photographs_stand_in_the_document_with_their_captions() -> None:
    facts = {**example("rectification_notice"), "photos": photos(2)}
    document = docx.Document(io.BytesIO(render_docx("rectification_notice", facts)))
    assert len(document.inline_shapes) == 2
    assert [p.text for p in document.paragraphs if p.text.startswith("图")] == [
        f"图{at}　{one['caption']}" for at, one in enumerate(facts["photos"], 1)
    ]


def test_columns_are_as_wide_as_the_facts_set_and_wide_attachments_lie_on_their_side() -> None:
    document = docx.Document(
        io.BytesIO(render_docx("supervision_letter", facts_of("supervision_letter")))
    )
    (table,) = [one for one in document.tables if len(one.columns) == 5]
    wide = [round(column.width.pt / 15.793, 1) for column in table.columns]
    assert wide == [6.8, 8.0, 4.6, 5.9, 2.7]
    report = docx.Document(io.BytesIO(render_docx("monthly_report", facts_of("monthly_report"))))
    sides = [section.page_width.mm > section.page_height.mm for section in report.sections]
    assert sides == [False, True, False]


def test_chart_is_a_picture_at_print_resolution_with_its_numbers_in_words() -> None:
    document = opened("monthly_report")
    (shape,) = document.inline_shapes
    (series, *_rest) = facts_of("monthly_report")["charts"][0]["series"]
    said = shape._inline.docPr.get("descr")
    assert all(f"{value:g}" in said for value in series["values"])
    part = document.part.related_parts[shape._inline.graphic.graphicData.pic.blipFill.blip.embed]
    with Image.open(io.BytesIO(part.blob)) as picture:
        assert picture.width / (shape.width / 914_400) > 290
        assert picture.convert("L").getextrema() == (0, 255)
