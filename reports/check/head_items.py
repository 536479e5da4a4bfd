"""Items of the head: 份号 to 主送机关 (GB/T 9704-2012, 7.2, 7.3.1, 7.3.2, 10.2, 10.3)."""

from __future__ import annotations

import re
from itertools import combinations, pairwise

from reports.check.finding import Item, Result, absent, bad, judge, near, ok
from reports.check.layout_items import CELL
from reports.check.reading import MM, TextLine
from reports.check.roles import Subject
from reports.words import joints

LINE = 29.61 / MM
_NUMBER = re.compile(r"\S+〔(19|20)\d\d〕[1-9]\d*号")
_SECRECY = re.compile(r"(绝密|机密|秘密)(★.+)?")


def _left(subject: Subject, start: str) -> TextLine | None:
    return next((line for line in subject.head if re.match(start, line.text)), None)


def _on_top(subject: Subject, line: TextLine, row: int) -> bool:
    """Tell whether a line of the head stands on its row of the 版心 (文件格式, 纪要格式)."""
    return not subject.is_ruled or near(line.top, 37 + row * LINE, 1.0)


def _copy_number(subject: Subject) -> Result:
    line = _left(subject, r"\d")
    if line is None:
        has_secret = _left(subject, "绝密|机密|秘密") is not None
        return bad("涉密而无份号") if has_secret else ok("无（非涉密）")
    fits = bool(re.fullmatch(r"\d{6}", line.text))
    return judge(line.text, fits, near(line.x0, 28, 0.5), _on_top(subject, line, 0))


def _secrecy(subject: Subject) -> Result:
    line = _left(subject, ".*密")
    if line is None:
        return ok("无")
    fits = bool(_SECRECY.fullmatch(line.text))
    row = _on_top(subject, line, 1)
    return judge(line.text, fits, line.first.family == "hei", near(line.x0, 28, 0.5), row)


def _urgency(subject: Subject) -> Result:
    line = _left(subject, ".*急")
    if line is None:
        return ok("无")
    above = [other for other in subject.head if other is not line and near(other.x0, 28, 0.5)]
    last = all(other.top < line.top for other in above)
    fits = line.text in ("特急", "加急") and line.first.family == "hei"
    return judge(line.text, fits, near(line.x0, 28, 0.5), last)


def _mark(subject: Subject) -> Result:
    if not subject.is_file:
        return absent("不是文件格式")
    if not subject.mark:
        return bad("没有红色的发文机关标志")
    low = max(line.bottom for line in subject.mark)
    ink = subject.reading.ink(0, (0, 37, 210, low + 2), red=True)
    if ink is None:
        return bad("没有红色油墨")
    x0, y0, x1, y1 = ink
    measured = f"上缘 {y0:.1f}，中线 {(x0 + x1) / 2:.1f}，高 {y1 - y0:.1f}"
    small = y1 - y0 <= 15.3 * max(1, len(subject.mark) - 1)
    family = {glyph.family for line in subject.mark for glyph in line.glyphs}
    named = family <= {"xiaobiaosong", "song", "fangsong"}
    return judge(measured, 71 <= y0 <= 73, near((x0 + x1) / 2, 106, 0.5), small, named)


def _agencies(subject: Subject) -> Result:
    if subject.is_minutes:
        return absent("不是文件格式")
    if not subject.mark:
        return bad("没有发文机关标志")
    if len(subject.mark) > 1:
        return _joint(subject)
    text = subject.mark[0].text
    return judge(f"1个机关：{text}", text.find("文件") in (-1, len(text) - 2))


def _joint(subject: Subject) -> Result:
    """主办机关 first, the names equally wide, 文件 at their right and midway (7.2.4)."""
    names = [line for line in subject.mark if line.text != "文件"]
    files = [line for line in subject.mark if line.text == "文件"]
    names.sort(key=lambda line: line.baseline)
    if len(files) != 1 or len(names) < 2:
        return bad("联合行文的标志应为各机关各占一行，“文件”在右")
    middle = (names[0].top + names[-1].bottom) / 2
    off = (files[0].top + files[0].bottom) / 2 - middle
    order = "、".join(line.text for line in names)
    measured = f"{len(names)}个机关：{order}，“文件”偏中 {off:.1f}"
    even = all(near(a.x0, b.x0, 1.5) and near(a.x1, b.x1, 1.5) for a, b in pairwise(names))
    right = files[0].x0 >= max(line.x1 for line in names)
    first = not subject.reading.author or names[0].text == subject.reading.author
    return judge(measured, even, right, near(off, 0, 1.0), first, not subject.is_letter)


def _number(subject: Subject) -> Result:
    line = subject.number
    if line is None:
        return absent("未编号")
    fits = bool(_NUMBER.fullmatch(line.text)) and not line.text.startswith("第")
    type_ok = 15.5 <= line.size <= 16.1 and line.first.family in ("fangsong", "song")
    if not subject.is_ruled:
        return judge(line.text, fits, type_ok)
    first = min(subject.signers[:1] or [line], key=lambda other: other.top)
    gap = (first.top - max(mark.bottom for mark in subject.mark)) / LINE if subject.mark else 0.0
    centred = near(line.centre, 106, 0.5)
    placed = centred or (bool(subject.signers) and near(line.x0, 28 + CELL, 0.5))
    place = f"中线 {line.centre:.1f}" if centred else f"左 {line.x0:.1f}"
    measured = f"{line.text}，{place}，距标志 {gap:.1f} 行"
    return judge(measured, fits, type_ok, placed, 1.9 <= gap <= 3.1)


