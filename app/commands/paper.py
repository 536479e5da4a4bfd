"""`flask paper kinds|render|check|fonts|trust`: papers from facts alone, without a database."""

from __future__ import annotations

import os
import sys

import click
from flask import Flask, current_app

from app.commands import lines, paper_trust
from app.commands.common import one_line
from reports import commands as papers
from reports.errors import PaperError
from reports.settings import settings_from


def register(app: Flask) -> None:
    """Give the application the group."""
    group = lines.group(app, "paper", "公文：文种、生成、检查、字体。")
    lines.add(group, "kinds", "列出文种。", kinds)
    lines.add(
        group,
        "render",
        "由要素文件生成一份公文。",
        render,
        click.Argument(["kind"], metavar="文种"),
        click.Argument(["facts"], metavar="FACTS.json"),
        click.Argument(["out"], metavar="OUT.pdf"),
    )
    lines.add(
        group,
        "check",
        "按公文格式逐项测量一个 PDF。",
        check,
        click.Option(["--kind"], metavar="文种", help="文件里没有写明文种时给出。"),
        click.Argument(["file"], metavar="FILE.pdf"),
    )
    lines.add(group, "fonts", "字体报告。", fonts)
    lines.add(group, "trust", "签名、外部印章服务、印章图案能不能用。", trust)


def kinds() -> None:
    """List the kinds."""
    click.echo(papers.kinds_text())


@one_line(PaperError)
def render(kind: str, facts: str, out: str) -> None:
    """Render one paper; nothing is written when the facts are refused."""
    click.echo(papers.render_file(kind, facts, out, settings_from(os.environ)))


@one_line(PaperError)
def check(file: str, kind: str | None) -> None:
    """Measure a PDF; exit 1 on a FAIL."""
    text, code = papers.check_text(file, kind)
    click.echo(text)
    sys.exit(code)


@one_line(PaperError)
def fonts() -> None:
    """Print the font report."""
    click.echo(papers.fonts_text(settings_from(os.environ)))


def trust() -> None:
    """Print what stands behind papers; exit 1 when any of it cannot be used."""
    settings = current_app.config["VX"].paper_trust
    click.echo(paper_trust.report(settings))
    sys.exit(bool(paper_trust.faults(settings)))
