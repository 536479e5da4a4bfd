"""Erasing an identity: what identifies goes for good, everything that was counted stays."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import audit, clock, jobs, numbers, store
from app.enums import Channel, EvalLevel, IdentityMode, PointKind, RequestType, Track
from app.enums_identity import ErasureAsker, ErasureGround
from app.errors import Forbidden, Invalid, Missing, Refused
from app.extensions import db
from app.models import (
    AuditLog,
    Contact,
    ErasureRecord,
    Evaluation,
    Message,
    Parameter,
    Problem,
    Rectification,
    ServicePoint,
)
from app.operations import archive, erasure, identity
from app.principal import system
from tests import makers, stored, support

TEST = system("test")
# Where an erasure may leave a mark, with the columns it may change.
TOUCHED: dict[str, set[str]] = {
    "contact": {*erasure.EMPTIED, "purged_at", "purge_after", "updated_at", "row_version"},
    "problem": {"contact_phone_hash", "contact_name_hash"},
}
# A changed row is noted, so that its figures are counted again.
ADDED = {"audit_log", "erasure_record", "figure_mark"}


def erased(who: str, row_id: int, kind: str = "problem", asker: str = "subject") -> date:
    """Erase at somebody's demand; return the day of the last backup."""
    actor = support.person(who)
    with store.write(actor) as work:
        return erasure.erase(work, actor, kind, row_id, asker).backups_until


def everything() -> dict[str, dict[int, dict[str, Any]]]:
    """Return every row of every table by its id."""
    found = stored.everything()
    return {name: {row["id"]: row for row in rows} for name, rows in found.items()}


def contact_of(problem_id: int) -> Contact:
    """Return a reporter's row as it is stored."""
    row = makers.stored(problem_id)
    return store.current().get_one(Contact, row.contact_id)


def test_key_ciphertexts_hashes_and_masks_are_null(session: Session) -> None:
    problem_id = makers.problem_in("closed")
    erased("intake", problem_id)
    contact = contact_of(problem_id)
    assert [getattr(contact, name) for name in erasure.EMPTIED] == [None] * 9
    assert contact.purged_at == support.NOW
    problem = makers.stored(problem_id)
    assert (problem.contact_phone_hash, problem.contact_name_hash) == (None, None)
    with pytest.raises(Refused, match="已按规定清除"):
        identity.reveal(store.current(), support.person("leader"), problem_id, "verify")


def test_erasure_changes_nothing_but_what_identifies(session: Session) -> None:
    """Scenario 21: ledger, counters, history, notices and the audit stay row by row."""
    problem_id = makers.problem_in("closed")
    makers.problem_in("in_progress")
    before = everything()
    erased("intake", problem_id)
    after = everything()
    for table, rows in before.items():
        assert (len(after[table]) > len(rows)) == (table in ADDED), table
        for row_id, row in rows.items():
            changed = {name for name in row if row[name] != after[table][row_id][name]}
            assert changed <= TOUCHED.get(table, set()), (table, changed)
    others = [row for row in after["contact"].values() if row["purged_at"] is None]
    assert len(others) == 1
    assert audit.verify(session)[1] is None


def test_record_says_when_why_by_whom_and_until_when_backups_hold_it(session: Session) -> None:
    problem_id = makers.problem_in("closed")
    assert erased("intake", problem_id, asker="agent") == date(2026, 12, 18)
    contact_of(problem_id)
    record = session.scalars(sa.select(ErasureRecord)).one()
    assert (record.ground, record.asker) == (ErasureGround.REQUEST, ErasureAsker.AGENT)
    assert (record.at, record.by_id) == (support.NOW, support.person("intake").account_id)
    row = session.scalars(sa.select(AuditLog).order_by(AuditLog.seq.desc())).first()
    assert row is not None
    assert (row.action, row.object_kind) == ("identity.erase", "contact")


def test_day_of_the_last_backup_follows_the_parameter(session: Session) -> None:
    problem_id = makers.problem_in("closed")
    with store.write(TEST) as work:
        row = work.scalars(sa.select(Parameter).where(Parameter.key == "backup_keep_days")).one()
        row.value = "7"
    assert erased("intake", problem_id) == date(2026, 11, 25)


def test_second_erasure_is_refused(session: Session) -> None:
    problem_id = makers.problem_in("closed")
    erased("intake", problem_id)
    with pytest.raises(Refused, match="已经清除过"):
        erased("leader", problem_id)


def test_open_item_keeps_its_reporter(session: Session) -> None:
    with pytest.raises(Refused, match="还在办理"):
        erased("intake", makers.problem_in("pending_feedback"))


@pytest.mark.parametrize("who", ["clerk", "bureau", "inspector", "gaowan", "auditor", "secadmin"])
def test_only_the_intake_office_and_the_leaders_erase(session: Session, who: str) -> None:
    problem_id = makers.problem_in("closed")
    with pytest.raises((Forbidden, Missing)):
        erased(who, problem_id)


def test_office_that_is_complained_of_erases_no_reporter(session: Session) -> None:
    problem_id = makers.registered("clerk", unit_complained_id=support.unit_id("DF"))
    with store.write(TEST) as work:
        work.get_one(Problem, problem_id).state = "rejected"
    with pytest.raises(Missing):
        erased("intake", problem_id)
    assert erased("leader", problem_id)


