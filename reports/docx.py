"""The same facts as a .docx for offices that must edit by hand.

It follows the PDF's faces, sizes, margins and order of parts; where lines and pages end is
Word's business. It carries neither verification code nor marks: a text that can be changed
proves nothing.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime

import docx
from docx.document import Document as Doc
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt

from reports import docx_head, docx_tables
from reports.blocks import HEADING_ROLES, heading_number, split_heading
from reports.catalog import PaperFormat
from reports.docx_pen import (
    CELL_SIZE,
    CHAR,
    FONTS,
    THICK,
    THIN,
    Align,
    DocPen,
    add,
    at_foot,
    borders,
    cell,
    width_of,
    write,
)
from reports.errors import FactsError
from reports.facts import read_facts
from reports.grid import SIZE, SMALL, TURNED, WIDTH
from reports.kinds import KINDS
from reports.paper import NO_DATE, Attachment, Paper, Paragraph, Parts, chinese_date

# A picture of an attachment; two and their captions stand on a page.
HIGHEST = 200.0
FIXED = (1980, 1, 1, 0, 0, 0)
NO_WORD = "码牌是印好张贴的，没有可以修改的文档"


def render_docx(kind: str, facts: object) -> bytes:
    """Return a paper as a .docx; equal facts give equal bytes. Raises FactsError."""
    if kind not in KINDS:
        raise FactsError(f"没有这种公文：{str(kind)[:40]}")
    if kind == "qr_placard":
        raise FactsError(NO_WORD)
    paper = read_facts(KINDS[kind], facts)
    document = docx.Document()
    _prepare(document, paper)
    if KINDS[kind].format is PaperFormat.SHEET:
        _sheet(document, paper)
    else:
        _official(document, paper, KINDS[kind].parts(paper))
    out = io.BytesIO()
    document.save(out)
    return _fixed(out.getvalue())


def _fixed(content: bytes) -> bytes:
    """Return the archive with fixed times, so that equal facts give equal bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, FIXED)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return out.getvalue()


def _prepare(document: Doc, paper: Paper) -> None:
    """Set page, margins, the body's face and who wrote it; take the template's own text away."""
    for one in list(document.element.body)[:-1]:
        document.element.body.remove(one)
    section = document.sections[0]
    section.footer_distance = Mm(23)
    _page(section, wide=paper.kind == "ledger_sheet")
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONTS["fangsong"], Pt(SIZE)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONTS["fangsong"])
    # No space between Chinese and digits, as the paper sets them.
    for name in ("w:autoSpaceDE", "w:autoSpaceDN"):
        add(normal.element.get_or_add_pPr(), name, val="0")
    for one in document.styles.element.iter(qn("w:lang")):
        one.set(qn("w:eastAsia"), "zh-CN")
    about, on = document.core_properties, paper.date
    about.title, about.author = paper.title.replace("|", ""), paper.agency
    about.comments = about.last_modified_by = ""
    about.created = about.modified = datetime(on.year, on.month, on.day, tzinfo=UTC)


def _official(document: Doc, paper: Paper, parts: Parts) -> None:
    """Write a paper with a head: everything from the mark to the 版记."""
    pen = DocPen(document)
    docx_head.head(pen, paper)
    docx_head.page_numbers(document, paper)
    docx_head.title(pen, paper.title)
    pen.blank()
    if paper.addressees:
        pen.text("、".join(paper.addressees) + "：")
    _body(pen, paper.body, parts)
    _attachment_note(pen, paper.attachments)
    if KINDS[paper.kind].format is PaperFormat.MINUTES:
        _lists(pen, parts)
    else:
        _sign(pen, paper)
    if paper.note:
        _note(pen, paper.note)
    for slip in parts.slips:
        pen.blank()
        docx_tables.table(pen, slip)
    for attachment in paper.attachments:
        _bound(pen, attachment, paper.attachments)
    for page in parts.pages:
        _new_page(pen)
        docx_head.title(pen, page.title)
        docx_tables.table(pen, page, has_title=False)
    _imprint(pen, paper)


def _body(pen: DocPen, body: Sequence[Paragraph], parts: Parts) -> None:
    """Write 正文 with its numbers, and the tables where they belong."""
    counts = [0] * 5
    for place, paragraph in enumerate(body, 1):
        level = paragraph.level
        counts[level:] = [counts[level] + 1, *[0] * (4 - level)] if level else counts[level:]
        spans = _spans(paragraph, counts[level])
        line = pen.indented(spans)
        line.paragraph_format.keep_with_next = bool(level) and len(spans) == 1
        for table in parts.tables:
            if (table.after or len(body)) == place:
                docx_tables.table(pen, table)
        for chart in parts.charts:
            if (chart.after or len(body)) == place:
                docx_tables.chart(pen, chart)


def _spans(paragraph: Paragraph, number: int) -> list[tuple[str, str]]:
    """Return the texts of a paragraph with their faces: a heading's own before what runs on."""
    level = paragraph.level
    if not level:
        return [(paragraph.text, "fangsong")]
    head, rest = split_heading(paragraph.text) if level < 3 else (paragraph.text, "")
    spans = [(heading_number(level, number) + head, HEADING_ROLES[level]), (rest, "fangsong")]
    return [span for span in spans if span[0]]


def _attachment_note(pen: DocPen, attachments: Sequence[Attachment]) -> None:
    """Write 附件说明, the names below one another."""
    if not attachments:
        return
    pen.blank()
    for place, one in enumerate(attachments, 1):
        number = f"{place}. " if len(attachments) > 1 else ""
        head = "附件：" if place == 1 else "　　　"
        pen.indented([(head + number + one.title.replace("|", ""), "fangsong")])


