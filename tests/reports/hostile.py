"""Texts that want to be more than text, and every place of a paper's facts that takes a text."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from tests.reports.samples import example

HOSTILE: dict[str, str] = {
    "markup": "<b>粗</b><i>斜",
    "local picture": '<img src="/etc/hostname"/>',
    "foreign picture": "<img src=http://127.0.0.1:1/x.png>",
    "unclosed": "<para><font color=red>未闭",
    "script link": "<a href='javascript:alert(1)'>点",
    "entities": "A&B；&amp;&lt;&#x41;",
    "brackets": "()\\(\\)\\\\)((",
    "pdf objects": ")>>endobj%PDF",
    "pdf operators": "\\) Tj ET Q",
    "cdata": "]]><![CDATA[",
    "xmp": "<?xpacket end='w'?></rdf:RDF>",
    "comment": "--><!--",
    "templates": "{{7*7}}${x}%s%(a)s{0}",
    "formula": "=cmd|'/c calc'!A1",
    "bidi": "甲\u202e乙\u2066丙\u2069丁\u200f",
    "invisible": "甲\u200b乙\ufeff丙\u00ad丁",
    "controls": "甲\x00乙\x1b[2J丙\x7f",
    "newlines": "甲\r\n乙\u2028丙",
    "combining": "e\u0301a\u0300",
    "selectors": "葛\ufe00葛\U000e0100",
    "private use": "甲\ue001",
    "private plane": "甲\U000f0001",
    "surrogate": "甲\ud800",
    "no character": "甲\uffff",
    "emoji": "甲😀",
    "long title": "题" * 300,
}
# These hold codes, not text: a wrong one is refused.
CODES = {"code", "date", "seal", "verify_url", "period", "align", "due", "deadline", "urgency"}
CODES |= {"received", "accepted", "new_due", "starts_on", "ends_on", "cut_off", "printed_on"}
Place = tuple[str | int, ...]


def places(kind: str) -> list[Place]:
    """Return every place of a kind's example that holds a text, codes included.

    Of a list the first two items stand for the others.
    """
    return [at for at in _walk(example(kind), ()) if not any(key in range(2, 999) for key in at)]


def _walk(value: Any, at: Place) -> Iterator[Place]:
    if isinstance(value, str):
        yield at
    pairs = value.items() if isinstance(value, dict) else ()
    pairs = enumerate(value) if isinstance(value, list) else pairs
    for key, item in pairs:
        yield from _walk(item, (*at, key))


def planted(kind: str, at: Place, text: str) -> dict[str, Any]:
    """Return a kind's example with a text in one place."""
    facts = copy.deepcopy(example(kind))
    holder: Any = facts
    for key in at[:-1]:
        holder = holder[key]
    holder[at[-1]] = text
    return facts


def is_printed(kind: str, at: Place) -> bool:
    """Tell whether a place's text is printed: forms have no labels, letters no 印发机关."""
    facts = example(kind)
    if "columns" in at:
        table: Any = facts
        for key in at[: at.index("columns")]:
            table = table[key]
        return not table.get("form")
    if at == ("agency",) and "mark" in facts:
        # A mark of its own stands in place of the agency.
        return False
    return "printed_by" not in at and at[0] not in CODES
