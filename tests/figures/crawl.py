"""Walks the tables of a page of figures: which numbers lead to their rows, and whether they do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import html5lib

LISTS = ("/statistics/explain/", "/statistics/standing", "/evaluations/flags")
REST = "总数减去以上"


@dataclass(frozen=True)
class Number:
    """A number of a table: its column and line, and where it leads; derived has no rows."""

    line: str
    column: str
    text: str
    url: str
    derived: bool

    @property
    def is_answered(self) -> bool:
        """Tell whether it leads to rows, says why it does not, or is none."""
        counts_nothing = self.text == "0"
        return self.url.startswith(LISTS) or self.derived or counts_nothing or REST in self.line

    @property
    def sort(self) -> str:
        """Return what it is: two of one sort need not both be followed."""
        asked = urlsplit(self.url)
        return f"{asked.path} {sorted(parse_qs(asked.query))}"


def text(node: Any) -> str:
    """Return the words of a node."""
    return "".join(node.itertext()).strip()


def main(tree: Any) -> list[Number]:
    """Return the main numbers over the tables."""
    found = []
    for cards in (one for one in tree.iter("ul") if one.get("class") == "figs"):
        for card in cards.iter("div"):
            bold = card.find("b")
            link = bold.find("a")
            url = link.get("href", "") if link is not None else ""
            if re.search(r"\d", text(bold)):
                found.append(Number("", card.text or "", text(bold), url, derived=False))
    return found


def numbers(page: str) -> list[Number]:
    """Return the main numbers of a page, and those of all its tables of figures."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    found = main(tree)
    for table in tree.iter("table"):
        if table.get("class") != "numbers":
            continue
        heads = [(text(one), one.get("data-derived") is not None) for one in table.iter("th")]
        for row in table.find("tbody").iter("tr"):
            cells = list(row)
            for (name, derived), cell in list(zip(heads, cells, strict=False))[1:]:
                link = cell.find(".//a")
                url = link.get("href", "") if link is not None else ""
                if re.search(r"\d", text(cell)):
                    found.append(Number(text(cells[0]), name, text(cell), url, derived))
    return found


def total(page: str) -> int:
    """Return how many rows a list says that it has."""
    told = re.search(r'aria-label="分页"><span class="num">共 (\d+) 条', page)
    assert told, page[:200]
    return int(told[1])


def expected(number: Number, page: str) -> int:
    """Return how many rows must stand behind a number: of a share or a span of days its cases."""
    if number.text[-1] not in "%日":
        return int(re.sub(r"\D", "", number.text))
    parts = re.findall(r'data-label="(?:分子 ÷ 分母|件数)">(?:(\d+) ÷ )?(\d+)<', page)[0]
    return int(parts[0] or parts[1])
