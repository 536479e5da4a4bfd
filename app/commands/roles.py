"""`flask roles write|check`: the manual's page of roles, written from the one matrix."""

from __future__ import annotations

import click
from flask import Flask

from app import role_page
from app.commands import lines
from app.commands.common import fail


def register(app: Flask) -> None:
    """Give the application the group."""
    group = lines.group(app, "roles", "岗位和权限：写出、核对手册里的那一页。")
    lines.add(group, "write", "按 app/permissions.py 写出 docs/manual/roles.md。", write)
    lines.add(group, "check", "核对 docs/manual/roles.md 是不是最新；不是就退出 1。", check)


def write() -> None:
    """Write the page."""
    role_page.PATH.write_text(role_page.text(), encoding="utf-8")
    click.echo("已写出 docs/manual/roles.md。")


def check() -> None:
    """Compare the page with what would be written."""
    if role_page.PATH.read_text(encoding="utf-8") != role_page.text():
        fail("docs/manual/roles.md 不是最新，请运行 flask roles write。", 1)
    click.echo("docs/manual/roles.md 是最新的。")
