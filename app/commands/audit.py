"""`flask audit verify`: walk the chain and name the first row that does not hold."""

from __future__ import annotations

import sys

import click
from flask import Flask

from app import audit
from app.commands import lines
from app.commands.common import reading


def register(app: Flask) -> None:
    """Give the application the group."""
    group = lines.group(app, "audit", "审计日志。")
    lines.add(group, "verify", "核对审计链；有一行不对就退出 1 并指出序号。", verify)


def verify() -> None:
    """Verify the chain; exit 1 with the first bad seq."""
    held, bad = audit.verify(reading("flask audit verify"))
    if bad is None:
        click.echo(f"审计链完好，共 {held} 行。")
        return
    click.echo(f"审计链在第 {bad} 行不成立（前 {held} 行完好）。")
    sys.exit(1)
