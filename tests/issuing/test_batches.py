"""Hundreds of papers as one file in the background: in order, whole, for who asked alone."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pikepdf
import pytest
import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from app import clock, filestore, jobs, printer, store
from app.enums_doors import PrintKind, PrintState
from app.errors import Missing, Refused
from app.models import AuditLog, PrintJob
from app.operations import documents, paper_jobs, print_jobs
from app.principal import system
from tests import support
from tests.issuing.making import at, drafted, issued, sent, signed, turn
from tests.operations.test_documents import made as drafted_of
from tests.views.hands import Hands, fields, fresh


def made(count: int) -> list[int]:
    """Issue some circulars."""
    found = [drafted() for _ in range(count)]
    for document_id in found:
        signed(document_id)
        issued(document_id)
    return found


def ask(ids: list[int], kind: PrintKind = PrintKind.PAPERS, who: str = "intake") -> int:
    """Ask for papers in one file and return the batch."""
    actor = support.person(who)
    with store.write(actor) as work:
        return paper_jobs.ask(work, actor, kind, ids, "公文").id


def press() -> PrintJob:
    """Make what waits, and return the newest batch."""
    printer.make_due(jobs.PRESS)
    session = fresh()
    store.name(session, system("test"))
    return session.scalars(sa.select(PrintJob).order_by(PrintJob.id.desc()).limit(1)).one()


def content(job: PrintJob) -> bytes:
    """Return the file of a batch."""
    assert job.sha256, job.note
    with filestore.open_stored(current_app.config["VX"].files_dir, job.sha256) as file:
        return file.read()


def test_each_paper_begins_on_a_front_page(session: Session) -> None:
    ids = made(3)
    ask(ids)
    job = press()
    assert (job.state, job.done, job.total) == (PrintState.DONE, 3, 3)
    with pikepdf.Pdf.open(io.BytesIO(content(job))) as book:
        assert len(book.pages) == 6


def test_archive_names_papers_by_number_and_title(session: Session) -> None:
    ids = made(2)
    ask(list(reversed(ids)), PrintKind.PAPER_FILES)
    with zipfile.ZipFile(io.BytesIO(content(press()))) as archive:
        names = [one.filename for one in archive.infolist()]
        assert [name.split()[0] for name in names] == ["海纪通〔2026〕1号", "海纪通〔2026〕2号"]
        assert all(one.flag_bits & 0x800 for one in archive.infolist())
        kept = archive.read(names[0])
    session = fresh()
    store.name(session, support.person("intake"))
    assert kept == documents.reprint(session, support.person("intake"), ids[0])


@pytest.mark.parametrize("kind", [PrintKind.PAPERS, PrintKind.PAPER_FILES])
def test_equal_papers_give_equal_files(session: Session, kind: PrintKind) -> None:
    ids, found = made(2), []
    for _ in "12":
        ask(ids, kind)
        found.append(press().sha256)
    assert found[0] == found[1]


def test_paper_of_another_unit_is_left_out_of_what_a_unit_asks(session: Session) -> None:
    mine, foreign = sent("GW", "MZ"), sent("XJ", "ZJ")
    job_id = ask([mine, foreign], who="gaowan")
    store.name(session, system("test"))
    assert session.get_one(PrintJob, job_id).facts == {"papers": [mine]}
    with pytest.raises(Refused, match="没有可以制作"):
        ask([foreign], who="gaowan")


def test_draft_is_not_bound_and_too_many_are_refused(session: Session) -> None:
    with pytest.raises(Refused, match="没有可以制作"):
        ask([drafted()])
    with pytest.raises(Refused, match="最多"):
        ask(list(range(paper_jobs.MOST + 1)))


def test_paper_voided_meanwhile_is_left_out_and_said(session: Session) -> None:
    ids = made(2)
    ask(ids)
    turn("leader", documents.void, ids[0], "发错了")
    job = press()
    assert (job.state, job.note) == (PrintState.DONE, "有 1 份公文在制作前已作废，没有装进去。")


def test_cancelled_batch_is_not_made(session: Session) -> None:
    job_id, actor = ask(made(1)), support.person("intake")
    with store.write(actor) as work:
        assert print_jobs.cancel(work, actor, job_id) == PrintState.CANCELLED
    with pytest.raises(Missing), store.write(support.person("leader")) as work:
        print_jobs.cancel(work, support.person("leader"), job_id)
    assert press().sha256 is None


def start(hands: Hands, who: str, **typed: Any) -> str:
    """Ask for a batch on the list of papers; return its address."""
    page = hands.get(who, "/paper/").text
    answer = hands.post(who, "/batches/", {**fields(page, "scope"), **typed})
    assert answer.status_code == 302, answer.text[:2000]
    return str(answer.location)


def make() -> None:
    """Let the worker make what waits."""
    with clock.fixed(support.NOW):
        printer.make_due(jobs.PRESS)
    support.session().rollback()


def test_whole_list_becomes_one_file_for_who_asked_alone(hands: Hands) -> None:
    with clock.fixed(support.NOW):
        made(2)
    place = start(hands, "intake", form="papers")
    assert "刷新进度" in hands.get("intake", place).text
    assert hands.get("intake", f"{place}/state").json == {"done": 0, "total": 2, "runs": True}
    make()
    page = hands.get("intake", place).text
    assert "打开 PDF" in page
    assert hands.get("intake", f"{place}/file").data.startswith(b"%PDF-")
    for who in ("leader", "gaowan"):
        for path in (place, f"{place}/file", f"{place}/state"):
            assert hands.get(who, path).status_code == 404, (who, path)
        sent_by = {"csrf_token": hands.token(who)}
        assert hands.post(who, f"{place}/cancel", sent_by).status_code == 404


def test_second_press_asks_for_no_second_batch(hands: Hands) -> None:
    with clock.fixed(support.NOW):
        made(1)
    form = {**fields(hands.get("intake", "/paper/").text, "scope"), "form": "papers"}
    places = {hands.post("intake", "/batches/", form).location for _ in "12"}
    assert len(places) == 1


def test_taking_a_file_is_written_down_and_opens_a_unit_s_papers(hands: Hands) -> None:
    with clock.fixed(support.NOW):
        paper = sent("GW", "MZ")
    place = start(hands, "gaowan", form="paper_files")
    make()
    with clock.fixed(support.NOW):
        assert at(paper, "GW").read_at is None
    assert hands.get("gaowan", f"{place}/file").mimetype == "application/zip"
    with clock.fixed(support.NOW):
        assert at(paper, "GW").read_at == support.NOW
        assert at(paper, "MZ").read_at is None
    session = fresh()
    store.name(session, system("test"))
    query = sa.select(AuditLog.detail).where(AuditLog.action == "print_job.read")
    assert session.scalars(query).all() == [{"papers": [paper]}]


def void(document_id: int) -> None:
    """Void a paper."""
    with clock.fixed(support.NOW):
        turn("leader", documents.void, document_id, "发错了")
    support.session().rollback()


def test_paper_left_out_of_the_file_is_not_opened_and_blocks_nothing(hands: Hands) -> None:
    with clock.fixed(support.NOW):
        gone, kept = sent("GW"), sent("GW")
    place = start(hands, "gaowan", form="papers")
    void(gone)
    make()
    assert hands.get("gaowan", f"{place}/file").status_code == 200
    with clock.fixed(support.NOW):
        assert (at(gone, "GW").read_at, at(kept, "GW").read_at) == (None, support.NOW)
    session = fresh()
    store.name(session, system("test"))
    query = sa.select(AuditLog.detail).where(AuditLog.action == "print_job.read")
    assert session.scalars(query).all() == [{"papers": [kept]}]


def test_bureau_takes_a_file_from_which_a_void_paper_was_left_out(hands: Hands) -> None:
    for title in ("补办结婚证遇互为前置", "低保金没有发放"):
        hands.walk(hands.register(title=title), "triage", "instruct", "sign")
    with clock.fixed(support.NOW):
        ids = [letter(one) for one in (1, 2)]
    place = start(hands, "bureau", form="papers")
    void(ids[0])
    make()
    assert hands.get("bureau", f"{place}/file").status_code == 200


def letter(problem_id: int) -> int:
    """Issue the letter of an item."""
    document_id = drafted_of("draft_assignment", problem_id)
    signed(document_id)
    issued(document_id)
    return document_id


@pytest.mark.parametrize("who", ["intake", "gaowan"])
def test_file_with_a_paper_that_became_void_since_is_not_sent(hands: Hands, who: str) -> None:
    with clock.fixed(support.NOW):
        gone, kept = sent("GW"), sent("GW")
    place = start(hands, who, form="papers")
    make()
    assert hands.get(who, f"{place}/file").status_code == 200
    void(gone)
    answer = hands.get(who, f"{place}/file")
    assert answer.status_code == 422
    assert "有公文已作废，请重新制作" in answer.text
    again = start(hands, who, form="papers")
    make()
    assert hands.get(who, f"{again}/file").status_code == 200
    assert fresh().get_one(PrintJob, 2).facts == {"papers": [kept], "bound": [kept]}


def test_ticked_papers_become_an_archive(hands: Hands) -> None:
    with clock.fixed(support.NOW):
        ids = made(3)
    token = {"csrf_token": hands.token("intake"), "_once": "a" * 32}
    typed = {**token, "form": "paper_files", "item": [f"{one}:3" for one in ids[:2]]}
    place = str(hands.post("intake", "/batches/", typed).location)
    make()
    file = hands.get("intake", f"{place}/file").data
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        assert len(archive.namelist()) == 2
    assert "勾选的公文 2 份" in hands.get("intake", "/batches/").text


def test_unknown_form_of_a_batch_is_missing_and_none_ticked_is_said(hands: Hands) -> None:
    token = {"csrf_token": hands.token("intake"), "_once": "b" * 32}
    assert hands.post("intake", "/batches/", {**token, "form": "x"}).status_code == 404
    answer = hands.post("intake", "/batches/", {**token, "form": "papers"})
    assert answer.status_code == 422
