"""Old archives go only when asked, only this product's own, and each is named."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import clock, store
from app.models import AuditLog
from app.principal import system
from tests import support
from tests.test_backup import run

OLD, KEPT = "voice-20261018-093000.tar", "voice-20261020-093000.tar"
OTHERS = ("voice-20200101-000000.tar.part", "voice-notes.tar", "photo-20200101-000000.tar")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with an old archive, a recent one and what is not ours."""
    made = tmp_path / "usb"
    made.mkdir()
    for name in (OLD, KEPT, *OTHERS):
        (made / name).write_bytes(b"x")
    (made / "voice-20200101-000001.tar").symlink_to(made / KEPT)
    (made / "voice-20200101-000002.tar").mkdir()
    return made


def names(folder: Path) -> set[str]:
    """Return what lies in a folder."""
    return {path.name for path in folder.iterdir()}


def test_backup_without_the_option_removes_nothing(app: Flask, folder: Path) -> None:
    before = names(folder)
    with clock.fixed(support.NOW):
        assert run(app, "backup", "create", folder).exit_code == 0
    assert names(folder) > before


def test_only_own_archives_past_the_days_are_removed_and_named(
    app: Flask, session: Session, folder: Path
) -> None:
    before = names(folder)
    with clock.fixed(support.NOW):
        answer = run(app, "backup", "create", folder, "--prune")
    assert answer.exit_code == 0, answer.stderr
    assert f"已删除过期备份 {OLD}" in answer.stdout
    assert answer.stdout.splitlines()[-1] == "超过 30 天的备份删除了 1 个。"
    assert before - names(folder) == {OLD}
    session.rollback()
    store.name(session, system("test"))
    row = session.scalars(sa.select(AuditLog).order_by(AuditLog.seq.desc())).first()
    assert row is not None
    assert (row.action, row.detail) == ("backup.prune", {"removed": 1, "days": 30})
