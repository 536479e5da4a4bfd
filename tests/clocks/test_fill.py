"""Items that were open before limits had rows get them when the database is upgraded."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock, store
from app.enums_ledger import DeadlineKind as K
from app.models import AuditLog, ProblemScope
from app.operations import ledger_fill
from app.principal import system
from tests import makers, support
from tests.clocks.test_rows import rows

pytestmark = pytest.mark.usefixtures("app")
TEST = system("test")


def forget(problem_id: int) -> None:
    """Make an item as a version before limits had left it."""
    support.session().rollback()
    with support.owner() as connection:
        if connection.dialect.name == "sqlite":
            trigger = sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for name in connection.execute(trigger).scalars().all():
                if name.startswith("deadline"):
                    connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            connection.exec_driver_sql("ALTER TABLE deadline DISABLE TRIGGER USER")
        connection.execute(sa.text("UPDATE deadline SET supersedes_id = NULL"))
        connection.execute(
            sa.text("DELETE FROM deadline WHERE problem_id = :id"), {"id": problem_id}
        )
        connection.execute(
            sa.text("UPDATE problem SET legal_due_on = NULL WHERE id = :id"), {"id": problem_id}
        )
        connection.commit()


def filled() -> int:
    """Write the limits that are missing."""
    with store.write(TEST) as work:
        return ledger_fill.fill(work, TEST)


@pytest.mark.parametrize(
    ("state", "kinds"),
    [
        ("registered", [K.TRIAGE, K.LEGAL_NOTICE]),
        ("pending_decision", [K.DECIDE, K.LEGAL_NOTICE]),
        ("assigned", [K.SIGN, K.HANDLE, K.HANDLE, K.LEGAL]),
        ("in_progress", [K.HANDLE, K.HANDLE, K.LEGAL]),
        ("submitted", [K.VERIFY, K.LEGAL]),
        ("pending_feedback", [K.FEEDBACK, K.LEGAL]),
        ("closed", []),
    ],
)
def test_open_item_gets_the_limits_of_its_state(state: str, kinds: list[K]) -> None:
    problem_id = makers.problem_in(state)
    before = {(row.kind, row.due_at) for row in rows(problem_id) if row.met_at is None}
    due_at = makers.stored(problem_id).due_at
    forget(problem_id)
    assert filled() == bool(kinds)
    found = rows(problem_id)
    assert [row.kind for row in found] == kinds
    assert {(row.kind, row.due_at) for row in found} == (before if kinds else set())
    assert makers.stored(problem_id).due_at == due_at
    assert filled() == 0


def test_filled_item_can_be_extended_and_keeps_its_legal_day() -> None:
    problem_id = makers.problem_in("in_progress")
    legal = makers.stored(problem_id).legal_due_on
    assert legal is not None
    forget(problem_id)
    filled()
    makers.walk(problem_id, makers.EXTENSION)
    assert makers.stored(problem_id).legal_due_on == legal


def test_item_turns_red_at_a_legal_day_that_comes_first() -> None:
    problem_id = makers.problem_in("in_progress")
    forget(problem_id)
    late = support.NOW + timedelta(days=200)
    with support.owner() as connection:
        at = late if connection.dialect.name == "postgresql" else late.replace(tzinfo=None)
        for table, key in (("problem", "id"), ("problem_scope", "problem_id")):
            changed = sa.text(f"UPDATE {table} SET due_at = :at WHERE {key} = :id")  # noqa: S608
            connection.execute(changed, {"at": at, "id": problem_id})
        connection.commit()
    filled()
    row = makers.stored(problem_id)
    query = sa.select(ProblemScope.due_at).where(ProblemScope.problem_id == problem_id)
    assert row.due_at is not None
    assert row.legal_due_on == clock.local(row.due_at).date()
    assert set(support.session().scalars(query)) == {row.due_at}


def test_filling_is_audited_once_an_item() -> None:
    problem_id = makers.problem_in("assigned")
    forget(problem_id)
    filled()
    store.name(support.session(), TEST)
    query = sa.select(AuditLog).where(
        AuditLog.action == "problem.limits", AuditLog.object_id == problem_id
    )
    assert len(list(support.session().scalars(query))) == 1
