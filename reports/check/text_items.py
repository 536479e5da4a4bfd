"""Items of 正文, 附件说明, 署名, 成文日期, 附注 and 附件 (GB/T 9704-2012, 7.3)."""

from __future__ import annotations

import re
from itertools import combinations, pairwise, product

from reports.check.finding import Item, Result, absent, bad, judge, near, ok
from reports.check.layout_items import CELL
from reports.check.reading import TextLine
from reports.check.roles import Subject

LINE = 10.446
_INDENT = 28 + 2 * CELL
_LIST = re.compile("(出席|请假|列席)：")
_DATE = re.compile(r"\d{4}年([1-9]|1[0-2])月([1-9]|[12]\d|3[01])日")
_WORD = re.compile(
    r"[!-~—…]+[—…，。、；：？！）》」』】〕〉”’]*|..?[—…，。、；：？！）》」』】〕〉”’]*.?"
)
_CODE = re.compile(r"[A-Z]{2,6}-\d{4}-\d+|\d+")
# A heading with a mark inside is a sentence, and keeps the one at its end.
_SENTENCE = re.compile("[，；。：！？]")
# One blank line below text is 1.46 pitches from box to box, below a table up to 2.
_ONE_BLANK = 2.1
_LEVELS = (
    (re.compile(r"[一二三四五六七八九十]+、"), {"hei"}),
    (re.compile(r"（[一二三四五六七八九十]+）"), {"kai"}),
    (re.compile(r"\d{1,2}[.．、](?!\d)"), {"fangsong"}),
    (re.compile(r"（\d{1,2}）"), {"fangsong"}),
)


def _is_start(line: TextLine) -> bool:
    return not near(line.x0, 28, 1.0)


def _body(subject: Subject) -> Result:
    lines = subject.body
    if not any(line.page == 0 for line in lines):
        return bad("首页没有正文")
    odd = [line for line in lines if not (near(line.x0, 28, 0.5) or near(line.x0, _INDENT, 0.6))]
    if odd:
        return bad(f"“{odd[0].text[:8]}”x {odd[0].x0:.1f}")
    torn = [b for a, b in pairwise(lines) if not _is_start(b) and _had_room(a, b)]
    if torn or not _is_start(lines[0]):
        return bad(f"“{(torn or lines)[0].text[:8]}”段首没有空二字")
    return ok(f"首页有正文，段首 {_INDENT:.1f}，回行 28.0")


def _had_room(line: TextLine, follower: TextLine) -> bool:
    """Tell whether the next line's first word would have fitted: then a paragraph ended here."""
    word = _WORD.match(follower.text)
    width = follower.glyphs[word.end() - 1].x1 - follower.x0 if word else 0.0
    return 184 - line.x1 > width + CELL


def _levels(subject: Subject) -> Result:
    found: list[str] = []
    for line, follower in pairwise([*subject.body, None]):
        if line is None or not _is_start(line):
            continue
        for level, (pattern, families) in enumerate(_LEVELS, 1):
            if not pattern.match(line.text):
                continue
            found.append(str(level))
            if fault := _level_fault(line, follower, level, families):
                return bad(fault)
    return ok(f"层次 {'、'.join(sorted(set(found))) or '无'}")


def _level_fault(line: TextLine, follower: TextLine | None, level: int, families: set[str]) -> str:
    han = next((glyph for glyph in line.glyphs if "一" <= glyph.text <= "\u9fff"), line.first)
    if han.family not in {*families, "song"}:
        return f"第{level}层“{line.text[:8]}”字体 {han.family}"
    if level == 3 and "." not in line.text[:3]:
        return f"第3层“{line.text[:8]}”序号后应为半角圆点"
    alone = follower is None or _is_start(follower)
    whole = level < 3 and all(glyph.family == han.family for glyph in line.glyphs[-2:])
    if alone and whole and line.text[-1] in "。，；：、" and not _SENTENCE.search(line.text[:-1]):
        return f"单独成行的标题“{line.text[-8:]}”不应有标点"
    return ""


def _numbers(subject: Subject) -> Result:
    for line, follower in pairwise(subject.body):
        same = not _is_start(follower)
        if same and re.search(r"\d[.,]?$", line.text) and re.match(r"[.,]?\d|%", follower.text):
            return bad(f"“{line.text[-5:]}”和“{follower.text[:5]}”拆开了数字")
        if same and _spans(line.text, follower.text):
            return bad(f"“{line.text[-6:]}／{follower.text[:6]}”拆开了编号")
    if code := _cut_code(subject):
        return bad(f"“{code}”拆开了编号")
    return ok("没有拆开的数字")


def _cut_code(subject: Subject) -> str:
    """Return an item number or a number that a line end cuts in a table's cell."""
    for page in subject.reading.pages:
        for lines in (page.lines, page.turned):
            for line, after in product(lines, lines):
                beside = after.x0 < line.x1 and line.x0 < after.x1
                # Lines of one cell stand half a line apart; those of the text see above.
                close = near(after.baseline - line.baseline, LINE / 2, 0.3)
                if close and beside and _one_cell(line, after) and _spans(line.text, after.text):
                    return f"{line.text[-6:]}／{after.text[:6]}"
    return ""


