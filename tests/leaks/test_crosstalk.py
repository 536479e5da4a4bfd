"""D10: eight people at once, reading and writing; no answer and no stored value of another."""

from __future__ import annotations

import contextvars
import threading
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from app import store
from app.models import AuditLog, Model, Problem, ServiceWindow
from app.principal import system
from tests import support
from tests.leaks.conftest import Site
from tests.leaks.test_threads import pages
from tests.leaks.walk import Tally, Visitor
from tests.views.hands import CALL

COUNT, SOAK = 30, 1_000
CLERKS = ("clerk", "clerk2")
UNITS = ("gaowan", "xinji", "village", "minzheng", "zhujian")
CAST = (*CLERKS, *UNITS, "inspector")
EVERY = 5
# SQLite lets one write at a time; a starved one is answered 503 after ten seconds.
BUSY, MOST_BUSY = 503, 20


def mark(who: str) -> str:
    """Return the word that a person's own rows carry."""
    return f"雀手{who}手雀"


@dataclass
class Worker:
    """One person at work: pages in turn, every fifth request a write."""

    site: Site
    who: str
    tally: Tally = field(default_factory=Tally)
    foreign: list[str] = field(default_factory=list)
    stored: int = 0
    busy: int = 0
    token: dict[str, str] = field(default_factory=dict)

    def run(self, count: int) -> None:
        """Send so many requests."""
        paths, visitor = pages(self.site.world), self.site.visitor(self.who)
        for number in range(count):
            if number % EVERY == 0 and self.who != "inspector":
                self.check(self.written(visitor, number), f"write {number}")
            else:
                path = paths[number % len(paths)]
                self.check(visitor.look(self.site.world, self.tally, path), path)

    def check(self, answer: Any, what: str) -> None:
        """Note a failure and any word of somebody else's rows."""
        text = answer.get_data().decode("utf-8", "replace")
        self.foreign += [
            f"{self.who} {what}" for who in CAST if who != self.who and mark(who) in text
        ]
        if answer.status_code >= 400 and what.startswith("write"):
            self.tally.broken.append(f"{self.who} {what} {answer.status_code} {text[:300]}")

    def written(self, visitor: Visitor, number: int) -> Any:
        """Write once, and press again with the same key while the database is busy."""
        self.tally.requests += 1
        self.stored += 1
        answer = self.sent(visitor, number)
        while answer.status_code == BUSY and self.busy < MOST_BUSY:
            self.busy += 1
            answer = self.sent(visitor, number)
        return answer

    def sent(self, visitor: Visitor, number: int) -> Any:
        """Send a row of one's own, with another's unit in the address and in the body."""
        name = f"{mark(self.who)}{number}"
        if self.who in CLERKS:
            given = {**CALL, "title": name, "_once": f"{self.who}-{number:012d}"}
            return visitor.open("/problem/new", "POST", data=given, headers=self.token)
        other = self.site.world.ids["service_window"]["XJ"]
        headers = {**self.token, "Idempotency-Key": f"{self.who}-crosstalk-{number:06d}"}
        body = {"no": f"{number + 100}", "name": name, "unit_id": other, "created_by_id": other}
        path = f"/api/v1/service_window/?_flt_0_unit={other}&unit_id={other}"
        return visitor.open(path, "POST", json=body, headers=headers)


def stored(model: type[Model], column: Any, who: str) -> list[Any]:
    """Return the rows that carry a person's mark."""
    session = store.current()
    session.rollback()
    session.expunge_all()
    store.name(session, system("test"))
    return list(session.scalars(sa.select(model).where(column.contains(mark(who)))))


def test_d10_eight_users_at_once_share_no_answer_and_no_stored_value(
    site: Site, soak: bool
) -> None:
    workers = [Worker(site, who) for who in CAST]
    for worker in workers:
        worker.token = site.visitor(worker.who).token()
    count = SOAK if soak else COUNT
    threads = [
        threading.Thread(target=contextvars.Context().run, args=(worker.run, count))
        for worker in workers
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    requests, busy = (
        sum(n) for n in zip(*((w.tally.requests, w.busy) for w in workers), strict=True)
    )
    print(f"crosstalk {site.backend}: {requests} requests, {busy} times busy")
    for worker in workers:
        assert worker.tally.requests == count
        assert (worker.tally.broken, worker.tally.leaks, worker.foreign) == ([], [], [])
        _check_rows(worker)


def _check_rows(worker: Worker) -> None:
    """Hold a person's rows against who wrote them."""
    person, clerk = support.person(worker.who), worker.who in CLERKS
    model, column = (Problem, Problem.title) if clerk else (ServiceWindow, ServiceWindow.name)
    rows = stored(model, column, worker.who)
    assert len(rows) == worker.stored, worker.who
    assert {row.created_by_id for row in rows} <= {person.account_id}
    assert clerk or {row.unit_id for row in rows} <= {person.unit_id}
    acts = sa.select(AuditLog.account_id).where(
        AuditLog.object_kind == model.__tablename__,
        AuditLog.object_id.in_([row.id for row in rows]),
    )
    assert set(store.current().scalars(acts)) <= {person.account_id}
