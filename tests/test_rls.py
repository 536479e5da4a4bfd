# ruff: noqa: S608 - The statements name the tables of the test itself.
"""The second fence: what PostgreSQL itself shows, takes and refuses, asked with bare SQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask, current_app
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from app import clock, grants, rls, rows, store
from app.enums import (
    CallbackResult,
    DocumentKind,
    DocumentState,
    FeedbackWay,
    RevealPurpose,
    Role,
    SupervisionKind,
    Track,
)
from app.enums_identity import ErasureAsker, ErasureGround, IdentityRequestKind
from app.extensions import db
from app.models import (
    AuditAnchor,
    AuditLog,
    Contact,
    Document,
    ErasureRecord,
    Evaluation,
    EvaluationReason,
    Feedback,
    IdentityRequest,
    IdentityReveal,
    Model,
    PendingChange,
    Problem,
    RelayCall,
    Supervision,
)
from app.operations import anchors
from app.principal import PUBLIC, Principal, system
from tests import campaign_rows, door_rows, ledger_rows, report_rows, support, trust_rows, voices
from tests.leaks import world
from tests.test_fence import make_problem

pytestmark = pytest.mark.postgres
TABLES = [model.__tablename__ for model in rls.fenced()]


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Return the world of the leak tests on PostgreSQL."""
    folder = tmp_path_factory.mktemp("rls")
    template = support.make_template("postgres", folder)
    app = support.make_app(template.url, folder)
    with app.app_context(), clock.fixed(support.NOW):
        support.session()
        world.build()
        fill()
        support.session().rollback()
        yield app
    support.close(app)
    template.drop(template.url)


def fill() -> None:
    """Add a row to each table that the world leaves empty, so that "equal" never means "empty"."""
    with store.write(system("test")) as work:
        problem, other = work.scalars(sa.select(Problem).order_by(Problem.id).limit(2))
        evaluation = work.scalars(sa.select(Evaluation).order_by(Evaluation.id)).first()
        assert evaluation is not None
        by = support.person("clerk").account_id
        facts = {"at": support.NOW, "by_id": by}
        ledger_rows.fill(work, problem.id, other.id)
        door_rows.fill(work)
        trust_rows.fill(work)
        campaign_rows.fill(work)
        report_rows.fill(work)
        work.add_all(
            [
                Feedback(
                    problem_id=problem.id,
                    way=FeedbackWay.PHONE,
                    content="已告知",
                    callback_result=CallbackResult.SATISFIED,
                    **facts,
                ),
                waiting_letter(problem.id),
                EvaluationReason(evaluation_id=evaluation.id, reason="slow"),
                IdentityReveal(
                    contact_id=problem.contact_id,
                    account_id=by,
                    purpose=RevealPurpose.CALLBACK,
                    object_kind="problem",
                    object_id=problem.id,
                    at=support.NOW,
                ),
                Supervision(
                    problem_id=problem.id,
                    unit_id=support.unit_id("GW"),
                    kind=SupervisionKind.REMINDER,
                    level=1,
                    issued_by_id=by,
                    issued_at=support.NOW,
                    content="请尽快办理",
                ),
                PendingChange(
                    table_name="unit",
                    values={},
                    before={},
                    proposed_by_id=by,
                    proposed_at=support.NOW,
                ),
                *asked(work, problem.id),
            ]
        )
        accused = Problem.unit_complained_id == support.unit_id("GW")
        secret = sa.select(Problem.id).where(accused, Problem.track == Track.DISCIPLINE)
        voices.bad(work, "PJ-K", problem_id=work.scalars(secret.limit(1)).one())
    with store.write(system("test")) as work:
        anchors.on_demand(work)


def waiting_letter(problem_id: int) -> Document:
    """Return a letter that is signed and has not gone out to its unit yet."""
    return Document(
        kind=DocumentKind.ASSIGNMENT_LETTER,
        title="待用印的交办单",
        agency_mark="海纪试",
        year=2026,
        seq=1,
        number="海纪试〔2026〕1号",
        facts={},
        state=DocumentState.SIGNED,
        problem_id=problem_id,
        unit_id=support.unit_id("GW"),
    )


def asked(work: Session, problem_id: int) -> list[Model]:
    """Return a request to open an identity, a question to a reporter, and an erasure."""
    contact = work.scalars(sa.select(Contact.id).order_by(Contact.id)).first()
    return [
        IdentityRequest(
            kind=IdentityRequestKind.REVEAL,
            object_kind="problem",
            object_id=problem_id,
            purpose=RevealPurpose.VERIFY,
            reason="核实情况",
            asked_by_id=support.person("inspector").account_id,
            asked_at=support.NOW,
        ),
        RelayCall(
            problem_id=problem_id,
            unit_id=support.unit_id("GW"),
            asked_by_id=support.person("gaowan").account_id,
            asked_at=support.NOW,
            question="请问何时方便",
        ),
        ErasureRecord(
            contact_id=contact,
            ground=ErasureGround.REQUEST,
            asker=ErasureAsker.SUBJECT,
            by_id=support.person("intake").account_id,
            at=support.NOW,
            backups_until=support.NOW.date(),
        ),
    ]


