"""What the auditor's page shows, and which readings leave a trace in the chain."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app import clock, filestore, store
from app.enums import DocumentKind
from app.models import Attachment, AuditAnchor, AuditLog, Document
from app.principal import system
from tests import makers, support

TEST = system("test")


@pytest.fixture(autouse=True)
def _held() -> Iterator[None]:
    """Hold the clock."""
    with clock.fixed(support.NOW):
        yield


def logged(app: Flask, username: str) -> FlaskClient:
    """Return a client that is logged in."""
    return support.login(app.test_client(), username)


def acts(prefix: str = "") -> list[tuple[str, int | None]]:
    """Return the audited actions of a beginning, with the row they name."""
    session = support.session()
    session.rollback()
    session.expire_all()
    store.name(session, TEST)
    query = sa.select(AuditLog.action, AuditLog.object_id).order_by(AuditLog.seq)
    return [(row[0], row[1]) for row in session.execute(query) if row[0].startswith(prefix)]


def readings() -> list[tuple[str, int | None]]:
    """Return the traces of reading."""
    return [(action, row) for action, row in acts() if action.endswith(".read")]


def test_auditor_walks_the_chain_by_a_button(app: Flask) -> None:
    client = logged(app, "auditor")
    page = client.get("/audit/")
    answer = client.post("/audit/verify", data={"csrf_token": support.token(page.text)})
    assert answer.status_code == 200
    assert "审计链完好" in answer.text
    assert acts("audit.verify") == [("audit.verify", None)]


def test_broken_chain_is_said_with_its_row_and_what_to_do(app: Flask) -> None:
    client = logged(app, "auditor")
    page = client.get("/audit/")
    on = "" if support.session().get_bind().dialect.name == "sqlite" else " ON audit_log"
    support.session().rollback()
    with support.owner() as connection, connection.begin():
        connection.execute(sa.text(f"DROP TRIGGER audit_log_no_update{on}"))
        connection.execute(sa.text("UPDATE audit_log SET result = 'wrong' WHERE seq = 1"))
    answer = client.post("/audit/verify", data={"csrf_token": support.token(page.text)})
    assert "审计链在第 1 行不成立" in answer.text
    assert "报告纪委领导" in answer.text


def test_anchor_on_request_is_listed_to_be_copied_and_not_doubled(app: Flask) -> None:
    client = logged(app, "auditor")
    token = support.token(client.get("/audit/").text)
    for _ in range(2):
        answer = client.post("/audit/anchor", data={"csrf_token": token}, follow_redirects=True)
        assert "已记下锚点" in answer.text
    anchor = support.session().scalars(sa.select(AuditAnchor)).one()
    assert anchor.created_by_id == support.person("auditor").account_id
    assert f"{anchor.total} {anchor.last_hash[:4]} {anchor.last_hash[4:8]}" in answer.text


def test_paper_that_cannot_be_read_keeps_what_was_typed(app: Flask) -> None:
    client = logged(app, "auditor")
    sent = {"csrf_token": support.token(client.get("/audit/").text), "paper": "十二行"}
    answer = client.post("/audit/verify", data=sent)
    assert (answer.status_code, "行数 末行散列" in answer.text) == (422, True)
    assert "十二行" in answer.text


def test_paper_of_another_chain_is_told(app: Flask) -> None:
    client = logged(app, "auditor")
    sent = {
        "csrf_token": support.token(client.get("/audit/").text),
        "paper": "1 0123 4567 89ab cdef",
    }
    assert "第 1 行与锚点记下的末行散列不同" in client.post("/audit/verify", data=sent).text


@pytest.mark.parametrize("path", ["/admin/audit_log/", "/api/v1/audit_log/"])
def test_opening_the_audit_log_is_itself_logged(path: str, app: Flask) -> None:
    assert logged(app, "auditor").get(path).status_code == 200
    assert readings() == [("audit_log.read", None)]


@pytest.mark.parametrize("path", ["/problem/{}", "/admin/problem/{}", "/api/v1/problem/{}"])
@pytest.mark.parametrize(
    ("change", "traced"),
    [
        ({}, False),
        ({"request_type": "report"}, True),
        ({"identity_mode": "named_confidential"}, True),
    ],
    ids=["service", "report", "confidence"],
)
def test_reading_an_item_is_logged_when_it_is_sensitive(
    path: str, change: dict[str, str], traced: bool, app: Flask
) -> None:
    row = makers.registered("clerk", **change)
    assert logged(app, "leader").get(path.format(row)).status_code == 200
    assert readings() == ([("problem.read", row)] if traced else [])


def test_item_on_the_discipline_track_is_logged_once_a_page(app: Flask) -> None:
    row = makers.registered("clerk")
    makers.act("intake", row, "triage", petition_class="accusation")
    assert makers.stored(row).track == "discipline"
    client = logged(app, "leader")
    client.get(f"/problem/{row}")
    assert readings() == [("problem.read", row)]
    client.get(f"/problem/{row}/instruct")
    assert readings() == [("problem.read", row)] * 2


@pytest.mark.parametrize(("purpose", "traced"), [("origin", True), ("evidence", False)])
def test_download_of_what_a_reporter_sent_is_logged(purpose: str, traced: bool, app: Flask) -> None:
    row = makers.registered("clerk")
    kept = filestore.store(app.config["VX"].files_dir, io.BytesIO(b"text"), "来信.txt")
    with store.write(TEST) as work:
        file = Attachment(
            problem_id=row,
            purpose=purpose,
            filename="来信.txt",
            mime="text/plain",
            size=4,
            sha256=kept.sha256,
        )
        work.add(file)
        work.flush()
        file_id = file.id
    with logged(app, "leader").get(f"/attachment/{file_id}") as answer:
        assert (answer.status_code, answer.data) == (200, b"text")
    assert readings() == ([("attachment.read", file_id)] if traced else [])


@pytest.mark.parametrize(("secrecy", "traced"), [("秘密", True), ("", False)])
def test_reading_a_paper_with_a_degree_of_secrecy_is_logged(
    secrecy: str, traced: bool, app: Flask
) -> None:
    with store.write(TEST) as work:
        paper = Document(
            kind=DocumentKind.CIRCULAR,
            title="通报",
            agency_mark="海纪通",
            facts={"title": "通报", "secrecy": secrecy} if secrecy else {"title": "通报"},
            drafted_by_id=support.person("intake").account_id,
        )
        work.add(paper)
        work.flush()
        row = paper.id
    assert logged(app, "leader").get(f"/paper/{row}").status_code == 200
    assert readings() == ([("document.read", row)] if traced else [])


def test_foreign_item_leaves_a_refusal_and_no_reading(app: Flask) -> None:
    row = makers.registered("clerk", request_type="report")
    assert logged(app, "gaowan").get(f"/problem/{row}").status_code == 404
    assert readings() == [("problem.read", row)]
    query = sa.select(AuditLog.result).where(AuditLog.action == "problem.read")
    assert support.session().scalars(query).all() == ["refused"]


def test_page_whose_trace_cannot_be_written_is_not_sent(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = makers.registered("clerk", request_type="report")
    client = logged(app, "leader")

    def fail(*_args: object) -> None:
        raise RuntimeError("the chain cannot be written")

    monkeypatch.setattr("app.readings.traces.reading", fail)
    answer = client.get(f"/problem/{row}")
    assert answer.status_code == 500
    assert makers.CALL["title"] not in answer.text
    assert makers.stored(row).id == row
