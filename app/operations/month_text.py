"""The text of a monthly report: frozen figures in, facts of a paper out; nothing is read here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from app import months, scoring
from app.enums import UnitKind
from app.enums_scoring import ScoredKind
from app.operations import month_defined
from app.operations.draft_words import paragraph
from app.operations.month_late import LATE_COLUMNS, MOST_LATE, late_rows, late_words

# The drafter writes over it; it cannot be sent as it stands.
TO_WRITE = "（由拟稿人填写下步建议。）"
MOST_RANKED, MOST_WHOLE, MOST_BARS = 5, 60, 6
STATION = UnitKind.VILLAGE_STATION.label
Figures = Mapping[str, Any]
OVERALL = (
    "evaluations",
    "good_rate",
    "registered",
    "accepted",
    "closed",
    "resolved",
    "explained",
    "on_time_rate",
    "rectified_rate",
    "callback_rate",
    "days_median",
)
STOCK = (
    ("open_start", "月初在办"),
    ("flow_registered", "登记"),
    ("flow_reopened", "重启"),
    ("flow_closed", "办结"),
    ("flow_rejected", "不予受理"),
    ("flow_transferred", "转出"),
    ("flow_merged", "并案"),
    ("flow_withdrawn", "撤回"),
)


@dataclass
class Text:
    """A body as it grows, with the tables and charts that stand behind its pieces."""

    body: list[dict[str, Any]] = field(default_factory=list)
    tables: list[dict[str, Any]] = field(default_factory=list)
    charts: list[dict[str, Any]] = field(default_factory=list)

    def head(self, text: str) -> None:
        """Begin a section."""
        self.body.append(paragraph(text, 1))

    def say(self, text: str, level: int = 0) -> None:
        """Add a paragraph."""
        self.body.append(paragraph(text, level))

    def table(self, title: str, columns: Sequence[Any], rows: Sequence[Sequence[str]]) -> None:
        """Put a table behind the last paragraph; one without rows is left out."""
        if rows:
            name = f"表{len(self.tables) + 1}　{title}"
            after = len(self.body)
            self.tables.append(
                {"title": name, "after": after, "columns": columns, "rows": list(rows)}
            )

    def bars(
        self, title: str, unit: str, labels: Sequence[str], series: Sequence[tuple[str, Any]]
    ) -> None:
        """Put a chart behind the last paragraph; one without any number is left out."""
        if not labels or not any(any(values) for _name, values in series):
            return
        self.charts.append(
            {
                "title": f"图{len(self.charts) + 1}　{title}",
                "after": len(self.body),
                "unit": unit,
                "labels": list(labels),
                "series": [{"name": name, "values": list(values)} for name, values in series],
            }
        )

    def parts(self) -> dict[str, Any]:
        """Return the facts that were written."""
        found: dict[str, Any] = {"body": self.body}
        if self.tables:
            found["tables"] = self.tables
        return {**found, "charts": self.charts} if self.charts else found


def of(figures: Figures, code: str, when: str = "month") -> str:
    """Return a metric as it is printed."""
    return str(figures["metrics"][code][when]["text"])


def count(figures: Figures, code: str, when: str = "month") -> int:
    """Return a metric that is a count."""
    return int(figures["metrics"][code][when]["n"])


def moved(now: Mapping[str, Any], before: Mapping[str, Any], unit: str = "") -> str:
    """Return how far a value moved since another, a dash where one of both is not known."""
    if now["value"] is None or before["value"] is None:
        return "—"
    by = Decimal(now["value"]) - Decimal(before["value"])
    text = f"{by:+f}"
    short = text.rstrip("0").rstrip(".") if "." in text else text
    return "持平" if not by else f"{short}{unit}"


def report(figures: Figures) -> dict[str, Any]:
    """Return body, tables, charts and attachments of the monthly report."""
    text = Text()
    name = months.said(figures["period"])
    text.say(f"现将{name}“民声直通车”运行情况报告如下：")
    for section in (
        _overall,
        _evaluations,
        _messages,
        _firms,
        _ledger,
        _pressing,
        _campaigns,
        _cases,
        _clusters,
        _adjustments,
    ):
        section(text, figures)
    text.head("下步建议")
    text.say(TO_WRITE)
    text.say("专此报告。")
    facts = text.parts()
    whole = ranking_table(figures, named(figures))
    bound = []
    if whole["rows"]:
        title = f"{name}各单位评价和评分情况表"
        bound.append({"title": title, "landscape": True, "tables": [whole]})
    if figures["adjustments"]:
        bound.append(reasons_of(figures))
    return {**facts, "attachments": bound} if bound else facts


def _overall(text: Text, figures: Figures) -> None:
    """总体情况: this month beside the last, a year ago and the year so far, and a trend."""
    text.head("总体情况")
    closed = figures["metrics"]["closed"]
    text.say(
        f"本月收到评价{of(figures, 'evaluations')}，登记群众反映事项{of(figures, 'registered')}，"
        f"受理{of(figures, 'accepted')}，办结{of(figures, 'closed')}，其中解决"
        f"{of(figures, 'resolved')}、解释说明{of(figures, 'explained')}；满意率"
        f"{of(figures, 'good_rate')}，按期办结率{of(figures, 'on_time_rate')}。办结数比上月"
        f"{_change(closed['month'], closed['last'])}。以上数字不含监督执纪和敏感事项。"
    )
    metrics = figures["metrics"]
    rows = [[metrics[code]["label"], *beside(metrics[code])] for code in OVERALL]
    late = figures["late_counts"]
    rows.append(["月末超期未办结", *late_beside(late)])
    text.table("主要指标", OVERALL_COLUMNS, rows)
    text.say(COMPARED)
    trend = {code: figures["metrics"][code]["trend"] for code in ("registered", "closed")}
    span = months.before(figures["period"], len(trend["registered"]))
    # Before anything was recorded there is nothing to draw, which is not the same as none.
    known = [at for at, one in enumerate(trend["registered"]) if one["why"] != "unknown"]
    series = [
        (name, [max(0, trend[code][at]["n"]) for at in known])
        for code, name in (("registered", "登记"), ("closed", "办结"))
    ]
    text.bars(f"近{len(known)}个月登记和办结事项", "件", [_month(span[at]) for at in known], series)


COMPARED = "表中环比、同比为本月比上月、比去年同月的增减，比率为百分点，“—”表示不能比较。"
OVERALL_COLUMNS = [
    {"label": "指标", "width": 5.6, "align": "left"},
    {"label": "本月", "width": 4.6, "align": "center"},
    {"label": "上月", "width": 4.5, "align": "center"},
    {"label": "环比", "width": 2.8},
    {"label": "去年同月", "width": 4.2, "align": "center"},
    {"label": "同比", "width": 2.7},
    {"label": "本年累计", "width": 3.6},
]


def beside(metric: Mapping[str, Any]) -> list[str]:
    """Return a metric of the month, of the last and of a year ago, each with the step from it.

    One reading for page and paper: both print the same numbers.
    """
    now, last, year = (metric[when] for when in ("month", "last", "year_ago"))
    steps = moved(now, last), moved(now, year)
    return [now["text"], last["text"], steps[0], year["text"], steps[1], metric["so_far"]["text"]]


def late_beside(late: Mapping[str, int | None]) -> list[str]:
    """Return how many items were late at the end of a month, of the last and a year ago."""
    now, last, year = ({"value": late.get(when)} for when in ("month", "last", "year_ago"))
    cells = [_known(one["value"]) for one in (now, last, year)]
    return [cells[0], cells[1], moved(now, last), cells[2], moved(now, year), "—"]


def _known(count_: int | None) -> str:
    """Return a count, a dash where nothing is known."""
    return "—" if count_ is None else f"{count_}件"


def _month(period: str) -> str:
    """Return the name of a month below a bar."""
    return f"{int(period[5:])}月"


def _change(now: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    """Return 增加 n 件, 减少 n 件 or 持平 for two counts."""
    by = now["n"] - before["n"]
    return "持平" if not by else f"{'增加' if by > 0 else '减少'}{abs(by)}件"


def _evaluations(text: Text, figures: Figures) -> None:
    """评价: by kind of unit, the best and the last units with n, why people were not content."""
    text.head("评价情况")
    text.say(
        f"满意率{of(figures, 'good_rate')}、一般率{of(figures, 'neutral_rate')}、差评率"
        f"{of(figures, 'bad_rate')}；到期的差评按期整改率{of(figures, 'rectified_rate')}；"
        f"有评价的点位占启用点位的{of(figures, 'coverage')}。"
        f"申诉中的评价{of(figures, 'evaluations_appealed')}，仍计入。"
    )
    text.table("各类单位评价情况", KIND_COLUMNS, [_kind(row) for row in figures["kinds"]])
    best = [row for row in figures["units"] if row["rank"] is not None]
    if best:
        text.say(
            f"达到最少评价数{_least(figures)}的单位{len(best)}个，按评分办法第{figures['rule']}版"
            f"排名，前列和末位见下表，其他见附件；{too_few(figures)}{left_out(figures)}"
            f"{corrected(figures)}"
        )
        text.table("评分前列和末位单位", RANK_COLUMNS, [ranked(row) for row in ends(best)])
    elif figures["rule"] is None:
        text.say("评分办法还没有批准，本月不评分、不排名。")
    else:
        text.say(f"各单位的评价数都没有达到最少评价数{_least(figures)}，样本不足，本月不排名。")
    reasons = figures["reasons"][:MOST_BARS]
    labels = [row[0] for row in reasons]
    text.bars("差评的原因", "个", labels, [("原因", [row[1] for row in reasons])])


def _least(figures: Figures) -> str:
    """Return the least sample of a unit, nothing where a month was frozen without it."""
    least = figures.get("least", {}).get(ScoredKind.UNIT.value)
    return f"（{least}条）" if least else ""


def too_few(figures: Figures) -> str:
    """Return who is not ranked."""
    least = figures.get("least", {}).get(ScoredKind.UNIT.value)
    return f"评价少于{least}条的样本不足，不排名。" if least else "样本不足的不排名。"


def corrected(figures: Figures) -> str:
    """Return which numbers of the last month are compared, where it was corrected since."""
    last = months.shift(figures["period"], -1)
    mine = [one for one in figures["adjustments"] if one["period"] == last]
    if not any(one["code"] == "good_rate" or "unit_id" in one for one in mine):
        return ""
    return "环比按更正后的上月数字计算，上月名次是上月印发的名次，更正后的见“以前月份的更正”。"


def ends(ranked: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the first and the last of the ranked units, none of them twice."""
    first = list(ranked[:MOST_RANKED])
    return first + list(ranked[max(len(first), len(ranked) - MOST_RANKED) :])


