"""Backups: one moment under load, found damage, and a way back that overwrites nothing unasked."""

from __future__ import annotations

import hashlib
import io
import shutil
import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from click.testing import Result
from flask import Flask

import config
from app import audit, clock, migrating, store
from app.enums import DocumentKind
from app.enums_identity import ErasureAsker, ErasureGround
from app.models import Attachment, AuditLog, Contact, Document, ErasureRecord, Problem
from app.operations import backup, database_copy, erasing_again, erasure, restoring
from app.operations.backup import Manifest
from app.principal import system
from config import Settings
from tests import makers, support

PAPER = b"%PDF-1.7 a paper that was printed once"
PHOTO = b"text of the evidence\n" * 400


@pytest.fixture(autouse=True)
def _held_clock() -> Iterator[None]:
    """Hold the clock at a Wednesday morning."""
    with clock.fixed(support.NOW):
        yield


@dataclass(frozen=True)
class Made:
    """An office with one archive of it, which tests read and do not change."""

    app: Flask
    archive: Path
    rows: dict[str, tuple[int, str]]


@pytest.fixture
def office(app: Flask) -> Flask:
    """Return an application with an item, two files and a known migration, free to change."""
    fill(app)
    return app


@pytest.fixture(scope="module")
def kept(template: support.Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    """Return an office and its archive, made once for the tests that only look."""
    home = tmp_path_factory.mktemp("kept")
    (home / "usb").mkdir()
    url = template.copy(home)
    application = support.make_app(url, home)
    with application.app_context(), clock.fixed(support.NOW):
        fill(application)
        rows = row_hashes(url)
        archive = made(application, home / "usb")
        support.session().rollback()
        yield Made(application, archive, rows)
    support.close(application)
    template.drop(url)


def fill(app: Flask) -> None:
    """Stamp the migration and add an item, an attachment and a paper."""
    with support.owner() as connection, connection.begin():
        command.stamp(migrating.configuration(connection), "head")
    problem_id = makers.problem_in("in_progress")
    makers.act("gaowan", problem_id, "progress", files=[(io.BytesIO(PHOTO), "说明.txt")])
    place(settings(app), PAPER)
    with store.write(system("test")) as work:
        work.add(
            Document(
                kind=DocumentKind.SUPERVISION_LETTER,
                title="督办函",
                agency_mark="海纪督",
                facts={},
                drafted_by_id=1,
                pdf_sha256=hashlib.sha256(PAPER).hexdigest(),
            )
        )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return an empty folder for archives."""
    made = tmp_path / "usb"
    made.mkdir()
    return made


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Flask]:
    """Return an application over nothing, for what is refused before the database is asked."""
    made = support.make_app(f"sqlite:///{tmp_path / 'none.db'}", tmp_path)
    with made.app_context():
        yield made
    support.close(made)


def settings(app: Flask) -> Settings:
    """Return the settings of an application."""
    found = app.config["VX"]
    assert isinstance(found, Settings)
    return found


def place(chosen: Settings, data: bytes) -> Path:
    """Keep bytes under their hash."""
    sha256 = hashlib.sha256(data).hexdigest()
    path = chosen.files_dir / sha256[:2] / sha256
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def run(app: Flask, *words: str | Path) -> Result:
    """Run a command and return what it answered."""
    answer = app.test_cli_runner().invoke(args=[str(word) for word in words])
    if answer.exception and not isinstance(answer.exception, SystemExit):
        raise answer.exception
    support.session().expire_all()
    return answer


def made(app: Flask, folder: Path) -> Path:
    """Make a backup by the command and return the archive."""
    answer = run(app, "backup", "create", folder)
    assert answer.exit_code == 0, answer.output
    return only(folder)


def only(folder: Path) -> Path:
    """Return the one thing in a folder."""
    (found,) = folder.iterdir()
    return found


def refused(answer: Result) -> str:
    """Return the last line of a refusal."""
    assert answer.exit_code == 2, answer.output
    return answer.stderr.splitlines()[-1]


@contextmanager
def clean_host(template: support.Template, folder: Path) -> Iterator[Flask]:
    """Return an application over nothing: no tables and no files."""
    folder.mkdir()
    empty = template.backend == "postgres"
    url = support.new_postgres() if empty else f"sqlite:///{folder / 'voice.db'}"
    other = support.make_app(url, folder)
    with other.app_context():
        yield other
    support.close(other)
    template.drop(url)


def row_hashes(url: str) -> dict[str, tuple[int, str]]:
    """Return the count and hash of every table's rows in order of their text."""
    with database_copy.opened(url) as engine, engine.connect() as connection:
        metadata = sa.MetaData()
        metadata.reflect(connection)
        texts = {
            name: sorted(repr(row) for row in connection.execute(sa.select(table)))
            for name, table in metadata.tables.items()
        }
    return {
        name: (len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest())
        for name, rows in texts.items()
    }


def silent(_text: str) -> None:
    """Take a line of progress."""


def keep_registering(app: Flask, known: list[str], stop: threading.Event) -> None:
    """Register items one after another, naming each once its commit was answered."""
    with app.app_context(), clock.fixed(support.NOW):
        while not stop.is_set():
            known.append(makers.stored(makers.registered()).problem_no)
    support.close(app)


def test_copy_under_load_holds_every_row_acknowledged_before_it(
    office: Flask, folder: Path, tmp_path: Path, template: support.Template
) -> None:
    known: list[str] = []
    stop = threading.Event()
    writer = threading.Thread(target=keep_registering, args=(office, known, stop))
    writer.start()
    try:
        while len(known) < 3:
            assert writer.is_alive()
        before = list(known)
        made(office, folder)
        at_the_end = len(known)
    finally:
        stop.set()
        writer.join(30)
    assert at_the_end > len(before), "the writer stood still while the copy was made"
    with clean_host(template, tmp_path / "clean") as other:
        assert run(other, "backup", "restore", only(folder)).exit_code == 0
        stored = set(support.session().scalars(sa.select(Problem.problem_no)))
        assert set(before) <= stored


def test_restored_copy_is_equal_in_rows_chain_and_files(
    kept: Made, tmp_path: Path, template: support.Template
) -> None:
    with clean_host(template, tmp_path / "clean") as other:
        chosen = settings(other)
        manifest = restoring.restore(chosen, kept.archive, force=False, progress=silent)
        assert row_hashes(chosen.migrate_database_url) == kept.rows
        held = database_copy.audit_of(chosen.migrate_database_url)
        assert held == (manifest.facts.audit_seq, None)
        stored = {p.name: p.read_bytes() for p in chosen.files_dir.glob("??/*")}
        assert sorted(stored.values()) == sorted([PAPER, PHOTO])
        assert all(hashlib.sha256(data).hexdigest() == name for name, data in stored.items())


def test_restored_database_still_refuses_to_change_the_audit_log(
    kept: Made, tmp_path: Path, template: support.Template
) -> None:
    with clean_host(template, tmp_path / "clean") as other:
        restoring.restore(settings(other), kept.archive, force=False, progress=silent)
        with support.owner() as connection, pytest.raises(sa.exc.IntegrityError):
            connection.exec_driver_sql("UPDATE audit_log SET action = 'x' WHERE seq = 1")


def test_sound_backup_verifies_and_says_what_it_holds(kept: Made) -> None:
    answer = run(kept.app, "backup", "verify", kept.archive)
    assert answer.exit_code == 0, answer.output
    assert "备份完好" in answer.output
    assert "附件和公文 2 个" in answer.output


def flipped(archive: Path, member: tarfile.TarInfo, folder: Path) -> Path:
    """Return a copy of an archive with one bit of a member turned."""
    data = bytearray(archive.read_bytes())
    data[member.offset_data + member.size // 2] ^= 1
    damaged = folder / "damaged.tar"
    damaged.write_bytes(data)
    return damaged


def test_flipped_byte_in_any_member_is_found(kept: Made, folder: Path) -> None:
    with tarfile.open(kept.archive) as tar:
        members = tar.getmembers()
    assert len(members) == 5
    for member in members:
        answer = run(kept.app, "backup", "verify", flipped(kept.archive, member, folder))
        named = "清单" if member.name.startswith("manifest") else member.name
        assert (answer.exit_code, answer.stdout.count(named)) == (1, 1), member.name


def test_archive_that_was_cut_is_found(kept: Made, folder: Path) -> None:
    cut = folder / "cut.tar"
    cut.write_bytes(kept.archive.read_bytes()[: kept.archive.stat().st_size // 2])
    assert run(kept.app, "backup", "verify", cut).exit_code in {1, 2}


def test_file_slipped_into_the_archive_is_found(kept: Made, folder: Path) -> None:
    archive = Path(shutil.copy(kept.archive, folder / "more.tar"))
    with tarfile.open(archive, "a") as tar:
        tar.addfile(tarfile.TarInfo("files/aa/slipped"))
    answer = run(kept.app, "backup", "verify", archive)
    assert (answer.exit_code, answer.stdout) == (1, "多出文件 files/aa/slipped\n")


def test_chain_that_was_broken_before_the_backup_is_named(
    office: Flask, folder: Path, tmp_path: Path, template: support.Template
) -> None:
    sqlite = template.backend == "sqlite"
    lift = "DROP TRIGGER audit_log_no_update"
    if not sqlite:
        lift = "ALTER TABLE audit_log DISABLE TRIGGER USER"
    with support.owner() as work, work.begin():
        work.exec_driver_sql(lift)
        work.exec_driver_sql("UPDATE audit_log SET action = 'x' WHERE seq = 3")
    archive = made(office, folder)
    with clean_host(template, tmp_path / "clean") as other:
        # The copy of PostgreSQL can be walked only once it stands in a database.
        words = ("verify",) if sqlite else ("restore",)
        answer = run(other, "backup", *words, archive)
    assert answer.exit_code == 1
    assert "审计链在第 3 行不成立（前 2 行完好）" in answer.output


def test_restore_overwrites_nothing_without_force(kept: Made) -> None:
    before = row_hashes(database(kept.app))
    assert "--force" in refused(run(kept.app, "backup", "restore", kept.archive))
    assert row_hashes(database(kept.app)) == before


def test_forced_restore_brings_the_old_state_back(office: Flask, folder: Path) -> None:
    archive = made(office, folder)
    damaged = place(settings(office), PAPER)
    damaged.write_bytes(b"damaged")
    later = makers.stored(makers.registered()).problem_no
    support.session().rollback()
    answer = run(office, "backup", "restore", archive, "--force")
    assert answer.exit_code == 0, answer.output
    assert "审计链完好" in answer.stdout
    assert later not in set(support.session().scalars(sa.select(Problem.problem_no)))
    assert damaged.read_bytes() == PAPER


def test_backup_and_restore_leave_their_rows_in_the_chain(office: Flask, folder: Path) -> None:
    archive = made(office, folder)
    newest = sa.select(AuditLog.action, AuditLog.detail).order_by(AuditLog.seq.desc()).limit(1)
    action, detail = support.session().execute(newest).one()
    assert (action, detail["files"], detail["absent"]) == ("backup.create", 2, 0)
    support.session().rollback()
    run(office, "backup", "restore", archive, "--force")
    assert support.session().execute(newest).one()[0] == "backup.restore"


def erase(problem_id: int) -> str:
    """Erase an item's reporter at his demand and return the contact's random name."""
    actor = support.person("intake")
    with store.write(actor) as work:
        erasure.erase(work, actor, "problem", problem_id, "subject")
    return of_reporter(problem_id).uid


def of_reporter(problem_id: int) -> Contact:
    """Return an item's reporter as he is stored now."""
    session = support.session()
    store.name(session, system("test"))
    return session.get_one(Contact, makers.stored(problem_id).contact_id)


def test_forced_restore_erases_again_who_was_erased_since(office: Flask, folder: Path) -> None:
    gone, stays = makers.problem_in("closed"), makers.problem_in("closed")
    support.session().rollback()
    archive = made(office, folder)
    uid = erase(gone)
    support.session().rollback()
    answer = run(office, "backup", "restore", archive, "--force")
    assert "又清除了 1 个" in answer.stdout
    again = of_reporter(gone)
    assert (again.uid, again.phone_sealed, again.phone_hash) == (uid, None, None)
    assert makers.stored(gone).contact_phone_hash is None
    record = support.session().scalars(sa.select(ErasureRecord)).one()
    assert (record.ground, record.asker) == (ErasureGround.REQUEST, ErasureAsker.SUBJECT)
    assert of_reporter(stays).phone_sealed is not None
    assert audit.verify(support.session())[1] is None


def test_erasures_that_the_backup_knows_are_not_done_twice(office: Flask, folder: Path) -> None:
    gone = makers.problem_in("closed")
    erase(gone)
    support.session().rollback()
    archive = made(office, folder)
    answer = run(office, "backup", "restore", archive, "--force")
    assert "又清除了" not in answer.stdout
    assert len(support.session().scalars(sa.select(ErasureRecord)).all()) == 1


@pytest.mark.parametrize("state", ["missing", "empty", "damaged"])
def test_database_that_tells_of_no_erasure_is_no_obstacle(tmp_path: Path, state: str) -> None:
    file = tmp_path / "old.db"
    if state != "missing":
        file.write_bytes(b"" if state == "empty" else b"SQLite format 3\0" + b"x" * 5000)
    assert erasing_again.known(f"sqlite:///{file}") == []


def test_newer_database_is_refused(
    office: Flask, folder: Path, tmp_path: Path, template: support.Template
) -> None:
    with support.owner() as work, work.begin():
        work.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    archive = made(office, folder)
    with clean_host(template, tmp_path / "clean") as other:
        assert "请先升级程序" in refused(run(other, "backup", "restore", archive))
        assert not database_copy.holds_tables(settings(other).database_url)


@pytest.mark.parametrize("damage", ["gone", "changed"])
def test_file_that_is_not_sound_is_told_and_does_not_stop_the_backup(
    office: Flask, folder: Path, damage: str
) -> None:
    path = place(settings(office), PAPER)
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(b"changed")
    answer = run(office, "backup", "create", folder)
    assert answer.exit_code == 1
    assert "有 1 个附件或公文找不到或已损坏" in answer.stderr
    checked = run(office, "backup", "verify", only(folder))
    assert checked.exit_code == 0
    assert "1 个" in checked.stdout.splitlines()[-1]


def test_archive_is_private_and_holds_no_key(kept: Made) -> None:
    archive = kept.archive
    assert archive.stat().st_mode & 0o777 == 0o600
    assert archive.name == "voice-20261118-093000.tar"
    data = archive.read_bytes()
    assert [name for name, key in support.KEYS.items() if key.encode() in data] == []


def test_backup_needs_the_audit_key_it_was_sealed_with(kept: Made, folder: Path) -> None:
    environ = {**support.KEYS, "AUDIT_KEY": "another-" * 8, "VAR_DIR": str(folder.parent)}
    checked = backup.verify(config.load(environ), kept.archive)
    assert checked.manifest is None
    assert "AUDIT_KEY" in checked.faults[0]


@pytest.mark.parametrize(("place", "told"), [("unplugged", "不存在"), ("/proc", "不能写入")])
def test_folder_that_is_not_there_or_not_writable_is_refused(
    bare: Flask, folder: Path, place: str, told: str
) -> None:
    assert told in refused(run(bare, "backup", "create", folder / place))


def test_disk_that_is_too_small_is_refused(office: Flask, folder: Path) -> None:
    large = place(settings(office), b"a film")
    with large.open("r+b") as file:
        file.truncate(8 << 40)
    assert "磁盘空间不够" in refused(run(office, "backup", "create", folder))
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("verb", ["verify", "restore"])
def test_what_is_no_backup_is_refused(bare: Flask, folder: Path, verb: str) -> None:
    other = folder / "photo.tar"
    other.write_bytes(PHOTO)
    words = ("--force",) if verb == "restore" else ()
    assert "不是备份文件" in refused(run(bare, "backup", verb, other, *words))


def test_second_backup_in_the_same_second_is_refused(office: Flask, folder: Path) -> None:
    archive = made(office, folder)
    before = archive.read_bytes()
    assert "请稍候再试" in refused(run(office, "backup", "create", folder))
    assert only(folder).read_bytes() == before


def test_manifest_counts_what_the_database_held(office: Flask, folder: Path) -> None:
    expected = {name: count for name, (count, _hash) in row_hashes(database(office)).items()}
    _archive, manifest = backup.create(settings(office), folder, silent)
    assert isinstance(manifest, Manifest)
    assert manifest.facts.rows == expected
    assert manifest.facts.head == migrating.head()
    named = support.session().scalars(sa.select(Attachment.sha256)).all()
    assert set(named) < set(manifest.facts.files)


def database(app: Flask) -> str:
    """Return the address of an application's database."""
    return settings(app).migrate_database_url
