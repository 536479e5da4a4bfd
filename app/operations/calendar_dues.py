"""Which due dates of open items a changed calendar moves; nothing is written here.

A date with a deadline row is counted again from its own start and length; an older one, of which
only the value is known, keeps its number of working days. What has ended is never looked at.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock
from app.enums import ProblemState
from app.enums_ledger import DeadlineKind, LimitUnit
from app.models import Deadline, Problem, ProblemEvent, ProblemStep
from app.models.clocks import RUNNING
from app.transitions import OPEN_STATES
from app.workdays import (
    Calendar,
    CalendarError,
    Due,
    add_natural_days,
    add_work_hours,
    add_workdays,
    at_local,
    closing_at,
    event_day,
    local_day,
    roll_natural,
)

S = ProblemState
K = DeadlineKind
# Which limit an item's light follows in a state.
STAGE = {
    S.REGISTERED: K.TRIAGE,
    S.PENDING_DECISION: K.DECIDE,
    S.ASSIGNED: K.HANDLE,
    S.IN_PROGRESS: K.HANDLE,
    S.SUBMITTED: K.VERIFY,
    S.PENDING_FEEDBACK: K.FEEDBACK,
}
# Where the overall handling limit runs.
OVERALL = frozenset({S.PENDING_DECISION, S.ASSIGNED, S.IN_PROGRESS})
LEGAL = frozenset({K.LEGAL, K.LEGAL_NOTICE})
WATCHED = (*OPEN_STATES, S.TRANSFERRED_OUT)
NO_START = "没有期限记录，起算时间不详"
MOST_IDS = 500


@dataclass(frozen=True)
class Change:
    """One limit as it was and as it is from now on; row is its deadline, where there is one."""

    kind: DeadlineKind
    base_at: datetime
    days: int
    unit: LimitUnit
    before: datetime
    after: Due
    step_id: int | None = None
    row_id: int | None = None
    rule_version: int = 0

    @property
    def moves(self) -> bool:
        """Tell whether the date itself changes, not only the calendar's standing behind it."""
        return self.before != self.after.at


@dataclass
class Item:
    """One open item with the limits that change."""

    problem_id: int
    problem_no: str
    changes: list[Change]

    def moved(self) -> list[Change]:
        """Return the limits whose date changes."""
        return [change for change in self.changes if change.moves]

    def told(self) -> list[str]:
        """Return a line for each kind of limit that moves."""
        seen = {(c.kind, c.before, c.after.at) for c in self.moved()}
        return [
            f"{kind.label}期限 {local_day(before)} → {local_day(after)}"
            for kind, before, after in sorted(seen, key=lambda one: (one[1], one[0].value))
        ]


@dataclass(frozen=True)
class Left:
    """An open item whose date could not be computed again."""

    problem_no: str
    reason: str


@dataclass
class Dues:
    """What a changed calendar does to open items."""

    items: list[Item] = field(default_factory=list)
    # Items that only lose, or get, the word provisional.
    marked: list[Item] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)

    def summary(self) -> list[tuple[str, date, date, int]]:
        """Return how many items each limit moves from which day to which, without their numbers."""
        counted = Counter(
            (change.kind.label, local_day(change.before), change.after.on)
            for item in self.items
            for change in {(c.kind, c.before, c.after.at): c for c in item.moved()}.values()
        )
        rows = [(*key, count) for key, count in counted.items()]
        return sorted(rows, key=lambda row: (row[1], row[2], row[0]))


def plan(session: Session, before: Calendar, after: Calendar, years: Sequence[int]) -> Dues:
    """Return the open items whose limits lie in the changed years."""
    start = at_local(date(min(years), 1, 1), time())
    until = at_local(date(max(years) + 1, 1, 1), time())
    found = Dues()
    problems = list(session.scalars(_touched(start, until)))
    for chunk in (problems[n : n + MOST_IDS] for n in range(0, len(problems), MOST_IDS)):
        known = _Known(session, [problem.id for problem in chunk])
        for problem in chunk:
            _one(found, known, problem, before, after)
    return found


