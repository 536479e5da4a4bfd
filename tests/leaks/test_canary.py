"""C01, C03, R15: one caller planted on every path, and looked for everywhere something is kept."""

from __future__ import annotations

import io
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
import sqlalchemy as sa

from app import clock, store
from app.models import Attachment, Outbox
from app.operations import backup
from app.principal import system
from tests import files, makers, support
from tests.leaks import walk
from tests.leaks.conftest import Site
from tests.leaks.test_secrets import forms_of, reveal, reveals, stored_bytes
from tests.leaks.world import CALLERS
from tests.test_filemeta import unpacked

KEY = "xj"
NAME, PHONE = CALLERS[KEY]
UPLOADS = {
    f"{NAME}{PHONE}的信.docx": files.docx,
    f"{PHONE}.xlsx": files.xlsx,
    f"{NAME}.pdf": lambda trace: files.pdf(trace=trace),
    f"{NAME} {PHONE}.jpg": files.photo,
    f"{NAME}录像.mp4": files.mp4,
}
READERS = ("clerk", "xinji", "zhujian", "intake", "gaowan", "auditor")


@dataclass
class Planted:
    """Where the caller was planted, and what the backup of it holds."""

    site: Site
    problem_id: int
    archive: Path

    def found(self, content: bytes) -> list[bytes]:
        """Return the dresses of name and number that stand in some bytes."""
        return [form for word in (NAME, PHONE) for form in forms_of(word) if form in content]


@pytest.fixture(scope="module")
def planted(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Planted:
    """Type, upload, search and send the caller wherever a person can."""
    row_id, trace = site.world.ids["problem"][KEY], f"{NAME}{PHONE}"
    sent = [(io.BytesIO(make(trace)), name) for name, make in UPLOADS.items()]
    with clock.fixed(support.NOW):
        makers.act("xinji", row_id, "progress", text=f"{NAME}来电，{PHONE}", files=sent)
        makers.act("intake", row_id, "supervise", content=f"请回{NAME}，电话{PHONE}")
    _try_pages(site, row_id)
    reveal(site, "intake", KEY)
    folder = tmp_path_factory.mktemp("usb")
    support.session().rollback()
    with clock.fixed(support.NOW):
        archive, _manifest = backup.create(site.app.config["VX"], folder, lambda _line: None)
    return Planted(site, row_id, archive)


def _try_pages(site: Site, row_id: int) -> None:
    """Send the caller to pages that refuse, search, log in and fail."""
    visitor, words = site.visitor("clerk"), f"{NAME} {PHONE}"
    token = visitor.token()
    for path in (
        "/admin/problem/?q=",
        "/api/v1/problem/?q=",
        "/api/v1/problem/?state=",
        "/nowhere/",
    ):
        visitor.open(path + quote(words))
    visitor.open("/problem/similar", "POST", data={"phone": PHONE, "name": NAME}, headers=token)
    visitor.open("/problem/new", "POST", data={"name": NAME, "phone": PHONE}, headers=token)
    visitor.open(f"/problem/{row_id}/{quote(NAME)}", "POST", data={"text": words}, headers=token)
    visitor.open("/api/v1/problem/", "POST", json={"title": words}, headers=token)
    stranger = site.visitor("")
    given = {"username": NAME, "password": PHONE}
    stranger.open("/login/", "POST", data=given, headers=stranger.token())


def test_c01_no_log_line_and_no_notice_holds_the_caller(planted: Planted) -> None:
    assert planted.found("\n".join(planted.site.log).encode()) == []
    session = store.current()
    session.rollback()
    store.name(session, system("test"))
    notices = session.execute(sa.select(Outbox.__table__)).all()
    assert notices
    assert planted.found(repr(notices).encode()) == []


def test_c03_no_byte_of_the_database_holds_the_caller(planted: Planted) -> None:
    content = stored_bytes(planted.site)
    assert f"雀题{KEY}题雀".encode() in content
    assert planted.found(content) == []


def test_c03_no_byte_of_the_backup_holds_the_caller(planted: Planted, tmp_path: Path) -> None:
    content = planted.archive.read_bytes()
    assert planted.found(content) == []
    with tarfile.open(planted.archive) as tar:
        tar.extractall(tmp_path, filter="data")
    for path in [one for one in tmp_path.rglob("*") if one.is_file()]:
        assert planted.found(path.name.encode() + path.read_bytes()) == [], path.name
    dump = tmp_path / "database.dump"
    if dump.exists():
        text = subprocess.run(
            ["pg_restore", "--file=-", str(dump)], capture_output=True, check=True
        ).stdout
        assert f"雀题{KEY}题雀".encode() in text
        assert planted.found(text) == []


def test_c09_no_kept_file_holds_the_caller_in_its_name_or_its_insides(planted: Planted) -> None:
    session = support.session()
    session.rollback()
    store.name(session, system("test"))
    rows = session.scalars(
        sa.select(Attachment).where(Attachment.problem_id == planted.problem_id)
    ).all()
    assert len(rows) >= len(UPLOADS)
    root = Path(planted.site.app.config["VX"].files_dir)
    for row in rows:
        content = (root / row.sha256[:2] / row.sha256).read_bytes()
        opened = content + unpacked(row.filename, content)
        assert planted.found(row.filename.encode() + opened) == [], row.filename


@pytest.mark.parametrize("who", READERS)
def test_c01_r15_no_page_json_export_paper_or_download_shows_the_caller(
    planted: Planted, who: str
) -> None:
    site, row_id = planted.site, planted.problem_id
    kept = site.world.ids["attachment"].values()
    newest = max(kept) + len(UPLOADS)
    paths = [
        f"/problem/{row_id}",
        f"/problem/{row_id}/progress",
        f"/admin/problem/{row_id}",
        f"/api/v1/problem/{row_id}",
        "/api/v1/problem/",
        "/admin/problem/export.xlsx",
        f"/paper/{site.world.ids['paper'][KEY]}",
        f"/paper/{site.world.ids['paper'][KEY]}.pdf",
        f"/paper/{site.world.ids['paper'][KEY]}.docx",
        f"/paper/draft?item={row_id}",
        "/admin/problem/sheet.pdf",
        "/admin/audit_log/",
        *(f"/attachment/{number}" for number in range(min(kept), newest + 1)),
    ]
    seen = 0
    for path in paths:
        answer = site.visitor(who).open(path)
        seen += answer.status_code == 200
        content = answer.get_data()
        kind = answer.content_type or ""
        inside = unpacked(_ending(kind), content) if answer.status_code == 200 else b""
        said = walk.read(answer).encode() + content + inside
        assert planted.found(said) == [], f"{who} {path}"
    assert seen


def _ending(kind: str) -> str:
    """Return the ending of a type of file that packs its contents."""
    if kind.startswith("application/pdf"):
        return "pdf"
    return "xlsx" if "officedocument" in kind else ""


def test_c02_only_reveal_shows_the_caller_and_each_showing_has_its_row(planted: Planted) -> None:
    for who in ("intake", "leader"):
        before = reveals()
        status, text = reveal(planted.site, who, KEY)
        assert (status, NAME in text, PHONE in text) == (200, True, True)
        assert reveals() == before + 1
