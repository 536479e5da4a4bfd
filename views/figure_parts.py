"""The parts of a page of figures: each a table that says what a picture over it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from app import chance, scoring
from app.enums import Channel, RequestType, UnitKind
from app.enums_evaluation import FlagKind
from app.figures import api, timewords
from app.figures.shape import Scope, Value
from app.figures.valuing import quotient
from app.policies_statistics import Subject
from app.queries.evaluations import Suspicion
from app.queries.figure_places import Body, Place, Point
from app.queries.standing import LIGHTS, Standing, ages
from views.figure_links import best, change, explain, month_words, page_of
from views.figure_table import Cell, Chart, Head, Headline, Kind, Row, Tone

Months = Mapping[str, Value]
Figures = Mapping[str, Months]
# The main figures of a place, and what a unit does with its items.
OF_PLACE = ("evaluations", "good_rate", "bad_rate")
OF_WORK = ("accepted", "closed", "on_time_rate", "late_open", "rectified_rate", "days_median")
CASES = "样本数"
COUNTED = frozenset({"evaluations", "accepted", "closed", "late_open"})
NOTHING = Cell("—")


@dataclass(frozen=True)
class Asked:
    """Which month of whose figures a part is about; without a scope there are no addresses."""

    month: str
    scope: Scope | None
    unit_code: str = ""

    def cell(self, code: str, value: Value | None, month: str = "", kind: str = "") -> Cell:
        """Return a value with the address of its rows."""
        if value is None:
            return NOTHING
        if self.scope is None or value.value is None:
            return Cell(value.text)
        found = explain(code, month or self.month, self.scope, self.unit_code, kind)
        return Cell(value.text, found)

    def cases(self, code: str, value: Value | None, month: str = "") -> Cell:
        """Return the number of cases of a rate with the address of those."""
        if value is None or value.why == "hidden":
            return NOTHING if value is None else Cell(value.text)
        if self.scope is None or not value.n:
            return Cell(str(value.n))
        asked = (month or self.month, self.scope, self.unit_code, "", "denominator")
        return Cell(str(value.n), explain(code, *asked))

    def within(self, scope: Scope | None, unit_code: str = "") -> Asked:
        """Return the same month of other figures."""
        return Asked(self.month, scope, unit_code)


def headlines(asked: Asked, figures: Figures, codes: Iterable[str]) -> list[Headline]:
    """Return the main figures of the month beside the month and the year before."""
    found = []
    for code in codes:
        months = figures[code]
        now = months[asked.month]
        before = months.get(timewords.shifted(asked.month, -1))
        year = months.get(timewords.shifted(asked.month, -12))
        cases = [] if code in COUNTED else [f"{CASES} {now.n}"]
        lines = [*cases, *_own(now), f"环比 {change(now, before)}", f"同比 {change(now, year)}"]
        cell = asked.cell(code, now)
        found.append(Headline(api.METRICS[code].label, cell.text, cell.url, lines))
    return found


def _own(value: Value) -> list[str]:
    """Return why the cases of a unit's rate are not those of the number beside it."""
    own = value.metric.own_under and value.metric.under == value.metric.own_under
    return ["按本单位结束的主办环节计，不按办结件数"] if own else []


def voices(asked: Asked, figures: Figures, months: Sequence[str]) -> Chart:
    """Return twelve months of evaluations and of the share that was satisfied."""
    counts, rates = figures["evaluations"], figures["good_rate"]
    rows = [
        Row(
            [
                Cell(month_words(one)),
                asked.cell("evaluations", counts[one], one),
                asked.cell("good_rate", rates[one], one),
                asked.cases("good_rate", rates[one], one),
            ],
            short=one,
        )
        for one in months
    ]
    heads = [
        Head("月份"),
        Head("评价总数", "bar", "条"),
        Head("满意率", "line", "%", right=True),
        Head("计分评价数"),
    ]
    words = _peak("评价最多", [(month_words(one), counts[one]) for one in months])
    return Chart("voices", "近 12 个月的评价和满意率", heads, rows, "columns", words)


