"""Evaluations that leave for other systems, and what a file that comes back says of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import secrecy
from app.enums import EvalLevel, EvalState
from app.eval_export import Line, five, hour
from app.models import Evaluation

PAGE = 1_000


@dataclass(frozen=True)
class Compared:
    """What a file says beside what is stored: as it is, otherwise, and unknown numbers."""

    same: int
    differing: tuple[str, ...]
    unknown: tuple[str, ...]


def lines(session: Session, first: date, last: date) -> Iterator[Line]:
    """Yield the evaluations of some days by their day and number; what is void stays here.

    Of a sensitive one the words stay here too: only the commission reads them.
    """
    row = Evaluation
    query = (
        sa.select(row)
        .where(row.happened_on.between(first, last), row.state != EvalState.VOID)
        .order_by(row.happened_on, row.id)
        .execution_options(yield_per=PAGE)
    )
    for one in session.scalars(query):
        text = "" if one.is_sensitive else secrecy.redact(one.text or "")
        yield Line(
            number=one.eval_no,
            channel=one.channel,
            hour=hour(one.submitted_at),
            round=one.round,
            level=one.level,
            scale=one.scale,
            text=text,
            region_code=one.region_code,
        )


def compare(session: Session, found: Mapping[str, EvalLevel]) -> Compared:
    """Hold the words of a file against what is stored; nothing is ever changed by it."""
    numbers = sorted(found)
    known: dict[str, EvalLevel] = {}
    for start in range(0, len(numbers), PAGE):
        part = Evaluation.eval_no.in_(numbers[start : start + PAGE])
        query = sa.select(Evaluation.eval_no, Evaluation.level, Evaluation.scale).where(part)
        known |= {row.eval_no: five(row.level, row.scale) for row in session.execute(query)}
    differing = tuple(one for one in numbers if one in known and known[one] != found[one])
    unknown = tuple(one for one in numbers if one not in known)
    return Compared(len(known) - len(differing), differing, unknown)