def named(figures: Figures) -> list[dict[str, Any]]:
    """Return the units that a table names: of a village with few voices one knows who spoke."""
    rows = [one for one in figures["units"] if one["rank"] is not None or one["kind"] != STATION]
    return rows[:MOST_WHOLE]


def left_out(figures: Figures) -> str:
    """Return how many units a table does not name."""
    rest = figures["units"][:]
    count_ = len(rest) - len(named(figures))
    n = sum(row["n"] for row in rest) - sum(row["n"] for row in named(figures))
    return f"另有{count_}个村站样本不足，不逐个列出，共{n}条评价。" if count_ else ""


KIND_COLUMNS = [
    {"label": "单位类别", "width": 9, "align": "left"},
    {"label": "单位数", "width": 4.5},
    {"label": "评价数", "width": 4.5},
    {"label": "满意数", "width": 4.5},
    {"label": "满意率", "width": 5.5},
]


def _kind(row: Mapping[str, Any]) -> list[str]:
    """Return a kind of unit as a row."""
    scored = row["scored"]
    share = scoring.share(row["good"], scored) if scored else "—"
    kind = row["kind"].split("（")[0]
    return [kind, str(row["units"]), str(row["n"]), str(row["good"]), share]


RANK_COLUMNS = [
    {"label": "名次", "width": 2.6},
    {"label": "单位", "width": 7.4, "align": "left"},
    {"label": "评价数", "width": 3.2},
    {"label": "满意率", "width": 3.8},
    {"label": "环比", "width": 3.4},
    {"label": "得分", "width": 3.6},
    {"label": "上月名次", "width": 4},
]


