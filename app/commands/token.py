"""`flask token add|list|revoke`: keys of other systems; a key is shown once."""

from __future__ import annotations

import click
import sqlalchemy as sa
from flask import Flask

from app import clock, formats
from app.commands import lines
from app.commands.common import fail, reading, writing
from app.errors import Missing, Refused
from app.models import IntegrationToken
from app.operations import account_admin, tokens

NAME = "flask token"


def register(app: Flask) -> None:
    """Give the application the group."""
    group = lines.group(app, "token", "对接令牌：其他系统读取接口用。")
    facts = [
        click.Option(["--unit"], required=True, metavar="单位代码或全称"),
        click.Option(["--role"], required=True, metavar="角色代码"),
        click.Option(
            ["--scope"], required=True, multiple=True, metavar="表名:read", help="可以写几个。"
        ),
        click.Option(["--days"], type=int, default=90, show_default=True, metavar="天数"),
    ]
    title = click.Argument(["name"], metavar="系统名称")
    lines.add(group, "add", "建立对接令牌，只显示一次。", add, title, *facts)
    lines.add(group, "list", "列出对接令牌。", listing)
    number = click.Argument(["row_id"], type=int, metavar="编号")
    lines.add(group, "revoke", "撤销对接令牌，立即生效。", revoke, number)


def add(name: str, unit: str, role: str, scope: tuple[str, ...], days: int) -> None:
    """Make a key."""
    key, number = "", 0
    try:
        with writing(NAME) as (session, principal):
            home, chosen = account_admin.find_unit(session, unit), account_admin.find_role(role)
            row, key = tokens.add(
                session, principal, name=name, scopes=scope, role=chosen, unit=home, days=days
            )
            number = int(row.id)
    except (Refused, Missing) as error:
        fail(error.description or "没有做成。")
    click.echo(f"对接令牌 {number} 已建立（只显示这一次）：\n{key}")


def listing() -> None:
    """List every key without the key itself."""
    rows = reading(NAME).scalars(sa.select(IntegrationToken).order_by(IntegrationToken.id)).all()
    for row in rows:
        state = "已撤销" if row.revoked_at else "有效"
        state = "已过期" if state == "有效" and row.expires_at <= clock.now() else state
        used = formats.moment(row.last_used_at)
        click.echo(
            f"{row.id}  {row.name}  {row.role.value}  {','.join(row.scopes)}  {state}  {used}"
        )
    if not rows:
        click.echo("没有对接令牌。")


def revoke(row_id: int) -> None:
    """Take a key away."""
    try:
        with writing(NAME) as (session, principal):
            tokens.revoke(session, principal, row_id)
    except (Refused, Missing) as error:
        fail(error.description or "没有做成。")
    click.echo(f"对接令牌 {row_id} 已撤销。")
