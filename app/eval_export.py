"""Evaluations as other systems read them: two national codings that run in opposite directions.

Words are stored, never numbers. 好差评's interface field `satisfaction` runs 5 = 非常满意 … 1,
GB/T 39046-2020 A.8 runs 1 = 非常满意 … 5; each target has its own table (domain.md 2.1).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from app import clock
from app.enums import Channel, EvalLevel, EvalScale

_L = EvalLevel
# A word of the three-level scale as the word of the five-level one that it leaves as.
OF_THREE: Mapping[EvalLevel, EvalLevel] = {
    _L.SATISFIED: _L.SATISFIED,
    _L.NEUTRAL: _L.BASICALLY_SATISFIED,
    _L.DISSATISFIED: _L.DISSATISFIED,
}
# And back: what comes in five words counts among three as this one.
TO_THREE: Mapping[EvalLevel, EvalLevel] = {
    _L.VERY_SATISFIED: _L.SATISFIED,
    _L.SATISFIED: _L.SATISFIED,
    _L.BASICALLY_SATISFIED: _L.NEUTRAL,
    _L.DISSATISFIED: _L.DISSATISFIED,
    _L.VERY_DISSATISFIED: _L.DISSATISFIED,
}
# 国办函好差评 interface: field satisfaction.
SATISFACTION: Mapping[EvalLevel, str] = {
    _L.VERY_SATISFIED: "5",
    _L.SATISFIED: "4",
    _L.BASICALLY_SATISFIED: "3",
    _L.DISSATISFIED: "2",
    _L.VERY_DISSATISFIED: "1",
}
# GB/T 39046-2020 A.8 满意度代码.
GBT39046: Mapping[EvalLevel, str] = {
    _L.VERY_SATISFIED: "1",
    _L.SATISFIED: "2",
    _L.BASICALLY_SATISFIED: "3",
    _L.DISSATISFIED: "4",
    _L.VERY_DISSATISFIED: "5",
}
# 好差评 field pf: 1 PC 2 移动 3 二维码 4 大厅平板 5 大厅其他. 6 and 7 differ by province; here 6 is
# the telephone, and a province that reads it otherwise changes this table.
PF: Mapping[Channel, str] = {
    Channel.WEB: "1",
    Channel.QR: "3",
    Channel.KIOSK: "5",
    Channel.WINDOW: "5",
    Channel.PHONE: "6",
}
# GB/T 39046-2020 table 9, 评价渠道.
WAYS: Mapping[Channel, str] = {
    Channel.WEB: "PC端",
    Channel.QR: "二维码",
    Channel.KIOSK: "政务大厅其他终端",
    Channel.WINDOW: "政务大厅其他终端",
    Channel.PHONE: "电话",
}
ELSEWHERE, ELSEWHERE_WAY = "5", "政务大厅其他终端"
LONGEST_TEXT, ANONYMOUS = 150, "匿名"


HAOCHAPING_HEADS = tuple(
    [
        "projectNo",
        "pf",
        "assessTime",
        "assessNumber",
        "satisfaction",
        "anonymity",
        "writingEvaluation",
        "areaCode",
    ]
)
GBT_HEADS = tuple(
    [
        "办件编号",
        "评价渠道",
        "评价人",
        "评价时间",
        "评价次数",
        "满意度",
        "满意度代码",
        "文字评价",
        "行政区划",
    ]
)


class Target(Enum):
    """Who reads a file: its code, its heads and the codes of its satisfaction."""

    HAOCHAPING = (
        "haochaping",
        HAOCHAPING_HEADS,
        SATISFACTION,
    )
    GBT = (
        "gbt39046",
        GBT_HEADS,
        GBT39046,
    )

    @property
    def code(self) -> str:
        """Return the word of the command line."""
        return self.value[0]

    @property
    def heads(self) -> tuple[str, ...]:
        """Return the heads of the file."""
        return self.value[1]

    @property
    def codes(self) -> Mapping[EvalLevel, str]:
        """Return the codes of satisfaction."""
        return self.value[2]


class BadFile(ValueError):
    """A file that is none of ours; the text says why."""


@dataclass(frozen=True)
class Line:
    """One evaluation as it leaves, without anything of who evaluated."""

    number: str
    channel: Channel
    hour: str
    round: int
    level: EvalLevel
    scale: EvalScale
    text: str
    region_code: str

    @property
    def five(self) -> EvalLevel:
        """Return the level as a word of the five-level scale."""
        return five(self.level, self.scale)


def five(level: EvalLevel, scale: EvalScale) -> EvalLevel:
    """Return a stored word as one of the five; 一般 of three leaves as 基本满意."""
    return OF_THREE[level] if scale == EvalScale.THREE else level


def write(lines: Iterable[Line], target: Target) -> str:
    """Return the file of a target as CSV; the same evaluations give the same text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(target.heads)
    for line in lines:
        writer.writerow(_haochaping(line) if target is Target.HAOCHAPING else _gbt(line))
    return out.getvalue()


def _safe(text: str) -> str:
    """Return a citizen's words so that no sheet takes them for a formula."""
    flat = " ".join(text.split())[:LONGEST_TEXT]
    return f"'{flat}"[:LONGEST_TEXT] if flat[:1] in "=+-@" and flat else flat


def _haochaping(line: Line) -> tuple[str, ...]:
    """Return a row of the 好差评 interface; anonymity 1 is an anonymous one."""
    code, text = SATISFACTION[line.five], _safe(line.text)
    pf = PF.get(line.channel, ELSEWHERE)
    return (line.number, pf, line.hour, str(line.round), code, "1", text, line.region_code)


def _gbt(line: Line) -> tuple[str, ...]:
    """Return a row of GB/T 39046-2020 table 9; 行政区划 has nine digits."""
    return (
        line.number,
        WAYS.get(line.channel, ELSEWHERE_WAY),
        ANONYMOUS,
        line.hour,
        str(line.round),
        line.five.label,
        GBT39046[line.five],
        _safe(line.text),
        line.region_code[:9],
    )


def read(text: str) -> tuple[Target, dict[str, EvalLevel]]:
    """Return whose file it is and the five-level word of each number; BadFile for any other."""
    rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff"))))
    target = next((one for one in Target if rows and tuple(rows[0]) == one.heads), None)
    if target is None:
        raise BadFile("第 1 行的表头不是好差评或 GB/T 39046 的表头。")
    head = "satisfaction" if target is Target.HAOCHAPING else "满意度代码"
    at, words = target.heads.index(head), {code: level for level, code in target.codes.items()}
    found: dict[str, EvalLevel] = {}
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(target.heads) or row[at] not in words:
            raise BadFile(f"第 {number} 行的列数或满意度代码不对。")
        found[row[0]] = words[row[at]]
    return target, found


def hour(at: datetime) -> str:
    """Return an instant as the hour that is kept of it, in Chinese time."""
    return f"{clock.local(at):%Y-%m-%d %H:00:00}"
