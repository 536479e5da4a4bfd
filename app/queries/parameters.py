"""The office's settings: day limits and the like, read by key."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import Parameter


def text(session: Session, key: str) -> str:
    """Return the value of a parameter; LookupError when the base seeds were not loaded."""
    value = session.execute(sa.select(Parameter.value).where(Parameter.key == key)).scalar()
    if value is None:
        raise LookupError(f"parameter {key} is not there: load the base seeds")
    return str(value)


def integer(session: Session, key: str) -> int:
    """Return the value of a parameter that is a whole number."""
    return int(text(session, key))


YES, NO = "是", "否"


def flag(session: Session, key: str) -> bool:
    """Return the value of a parameter that is 是 or 否."""
    return text(session, key) == YES
