# ruff: noqa: S608 - The statements name the tables and rows of the test itself.
"""What the database itself refuses, whoever asks: edits of history, lost rows, reused numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import audit, ddl, numbers, store
from app.enums import (
    CallbackResult,
    Channel,
    DocumentKind,
    DocumentState,
    EvalLevel,
    FeedbackWay,
    IdentityMode,
    PointKind,
    RequestType,
    RevealPurpose,
    Track,
)
from app.enums_identity import ErasureAsker, ErasureGround
from app.enums_recusal import RecusalGround, RecusalSource
from app.models import (
    AuditAnchor,
    AuditLog,
    Contact,
    Document,
    ErasureRecord,
    Evaluation,
    EvaluationReason,
    Feedback,
    IdentityReveal,
    Message,
    Model,
    Problem,
    ProblemEvent,
    Recusal,
    ServicePoint,
)
from app.operations import anchors
from app.principal import system
from app.rows import APPEND_ONLY
from tests import (
    account_rows,
    campaign_rows,
    door_rows,
    ledger_rows,
    report_rows,
    support,
    trust_rows,
)
from tests.clues import kept as sealed
from tests.issuing import rows as issuing_rows

TEST = system("test")
VILLAGE = "130924102225"


def by(username: str) -> int:
    """Return the id of an account."""
    return support.person(username).account_id or 0


def problem() -> Problem:
    return Problem(
        problem_no="HXZT-2026-00001",
        title="事项",
        content="原文",
        content_redacted="内容",
        channel=Channel.PHONE,
        request_type=RequestType.HELP,
        identity_mode=IdentityMode.ANONYMOUS,
        region_code=VILLAGE,
        registered_at=support.NOW,
        due_at=support.NOW,
    )


def contact() -> Contact:
    return Contact(uid="c" * 32, key_version=1, identity_mode=IdentityMode.NAMED)


def message() -> Message:
    return Message(
        message_no="LY-2026-00001",
        query_code_hash="h" * 64,
        channel=Channel.WEB,
        request_type=RequestType.HELP,
        track=Track.SERVICE,
        subject="留言",
        body="原话",
        identity_mode=IdentityMode.ANONYMOUS,
        submitted_at=support.NOW,
    )


def evaluation(work: Session) -> Evaluation:
    unit = support.unit_id("GW")
    point = ServicePoint(kind=PointKind.WINDOW, name="窗口", unit_id=unit, region_code=VILLAGE)
    return Evaluation(
        eval_no="PJ-1",
        service_point_id=kept(work, point).id,
        unit_id=unit,
        region_code=VILLAGE,
        channel=Channel.QR,
        level=EvalLevel.SATISFIED,
        happened_on=support.NOW.date(),
        submitted_at=support.NOW,
    )


def kept(work: Session, row: Model) -> Model:
    """Add a row and return it with its id."""
    work.add(row)
    work.flush()
    return row


MAKERS: dict[type[Model], Callable[[Session], Model]] = {
    AuditLog: lambda work: audit.record(work, TEST, "act", "thing", 1),
    AuditAnchor: anchors.on_demand,
    ProblemEvent: lambda work: ProblemEvent(
        problem_id=kept(work, problem()).id,
        seq=1,
        transition="T01",
        action="register",
        to_state="registered",
        actor_name="李芳",
        at=support.NOW,
    ),
    Feedback: lambda work: Feedback(
        problem_id=kept(work, problem()).id,
        way=FeedbackWay.PHONE,
        content="已告知",
        callback_result=CallbackResult.SATISFIED,
        at=support.NOW,
        by_id=by("clerk"),
    ),
    IdentityReveal: lambda work: IdentityReveal(
        contact_id=kept(work, contact()).id,
        account_id=by("clerk"),
        purpose=RevealPurpose.CALLBACK,
        object_kind="problem",
        object_id=1,
        at=support.NOW,
    ),
    ErasureRecord: lambda work: ErasureRecord(
        contact_id=kept(work, contact()).id,
        ground=ErasureGround.REQUEST,
        asker=ErasureAsker.SUBJECT,
        at=support.NOW,
        backups_until=support.NOW.date(),
    ),
    Recusal: lambda work: Recusal(
        account_id=by("clerk"),
        problem_id=kept(work, problem()).id,
        ground=RecusalGround.INTEREST,
        source=RecusalSource.SELF,
    ),
    Message: lambda _work: message(),
    Evaluation: evaluation,
    EvaluationReason: lambda work: EvaluationReason(
        evaluation_id=kept(work, evaluation(work)).id, reason="slow"
    ),
    **sealed.MAKERS,
    **account_rows.MAKERS,
    **ledger_rows.MAKERS,
    **door_rows.MAKERS,
    **issuing_rows.MAKERS,
    **trust_rows.MAKERS,
    **campaign_rows.MAKERS,
    **report_rows.MAKERS,
}
KINDS = sorted(MAKERS, key=lambda model: model.__tablename__)


@pytest.fixture
def connection(app: Flask, session: Session) -> Iterator[sa.Connection]:
    """Return a bare connection, as a person with a database shell has."""
    session.rollback()
    with support.owner() as bare:
        yield bare


def stored(model: type[Model]) -> int:
    """Store one row of an append-only table and return its id."""
    with store.write(TEST) as work:
        return kept(work, MAKERS[model](work)).id


def refused(connection: sa.Connection, statement: str) -> str:
    """Return the words with which the database refuses a statement."""
    with pytest.raises(IntegrityError) as caught:
        connection.execute(sa.text(statement))
    connection.rollback()
    return str(caught.value.orig)


def test_every_append_only_table_is_tried() -> None:
    assert set(MAKERS) == set(APPEND_ONLY)


@pytest.mark.parametrize("model", KINDS, ids=lambda model: model.__tablename__)
def test_history_is_neither_edited_nor_deleted(model: type[Model], app: Flask) -> None:
    row, table = stored(model), model.__tablename__
    fixed = "created_at" if APPEND_ONLY[model] else "row_version"
    support.session().rollback()
    with support.owner() as bare:
        new = "'2020-01-01'" if fixed == "created_at" else "7"
        assert "append-only" in refused(
            bare, f"UPDATE {table} SET {fixed} = {new} WHERE id = {row}"
        )
        assert "kept" in refused(bare, f"DELETE FROM {table} WHERE id = {row}")
        kept_row = sa.text(f"SELECT count(*) FROM {table} WHERE id = {row}")
        assert bare.execute(kept_row).scalar() == 1


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Message, "reply = '答复', state = 'replied', row_version = 2"),
        (Evaluation, "state = 'void', row_version = 2"),
    ],
    ids=["message", "evaluation"],
)
def test_triage_of_what_a_citizen_sent_is_allowed(
    model: type[Model], change: str, app: Flask
) -> None:
    row = stored(model)
    support.session().rollback()
    with support.owner() as bare:
        done = bare.execute(sa.text(f"UPDATE {model.__tablename__} SET {change} WHERE id = {row}"))
        assert done.rowcount == 1


def replacement(bare: sa.Connection, table: str) -> str:
    """Return the statement that puts a row in the place of a stored one."""
    if bare.dialect.name == "sqlite":
        return f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"
    same = f"INSERT INTO {table} SELECT * FROM {table} ON CONFLICT (id)"
    return f"{same} DO UPDATE SET created_at = '2020-01-01'"


@pytest.mark.parametrize("model", KINDS, ids=lambda model: model.__tablename__)
def test_row_of_history_is_not_replaced(model: type[Model], app: Flask) -> None:
    stored(model)
    support.session().rollback()
    with support.owner() as bare:
        if bare.dialect.name == "sqlite":
            # Without this setting SQLite deletes the replaced row and fires no DELETE trigger.
            bare.connection.driver_connection.execute("PRAGMA recursive_triggers = OFF")
        told = refused(bare, replacement(bare, model.__tablename__))
        bare.invalidate()
    assert "append-only" in told


def test_whole_table_is_not_emptied(connection: sa.Connection) -> None:
    stored(AuditLog)
    emptied = "TRUNCATE" if connection.dialect.name == "postgresql" else "DELETE FROM"
    assert "kept" in refused(connection, f"{emptied} audit_log")


def paper(work: Session, **facts: object) -> Document:
    """Store a draft of a paper."""
    document = Document(
        kind=DocumentKind.CIRCULAR,
        title="通报",
        agency_mark="海纪通",
        facts={"title": "通报"},
        drafted_by_id=by("intake"),
        **facts,
    )
    return kept(work, document)  # type: ignore[return-value]  # The row that was given.


def signed_paper() -> int:
    """Store a signed paper and return its id."""
    with store.write(TEST) as work:
        document = paper(work)
        seq, number = numbers.document_number(work, "海纪通", 2026)
        document.year, document.seq, document.number = 2026, seq, number
        document.state = DocumentState.SIGNED
        document.signed_by_id, document.signed_at = by("leader"), support.NOW
        return document.id


@pytest.mark.parametrize(
    "change",
    [
        "title = '另一个题目'",
        "facts = '{}'",
        "number = '海纪通〔2026〕9号'",
        "number = NULL, seq = NULL, state = 'draft'",
        "state = 'draft'",
        "signed_at = NULL",
        "agency_mark = '海纪督'",
    ],
)
def test_signed_paper_stays_as_it_was_signed(change: str, app: Flask) -> None:
    row = signed_paper()
    support.session().rollback()
    with support.owner() as bare:
        assert "signed" in refused(bare, f"UPDATE document SET {change} WHERE id = {row}")


def test_signed_paper_is_issued_and_voided_once(app: Flask) -> None:
    row = signed_paper()
    with store.write(TEST) as work:
        document = work.get(Document, row)
        assert document is not None
        document.pdf_sha256, document.issued_at = "a" * 64, support.NOW
        document.state = DocumentState.ISSUED
    support.session().rollback()
    with support.owner() as bare:
        change = f"UPDATE document SET pdf_sha256 = '{'b' * 64}' WHERE id = {row}"
        assert "signed" in refused(bare, change)
    with store.write(TEST) as work:
        document = work.get(Document, row)
        assert document is not None
        document.state, document.void_reason = DocumentState.VOID, "印错"


def test_draft_may_be_rewritten(app: Flask) -> None:
    with store.write(TEST) as work:
        document = paper(work)
        document.title, document.facts = "新题目", {"title": "新题目"}
        work.flush()
        assert document.row_version == 2


@pytest.mark.parametrize("change", ["next = 1", "year = 2025", "series = 'X'"])
def test_counter_never_goes_back(change: str, connection: sa.Connection) -> None:
    with store.write(TEST) as work:
        assert [numbers.take(work, "HXZT", 2026) for _ in range(3)] == [1, 2, 3]
    assert "never reused" in refused(connection, f"UPDATE counter SET {change}")
    assert "kept" in refused(connection, "DELETE FROM counter")


def test_every_guard_has_its_own_name() -> None:
    for dialect in ("sqlite", "postgresql"):
        names = [guard.name for guard in ddl.guards(dialect)]
        assert len(names) == len(set(names)) > 25
