"""The pure function at the heart: facts and settings in, the PDF's bytes out."""

from __future__ import annotations

import json
from collections.abc import Sequence

from reports import archive
from reports.catalog import KIND_FORMATS
from reports.errors import FactsError, FontError
from reports.facts import check_characters, read_facts
from reports.fontset import font_set
from reports.kinds import KINDS
from reports.page import compose
from reports.paper import Paper, Table
from reports.pen import SAVING, Pen
from reports.settings import PaperSettings


def render(kind: str, facts: object, settings: PaperSettings | None = None) -> bytes:
    """Return the paper as a PDF; equal facts and settings give equal bytes.

    Raises FactsError with one Chinese line, or FontError when an office's font is unfit.
    """
    settings = settings or PaperSettings()
    if kind not in KIND_FORMATS:
        raise FactsError(f"没有这种公文：{str(kind)[:40]}")
    if kind not in KINDS:
        raise FactsError(f"尚未提供{KIND_FORMATS[kind][0]}（{kind}）")
    found = KINDS[kind]
    paper = read_facts(kind, facts, found.extra, found.required)
    identity = json.dumps([kind, facts], ensure_ascii=True, sort_keys=True, default=str)
    with SAVING:
        check_characters(paper, font_set(settings))
        try:
            return draw(paper, found.tables(paper), settings, identity)
        except FontError as error:
            raise FactsError(str(error)) from error


def draw(
    paper: Paper, tables: Sequence[Table], settings: PaperSettings, identity: str = ""
) -> bytes:
    """Draw a paper whose facts are already read; `identity` becomes the PDF's id."""
    pen = Pen(font_set(settings), settings)
    pen.stamp(paper.date, identity)
    compose(pen, paper, tables)
    return archive.close(pen, paper)
