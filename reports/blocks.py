"""Turns titles, paragraphs, attachments and signatures into rows of the grid."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from reports.errors import FactsError
from reports.grid import CELL, LEFT, RIGHT, RISE, SIZE, TITLE_SIZE, WIDTH
from reports.paper import Attachment, Paper, Paragraph, Table, chinese_date
from reports.pen import BODY, Broken, Element, Pen, Span, Style
from reports.rows import Draw, Row
from reports.tables import table_rows
from reports.titles import break_title

TITLE = Style("xiaobiaosong", TITLE_SIZE)
BLANK = Row(blank=True)
_INDENT = 2 * CELL
_HEADING_ROLES = {1: "hei", 2: "kai", 3: "fangsong", 4: "fangsong"}
_LONGEST_TITLE = 100
_DIGITS = "零一二三四五六七八九"
_INNER_MARK = re.compile("[，；。：！？]")


def title_rows(pen: Pen, title: str, words: Sequence[str]) -> list[Row]:
    """Return the centred lines of a title, balanced and broken by word (7.3.1)."""
    bare = title.replace("|", "")
    if len(bare) > _LONGEST_TITLE:
        raise FactsError(f"title（标题）太长：最多{_LONGEST_TITLE}字")
    widths = [pen.advance(char, TITLE) for char in bare]
    lines = break_title(title, widths, WIDTH, words)
    if not lines or any(pen.width(line, TITLE) > WIDTH + 0.01 for line in lines):
        raise FactsError("title（标题）太长或分行不当：一行最多20字，最多5行")
    element = Element("H1")
    pen.root.children.append(element)
    return [_centred(pen, line, element) for line in lines]


def _centred(pen: Pen, text: str, element: Element) -> Row:
    x = LEFT + (WIDTH - pen.width(text, TITLE)) / 2

    def draw(top: float) -> None:
        pen.text(text, x, top + RISE * TITLE_SIZE, TITLE)

    return Row(draw=draw, element=element, keep=True)


def text_rows(
    pen: Pen,
    spans: Sequence[Span],
    *,
    tag: str = "P",
    indent: float = _INDENT,
    hang: float = 0.0,
    is_body: bool = True,
) -> list[Row]:
    """Return a paragraph's rows: the first line indented, turn-over lines at `hang`."""
    broken = pen.break_spans(spans, (WIDTH - indent, WIDTH - hang))
    element = Element(tag)
    pen.root.children.append(element)
    return [
        Row(
            draw=_line_draw(pen, broken, place, LEFT + (hang if place else indent)),
            element=element,
            is_body=is_body,
        )
        for place in range(len(broken.lines))
    ]


def _line_draw(pen: Pen, broken: Broken, place: int, x: float) -> Draw:
    def draw(top: float) -> None:
        pen.line(broken, broken.lines[place], x, top + RISE * SIZE)

    return draw


def addressee_rows(pen: Pen, names: Sequence[str]) -> list[Row]:
    """Return 主送机关: a blank line below the title, 顶格, with a full-width colon (7.3.2)."""
    if not names:
        return [BLANK]
    text = "、".join(name.rstrip("，、：:；。") for name in names) + "："
    return [BLANK, *text_rows(pen, [Span(text)], indent=0.0, is_body=False)]


def body_rows(pen: Pen, body: Sequence[Paragraph], tables: Sequence[Table]) -> list[Row]:
    """Return 正文 with its heading numbers (7.3.3) and its tables where they belong."""
    rows: list[Row] = []
    counts = [0] * 5
    for place, paragraph in enumerate(body, 1):
        level = paragraph.level
        counts[level] += 1
        counts[level + 1 :] = [0] * (4 - level) if level else counts[level + 1 :]
        rows += _paragraph_rows(pen, paragraph, counts[level])
        for table in tables:
            if (table.after or len(body)) == place:
                rows += table_rows(pen, table, pen.root)
    return rows


def _paragraph_rows(pen: Pen, paragraph: Paragraph, number: int) -> list[Row]:
    level = paragraph.level
    if not level:
        return text_rows(pen, [Span(paragraph.text)])
    style = replace(BODY, role=_HEADING_ROLES[level])
    head, rest = _split_heading(paragraph.text) if level < 3 else (paragraph.text, "")
    spans = [Span(heading_number(level, number) + head, style), Span(rest)]
    is_heading = not rest and not _INNER_MARK.search(head)
    tag = f"H{level + 1}" if is_heading else "P"
    rows = text_rows(pen, [span for span in spans if span.text], tag=tag)
    return [replace(row, keep=True) for row in rows] if is_heading else rows


