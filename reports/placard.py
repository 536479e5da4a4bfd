"""评价码牌: one page to stand on a counter, legible from two metres."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from reportlab.lib.utils import ImageReader

from reports.errors import FactsError
from reports.grid import MM, PAGE_HEIGHT, PAGE_WIDTH
from reports.overlays import draw_overlays
from reports.paper import Paper, Parts, Photo
from reports.pen import Element, Pen, Style
from reports.qr import draw_code
from reports.titles import break_title

MOST_PEOPLE = 4
_ROOM = 150 * MM
_FRAME = 10 * MM
_CODE = 100 * MM
_CODE_TOP = 90 * MM
# With photographs the code is smaller, so that they stand between it and the hotline.
_CODE_BESIDE = 74 * MM
_RAISED = -38 * MM
_PHOTO = (24 * MM, 32 * MM)
_PHOTO_TOP = 184 * MM
_PHOTO_STEP = 36 * MM
_TITLE = Style("xiaobiaosong", 52.0)
_TITLE_PITCH = 22 * MM
_TITLE_MIDDLE = 52 * MM
_HINT = Style("hei", 24.0)
_POINT = Style("hei", 20.0)
_STAFF = Style("hei", 18.0)
_NUMBER = Style("hei", 14.0)
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
    people = facts.get("people", ())
    side, shift = (_CODE_BESIDE, _RAISED) if people else (_CODE, 0.0)
    draw_code(pen, paper.verify_url, (PAGE_WIDTH - side) / 2, _CODE_TOP, side)
    _draw_place(pen, facts, shift)
    _draw_people(pen, people)
    staff, hotline = facts.get("staff"), facts.get("hotline")
    words = "其他在岗人员工号" if people else "本岗位工作人员工号"
    _centre(pen, f"{words}：{staff}" if staff else "", 232 * MM, _STAFF)
    _centre(pen, f"监督电话：{hotline}" if hotline else "", 246 * MM, _HOTLINE)
    _centre(pen, "　".join(filter(None, (paper.agency, paper.note))), 259 * MM, _SMALL)
    draw_overlays(pen, paper)
    pen.next_page()


def _draw_people(pen: Pen, people: Sequence[Photo]) -> None:
    """Draw who serves there in one row, each photograph above the person's number."""
    width, height = _PHOTO
    left = (PAGE_WIDTH - _PHOTO_STEP * (len(people) - 1)) / 2
    for at, one in enumerate(people):
        middle = left + at * _PHOTO_STEP
        share = min(width / one.width, height / one.height)
        size = (one.width * share, one.height * share)
        foot = PAGE_HEIGHT - _PHOTO_TOP - height
        figure = Element("Figure", alt=f"工号{one.caption}的工作人员")
        pen.root.children.append(figure)
        with pen.tagged(figure):
            image = ImageReader(BytesIO(one.data))
            pen.canvas.drawImage(image, middle - size[0] / 2, foot, *size)
        number = f"工号 {one.caption}"
        room = _PHOTO_STEP - 2 * MM
        _centre(pen, number, _PHOTO_TOP + height + 6 * MM, _NUMBER, middle=middle, room=room)


def _draw_place(pen: Pen, facts: Mapping[str, Any], shift: float) -> None:
    """Draw the point and its number on one line, on two where one would be small."""
    parts = [part for part in (facts.get("point"), facts.get("point_no")) if part]
    if pen.width("　".join(parts), _POINT) <= _ROOM:
        _centre(pen, "　".join(parts), 216 * MM + shift, _POINT)
        return
    for part, middle in zip(parts, (211 * MM, 220 * MM), strict=False):
        _centre(pen, part, middle + shift, _POINT)


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


def _centre(
    pen: Pen,
    text: str,
    baseline: float,
    style: Style,
    tag: str = "P",
    *,
    middle: float = PAGE_WIDTH / 2,
    room: float = _ROOM,
) -> None:
    """Draw a line about a middle, that of the sheet unless told, narrowed when it is long."""
    if not text:
        return
    natural = pen.width(text, style)
    scale = min(1.0, room / natural)
    if scale < _NARROWEST:
        raise FactsError(f"码牌上“{text[:12]}”太长，一行放不下")
    element = Element(tag)
    pen.root.children.append(element)
    with pen.tagged(element):
        pen.text(text, middle - natural * scale / 2, baseline, style, scale=scale)