@contextmanager
def shell(principal: Principal | None) -> Iterator[sa.Connection]:
    """Yield a bare connection of the application's role, with a principal's settings."""
    with db.engine.connect() as connection:
        if principal is not None:
            said = {**rls.settings(principal), "today": clock.today().isoformat()}
            connection.execute(rls._say(tuple(said)), said)
        yield connection


def ids(connection: sa.Connection, table: str) -> list[int]:
    """Return the ids that a bare SELECT shows."""
    query = sa.text(f"SELECT id FROM {table} ORDER BY id")
    return list(connection.execute(query).scalars())


@contextmanager
def first_fence() -> Iterator[Session]:
    """Yield a session of the tables' owner, a superuser: the database cuts none of its reads."""
    engine = sa.create_engine(current_app.config["VX"].migrate_database_url)
    with Session(engine) as session:
        yield session
    engine.dispose()


def fenced(session: Session, principal: Principal, model: type[Model]) -> list[int]:
    """Return the ids that the first fence alone shows."""
    store.name(session, principal)
    return list(session.scalars(sa.select(model.id).order_by(model.id)))


def everybody() -> list[Principal]:
    """Return every person of the cast, some with two posts, and who has none."""
    people = [support.person(name) for name in support.PEOPLE]
    gaowan = support.person("gaowan")
    both = [replace(gaowan, roles=frozenset(pair)) for pair in combinations(Role, 2)]
    nowhere = replace(gaowan, unit_id=None, region_code="")
    return [*people, *both, nowhere, replace(gaowan, roles=frozenset()), PUBLIC]


@pytest.mark.parametrize("model", rls.fenced(), ids=lambda model: model.__tablename__)
def test_database_shows_each_role_what_the_first_fence_shows(
    model: type[Model], county: Flask
) -> None:
    counts: set[int] = set()
    with first_fence() as session:
        for principal in everybody():
            expected = fenced(session, principal, model)
            with shell(principal) as connection:
                found = ids(connection, model.__tablename__)
            assert found == expected, (principal.username, sorted(principal.roles))
            counts.add(len(found))
    assert len(counts) > 1


def test_every_fenced_table_is_cut_by_the_database_too() -> None:
    early = {model for model in rows.ROWS if model.__tablename__ in rls.EARLY}
    apart = {model for model in rows.ROWS if model.__compartment__}
    assert set(rls.fenced()) | apart | early == set(rows.ROWS)
    assert set(store.fenced_models().values()) == set(rows.ROWS) - early


@pytest.mark.parametrize("table", TABLES)
def test_transaction_that_names_nobody_sees_no_row(table: str, county: Flask) -> None:
    with support.owner() as connection:
        held = connection.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar_one()
    with shell(None) as connection:
        assert ids(connection, table) == []
    assert held


def test_task_of_the_product_sees_all_rows(county: Flask) -> None:
    with shell(system("test")) as connection, support.owner() as owner:
        for table in TABLES:
            assert ids(connection, table) == ids(owner, table)


def test_signed_letter_is_hidden_from_its_unit_by_the_database(county: Flask) -> None:
    query = sa.text("SELECT count(*) FROM document WHERE title = '待用印的交办单'")
    found = {}
    for who in ("gaowan", "inspector", "bureau", "intake"):
        with shell(support.person(who)) as connection:
            found[who] = connection.execute(query).scalar_one()
    assert found == {"gaowan": 0, "inspector": 0, "bureau": 0, "intake": 1}


def test_settings_end_with_their_transaction(county: Flask) -> None:
    with shell(system("test")) as connection:
        assert ids(connection, "problem")
        connection.rollback()
        assert ids(connection, "problem") == []


def foreign(connection: sa.Connection, own: bool) -> int:
    """Return the id of a problem that a township has, or has not, in its scope."""
    seen = "IN" if own else "NOT IN"
    query = (
        f"SELECT id FROM problem WHERE id {seen} (SELECT problem_id FROM problem_scope"
        " WHERE unit_id = :unit) ORDER BY id LIMIT 1"
    )
    unit = support.unit_id("GW")
    return int(connection.execute(sa.text(query), {"unit": unit}).scalar_one())


def test_foreign_row_is_not_updated_and_an_own_one_is(county: Flask) -> None:
    with support.owner() as owner:
        rows_of = {own: foreign(owner, own) for own in (True, False)}
    change = sa.text("UPDATE problem SET title = '改' WHERE id = :id")
    with shell(support.person("gaowan")) as connection:
        for own, row in rows_of.items():
            assert connection.execute(change, {"id": row}).rowcount == int(own)


