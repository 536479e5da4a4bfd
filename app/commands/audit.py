"""`flask audit verify|anchor`: walk the chain, name the first bad row, print what to write down."""

from __future__ import annotations

import sys

import click
import sqlalchemy as sa
from flask import Flask

from app import audit_walk
from app.commands import lines
from app.commands.common import one_line, reading, writing
from app.operations import anchors


def register(app: Flask) -> None:
    """Give the application the group."""
    group = lines.group(app, "audit", "审计日志。")
    paper = click.Option(
        ["--anchor"], multiple=True, metavar='"行数 散列"', help="纸上抄下的锚点，可以写几个。"
    )
    lines.add(group, "verify", "核对审计链；有一行不对就退出 1 并指出序号。", verify, paper)
    lines.add(group, "anchor", "记下现在的行数和末行散列，并打印出来抄到纸上。", anchor)


@one_line(audit_walk.BadAnchor, sa.exc.OperationalError)
def verify(anchor: tuple[str, ...]) -> None:
    """Verify the chain against its anchors; exit 1 with the first bad seq."""
    extra = [audit_walk.typed(text) for text in anchor]
    verdict = audit_walk.walk(reading("flask audit verify"), *extra)
    click.echo(verdict.message)
    click.echo(verdict.anchor_message)
    if verdict.fault is not None:
        sys.exit(1)


@one_line(sa.exc.OperationalError)
def anchor() -> None:
    """Append an anchor unless the chain stands where the last one left it, and print it."""
    with writing("flask audit anchor") as (session, _principal):
        kept = anchors.on_demand(session)
        click.echo(f"日期 {kept.day.isoformat()}，行数 {kept.total}，末行散列 {kept.last_hash}")
        written = audit_walk.line(kept)
    click.echo(f"抄到纸上：{written}")
    click.echo(f'日后核对：flask audit verify --anchor "{written}"')
