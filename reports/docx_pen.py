"""Paragraphs, tables and borders of a .docx by the names and sizes of GB/T 9704-2012.

The file names fonts and does not embed them: offices that edit by hand own 仿宋_GB2312,
楷体_GB2312 and 方正小标宋简体.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx.document import Document as Doc
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Pt, RGBColor
from docx.table import Table as DocTable
from docx.table import _Row as DocRow
from docx.text.paragraph import Paragraph as DocParagraph
from docx.text.run import Run

from reports.grid import SIZE, SMALL

Align = WD_ALIGN_PARAGRAPH
FONTS = {
    "fangsong": "仿宋_GB2312",
    "kai": "楷体_GB2312",
    "hei": "黑体",
    "xiaobiaosong": "方正小标宋简体",
    "song": "宋体",
}
# Word counts whole lines: 22 of 28.9 pt fill the 225 mm of the 版心, 22 of 29.6 do not.
LINE = 28.9
# A quarter of a point less between characters sets 28 of them on a line of 156 mm.
TRACK = -0.25
CHAR = SIZE + TRACK
CELL_SIZE = 12.0
RED = RGBColor(0xFF, 0, 0)
THICK, THIN = 8, 6
TWIPS = 20
PAD = 3.5
EDGES = ("top", "left", "bottom", "right", "insideH", "insideV")
_TEXT_SHAPE = ("w:bidi", "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:rPr")
# What follows an element in its parent, as the schema orders them: Word refuses another order.
AFTER = {
    "w:spacing": ("w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:highlight", "w:u"),
    "w:w": ("w:kern", "w:position", "w:sz", "w:szCs", "w:highlight", "w:u"),
    "w:autoSpaceDE": _TEXT_SHAPE,
    "w:autoSpaceDN": _TEXT_SHAPE,
    "w:pBdr": ("w:shd", "w:tabs", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:rPr"),
    "w:tblBorders": ("w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook"),
    "w:tblCellMar": ("w:tblLook",),
    "w:tblpPr": ("w:tblOverlap", "w:tblW", "w:jc", "w:tblInd", "w:tblBorders", "w:tblLayout"),
}


class DocPen:
    """Writes into one container: the body of a document, a cell, a header or a footer."""

    def __init__(self, document: Doc, place: Any = None) -> None:
        """Begin at the end of a container, the document's body by default."""
        self.document = document
        self.place: Any = place if place is not None else document
        self.begins_page = False

    def line(self, *, align: Align | None = None, height: float = LINE) -> DocParagraph:
        """Begin a paragraph on the grid."""
        found: DocParagraph = self.place.add_paragraph()
        shape = found.paragraph_format
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(height)
        shape.space_before = shape.space_after = Pt(0)
        shape.alignment = align
        if self.begins_page:
            shape.page_break_before, self.begins_page = True, False
        return found

    def blank(self, count: int = 1) -> None:
        """Leave lines empty."""
        for _ in range(count):
            self.line()

    def text(
        self, text: str, role: str = "fangsong", size: float = SIZE, *, align: Align | None = None
    ) -> DocParagraph:
        """Write a paragraph that is not indented."""
        found = self.line(align=align, height=max(LINE, size * 1.5))
        write(found, text, role, size)
        return found

    def indented(self, spans: Sequence[tuple[str, str]]) -> DocParagraph:
        """Write a paragraph of 正文: (text, role) by turns, the first line two characters in."""
        found = self.line(align=Align.JUSTIFY)
        for text, role in spans:
            write(found, text, role)
        indent_first(found, 2)
        return found

    def at(self, text: str, left: float) -> None:
        """Write one line that begins so many points from the left."""
        found = self.line()
        write(found, text)
        found.paragraph_format.left_indent = Pt(max(0.0, left))

    def picture(self, data: bytes, width: float, *, alt: str = "") -> None:
        """Put a picture of a width in points on a line that grows with it.

        With alt, the words for who cannot see it, nothing is kept on its page below it.
        """
        found = self.line(align=Align.CENTER)
        found.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        found.paragraph_format.keep_with_next = not alt
        shape = found.add_run().add_picture(BytesIO(data), width=Pt(width))
        if alt:
            shape._inline.docPr.set("descr", alt)

    def table(self, rows: int, widths: Sequence[float]) -> DocTable:
        """Return a table of fixed widths in points, its rules thin."""
        found: DocTable = self.place.add_table(rows, len(widths))
        found.autofit = False
        found.alignment = 1  # type: ignore[assignment]  # The member named CENTER.
        borders(found, "single", 4)
        pads(found)
        # Word reads the widths of cells, LibreOffice those of the columns.
        for column, width in zip(found.columns, widths, strict=True):
            column.width = Length(int(Pt(width)))
        for row in found.rows:
            whole(row)
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = Length(int(Pt(width)))
        return found