def _touched(start: datetime, until: datetime) -> sa.Select[Problem]:
    """Select the open items of which any limit ends after the changed years begin."""
    running = sa.exists().where(
        Deadline.problem_id == Problem.id,
        RUNNING,
        Deadline.due_at >= start,
        Deadline.base_at < until,
    )
    step = sa.exists().where(
        ProblemStep.problem_id == Problem.id,
        ProblemStep.ended_at.is_(None),
        ProblemStep.handle_due >= start,
    )
    return (
        sa.select(Problem)
        .where(
            Problem.state.in_(WATCHED),
            Problem.registered_at < until,
            sa.or_(
                Problem.due_at >= start,
                Problem.handle_due_at >= start,
                Problem.legal_due_on >= local_day(start),
                running,
                step,
            ),
        )
        .order_by(Problem.id)
    )


class _Known:
    """Rows of a chunk of items, read at once."""

    def __init__(self, session: Session, ids: list[int]) -> None:
        """Read running deadlines, open steps and when each state was entered."""
        self.deadlines: dict[int, list[Deadline]] = defaultdict(list)
        query = sa.select(Deadline).where(Deadline.problem_id.in_(ids), RUNNING)
        for row in session.scalars(query.order_by(Deadline.id)):
            self.deadlines[row.problem_id].append(row)
        self.steps: dict[int, list[ProblemStep]] = defaultdict(list)
        steps = sa.select(ProblemStep).where(
            ProblemStep.problem_id.in_(ids), ProblemStep.ended_at.is_(None)
        )
        for step in session.scalars(steps.order_by(ProblemStep.id)):
            self.steps[step.problem_id].append(step)
        entered = (
            sa.select(ProblemEvent.problem_id, ProblemEvent.to_state, sa.func.max(ProblemEvent.at))
            .where(
                ProblemEvent.problem_id.in_(ids),
                sa.or_(
                    ProblemEvent.from_state.is_(None),
                    ProblemEvent.from_state != ProblemEvent.to_state,
                ),
            )
            .group_by(ProblemEvent.problem_id, ProblemEvent.to_state)
        )
        self.entered = {(row[0], row[1]): row[2] for row in session.execute(entered)}


def _one(found: Dues, known: _Known, problem: Problem, before: Calendar, after: Calendar) -> None:
    """Put an item among those that move, those that are marked, or those that are left."""
    try:
        limits = list(_limits(known, problem))
        changes = [change for row in limits if (change := _again(row, before, after))]
    except CalendarError as error:
        found.left.append(Left(problem.problem_no, str(error)))
        return
    item = Item(problem.id, problem.problem_no, changes)
    if item.moved():
        found.items.append(item)
    elif changes:
        found.marked.append(item)
    stage = {row.before for row in limits}
    if problem.due_at not in stage and problem.state in STAGE and not _legal(problem, before):
        found.left.append(Left(problem.problem_no, NO_START))


def _legal(problem: Problem, before: Calendar) -> bool:
    """Tell whether an item's light follows its legal day."""
    on = problem.legal_due_on
    return on is not None and closing_at(before, on) == problem.due_at


def _limits(known: _Known, problem: Problem) -> Iterator[Change]:
    """Yield the running limits of an item: its deadline rows, then values without a row."""
    rows = known.deadlines[problem.id]
    stopped = problem.state == S.SUSPENDED
    for row in rows:
        # The local clock stands still; when it runs again the date is counted anew.
        if not stopped or row.kind in LEGAL:
            yield Change(
                row.kind,
                row.base_at,
                row.days,
                row.unit,
                row.due_at,
                Due(row.due_at, local_day(row.due_at), row.calendar_status == "provisional"),
                row.step_id,
                row.id,
                row.rule_version,
            )
    if not stopped:
        yield from _old(known, problem, {(row.kind, row.step_id) for row in rows})


