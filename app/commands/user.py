"""`flask user add|lock|unlock|reset`: accounts, with a first password that must be changed."""

from __future__ import annotations

import sys
from typing import Any

import click
from flask import Flask

from app import passwords
from app.commands import lines
from app.commands.common import fail, writing
from app.errors import Missing, Refused
from app.operations import account_admin

NAME = click.Argument(["username"], metavar="账号")
STDIN = click.Option(
    ["--password-stdin"], is_flag=True, help="从标准输入读取首个密码；不给则随机生成并显示一次。"
)


def register(app: Flask) -> None:
    """Give the application the group."""
    group = lines.group(app, "user", "账号：新增、停用、启用、重设密码。")
    facts = [
        click.Option(["--name"], required=True, metavar="姓名"),
        click.Option(["--unit"], required=True, metavar="单位代码或全称"),
        click.Option(["--role"], required=True, metavar="角色代码"),
    ]
    lines.add(group, "add", "新增账号，并授予一个角色。", add, NAME, *facts, STDIN)
    lines.add(group, "lock", "停用账号，结束其登录。", lock, NAME)
    lines.add(group, "unlock", "启用账号，清除失败次数。", unlock, NAME)
    lines.add(group, "reset", "重设密码，结束其登录。", reset, NAME, STDIN)


def attempt(act: Any, *args: Any, **facts: Any) -> None:
    """Run an operation on accounts; a refusal is one line and exit 2."""
    try:
        with writing("flask user") as (session, principal):
            act(session, principal, *args, **facts)
    except (Refused, Missing) as error:
        fail(error.description or "没有做成。")


def first_password(from_stdin: bool) -> str:
    """Return the password that was piped in, or a random one."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return passwords.first()


def tell(username: str, password: str, from_stdin: bool) -> None:
    """Say what was done; a password that was piped in is not repeated."""
    shown = "" if from_stdin else f"，首个密码 {password}（只显示这一次）"
    click.echo(f"账号 {username} 已就绪{shown}，首次登录须改密码。")


def add(username: str, name: str, unit: str, role: str, password_stdin: bool) -> None:
    """Make an account."""
    password = first_password(password_stdin)
    facts = {"username": username, "name": name, "unit": unit, "role": role}
    attempt(account_admin.add, **facts, password=password)
    tell(username, password, password_stdin)


def lock(username: str) -> None:
    """Stop an account."""
    attempt(account_admin.lock, username)
    click.echo(f"账号 {username} 已停用，登录已结束。")


def unlock(username: str) -> None:
    """Let an account log in again."""
    attempt(account_admin.unlock, username)
    click.echo(f"账号 {username} 已启用。")


def reset(username: str, password_stdin: bool) -> None:
    """Give an account a first password again."""
    password = first_password(password_stdin)
    attempt(account_admin.reset, username, password)
    tell(username, password, password_stdin)
