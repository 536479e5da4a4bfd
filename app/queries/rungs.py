"""Which open items and messages have reached a rung of the supervision ladder, chosen in SQL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import calendars, clock
from app.enums import MessageState, OutboxChannel, ProblemState
from app.enums_ledger import Rung, SupervisionState
from app.models import Deadline, Message, Outbox, Problem, Supervision
from app.queries import parameters
from app.transitions import OPEN_STATES
from app.workdays import Calendar, CalendarError, at_local, closing_at

PAGE = 50
MOST = 200
Key = tuple[datetime, int]


@dataclass(frozen=True)
class Reach:
    """Due dates at one instant: up to which one each rung is reached; None where no calendar tells.

    yellow and red are the first instant that is too late for the rung, letter and summon too.
    """

    now: datetime
    yellow: datetime | None
    letter: datetime | None
    summon: datetime | None
    # For each day up to the last yellow one: its end, and when due dates on it turn yellow.
    turns: tuple[tuple[datetime, datetime], ...] = ()

    def rungs(self, due_at: datetime) -> list[Rung]:
        """Return the rungs that a due date has reached; a reminder before it ends with it."""
        if due_at > self.now:
            return [Rung.YELLOW] if self.yellow and due_at < self.yellow else []
        found = [Rung.RED]
        if self.letter and due_at < self.letter:
            found.append(Rung.LETTER)
        if self.summon and due_at < self.summon:
            found.append(Rung.SUMMON)
        return found

    @property
    def last(self) -> datetime:
        """Return the first due date that nothing is done about yet."""
        return self.yellow or self.now + timedelta(microseconds=1)


def reach(session: Session) -> Reach:
    """Return what is reached now.

    Yellow from opening, two working days before the due day; letter and summon from opening of
    the third and fifth working day after it (parameters).
    """
    calendar, now = calendars.load(session), clock.now()
    number = parameters.integer
    before = number(session, "yellow_before_days")
    letter = max(number(session, "supervision_letter_after_days"), 1)
    summon = max(number(session, "supervision_circular_after_days"), 1)
    yellow = _end_of(calendar, now, before)
    return Reach(
        now=now,
        yellow=yellow,
        turns=tuple(_turns(calendar, now, yellow, before)) if yellow else (),
        letter=_start_of(calendar, now, letter - 1),
        summon=_start_of(calendar, now, summon - 1),
    )


def opened(calendar: Calendar, now: datetime) -> date:
    """Return the newest working day whose office hours have begun."""
    at = clock.local(now)
    on = at.date()
    if calendar.is_workday(on):
        return on if at.time() >= calendar.hours_on(on).am_start else calendar.shift(on, -1)
    return calendar.shift(on, -1)


def _end_of(calendar: Calendar, now: datetime, days: int) -> datetime | None:
    """Return the end of the day so many working days ahead."""
    try:
        day = calendar.shift(opened(calendar, now), days)
    except CalendarError:
        return None
    return at_local(day + timedelta(days=1), time())


def _turns(
    calendar: Calendar, now: datetime, until: datetime, before: int
) -> Iterator[tuple[datetime, datetime]]:
    """Yield for each day from today the end of it and when a due date on it turns yellow."""
    end = at_local(clock.local(now).date() + timedelta(days=1), time())
    while end <= until:
        try:
            first = calendar.shift(clock.local(end).date() - timedelta(days=1), -before)
            yield end, at_local(first, calendar.hours_on(first).am_start)
        except CalendarError:
            return
        end += timedelta(days=1)


def _start_of(calendar: Calendar, now: datetime, days: int) -> datetime | None:
    """Return the beginning of the day so many working days back."""
    try:
        return at_local(calendar.shift(opened(calendar, now), -days), time())
    except CalendarError:
        return None


def pressable() -> list[Any]:
    """Return the criteria of items that may be pressed.

    A suspended item is pressed by its legal day alone, which its due date then is.
    """
    return [
        Problem.state.in_(OPEN_STATES),
        sa.or_(Problem.state != ProblemState.SUSPENDED, Problem.legal_due_on.is_not(None)),
    ]


def _lacks(rung: Rung) -> Any:
    """Tell that an item has no supervision of a rung for its present due date."""
    return (
        ~sa.select(Supervision.id)
        .where(
            Supervision.problem_id == Problem.id,
            Supervision.rung == rung,
            Supervision.due_at == Problem.due_at,
        )
        .exists()
    )


def _long(found: Reach) -> Any:
    """Tell that an item's limit began before its reminder, or that nobody knows when it began.

    A limit that is no longer than the reminder's days would be reminded of as it begins.
    """
    due = Problem.due_at
    of_due = sa.select(Deadline.id).where(
        Deadline.problem_id == Problem.id,
        Deadline.due_at == due,
        Deadline.superseded_at.is_(None),
        Deadline.met_at.is_(None),
    )
    turn = sa.case(*((due < end, sa.literal(at, due.type)) for end, at in found.turns))
    # A longer limit is counted from the old due date, but it began when it was granted.
    began = sa.or_(Deadline.base_at < turn, Deadline.created_at < turn)
    return sa.or_(~of_due.exists(), of_due.where(began).exists())


def _wanted(found: Reach) -> Any:
    """Tell that an item has reached a rung that it has not got."""
    due = Problem.due_at
    parts = [sa.and_(due <= found.now, _lacks(Rung.RED))]
    if found.yellow and found.turns:
        soon = (due > found.now, due < found.yellow)
        parts.append(sa.and_(*soon, _long(found), _lacks(Rung.YELLOW)))
    if found.letter:
        parts.append(sa.and_(due <= found.now, due < found.letter, _lacks(Rung.LETTER)))
    if found.summon:
        parts.append(sa.and_(due <= found.now, due < found.summon, _lacks(Rung.SUMMON)))
    return sa.or_(*parts)


def page(session: Session, found: Reach, after: Key | None) -> list[Key]:
    """Return due date and id of the next items to act on, in order of their due dates."""
    query = sa.select(Problem.due_at, Problem.id).where(
        *pressable(), Problem.due_at < found.last, _wanted(found)
    )
    if after is not None:
        due_at, row_id = after
        query = query.where(
            Problem.due_at >= due_at,
            sa.or_(Problem.due_at > due_at, Problem.id > row_id),
        )
    query = query.order_by(Problem.due_at, Problem.id).limit(PAGE)
    return [(row[0], row[1]) for row in session.execute(query)]


@dataclass(frozen=True)
class Looked:
    """How many open items a pass looks at, and how many of them nothing is due for."""

    total: int
    suspended: int
    later: int
    settled: int


def looked(session: Session, found: Reach) -> Looked:
    """Count the open items by what a pass will do about them, before it does."""
    near = sa.and_(*pressable(), Problem.due_at < found.last)
    counted = sa.select(
        sa.func.count(),
        sa.func.count(sa.case((sa.not_(sa.and_(*pressable())), 1))),
        sa.func.count(sa.case((near, 1))),
        sa.func.count(sa.case((sa.and_(near, sa.not_(_wanted(found))), 1))),
    ).where(Problem.state.in_(OPEN_STATES))
    total, suspended, close, settled = session.execute(counted).one()
    return Looked(total, suspended, total - suspended - close, settled)


def waiting(session: Session) -> list[Supervision]:
    """Return the drafted rungs that this person may see, oldest first."""
    query = sa.select(Supervision).where(Supervision.state == SupervisionState.DRAFTED)
    return list(session.scalars(query.order_by(Supervision.issued_at, Supervision.id).limit(MOST)))


def count_waiting(session: Session) -> int:
    """Return how many drafted rungs wait, at most MOST."""
    query = sa.select(Supervision.id).where(Supervision.state == SupervisionState.DRAFTED)
    inner = query.limit(MOST).subquery()
    return int(session.execute(sa.select(sa.func.count()).select_from(inner)).scalar_one())


def unanswered(session: Session) -> list[Supervision]:
    """Return the letters and summonses that were issued and wait for a reply, oldest first."""
    query = sa.select(Supervision).where(
        Supervision.state == SupervisionState.ISSUED, Supervision.reply_due.is_not(None)
    )
    return list(session.scalars(query.order_by(Supervision.reply_due).limit(MOST)))


# Messages: the rungs that a message climbs; it has no unit yet that could get a letter.
MESSAGE_RUNGS = (Rung.RED, Rung.LETTER, Rung.SUMMON)


def message_key(message_id: int, rung: Rung) -> str:
    """Return the key under which a message's rung is told once."""
    return f"message:{message_id}:{rung.value}"


