"""The example papers, rendered once a run, and a maker of small facts."""

from __future__ import annotations

import json
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pdfplumber

from reports import KINDS, render
from reports.catalog import PaperFormat

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "seeds" / "demo" / "papers"
BUILT = tuple(KINDS)
SHEETS = tuple(kind for kind in KINDS if KINDS[kind].format is PaperFormat.SHEET)
PAPERS = tuple(kind for kind in KINDS if kind not in SHEETS)


def example(kind: str) -> dict[str, Any]:
    """Return the example facts of a kind."""
    facts: dict[str, Any] = json.loads((EXAMPLES / f"{kind}.json").read_text(encoding="utf-8"))
    return facts


@cache
def example_pdf(kind: str) -> bytes:
    """Return the example of a kind as a PDF."""
    return render(kind, example(kind))


def make_facts(**changes: Any) -> dict[str, Any]:
    """Return the facts of a small circular, with changes; None takes a key away."""
    facts: dict[str, Any] = {
        "agency": "海兴县纪委监委",
        "number": {"code": "海纪通", "year": 2026, "seq": 3},
        "title": "关于逾期事项的通报",
        "body": [{"level": 0, "text": "现将有关情况通报如下。"}],
        "sign": "海兴县纪委监委",
        "date": "2026-03-05",
        **changes,
    }
    return {key: value for key, value in facts.items() if value is not None}


def lines_of(pdf: bytes) -> list[str]:
    """Return the text lines of all pages as pdfplumber reads them."""
    with pdfplumber.open(BytesIO(pdf)) as document:
        return [line for page in document.pages for line in (page.extract_text() or "").split("\n")]


def text_of(pdf: bytes) -> str:
    """Return all characters in the order they were drawn, without spaces and page numbers."""
    with pdfplumber.open(BytesIO(pdf)) as document:
        chars = [char for page in document.pages for char in page.chars]
    texts = [char["text"] for char in chars if char["top"] < 745 and char["upright"]]
    return "".join(texts).replace(" ", "").replace("\u3000", "")
