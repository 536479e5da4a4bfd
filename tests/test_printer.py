"""Batches of placards: made, resumed after a crash, cancelled, given up with a reason."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

import pikepdf
import pytest
import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from app import clock, filestore, jobs, printer, store
from app.enums_doors import PrintState
from app.errors import Missing, Refused
from app.models import PrintJob, QrCode
from app.operations import codes, print_jobs
from app.principal import system
from app.printer import Press
from reports.press import PaperWorker
from tests import support
from tests.test_points import make_point
from views import printing

WHO = "bureau"


@pytest.fixture(autouse=True)
def _held_clock() -> Iterator[None]:
    """Hold the clock at a Wednesday morning."""
    with clock.fixed(support.NOW):
        yield


def ask(count: int = 3, who: str = WHO) -> int:
    """Ask for the placards of new points and return the batch."""
    actor = support.person(who)
    with store.write(system("test")) as work:
        ids = [make_point(work, name=f"点位{n}").id for n in range(count)]
    with store.write(actor) as work:
        return print_jobs.ask(work, actor, ids, f"评价码牌 {count} 个").id


def job(job_id: int) -> PrintJob:
    """Return the present state of a batch."""
    session = support.session()
    session.rollback()
    store.name(session, system("test"))
    session.expire_all()
    row = session.get(PrintJob, job_id)
    assert row
    return row


def press(draw: Callable[[], None] = lambda: None) -> Press:
    """Return a press that draws nothing and does something at each placard."""

    def render(_kind: str, facts: Mapping[str, Any]) -> bytes:
        draw()
        return f"{facts['point']} {facts['verify_url']}\n".encode()

    return Press(render, b"".join)


def content(row: PrintJob) -> bytes:
    """Return the file of a batch."""
    assert row.sha256
    with filestore.open_stored(current_app.config["VX"].files_dir, row.sha256) as file:
        return file.read()


def cancel(job_id: int, who: str = WHO) -> PrintState:
    """Cancel a batch."""
    with store.write(support.person(who)) as work:
        return print_jobs.cancel(work, support.person(who), job_id)


def test_batch_becomes_one_file_of_real_placards(session: Session) -> None:
    job_id = ask(3)
    printer.make_due(jobs.PRESS)
    row = job(job_id)
    assert (row.state, row.done, row.total) == (PrintState.DONE, 3, 3)
    with pikepdf.Pdf.open(io.BytesIO(content(row))) as pdf:
        assert len(pdf.pages) == 3
    printed = session.scalars(sa.select(QrCode.print_job_id)).all()
    assert printed == [job_id] * 3


def test_placards_stand_in_the_order_of_the_list(session: Session) -> None:
    job_id = ask(30)
    printer.make_due(press())
    names = [line.split()[0] for line in content(job(job_id)).decode().splitlines()]
    assert names == [f"点位{n}" for n in range(30)]


def test_address_on_a_placard_is_the_public_one(session: Session) -> None:
    job_id = ask(1)
    printer.make_due(press())
    token = session.scalars(sa.select(QrCode.token)).one()
    assert f"http://127.0.0.1:8080/e/{token}" in content(job(job_id)).decode()


def test_progress_is_told_while_a_batch_is_made(session: Session) -> None:
    job_id, seen = ask(50), []
    printer.make_due(press(lambda: seen.append(job(job_id).done)))
    assert sorted(set(seen)) == [0, 20, 40]


def test_batch_that_was_left_is_taken_up_after_its_lease(session: Session) -> None:
    job_id = ask(2)

    def die() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        printer.make_due(press(die))
    assert job(job_id).state == PrintState.RUNNING
    assert printer.make_due(press()) == 0
    with clock.fixed(support.NOW + print_jobs.LEASE + timedelta(seconds=1)):
        assert printer.make_due(press()) == 1
    row = job(job_id)
    assert (row.state, row.done, row.tries) == (PrintState.DONE, 2, 2)


def test_batch_that_kills_its_worker_is_given_up(session: Session) -> None:
    job_id, now = ask(1), support.NOW

    def die() -> None:
        raise KeyboardInterrupt

    for _ in range(print_jobs.MOST_TRIES):
        with clock.fixed(now), pytest.raises(KeyboardInterrupt):
            printer.make_due(press(die))
        now += print_jobs.LEASE + timedelta(seconds=1)
    with clock.fixed(now):
        printer.make_due(press())
    row = job(job_id)
    assert (row.state, row.note) == (PrintState.FAILED, print_jobs.GIVEN_UP)


def test_worker_that_comes_back_late_changes_nothing(session: Session) -> None:
    job_id = ask(1)
    with store.write(printer.PRINTER) as work:
        first = print_jobs.claim(work, job_id, clock.now())
    assert first
    with clock.fixed(support.NOW + timedelta(minutes=3)):
        printer.make_due(press())
        made = content(job(job_id))
        printer.make(first, press())
    assert content(job(job_id)) == made


def test_cancelled_batch_stops_at_the_next_chunk(session: Session) -> None:
    job_id, drawn = ask(60), []

    def draw() -> None:
        drawn.append(1)
        if len(drawn) == 5:
            cancel(job_id)

    printer.make_due(press(draw))
    row = job(job_id)
    assert (row.state, row.sha256, len(drawn)) == (PrintState.CANCELLED, None, 20)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Refused("公文不能生成：码牌上“点位”太长，一行放不下。"), "太长"),
        (OSError(28, "no room"), "磁盘"),
        (ValueError("secret 13800138000"), "系统管理员"),
    ],
)
def test_failed_batch_says_why_in_chinese(fault: Exception, words: str, session: Session) -> None:
    job_id = ask(1)

    def draw() -> None:
        raise fault

    printer.make_due(press(draw))
    row = job(job_id)
    assert row.state == PrintState.FAILED
    assert words in (row.note or "")
    assert "13800138000" not in (row.note or "")


def test_worker_that_died_is_told_in_its_own_words(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = ask(1)
    monkeypatch.setattr(printing, "WORKER", PaperWorker())
    monkeypatch.setattr("sys.executable", "/bin/false")
    printer.make_due(jobs.PRESS)
    row = job(job_id)
    assert (row.state, row.note) == (PrintState.FAILED, printing.NOT_DRAWN)


def test_one_failed_batch_holds_up_no_other(session: Session) -> None:
    first, second = ask(1), ask(1)
    drawn: list[int] = []

    def draw() -> None:
        drawn.append(1)
        if len(drawn) == 1:
            raise ValueError

    printer.make_due(press(draw))
    assert (job(first).state, job(second).state) == (PrintState.FAILED, PrintState.DONE)


def test_code_that_was_stopped_meanwhile_is_not_printed(session: Session) -> None:
    job_id = ask(2)
    code = session.scalars(sa.select(QrCode).order_by(QrCode.id)).first()
    assert code
    actor = support.person(WHO)
    with store.write(actor) as work:
        codes.revoke(work, actor, code.service_point_id, "撤站", code_id=code.id)
    printer.make_due(press())
    row = job(job_id)
    assert (row.state, row.note) == (PrintState.DONE, "有 1 个码在制作前已停用，没有印。")
    assert len(content(row).decode().splitlines()) == 1


def test_only_who_asked_may_cancel(session: Session) -> None:
    job_id = ask(1)
    with pytest.raises(Missing):
        cancel(job_id, "bureau_lead")
    assert job(job_id).state == PrintState.WAITING


def test_finished_batch_is_not_cancelled(session: Session) -> None:
    job_id = ask(1)
    printer.make_due(press())
    assert cancel(job_id) == PrintState.DONE
    assert job(job_id).state == PrintState.DONE


def test_tick_makes_what_waits(session: Session) -> None:
    job_id = ask(1)
    lines = [line for line in jobs.whole() if line.startswith("批量制作")]
    assert lines == ["批量制作：1"]
    assert job(job_id).state == PrintState.DONE


def test_same_batch_gives_the_same_bytes(session: Session) -> None:
    made: list[bytes] = []

    def joined(files: Sequence[bytes]) -> bytes:
        made.append(jobs.PRESS.joined(files))
        made.append(jobs.PRESS.joined(files))
        return made[0]

    ask(2)
    printer.make_due(Press(jobs.PRESS.render, joined))
    assert made[0] == made[1]