def message_limits(session: Session) -> dict[Rung, datetime | None]:
    """Return for each rung the last instant of submission that has reached it now."""
    calendar, now = calendars.load(session), clock.now()
    days = parameters.integer(session, "triage_days")
    letter = parameters.integer(session, "supervision_letter_after_days")
    summon = parameters.integer(session, "supervision_circular_after_days")
    return {
        Rung.RED: _submitted(calendar, _closed(calendar, now), days),
        Rung.LETTER: _submitted(calendar, _opened(calendar, now), days + letter),
        Rung.SUMMON: _submitted(calendar, _opened(calendar, now), days + summon),
    }


def _opened(calendar: Calendar, now: datetime) -> date | None:
    """Return the newest working day that has begun, None where no calendar tells."""
    try:
        return opened(calendar, now)
    except CalendarError:
        return None


def _closed(calendar: Calendar, now: datetime) -> date | None:
    """Return the newest working day that has ended."""
    try:
        on = opened(calendar, now)
        return on if closing_at(calendar, on) <= now else calendar.shift(on, -1)
    except CalendarError:
        return None


def _submitted(calendar: Calendar, on: date | None, days: int) -> datetime | None:
    """Return the last instant that counts as the day so many working days back."""
    try:
        return closing_at(calendar, calendar.shift(on, -days)) if on else None
    except CalendarError:
        return None