def work(asked: Asked, figures: Figures, months: Sequence[str]) -> Chart:
    """Return twelve months of items accepted and closed, and of what was closed in time."""
    codes = ("accepted", "closed", "on_time_rate")
    rows = [
        Row(
            [Cell(month_words(one)), *(asked.cell(c, figures[c][one], one) for c in codes)],
            short=one,
        )
        for one in months
    ]
    heads = [
        Head("月份"),
        Head("受理", "bar", "件"),
        Head("办结", "bar", "件"),
        Head("按期办结率", "line", "%", right=True),
    ]
    words = _peak("办结最多", [(month_words(one), figures["closed"][one]) for one in months])
    return Chart("work", "近 12 个月的受理、办结和按期办结率", heads, rows, "columns", words)


def _peak(words: str, values: Sequence[tuple[str, Value]]) -> str:
    """Return where the largest value lies."""
    found = best(values)
    return f"{words}的是{found[0]}：{found[1].text}。" if found and found[1].value else ""


Kinds = Mapping[str, Mapping[str, Value]]


def _kinds(kinds: Kinds, code: str) -> list[tuple[str, Value]]:
    """Return the kinds of one metric, the largest first; what is hidden stands last."""
    found = [(kind, values[code]) for kind, values in kinds.items() if code in values]
    shown = [(kind, one) for kind, one in found if one.n or one.why == "hidden"]
    return sorted(shown, key=lambda one: (one[1].value is None, -one[1].n, one[0]))


def reasons(asked: Asked, kinds: Kinds, labels: Mapping[str, str]) -> Chart:
    """Return why people were not satisfied, as a Pareto: each reason and the share up to it."""
    code = "bad_reasons"
    found = _kinds(kinds, code)
    total = sum(one.n for _kind, one in found if one.value is not None)
    rows, upto = [], 0
    for kind, one in found:
        hidden = one.value is None
        upto += 0 if hidden else one.n
        share = NOTHING if hidden or not total else Cell(f"{scoring.tenth(upto, total)}%")
        name = Cell(labels.get(kind, kind))
        rows.append(Row([name, asked.cell(code, one, kind=kind), share], apart=hidden))
    heads = [
        Head("原因"),
        Head("差评", "bar", "个"),
        Head("累计占比", "line", "%", right=True, derived=True),
    ]
    words = f"一条差评可以有几个原因，共 {total} 个。" if rows else ""
    return Chart(
        "reasons", "不满意的原因", heads, rows, "pareto", words, empty="这个月没有不满意的评价。"
    )


def split(
    asked: Asked, kinds: Kinds, code: str, key: str, title: str, labels: Mapping[str, str]
) -> Chart:
    """Return one count by its kinds, each with its share."""
    found = _kinds(kinds, code)
    total = sum(one.n for _kind, one in found if one.value is not None)
    rows = [
        Row(
            [
                Cell(labels.get(kind, kind)),
                asked.cell(code, one, kind=kind),
                Cell(f"{scoring.tenth(one.n, total)}%")
                if total and one.value is not None
                else NOTHING,
            ],
            apart=one.value is None,
        )
        for kind, one in found
    ]
    metric = api.METRICS[code]
    heads = [Head("类别"), Head("数量", "bar", metric.unit), Head("占比", derived=True)]
    return Chart(key, title, heads, rows, "bars", f"合计 {total} {metric.unit}。" if rows else "")


CHANNELS = {word.value: word.label for word in Channel}
TYPES = {word.value: word.label for word in RequestType}


RED = "红灯也算待审核、待反馈的，“超期存量”只算主办单位还没有办完的，所以红灯可能更多。"


def standing(found: Standing, urls: Callable[..., str], *, beside_stock: bool) -> Chart:
    """Return what is open now by age, each light a part of the bar.

    urls gives the address of the items of a light and an age; beside_stock says that the page
    has the late stock too, which is another number.
    """
    lights = [(key, label) for key, label in LIGHTS if found.total(key) or key != "stopped"]
    keys = [*(key for key, _label in lights), ""]
    names = ages() if found.is_counted else ["全部（没有工作日历）"]
    rows = [
        Row([Cell(name), *(_items(found.total(key, at), urls(key, at)) for key in keys)])
        for at, name in enumerate(names)
    ]
    sums = (_items(found.total(key), urls(key, None)) for key in keys)
    rows.append(Row([Cell("合计"), *sums], apart=True))
    heads = [
        Head("登记以来"),
        *(Head(label, "stack", "件", tone=TONES[key]) for key, label in lights),
    ]
    heads.append(Head("合计"))
    words = (
        "此刻没有终结、您能看到的事项，按登记以来的工作日数。红灯是已超期，黄灯是两个工作日内到期。"
    )
    words = f"{words}{RED}" if beside_stock else words
    title, none = "在办事项的灯和时间", "现在没有在办的事项。"
    return Chart("standing", title, heads, rows if found.total() else [], "bars", words, empty=none)


