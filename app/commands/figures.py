"""`flask figures list|check|explain`: the numbers, their proof, and the rows behind them."""

from __future__ import annotations

import sys

import click
import sqlalchemy as sa
from flask import Flask

from app import clock
from app.commands import lines
from app.commands.common import fail, reading
from app.figures import api, telling, timewords
from app.figures.catalogue import GROUPS, METRICS
from app.figures.counting import COUNTER
from app.models import Unit
from app.operations import figure_check

SIDES = {"numerator": "分子", "denominator": "分母"}
MOST_SHOWN = 100
PLAIN = "不含敏感的和纪检监察办理的，与月度报告相同；内容请在系统里看。"


def register(app: Flask) -> None:
    """Give the application the group."""
    group = lines.group(app, "figures", "统计数字。")
    lines.add(group, "list", "列出全部指标和口径。", listed)
    lines.add(
        group,
        "check",
        "用明细核对统计；不一致就逐条列出并退出 1。",
        check,
        click.Option(["--month", "chosen"], metavar="2026-10", help="只核对一个月。"),
    )
    lines.add(
        group,
        "explain",
        "列出一个数字背后的明细。",
        explain,
        click.Argument(["metric"]),
        click.Argument(["period"]),
        click.Option(["--unit"], metavar="CODE", help="只看一个单位（单位代码）。"),
    )


def listed() -> None:
    """Print every metric with its definition."""
    for group, metrics in GROUPS.items():
        click.echo(f"【{group}】")
        for metric in metrics:
            click.echo(f"{metric.code} {metric.label}：{metric.words}")


def month(text: str) -> str:
    """Return a month that was typed, or leave with one line."""
    try:
        timewords.known(text)
    except ValueError:
        fail(f"月份的写法不对，或者还没有到：{text[:20]}，请写成 2026-10。")
    return text


def check(chosen: str | None) -> None:
    """Compare the figures with their rows."""
    found = figure_check.check(month(chosen) if chosen else None)
    if not found:
        click.echo("统计：每个数字都与明细一致，存量前后相符。")
        return
    click.echo(f"统计：{len(found)} 处与明细不一致：")
    for one in found[:MOST_SHOWN]:
        click.echo(one.line)
    sys.exit(1)


def explain(metric: str, period: str, unit: str | None) -> None:
    """Print a number and the rows behind it."""
    if metric not in METRICS:
        fail(f"没有指标 {metric[:40]}，全部指标见 flask figures list。")
    chosen = month(period)
    session = reading("flask figures explain")
    # Whoever runs the machine reads no matter of the discipline track, and nobody's words.
    scope = api.Scope(unit_id=_unit(unit) if unit else None, plain=True)
    value = api.values(session, COUNTER, [metric], [chosen], scope)[metric][chosen]
    named = METRICS[metric]
    part = "" if value.part is None else f"{value.part} ÷ "
    click.echo(f"{named.label} {chosen}：{value.text}（{part}{value.n}）")
    click.echo(f"口径：{named.words}")
    click.echo(PLAIN)
    for side, label in SIDES.items():
        if side == "numerator" or named.has_denominator:
            _print(metric, chosen, scope, side, label if named.has_denominator else "明细")
    if since := api.pending(session):
        click.echo(f"注意：{clock.local(since):%Y-%m-%d %H:%M} 以后的改动还没有计入。")


def _unit(code: str) -> int:
    """Return the id of a unit, or leave with one line."""
    session = reading("flask figures explain")
    found = session.execute(sa.select(Unit.id).where(Unit.code == code)).scalar()
    if found is None:
        fail(f"没有单位 {code[:30]}。")
    return int(found or 0)


def _print(metric: str, period: str, scope: api.Scope, side: str, label: str) -> None:
    """Print the rows of one side of a number."""
    session = reading("flask figures explain")
    number, pages = 1, 1
    while number <= pages:
        page = api.rows(session, COUNTER, metric, [period], scope, side, number, 500)  # type: ignore[arg-type]  # One of SIDES.
        pages = page.pages
        if number == 1:
            click.echo(f"{label}：{page.total} 行")
        told = telling.table(session, COUNTER, page)
        heads = telling.wordless(told)
        if number == 1 and heads:
            click.echo(f"  {' | '.join(heads)}")
        for cells in told.cells(heads):
            click.echo(f"  {' | '.join(cells)}")
        number += 1
