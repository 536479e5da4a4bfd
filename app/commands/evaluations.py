"""`flask evaluations export` and `import`: files for 好差评 and GB/T 39046."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click
from flask import Flask

from app import audit, eval_export
from app.commands import lines
from app.commands.common import fail, reading, writing
from app.eval_export import Target
from app.queries import leaving

MOST_SHOWN = 5
TARGETS = {target.code: target for target in Target}


def register(app: Flask) -> None:
    """Give the application the group."""
    group = lines.group(app, "evaluations", "评价数据的导出与核对。")
    place = click.Argument(["file"], type=click.Path(path_type=Path))
    days = [click.Argument([name], type=str) for name in ("first", "last")]
    target = click.Option(
        ["--target"],
        type=click.Choice(sorted(TARGETS)),
        default=Target.HAOCHAPING.code,
        help="haochaping 好差评接口，gbt39046 国标基础数据。",
    )
    text = "导出两个日期之间的评价，例如 2026-11-01 2026-11-30 out.csv。"
    lines.add(group, "export", text, export, *days, place, target)
    text = "读回导出的文件，只与库里核对，不改任何评价。"
    lines.add(
        group, "import", text, bring_back, click.Argument(["file"], type=click.Path(path_type=Path))
    )


def _day(text: str) -> date:
    """Return a day, or leave with one line."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        fail(f"日期请按 2026-11-18 的样子填写，不能是“{text}”。")
        raise


def export(first: str, last: str, file: Path, target: str) -> None:
    """Write the file; that evaluations left is audited with their number alone."""
    begin, end = _day(first), _day(last)
    found = list(leaving.lines(reading("flask evaluations export"), begin, end))
    text = eval_export.write(found, TARGETS[target])
    try:
        file.write_text(text, encoding="utf-8-sig", newline="")
    except OSError as error:
        fail(f"写不了文件 {file.name}：{error.strerror}。")
    with writing("flask evaluations export") as (session, actor):
        detail = {"count": len(found), "target": target}
        audit.record(session, actor, "evaluation.export", "evaluation", detail=detail)
    click.echo(f"已导出 {len(found)} 条评价。")


def bring_back(file: Path) -> None:
    """Say what a file holds beside the database."""
    try:
        text = file.read_text(encoding="utf-8-sig")
        target, found = eval_export.read(text)
    except (OSError, UnicodeDecodeError):
        fail(f"读不了文件 {file.name}。")
        raise
    except eval_export.BadFile as error:
        fail(str(error))
        raise
    told = leaving.compare(reading("flask evaluations import"), found)
    parts = [f"{target.code}：{told.same} 条与库里一致，没有改动"]
    for words, numbers in (("不一致", told.differing), ("库里没有", told.unknown)):
        if numbers:
            parts.append(f"{len(numbers)} 条{words}（{'、'.join(numbers[:MOST_SHOWN])}）")
    click.echo("；".join(parts) + "。")
