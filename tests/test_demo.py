"""The sample county: complete, true to the rules, sealed, and loaded only once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.security import check_password_hash

from app import audit, calendars, clock, create_app, demo, store
from app.demo import plans, source, stories
from app.enums import ProblemState, Track, UnitKind
from app.errors import Refused
from app.extensions import db
from app.models import (
    Account,
    Accountability,
    Clue,
    Contact,
    Document,
    Evaluation,
    EvaluationReason,
    InterferenceRecord,
    Message,
    Model,
    PostAssignment,
    Problem,
    ProblemEvent,
    ProblemStep,
    Rectification,
    RoleAssignment,
    ServicePoint,
    ServiceWindow,
    Staff,
    SupervisedBy,
    Unit,
)
from app.operations import compartment, figure_fold, ledger_check
from app.principal import system
from app.seeding import load_base
from tests import support
from tests.figures import crawl
from tests.said import GAOWAN, VILLAGE
from tests.views.hands import Hands

LOADER = system("演示数据")
SUNDAY = datetime(2026, 11, 21, 21, 0, tzinfo=UTC)


def load(app: Flask) -> dict[str, int]:
    with store.write(LOADER) as work:
        return demo.load(work, LOADER, app.config["VX"])


def empty_county(url: str, folder: Path) -> Flask:
    settings = support.settings(url, folder, demo_password=support.PASSWORD)
    app = create_app(settings)
    with app.app_context():
        support.create_tables()
        with store.write(LOADER) as work:
            load_base(work)
    return app


@pytest.fixture(scope="module")
def county(backend: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp(f"county-{backend}")
    url = f"sqlite:///{folder / 'voice.db'}" if backend == "sqlite" else support.new_postgres()
    app = empty_county(url, folder)
    with app.app_context(), clock.fixed(support.NOW):
        load(app)
        yield app
    support.close(app)
    support.Template(backend, url).drop(url)


@pytest.fixture
def session(county: Flask) -> Iterator[Session]:
    db.session.remove()
    yield support.session()
    db.session.remove()


def count(session: Session, model: type[Model], *where: Any) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(model).where(*where)) or 0


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (UnitKind.HALL_UNIT, 10),
        (UnitKind.LAW_ENFORCEMENT, 14),
        (UnitKind.TOWNSHIP_GOV, 7),
        (UnitKind.FARM, 2),
        (UnitKind.DEVELOPMENT_ZONE, 1),
        (UnitKind.VILLAGE_STATION, 197),
        (UnitKind.APPROVAL_BUREAU, 1),
        (UnitKind.DISCIPLINE_COMMISSION, 1),
        (UnitKind.DISPATCHED_GROUP, 1),
    ],
)
def test_county_has_the_units_of_the_source(
    session: Session, kind: UnitKind, expected: int
) -> None:
    assert count(session, Unit, Unit.kind == kind) == expected


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        (ServiceWindow, 52),
        (Staff, 73),
        (PostAssignment, 73),
        (Evaluation, 390),
        (Message, 60),
        (Problem, 60),
        (Account, 15),
        (RoleAssignment, 15),
    ],
)
def test_county_has_the_numbers_of_the_source(
    session: Session, model: type[Model], expected: int
) -> None:
    assert count(session, model) == expected


def test_points_outside_the_hall_are_221_and_every_window_is_one(session: Session) -> None:
    of_windows = ServicePoint.service_window_id.is_not(None)
    assert count(session, ServicePoint, ~of_windows) == 14 + 7 + 2 + 1 + 197
    assert count(session, ServicePoint, of_windows) == 52


def test_every_unit_is_covered_from_its_first_day_on(session: Session) -> None:
    covered = (
        sa.select(SupervisedBy.id)
        .where(
            SupervisedBy.unit_id == Unit.id,
            SupervisedBy.valid_from <= Unit.valid_from,
            SupervisedBy.valid_to.is_(None),
        )
        .exists()
    )
    assert session.scalars(sa.select(Unit.name).where(~covered)).all() == []


def test_every_station_stands_below_the_township_of_its_village(session: Session) -> None:
    parent = sa.orm.aliased(Unit)
    query = sa.select(Unit.region_code, parent.region_code).join(
        parent, parent.id == Unit.parent_id
    )
    rows = session.execute(query.where(Unit.kind == UnitKind.VILLAGE_STATION)).all()
    assert len(rows) == 197
    assert all(village[:9] + "000" == township for village, township in rows)


def test_development_zone_has_its_local_code(session: Session) -> None:
    zone = session.scalars(sa.select(Unit).where(Unit.kind == UnitKind.DEVELOPMENT_ZONE)).one()
    assert (zone.code, zone.region_code) == ("130924-KFQ-01", "130924000000")


def test_accounts_are_those_promised_with_one_password_and_no_first_login(
    session: Session,
) -> None:
    accounts = session.scalars(sa.select(Account)).all()
    assert {account.username for account in accounts} == support.PEOPLE.keys() - {"clerk2"}
    assert all(account.is_demo and not account.must_change for account in accounts)
    assert all(account.password and account.password.startswith("scrypt:") for account in accounts)
    clerk = next(account for account in accounts if account.username == "clerk")
    assert check_password_hash(clerk.password or "", support.PASSWORD)


def test_every_demo_account_has_the_role_that_its_name_promises(session: Session) -> None:
    query = sa.select(Account.username, RoleAssignment.role).join(
        RoleAssignment, RoleAssignment.account_id == Account.id
    )
    promised = {name: role for name, (_, _, role) in support.PEOPLE.items() if name != "clerk2"}
    assert {username: role for username, role in session.execute(query)} == promised


def test_invented_people_are_marked(session: Session) -> None:
    names = [
        *session.scalars(sa.select(Staff.name)),
        *session.scalars(sa.select(Account.last_name)),
    ]
    assert [name for name in names if not name.endswith("（示例）")] == []


def test_reasons_stand_on_bad_evaluations_and_on_no_other(session: Session) -> None:
    has_reason = sa.select(EvaluationReason.id).where(
        EvaluationReason.evaluation_id == Evaluation.id
    )
    assert count(session, Evaluation, Evaluation.is_bad != has_reason.exists()) == 0
    assert count(session, Evaluation, Evaluation.is_bad) == 22


def test_sensitive_reasons_mark_their_evaluation_and_make_a_problem(session: Session) -> None:
    marked = session.scalars(sa.select(Evaluation).where(Evaluation.is_sensitive)).all()
    assert len(marked) == 4
    for evaluation in marked:
        problem = session.get_one(Problem, evaluation.problem_id)
        assert problem.track == Track.DISCIPLINE
        assert evaluation.submitted_at < problem.registered_at


def test_a_rectification_ends_in_working_hours(session: Session) -> None:
    done = session.scalars(sa.select(Rectification.done_at)).all()
    hours = {clock.local(at).hour for at in done if at}
    assert hours
    assert hours <= set(range(8, 18))


def test_every_bad_evaluation_has_its_rectification(session: Session) -> None:
    bad = set(session.scalars(sa.select(Evaluation.id).where(Evaluation.is_bad)))
    assert set(session.scalars(sa.select(Rectification.evaluation_id))) == bad


@pytest.mark.parametrize(
    "state",
    [
        "registered",
        "pending_decision",
        "assigned",
        "in_progress",
        "submitted",
        "pending_feedback",
        "closed",
    ],
)
def test_every_state_that_can_be_reached_has_problems(
    session: Session, state: ProblemState
) -> None:
    assert count(session, Problem, Problem.state == state) >= 5


def test_state_of_a_problem_is_that_of_its_last_event(session: Session) -> None:
    last = (
        sa.select(ProblemEvent.to_state)
        .where(ProblemEvent.problem_id == Problem.id)
        .order_by(ProblemEvent.seq.desc())
        .limit(1)
        .scalar_subquery()
    )
    assert all(state == found for state, found in session.execute(sa.select(Problem.state, last)))
    # What the county's stories went through left every row of the units' lists in its place too.
    assert ledger_check.differing(session) == []


def test_lights_of_all_colours_are_there(session: Session) -> None:
    calendar = calendars.load(session)
    kinds = [
        calendars.problem_lamp(calendar, row)["kind"] for row in session.scalars(sa.select(Problem))
    ]
    assert kinds.count("late") >= 6
    assert kinds.count("warn") >= 6
    assert kinds.count("ok") >= 5


@pytest.mark.parametrize("code", ["T07", "T09", "T14", "T17", "P02", "E02", "F01"])
def test_side_ways_of_the_state_machine_were_taken(session: Session, code: str) -> None:
    assert count(session, ProblemEvent, ProblemEvent.transition == code) >= 1


def test_co_handlers_and_the_discipline_track_have_items(session: Session) -> None:
    assert count(session, ProblemStep, ProblemStep.role == "co") >= 10
    assert count(session, Problem, Problem.track == Track.DISCIPLINE) >= 5


def test_township_items_carry_the_leaders_instruction(session: Session) -> None:
    query = (
        sa.select(Problem.instruction)
        .join(Unit, Unit.id == Problem.lead_unit_id)
        .where(Unit.kind == UnitKind.TOWNSHIP_GOV)
    )
    texts = session.scalars(query).all()
    assert len(texts) >= 15
    assert all(texts)


def test_events_lie_in_the_past_ten_weeks_inside_working_hours(session: Session) -> None:
    calendar = calendars.load(session)
    moments = session.scalars(sa.select(ProblemEvent.at)).all()
    assert max(moments) < support.NOW
    assert (support.NOW - min(moments)).days <= 80
    assert all(calendar.is_workday(clock.local(at).date()) for at in moments)
    assert all(8 <= clock.local(at).hour < 18 for at in moments)


def test_numbers_follow_the_order_of_registration(session: Session) -> None:
    query = sa.select(Problem.problem_no).order_by(Problem.registered_at, Problem.id)
    assert session.scalars(query).all() == [f"HXZT-2026-{n:05d}" for n in range(1, 61)]


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("派出所说要先拿结婚证", "当日全部办结"),
        ("8.35%", "7.5%"),
        ("通行证先到交警", "全县企业同样适用"),
        ("五保户、低保户", "808户五保户、低保户的气代煤补贴共计202万元"),
        ("窗口经常没人", "批评教育"),
    ],
)
def test_cases_of_the_source_are_closed_with_their_outcome(
    session: Session, asked: str, answered: str
) -> None:
    query = sa.select(Problem).where(Problem.content.contains(asked, autoescape=True))
    problem = session.scalars(query).one()
    assert problem.state == ProblemState.CLOSED
    assert answered in (problem.outcome_text or "")


def test_circular_proof_was_solved_on_the_day_it_came(session: Session) -> None:
    query = sa.select(Problem).where(Problem.title.contains("补不了结婚证"))
    problem = session.scalars(query).one()
    submitted = clock.local(problem.submitted_at or support.NOW).date()
    assert submitted == clock.local(problem.registered_at).date()
    assert problem.tags == ["circular_proof", "mutual_precondition"]


def test_letters_wait_for_their_signature_and_the_circular_is_a_draft(session: Session) -> None:
    found = session.execute(sa.select(Document.state, Document.kind).distinct())
    assert {tuple(row) for row in found} == {
        ("draft", "circular"),
        ("checking", "assignment_letter"),
        ("checking", "supervision_letter"),
    }


def test_audit_chain_holds(session: Session) -> None:
    held, bad = audit.verify(session)
    assert bad is None
    assert held > 300


def written(session: Session) -> str:
    """Return every value of every table as one text, read as the tables' owner."""
    session.rollback()
    with support.owner() as connection:
        return "\n".join(
            repr((name, *row))
            for name, table in sorted(Model.metadata.tables.items())
            for row in connection.execute(sa.select(table).order_by(*table.primary_key))
        )


