"""评价码牌: one page to stand on a counter, legible from two metres."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reports.errors import FactsError
from reports.grid import MM, PAGE_HEIGHT, PAGE_WIDTH
from reports.overlays import draw_overlays
from reports.paper import Paper, Parts
from reports.pen import Element, Pen, Style
from reports.qr import draw_code
from reports.titles import break_title

_ROOM = 150 * MM
_FRAME = 10 * MM
_CODE = 100 * MM
_CODE_TOP = 90 * MM
_TITLE = Style("xiaobiaosong", 52.0)
_TITLE_PITCH = 22 * MM
_TITLE_MIDDLE = 52 * MM
_HINT = Style("hei", 24.0)
_POINT = Style("hei", 20.0)
_STAFF = Style("hei", 18.0)
_HOTLINE = Style("hei", 24.0)
_SMALL = Style("fangsong", 16.0)
_HINT_TEXT = "请扫码评价，说出您的真实感受"
_NARROWEST = 0.5


def compose(pen: Pen, paper: Paper, parts: Parts) -> None:
    """Draw the placard; a placard has no parts, so what it shows are its own keys."""
    facts = paper.extra
    with pen.tagged(None), pen.red():
        pen.frame((_FRAME, _FRAME, PAGE_WIDTH - _FRAME, PAGE_HEIGHT - _FRAME), 3.0)
    _draw_title(pen, paper.title)
    _centre(pen, facts.get("hint") or _HINT_TEXT, 78 * MM, _HINT)
    draw_code(pen, paper.verify_url, (PAGE_WIDTH - _CODE) / 2, _CODE_TOP, _CODE)
    _draw_place(pen, facts)
    staff, hotline = facts.get("staff"), facts.get("hotline")
    _centre(pen, f"本岗位工作人员工号：{staff}" if staff else "", 232 * MM, _STAFF)
    _centre(pen, f"监督电话：{hotline}" if hotline else "", 246 * MM, _HOTLINE)
    _centre(pen, "　".join(filter(None, (paper.agency, paper.note))), 259 * MM, _SMALL)
    draw_overlays(pen, paper)
    pen.next_page()


def _draw_place(pen: Pen, facts: Mapping[str, Any]) -> None:
    """Draw the point and its number on one line, on two where one would be small."""
    parts = [part for part in (facts.get("point"), facts.get("point_no")) if part]
    if pen.width("　".join(parts), _POINT) <= _ROOM:
        _centre(pen, "　".join(parts), 216 * MM, _POINT)
        return
    for part, middle in zip(parts, (211 * MM, 220 * MM), strict=False):
        _centre(pen, part, middle, _POINT)


def _draw_title(pen: Pen, title: str) -> None:
    """Draw the title in red, on at most two lines."""
    bare = title.replace("|", "")
    widths = list(pen.rooms(bare, _TITLE))
    lines = break_title(title, widths, _ROOM, ()) if len(bare) <= 16 else []
    if not 1 <= len(lines) <= 2:
        raise FactsError("title（标题）太长：码牌的标题最多两行，每行8字")
    first = _TITLE_MIDDLE - (len(lines) - 1) * _TITLE_PITCH / 2
    with pen.red():
        for at, line in enumerate(lines):
            _centre(pen, line, first + at * _TITLE_PITCH, _TITLE, tag="H1")


def _centre(pen: Pen, text: str, baseline: float, style: Style, tag: str = "P") -> None:
    """Draw a line in the middle of the sheet, narrowed when it is long."""
    if not text:
        return
    natural = pen.width(text, style)
    scale = min(1.0, _ROOM / natural)
    if scale < _NARROWEST:
        raise FactsError(f"码牌上“{text[:12]}”太长，一行放不下")
    element = Element(tag)
    pen.root.children.append(element)
    with pen.tagged(element):
        pen.text(text, (PAGE_WIDTH - natural * scale) / 2, baseline, style, scale=scale)
