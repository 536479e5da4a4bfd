"""Items of 版记 (GB/T 9704-2012, 7.4)."""

from __future__ import annotations

import re
from itertools import pairwise

from reports.check.finding import Item, Result, absent, bad, judge, near, ok
from reports.check.reading import MM, TextLine
from reports.check.roles import Subject

_CHAR = 14 / MM


def _rules(subject: Subject) -> Result:
    if not subject.is_ruled:
        return absent("信函格式的版记不加分隔线") if not subject.imprint_rules else bad("有分隔线")
    rules = subject.imprint_rules
    if len(rules) < 2:
        return bad(f"版记分隔线{len(rules)}条")
    first, *middle, last = rules
    weights = "、".join(f"{rule.weight:.2f}" for rule in rules)
    wide = all(near(rule.x0, 28, 0.3) and near(rule.x1, 184, 0.3) for rule in rules)
    thick = near(first.weight, 0.35, 0.05) and near(last.weight, 0.35, 0.05)
    thin = all(near(rule.weight, 0.25, 0.05) for rule in middle)
    return judge(f"线粗 {weights}，末线 {last.y:.1f}", wide, thick, thin, near(last.y, 262, 0.3))


def _lists(subject: Subject) -> list[list[TextLine]]:
    """Return the lists of the 版记: each a labelled line and its turn-over lines."""
    found: list[list[TextLine]] = []
    lines = sorted(subject.imprint, key=lambda line: (line.baseline, line.x0))
    for line in lines:
        if re.match("[主抄分]送", line.text):
            found.append([line])
        elif found and line.x0 > 40 and not _is_printed(subject, line):
            found[-1].append(line)
    return found


def _is_printed(subject: Subject, line: TextLine) -> bool:
    """Tell whether a line stands on the baseline of 印发日期."""
    days = [other for other in subject.imprint if other.text.endswith("印发")]
    return any(near(day.baseline, line.baseline, 0.3) for day in days)


def _copies(subject: Subject) -> Result:
    lists = _lists(subject)
    if not lists:
        return ok("无抄送、分送")
    for lines in lists:
        if fault := _list_fault(lines):
            return bad(fault)
    return ok(f"{lists[-1][0].text[:8]}，x {lists[-1][0].x0:.1f}，{len(lists[-1])}行")


def _list_fault(lines: list[TextLine]) -> str:
    first = lines[0]
    if not re.match("[主抄分]送：", first.text) or not near(first.x0, 28 + _CHAR, 0.5):
        return f"“{first.text[:6]}”x {first.x0:.1f}"
    if not lines[-1].text.endswith("。"):
        return f"“{lines[-1].text[-6:]}”末尾应为句号"
    if not all(13.5 <= line.size <= 14.1 for line in lines):
        return f"字号 {first.size:.1f}"
    hang = first.glyphs[3].x0
    turned = all(near(line.x0, hang, 0.7) for line in lines[1:])
    return "" if turned else "回行没有与冒号后对齐"


def _printed(subject: Subject) -> Result:
    if not subject.is_ruled:
        return absent("信函格式的版记不加印发机关")
    days = [line for line in subject.imprint if re.search("印发?$", line.text)]
    if len(days) != 1:
        return bad("没有印发机关和印发日期")
    day = days[0]
    offices = [x for x in subject.imprint if near(x.baseline, day.baseline, 0.3) and x is not day]
    if not offices:
        return bad("没有印发机关")
    measured = f"左 {offices[0].x0:.1f}，右 {day.x1:.1f}，{day.text}"
    last = all(line.baseline <= day.baseline + 0.3 for line in subject.imprint)
    left, right = near(offices[0].x0, 28 + _CHAR, 0.5), near(day.x1, 184 - _CHAR, 0.5)
    dated = bool(re.fullmatch(r"\d{4}年[1-9]\d?月[1-9]\d?日印发", day.text))
    return judge(measured, last, left, right, dated)


def _place(subject: Subject) -> Result:
    page = subject.imprint_page
    if page is None:
        return bad("没有版记") if subject.is_ruled else ok("无版记")
    last = len(subject.reading.pages) - 1
    lowest = max(line.bottom for line in subject.imprint)
    above = [line for line in subject.reading.pages[page].lines if 14.7 < line.size < 17.5]
    clear = all(line.bottom < subject.imprint[0].top for line in above)
    measured = f"第{page + 1}页，共{last + 1}页"
    steps = [b.baseline - a.baseline for a, b in pairwise(sorted_lines(subject.imprint))]
    return judge(measured, page == last, clear, lowest > 255, all(step < 12 for step in steps))


def sorted_lines(lines: list[TextLine]) -> list[TextLine]:
    """Return lines from top to bottom."""
    return sorted(lines, key=lambda line: line.baseline)


ITEMS = (
    Item(27, "版记分隔线", "首末 0.35，中间 0.25，末线 262", _rules),
    Item(28, "抄送机关", "4号仿宋，左右各空一字，句号", _copies),
    Item(29, "印发机关和日期", "左右各空一字，印发", _printed),
    Item(30, "版记的位置", "最后一面", _place),
)
