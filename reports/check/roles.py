"""Finds what each line of a paper is, from its place, size and words alone."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from reports.catalog import KIND_FORMATS, PaperFormat
from reports.check.reading import Glyph, Reading, Rule, TextLine

# In whatever brackets: the check of item 11 says which are right.
NUMBER = re.compile(r"[〔\[［(（].*[〕\]］)）].*号$")
_DATE = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日")
_PAGE_NUMBER = re.compile(r"[—－\-–]?\s*(\d+)\s*[—－\-–]?")
_ATTACHMENT = re.compile(r"附件\d*")
_FOOT = 262.5
# Text of the body begins at the margin or two characters from it; this lies right of both.
_TURNED_OVER = 41.0


@dataclass
class Subject:
    """The parts of one paper, found in its PDF."""

    reading: Reading
    kind: str
    format: PaperFormat
    mark: list[TextLine] = field(default_factory=list)
    number: TextLine | None = None
    head: list[TextLine] = field(default_factory=list)
    title: list[TextLine] = field(default_factory=list)
    addressees: list[TextLine] = field(default_factory=list)
    body: list[TextLine] = field(default_factory=list)
    attachment_note: list[TextLine] = field(default_factory=list)
    signs: list[TextLine] = field(default_factory=list)
    lists: list[TextLine] = field(default_factory=list)
    issue: list[TextLine] = field(default_factory=list)
    date: TextLine | None = None
    note: list[TextLine] = field(default_factory=list)
    attachments: list[list[TextLine]] = field(default_factory=list)
    imprint: list[TextLine] = field(default_factory=list)
    page_numbers: dict[int, TextLine] = field(default_factory=dict)

    @property
    def is_file(self) -> bool:
        """Tell whether the paper is in 文件格式."""
        return self.format is PaperFormat.FILE

    @property
    def is_minutes(self) -> bool:
        """Tell whether the paper is in 纪要格式."""
        return self.format is PaperFormat.MINUTES

    @property
    def is_sheet(self) -> bool:
        """Tell whether the paper is a sheet without a head."""
        return self.format is PaperFormat.SHEET

    @property
    def is_ruled(self) -> bool:
        """Tell whether the format has a red line below its head and rules in its 版记."""
        return self.is_file or self.is_minutes

    @property
    def sign(self) -> TextLine | None:
        """Return the last 署名, which stands on the date."""
        return self.signs[-1] if self.signs else None

    @property
    def signers(self) -> list[TextLine]:
        """Return the lines of 签发人 from the labelled one on."""
        lines = sorted((line for line in self.head), key=lambda line: line.baseline)
        first = next((i for i, line in enumerate(lines) if "签发人" in line.text), None)
        if first is None:
            return []
        return [line for line in lines[first:] if line.x0 >= lines[first].x0 - 0.5]

    @property
    def is_letter(self) -> bool:
        """Tell whether the paper is in 信函格式."""
        return self.format is PaperFormat.LETTER

    @property
    def red_rules(self) -> list[Rule]:
        """Return the coloured rules of page 1 from top to bottom."""
        return [rule for rule in self.reading.pages[0].rules if any(rule.colour)]

    @property
    def imprint_page(self) -> int | None:
        """Return the page of the 版记."""
        return self.imprint[0].page if self.imprint else None

    @property
    def imprint_rules(self) -> list[Rule]:
        """Return the black full-width rules around the 版记."""
        if not self.imprint:
            return []
        top, page = self.imprint[0].top - 6, self.imprint[0].page
        rules = self.reading.pages[page].rules
        return [r for r in rules if r.y > top and not any(r.colour) and r.x1 - r.x0 > 100]


def find_roles(reading: Reading, kind: str) -> Subject:
    """Sort the lines of a paper into its parts."""
    subject = Subject(reading, kind, KIND_FORMATS[kind][1])
    _find_page_numbers(subject)
    _find_imprint(subject)
    taken = {id(line) for line in (*subject.page_numbers.values(), *subject.imprint)}
    rest = [line for line in reading.lines if id(line) not in taken]
    _find_head(subject, [line for line in rest if line.page == 0])
    _find_flow(subject, rest)
    return subject


def _find_page_numbers(subject: Subject) -> None:
    for line in subject.reading.lines:
        if line.top > _FOOT and _PAGE_NUMBER.fullmatch(line.text):
            subject.page_numbers[line.page] = line


def _find_imprint(subject: Subject) -> None:
    """版记 is set in 4号: everything of that size below its first label."""
    for index, page in enumerate(subject.reading.pages):
        small = [line for line in page.lines if 13 < line.size < 14.7 and line.bottom < _FOOT]
        small = [line for line in small if line.first.family != "hei"]
        labels = [line for line in small if re.match("[主抄分]送|.*印发", line.text)]
        if labels:
            top = min(line.top for line in labels) - 1
            subject.imprint = [line for line in small if line.top >= top]
            if any(line.page == index for line in subject.imprint):
                return


def _find_head(subject: Subject, lines: list[TextLine]) -> None:
    coloured = [line for line in lines if line.is_coloured and line.size > 20]
    subject.mark = [part for line in coloured for part in _by_size(line)]
    black = [line for line in lines if not line.is_coloured]
    large = [line for line in black if 18 < line.size < 30]
    subject.title = large
    end = large[0].top if large else 0.0
    above = [line for line in black if line.bottom <= end + 1]
    subject.number = next((line for line in above if NUMBER.search(line.text)), None)
    subject.head = [line for line in above if line is not subject.number]
    if subject.is_minutes and subject.head:
        low = max(line.baseline for line in subject.head)
        subject.issue = [line for line in subject.head if abs(line.baseline - low) < 0.3]
        subject.head = [line for line in subject.head if line not in subject.issue]
        subject.date = next((x for x in subject.issue if _DATE.fullmatch(x.text)), None)


def _by_size(line: TextLine) -> list[TextLine]:
    """Cut a line of the mark where the size changes: names and 文件 of a joint paper."""
    parts: list[list[Glyph]] = []
    for glyph in line.glyphs:
        if parts and abs(parts[-1][-1].size - glyph.size) < 0.5:
            parts[-1].append(glyph)
        else:
            parts.append([glyph])
    return [TextLine(line.page, tuple(part)) for part in parts]


def _find_flow(subject: Subject, lines: list[TextLine]) -> None:
    start = subject.title[-1].bottom if subject.title else 0.0
    flow = [
        line
        for line in lines
        if 14.7 < line.size < 17.5
        and not line.is_coloured | (line.page == 0 and line.top < start - 1)
    ]
    flow.sort(key=lambda line: (line.page, round(line.baseline, 1), line.x0))
    flow = _cut_attachments(subject, flow, lines)
    end = _find_lists(subject, flow) if subject.is_minutes else _find_date(subject, flow)
    flow = _cut_addressees(subject, flow[:end])
    cut = next((i for i, line in enumerate(flow) if line.text.startswith("附件：")), len(flow))
    subject.body, subject.attachment_note = flow[:cut], flow[cut:]


def _cut_attachments(
    subject: Subject, flow: list[TextLine], lines: list[TextLine]
) -> list[TextLine]:
    firsts = [
        index
        for index, page in enumerate(subject.reading.pages)
        if index and page.lines and _ATTACHMENT.fullmatch(_top_line(page.lines).text)
    ]
    if not firsts:
        return flow
    edges = [*firsts, len(subject.reading.pages)]
    for first, end in pairwise(edges):
        subject.attachments.append([line for line in lines if first <= line.page < end])
    return [line for line in flow if line.page < firsts[0]]


def _top_line(lines: list[TextLine]) -> TextLine:
    return min(lines, key=lambda line: line.top)


def _find_date(subject: Subject, flow: list[TextLine]) -> int:
    """Set date, sign and note; return where the flow before them ends."""
    for index in range(len(flow) - 1, 0, -1):
        line = flow[index]
        if _DATE.fullmatch(line.text) and line.x0 > 70 and not line.is_coloured:
            subject.date, subject.note = line, flow[index + 1 :]
            start = _first_sign(flow, index - 1)
            subject.signs = flow[start:index]
            return start
    return len(flow)


def _first_sign(flow: list[TextLine], index: int) -> int:
    """Return where the signatures begin: of a joint paper they stand in rows and stacks."""
    while index:
        above, line = flow[index - 1], flow[index]
        gap = line.baseline - above.baseline
        is_free = above.x0 > _TURNED_OVER and above.page == line.page
        if not (is_free and (gap < 11 or gap > 45)):
            break
        index -= 1
    return index


def _find_lists(subject: Subject, flow: list[TextLine]) -> int:
    """Set 出席, 请假, 列席 and the note of 纪要; return where the flow before them ends."""
    start = next((i for i, line in enumerate(flow) if _is_list(line)), len(flow))
    for line in flow[start:]:
        is_note = bool(subject.note) or (line.text[0] == "（" and line.x0 < _TURNED_OVER)
        (subject.note if is_note else subject.lists).append(line)
    return start


def _is_list(line: TextLine) -> bool:
    return line.first.family == "hei" and re.match("(出席|请假|列席)：", line.text) is not None


def _cut_addressees(subject: Subject, flow: list[TextLine]) -> list[TextLine]:
    for index, line in enumerate(flow[:12]):
        if re.search("[。，；]", line.text) or flow[0].x0 > 38:
            break
        if line.text.endswith(("：", ":")):
            subject.addressees = flow[: index + 1]
            return flow[index + 1 :]
    return flow