def _old(
    known: _Known, problem: Problem, rows: set[tuple[DeadlineKind, int | None]]
) -> Iterator[Change]:
    """Yield the limits of which only the value is stored."""
    for step in known.steps[problem.id]:
        if (K.HANDLE, step.id) not in rows:
            yield _value(problem, K.HANDLE, step.entered_at, step.handle_due, step.id)
        if step.signed_at is None and (K.SIGN, step.id) not in rows:
            yield _value(problem, K.SIGN, step.entered_at, step.sign_due, step.id)
    if _runs_alone(known, problem):
        overall = problem.handle_due_at or problem.due_at
        yield _value(problem, K.HANDLE, problem.accepted_at or overall, overall)
    kind = STAGE.get(problem.state)
    if kind is None or kind is K.HANDLE or kind in {kind for kind, _ in rows}:
        return
    base = known.entered.get((problem.id, problem.state.value))
    base = base or (problem.registered_at if problem.state == S.REGISTERED else None)
    if base is not None and base <= problem.due_at:
        yield _value(problem, kind, base, problem.due_at)


def _runs_alone(known: _Known, problem: Problem) -> bool:
    """Tell whether the overall limit runs and no open step ends with it.

    So it is between two units, and where a step got more days than were left. What was once
    submitted has met it.
    """
    if problem.submitted_at is not None or problem.accepted_at is None:
        return False
    dues = {row.due_at for row in known.deadlines[problem.id] if row.kind is K.HANDLE}
    dues |= {step.handle_due for step in known.steps[problem.id]}
    overall = problem.handle_due_at
    return problem.state in OVERALL and overall is not None and overall not in dues


def _value(
    problem: Problem,
    kind: DeadlineKind,
    base: datetime,
    due: datetime,
    step_id: int | None = None,
) -> Change:
    """Return a limit of which only start and end are known."""
    standing = Due(due, local_day(due), problem.due_provisional)
    return Change(kind, base, -1, LimitUnit.WORKDAY, due, standing, step_id)


def _again(limit: Change, before: Calendar, after: Calendar) -> Change | None:
    """Return a limit with its new date, None where neither date nor standing changes."""
    days = limit.days
    if days < 0:
        days = max(before.count(event_day(before, limit.base_at), local_day(limit.before)), 0)
    due = _due(limit, days, before, after)
    if due.at == limit.before and due.provisional == limit.after.provisional:
        return None
    return Change(
        limit.kind,
        limit.base_at,
        days,
        limit.unit,
        limit.before,
        due,
        limit.step_id,
        limit.row_id,
        limit.rule_version,
    )


def _due(limit: Change, days: int, before: Calendar, after: Calendar) -> Due:
    """Return a limit's date in the new calendar.

    Where the stored date is what its start and length give, it is counted again. Otherwise it
    was moved by something else (days left after a return), and keeps its working days.
    """
    if limit.row_id is not None and _counted(limit, before).at == limit.before:
        return _counted(limit, after)
    if limit.unit is LimitUnit.NATURAL:
        return _rolled(limit, after)
    number = before.count(event_day(before, limit.base_at), local_day(limit.before))
    due = add_workdays(after, limit.base_at, max(number, 0))
    if limit.before == closing_at(before, local_day(limit.before)):
        return due
    at = at_local(due.on, clock.local(limit.before).time())
    return Due(at, due.on, due.provisional)


def _counted(limit: Change, calendar: Calendar) -> Due:
    """Return the date that start and length give."""
    counters = {
        LimitUnit.WORKDAY: add_workdays,
        LimitUnit.WORKHOUR: add_work_hours,
        LimitUnit.NATURAL: add_natural_days,
    }
    return counters[limit.unit](calendar, limit.base_at, limit.days)


def _rolled(limit: Change, after: Calendar) -> Due:
    """Return a day of the law that falls on a rest day as the working day behind it."""
    on = roll_natural(after, local_day(limit.before))
    return Due(closing_at(after, on), on, after.is_provisional(local_day(limit.base_at), on))
