"""What a frozen month tells today: it names nothing that may not be named any more.

Its numbers stay as they were frozen. What left since is counted with the rest, in words that do
not say why, so that nobody learns from a page or a paper where an item went.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import frozen, store
from app.models import Problem
from app.operations import month_why, paper_items
from app.principal import system
from app.queries.month_rows import plain

KEEPER = system("月度数据")
Figures = dict[str, Any]


def told(session: Session, figures: Figures) -> Figures:
    """Return frozen figures as a page, a file or a paper may tell them now."""
    with _reading(session):
        lines = [_line(session, line) for line in figures["adjustments"]]
    return {**figures, "adjustments": lines}


@contextmanager
def _reading(session: Session) -> Iterator[None]:
    """Read as the product, without a flush where it reads already: a signature is half written."""
    if store.principal_of(session).is_system:
        yield
        return
    with store.acting(session, KEEPER):
        yield


def _line(session: Session, line: Mapping[str, Any]) -> dict[str, Any]:
    """Return a correction with the records that may be named, the others counted alone."""
    if "rows" not in line:
        return _unlisted(session, line)
    was = {key: frozen.Change(tuple(one[0]), tuple(one[1])) for key, one in line["rows"].items()}
    rows = {
        key: [
            sorted(month_why.plain_ids(session, key.rpartition("/")[2], ids))
            for ids in (one.added, one.removed)
        ]
        for key, one in was.items()
    }
    if all(
        set(kept[0]) == set(was[key].added) and set(kept[1]) == set(was[key].removed)
        for key, kept in rows.items()
    ):
        return dict(line)
    return {**line, "rows": rows, "why": month_why.why(session, was)}


def _unlisted(session: Session, line: Mapping[str, Any]) -> dict[str, Any]:
    """Return a correction of which the text alone was kept, without what it may not name."""
    numbers = paper_items.numbers_in(line["why"])
    open_ = plain_numbers(session, numbers)
    return dict(line) if numbers == open_ else {**line, "why": month_why.MOVED}


def plain_numbers(session: Session, numbers: set[str]) -> set[str]:
    """Return those of some item numbers that may be named outside the commission now."""
    query = sa.select(Problem.problem_no).where(Problem.problem_no.in_(sorted(numbers)), *plain())
    return set(session.scalars(query)) if numbers else set()
