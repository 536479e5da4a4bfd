"""Turns titles, paragraphs, attachments and signatures into rows of the grid."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from reports.charts import chart_rows
from reports.errors import FactsError
from reports.grid import CELL, RISE, SIZE, TITLE_SIZE, TURNED, UPRIGHT, Area
from reports.paper import Attachment, Paragraph, Parts, Table
from reports.pen import BODY, Broken, Element, Pen, Span, Style
from reports.photos import photo_rows
from reports.rows import Draw, Row
from reports.tables import table_rows
from reports.titles import break_title

TITLE = Style("xiaobiaosong", TITLE_SIZE)
BLANK = Row(blank=True)
_INDENT = 2 * CELL
HEADING_ROLES = {1: "hei", 2: "kai", 3: "fangsong", 4: "fangsong"}
_LONGEST_TITLE = 100
_DIGITS = "零一二三四五六七八九"
_INNER_MARK = re.compile("[，；。：！？]")


def title_rows(pen: Pen, title: str, words: Sequence[str], area: Area = UPRIGHT) -> list[Row]:
    """Return the centred lines of a title, balanced and broken by word (7.3.1)."""
    bare = title.replace("|", "")
    if len(bare) > _LONGEST_TITLE:
        raise FactsError(f"title（标题）太长：最多{_LONGEST_TITLE}字")
    widths = list(pen.rooms(bare, TITLE))
    lines = break_title(title, widths, area.width, words)
    if not lines or any(pen.width(line, TITLE) > area.width + 0.01 for line in lines):
        raise FactsError("title（标题）太长或分行不当：一行最多20字，最多5行")
    element = Element("H1")
    pen.root.children.append(element)
    return [_centred(pen, line, element, area) for line in lines]


def _centred(pen: Pen, text: str, element: Element, area: Area) -> Row:
    x = area.left + (area.width - pen.width(text, TITLE)) / 2

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
    area: Area = UPRIGHT,
) -> list[Row]:
    """Return a paragraph's rows: the first line indented, turn-over lines at `hang`."""
    broken = pen.break_spans(spans, (area.width - indent, area.width - hang))
    element = Element(tag)
    pen.root.children.append(element)
    return [
        Row(
            draw=_line_draw(pen, broken, place, area.left + (hang if place else indent)),
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


def body_rows(pen: Pen, body: Sequence[Paragraph], parts: Parts) -> list[Row]:
    """Return 正文 with its heading numbers (7.3.3), its tables and charts where they belong."""
    rows: list[Row] = []
    counts = [0] * 5
    for place, paragraph in enumerate(body, 1):
        level = paragraph.level
        counts[level] += 1
        counts[level + 1 :] = [0] * (4 - level) if level else counts[level + 1 :]
        rows += _paragraph_rows(pen, paragraph, counts[level])
        for table in parts.tables:
            if (table.after or len(body)) == place:
                rows += table_rows(pen, table, pen.root)
        for chart in parts.charts:
            if (chart.after or len(body)) == place:
                rows += chart_rows(pen, chart, pen.root)
    return rows


def _paragraph_rows(pen: Pen, paragraph: Paragraph, number: int) -> list[Row]:
    level = paragraph.level
    if not level:
        return text_rows(pen, [Span(paragraph.text)])
    style = replace(BODY, role=HEADING_ROLES[level])
    head, rest = split_heading(paragraph.text) if level < 3 else (paragraph.text, "")
    spans = [Span(heading_number(level, number) + head, style), Span(rest)]
    is_heading = not rest and not _INNER_MARK.search(head)
    tag = f"H{level + 1}" if is_heading else "P"
    rows = text_rows(pen, [span for span in spans if span.text], tag=tag)
    return [replace(row, keep=True) for row in rows] if is_heading else rows


def split_heading(text: str) -> tuple[str, str]:
    """Split a heading from the text that runs on; one that stands alone takes no mark."""
    head, stop, rest = text.partition("。")
    if rest:
        return head + stop, rest
    bare = head.rstrip("，；：、")
    return (text, "") if _INNER_MARK.search(bare) else (bare, "")


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
        area = TURNED if attachment.is_turned else UPRIGHT
        label = "附件" + (str(place) if len(attachments) > 1 else "")
        head = text_rows(pen, [Span(label, Style("hei"))], indent=0.0, is_body=False, area=area)
        rows += [replace(head[0], new_page=True, keep=True, area=area), Row(keep=True)]
        rows += [*title_rows(pen, attachment.title, (), area), replace(BLANK, keep=True)]
        parts = Parts(tables=tuple(replace(t, after=0) for t in attachment.tables))
        rows += body_rows(pen, attachment.body, parts)
        rows += photo_rows(pen, attachment.photos)
        if not attachment.body:
            rows += [row for t in parts.tables for row in table_rows(pen, t, pen.root, area)]
    return rows


def list_rows(pen: Pen, lists: Sequence[tuple[str, Sequence[str]]]) -> list[Row]:
    """Return 出席, 请假, 列席: 黑体 labels, names aligned after the colon (10.3)."""
    rows: list[Row] = []
    for label, names in lists:
        hang = _INDENT + (len(label) + 1) * CELL
        spans = [Span(label, Style("hei")), Span("：" + "，".join(names))]
        rows += text_rows(pen, spans, hang=hang, is_body=False)
    return [BLANK, *rows] if rows else []


def form_pages(pen: Pen, forms: Sequence[Table]) -> list[Row]:
    """Return forms that stand on a page of their own, with a title as large as the paper's."""
    rows: list[Row] = []
    for form in forms:
        title = title_rows(pen, form.title, ())
        rows += [replace(title[0], new_page=True), *title[1:], replace(BLANK, keep=True)]
        rows += table_rows(pen, replace(form, title=""), pen.root)
    return rows
