"""Commands that are promised and not built yet: each says so and exits 2."""

from __future__ import annotations

from typing import Any

import click
from flask import Flask

from app.commands import lines
from app.commands.common import fail

PROMISED = (("report", "month", "月度运行报告"),)


class Unbuilt(lines.Line):
    """A command that takes whatever it is given."""

    ignore_unknown_options = True
    allow_extra_args = True


def register(app: Flask) -> None:
    """Give the application the commands that say 尚未提供."""
    for group, name, label in PROMISED:
        home = lines.group(app, group, "（尚未提供）")
        given = click.Argument(["given"], nargs=-1, type=click.UNPROCESSED)
        home.add_command(
            Unbuilt(name, help=f"{label}（尚未提供）", callback=refuse(label), params=[given])
        )


def refuse(label: str) -> Any:
    """Return the command that says so."""

    def command(given: tuple[str, ...]) -> None:
        fail(f"尚未提供：{label}。")

    return command
