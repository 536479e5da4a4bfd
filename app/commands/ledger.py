"""`flask ledger check`: whether every item's state and its rows in the units' lists are right."""

from __future__ import annotations

import sys

import click
from flask import Flask

from app.commands import lines
from app.commands.common import reading
from app.operations import ledger_check


def register(app: Flask) -> None:
    """Give the application the group."""
    group = lines.group(app, "ledger", "问题台账。")
    lines.add(
        group,
        "check",
        "核对每件事项的状态与最后一步、各单位清单里的到期是否一致；不一致就退出 1。",
        check,
    )


def check() -> None:
    """Print the numbers of the items that differ, or that all agree."""
    numbers = ledger_check.differing(reading("flask ledger check"))
    if not numbers:
        click.echo("台账：每件事项的状态与最后一步一致，各单位清单里的到期与事项一致。")
        return
    more = "（只列前面的）" if len(numbers) >= ledger_check.MOST_SHOWN else ""
    click.echo(f"台账：{len(numbers)} 件不一致{more}：{'、'.join(numbers)}")
    sys.exit(1)
