"""The backup: one archive of database, files and a sealed list of what is in it; never a key.

The list (manifest.json) names every file by its hash and is itself sealed by AUDIT_KEY, so
that nobody without that key can change the archive unseen.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import shutil
import tarfile
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO, Any

from sqlalchemy.orm import Session

from app import audit, clock
from app.operations import database_copy
from app.operations.database_copy import BadBackup, Facts
from app.principal import Principal
from config import ROOT, Settings

FORMAT = 1
MANIFEST, SEAL = "manifest.json", "manifest.seal"
FILES = "files/"
PRIVATE = 0o600
LONGEST_MANIFEST = 256 * 1024 * 1024
# The copy stands beside the archive until it is in it; tar rounds every file up.
ROOM = 64 * 1024 * 1024
CHUNK = 1024 * 1024
NAME = re.compile(r"voice-(\d{8}-\d{6})\.tar")
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Manifest:
    """What an archive says of itself; files by member name, absent by hash."""

    format: int
    made_at: str
    version: str
    database: str
    facts: Facts
    files: dict[str, str]
    absent: tuple[str, ...]

    @property
    def total(self) -> int:
        """Return how many rows the database holds."""
        return sum(self.facts.rows.values())

    @property
    def kept(self) -> int:
        """Return how many attachments and papers are inside."""
        return sum(name.startswith(FILES) for name in self.files)


@dataclass(frozen=True)
class Checked:
    """The manifest of an archive and what is wrong with it, one line each."""

    manifest: Manifest | None
    faults: list[str]


def create(settings: Settings, folder: Path, progress: Progress) -> tuple[Path, Manifest]:
    """Make one archive in a folder; BadBackup or OSError leave nothing behind."""
    url = settings.migrate_database_url
    _require_room(folder, url, settings.files_dir)
    name = f"voice-{clock.local(clock.now()):%Y%m%d-%H%M%S}.tar"
    if (folder / name).exists():
        raise BadBackup(f"{folder} 里已有 {name}，请稍候再试。")
    with tempfile.TemporaryDirectory(dir=folder, prefix=".voice-") as work:
        copied, archive = Path(work, "copy"), Path(work, name)
        progress("正在复制数据库……")
        known = database_copy.copy(url, copied)
        with _new_archive(archive) as tar:
            manifest = _fill(tar, settings, copied, known, progress)
        os.replace(archive, folder / name)
    sync(folder)
    return folder / name, manifest


def prune(folder: Path, days: int) -> list[str]:
    """Remove this product's own archives in a folder that are older; return their names.

    The age is that of the name: a copied file's own date says when it was copied.
    """
    oldest = f"{clock.local(clock.now() - timedelta(days=days)):%Y%m%d-%H%M%S}"
    gone = []
    for path in sorted(folder.iterdir()):
        named = NAME.fullmatch(path.name)
        if named and named[1] < oldest and path.is_file() and not path.is_symlink():
            path.unlink()
            gone.append(path.name)
    if gone:
        sync(folder)
    return gone


def _require_room(folder: Path, url: str, files: Path) -> None:
    """Raise BadBackup unless the folder can be written and has room enough."""
    if not folder.is_dir():
        raise BadBackup(f"目录 {folder} 不存在，请先建立，或检查备份盘是否接好。")
    try:
        with tempfile.TemporaryFile(dir=folder):
            free = shutil.disk_usage(folder).free
    except OSError as error:
        raise BadBackup(f"目录 {folder} 不能写入（{error.strerror}）。") from error
    stored = sum(path.stat().st_size for path in files.glob("??/*")) if files.is_dir() else 0
    need = 2 * database_copy.size(url) + stored + ROOM
    if free < need:
        raise BadBackup(f"磁盘空间不够：要 {need >> 20} MB，目录 {folder} 只剩 {free >> 20} MB。")


@contextmanager
def _new_archive(path: Path) -> Iterator[tarfile.TarFile]:
    """Open an archive that only its owner may read, and bring it to the disk at the end."""
    with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE), "wb") as file:
        with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
            yield tar
        file.flush()
        os.fsync(file.fileno())


def sync(folder: Path) -> None:
    """Bring the name of a new file to the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _fill(
    tar: tarfile.TarFile, settings: Settings, copied: Path, known: Facts, progress: Progress
) -> Manifest:
    """Put the copy, the named files and the sealed list into an archive."""
    kind = database_copy.kind_of(settings.migrate_database_url)
    listed = {database_copy.NAMES[kind]: _add(tar, database_copy.NAMES[kind], copied)}
    absent = []
    for number, sha256 in enumerate(known.files, 1):
        path = settings.files_dir / sha256[:2] / sha256
        if path.is_file() and hash_of(path) == sha256:
            name = f"{FILES}{sha256[:2]}/{sha256}"
            listed[name] = _add(tar, name, path)
        else:
            absent.append(sha256)
        if number % 100 == 0 or number == len(known.files):
            progress(f"附件和公文 {number}/{len(known.files)}")
    manifest = Manifest(
        format=FORMAT,
        made_at=clock.now().isoformat(timespec="seconds"),
        version=_version(),
        database=kind,
        facts=known,
        files=listed,
        absent=tuple(absent),
    )
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
    _add_bytes(tar, MANIFEST, text)
    _add_bytes(tar, SEAL, _seals(settings, text)[0].encode())
    return manifest


