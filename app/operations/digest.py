"""Once a working day each person is told how much waits, is nearly due and is late.

The counts are those of the home page, read in the person's own name outside the write
transaction; what is told is numbers alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import calendars, clock, store
from app.enums import AccountStatus, Role
from app.models import Account, RoleAssignment, Unit
from app.notice_words import DIGEST
from app.operations import idempotency, notices, texting
from app.permissions import Right
from app.principal import Principal, system
from app.queries import parameters
from app.queries.waiting import counts
from app.workdays import CalendarError

AT = "digest_at"
WRITER = system("每日汇总")


@dataclass(frozen=True)
class Told:
    """What one person is told."""

    account_id: int
    payload: dict[str, int]


def hour(text: str) -> time | None:
    """Return the hour of a setting, None when it says never; ValueError for anything else."""
    typed = text.strip()
    return None if typed in {"", texting.NONE} else time.fromisoformat(typed).replace(tzinfo=None)


def is_due(session: Session) -> bool:
    """Tell whether the hour has come on a working day; what is not set well is never due."""
    now = clock.local(clock.now())
    try:
        at = hour(parameters.text(session, AT))
        return (
            at is not None and now.time() >= at and calendars.load(session).is_workday(now.date())
        )
    except (CalendarError, LookupError, ValueError):
        return False


def send(session: Session) -> int:
    """Tell everybody once a day; return how many. A second worker finds it done."""
    store.name(session, WRITER)
    day = clock.today()
    if not is_due(session) or idempotency.known(session, _key(day)):
        return 0
    told = counted(session)
    with store.write(WRITER) as work:
        if idempotency.claim(work, _key(day)) is not None:
            return 0
        idempotency.remember(work, _key(day), DIGEST)
        is_texted = DIGEST in texting.events(work)
        for one in told:
            key = f"{DIGEST}:{day.isoformat()}:{one.account_id}"
            notices.notice(work, DIGEST, None, one.payload, key, account_id=one.account_id)
            if is_texted:
                texting.write(work, DIGEST, key, one.payload, account_id=one.account_id)
    return len(told)


def _key(day: date) -> str:
    """Return the key of a day's digest."""
    return f"{DIGEST}/{day.isoformat()}"


def counted(session: Session) -> list[Told]:
    """Return what is told to whom; who has nothing to do is left alone."""
    found = []
    for person in list(people(session)):
        with store.acting(session, person):
            count = counts(session, person)
        payload = {"waiting": count.waiting, "soon": count.soon, "late": count.late}
        if any(payload.values()):
            found.append(Told(person.account_id or 0, payload))
    return found


def people(session: Session) -> Iterator[Principal]:
    """Yield everybody who works on items, with the roles of today."""
    query = (
        sa.select(
            Account.id, Account.username, Account.last_name, Unit.id, Unit.name, Unit.region_code
        )
        .join(Unit, Unit.id == Account.unit_id)
        .where(Account.status == AccountStatus.ACTIVE)
        .order_by(Account.id)
    )
    roles = roles_by_account(session)
    for row in session.execute(query):
        person = Principal(
            name=row[2],
            account_id=row[0],
            username=row[1],
            unit_id=row[3],
            unit_name=row[4],
            region_code=row[5] or "",
            roles=frozenset(roles.get(row[0], set())),
        )
        if person.has(Right.SEE_PROBLEMS):
            yield person


def roles_by_account(session: Session) -> dict[int, set[Role]]:
    """Return the roles that are held today, stand-ins left out."""
    found: dict[int, set[Role]] = {}
    query = sa.select(RoleAssignment.account_id, RoleAssignment.role)
    for row in session.execute(query.where(*notices.held_today())):
        found.setdefault(row.account_id, set()).add(row.role)
    return found
