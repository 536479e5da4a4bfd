"""Items of paper, 版心, grid, colour, page numbers and 信函格式 (GB/T 9704-2012, 5, 7.5, 10.1)."""

from __future__ import annotations

import re
from itertools import pairwise

from reports.check.finding import Item, Result, absent, bad, judge, near, ok
from reports.check.reading import MM, PageView, TextLine, is_black, is_red
from reports.check.roles import Subject

CELL = 156 / 28
_CLOSING = frozenset("，。、；：）》」』】〕〉”’")
# A page begins with a title (小标宋), a label or a repeated header (黑体).
_TOP_FAMILIES = ("xiaobiaosong", "hei", "song")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+")
_NO_START = re.compile("[，。、；：？！）》」』】〕〉”’…—％]")


def _paper(subject: Subject) -> Result:
    sizes = {(round(page.width, 1), round(page.height, 1)) for page in subject.reading.pages}
    measured = "，".join(f"{width}×{height}" for width, height in sorted(sizes))
    wide = ((210, 297), (297, 210))
    fits = [any(near(w, a, 0.2) and near(h, b, 0.2) for a, b in wide) for w, h in sizes]
    return judge(measured, *fits)


def _margins(subject: Subject) -> Result:
    if not subject.body:
        return bad("没有正文")
    left = min(line.x0 for line in (*subject.body, *subject.addressees))
    if near(left, 28 + 2 * CELL, 0.5):
        # Every paragraph is one line: what stands at the margin is then the indent's origin.
        left -= 2 * CELL
    later = sorted({line.page for line in subject.body if line.page})
    tops = [_first_ink(subject, page) for page in later]
    measured = f"左 {left:.1f}；续页上 " + ("、".join(f"{top:.1f}" for top in tops) or "无")
    return judge(measured, 27 <= left <= 29, *(36 <= top <= 38 for top in tops))


def _first_ink(subject: Subject, page: int) -> float:
    """Return where a page begins: its first line of text, or the frame of its table."""
    view = subject.reading.pages[page]
    return min([line.top for line in view.lines] + [rule.y for rule in view.rules])


def _type_area(subject: Subject) -> Result:
    numbers = {id(line) for line in subject.page_numbers.values()}
    worst = ""
    for line in subject.reading.lines:
        if id(line) in numbers or line.is_coloured or not line.text.strip():
            continue
        inside = line.x0 >= 27.7 and line.x1 <= 184.3 + _blank_half(line)
        if not (inside and line.top >= 36.7 and line.bottom <= 262.3):
            place = f"x {line.x0:.1f}–{line.x1:.1f}，y {line.top:.1f}"
            worst = f"第{line.page + 1}页“{line.text[:8]}”{place}"
    return bad(worst) if worst else ok("全部在版心内")


def _blank_half(line: TextLine) -> float:
    """Return how far the box of a squeezed closing mark may stand outside: its blank half."""
    return line.size / MM / 2 if line.text[-1] in _CLOSING else 0.0


def _grid(subject: Subject) -> Result:
    pitches: list[float] = []
    most = 0
    for page in range(len(subject.reading.pages)):
        baselines = sorted({round(line.baseline, 2) for line in subject.body if line.page == page})
        most = max(most, len(baselines))
        steps = [(b - a) * MM for a, b in pairwise(baselines)]
        pitches += [step for step in steps if step < 45]
    counts = _full_counts(subject.body)
    measured = (
        f"每面最多{most}行，行距 {min(pitches, default=0):.1f}–{max(pitches, default=0):.1f}，"
        f"满行字数 {'、'.join(map(str, sorted(set(counts)))) or '无'}"
    )
    even = all(28.9 <= pitch <= 30 for pitch in pitches)
    return judge(measured, most <= 22, even, all(count == 28 for count in counts))


def _full_counts(body: list[TextLine]) -> list[int]:
    """Count the characters of lines of nothing but Han that reach both margins."""
    counts = []
    for line, follower in pairwise(body):
        full = line.x0 < 29 and line.x1 > 183.5 and _HAN.fullmatch(line.text)
        # A word, an opening mark or a character with its mark may not fit and moves down.
        moved = not _HAN.match(follower.text) or _NO_START.match(follower.text[1:2])
        if full and not moved:
            counts.append(len(line.text))
    return counts


def _body_type(subject: Subject) -> Result:
    plain = [line for line in subject.body if not _is_heading(line)]
    if not plain:
        return ok("正文都是标题")
    sizes = [glyph.size for line in plain for glyph in line.glyphs]
    families = {glyph.family for line in plain for glyph in line.glyphs}
    black = all(is_black(glyph.colour) for line in plain for glyph in line.glyphs)
    measured = (
        f"{min(sizes, default=0):.1f}–{max(sizes, default=0):.1f}磅，{'、'.join(sorted(families))}"
    )
    sized = bool(sizes) and min(sizes) >= 15.5 and max(sizes) <= 16.1
    return judge(measured, sized, families <= {"fangsong", "song", "hei", "kai"}, black)


def _is_heading(line: TextLine) -> bool:
    return line.first.family in ("hei", "kai")


def _colour(subject: Subject) -> Result:
    used = {glyph.colour for line in subject.reading.lines for glyph in line.glyphs}
    turned = (line for page in subject.reading.pages for line in page.turned)
    used |= {glyph.colour for line in turned for glyph in line.glyphs}
    used |= {rule.colour for rule in subject.reading.rules}
    odd = [colour for colour in used if not (is_black(colour) or is_red(colour))]
    return bad(f"另有颜色 {odd[0]}") if odd else ok("黑、红")