def _version() -> str:
    """Return the product's version."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _entry(name: str, length: int) -> tarfile.TarInfo:
    """Return a member's head, which names no user of this machine."""
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = length, PRIVATE, int(clock.now().timestamp())
    return entry


def _add(tar: tarfile.TarFile, name: str, path: Path) -> str:
    """Add a file and return the hash of what was added."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        length = file.tell()
        file.seek(0)
        tar.addfile(_entry(name, length), file)
    return digest


def _add_bytes(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    """Add a small member."""
    with tempfile.SpooledTemporaryFile() as file:
        file.write(data)
        file.seek(0)
        tar.addfile(_entry(name, len(data)), file)


def _seals(settings: Settings, text: bytes) -> list[str]:
    """Return the seal of a manifest under each AUDIT_KEY, the newest first."""
    keys = settings.audit_key.split(",")
    sealed = b"voice-express/backup\0" + text
    return [hmac.new(key.encode(), sealed, hashlib.sha256).hexdigest() for key in keys]


@contextmanager
def reading(archive: Path) -> Iterator[tarfile.TarFile]:
    """Open an archive; BadBackup when it is none."""
    with ExitStack() as stack:
        try:
            tar = stack.enter_context(tarfile.open(archive, mode="r:"))
        except (tarfile.TarError, EOFError) as error:
            raise BadBackup(f"{archive} 不是备份文件，或已损坏。") from error
        except OSError as error:
            raise BadBackup(f"{archive} 打不开（{error.strerror}）。") from error
        yield tar


def verify(settings: Settings, archive: Path) -> Checked:
    """Check the seal, every hash and the database inside, in a folder that is removed again."""
    with reading(archive) as tar, work_folder(settings) as work:
        manifest = _manifest(tar, settings)
        if manifest is None:
            seal = "清单缺失或与封存码不符：备份被改动、已损坏，或 AUDIT_KEY 不是备份时的密钥"
            return Checked(None, [seal])
        faults = [*_check_names(tar, manifest), *_check_hashes(tar, manifest, work)]
        copied = work / "copy"
        if copied.exists():
            faults += database_copy.check(manifest.database, copied, manifest.facts)
        return Checked(manifest, faults)


@contextmanager
def work_folder(settings: Settings) -> Iterator[Path]:
    """Return a private folder beside the data, removed at the end."""
    settings.var_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.var_dir, prefix=".backup-") as work:
        yield Path(work)


def member_of(tar: tarfile.TarFile, name: str) -> IO[bytes] | None:
    """Return the content of a plain member, None when it is not there."""
    try:
        return tar.extractfile(name)
    except (KeyError, tarfile.TarError):
        return None


def _small(tar: tarfile.TarFile, name: str) -> bytes:
    """Return a small member's bytes, none when it is missing or cut."""
    member = member_of(tar, name)
    try:
        return member.read(LONGEST_MANIFEST) if member else b""
    except (tarfile.TarError, OSError):
        return b""


def _manifest(tar: tarfile.TarFile, settings: Settings) -> Manifest | None:
    """Read the list, None unless its seal holds."""
    text, seal = _small(tar, MANIFEST), _small(tar, SEAL)
    if not any(hmac.compare_digest(good.encode(), seal) for good in _seals(settings, text)):
        return None
    values: dict[str, Any] = json.loads(text)
    if values["format"] != FORMAT:
        raise BadBackup(f"备份的格式是第 {values['format']} 版，这个程序只认第 {FORMAT} 版。")
    known = values.pop("facts")
    found = Facts(**{**known, "files": tuple(known["files"])})
    return Manifest(**{**values, "facts": found, "absent": tuple(values["absent"])})


def _check_names(tar: tarfile.TarFile, manifest: Manifest) -> list[str]:
    """Return the members that are missing and those that nobody listed."""
    names = [entry.name for entry in tar.getmembers()]
    listed = {*manifest.files, MANIFEST, SEAL}
    missing = [f"缺少文件 {name}" for name in sorted(listed - set(names))]
    beyond = sorted(set(names) - listed) or (["重复的文件"] if len(set(names)) < len(names) else [])
    return missing + [f"多出文件 {name}" for name in beyond]


def _check_hashes(tar: tarfile.TarFile, manifest: Manifest, work: Path) -> list[str]:
    """Return the members whose bytes are not those that were put in; keep the database's copy."""
    faults = []
    database = database_copy.NAMES[manifest.database]
    for name, sha256 in manifest.files.items():
        copied = work / ("copy" if name == database else "file")
        member = member_of(tar, name)
        if member is not None and not extract(member, copied, sha256):
            faults.append(f"文件 {name} 与清单里的散列不符")
            copied.unlink(missing_ok=True)
    return faults


def extract(member: IO[bytes], target: Path, sha256: str) -> bool:
    """Write a member to a file; tell whether its bytes have the hash."""
    digest = hashlib.sha256()
    try:
        with target.open("wb") as file:
            while chunk := member.read(CHUNK):
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
    except tarfile.TarError:
        return False
    return digest.hexdigest() == sha256


def note(session: Session, actor: Principal, action: str, counts: Mapping[str, int]) -> None:
    """Write that a backup was made or put back, in counts only."""
    audit.record(session, actor, action, "backup", detail=counts)


def counts(manifest: Manifest) -> dict[str, int]:
    """Return what the audit row of a backup says."""
    return {"rows": manifest.total, "files": manifest.kept, "absent": len(manifest.absent)}
