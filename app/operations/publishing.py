"""What the public look-up tells of an item or a message follows it.

The row changes only when the words that a citizen reads change: even the day of an inner step
would tell of what goes on inside.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock
from app.enums import ProblemState
from app.enums_board import told
from app.models import Message, Problem, PublicStatus


def follow(session: Session, problem: Problem, reply: str) -> None:
    """Write state and reply for who holds the query code of the message the item came from.

    Being put away is the office's own business: the reporter goes on reading how it ended.
    """
    hashes = sa.select(Message.query_code_hash).where(Message.problem_id == problem.id)
    state = None if problem.state == ProblemState.ARCHIVED else told(problem.state, problem.track)
    _write(session, PublicStatus.code_hash.in_(hashes), state, reply)


def say(session: Session, message: Message, state: ProblemState, reply: str = "") -> None:
    """Write what came of a message for who holds its query code."""
    mine = PublicStatus.code_hash == message.query_code_hash
    _write(session, mine, told(state, message.track), reply)


def _write(session: Session, mine: Any, state: ProblemState | None, reply: str) -> None:
    """Write state and reply where the words change."""
    if state is None and not reply:
        return
    values: dict[str, Any] = {"updated_at": clock.now()}
    if state is not None:
        values["state"] = state
    if reply:
        values["reply"] = reply
    changes = [] if reply else [PublicStatus.state != state]
    session.execute(
        sa.update(PublicStatus)
        .where(mine, *changes)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