@pytest.mark.parametrize("asker", ["", "office", "x"])
def test_erasure_names_who_asks_for_it(session: Session, asker: str) -> None:
    problem_id = makers.problem_in("closed")
    with pytest.raises(Invalid):
        erased("intake", problem_id, asker=asker)


def test_old_key_is_overwritten_in_the_file(session: Session, backend: str, tmp_path: Any) -> None:
    if backend != "sqlite":
        pytest.skip("a server's files are not ours to read")
    problem_id = makers.problem_in("closed")
    key = contact_of(problem_id).wrapped_key
    assert key is not None
    erased("intake", problem_id)
    store.current().rollback()
    with db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    assert key not in b"".join(path.read_bytes() for path in tmp_path.glob("voice.db*"))


@pytest.fixture
def point(session: Session) -> int:
    """Return a service point."""
    with store.write(TEST) as work:
        row = ServicePoint(
            kind=PointKind.UNIT,
            name="大厅",
            unit_id=support.unit_id("SP"),
            region_code="130924000000",
        )
        work.add(row)
        work.flush()
        return row.id


def kept(work: Session) -> int:
    """Seal an identity."""
    return identity.keep(work, TEST, name="赵六", phone="13500135000", mode=IdentityMode.NAMED).id


def evaluated(point: int, *, mended: bool | None = None) -> int:
    """Add an evaluation with a contact; mended adds a rectification that is done or not."""
    with store.write(TEST) as work:
        row = Evaluation(
            eval_no=numbers.eval_no(2026),
            service_point_id=point,
            unit_id=support.unit_id("SP"),
            region_code="130924000000",
            channel=Channel.QR,
            level=EvalLevel.SATISFIED,
            happened_on=support.NOW.date(),
            submitted_at=support.NOW,
            contact_id=kept(work),
        )
        work.add(row)
        work.flush()
        if mended is not None:
            done = support.NOW + timedelta(days=5) if mended else None
            work.add(
                Rectification(
                    evaluation_id=row.id,
                    unit_id=row.unit_id,
                    due_at=support.NOW,
                    done_at=done,
                )
            )
        return row.contact_id or 0


def wrote() -> int:
    """Add a message that was replied to, with a contact."""
    with store.write(TEST) as work:
        row = Message(
            message_no=numbers.message_no(2026),
            query_code_hash="q" * 64,
            channel=Channel.WEB,
            request_type=RequestType.HELP,
            track=Track.SERVICE,
            subject="咨询",
            body="内容",
            identity_mode=IdentityMode.NAMED,
            contact_id=kept(work),
            state="replied",
            submitted_at=support.NOW,
            replied_at=support.NOW,
        )
        work.add(row)
        work.flush()
        return row.contact_id or 0


def tick(days: int) -> dict[str, int]:
    """Do one pass so many days after the held hour."""
    with clock.fixed(support.NOW + timedelta(days=days)):
        put_away = archive.archive_due(jobs.WORKER).acted
        with store.write(jobs.WORKER) as work:
            return {**jobs.tick(work), "归档办结事项": put_away}


def purged() -> list[int]:
    """Return the contacts that were erased."""
    session = store.current()
    session.rollback()
    session.expire_all()
    store.name(session, TEST)
    query = sa.select(Contact.id).where(Contact.purged_at.is_not(None)).order_by(Contact.id)
    return list(session.scalars(query))


def test_evaluators_contact_goes_ninety_days_after_the_close(point: int) -> None:
    plain, mended, open_one = (
        evaluated(point),
        evaluated(point, mended=True),
        evaluated(point, mended=False),
    )
    tick(0)
    tick(89)
    assert purged() == []
    assert tick(90)["清除到期的身份"] == 1
    assert purged() == [plain]
    tick(95)
    assert purged() == [plain, mended]
    tick(2000)
    assert open_one not in purged()


def test_named_reporters_contact_goes_a_year_after_the_archive(session: Session) -> None:
    problem_id = makers.problem_in("closed")
    makers.problem_in("in_progress")
    contact_id = contact_of(problem_id).id
    assert tick(0)["算出身份保存期"] == 1
    assert contact_of(problem_id).purge_after == support.NOW.date() + timedelta(days=30 + 365)
    assert tick(30)["归档办结事项"] == 1
    assert tick(394)["清除到期的身份"] == 0
    assert tick(395)["清除到期的身份"] == 1
    assert purged() == [contact_id]
    record = session.scalars(sa.select(ErasureRecord)).one()
    assert (record.ground, record.asker, record.by_id) == ("expired", "office", None)


def test_writers_contact_goes_a_year_after_the_reply(session: Session) -> None:
    contact_id = wrote()
    tick(0)
    tick(364)
    assert purged() == []
    tick(365)
    assert purged() == [contact_id]


def test_second_pass_of_a_day_does_nothing(session: Session) -> None:
    makers.problem_in("closed")
    tick(0)
    tick(395)
    # The anchors of a year that nobody ticked are made up sixty days at a time.
    while tick(395)["审计锚点"]:
        pass
    assert tick(395) == dict.fromkeys(tick(395), 0)


def test_reopened_item_keeps_its_reporter_beyond_the_day(session: Session) -> None:
    problem_id = makers.problem_in("closed")
    tick(0)
    with store.write(TEST) as work:
        work.get_one(Problem, problem_id).state = "in_progress"
    assert tick(395)["清除到期的身份"] == 0
    assert contact_of(problem_id).purge_after is None
