"""What a citizen sends back with his query code: more about his matter, or how it was handled."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from app import clock
from app.enums import EvalLevel, OutboxChannel, ProblemState
from app.enums_board import ENDED, ReturnKind
from app.errors import Invalid, Refused
from app.models import Outbox, PublicFeedback, PublicStatus
from app.operations import idempotency
from app.operations.facts import Reader
from app.operations.rating_facts import THREE
from app.operations.submission import in_the_hour

LONGEST = 2000
MOST_A_DAY = 5
RATED = "您已经评价过这件事，不能再评价。"


def rate_key(code_hash: str) -> str:
    """Return the key under which a handling is rated once."""
    return f"rate/{code_hash}"


def answer(session: Session, status: PublicStatus, facts: Mapping[str, Any], once: str) -> None:
    """Keep what a citizen adds; a repeated form adds once, and a day takes MOST_A_DAY."""
    with in_the_hour():
        reader = Reader(session, facts)
        text = reader.text("text", "补充的内容", LONGEST)
        reader.finish()
        # What was changed before the form came again is an answer of its own.
        said = hashlib.sha256(text.encode()).hexdigest()
        key = once and f"answer/{status.code_hash}/{once}/{said}"
        if idempotency.claim(session, key) is not None:
            return
        _take_turn(session, status)
        _keep(session, status, ReturnKind.ANSWER, text)


def _take_turn(session: Session, status: PublicStatus) -> None:
    """Take one of the day's turns of a code; Refused when none is left."""
    today = clock.today().isoformat()
    for turn in range(MOST_A_DAY):
        if idempotency.claim(session, f"turn/{status.code_hash}/{today}/{turn}") is None:
            return
    raise Refused(f"今天已经补充过 {MOST_A_DAY} 次，请明天再来。")


def rate(session: Session, status: PublicStatus, facts: Mapping[str, Any]) -> None:
    """Keep how a citizen found the handling, once, after it has ended."""
    with in_the_hour():
        if status.state not in ENDED and status.state != ProblemState.PENDING_FEEDBACK:
            raise Refused("有了结果以后才能评价。")
        reader = Reader(session, facts)
        level = reader.word("level", "您的评价", EvalLevel)
        text = reader.text("rate_text", "原因", 500, required=False)
        if level is not None and level not in THREE:
            reader.blame("level", "请选择满意、一般或不满意。")
        reader.finish()
        if idempotency.claim(session, rate_key(status.code_hash)) is not None:
            raise Invalid({"level": RATED})
        _keep(session, status, ReturnKind.RATING, text, level)


def _keep(
    session: Session,
    status: PublicStatus,
    kind: ReturnKind,
    text: str,
    level: EvalLevel | None = None,
) -> None:
    """Add the row, and leave word for the worker, which finds out what it belongs to."""
    row = PublicFeedback(
        code_hash=status.code_hash,
        kind=kind,
        rating_key=status.code_hash if kind == ReturnKind.RATING else None,
        level=level,
        text=text,
        submitted_at=clock.now(),
    )
    session.add(row)
    session.flush()
    session.add(
        Outbox(
            channel=OutboxChannel.IN_APP,
            template="public_feedback.new",
            payload={"public_feedback_id": row.id},
            dedupe_key=f"public_feedback:{row.id}:new",
        )
    )
    session.flush()