def write(paragraph: DocParagraph, text: str, role: str = "fangsong", size: float = SIZE) -> Run:
    """Add a run in a face and a size; the same face for digits, as the paper prints them."""
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    dress(run, role)
    if size == SIZE:
        add(run._r.get_or_add_rPr(), "w:spacing", val=str(int(TRACK * TWIPS)))
    return run


def add(parent: Any, name: str, **values: str) -> Any:
    """Add an element at its place among its parent's; return it."""
    made = OxmlElement(name)
    for key, value in values.items():
        made.set(qn(f"w:{key}"), value)
    later = [parent.find(qn(one)) for one in AFTER[name]]
    first = next((one for one in later if one is not None), None)
    parent.append(made) if first is None else first.addprevious(made)
    return made


def dress(run: Run, role: str) -> None:
    """Name the face of a run for every script."""
    name = FONTS[role]
    run.font.name = name
    fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:eastAsia", "w:ascii", "w:hAnsi", "w:cs"):
        fonts.set(qn(script), name)


def red(run: Run, percent: int = 100) -> None:
    """Colour a run red, and squeeze it where the line is too short."""
    run.font.color.rgb = RED
    if percent < 100:
        add(run._r.get_or_add_rPr(), "w:w", val=str(percent))


def indent_first(paragraph: DocParagraph, characters: int) -> None:
    """Indent the first line by whole characters."""
    paragraph.paragraph_format.first_line_indent = Pt(characters * CHAR)
    indent = paragraph._p.get_or_add_pPr().get_or_add_ind()
    indent.set(qn("w:firstLineChars"), str(100 * characters))


def rule(
    paragraph: DocParagraph, kind: str, eighths: int, space: int, edge: str = "bottom"
) -> None:
    """Draw a red line below a paragraph or above it; space is in points."""
    shape = add(paragraph._p.get_or_add_pPr(), "w:pBdr")
    line = OxmlElement(f"w:{edge}")
    values = {"val": kind, "sz": str(eighths), "space": str(space), "color": "FF0000"}
    for name, value in values.items():
        line.set(qn(f"w:{name}"), value)
    shape.append(line)


def borders(table: DocTable, kind: str, eighths: int, *edges: str) -> None:
    """Draw the rules of a table: the named edges, or all of them."""
    properties = table._tbl.tblPr
    shape = properties.find(qn("w:tblBorders"))
    shape = shape if shape is not None else add(properties, "w:tblBorders")
    for edge in edges or EDGES:
        line = shape.find(qn(f"w:{edge}"))
        if line is None:
            line = OxmlElement(f"w:{edge}")
            shape.append(line)
        for name, value in {"val": kind, "sz": str(eighths), "space": "0", "color": "auto"}.items():
            line.set(qn(f"w:{name}"), value)


def pads(table: DocTable) -> None:
    """Leave as much beside the text of a cell as the paper does; Word leaves half as much again."""
    shape = add(table._tbl.tblPr, "w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), str(int(PAD * TWIPS)))
        edge.set(qn("w:type"), "dxa")
        shape.append(edge)


def at_foot(table: DocTable) -> None:
    """Set a table at the foot of the page on which it stands."""
    add(
        table._tbl.tblPr,
        "w:tblpPr",
        vertAnchor="margin",
        horzAnchor="margin",
        tblpXSpec="center",
        tblpYSpec="bottom",
    )


def whole(row: DocRow) -> None:
    """Keep a row on one page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def repeat(table: DocTable) -> None:
    """Repeat the first row of a table on every page."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(mark)


def cell(place: Any, text: str, role: str, align: Align, size: float = CELL_SIZE) -> None:
    """Write one paragraph into a cell; a foot comes as a second one."""
    paragraph = place.paragraphs[0]
    if paragraph.runs:
        paragraph = place.add_paragraph()
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(0)
    paragraph.paragraph_format.alignment = align
    write(paragraph, text, role, size)
    place.vertical_alignment = 1


def field(paragraph: DocParagraph, code: str) -> None:
    """Add a field that Word fills in, such as the page's number."""
    for kind, words in (("begin", ""), ("", code), ("end", "")):
        run = write(paragraph, "", "song", SMALL)
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        part.text = words
        run._r.append(part)


def width_of(text: str, size: float = CHAR) -> float:
    """Return how wide a text is: half-width characters take half."""
    return sum(size / 2 if char.isascii() else size for char in text)
