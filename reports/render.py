"""The pure function at the heart: facts and settings in, the PDF's bytes out."""

from __future__ import annotations

import json

from reports import archive
from reports.errors import FactsError, FontError
from reports.facts import check_characters, read_facts
from reports.fontset import font_set
from reports.kinds import KINDS
from reports.paper import Paper, Parts
from reports.pen import SAVING, Pen
from reports.settings import PaperSettings


def render(kind: str, facts: object, settings: PaperSettings | None = None) -> bytes:
    """Return the paper as a PDF; equal facts and settings give equal bytes.

    Raises FactsError with one Chinese line, or FontError when an office's font is unfit.
    """
    settings = settings or PaperSettings()
    if kind not in KINDS:
        raise FactsError(f"没有这种公文：{str(kind)[:40]}")
    found = KINDS[kind]
    paper = read_facts(found, facts)
    if paper.seal == "image" and (settings.seal is None or paper.joint):
        raise FactsError("seal 写成 image 要有经批准的印章图案，而且只有一个发文机关")
    identity = json.dumps([kind, facts], ensure_ascii=True, sort_keys=True, default=str)
    with SAVING:
        check_characters(paper, font_set(settings))
        try:
            return draw(paper, found.parts(paper), settings, identity)
        except FontError as error:
            raise FactsError(str(error)) from error


def draw(paper: Paper, parts: Parts, settings: PaperSettings, identity: str = "") -> bytes:
    """Draw a paper whose facts are already read; `identity` becomes the PDF's id."""
    pen = Pen(font_set(settings), settings)
    pen.stamp(paper.date, identity)
    KINDS[paper.kind].compose(pen, paper, parts)
    return archive.close(pen, paper)
