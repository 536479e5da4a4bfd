"""docs/figures.md as it is written from the declarations; run this file to write it anew."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.figures.catalogue import GROUPS, MEASURES, METRICS
from app.figures.shape import Metric, Part, Shape

PATH = Path(__file__).resolve().parents[2] / "docs" / "figures.md"
HEAD = """# 统计指标

每个数字只有一处定义：`app/figures/`。屏幕、Excel、报告用同一处定义；点开任何数字，或运行
`flask figures explain 指标 月份`，都能看到背后的明细。本页由 `python -m tests.figures.manual`
写出，不要手改；测试核对它与定义一致。

- 月份按中国时间；评价按办事日期，事项按各指标写明的时间。
- 纪检监察办理的和含敏感原因的行，只对有权查看全部这类行的人计入；别人的数字里没有它们，
  所以也减不出来。对外的报告不含它们。
- 算出的数字由数据库自己记下改过的行、由定时任务重算；`flask figures check` 逐个核对。
- 以前月份的数有的会随更正变动，这是有意的，签发过的月份写进下月报告的“上月更正”：
  “登记”“来源”“领域”“结果”“受理”“办结”等按事项现在的主办单位、发生地、领域、类型和办理轨道计；
  重启的不再计入办结；作废、申诉改判的评价不再计入；转为纪检监察办理的退出对外的数。
- 认定一次、以后不变的：主办环节是否超期（`problem_step.late`）、办结时的到期时间（办结以后不再改，
  日历更新也不改；重启以后再办结的，按新的期限重新认定）、各时点的超期存量（按期限的历史记录）。
- 一个单位的存量和进出按现主办单位计；改派以后，以前月份的也计在新的主办单位。超期存量、退单率、
  单位的按期办结率计在当时承办的单位。
- 乡镇的页面按发生地计，“各单位”表按单位自己的点位和主办的事项计，两处不一定相同。
- 由问题清单登记的事项也是台账事项，计入登记和诉求类型；归并的意见本身不另计。
- 已撤的区划代码计在承继的代码下；过去月份的页面用当时的名称。
"""
SHAPES = {
    Shape.COUNT: "计数",
    Shape.RATE: "比率",
    Shape.SUM: "合计",
    Shape.MEAN: "平均",
    Shape.MEDIAN: "中位数",
    Shape.P90: "九成位数",
    Shape.STOCK: "存量",
    Shape.COVERAGE: "覆盖",
}


def _part(part: Part) -> str:
    """Return what rows a part has."""
    kinds = "、".join([*part.kinds, *([f"{part.before.strip()}（已到期）"] if part.before else [])])
    sign = "−" if part.sign < 0 else ""
    return f"{sign}{MEASURES[part.measure].label}{f'（{kinds}）' if kinds else ''}"


def _made(metric: Metric) -> str:
    """Return what a metric is made of."""
    made = _quotient(metric.top, metric.under)
    own = _quotient(metric.own_top, metric.own_under)
    return f"{made}；单位的：{own}" if own else made


def _quotient(top: Sequence[Part], under: Sequence[Part]) -> str:
    """Return parts over parts."""
    above, below = ("，".join(_part(part) for part in parts) for parts in (top, under))
    return f"{above} ÷ {below}" if below else above


def written() -> str:
    """Return the manual as the declarations give it."""
    lines = [HEAD]
    for group, metrics in GROUPS.items():
        lines.append(f"## {group}\n")
        lines.append("| 指标 | 代码 | 口径 | 来源 | 算法 | 单位 |\n|---|---|---|---|---|---|")
        lines += [
            f"| {m.label} | `{m.code}` | {m.words} | {_made(m)} | {SHAPES[m.shape]} | {m.unit} |"
            for m in metrics
        ]
        lines.append("")
    lines.append(f"共 {len(METRICS)} 个指标，{len(MEASURES)} 个度量。\n")
    return "\n".join(lines)


if __name__ == "__main__":
    PATH.write_text(written(), encoding="utf-8")
