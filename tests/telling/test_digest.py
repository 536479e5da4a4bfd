"""The day's digest: once a working day, numbers alone, to who has something to do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import calendars, clock, jobs, sender, store
from app.errors import Invalid
from app.models import Outbox, Parameter
from app.operations import digest, parameter_rules, texting
from app.principal import system
from app.queries.waiting import counts
from tests import makers, support
from tests.telling.fake_gateway import Gateway
from tests.views.hands import Hands

WRITER = system("test")
# 08:29, 08:30 and 15:00 of a working Wednesday in China.
EARLY, HALF, LATER = (
    datetime(2026, 11, 18, 0, 29, tzinfo=UTC),
    datetime(2026, 11, 18, 0, 30, tzinfo=UTC),
    datetime(2026, 11, 18, 7, 0, tzinfo=UTC),
)


def send_at(at: datetime) -> int:
    """Send the digest at an hour."""
    with clock.fixed(at):
        return digest.send(store.current())


def told() -> dict[str, dict[str, int]]:
    """Return what each person was told."""
    session = support.session()
    session.rollback()
    session.expire_all()
    store.name(session, WRITER)
    rows = session.scalars(sa.select(Outbox).where(Outbox.template == "digest")).all()
    names = {support.person(name).account_id: name for name in support.PEOPLE}
    return {names[row.account_id]: row.payload for row in rows if row.channel == "in_app"}


def set_to(key: str, value: str) -> None:
    """Change a parameter."""
    with store.write(WRITER) as work:
        work.scalars(sa.select(Parameter).where(Parameter.key == key)).one().value = value


@pytest.fixture
def item(app: Flask) -> int:
    """Return an item that the township works on, registered the day before."""
    with clock.fixed(EARLY - timedelta(days=1)):
        return makers.problem_in("in_progress")


def test_everybody_with_something_to_do_is_told_once(item: int) -> None:
    assert send_at(EARLY) == 0
    assert send_at(HALF) == 2
    assert told() == {
        "gaowan": {"waiting": 1, "soon": 0, "late": 0},
        "minzheng": {"waiting": 1, "soon": 0, "late": 0},
    }
    assert send_at(HALF) == send_at(LATER) == 0


def test_counts_are_those_of_the_home_page(item: int) -> None:
    late = EARLY + timedelta(days=20)
    assert send_at(late.replace(hour=2)) > 2
    with clock.fixed(late.replace(hour=2)):
        for name, payload in told().items():
            person = support.person(name)
            session = store.current()
            store.name(session, person)
            count = counts(session, person)
            assert payload == {"waiting": count.waiting, "soon": count.soon, "late": count.late}
    assert told()["gaowan"]["late"] == 1


def test_next_day_has_its_own(item: int) -> None:
    assert send_at(HALF) == 2
    assert send_at(HALF + timedelta(days=1)) == 2


@pytest.mark.parametrize("day", [21, 22], ids=["saturday", "sunday"])
def test_day_of_rest_is_quiet(item: int, day: int) -> None:
    assert send_at(HALF.replace(day=day)) == 0


def test_make_up_saturday_is_a_working_day(item: int) -> None:
    assert send_at(datetime(2026, 10, 10, 1, 0, tzinfo=UTC)) == 2


def test_year_that_is_not_loaded_is_quiet_and_stops_nothing(item: int) -> None:
    calendars.forget()
    assert send_at(datetime(2031, 3, 5, 1, 0, tzinfo=UTC)) == 0


def test_hour_is_a_parameter_and_may_be_never(item: int) -> None:
    set_to(digest.AT, "14:00")
    assert (send_at(HALF), send_at(LATER)) == (0, 2)
    for value in ("无", "早上"):
        set_to(digest.AT, value)
        assert send_at(LATER + timedelta(days=1)) == 0


@pytest.mark.parametrize("typed", ["八点半", "25:00", "8", "T06;T99"])
def test_hour_that_is_none_is_refused(session: Session, typed: str) -> None:
    row = session.scalars(sa.select(Parameter).where(Parameter.key == digest.AT)).one()
    with pytest.raises(Invalid, match="08:30"):
        parameter_rules.check(row, {"value": typed})


@pytest.mark.parametrize(
    ("typed", "fault"), [("T06,T99", "T99"), ("短信", "短信"), ("T06，digest", ""), ("无", "")]
)
def test_events_are_held_against_the_table(session: Session, typed: str, fault: str) -> None:
    row = session.scalars(sa.select(Parameter).where(Parameter.key == texting.EVENTS)).one()
    if not fault:
        parameter_rules.check(row, {"value": typed})
        return
    with pytest.raises(Invalid, match=fault):
        parameter_rules.check(row, {"value": typed})


def test_digest_of_two_workers_is_one(item: int, monkeypatch: pytest.MonkeyPatch) -> None:
    # Both have counted before either writes.
    monkeypatch.setattr("app.operations.idempotency.known", lambda *_: False)
    assert (send_at(HALF), send_at(HALF)) == (2, 0)
    assert len(told()) == 2


def test_digest_goes_out_as_a_short_message_where_the_office_says_so(
    item: int, gateway: Gateway
) -> None:
    set_to(texting.EVENTS, "digest")
    assert send_at(HALF) == 2
    with clock.fixed(HALF):
        assert sender.send_due()
    assert sorted(message["to"] for message in gateway.taken.values()) == ["gaowan", "minzheng"]
    texts = {message["text"] for message in gateway.taken.values()}
    assert texts == {"【民声直通车】今天等您办理 1 件，临期 0，超期 0。请登录系统查看。"}


def test_digest_reads_on_the_page_of_its_person_and_leads_home(app: Flask, item: int) -> None:
    send_at(HALF)
    hands = Hands(app)
    assert "今天等您办理 1 件" in hands.get("gaowan", "/inbox/").text
    query = sa.select(Outbox.id).where(
        Outbox.account_id == support.person("gaowan").account_id, Outbox.template == "digest"
    )
    told()
    row_id = support.session().scalars(query).one()
    answer = hands.post("gaowan", f"/inbox/{row_id}", {"csrf_token": hands.token("gaowan")})
    assert answer.location == "/"
    assert "今天等您" not in hands.get("xinji", "/inbox/").text


def test_pass_of_the_worker_sends_it(item: int) -> None:
    with clock.fixed(HALF):
        assert "每日汇总：2" in list(jobs.whole())