def _page_number(subject: Subject) -> Result:
    wrong = [text for page in range(len(subject.reading.pages)) if (text := _fault(subject, page))]
    shown = "、".join(str(page + 1) for page in sorted(subject.page_numbers)) or "无"
    return bad(wrong[0]) if wrong else ok(f"有页码的页 {shown}，单右双左")


def _fault(subject: Subject, page: int) -> str:
    """Return what is wrong with one page's number, or nothing."""
    line = subject.page_numbers.get(page)
    place = f"第{page + 1}页"
    if line is None:
        view = subject.reading.pages[page]
        is_single = subject.is_sheet and len(subject.reading.pages) == 1
        is_empty = not (view.lines or view.turned)
        free = is_empty or is_single or (subject.is_letter and page == 0)
        return "" if free or _only_imprint(subject, page) else f"{place}没有页码"
    if subject.is_letter and page == 0:
        return "信函首页有页码"
    box = (line.x0 - 1, 263.0, line.x0 + 5.5, 275.0)
    ink = subject.reading.ink(page, box)
    top = ink[1] if ink else 0.0
    digits = "".join(char for char in line.text if char.isdigit())
    char = line.size / MM
    right = near(line.x1, 184 - char, 0.5) if page % 2 == 0 else near(line.x0, 28 + char, 0.5)
    fits = (digits == str(page + 1), right, near(top, 269, 0.4), 13.5 <= line.size <= 14.1)
    return "" if all(fits) else f"{place}“{line.text}”x {line.x0:.1f}，线上缘 {top:.1f}"


def _only_imprint(subject: Subject, page: int) -> bool:
    imprint = {id(line) for line in subject.imprint}
    view = subject.reading.pages[page]
    return not view.turned and all(id(line) in imprint for line in view.lines)


def _landscape(subject: Subject) -> Result:
    turned = [index for index, page in enumerate(subject.reading.pages) if _is_turned(page)]
    if not turned:
        return bad("台账应当横排") if subject.kind == "ledger_sheet" else absent("没有横排页")
    for index in turned:
        if fault := _turned_fault(subject.reading.pages[index]):
            return bad(f"第{index + 1}页{fault}")
    shown = "、".join(str(index + 1) for index in turned)
    return ok(f"第{shown}页逆时针旋转，表头在左")


def _is_turned(page: PageView) -> bool:
    return bool(page.turned) or page.has_clockwise or page.width > page.height


def _turned_fault(page: PageView) -> str:
    """Return what is wrong with one page that holds a wide table, or nothing."""
    if page.width > page.height:
        return "是横向页面，应为竖向页面内逆时针旋转的表格"
    if page.has_clockwise:
        return "有顺时针旋转的文字"
    for line in page.turned:
        across = line.x0 >= 34.7 and line.x1 <= 260.3 + _blank_half(line)
        if not (across and line.top >= 27.7 and line.bottom <= 184.3):
            return f"“{line.text[:8]}”在版心外"
    first = min(page.turned, key=lambda line: line.top).first
    return "" if first.family in _TOP_FAMILIES else "的表头不在左侧"


def _letter(subject: Subject) -> Result:
    if not subject.is_letter:
        return absent("不是信函格式")
    rules = subject.red_rules
    if len(rules) != 4 or not subject.mark:
        return bad(f"红线{len(rules)}条，应为上下各一条双线")
    ink = subject.reading.ink(0, (0, 24, 210, rules[0].y - 1), red=True)
    top, bottom = (ink[1], ink[3]) if ink else (0.0, 0.0)
    edge = rules[0].y - rules[0].weight / 2
    measured = (
        f"标志上缘 {top:.1f}，距红线 {edge - bottom:.1f}，红线宽 {rules[0].x1 - rules[0].x0:.1f}，"
        f"下红线 {rules[3].y:.1f}"
    )
    weights = [rule.weight for rule in rules]
    wide = all(near(rule.x0, 20, 0.3) and near(rule.x1, 190, 0.3) for rule in rules)
    thick = weights[0] > weights[1] and weights[2] < weights[3]
    gap = near(edge - bottom, 4, 0.5)
    return judge(
        measured,
        near(top, 30, 0.5),
        gap,
        wide,
        thick,
        near(rules[3].y, 277, 0.5),
        not subject.mark[0].text.endswith("文件"),
        _letter_number(subject, rules[1].y + rules[1].weight / 2),
    )


def _letter_number(subject: Subject, edge: float) -> bool:
    """发文字号 stands at the right margin, 7/8 of a character below the first double line."""
    line = subject.number
    return line is None or (near(line.x1, 184, 0.5) and near(line.top - edge, 14 / MM, 0.5))


ITEMS = (
    Item(1, "用纸", "A4 210×297", _paper),
    Item(2, "天头、订口", "左 27–29，续页上 36–38", _margins),
    Item(3, "版心", "x 28–184，y 37–262", _type_area),
    Item(4, "行、字", "≤22行，28字，行距 28.9–30磅", _grid),
    Item(5, "正文字体", "3号仿宋，黑色", _body_type),
    Item(31, "页码", "4号，一字线上缘 269，单右双左各空一字", _page_number),
    Item(32, "颜色", "文字黑，红为 Y80 M80 或红", _colour),
    Item(33, "印制装订", "双面，左侧装订", lambda _: absent("印制环节")),
    Item(34, "横排表格", "竖页内旋转", _landscape),
    Item(35, "信函格式", "标志上缘 30，双线 4 mm，宽 170，下线 277", _letter),
)
