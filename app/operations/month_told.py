"""What a frozen month tells today: it names nothing that may not be named any more.

Its numbers stay as they were frozen. What left since is counted with the rest, in words that do
not say why, so that nobody learns from a page or a paper where an item went.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import frozen, store
from app.errors import Refused
from app.models import Cluster, Document, Problem, ReportSnapshot
from app.operations import month_why, paper_items
from app.principal import system
from app.queries.month_rows import plain, within

KEEPER = system("月度数据")
UNLISTED = "late_unlisted"
MOVED_ON = "文稿里的明细和现在的口径不一致，请退回拟稿人重填，或者撤销这份稿、从月度数据重新起草。"
Figures = dict[str, Any]


def told(session: Session, figures: Figures) -> Figures:
    """Return frozen figures as a page, a file or a paper may tell them now."""
    with _reading(session):
        lines = [_line(session, line) for line in figures["adjustments"]]
        open_ = month_why.plain_ids(session, Problem.__tablename__, _named(figures))
        clusters = _clusters(session, figures)
    kept = _keeping(figures, open_)
    return {**kept, "adjustments": lines, "clusters": clusters}


def shown(session: Session, figures: Figures) -> Figures:
    """Return frozen figures as they are told to a reader, who opens every item that is named."""
    found = told(session, figures)
    return _keeping(found, set(open_items(session, _named(found))))


def _named(figures: Figures) -> set[int]:
    """Return the items that frozen figures name one by one."""
    return {one["id"] for one in (*figures["late"], *figures["cases"])}


def _keeping(figures: Figures, ids: Collection[int]) -> Figures:
    """Return figures that name these items alone, and how many late ones are not listed."""
    late = [one for one in figures["late"] if one["id"] in ids]
    gone = {one["id"] for one in figures["late"]} - {one["id"] for one in late}
    cases = [one for one in figures["cases"] if one["id"] in ids]
    kept = {**figures, "late": late, "cases": cases}
    return {**kept, UNLISTED: figures.get(UNLISTED, 0) + len(gone)} if gone else kept


def _clusters(session: Session, figures: Figures) -> list[str]:
    """Return the lines of the listed problems without those whose item may not be named now."""
    lines: list[str] = figures["clusters"]
    if not lines:
        return lines
    period = figures["period"]
    query = (
        sa.select(Cluster.title)
        .join(Problem, Problem.id == Cluster.problem_id)
        .where(*within(Cluster.listed_at, period), sa.not_(sa.and_(*plain())))
    )
    for title in session.scalars(query):
        piece = rf"{re.escape(title)}（\d+条反映）；?"
        lines = [re.sub(rf"(?<=[：；]){piece}", "", one) for one in lines]
    return [re.sub("[：；]。?$", "。", one) for one in lines]


def check(session: Session, document: Document, row: ReportSnapshot | None) -> None:
    """Refuse to send on a paper of a month whose text names what may not be named now."""
    text = paper_items.text_of(document.facts)
    with _reading(session):
        numbers = paper_items.numbers_in(text)
        known = sa.select(Problem.problem_no).where(Problem.problem_no.in_(sorted(numbers)))
        if set(session.scalars(known)) - plain_numbers(session, numbers):
            raise Refused(MOVED_ON)
        if row is None:
            return
        open_ = month_why.plain_ids(session, Problem.__tablename__, _named(row.figures))
        cases = [one for one in row.figures["cases"] if one["id"] not in open_]
        if any(_typed(one) in text for one in cases):
            raise Refused(MOVED_ON)


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


def _typed(case: Mapping[str, Any]) -> str:
    """Return how a case begins, as it stands in the text of a paper's facts."""
    return json.dumps(f"{case['title']}。{case['said']}", ensure_ascii=False)[1:-1]


def open_items(session: Session, ids: Collection[int]) -> list[int]:
    """Return those of some items that may be named outside the commission and the reader opens."""
    query = sa.select(Problem.id).where(Problem.id.in_(sorted(ids)), *plain())
    return list(session.scalars(query.order_by(Problem.id)))


def plain_numbers(session: Session, numbers: set[str]) -> set[str]:
    """Return those of some item numbers that may be named outside the commission now."""
    query = sa.select(Problem.problem_no).where(Problem.problem_no.in_(sorted(numbers)), *plain())
    return set(session.scalars(query)) if numbers else set()