def test_no_reporter_stands_in_clear_text_in_any_table(session: Session) -> None:
    text = written(session)
    people = stories.reporters(source.document("problems.json"))
    assert len(people) > 40
    for name, phone in people.values():
        assert phone not in text
        assert name not in text
    assert count(session, Contact) > len(people)


def test_loading_again_changes_nothing(county: Flask, session: Session) -> None:
    before = written(session)
    again = load(county)
    assert again["问题台账"] == 60
    assert written(support.session()) == before


def test_same_seed_gives_the_same_stories(session: Session) -> None:
    calendar, told = calendars.load(session), source.document("problems.json")
    assert plans.acts(calendar, told) == plans.acts(calendar, told)
    assert stories.reporters(told) == stories.reporters(told)


@pytest.mark.parametrize(
    "today",
    [SUNDAY, datetime(2026, 10, 8, 1, 0, tzinfo=UTC), datetime(2027, 1, 4, 1, 0, tzinfo=UTC)],
)
def test_stories_end_before_whatever_day_they_are_loaded_on(
    session: Session, today: datetime
) -> None:
    with clock.fixed(today):
        acts = plans.acts(calendars.load(session), source.document("problems.json"))
    assert acts[-1].at < today
    assert [act.at for act in acts] == sorted(act.at for act in acts)