def ranked(row: Mapping[str, Any]) -> list[str]:
    """Return a unit as a row of the ranking."""
    return [
        "—" if row["rank"] is None else str(row["rank"]),
        row["short"],
        str(row["n"]),
        row["good"]["text"],
        moved(row["good"], row["last"]),
        row["score"] or "样本不足",
        "—" if row["last_rank"] is None else str(row["last_rank"]),
    ]


WHOLE_COLUMNS = [
    {"label": "名次", "width": 3},
    {"label": "单位", "width": 10, "align": "left"},
    {"label": "评价数", "width": 4},
    {"label": "满意率", "width": 5},
    {"label": "环比（百分点）", "width": 5},
    {"label": "同比（百分点）", "width": 5},
    {"label": "得分", "width": 4},
    {"label": "上月名次", "width": 4},
]


def ranking_table(figures: Figures, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the table of units with n, what it is held against, and the score."""
    cells = [
        [*ranked(row)[:5], moved(row["good"], row["year_ago"]), *ranked(row)[5:]] for row in rows
    ]
    rule = figures["rule"]
    said = f"按评分办法第{rule}版" if rule is not None else "没有批准的评分办法，不评分"
    few = too_few(figures).rstrip("。")
    source = f"注：{said}；{few}；环比、同比为百分点，“—”表示不能比较。{corrected(figures)}"
    return {"columns": WHOLE_COLUMNS, "rows": cells, "source": source}


def _messages(text: Text, figures: Figures) -> None:
    """留言板."""
    found = figures["messages"]
    text.head("留言板")
    kinds = "、".join(f"{label}{n}件" for label, n in found["kinds"])
    text.say(
        f"收到留言{found['total']}件{f'，其中{kinds}' if kinds else ''}；"
        f"已答复{found['answered']}件，"
        f"已转办{found['transferred']}件，待答复{found['waiting']}件。"
    )


def _firms(text: Text, figures: Figures) -> None:
    """纪企直通车: listed = resolved + explained + the rest."""
    found = figures["firms"]
    text.head("纪企直通车")
    rest = f"、其他结果{found['other']}件" if found["other"] else ""
    gone = f"、不予受理或转出并案{found['gone']}件" if found["gone"] else ""
    text.say(
        f"召开座谈会{found['forums']}次，登记企业反映事项{found['listed']}件：已解决"
        f"{found['resolved']}件、解释说明{found['explained']}件、在办{found['open']}件{rest}{gone}。"
    )


def _ledger(text: Text, figures: Figures) -> None:
    """问题台账: the identity of opening and closing stock, how it was handled, who is late."""
    text.head("问题台账")
    signs = "＋＋－－－－－"
    parts = [f"{label}{count(figures, code)}件" for code, label in STOCK]
    sums = parts[0] + "".join(
        f" {sign} {part}" for sign, part in zip(signs, parts[1:], strict=True)
    )
    text.say(f"{sums} ＝ 月末在办{count(figures, 'open_end')}件。")
    text.say(
        f"办理用时平均{of(figures, 'days_mean')}、中位数{of(figures, 'days_median')}、"
        f"九成在{of(figures, 'days_p90')}以内；回访满意率{of(figures, 'callback_rate')}，"
        f"未接通{of(figures, 'callback_unreachable')}；延期率{of(figures, 'extension_rate')}，"
        f"退单率{of(figures, 'returned_rate')}，重办率{of(figures, 'rework_rate')}，"
        f"重复反映率{of(figures, 'repeat_rate')}。"
    )
    done = [
        one
        for code, one in figures["metrics"].items()
        if code.startswith("outcome_") and one["month"]["n"]
    ]
    if done:
        said = "，".join(
            f"{one['label'].removeprefix('成效：')}{one['month']['text']}" for one in done
        )
        text.say(f"本月核实的成效：{said}。")
    text.say(late_words(figures))
    text.table("超期未办结事项", LATE_COLUMNS, late_rows(figures, MOST_LATE))


def _pressing(text: Text, figures: Figures) -> None:
    """督办."""
    found = figures["pressing"]
    text.head("督办情况")
    kinds = "、".join(f"{label}{n}次" for label, n in found["kinds"])
    said = f"发出督办{found['total']}次（{kinds}），已回复{found['answered']}次。"
    text.say(said if found["total"] else "本月没有发出督办。")


def _campaigns(text: Text, figures: Figures) -> None:
    """专项整治与公开承诺."""
    found = figures["promises"]
    text.head("专项整治与公开承诺")
    for line in figures["campaigns"]:
        text.say(line)
    text.say(
        f"公布承诺{found['published']}项，核实兑现{found['kept']}项，到期没有兑现列入失信违诺"
        f"{found['broken']}项；月末履行中{found['running']}项。"
    )


def _cases(text: Text, figures: Figures) -> None:
    """典型案例, redacted."""
    text.head("典型案例")
    for case in figures["cases"]:
        text.say(f"{case['title']}。{case['said']}办理情况：{case['done']}", 2)
    if not figures["cases"]:
        text.say("本月没有列入典型案例的事项。")


def _clusters(text: Text, figures: Figures) -> None:
    """问题聚类分析: clustered problems, and the items by domain against the month before."""
    text.head("问题聚类分析")
    for line in figures["clusters"]:
        text.say(line)
    rows, whole = figures["domains"], sum(row[1] for row in figures["domains"])
    if not whole:
        text.say("本月没有登记的事项。")
        return
    said = "，".join(
        f"{label}{n}件（占{scoring.share(n, whole)}，上月{last}件）" for label, n, last in rows[:3]
    )
    text.say(f"登记的事项按领域分，反映最多的是：{said}。")
    shown = rows[:MOST_BARS]
    series = [("本月", [row[1] for row in shown]), ("上月", [row[2] for row in shown])]
    text.bars("登记事项的领域", "件", [row[0] for row in shown], series)


def _adjustments(text: Text, figures: Figures) -> None:
    """上月更正: what the signed months would print now; why, the attachment tells."""
    lines, unadjusted = figures["adjustments"], month_defined.words(figures)
    if lines or unadjusted:
        text.head("以前月份的更正")
    if lines:
        text.say(
            "下列数字在报告签发以后因补录、作废、裁定等有变化；已签发的报告不改，更正列在这里，"
            "涉及的记录和原因见附件。"
        )
    rows = [[months.said(one["period"]), *_corrected(one)] for one in lines]
    text.table("更正", ADJUSTED_COLUMNS, rows)
    for line in unadjusted:
        text.say(line)


def _corrected(line: Mapping[str, Any]) -> list[str]:
    """Return what was printed of a metric and what it is now."""
    return [line["label"], line["printed"], line["now"]]


ADJUSTED_COLUMNS = [
    {"label": "月份", "width": 5},
    {"label": "指标", "width": 9, "align": "left"},
    {"label": "当时印发", "width": 6},
    {"label": "现在应为", "width": 6},
]
REASON_COLUMNS = [
    {"label": "月份", "width": 5},
    {"label": "指标", "width": 8, "align": "left"},
    {"label": "当时印发", "width": 5},
    {"label": "现在应为", "width": 5},
    {"label": "原因（记录编号）", "width": 17, "align": "left"},
]


def reasons_of(figures: Figures) -> dict[str, Any]:
    """Return the attachment that tells of each correction which records made it, and by what."""
    rows = [
        [months.said(one["period"]), *_corrected(one), one["why"]] for one in figures["adjustments"]
    ]
    tables = [{"columns": REASON_COLUMNS, "rows": rows}]
    return {"title": "以前月份的更正明细表", "landscape": True, "tables": tables}
