"""Which rows a month's numbers rest on, for many metrics at once: for freezing them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from sqlalchemy.orm import Session

from app import clock, frozen, store
from app.figures import behind, counting, rights, timewords
from app.figures.catalogue import MEASURES, METRICS
from app.figures.counting import COUNTER
from app.figures.shape import Metric, Part, Scope, Shape
from app.principal import Principal

# The ids of the rows of each measure, by their kind.
Read = dict[str, dict[str, list[int]]]


def members(
    session: Session, actor: Principal, codes: Iterable[str], month: str, scope: Scope
) -> frozen.Members:
    """Return the ids of the rows behind both sides of a month's numbers, by "code/side/table".

    Each measure is read once, however many numbers are made of it. A stock has no rows of its
    own: it follows from what came in and went out, and reading all of it again would take
    longer with every year.
    """
    metrics = [METRICS[code].of(scope) for code in codes]
    secret = rights.counts_secret(actor, scope)
    plain = [one for one in metrics if one.shape not in {Shape.STOCK, Shape.COVERAGE}]
    read = _read(session, {code for one in plain for code in one.measures}, month, scope, secret)
    found = dict(chain.from_iterable(_sides(metric, read) for metric in plain))
    for metric in metrics:
        if metric.shape is Shape.COVERAGE:
            points = behind.points(session, metric, [month], scope, secret, "numerator")
            found[f"{metric.code}/numerator/{behind.POINTS}"] = [one.row_id for one in points]
    return {key: sorted(ids) for key, ids in found.items() if ids}


def _read(
    session: Session, measures: Iterable[str], month: str, scope: Scope, secret: bool
) -> Read:
    """Return the ids of the rows of some measures in a month."""
    found: Read = {}
    with store.acting(session, COUNTER):
        for code in sorted(measures):
            rows, kinds = MEASURES[code].rows(), found.setdefault(code, {})
            query = counting.behind(rows, month, month, scope, secret, rows.model.id, rows.word)
            for row_id, kind in session.execute(query):
                kinds.setdefault(str(kind), []).append(row_id)
    return found


def _sides(metric: Metric, read: Read) -> Iterator[tuple[str, list[int]]]:
    """Yield the ids behind each side of a number, with their key."""
    now = timewords.minute(clock.now())
    for side, parts in (("numerator", metric.top), ("denominator", metric.under)):
        for table, ids in _ids(parts, read, now).items():
            yield f"{metric.code}/{side}/{table}", ids


def _ids(parts: Sequence[Part], read: Read, now: str) -> dict[str, list[int]]:
    """Return the ids of the rows of some parts, by table."""
    found: dict[str, list[int]] = {}
    for part in parts:
        ids = found.setdefault(MEASURES[part.measure].rows().model.__tablename__, [])
        for kind, own in read[part.measure].items():
            ids.extend(own if part.takes(kind, now) else ())
    return found