def _split_heading(text: str) -> tuple[str, str]:
    """Split a heading from the text that runs on; one that stands alone takes no mark."""
    head, stop, rest = text.partition("。")
    if rest:
        return head + stop, rest
    return (text, "") if _INNER_MARK.search(head) else (head.rstrip("，；：、"), "")


def heading_number(level: int, number: int) -> str:
    """Return 一、 （一） 1. （1） for the levels 1 to 4 (7.3.3)."""
    patterns = {1: "{}、", 2: "（{}）", 3: "{}.", 4: "（{}）"}
    return patterns[level].format(chinese_number(number) if level < 3 else number)


def chinese_number(number: int) -> str:
    """Return 1 to 99 in Chinese numerals."""
    if not 1 <= number <= 99:
        raise FactsError("同一级标题最多99个")
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else _DIGITS[tens]) + "十" if tens else ""
    return head + (_DIGITS[ones] if ones else "")


def attachment_note(pen: Pen, attachments: Sequence[Attachment]) -> list[Row]:
    """Return 附件说明: a blank line, indent 2, names aligned, no mark after a name (7.3.4)."""
    if not attachments:
        return []
    rows = [replace(BLANK, keep=True)]
    label = "附件："
    label_width = pen.width(label)
    for place, attachment in enumerate(attachments, 1):
        number = f"{place}. " if len(attachments) > 1 else ""
        hang = _INDENT + label_width + pen.width(number)
        head = label if place == 1 else ""
        indent = _INDENT if place == 1 else _INDENT + label_width
        spans = [Span(head + number + _name(attachment))]
        rows += text_rows(pen, spans, indent=indent, hang=hang, is_body=False)
    return [replace(row, keep=True) for row in rows]


def _name(attachment: Attachment) -> str:
    """Return the name as the list shows it: a bar breaks only the title of bound pages."""
    return attachment.title.replace("|", "") if attachment.is_bound else attachment.title


def bound_attachments(pen: Pen, attachments: Sequence[Attachment]) -> list[Row]:
    """Return the pages of attachments that are bound in: a new page each (7.3.7)."""
    rows: list[Row] = []
    for place, attachment in enumerate(attachments, 1):
        if not attachment.is_bound:
            continue
        label = "附件" + (str(place) if len(attachments) > 1 else "")
        head = text_rows(pen, [Span(label, Style("hei"))], indent=0.0, is_body=False)
        rows += [replace(head[0], new_page=True, keep=True), Row(keep=True)]
        rows += [*title_rows(pen, attachment.title, ()), BLANK]
        rows += body_rows(pen, attachment.body, [replace(t, after=0) for t in attachment.tables])
        if not attachment.body:
            rows += [row for table in attachment.tables for row in table_rows(pen, table, pen.root)]
    return rows


def sign_rows(pen: Pen, paper: Paper) -> list[Row]:
    """Return 署名, 成文日期 and 附注, for a seal (7.3.5.1) or without one (7.3.5.2)."""
    day = chinese_date(paper.date)
    sign_width, day_width = pen.width(paper.sign), pen.width(day)
    if sign_width > WIDTH - 4 * CELL:
        raise FactsError("sign（署名）太长，一行放不下，请用规范化简称")
    place = _sealed if paper.seal == "placeholder" else _unsealed
    sign_x, day_x = place(sign_width, day_width)
    rows = [
        replace(BLANK, keep=True),
        replace(_placed(pen, paper.sign, sign_x), keep=True),
        replace(_placed(pen, day, day_x), keep=bool(paper.note)),
    ]
    if paper.note:
        wrapped = paper.note.startswith("（") and paper.note.endswith("）")
        note = paper.note if wrapped else f"（{paper.note}）"
        rows += text_rows(pen, [Span(note)], is_body=False)
    return rows


def _sealed(sign: float, day: float) -> tuple[float, float]:
    """成文日期 右空四字, 署名 centred over it; a long 署名 shifts both to stay in the 版心."""
    centre = min(RIGHT - 4 * CELL - day / 2, RIGHT - sign / 2)
    return centre - sign / 2, centre - day / 2


def _unsealed(sign: float, day: float) -> tuple[float, float]:
    """署名 右空二字, the date's first character two to the right of it, or the date 右空二字."""
    sign_x = RIGHT - 2 * CELL - sign
    day_x = min(sign_x + 2 * CELL, RIGHT - 2 * CELL - day)
    return min(sign_x, day_x - 2 * CELL), day_x


def _placed(pen: Pen, text: str, x: float) -> Row:
    element = Element("P")
    pen.root.children.append(element)

    def draw(top: float) -> None:
        pen.text(text, x, top + RISE * SIZE)

    return Row(draw=draw, element=element)
