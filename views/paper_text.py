"""The text of a paper as a clerk types it: one line a paragraph, headings by their mark.

A line that begins with # to #### is a heading of level 1 to 4; the number behind the mark is
written anew by the renderer, so that what is typed in between needs no counting. Any other line
prints as it was typed, whatever number it begins with. A paragraph that begins with the mark
itself stands two ideographic spaces in, as it does on paper.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from reports.blocks import heading_number

MARK = "#"
MARKED = re.compile(r"([#＃]{1,4})\s*(.*\S)")
CHINESE = "[一二三四五六七八九十]{1,3}"
HEADINGS = (
    re.compile(rf"{CHINESE}、"),
    re.compile(rf"[（(]{CHINESE}[）)]"),
    # 1.5 万元 is no heading.
    re.compile(r"\d{1,2}[.．](?!\d)"),
    re.compile(r"[（(]\d{1,2}[）)]"),
)
INDENT = "　　"
CELL = re.compile(r"(?<!\\)[|｜\t]")
MOST_HEADINGS = 99


def number_of(level: int, number: int) -> str:
    """Return 一、 （一） 1. （1） for the levels 1 to 4, as it prints."""
    return heading_number(level, min(number, MOST_HEADINGS))


def typed(body: Iterable[Mapping[str, Any]]) -> str:
    """Return a body as the lines that read back to it."""
    counts, lines = [0] * 5, []
    for piece in body:
        level = int(piece.get("level", 0))
        for text in str(piece["text"]).splitlines():
            if not text.strip():
                continue
            if level:
                counts[level:] = [counts[level] + 1, *[0] * (4 - level)]
                number = number_of(level, counts[level])
                lines.append(f"{MARK * level} {number}{_apart(level, text.strip())}")
            else:
                lines.append(INDENT + text.strip() if heading(text.strip()) else text.strip())
    return "\n".join(lines)


def _apart(level: int, text: str) -> str:
    """Return a heading's text, a blank before it where it would read on from 1. as a fraction."""
    return f" {text}" if level == 3 and text[0].isdigit() else text


def heading(line: str) -> tuple[int, str] | None:
    """Return level and text of a heading's line, None for a paragraph."""
    found = MARKED.match(line)
    if found is None:
        return None
    level, words = len(found[1]), found[2]
    number = HEADINGS[level - 1].match(words)
    bare = words[number.end() :].strip() if number else words
    return (level, bare) if bare else None


def body(text: str) -> list[dict[str, Any]]:
    """Return the pieces of a body from the lines of a text; empty lines part nothing."""
    pieces = []
    for line in text.splitlines():
        if not line.strip():
            continue
        found = None if line.startswith("　") else heading(line.strip())
        level, words = found or (0, line.strip())
        pieces.append({"level": level, "text": words})
    return pieces


def rows_text(rows: Iterable[Sequence[Any]]) -> str:
    """Return rows as lines, their cells parted by a bar; a bar inside a cell is escaped."""
    return "\n".join(" | ".join(_escaped(cell) for cell in row) for row in rows)


def _escaped(cell: Any) -> str:
    """Return a cell on one line."""
    text = one_line(str("" if cell is None else cell))
    return re.sub(r"([|｜])", r"\\\1", text)


def one_line(text: str) -> str:
    """Return a text with blanks for its line breaks and tabs."""
    return " ".join(text.replace("\t", " ").splitlines()).strip()


def rows(text: str) -> list[list[str]]:
    """Return the cells of lines: parted by bars, or by tabs as a spreadsheet copies them."""
    return [
        [re.sub(r"\\([|｜])", r"\1", cell).strip() for cell in CELL.split(line)]
        for line in text.splitlines()
        if line.strip()
    ]


def lines(text: str) -> list[str]:
    """Return the lines that are not empty, without outer blanks."""
    return [line.strip() for line in text.splitlines() if line.strip()]
