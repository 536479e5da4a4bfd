"""Command classes that answer a wrong call with one Chinese line and exit 2."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click
from flask import Flask
from flask.cli import AppGroup, with_appcontext

from app.commands.common import fail, one_line


def explain(error: click.UsageError) -> str:
    """Return a wrong call in words for the person who typed it."""
    if isinstance(error, click.MissingParameter) and error.param is not None:
        return f"缺少参数 {error.param.human_readable_name}。用法见 --help。"
    if isinstance(error, click.NoSuchOption):
        return f"没有选项 {error.option_name}。用法见 --help。"
    if isinstance(error, click.BadParameter) and error.param is not None:
        return f"{error.param.human_readable_name} 的值不对：{error.message}"
    return f"命令的写法不对，用法见 --help。（{error.message}）"


class Line(click.Command):
    """A command whose wrong call is one line."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse, or leave with the line."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            fail(explain(error))
            raise


class Group(AppGroup):
    """A group whose unknown command is one line."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or leave with the line."""
        if self.get_command(ctx, args[0]) is None:
            fail(f"没有命令 {self.name} {args[0]}。可用：{'、'.join(self.list_commands(ctx))}。")
        return super().resolve_command(ctx, args)


def group(app: Flask, name: str, help_text: str) -> Group:
    """Return the group of a name, made at its first use."""
    found = app.cli.commands.get(name)
    if isinstance(found, Group):
        return found
    made = Group(name, help=help_text)
    app.cli.add_command(made)
    return made


def add(
    home: Flask | Group,
    name: str,
    help_text: str,
    run: Callable[..., Any],
    *params: click.Parameter,
) -> None:
    """Add a command that runs inside the application context; a database away is one line."""
    callback = with_appcontext(one_line()(run))
    command = Line(name, help=help_text, callback=callback, params=list(params))
    (home.cli if isinstance(home, Flask) else home).add_command(command)