def _lists(pen: DocPen, parts: Parts) -> None:
    """Write 出席, 请假 and 列席."""
    pen.blank()
    for label, names in parts.lists:
        line = pen.line()
        write(line, label, "hei")
        write(line, "：" + "，".join(names))
        # Turn-over lines stand below the first name.
        hang = len(label) + 1
        line.paragraph_format.left_indent = Pt((2 + hang) * CHAR)
        line.paragraph_format.first_line_indent = Pt(-hang * CHAR)


def _sign(pen: DocPen, paper: Paper) -> None:
    """Write 署名 and 成文日期 where they stand with a seal or without one."""
    day, names = chinese_date(paper.date), (paper.sign, *paper.joint)
    wide = width_of(day)
    pen.blank()
    if paper.seal == "placeholder":
        left = WIDTH - 4 * CHAR - wide
        for name in names:
            pen.at(name, left + (wide - width_of(name)) / 2)
        pen.at(day, left)
        return
    widest = max(width_of(name) for name in names)
    sign = WIDTH - 2 * CHAR - widest
    on = min(sign + 2 * CHAR, WIDTH - 2 * CHAR - wide)
    for name in names:
        pen.at(name, min(sign, on - 2 * CHAR))
    pen.at(day, on)


def _note(pen: DocPen, note: str) -> None:
    """Write 附注 in round brackets."""
    whole = note if note.startswith("（") and note.endswith("）") else f"（{note}）"
    pen.indented([(whole, "fangsong")])


def _new_page(pen: DocPen) -> None:
    """Begin a page."""
    pen.begins_page = True


def _turn(pen: DocPen, *, wide: bool) -> None:
    """Begin a page that lies on its side, or an upright one after it."""
    section = pen.document.add_section(WD_SECTION.NEW_PAGE)
    section.different_first_page_header_footer = False
    _page(section, wide=wide)


def _page(section: Section, *, wide: bool) -> None:
    """Set paper and margins: upright, or on its side with the binding edge above."""
    sides = (Mm(297), Mm(210)) if wide else (Mm(210), Mm(297))
    edges = (28, 26, 35, 37) if wide else (37, 35, 28, 26)
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = sides
    section.top_margin, section.bottom_margin = Mm(edges[0]), Mm(edges[1])
    section.left_margin, section.right_margin = Mm(edges[2]), Mm(edges[3])


def _bound(pen: DocPen, attachment: Attachment, every: Sequence[Attachment]) -> None:
    """Write the pages of an attachment that is bound in."""
    if not attachment.is_bound:
        return
    if attachment.is_turned:
        _turn(pen, wide=True)
    else:
        _new_page(pen)
    number = str(every.index(attachment) + 1) if len(every) > 1 else ""
    pen.text(f"附件{number}", "hei")
    pen.blank()
    docx_head.title(pen, attachment.title)
    pen.blank()
    _body(pen, attachment.body, Parts(tables=attachment.tables if attachment.body else ()))
    if not attachment.body:
        room = TURNED.width if attachment.is_turned else WIDTH
        for table in attachment.tables:
            docx_tables.table(pen, table, room=room)
    if attachment.is_turned:
        _turn(pen, wide=False)
    for at, photo in enumerate(attachment.photos, 1):
        pen.picture(photo.data, min(WIDTH, HIGHEST * photo.width / photo.height))
        pen.text(f"图{at}　{photo.caption}", align=Align.CENTER)


def _imprint(pen: DocPen, paper: Paper) -> None:
    """Write 版记 at the foot of the last page: 抄送 or 分送, and who printed it when."""
    is_letter = KINDS[paper.kind].format is PaperFormat.LETTER
    rows: list[tuple[str, str]] = []
    if paper.copy_to:
        rows.append((f"{paper.copies}：{'，'.join(paper.copy_to)}。", ""))
    if not is_letter:
        rows.append((paper.printed_by, f"{chinese_date(paper.printed_on or paper.date)}印发"))
    if not rows:
        return
    table = pen.table(len(rows), (WIDTH * 0.64, WIDTH * 0.36))
    borders(table, "none", 0)
    if not is_letter:
        borders(table, "single", THICK, "top", "bottom")
        borders(table, "single", THIN, "insideH")
    for row, (left, right) in zip(table.rows, rows, strict=True):
        first, last = row.cells
        if not right:
            first = first.merge(last)
        cell(first, left, "fangsong", Align.LEFT, SMALL)
        if right:
            cell(last, right, "fangsong", Align.RIGHT, SMALL)
    at_foot(table)
    # A table at the foot hangs on the paragraph after it.
    pen.line(height=1)


def _sheet(document: Doc, paper: Paper) -> None:
    """Write a sheet without a head: 办理单 upright, 台账 turned."""
    pen = DocPen(document)
    docx_head.title(pen, paper.title)
    day = chinese_date(paper.date) if paper.date != NO_DATE else ""
    right = "　".join(part for part in (str(paper.number or ""), day) if part)
    line = pen.line()
    room = TURNED.width if paper.kind == "ledger_sheet" else WIDTH
    line.paragraph_format.tab_stops.add_tab_stop(Pt(room), WD_TAB_ALIGNMENT.RIGHT)
    write(line, f"{paper.sign or paper.agency}\t{right}", size=CELL_SIZE)
    _body(pen, paper.body, Parts())
    for table in paper.tables:
        docx_tables.table(pen, table, room=room)
    if paper.note:
        _note(pen, paper.note)
