"""The top of a .docx: 文件, 信函 and 纪要格式, the title, and the page numbers."""

from __future__ import annotations

from typing import Any

from docx.document import Document as Doc
from docx.enum.table import WD_ALIGN_VERTICAL
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.shared import Mm, Pt

from reports.catalog import PaperFormat
from reports.docx_pen import CHAR, LINE, Align, DocPen, borders, cell, field, red, rule, write
from reports.grid import SMALL, TITLE_SIZE, WIDTH
from reports.kinds import KINDS
from reports.paper import Paper, chinese_date
from reports.titles import break_title

MARK_SIZE = 40.0
NARROWEST = 45
# 4 mm between 发文字号 and the red line.
GAP = 11
RED_LINE = 16


def head(pen: DocPen, paper: Paper) -> None:
    """Write what stands above the title."""
    form = KINDS[paper.kind].format
    if form is PaperFormat.LETTER:
        _letter(pen, paper)
    elif form is PaperFormat.MINUTES:
        _minutes(pen, paper)
    else:
        _file(pen, paper)


def _left_marks(paper: Paper) -> list[tuple[str, str]]:
    """Return 份号, 密级 and 紧急程度 that there are, with their faces."""
    secrecy = "★".join(part for part in (paper.secrecy, paper.secrecy_term) if part)
    found = [(paper.copy_no, "fangsong"), (secrecy, "hei"), (paper.urgency, "hei")]
    return [one for one in found if one[0]]


def _number(paper: Paper) -> str:
    """Return 发文字号; before the signature its place stays empty."""
    return str(paper.number) if paper.number else ""


def _mark(pen: DocPen, text: str, room: float = WIDTH) -> Any:
    """Write a mark in red on one line, squeezed where it is too long."""
    line = pen.line(align=Align.CENTER, height=MARK_SIZE * 1.3)
    percent = int(min(100, 100 * room / (MARK_SIZE * len(text))))
    red(write(line, text, "xiaobiaosong", MARK_SIZE), max(NARROWEST, percent))
    return line


def _file(pen: DocPen, paper: Paper) -> None:
    """Write 文件格式: marks at the left, the red mark, the number and the red line."""
    marks = _left_marks(paper)
    for text, role in marks:
        pen.text(text, role)
    pen.blank(3 - len(marks))
    if paper.mark:
        _mark(pen, paper.mark)
    else:
        _joint(pen, (paper.agency, *paper.joint))
    pen.blank(2)
    line = pen.line(align=None if paper.signer else Align.CENTER)
    if paper.signer:
        # Not the whole paragraph's indent: the red line below would begin there too.
        line.paragraph_format.first_line_indent = Pt(CHAR)
        line.paragraph_format.tab_stops.add_tab_stop(Pt(WIDTH - CHAR), WD_TAB_ALIGNMENT.RIGHT)
        write(line, f"{_number(paper)}\t签发人：")
        write(line, "　".join(paper.signer), "kai")
    else:
        write(line, _number(paper))
    rule(line, "single", RED_LINE, GAP)
    pen.blank(2)


def _joint(pen: DocPen, names: tuple[str, ...]) -> None:
    """Write the agencies below one another, 文件 at their right."""
    share = WIDTH - 2.4 * MARK_SIZE
    table = pen.table(1, (share, WIDTH - share))
    borders(table, "none", 0)
    left, right = table.rows[0].cells
    inner = DocPen(pen.document, left)
    for name in names:
        line = _mark(inner, name, share - 12)
        line.paragraph_format.alignment = Align.DISTRIBUTE
    left._tc.remove(left.paragraphs[0]._p)
    cell(right, "文件", "xiaobiaosong", Align.CENTER, MARK_SIZE)
    red(right.paragraphs[0].runs[0])
    right.vertical_alignment = WD_ALIGN_VERTICAL.CENTER


def _letter(pen: DocPen, paper: Paper) -> None:
    """Write 信函格式: the mark and the double line above, another double line below page 1."""
    section = pen.document.sections[0]
    section.different_first_page_header_footer = True
    section.header_distance = Mm(30)
    top = section.first_page_header
    for old in list(top.paragraphs):
        old._p.getparent().remove(old._p)
    _wide(_mark(DocPen(pen.document, top), paper.mark), "thickThinSmallGap", 18, "bottom")
    foot = section.first_page_footer
    for old in list(foot.paragraphs):
        old._p.getparent().remove(old._p)
    _wide(DocPen(pen.document, foot).line(height=SMALL), "thinThickSmallGap", 18, "top")
    marks, number = _left_marks(paper), _number(paper)
    first, *others = marks or [("", "fangsong")]
    line = pen.line()
    line.paragraph_format.tab_stops.add_tab_stop(Pt(WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    write(line, first[0], first[1])
    write(line, f"\t{number}")
    for text, role in others:
        pen.text(text, role)
    pen.blank(2)


def _wide(line: Any, kind: str, eighths: int, edge: str) -> None:
    """Draw a red double line 170 mm wide: 8 mm beyond the left margin, 6 beyond the right."""
    line.paragraph_format.left_indent, line.paragraph_format.right_indent = Mm(-8), Mm(-6)
    rule(line, kind, eighths, GAP if edge == "bottom" else 0, edge)


def _minutes(pen: DocPen, paper: Paper) -> None:
    """Write 纪要格式: mark, number, agency and date, red line."""
    marks = _left_marks(paper)
    for text, role in marks:
        pen.text(text, role)
    pen.blank(3 - len(marks))
    _mark(pen, paper.mark)
    pen.blank()
    pen.text(_number(paper), align=Align.CENTER)
    line = pen.line()
    line.paragraph_format.first_line_indent = Pt(CHAR)
    line.paragraph_format.tab_stops.add_tab_stop(Pt(WIDTH - CHAR), WD_TAB_ALIGNMENT.RIGHT)
    write(line, f"{paper.sign}\t{chinese_date(paper.date)}")
    rule(line, "single", RED_LINE, GAP)
    pen.blank(2)


def title(pen: DocPen, text: str) -> None:
    """Write a title: 2号小标宋, centred, broken by word."""
    bare = text.replace("|", "")
    lines = break_title(text, [TITLE_SIZE] * len(bare), WIDTH, ()) or [bare]
    for one in lines:
        line = pen.line(align=Align.CENTER, height=max(LINE, TITLE_SIZE * 1.4))
        write(line, one, "xiaobiaosong", TITLE_SIZE)


def page_numbers(document: Doc, paper: Paper) -> None:
    """Number the pages: odd ones at the right, even ones at the left, a dash at each side."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    for place, align in ((section.footer, Align.RIGHT), (section.even_page_footer, Align.LEFT)):
        line = place.paragraphs[0]
        line.paragraph_format.alignment = align
        indent = Pt(SMALL)
        line.paragraph_format.left_indent = line.paragraph_format.right_indent = indent
        write(line, "— ", "song", SMALL)
        field(line, "PAGE")
        write(line, " —", "song", SMALL)
