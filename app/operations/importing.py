"""Rows of a table that are read in: all are looked through first, then all are kept or none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.errors import Invalid

# Of how many wrong rows a refusal tells.
MOST_TOLD = 5


@dataclass(frozen=True)
class Outcome:
    """What one row comes to (新增, 更正, 不变 …, more about it), or what is wrong with it."""

    place: int
    name: str
    what: str
    wrong: str = ""
    more: str = ""


Reading = Callable[[], list[Outcome]]


def rehearse(session: Session, read: Reading) -> list[Outcome]:
    """Return what each row would come to; nothing is kept."""
    trial = session.begin_nested()
    try:
        return read()
    finally:
        trial.rollback()


def load(read: Reading) -> list[Outcome]:
    """Keep all rows and return what each came to; raise Invalid, and keep none, for a fault."""
    found = read()
    wrong = [f"第 {one.place} 行：{one.wrong}" for one in found if one.wrong]
    if wrong:
        raise Invalid({"": "；".join(wrong[:MOST_TOLD])})
    return found
