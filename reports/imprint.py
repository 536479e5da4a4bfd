"""版记 (7.4) at the foot of the last page: 主送 moved from page 1, 抄送 or 分送, 印发."""

from __future__ import annotations

from dataclasses import dataclass

from reports.catalog import KIND_FORMATS, PaperFormat
from reports.errors import FactsError
from reports.grid import BOTTOM, LEFT, LINES, MM, PITCH, RIGHT, SMALL, WIDTH
from reports.paper import Paper, chinese_date
from reports.pen import Broken, Element, Pen, Span, Style

STYLE = Style("fangsong", SMALL)
_LEADING = 20.0
_PAD = 6.0
_THICK = 0.35 * MM
_THIN = 0.25 * MM
_ROOM = WIDTH - 2 * SMALL


@dataclass(frozen=True)
class Imprint:
    """The measured 版记: lists with their labels, and the line of 印发 when there is one."""

    lists: tuple[tuple[str, Broken], ...]
    printed: tuple[str, str] | None
    has_rules: bool

    @property
    def height(self) -> float:
        """Return its height in points, 0 when there is none."""
        rows = sum(len(broken.lines) for _, broken in self.lists)
        lists = rows * _LEADING + _PAD if rows else 0.0
        return lists + (_LEADING + _PAD if self.printed else 0.0)


def measure(pen: Pen, paper: Paper, *, with_addressees: bool) -> Imprint:
    """Break the lists of the 版记; raise FactsError when they fill a page."""
    has_rules = KIND_FORMATS[paper.kind][1] is not PaperFormat.LETTER
    heads = paper.addressees if with_addressees else ()
    wanted = [("主送：", heads), (f"{paper.copies}：", paper.copy_to)]
    lists = tuple((label, _list(pen, label, names)) for label, names in wanted if names)
    printed = None
    if has_rules and paper.printed_by:
        day = chinese_date(paper.printed_on or paper.date)
        printed = (paper.printed_by, f"{day}印发")
        if sum(pen.width(part, STYLE) for part in printed) > _ROOM - SMALL:
            raise FactsError("printed_by（印发机关）太长，一行放不下")
    imprint = Imprint(lists, printed, has_rules=has_rules)
    if imprint.height > (LINES - 2) * PITCH:
        raise FactsError("主送、抄送机关太多，一页版记放不下，请改用统称（如“各乡镇、县直各部门”）")
    return imprint


def _list(pen: Pen, label: str, names: tuple[str, ...]) -> Broken:
    room = _ROOM - pen.width(label, STYLE)
    text = "，".join(name.rstrip("，、；。") for name in names) + "。"
    return pen.break_spans([Span(text, STYLE)], (room, room))


def draw(pen: Pen, imprint: Imprint) -> None:
    """Draw the 版记 so that its last rule coincides with the 版心's bottom edge (7.4.1)."""
    if not imprint.height:
        return
    y = BOTTOM - imprint.height
    _rule(pen, imprint, y, _THICK)
    y += _PAD / 2
    for label, broken in imprint.lists:
        y = _draw_list(pen, label, broken, y)
    if imprint.printed:
        y = BOTTOM - _LEADING - _PAD
        if imprint.lists:
            _rule(pen, imprint, y, _THIN)
        _draw_printed(pen, imprint.printed, y + _PAD / 2)
    _rule(pen, imprint, BOTTOM, _THICK)


def _rule(pen: Pen, imprint: Imprint, y: float, weight: float) -> None:
    if imprint.has_rules:
        with pen.tagged(None):
            pen.rule(LEFT, RIGHT, y, weight)


def _baseline(top: float) -> float:
    return top + (_LEADING - SMALL) / 2 + 0.88 * SMALL


def _draw_list(pen: Pen, label: str, broken: Broken, y: float) -> float:
    element = Element("P")
    pen.root.children.append(element)
    hang = LEFT + SMALL + pen.width(label, STYLE)
    with pen.tagged(element):
        pen.text(label, LEFT + SMALL, _baseline(y), STYLE)
        for line in broken.lines:
            pen.line(broken, line, hang, _baseline(y))
            y += _LEADING
    return y


def _draw_printed(pen: Pen, printed: tuple[str, str], y: float) -> None:
    element = Element("P")
    pen.root.children.append(element)
    office, day = printed
    with pen.tagged(element):
        pen.text(office, LEFT + SMALL, _baseline(y), STYLE)
        pen.text(day, RIGHT - SMALL - pen.width(day, STYLE), _baseline(y), STYLE)
