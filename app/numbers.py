"""The one counter: numbers are gap-free, restart each year and are never reused."""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock
from app.models import Counter, table_of

PROBLEMS = "HXZT"
MESSAGES = "LY"
EVALUATIONS = "PJ"
CLUES = "海纪线"
# Letters and digits that are not mistaken for one another; ten of them are 50 bits.
SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def take(session: Session, series: str, year: int) -> int:
    """Take the next number of a series inside the caller's write transaction.

    The row stays locked until the commit, so a rollback gives the number back.
    """
    counter = table_of(Counter)
    step = (
        sa.update(counter)
        .where(counter.c.series == series, counter.c.year == year)
        .values(next=counter.c.next + 1, row_version=counter.c.row_version + 1)
        .returning(counter.c.next)
    )
    taken = session.execute(step).scalar()
    if taken is None:
        _open(session, series, year)
        taken = session.execute(step).scalar_one()
    return int(taken) - 1


def _open(session: Session, series: str, year: int) -> None:
    """Start a series at 1; two openers at once leave one row."""
    dialect = session.get_bind().dialect.name
    values = {
        "series": series,
        "year": year,
        "next": 1,
        "row_version": 1,
        "created_at": clock.now(),
    }
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert
    else:
        from sqlalchemy.dialects.sqlite import insert  # type: ignore[assignment]  # Same call.
    row = insert(table_of(Counter)).values(**values)
    session.execute(row.on_conflict_do_nothing(index_elements=["series", "year"]))


def problem_no(session: Session, year: int) -> str:
    """Return the next ledger number, HXZT-2026-00001."""
    return f"{PROBLEMS}-{year}-{take(session, PROBLEMS, year):05d}"


def message_no(year: int) -> str:
    """Return a fresh message number, LY-2026- and ten random signs.

    It is drawn, not counted: the public door holds no counter, a counter's row would let one
    citizen wait for another, and a running number would tell who came after whom.
    """
    return f"{MESSAGES}-{year}-{''.join(secrets.choice(SIGNS) for _ in range(10))}"


def eval_no(year: int) -> str:
    """Return a fresh evaluation number, PJ-2026- and ten random signs.

    It is drawn, not counted: the public door holds no counter, a counter's row would let one
    citizen wait for another, and a running number would tell who came after whom.
    """
    return f"{EVALUATIONS}-{year}-{''.join(secrets.choice(SIGNS) for _ in range(10))}"


def document_number(session: Session, mark: str, year: int) -> tuple[int, str]:
    """Return the next 发文字号 of an agency mark (GB/T 9704 7.2.5), with its sequence."""
    seq = take(session, mark, year)
    return seq, f"{mark}〔{year}〕{seq}号"


def clue_no(session: Session, year: int) -> str:
    """Return the next number of a clue, 海纪线〔2026〕1号; the series touches no other."""
    return f"{CLUES}〔{year}〕{take(session, CLUES, year)}号"
