"""Putting a backup back: checked whole before the first byte of data is touched."""

from __future__ import annotations

import os
import tarfile
from pathlib import Path

from alembic.script import ScriptDirectory

from app import migrating
from app.operations import backup, database_copy
from app.operations.backup import Manifest
from app.operations.database_copy import BadBackup
from config import Settings


def restore(
    settings: Settings, archive: Path, *, force: bool, progress: backup.Progress
) -> Manifest:
    """Put an archive into the configured database and files folder; BadBackup says why not.

    Files come first, so that no row names one that is not there yet.
    """
    url = settings.migrate_database_url
    if not force and database_copy.holds_tables(url):
        raise BadBackup("数据库里已有数据，不能覆盖；确实要用备份换掉它，请加 --force。")
    progress("正在核对备份……")
    checked = backup.verify(settings, archive)
    if checked.manifest is None or checked.faults:
        raise BadBackup(f"备份不可用：{checked.faults[0]}。")
    manifest = checked.manifest
    _require_fitting(manifest, url)
    with backup.reading(archive) as tar, backup.work_folder(settings) as work:
        _put_files(tar, manifest, settings.files_dir, work, force=force)
        progress("正在恢复数据库……")
        copied, name = work / "copy", database_copy.NAMES[manifest.database]
        _put(tar, name, manifest.files[name], copied)
        database_copy.load(url, copied)
    return manifest


def _require_fitting(manifest: Manifest, url: str) -> None:
    """Raise BadBackup for another kind of database or a migration this program lacks."""
    kind = database_copy.kind_of(url)
    if manifest.database != kind:
        raise BadBackup(f"备份来自 {manifest.database}，现在设置的数据库是 {kind}，不能恢复。")
    scripts = ScriptDirectory.from_config(migrating.configuration())
    known = {script.revision for script in scripts.walk_revisions()}
    if manifest.facts.head not in known:
        raise BadBackup(
            f"备份的数据库结构是 {manifest.facts.head or '（没有编号）'}，"
            f"这个程序只到 {migrating.head()}，请先升级程序。"
        )


def _put(tar: tarfile.TarFile, name: str, sha256: str, target: Path) -> None:
    """Write a member to a file; BadBackup when the archive changed since it was checked."""
    member = backup.member_of(tar, name)
    if member is None or not backup.extract(member, target, sha256):
        raise BadBackup("备份在恢复时发生了变化，没有恢复完。")


def _put_files(
    tar: tarfile.TarFile, manifest: Manifest, root: Path, work: Path, *, force: bool
) -> None:
    """Write the attachments and papers that are not there yet; a damaged one needs force."""
    wanted = {name: sha for name, sha in manifest.files.items() if name.startswith(backup.FILES)}
    places = {name: root / sha[:2] / sha for name, sha in wanted.items()}
    there = {name for name, place in places.items() if place.exists()}
    good = {name for name in there if backup.hash_of(places[name]) == wanted[name]}
    if there - good and not force:
        raise BadBackup(
            f"附件目录里有 {len(there - good)} 个损坏的文件；要换掉它们，请加 --force。"
        )
    for name in wanted.keys() - good:
        _put(tar, name, wanted[name], work / "file")
        places[name].parent.mkdir(parents=True, exist_ok=True)
        os.replace(work / "file", places[name])
        backup.sync(places[name].parent)
