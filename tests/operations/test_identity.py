"""The reporter's identity: opened with a purpose and a committed trace, readable nowhere else."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException

from app import audit, clock, store
from app.errors import Forbidden, Invalid, Missing, Refused
from app.models import AuditLog, Contact, Document, IdentityReveal, Model, table_of
from app.operations import documents, identity
from app.operations.identity import Identity
from tests import makers, support


def opened(who: str, problem_id: int, purpose: str = "callback") -> Identity:
    """Open an identity as a view does."""
    return identity.reveal(store.current(), support.person(who), problem_id, purpose)


@pytest.mark.parametrize("who", ["clerk", "clerk2", "intake", "leader", "inspector", "bureau"])
def test_role_that_may_reveal_reads_name_and_telephone(session: Session, who: str) -> None:
    problem_id = makers.problem_in("pending_feedback")
    assert opened(who, problem_id) == Identity(makers.NAME, makers.PHONE)


def test_reveal_leaves_a_row_and_an_audit_row_without_the_identity(session: Session) -> None:
    problem_id = makers.problem_in("pending_feedback")
    opened("clerk", problem_id)
    makers.stored(problem_id)
    trace = session.scalars(sa.select(IdentityReveal)).one()
    assert (trace.account_id, trace.purpose) == (support.person("clerk").account_id, "callback")
    row = session.scalars(sa.select(AuditLog).order_by(AuditLog.seq.desc())).first()
    assert row is not None
    assert (row.action, row.object_id) == ("identity.reveal", problem_id)
    assert row.detail == {"purpose": "callback", "contact_id": trace.contact_id}
    assert audit.verify(session)[1] is None


def test_trace_is_committed_before_the_identity_is_opened(session: Session) -> None:
    problem_id = makers.problem_in("pending_feedback")
    actor = support.person("clerk")
    with pytest.raises(RuntimeError), store.write(actor) as work:
        contact_id = identity.log_reveal(work, actor, problem_id, "callback")
        identity.open_contact(work, actor, contact_id)
    assert session.scalars(sa.select(IdentityReveal)).all() == []


def test_trace_of_another_person_opens_nothing(session: Session) -> None:
    problem_id = makers.problem_in("pending_feedback")
    opened("clerk", problem_id)
    contact_id = makers.stored(problem_id).contact_id
    actor = support.person("clerk2")
    store.name(session, actor)
    with pytest.raises(Forbidden):
        identity.open_contact(session, actor, contact_id or 0)


def test_trace_older_than_ten_minutes_opens_nothing(session: Session) -> None:
    problem_id = makers.problem_in("pending_feedback")
    opened("clerk", problem_id)
    contact_id, actor = makers.stored(problem_id).contact_id, support.person("clerk")
    store.name(session, actor)
    with clock.fixed(support.NOW + timedelta(minutes=10)):
        assert identity.open_contact(session, actor, contact_id or 0).phone == makers.PHONE
    with clock.fixed(support.NOW + timedelta(minutes=11)), pytest.raises(Forbidden):
        identity.open_contact(session, actor, contact_id or 0)


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("gaowan", 403),
        ("minzheng", 403),
        ("bureau_lead", 403),
        ("village", 404),
        ("xinji", 404),
        ("sysadmin", 404),
        ("auditor", 404),
        ("secadmin", 404),
    ],
)
def test_role_that_may_not_reveal_is_refused(session: Session, who: str, code: int) -> None:
    problem_id = makers.problem_in("pending_feedback")
    with pytest.raises(HTTPException) as refused:
        opened(who, problem_id)
    assert refused.value.code == code


def test_clerk_opens_an_identity_only_while_the_callback_is_open(session: Session) -> None:
    problem_id = makers.problem_in("submitted")
    with pytest.raises(Forbidden):
        opened("clerk", problem_id)


def test_clerk_opens_no_identity_of_the_discipline_track(session: Session) -> None:
    problem_id = makers.problem_in("pending_feedback", request_type="report")
    for who in ("clerk", "bureau"):
        with pytest.raises(Missing):
            opened(who, problem_id)


def test_reveal_without_a_purpose_is_refused(session: Session) -> None:
    problem_id = makers.problem_in("pending_feedback")
    with pytest.raises(Invalid):
        opened("clerk", problem_id, "curiosity")


def test_anonymous_item_has_nothing_to_reveal(session: Session) -> None:
    problem_id = makers.registered(identity_mode="anonymous", name="", phone="")
    with pytest.raises(Refused, match="没有留下"):
        opened("intake", problem_id)


def test_purged_identity_is_gone(session: Session) -> None:
    problem_id = makers.problem_in("pending_feedback")
    with store.write(audit.KEEPER) as work:
        contact = work.scalars(sa.select(Contact)).one()
        contact.wrapped_key = contact.name_sealed = contact.phone_sealed = None
    with pytest.raises(Refused, match="已按规定清除"):
        opened("clerk", problem_id)


def test_identity_is_not_written_by_its_repr() -> None:
    assert makers.NAME not in repr(Identity(makers.NAME, makers.PHONE))


def whole_job() -> None:
    """Play the job with a reveal, a paper and notes that name the reporter."""
    problem_id = makers.problem_in("in_progress")
    makers.act("gaowan", problem_id, "progress", text=f"已电话{makers.PHONE}联系。")
    actor = support.person("intake")
    with store.write(actor) as work:
        documents.draft_assignment(work, actor, problem_id)
    makers.act("minzheng", problem_id, "answer")
    makers.act("gaowan", problem_id, "submit")
    makers.act("inspector", problem_id, "verify")
    opened("clerk", problem_id)
    makers.act("clerk", problem_id, "callback")
    makers.act("intake", problem_id, "close")


def test_no_column_of_any_row_holds_name_or_telephone_in_the_clear(session: Session) -> None:
    whole_job()
    makers.stored(1)
    with support.owner() as connection:
        for mapper in Model.registry.mappers:
            rows = connection.execute(sa.select(table_of(mapper.class_))).mappings().all()
            text = json.dumps([dict(row) for row in rows], default=repr, ensure_ascii=False)
            for secret in (makers.NAME, makers.PHONE):
                assert secret not in text, mapper.class_.__tablename__
    assert session.scalars(sa.select(Document)).all()


def test_database_file_holds_neither_name_nor_telephone(
    session: Session, tmp_path: Path, backend: str
) -> None:
    if backend != "sqlite":
        pytest.skip("a server's files are not ours to read; the rows are read above")
    whole_job()
    data = b"".join(path.read_bytes() for path in sorted(tmp_path.glob("voice.db*")))
    assert "结婚证".encode() in data
    for secret in (makers.NAME, makers.PHONE):
        for encoding in ("utf-8", "utf-16-le"):
            assert secret.encode(encoding) not in data