def _one_cell(line: TextLine, after: TextLine) -> bool:
    """Tell whether two lines share an edge or their middle: the figures of two bars do not."""
    shared = (line.x0 - after.x0, line.x1 - after.x1, line.centre - after.centre)
    return any(near(apart, 0, 0.3) for apart in shared)


def _spans(before: str, after: str) -> bool:
    """Tell whether an item number begins before a line end and goes on after it."""
    edge = len(before)
    found = _CODE.finditer(before + after)
    return any(match.start() < edge < match.end() for match in found)


def _attachment_note(subject: Subject) -> Result:
    lines = subject.attachment_note
    if not lines:
        return ok("无")
    text = "".join(line.text for line in lines)
    ends = [line.text for line in lines if line.text[-1] in "。，；、"]
    numbered = bool(re.match(r"附件：(1\.)?\s*\S", text))
    gap = _gap(subject, lines[0])
    measured = f"{lines[0].text[:10]}，x {lines[0].x0:.1f}，空 {gap:.1f} 行"
    return judge(measured, near(lines[0].x0, _INDENT, 0.5), numbered, not ends, gap <= _ONE_BLANK)


def _gap(subject: Subject, line: TextLine) -> float:
    """Return the lines left free between a line and the text or table above it on its page."""
    page = subject.reading.pages[line.page]
    ends = [other.bottom for other in page.lines if other.baseline < line.baseline - 1]
    ends += [rule.y for rule in page.rules if rule.y < line.top]
    return (line.top - max(ends)) / LINE if ends else 1.0


def _errors(sign: TextLine, date: TextLine) -> tuple[float, float]:
    """Return how far 署名 and date are from the sealed and from the unsealed form."""
    return abs(sign.centre - date.centre), abs(date.x0 - sign.x0 - 2 * CELL)


def _sealed(subject: Subject) -> Result:
    sign, date = subject.sign, subject.date
    if subject.is_minutes:
        return absent("纪要不加盖印章")
    if sign is None or date is None:
        return bad("没有署名或成文日期")
    sealed, unsealed = _errors(sign, date)
    if unsealed < sealed:
        return absent("不加盖印章的形式")
    fits = near(date.x1, 184 - 4 * CELL, 0.5) or near(sign.x1, 184, 0.5)
    gap = _gap(subject, subject.signs[0])
    seal, seal_fits = _seal(subject, date)
    measured = f"日期右缘 {date.x1:.1f}，偏中 {sealed:.1f}，上空 {gap:.1f} 行{seal}"
    room = _have_room(subject.signs)
    return judge(measured, fits, sealed <= 0.5, gap <= _ONE_BLANK, room, seal_fits)


def _seal(subject: Subject, date: TextLine) -> tuple[str, bool]:
    """Measure the seal's ink where an image stands: 端正、居中下压署名和日期 (7.3.5.1).

    Its top stays inside one line of the text above, its middle above that of 署名 and date.
    """
    found = subject.reading.images(date.page)
    if not found:
        return "", True
    (x0, y0, x1, y1), upright = found[0]
    ink = subject.reading.ink(date.page, (x0 - 1, y0 - 1, x1 + 1, y1 + 1), red=True)
    if ink is None or len(found) > 1:
        return f"，印章 {len(found)} 个或没有红色", False
    width, centre = ink[2] - ink[0], (ink[0] + ink[2]) / 2
    sign = subject.signs[0]
    above = [line.bottom for line in subject.reading.pages[date.page].lines if line.top < sign.top]
    gap = (ink[1] - max((low for low in above if low < sign.top), default=ink[1])) / LINE
    low = (sign.top + date.bottom) / 2 - (ink[1] + ink[3]) / 2
    said = f"，印章 {width:.1f}，偏中 {abs(centre - date.centre):.1f}，上距 {gap:.1f} 行"
    size = 41.5 <= width <= 45.5 and near(ink[3] - ink[1], width, 1.0)
    fits = (near(centre, date.centre, 0.5), -0.05 <= gap <= 1.0, -0.1 <= low <= 5, upright, size)
    return said, all(fits)


def _have_room(signs: list[TextLine]) -> bool:
    """Tell whether the seals of a joint paper, 45 mm wide, stand apart and in the 版心."""
    for a, b in combinations(signs, 2):
        across, down = abs(a.centre - b.centre), abs(a.baseline - b.baseline)
        if across < 45 and down < 45:
            return False
    return all(line.x0 >= 27.5 for line in signs)