def _issuer(subject: Subject) -> Result:
    lines = subject.signers
    if not lines:
        return ok("非上行文，无签发人")
    if not subject.is_file:
        return bad(f"{subject.format.value}有{lines[0].text}")
    label, name = lines[0].glyphs[:4], lines[0].glyphs[4:]
    if not name:
        return bad("签发人没有姓名")
    right = max(line.x1 for line in lines)
    measured = f"{lines[0].text}，{len(lines)}行，右 {right:.1f}"
    families = {glyph.family for line in lines for glyph in line.glyphs if glyph not in label}
    turned = all(near(line.x0, name[0].x0, 0.5) for line in lines[1:])
    number = subject.number
    same = number is None or near(number.baseline, lines[-1].baseline, 0.3)
    left = number is None or near(number.x0, 28 + CELL, 0.5)
    plain = all(glyph.family in ("fangsong", "song") for glyph in label)
    edge = near(right, 184 - CELL, CELL * 1.1) and right <= 184 - CELL + 0.5
    return judge(measured, families <= {"kai", "song"}, plain, turned, same, left, edge)


def _red_line(subject: Subject) -> Result:
    if not subject.is_ruled:
        return absent("信函的红线见第35项")
    rules = [rule for rule in subject.red_rules if rule.x1 - rule.x0 > 100]
    if len(rules) != 1:
        return bad(f"红色分隔线{len(rules)}条")
    rule = rules[0]
    above = [line.bottom for line in (*subject.issue, subject.number) if line is not None]
    gap = rule.y - max(above, default=rule.y - 4.0)
    measured = f"x {rule.x0:.1f}–{rule.x1:.1f}，距字号 {gap:.1f}，粗 {rule.weight:.2f}"
    return judge(measured, near(rule.x0, 28, 0.3), near(rule.x1, 184, 0.3), near(gap, 4, 0.5))


def _title(subject: Subject) -> Result:
    lines = subject.title
    if not lines:
        return bad("没有标题")
    sizes = all(21 <= glyph.size <= 22.1 for line in lines for glyph in line.glyphs)
    names = {glyph.family for line in lines for glyph in line.glyphs}
    off = max(abs(line.centre - 106) for line in lines)
    steps = [b.x1 - b.x0 - a.x1 + a.x0 for a, b in pairwise(lines)]
    valley = any(a < -1 and b > 1 for a, b in combinations(steps, 2))
    if cut := _cut_word(lines):
        return bad(f"“{cut}”拆开了词")
    gap = _title_gap(subject)
    measured = f"{len(lines)}行，{lines[0].size:.0f}磅，偏中 {off:.1f}，空 {gap:.1f} 行"
    family = "xiaobiaosong" in names and names <= {"xiaobiaosong", "song", "fangsong"}
    return judge(measured, sizes, family, off <= 0.5, not valley, 1.6 <= gap <= 2.5)


def _cut_word(lines: list[TextLine]) -> str:
    """Return the letters about the first line end that cuts a word, an empty text without one."""
    meet = joints("".join(line.text for line in lines))
    at = 0
    for line, after in pairwise(lines):
        at += len(line.text)
        if at not in meet:
            return f"{line.text[-2:]}／{after.text[:2]}"
    return ""


def _title_gap(subject: Subject) -> float:
    """Return the blank lines between the title and what the format has above it."""
    top = subject.title[0].top
    if subject.is_ruled:
        return (top - subject.red_rules[0].y) / LINE if subject.red_rules else 2.0
    above = [line for line in (*subject.head, subject.number) if line is not None]
    return (top - max(line.bottom for line in above)) / LINE - 0.46 if above else 2.0


def _addressees(subject: Subject) -> Result:
    lines = subject.addressees
    if not lines:
        moved = any(line.text.startswith("主送：") for line in subject.imprint)
        return ok("移至版记" if moved else "无")
    gap = (lines[0].top - subject.title[-1].bottom) / LINE if subject.title else 0.0
    measured = f"x {lines[0].x0:.1f}，空 {gap:.1f} 行，{lines[-1].text[-6:]}"
    left = all(near(line.x0, 28, 0.5) for line in lines)
    return judge(measured, left, lines[-1].text.endswith("："), 1.0 <= gap <= 1.6)


def _order(subject: Subject) -> Result:
    ends = any(line.text.endswith(("命令", "令")) for line in subject.mark)
    return bad("标志为令而格式不是") if ends else absent("不是命令格式")


ITEMS = (
    Item(6, "份号", "6位数字，版心左上第1行", _copy_number),
    Item(7, "密级和保密期限", "3号黑体，顶格第2行", _secrecy),
    Item(8, "紧急程度", "特急或加急，3号黑体，顶格，在密级之下", _urgency),
    Item(9, "发文机关标志", "红，上缘 72±1，居中，高 ≤15", _mark),
    Item(10, "联合行文", "主办在前，“文件”在末", _agencies),
    Item(11, "发文字号", "标志下空二行，居中，六角括号", _number),
    Item(12, "签发人", "上行文才有", _issuer),
    Item(13, "红色分隔线", "字号下 4，宽 156", _red_line),
    Item(14, "标题", "2号小标宋，居中，空二行，梯形或菱形，不拆词", _title),
    Item(15, "主送机关", "标题下空一行，顶格，冒号", _addressees),
    Item(36, "命令格式", "标志上缘 57", _order),
)
__all__ = ["CELL", "ITEMS", "LINE"]
