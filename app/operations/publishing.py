"""What the public look-up tells of an item follows the item."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock
from app.enums import ProblemState
from app.models import Message, Problem, PublicStatus


def follow(session: Session, problem: Problem, reply: str) -> None:
    """Write state and reply for who holds the query code of the message the item came from.

    Being put away is the office's own business: the reporter goes on reading how it ended.
    """
    values: dict[str, Any] = {"updated_at": clock.now()}
    if problem.state != ProblemState.ARCHIVED:
        values["state"] = problem.state
    if reply:
        values["reply"] = reply
    hashes = sa.select(Message.query_code_hash).where(Message.problem_id == problem.id)
    session.execute(
        sa.update(PublicStatus)
        .where(PublicStatus.code_hash.in_(hashes))
        .values(**values)
        .execution_options(synchronize_session=False)
    )