def _unsealed(subject: Subject) -> Result:
    sign, date = subject.sign, subject.date
    if subject.is_minutes:
        return absent("纪要的机关和日期在版头")
    if sign is None or date is None:
        return bad("没有署名或成文日期")
    sealed, unsealed = _errors(sign, date)
    if sealed <= unsealed:
        return absent("加盖印章的形式")
    right = max(date.x1, *(line.x1 for line in subject.signs))
    measured = f"右缘 {right:.1f}，日期右移 {date.x0 - sign.x0:.1f}"
    near_body = _gap(subject, subject.signs[0]) <= _ONE_BLANK
    return judge(measured, near(right, 184 - 2 * CELL, 0.5), unsealed <= 0.5, near_body)


def _date(subject: Subject) -> Result:
    if subject.date is None:
        return bad("没有成文日期")
    return judge(subject.date.text, bool(_DATE.fullmatch(subject.date.text)))


def _empty_page(subject: Subject) -> Result:
    found = any("此页无正文" in line.text for line in subject.reading.lines)
    return bad("有“此页无正文”") if found else ok("无“此页无正文”")


def _note(subject: Subject) -> Result:
    lines = subject.note
    if not lines:
        return ok("无")
    text = "".join(line.text for line in lines)
    wrapped = text.startswith("（") and text.endswith("）")
    measured = f"{text[:12]}，x {lines[0].x0:.1f}"
    return judge(measured, wrapped, near(lines[0].x0, _INDENT, 0.6))


def _attachments(subject: Subject) -> Result:
    if not subject.attachments:
        return ok("无随文装订的附件")
    for lines in subject.attachments:
        if fault := _attachment_fault(lines):
            return bad(fault)
    return ok(f"{len(subject.attachments)}个，另面，第3行标题居中")


def _attachment_fault(lines: list[TextLine]) -> str:
    first = min(lines, key=lambda line: (line.page, line.top))
    titles = [line for line in lines if 21 <= line.size <= 22.1 and line.page == first.page]
    if first.first.family != "hei" or not (near(first.x0, 28, 0.5) and near(first.top, 37, 1)):
        return f"“{first.text}”应为3号黑体顶格第1行，x {first.x0:.1f}"
    if not titles or not near(titles[0].top, 37 + 2 * LINE, 1.0):
        return f"“{first.text}”的标题不在第3行"
    return "" if all(near(t.centre, 106, 0.5) for t in titles) else f"“{first.text}”的标题没有居中"


def _minutes(subject: Subject) -> Result:
    if not subject.is_minutes:
        return absent("不是纪要格式")
    mark = "".join(line.text for line in subject.mark)
    low = max((line.bottom for line in subject.mark), default=140.0)
    ink = subject.reading.ink(0, (0, 37, 210, low + 2), red=True) or (0.0, 0.0, 0.0, 0.0)
    centre = (ink[0] + ink[2]) / 2
    labels = [line.text[:2] for line in subject.lists if _LIST.match(line.text)]
    measured = f"{mark}，上缘 {ink[1]:.1f}，{'、'.join(labels) or '没有出席'}"
    ordered = labels == [label for label in ("出席", "请假", "列席") if label in labels]
    fits = (mark.endswith("纪要"), 71 <= ink[1] <= 73, near(centre, 106, 0.5), len(ink) == 4)
    return judge(measured, *fits, "出席" in labels, ordered, _are_aligned(subject))


def _are_aligned(subject: Subject) -> bool:
    """Tell whether labels are 黑体 at indent 2 and turn-over lines stand after the colon."""
    hang = 0.0
    for line in subject.lists:
        if not _LIST.match(line.text):
            if not near(line.x0, hang, 0.6):
                return False
            continue
        names = line.glyphs[3:]
        hang = names[0].x0 if names else 0.0
        bold = all(glyph.family == "hei" for glyph in line.glyphs[:2])
        plain = all(glyph.family in ("fangsong", "song") for glyph in names)
        if not (bold and plain and names and near(line.x0, _INDENT, 0.5)):
            return False
    return not subject.lists or _gap(subject, subject.lists[0]) <= _ONE_BLANK


ITEMS = (
    Item(16, "正文", "首页有正文，段首空二字，回行顶格", _body),
    Item(17, "层次序数", "一、黑体 （一）楷体 1. （1）仿宋", _levels),
    Item(18, "数字", "不拆行", _numbers),
    Item(19, "附件说明", "空一行，左空二字，名称后无标点", _attachment_note),
    Item(20, "署名、日期（加盖印章）", "日期右空四字，署名居中于日期", _sealed),
    Item(21, "署名、日期（不加盖印章）", "署名右空二字，日期右移二字", _unsealed),
    Item(22, "签名章", "空二行，右空四字", lambda _: absent("这些文种不用签名章")),
    Item(23, "成文日期", "2026年3月5日", _date),
    Item(24, "此页无正文", "不得出现", _empty_page),
    Item(25, "附注", "左空二字，圆括号", _note),
    Item(26, "附件", "另面，首行黑体，第3行标题", _attachments),
    Item(37, "纪要格式", "标志上缘 72，出席人黑体", _minutes),
)
