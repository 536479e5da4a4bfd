"""What office hours must be beyond their own columns: every day has some, and one row at a start.

Rows may overlap (a summer inside the whole year): the one that begins later holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock
from app.errors import Invalid
from app.models import CalendarYear, Model, WorkHours

Span = tuple[date, date | None]


def check(session: Session, row: Model, kept: Mapping[str, Any]) -> None:
    """Raise Invalid for hours that would leave a day without any, or two rows for one start."""
    if not isinstance(row, WorkHours):
        return
    begins = kept.get("valid_from", row.valid_from)
    ends = kept.get("valid_to", row.valid_to)
    if ends is not None and ends < begins:
        raise Invalid({"valid_to": "截止日期不能早于生效日期。"})
    query = sa.select(WorkHours.valid_from, WorkHours.valid_to).where(WorkHours.id != (row.id or 0))
    others: list[Span] = [(one[0], one[1]) for one in session.execute(query)]
    if begins in {start for start, _ in others}:
        raise Invalid(
            {"valid_from": "已经有一份作息时间从这一天生效，请改那一份，或另选生效日期。"}
        )
    bare = _first_bare(session, [*others, (begins, ends)])
    if bare is not None:
        day = f"{bare.year}年{bare.month}月{bare.day}日"
        name = "valid_to" if ends is not None else "valid_from"
        raise Invalid({name: f"这样改以后，{day}没有作息时间，期限不能计算，请核对起止日期。"})


def _first_bare(session: Session, spans: list[Span]) -> date | None:
    """Return the first day from today on, in a loaded year, that no row covers."""
    last = session.execute(sa.select(sa.func.max(CalendarYear.year))).scalar()
    on = clock.today()
    until = date(last, 12, 31) if last else on
    for start, end in sorted(spans, key=lambda span: span[0]):
        if start > on:
            return on
        if end is None:
            return None
        on = max(on, end + timedelta(days=1))
        if on > until:
            return None
    return on
