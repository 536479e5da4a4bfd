"""Bar charts in black and grey, drawn as vectors with the paper's own fonts."""

from __future__ import annotations

import math
from dataclasses import replace

from reports.errors import FactsError
from reports.grid import LEFT, UNIT, WIDTH
from reports.paper import Chart
from reports.pen import Element, Pen, Style
from reports.rows import Row
from reports.tables import title_row

_TEXT = Style("fangsong", 10.5)
_UNITS = 13
HEIGHT = _UNITS * UNIT
_GREYS = (0.25, 0.65, 1.0)
_STEPS = (1, 2, 2.5, 3, 4, 5, 10)
_SCALE_WIDTH = 44.0
_LABEL_HEIGHT = 18.0
_LINE = 12.5
_MOST_LINES = 3
# No line of a label begins with a closing mark or ends with an opening one.
_CLOSING, _OPENING = "）)、，。》」”’", "（(《「“‘"
_LEGEND_HEIGHT = 20.0
_BAR = 0.7
_NARROWEST = 0.4
_KEY = 26.0
_RULE = 0.5


def chart_rows(pen: Pen, chart: Chart, parent: Element) -> list[Row]:
    """Return the rows of a chart, its title first; parent gets the Figure with its text."""
    check_room(pen, chart)
    figure = Element("Figure", alt=alt_of(chart))
    parent.children.append(figure)
    title = replace(title_row(pen, chart.title, figure), floats=True)

    def draw_at(top: float) -> None:
        draw(pen, chart, top)

    body = Row(units=_UNITS, draw=draw_at, element=figure, is_body=True, is_table=True, floats=True)
    return [title, body]


def check_room(pen: Pen, chart: Chart) -> None:
    """Refuse names that would print too narrow to read."""
    slot = (WIDTH - _SCALE_WIDTH) / len(chart.labels)
    for label in chart.labels:
        widest = max(pen.width(line, _TEXT) for line in _lines(pen, label, slot))
        if widest * _NARROWEST > slot:
            raise FactsError(f"图里“{label[:10]}”太长，印不下")
    names = [chart.unit, *(series.name for series in chart.series)]
    if sum(pen.width(name, _TEXT) + _KEY for name in names) > WIDTH - 4 * _KEY:
        raise FactsError("图例和单位太长，印不下")


def _lines(pen: Pen, label: str, slot: float) -> list[str]:
    """Return a label on as few lines as hold it, of about one length."""
    count = min(_MOST_LINES, max(1, math.ceil(pen.width(label, _TEXT) / (slot - 2))))
    found, rest = [], label
    for left in range(count, 1, -1):
        at = _break(rest, round(len(rest) / left + 0.01))
        found.append(rest[:at])
        rest = rest[at:]
    return [line for line in (*found, rest) if line]


def _break(text: str, wanted: int) -> int:
    """Return the place nearest to the wanted one at which a text may be broken."""
    places = [at for at in range(1, len(text)) if _may_break(text[at - 1], text[at])]
    return min(places, key=lambda at: (abs(at - wanted), at), default=len(text))


def _may_break(before: str, after: str) -> bool:
    """Tell whether a line may end between two characters: not within a number or a word."""
    is_word = before.isascii() and before.isalnum() and after.isascii() and after.isalnum()
    return not is_word and before not in _OPENING and after not in _CLOSING


def alt_of(chart: Chart) -> str:
    """Return what a chart says to who cannot see it."""
    parts = []
    for series in chart.series:
        pairs = zip(chart.labels, series.values, strict=True)
        parts.append(f"{series.name}：" + "，".join(f"{name}{value:g}" for name, value in pairs))
    unit = f"（单位：{chart.unit}）" if chart.unit else ""
    return f"{chart.title}{unit}。{'；'.join(parts)}。"


def draw(pen: Pen, chart: Chart, top: float) -> None:
    """Draw legend, scale and bars between `top` and the row's end."""
    _draw_legend(pen, chart, top)
    high = top + _LEGEND_HEIGHT + 12
    slot = (WIDTH - _SCALE_WIDTH) / len(chart.labels)
    labels = [_lines(pen, label, slot) for label in chart.labels]
    most = max(len(lines) for lines in labels)
    low = top + HEIGHT - _LABEL_HEIGHT - (most - 1) * _LINE
    values = [value for series in chart.series for value in series.values]
    are_whole = all(float(value).is_integer() for value in values)
    step, count = _scale(1.1 * max(values), are_whole=are_whole)
    for at in range(count + 1):
        y = low - (low - high) * at / count
        text = f"{step * at:g}"
        pen.rule(LEFT + _SCALE_WIDTH, LEFT + WIDTH, y, _RULE if at else 1.0)
        pen.text(text, LEFT + _SCALE_WIDTH - 5 - pen.width(text, _TEXT), y + 3.5, _TEXT)
    for at, lines in enumerate(labels):
        centre = LEFT + _SCALE_WIDTH + slot * (at + 0.5)
        for place, line in enumerate(lines):
            _draw_label(pen, line, centre, low + 13 + place * _LINE, slot)
    _draw_bars(pen, chart, (high, low), step * count)


def _draw_legend(pen: Pen, chart: Chart, top: float) -> None:
    if chart.unit:
        pen.text(f"单位：{chart.unit}", LEFT, top + 12, _TEXT)
    if len(chart.series) == 1:
        return
    names = [series.name for series in chart.series]
    x = LEFT + WIDTH - sum(pen.width(name, _TEXT) + _KEY for name in names)
    for name, grey in zip(names, _GREYS, strict=False):
        pen.block((x, top + 4, x + 10, top + 12), grey, _RULE)
        pen.text(name, x + 13, top + 12, _TEXT)
        x += pen.width(name, _TEXT) + _KEY


def _draw_bars(pen: Pen, chart: Chart, span: tuple[float, float], full: float) -> None:
    high, low = span
    left, room = LEFT + _SCALE_WIDTH, WIDTH - _SCALE_WIDTH
    slot = room / len(chart.labels)
    width = slot * _BAR / len(chart.series)
    for at in range(len(chart.labels)):
        centre = left + slot * (at + 0.5)
        for place, series in enumerate(chart.series):
            x = centre - slot * _BAR / 2 + place * width
            y = low - (low - high) * series.values[at] / full
            pen.block((x + 1, y, x + width - 1, low), _GREYS[place], _RULE)
            pen.block((x, y - 13, x + width, y - _RULE), 1.0, 0.0)
            _draw_label(pen, f"{series.values[at]:g}", x + width / 2, y - 3, slot)


def _draw_label(pen: Pen, text: str, centre: float, baseline: float, room: float) -> None:
    """Draw a label centred, narrowed when its room is short."""
    natural = pen.width(text, _TEXT)
    scale = min(1.0, (room - 2) / natural)
    pen.text(text, centre - natural * scale / 2, baseline, _TEXT, scale=scale)


def _scale(highest: float, *, are_whole: bool) -> tuple[float, int]:
    """Return a round step and how many of them hold the highest value; counts have whole steps."""
    if highest <= 0:
        return 1.0, 4
    rough = highest / 4
    power = 10 ** math.floor(math.log10(rough))
    steps = [factor * power for factor in _STEPS if factor * power >= rough]
    if are_whole:
        steps = [step for step in (1.0, *steps) if step >= rough and float(step).is_integer()]
    step = steps[0]
    return step, max(1, math.ceil(highest / step))
