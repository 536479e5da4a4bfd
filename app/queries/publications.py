"""Texts that the office published; only the columns that the public role may read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import Publication

MOST = 50


def newest(session: Session) -> Sequence[Any]:
    """Return title, text and day of what is published now, the newest first."""
    shown = (Publication.id, Publication.title, Publication.text, Publication.published_on)
    query = sa.select(*shown).where(Publication.withdrawn_on.is_(None))
    query = query.order_by(Publication.published_on.desc(), Publication.id.desc()).limit(MOST)
    return session.execute(query).all()
