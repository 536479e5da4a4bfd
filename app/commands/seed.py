"""`flask seed demo|scale`: the sample county, and a big one for benchmarks; never in production."""

from __future__ import annotations

from dataclasses import replace

import click
from flask import Flask, current_app

from app import passwords
from app.commands import lines
from app.commands.common import fail, owning, reading, writing
from app.errors import Refused
from app.operations import figure_fold
from config import Settings

MOST = 5_000_000


def register(app: Flask) -> None:
    """Give the application the group."""
    group = lines.group(app, "seed", "示例数据。")
    lines.add(group, "demo", "导入示例县；已经导入过则不动。", demo)
    lines.add(
        group,
        "scale",
        "导入大量数据，供测速用。",
        scale,
        number("--problems"),
        number("--evaluations"),
    )


def number(name: str) -> click.Option:
    """Return an option that counts rows."""
    return click.Option([name], type=click.IntRange(0, MOST), default=1000, show_default=True)


def trial_settings() -> Settings:
    """Return the settings, or leave when real records are kept here."""
    settings: Settings = current_app.config["VX"]
    if settings.production:
        fail("正式环境不能导入示例数据。")
    return settings


def tell(counts: dict[str, int]) -> None:
    """Print the rows by table on one line."""
    click.echo("示例数据：" + "，".join(f"{name} {count}" for name, count in counts.items()) + "。")


def demo() -> None:
    """Load the sample county once."""
    from app import demo as county

    settings = trial_settings()
    if county.is_loaded(reading("flask seed demo")):
        click.echo("示例县已经有了，未作改动。")
        return
    chosen = replace(settings, demo_password=passwords.choose_demo(settings))
    try:
        with writing("flask seed demo") as (session, principal):
            counts = county.load(session, principal, chosen)
            figure_fold.rebuild(session)
    except Refused as error:
        fail(error.description or "没有导入。")
    tell(counts)


def scale(problems: int, evaluations: int) -> None:
    """Load a big county, the same one for the same numbers."""
    from app import scale as county

    trial_settings()
    try:
        # The owner's COPY: row-level security would turn every row into a statement.
        with owning("flask seed scale") as (session, _principal):
            counts = county.load(session, problems, evaluations)
    except Refused as error:
        fail(error.description or "没有导入。")
    tell(counts)
