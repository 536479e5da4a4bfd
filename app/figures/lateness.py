"""The one meaning of a late share: from its due date until it ends, stops or gets another date.

Rows of due dates are only added, so that what stood late at an instant that is over stays so.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.enums_ledger import DeadlineCause, DeadlineKind
from app.figures.ledger import SUBJECT, steps
from app.figures.shape import Measure, Metric, Part, Rows, Shape
from app.figures.timewords import Minute
from app.models import Deadline, ProblemStep, table_of

D, STEP = Deadline, ProblemStep
_BEFORE = table_of(Deadline).alias("figure_deadline")
_REPLACED = (
    sa.select(_BEFORE.c.superseded_at).where(_BEFORE.c.id == D.supersedes_id).scalar_subquery()
)
# A corrected calendar may name a day that is over; nobody was late by it before it was read in.
SINCE: Any = sa.case(
    (sa.and_(D.cause == DeadlineCause.CALENDAR, D.due_at < _REPLACED), _REPLACED),
    else_=D.due_at,
)
# Judged when the step ended, or replaced by an extension, a suspension or another calendar.
UNTIL: Any = sa.func.coalesce(D.met_at, D.superseded_at)
SHARES = (D.kind == DeadlineKind.HANDLE,)


def at(instant: datetime) -> tuple[Any, ...]:
    """Return the criteria that a share's due date stood late at an instant, counted in minutes."""
    minute = instant.replace(second=0, microsecond=0)
    # The figures know minutes: what is due within the running one is late from the next on.
    return (*SHARES, minute > SINCE, sa.or_(UNTIL.is_(None), instant <= UNTIL))


def _lead(at_: Any, kind: Any, *where: Any) -> Rows:
    """Return due dates of lead shares, each under the unit that the share was given to."""
    shares = steps(at_, kind, *SHARES, *where)
    return replace(shares, model=D, joins=((STEP, STEP.id == D.step_id), *shares.joins))


# Whether a date that has left the stock had passed is known; only of the others it depends on now.
IN_KIND = sa.case((UNTIL.is_not(None), "left"), else_=sa.literal("due ").concat(Minute(SINCE)))
OUT_KIND = sa.case((D.met_at.is_not(None), "ended"), else_="moved")
MEASURES = (
    Measure(
        "late_in",
        "主办环节到期没有办完",
        SUBJECT,
        lambda: _lead(SINCE, IN_KIND, sa.or_(UNTIL.is_(None), UNTIL > SINCE)),
    ),
    Measure(
        "late_out",
        "超期以后办完或者改期",
        SUBJECT,
        lambda: _lead(UNTIL, OUT_KIND, UNTIL > SINCE),
    ),
)
METRICS = (
    Metric(
        "late_open",
        "超期存量",
        "期末（本期未完时为现在）主办环节超过了当时的办理期限、还没有办完的事项，计在当时承办的单位。"
        "到期时计入；上报、退单、改派、撤回，以及日历更正改期的，从那时起减去；中止期间没有期限，"
        "不算超期。期限的每次改变都有记录，以前月份的数不随现在的期限变。",
        Shape.STOCK,
        (Part("late_in", ("left",), before="due "), Part("late_out", sign=-1)),
    ),
)
