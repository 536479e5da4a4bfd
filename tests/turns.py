"""Papers that wait for their signature, for tests in which who sends them is of no matter."""

from __future__ import annotations

import sqlalchemy as sa

from app import store
from app.enums import DocumentState
from app.models import Document
from app.principal import system


def waiting(*ids: int) -> None:
    """Let drafts wait as if their drafters had sent them; their versions stay."""
    fresh = (
        Document.state == DocumentState.DRAFT,
        Document.returned_at.is_(None),
        Document.drafted_by_id.is_not(None),
    )
    with store.write(system("test")) as work:
        query = sa.update(Document).where(Document.id.in_(ids), *fresh)
        work.execute(
            query.values(state=DocumentState.CHECKING).execution_options(synchronize_session=False)
        )
