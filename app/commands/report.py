"""`flask report month 2026-10`: the monthly report as PDF, Excel and JSON of the frozen figures."""

from __future__ import annotations

from pathlib import Path

import click
from flask import Flask

from app import exchange_month, months
from app.commands import lines
from app.commands.common import fail, reading, writing
from app.enums_scoring import SnapshotState
from app.errors import Invalid, Refused
from app.models import Document
from app.operations import documents, month_papers, snapshots
from app.principal import system
from app.queries import snapshots as reads
from views import printing

TASK = "flask report month"


def register(app: Flask) -> None:
    """Give the application the group."""
    group = lines.group(app, "report", "月度运行报告。")
    lines.add(
        group,
        "month",
        "写出一个月的报告：PDF、xlsx 和冻结的数字（JSON）；没有数据的月份先生成草稿。",
        month,
        click.Argument(["period"], metavar="2026-10"),
        click.Option(["--out"], type=click.Path(path_type=Path), default=Path(), metavar="DIR"),
    )


def month(period: str, out: Path) -> None:
    """Freeze a month that is not frozen yet, and write its three files."""
    try:
        snapshots.check_period(period)
        _folder(out)
        made = reads.standing(reading(TASK), period) is None
        if made:
            snapshots.freeze(system(TASK), period)
        written = _files(period)
    except (Invalid, Refused) as refusal:
        fail(_said(refusal))
        raise
    for name, content in written.items():
        try:
            (out / name).write_bytes(content)
        except OSError as error:
            fail(f"写不了文件 {name}：{error.strerror}。")
    with writing(TASK) as (session, _actor):
        row = reads.standing(session, period)
        state = row.state if row is not None else SnapshotState.VOID
    begun = "，数据是刚生成的" if made else ""
    click.echo(f"{months.said(period)}（{state.label}{begun}）：{'、'.join(written)}。")


def _folder(out: Path) -> None:
    """Make the folder of the files where there is none."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        fail(f"建不了文件夹 {out.name}：{error.strerror}。")


def _said(refusal: Invalid | Refused) -> str:
    """Return a refusal on one line."""
    if isinstance(refusal, Invalid):
        return "".join(refusal.errors.values())
    return str(refusal.description)


def _files(period: str) -> dict[str, bytes]:
    """Return the files of a frozen month by name."""
    with writing(TASK) as (session, actor):
        row = reads.standing(session, period)
        if row is None:
            raise Refused("这个月的数据刚刚被重做，请再试一次。")
        book = exchange_month.workbook(session, actor, row)
    session = reading(TASK)
    row = reads.get(session, row.id)
    paper = session.get(Document, row.document_id) if row.document_id else None
    if paper is not None and paper.pdf_sha256 is not None:
        pdf = documents.stored(paper)
    elif paper is not None:
        pdf = printing.preview(paper)
    else:
        facts = month_papers.facts_of(session, row)
        pdf = printing.render("monthly_report", {**facts, "draft_mark": True})
    head = f"report-{period}"
    return {
        f"{head}.pdf": pdf,
        f"{head}.xlsx": book,
        f"{head}.json": exchange_month.as_json(session, row),
    }
