"""`flask backup create|verify|restore`: a consistent copy under load, and the way back."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click
import sqlalchemy as sa
from flask import Flask, current_app

from app import migrating, store
from app.commands import lines
from app.commands.common import fail, one_line, writing
from app.commands.setup import grant
from app.extensions import db
from app.operations import backup, database_copy, erasing_again, restoring
from app.operations.backup import Manifest
from app.operations.database_copy import BadBackup
from app.queries import parameters
from config import Settings

EXPECTED = (BadBackup, OSError, sa.exc.DBAPIError)


def register(app: Flask) -> None:
    """Give the application the group."""
    group = lines.group(app, "backup", "备份：建立、核对、恢复。")
    file = click.Argument(["file"], metavar="FILE", type=click.Path(path_type=Path))
    folder = click.Argument(["folder"], metavar="DIR", type=click.Path(path_type=Path))
    force = click.Option(["--force"], is_flag=True, help="换掉现有的数据。")
    prune = click.Option(["--prune"], is_flag=True, help="备份成功后删除过期的旧备份。")
    lines.add(group, "create", "备份数据库、附件和公文；可以在使用中进行。", create, folder, prune)
    lines.add(group, "verify", "核对备份；有一处不对就逐行列出并退出 1。", verify, file)
    lines.add(group, "restore", "用备份恢复；没有 --force 时不覆盖数据。", restore, file, force)


def progress(text: str) -> None:
    """Print one line of progress."""
    click.echo(text, err=True)


def contents(manifest: Manifest) -> str:
    """Return what a backup holds, in one line."""
    return (
        f"{len(manifest.facts.rows)} 个表 {manifest.total} 行，"
        f"附件和公文 {manifest.kept} 个，审计链 {manifest.facts.audit_seq} 行"
    )


@one_line(*EXPECTED)
def create(folder: Path, prune: bool) -> None:
    """Make a backup; exit 1 when files that the database names are not there."""
    settings: Settings = current_app.config["VX"]
    archive, manifest = backup.create(settings, folder, progress)
    with writing("flask backup create") as (session, actor):
        backup.note(session, actor, "backup.create", backup.counts(manifest))
    click.echo(f"已备份到 {archive}：{contents(manifest)}。密钥不在备份里，请另外保存。")
    if manifest.absent:
        fail(f"有 {len(manifest.absent)} 个附件或公文找不到或已损坏，没有备份到。", 1)
    if prune:
        remove_old(folder)


def remove_old(folder: Path) -> None:
    """Remove the archives that the office keeps no longer, and print each."""
    with writing("flask backup create --prune") as (session, actor):
        days = parameters.integer(session, "backup_keep_days")
        gone = backup.prune(folder, days)
        if gone:
            backup.note(session, actor, "backup.prune", {"removed": len(gone), "days": days})
    for name in gone:
        click.echo(f"已删除过期备份 {name}")
    click.echo(f"超过 {days} 天的备份删除了 {len(gone)} 个。")


@one_line(*EXPECTED)
def verify(file: Path) -> None:
    """Check a backup; exit 1 with every fault."""
    checked = backup.verify(current_app.config["VX"], file)
    for fault in checked.faults:
        click.echo(fault)
    if checked.manifest is None or checked.faults:
        sys.exit(1)
    click.echo(f"备份完好：{checked.manifest.made_at}，{contents(checked.manifest)}。")
    if checked.manifest.absent:
        click.echo(f"备份时就缺少的附件或公文：{len(checked.manifest.absent)} 个。")


@one_line(*EXPECTED)
def restore(file: Path, force: bool) -> None:
    """Put a backup in place and walk the chain; exit 1 when it does not hold."""
    settings: Settings = current_app.config["VX"]
    os.umask(0o077)
    store.current().rollback()
    db.engine.dispose()
    erased = erasing_again.known(settings.migrate_database_url)
    manifest = restoring.restore(settings, file, force=force, progress=progress)
    with database_copy.opened(settings.migrate_database_url) as engine, engine.begin() as owner:
        grant(owner, settings)
    held, bad = database_copy.audit_of(settings.migrate_database_url)
    click.echo(f"已恢复：{contents(manifest)}。")
    if bad is not None:
        fail(f"审计链在第 {bad} 行不成立（前 {held} 行完好）。", 1)
    click.echo(f"审计链完好，共 {held} 行。")
    if manifest.facts.head == migrating.head():
        with writing("flask backup restore") as (session, actor):
            backup.note(session, actor, "backup.restore", backup.counts(manifest))
            again = erasing_again.repeat(session, actor, erased)
        if again:
            click.echo(f"备份以后清除过的来访人身份，又清除了 {again} 个。")
    else:
        click.echo("备份的数据库结构较旧，请运行 flask init 升级。")
        if erased:
            click.echo(f"恢复前有 {len(erased)} 条清除来访人身份的记录，升级后请照书面要求重做。")