def _items(n: int, url: str) -> Cell:
    """Return a number of items with their address; none has none."""
    return Cell(str(n), url if n else "")


TONES: dict[str, Tone] = {"late": "late", "soon": "warn", "ok": "ok", "stopped": "still"}


By = Mapping[Any, Mapping[str, Value]]


def coverage(asked: Asked, kinds: Kinds) -> Chart:
    """Return how many registered points of each kind of unit were evaluated at all."""
    code = "coverage"
    found = [(kind, values[code]) for kind, values in kinds.items() if code in values]
    rows = [
        Row([Cell(UnitKind(kind).label), *_points(asked, kind, one), Cell(one.text)])
        for kind, one in sorted(found, key=lambda pair: (-pair[1].n, pair[0]))
    ]
    heads = [
        Head("单位类别"),
        Head("登记的点位", "bar", "个"),
        Head("有评价的点位", "bar", "个"),
        Head("覆盖率", derived=True),
    ]
    title, none = "点位覆盖：登记的和有评价的", "还没有登记点位。"
    return Chart(code, title, heads, rows, "bars", empty=none)


def _points(asked: Asked, kind: str, value: Value) -> list[Cell]:
    """Return the points of a kind, and those that were evaluated, each with its address."""
    sides = (("denominator", value.n), ("numerator", value.part or 0))
    if asked.scope is None:
        return [Cell(str(n)) for _side, n in sides]
    given = (asked.month, asked.scope, asked.unit_code, kind)
    return [Cell(str(n), explain("coverage", *given, side)) for side, n in sides]


def covered(asked: Asked, kinds: Kinds) -> Headline:
    """Return the share of the registered points that were evaluated."""
    found = [values["coverage"] for values in kinds.values() if "coverage" in values]
    seen, known = sum(one.part or 0 for one in found), sum(one.n for one in found)
    lines = [f"{seen} / {known} 个点位有评价"]
    url = explain("coverage", asked.month, asked.scope, asked.unit_code) if asked.scope else ""
    share = quotient(seen, known) if known else None
    value = Value(api.METRICS["coverage"], known, seen, share, "" if known else "unknown")
    return Headline(value.metric.label, value.text, url if known else "", lines)


@dataclass(frozen=True)
class Named:
    """One of those that are compared: its key among the figures, name, page and scope."""

    key: int | str
    name: str
    url: str
    scope: Scope | None
    unit_code: str = ""


def compared(
    asked: Asked, figures: By, named: Sequence[Named], codes: Sequence[str], title: str, first: str
) -> Chart:
    """Return the satisfied share of each with its interval; those of too few cases stand apart.

    codes are further figures, printed beside it.
    """
    rated: list[tuple[Decimal, Row]] = []
    apart: list[Row] = []
    for one in named:
        values, own = figures.get(one.key, {}), asked.within(one.scope, one.unit_code)
        rate = values.get("good_rate")
        n = rate.n if rate is not None else 0
        more = [_cases(own, rate), *(own.cell(code, values.get(code)) for code in codes)]
        name = Cell(one.name, one.url)
        if rate is not None and rate.value is not None and rate.part is not None:
            cells = [name, own.cell("good_rate", rate), *_span(rate.part, n), *more]
            rated.append((rate.value, Row(cells)))
        else:
            word = Cell("样本不足" if n else "没有评价")
            apart.append(Row([name, word, NOTHING, NOTHING, *more], apart=True))
    heads = [
        Head(first),
        Head("满意率", "value", "%"),
        Head("置信区间（95%）下限", "low", derived=True),
        Head("置信区间（95%）上限", "high", derived=True),
        Head("计分评价数"),
        *(Head(api.METRICS[code].label) for code in codes),
    ]
    rows = [row for _value, row in sorted(rated, key=lambda pair: -pair[0])]
    kind: Kind = "interval" if rows else ""
    apart += _rest(figures, {one.key for one in named}, codes)
    rates = [one["good_rate"] for one in figures.values() if "good_rate" in one]
    least = max((rate.least for rate in rates), default=0)
    words = f"{INTERVALS}{TOO_FEW.format(least)}" if least else INTERVALS
    return Chart("compared", title, heads, [*rows, *apart], kind, words, wide=True)


