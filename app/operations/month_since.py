"""What became of a frozen month's late items since its end, so that nobody is scolded wrongly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock
from app.models import Problem, ProblemStep
from app.queries import month_rows

Share = tuple[int, int]
# A unit reports what it did; the item is closed only after it was checked and told.
CLOSED, REPORTED, OPEN = "日办结", "日上报结果", "未办结"
# Late no more, though not by its work.
MOVED, GIVEN_BACK, ENDED = "已延期或暂停计时", "已退单", "已改派或了结"


@dataclass(frozen=True)
class Since:
    """The words of each late share as it is at an instant, by item and unit."""

    at: datetime
    words: Mapping[Share, str] = field(default_factory=dict)

    def of(self, late: Mapping[str, Any]) -> str:
        """Return what became of a late share."""
        return self.words.get((late["id"], late["unit_id"]), OPEN)

    def is_closed(self, late: Mapping[str, Any]) -> bool:
        """Tell whether the item of a late share is closed by the work that was reported."""
        return self.of(late).endswith(CLOSED)

    def is_reported(self, late: Mapping[str, Any]) -> bool:
        """Tell whether a unit has reported the result of its late share."""
        return self.of(late).endswith((CLOSED, REPORTED))

    def is_open(self, late: Mapping[str, Any]) -> bool:
        """Tell whether a late share is late still."""
        return self.of(late) == OPEN


def since(session: Session, late: Iterable[Mapping[str, Any]]) -> Since:
    """Return what became of late shares by now; the caller reads all items."""
    now = clock.now()
    known = [(one["id"], one["unit_id"]) for one in late]
    still = {(one.problem_id, one.unit_id) for one in month_rows.late(session, now)}
    shares: dict[Share, ProblemStep] = {}
    query = (
        sa.select(ProblemStep)
        .where(ProblemStep.problem_id.in_(sorted({item for item, _ in known})))
        .order_by(ProblemStep.entered_at, ProblemStep.id)
    )
    for step in session.scalars(query):
        shares[step.problem_id, step.unit_id] = step
    closed = _closed(session, {item for item, _ in known})
    words = {
        one: _word(shares[one], closed.get(one[0]), is_late=one in still)
        for one in known
        if one in shares
    }
    return Since(now, words)


def _closed(session: Session, items: Iterable[int]) -> dict[int, datetime]:
    """Return when items were closed, of those that are closed now."""
    query = sa.select(Problem.id, Problem.closed_at).where(
        Problem.id.in_(sorted(items)),
        Problem.state.in_(month_rows.ENDED),
        Problem.closed_at.is_not(None),
    )
    return {row[0]: row[1] for row in session.execute(query) if row[1] is not None}


def _word(step: ProblemStep, closed_at: datetime | None, *, is_late: bool) -> str:
    """Return in a word how a share stands that was late at the end of the month."""
    if step.ended_at is None:
        return OPEN if is_late else MOVED
    if step.returned_at is not None:
        return GIVEN_BACK
    # A share that was given to another unit, or ended with its item, tells of no work.
    if step.measures is None:
        return ENDED
    on = clock.local(closed_at or step.ended_at)
    return f"{on.month}月{on.day}{CLOSED if closed_at else REPORTED}"
