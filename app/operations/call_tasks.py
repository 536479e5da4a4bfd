"""Call tasks of the outbox: open until the reporter was told or has answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from app import clock
from app.enums import OutboxChannel, OutboxState
from app.models import Outbox
from app.operations import notices

ASKED = "relay.ask"
# Every notice that asks somebody to call a reporter.
CALLER = tuple(f"problem.{code}" for code, told in notices.TOLD.items() if "caller" in told)


def told(session: Session, problem_id: int) -> None:
    """Close the call tasks of an item: the reporter was told, or was called often enough."""
    _close(session, CALLER, "problem_id", problem_id)


def over(session: Session, problem_id: int) -> None:
    """Close every call about an item that has ended, the questions too."""
    _close(session, (*CALLER, ASKED), "problem_id", problem_id)


def answered(session: Session, call_id: int) -> None:
    """Close the task of a question that has its answer."""
    _close(session, (ASKED,), "relay_call_id", call_id)


def _close(session: Session, templates: Sequence[str], name: str, row_id: int) -> None:
    """Mark tasks as done."""
    text = sa.type_coerce(Outbox.payload, sa.String()).op("->>")(sa.literal(name))
    about = [Outbox.template.in_(templates), sa.cast(text, sa.BigInteger()) == row_id]
    update(session, about, state=OutboxState.SENT)


def update(session: Session, criteria: list[Any], **values: Any) -> int:
    """Change call tasks that are open; return how many."""
    done = session.execute(
        sa.update(Outbox)
        .where(
            Outbox.channel == OutboxChannel.CALL_TASK,
            Outbox.state == OutboxState.WAITING,
            *criteria,
        )
        .values(updated_at=clock.now(), row_version=Outbox.row_version + 1, **values)
        .execution_options(synchronize_session=False)
    )
    return done.rowcount if isinstance(done, CursorResult) else 0