@pytest.fixture(scope="module")
def sunday(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("sunday")
    app = empty_county(f"sqlite:///{folder / 'voice.db'}", folder)
    with app.app_context(), clock.fixed(SUNDAY):
        load(app)
    yield app
    support.close(app)


def test_county_loads_on_a_sunday_too(sunday: Flask) -> None:
    with sunday.app_context():
        assert load(sunday)["问题台账"] == 60
        assert audit.verify(support.session())[1] is None


def test_no_reporters_phone_stands_in_the_database_files(sunday: Flask) -> None:
    files = sunday.config["VX"].var_dir.glob("voice.db*")
    content = b"".join(path.read_bytes() for path in files)
    people = stories.reporters(source.document("problems.json"))
    assert "高湾镇孔庄子村".encode() in content
    assert [phone for _, phone in people.values() if phone.encode() in content] == []


@pytest.mark.parametrize("changed", [{"env": "production"}, {"demo_password": ""}])
def test_county_is_refused_in_production_and_without_a_password(
    app: Flask, changed: dict[str, str]
) -> None:
    wanted = replace(app.config["VX"], **changed)
    with store.write(LOADER) as work:
        work.execute(sa.update(Account).values(is_demo=False))
        with pytest.raises(Refused):
            demo.load(work, LOADER, wanted)


def test_clues_of_the_county_are_examples_in_different_states(session: Session) -> None:
    clues = list(session.scalars(sa.select(Clue).order_by(Clue.id)))
    assert sorted(clue.state for clue in clues) == [
        "disposed",
        "proposed",
        "received",
        "registered",
    ]
    texts = [compartment.opened(clue) for clue in clues]
    assert all("示例" in text["accused"] for text in texts)
    assert count(session, Accountability) == count(session, InterferenceRecord) == 1


def test_every_number_of_every_level_leads_to_as_many_rows(county: Flask, session: Session) -> None:
    """County, unit, township, village and maps: a link to its rows, or why there is none."""
    figure_fold.fold()
    hall = session.scalar(sa.select(Unit.id).where(Unit.kind == UnitKind.HALL_UNIT).limit(1))
    hands = Hands(county, support.NOW)
    pages = {
        "leader": ["county", f"unit/{hall}", "map", f"place/{GAOWAN}", "map?metric=good_rate"],
        "gaowan": [f"place/{GAOWAN}", f"map/{GAOWAN}?metric=evaluations"],
        "intake": ["county"],
        "village": [f"place/{VILLAGE}"],
        "minzheng": [
            f"unit/{session.scalar(sa.select(Unit.id).where(Unit.code == '130924-ZF-02'))}"
        ],
    }
    for who, paths in pages.items():
        for path in paths:
            found = crawl.numbers(hands.get(who, f"/statistics/{path}").text)
            assert [one for one in found if not one.is_answered] == [], (who, path)
            assert len(found) > 9, (who, path)
            for one in {one.sort: one for one in found if one.url}.values():
                listed = hands.get(who, one.url).text
                if "/evaluations/" not in one.url:
                    assert crawl.total(listed) == crawl.expected(one, listed), (who, path, one)