def _rest(figures: By, named: set[int | str], codes: Sequence[str]) -> list[Row]:
    """Return one line of all that is counted elsewhere, so that the column has the whole sum."""
    others = [values for key, values in figures.items() if key not in named]

    def summed(code: str) -> int:
        return sum(one[code].n for one in others if code in one)

    if not summed("evaluations"):
        return []
    counts = [Cell(f"{summed(c)}条") if c == "evaluations" else NOTHING for c in codes]
    cells = [
        Cell("其余点位合计（总数减去以上）"),
        NOTHING,
        NOTHING,
        NOTHING,
        Cell(str(summed("good_rate"))),
    ]
    return [Row([*cells, *counts], apart=True)]


def _cases(own: Asked, rate: Value | None) -> Cell:
    """Return the cases of a compared rate; whom nobody spoke of has none."""
    return Cell("0") if rate is None else own.cases("good_rate", rate)


INTERVALS = (
    "横线是置信区间（95%）：两家的横线大半重叠的，差别可能只是偶然。"
    "样本不足的列在后面，不排序、不画图。"
)

TOO_FEW = "评价少于{}条的是样本不足（同月度报告的排名，见评分办法）。"


def _span(part: int, n: int) -> list[Cell]:
    """Return both ends of a share's interval."""
    return [Cell(f"{scoring.rounded(Fraction(end) * 100, 1)}%") for end in chance.wilson(part, n)]


NO_FLAGS = "没有待核实的疑似刷评。"


def suspicions(found: Sequence[Suspicion], url: str) -> Chart:
    """Return what looks stuffed and waits for a person's judgement."""
    rows = [
        Row([Cell(one.point, url), Cell(one.kind.label), Cell(str(one.count), url)])
        for one in found
    ]
    heads = [Head("点位"), Head("疑点"), Head("待核实")]
    words = "疑似刷评的照常计分，由人核实确认后才不计分。" if rows else ""
    return Chart("suspicions", "疑似刷评", heads, rows, "", words, empty=NO_FLAGS)


def suspected(found: Sequence[tuple[FlagKind, int]]) -> Chart:
    """Return how many suspicions of each kind wait; which they are is for who judges them."""
    said = "，".join(f"{kind.label} {n} 条" for kind, n in found)
    total = sum(n for _kind, n in found)
    told = (
        f"待核实 {total} 条：{said}。由行政审批局和党风政风监督室逐条核实。" if found else NO_FLAGS
    )
    return Chart("suspicions", "疑似刷评", [], [], empty=told)


def named_units(bodies: Iterable[Body], month: str) -> list[Named]:
    """Return units as the comparison names them."""
    return [
        Named(
            one.unit_id,
            one.short,
            page_of(subject_of(one), month),
            Scope(unit_id=one.unit_id),
            one.code,
        )
        for one in bodies
    ]


def subject_of(body: Body) -> Subject:
    """Return whose page a unit has: a township's is its place's."""
    if body.kind in {UnitKind.TOWNSHIP_GOV, UnitKind.FARM} and body.region_code[6:9] != "000":
        return Subject(place=body.region_code[:9])
    return Subject(unit_id=body.unit_id)


def named_points(points: Iterable[Point]) -> list[Named]:
    """Return the points of a unit as the comparison names them."""
    return [Named(one.point_id, one.name, "", Scope(point_id=one.point_id)) for one in points]


def named_places(places: Iterable[Place], month: str) -> list[Named]:
    """Return townships or villages as the comparison names them."""
    return [
        Named(
            one.code,
            one.short,
            page_of(Subject(place=one.prefix), month),
            Scope(region_code=one.prefix),
        )
        for one in places
    ]
