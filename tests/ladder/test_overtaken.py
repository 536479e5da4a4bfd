"""A drafted rung ends with what it presses for, and its days count from the signature."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app import clock, jobs, store
from app.enums import DocumentState, ProblemState
from app.enums_ledger import DeadlineKind
from app.errors import Refused
from app.models import AuditLog, Deadline, Document, Outbox, Problem, Supervision
from app.operations import documents, ladder, pressing
from app.principal import system
from tests import makers, support
from tests.ladder.test_climb import every, local, rows

LATE = local(4, 9, 0, 12)
WRITER = system("test")


@pytest.fixture
def late(app: Flask) -> int:
    """Return an item with its drafted letter and its proposed summons."""
    problem_id = makers.problem_in("in_progress")
    with clock.fixed(LATE):
        ladder.climb(jobs.WORKER)
    return problem_id


def drafted() -> tuple[Supervision, Supervision]:
    """Return letter and summons as they are stored now."""
    _red, letter, summon = rows()
    return letter, summon


def send(at: datetime, reply_days: int = 3, how: str = "") -> int:
    """Send the letter, or the summons in a way, and return the row's id."""
    row = drafted()[bool(how)]
    actor = support.person("intake")
    with clock.fixed(at), store.write(actor) as work:
        given = {"content": row.content, "reply_days": reply_days, "how": how}
        pressing.send(work, actor, row.id, row.row_version, **given)
    return int(row.id)


def paper() -> Document:
    """Return the only paper as it is stored now."""
    rows()
    (found,) = every(Document)
    return found


def sign(at: datetime) -> None:
    """Sign the paper."""
    found, actor = paper(), support.person("leader")
    with clock.fixed(at), store.write(actor) as work:
        documents.sign(work, actor, found.id, found.row_version)


def issue(at: datetime) -> None:
    """Print the paper."""
    found, actor = paper(), support.person("leader")
    with clock.fixed(at), store.write(actor) as work:
        documents.issue(work, actor, found.id, lambda kind, facts: b"%PDF-1.4 test")


def gone_on(problem_id: int) -> None:
    """Put an item into the inspection office's hands without any act."""
    with store.write(WRITER) as work:
        change = sa.update(Problem).where(Problem.id == problem_id)
        work.execute(change.values(state=ProblemState.SUBMITTED))


@pytest.mark.parametrize(
    ("who", "action", "words"),
    [
        ("gaowan", "submit", "事项已办理到下一步"),
        ("leader", "reassign", "承办单位已变更"),
    ],
)
@pytest.mark.parametrize("sent", [False, True], ids=["drafted", "sent"])
def test_rungs_are_dropped_when_the_unit_no_longer_has_the_item(
    late: int, who: str, action: str, words: str, sent: bool
) -> None:
    if sent:
        send(LATE)
    with clock.fixed(LATE + timedelta(days=3)):
        makers.act("minzheng", late, "answer")
        makers.act(who, late, action)
    found = drafted()
    assert [(row.state.value, row.dropped_reason) for row in found] == [("dropped", words)] * 2
    assert (paper().state, paper().void_reason) == (DocumentState.VOID, words)
    assert len(every(AuditLog, AuditLog.action == "supervision.drop")) == 2
    assert every(AuditLog)[-1].action.startswith("problem.T")
    dropped = every(Outbox, Outbox.template == "paper.dropped")
    told = [(row.account_id, row.payload) for row in dropped]
    drafter = support.person("intake").account_id
    assert told == ([(drafter, {"document_id": paper().id})] if sent else [])


def test_a_note_of_progress_drops_nothing(late: int) -> None:
    with clock.fixed(LATE):
        makers.act("gaowan", late, "progress")
    assert {row.state.value for row in drafted()} == {"drafted"}


def test_letter_that_fits_no_more_is_neither_sent_nor_signed_nor_issued(late: int) -> None:
    sent = send(LATE)
    gone_on(late)
    with pytest.raises(Refused, match="已办理到下一步"):
        sign(LATE)
    with pytest.raises(Refused, match="不用再督办"):
        send(LATE, how="interview")
    assert paper().number is None
    assert next(row for row in rows() if row.id == sent).state.value == "drafted"


def test_signed_letter_whose_item_went_on_is_not_issued_and_starts_no_limit(late: int) -> None:
    send(LATE)
    sign(LATE)
    with clock.fixed(LATE):
        makers.act("minzheng", late, "answer")
        makers.act("gaowan", late, "submit")
    with pytest.raises(Refused, match="请作废"):
        issue(LATE)
    assert paper().state == DocumentState.SIGNED
    assert drafted()[0].state.value == "dropped"
    assert every(Deadline, Deadline.kind == DeadlineKind.ANSWER) == []


def test_days_to_reply_count_from_the_signature(late: int) -> None:
    send(LATE, reply_days=3)
    assert "2026年12月9日前说明原因" in str(paper().facts["body"])
    signed = local(14, 10, 0, 12)
    sign(signed)
    assert "2026年12月17日前说明原因" in str(paper().facts["body"])
    issue(signed)
    letter = drafted()[0]
    assert (letter.issued_at, letter.reply_due) == (signed, local(17, 17, 30, 12))
    (limit,) = every(Deadline, Deadline.kind == DeadlineKind.ANSWER)
    assert (limit.base_at, limit.days, limit.due_at) == (signed, 3, letter.reply_due)


def test_void_letter_presses_nobody(late: int) -> None:
    send(LATE)
    sign(LATE)
    issue(LATE)
    actor, found = support.person("leader"), paper()
    with clock.fixed(LATE + timedelta(hours=1)), store.write(actor) as work:
        documents.void(work, actor, found.id, found.row_version, "发错单位")
    letter = drafted()[0]
    assert (letter.state.value, letter.dropped_reason) == ("dropped", "发错单位")
    (limit,) = every(Deadline, Deadline.kind == DeadlineKind.ANSWER)
    assert limit.superseded_at is not None


def test_submitting_takes_the_rows_in_the_order_of_every_other_act(late: int) -> None:
    found, actor, seen = paper(), support.person("intake"), []

    def note(conn: Any, cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    engine = support.session().get_bind()
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        with clock.fixed(LATE), store.write(actor) as work:
            documents.submit(work, actor, found.id, found.row_version)
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
    order = ("FROM problem", "UPDATE supervision", "UPDATE document", "INSERT INTO audit_log")
    places = [next(i for i, text in enumerate(seen) if words in text) for words in order]
    assert places == sorted(places)