def messages(session: Session, limits: dict[Rung, datetime | None], after: Key | None) -> list[Key]:
    """Return time and id of untouched messages that have reached a rung they were not told for."""
    parts = [
        sa.and_(Message.submitted_at <= until, ~_message_told(rung))
        for rung, until in limits.items()
        if until is not None
    ]
    if not parts:
        return []
    query = sa.select(Message.submitted_at, Message.id).where(*untouched(), sa.or_(*parts))
    if after is not None:
        query = query.where(
            Message.submitted_at >= after[0],
            sa.or_(Message.submitted_at > after[0], Message.id > after[1]),
        )
    query = query.order_by(Message.submitted_at, Message.id).limit(PAGE)
    return [(row[0], row[1]) for row in session.execute(query)]


def untouched() -> list[Any]:
    """Return the criteria of messages that nobody has decided about."""
    return [
        Message.state == MessageState.RECEIVED,
        Message.decided_at.is_(None),
        Message.problem_id.is_(None),
    ]


def _message_told(rung: Rung) -> Any:
    """Tell that somebody was told of a message's rung."""
    key = sa.literal("message:") + sa.cast(Message.id, sa.String) + f":{rung.value}"
    return (
        sa.select(Outbox.id)
        .where(Outbox.dedupe_key == key, Outbox.channel == OutboxChannel.IN_APP)
        .exists()
    )


def count_untouched(session: Session) -> int:
    """Return how many untouched messages there are."""
    query = sa.select(sa.func.count(Message.id)).where(*untouched())
    return int(session.execute(query).scalar_one())


def hold_messages(session: Session, ids: list[int]) -> list[Message]:
    """Return the messages of these ids that are still untouched, held until the commit."""
    query = (
        sa.select(Message)
        .where(Message.id.in_(ids), *untouched())
        .order_by(Message.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(query))


def message_marks(session: Session, ids: list[int]) -> set[str]:
    """Return the keys of the rungs that these messages have climbed."""
    keys = [message_key(row_id, rung) for row_id in ids for rung in MESSAGE_RUNGS]
    query = sa.select(Outbox.dedupe_key).where(Outbox.dedupe_key.in_(keys))
    return set(session.scalars(query))


def count_late(session: Session) -> int:
    """Return how many visible messages nobody touched within the triage limit, at most MOST."""
    until = message_limits(session)[Rung.RED]
    if until is None:
        return 0
    query = sa.select(Message.id).where(*untouched(), Message.submitted_at <= until).limit(MOST)
    inner = query.subquery()
    return int(session.execute(sa.select(sa.func.count()).select_from(inner)).scalar_one())