@pytest.mark.parametrize("code", ["GW", "XJ"])
def test_row_of_another_unit_is_not_inserted(code: str, county: Flask) -> None:
    with support.owner() as owner:
        values = {
            "unit": support.unit_id(code),
            "problem": foreign(owner, own=False),
            "now": support.NOW.replace(tzinfo=None),
        }
    insert = sa.text(
        "INSERT INTO problem_scope (unit_id, due_at, problem_id, created_at, row_version)"
        " VALUES (:unit, :now, :problem, :now, 1)"
    )
    with shell(support.person("gaowan")) as connection:
        if code == "GW":
            assert connection.execute(insert, values).rowcount == 1
        else:
            with pytest.raises(ProgrammingError, match="row-level security"):
                connection.execute(insert, values)


def test_row_is_not_moved_out_of_the_writers_sight_by_hand(county: Flask) -> None:
    with shell(support.person("gaowan")) as connection:
        scope = ids(connection, "problem_scope")[0]
        move = sa.text("UPDATE problem_scope SET unit_id = :unit WHERE id = :id")
        with pytest.raises(ProgrammingError, match="row-level security"):
            connection.execute(move, {"unit": support.unit_id("XJ"), "id": scope})


@pytest.mark.parametrize("statement", ["DELETE FROM problem", "TRUNCATE problem"])
def test_application_role_neither_deletes_nor_empties(statement: str, county: Flask) -> None:
    with (
        shell(system("test")) as connection,
        pytest.raises(ProgrammingError, match="permission denied"),
    ):
        connection.execute(sa.text(statement))


def test_application_role_deletes_only_what_is_counted_or_indexed_again(county: Flask) -> None:
    query = sa.text(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        " AND has_table_privilege(format('%I.%I', schemaname, tablename), 'DELETE')"
    )
    with shell(system("test")) as connection:
        assert set(connection.execute(query).scalars()) == set(grants.DELETES)


@pytest.mark.parametrize("model", [AuditLog, AuditAnchor, IdentityReveal])
def test_application_role_does_not_rewrite_history(model: type[Model], county: Flask) -> None:
    statement = sa.text(f"UPDATE {model.__tablename__} SET row_version = 2")
    with (
        shell(system("test")) as connection,
        pytest.raises(ProgrammingError, match="permission denied"),
    ):
        connection.execute(statement)


def test_forgotten_fence_leaks_nothing(county: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first fence is taken away; the session of a township still sees its own rows only."""
    person = support.person("gaowan")
    with first_fence() as owner:
        expected = fenced(owner, person, Problem)
    monkeypatch.setattr(rows, "row_criteria", lambda _principal, _model: None)
    session = store.current()
    session.rollback()
    store.name(session, person)
    assert list(session.scalars(sa.select(Problem.id).order_by(Problem.id))) == expected
    session.rollback()


@pytest.fixture
def statements(county: Flask) -> Iterator[list[str]]:
    """Collect what is sent."""
    sent: list[str] = []

    def listen(_c: object, _k: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", listen)
    yield sent
    sa.event.remove(db.engine, "before_cursor_execute", listen)


def said(statements: list[str]) -> int:
    """Return how many statements told the database who asks."""
    return sum("set_config" in statement for statement in statements)


def test_principal_is_told_once_a_transaction(statements: list[str]) -> None:
    session = store.current()
    session.rollback()
    store.name(session, support.person("gaowan"))
    statements.clear()
    for _ in range(3):
        session.execute(sa.select(Problem.id)).all()
    assert said(statements) == 1
    session.rollback()
    session.execute(sa.select(Problem.id)).all()
    assert said(statements) == 2
    session.rollback()


def test_change_of_principal_is_told_and_so_is_the_way_back(county: Flask) -> None:
    session = store.current()
    session.rollback()
    counts = []
    for name in ("gaowan", "xinji", "gaowan"):
        store.name(session, support.person(name))
        counts.append(len(session.execute(sa.select(Problem.id)).all()))
        with store.acting(session, system("test")):
            counts.append(len(session.execute(sa.select(Problem.id)).all()))
    store.name(session, system("test"))
    session.rollback()
    assert counts[0] == counts[4] != counts[1] == counts[3] == counts[5]


def test_savepoint_that_is_rolled_back_takes_its_principal_with_it(county: Flask) -> None:
    session = store.current()
    session.rollback()
    store.name(session, support.person("gaowan"))
    trial = session.begin_nested()
    own = session.execute(sa.select(Problem.id)).all()
    trial.rollback()
    assert session.execute(sa.select(Problem.id)).all() == own != []
    session.rollback()


def test_operation_moves_a_row_out_of_its_own_sight(county: Flask, tmp_path: Path) -> None:
    """The bureau sees the service track only; turning an item away from it is its own act."""
    with store.write(system("test")) as work:
        row = make_problem(work, 999, "SP").id
    with store.write(support.person("bureau")) as work:
        item = work.get_one(Problem, row)
        item.track = "discipline"  # type: ignore[assignment]  # The word's value.
    with first_fence() as owner:
        assert row not in fenced(owner, support.person("bureau"), Problem)
