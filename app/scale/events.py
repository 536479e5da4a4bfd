"""The events of the big county's items: how each came in, and where it went since."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.enums import EventVisibility, ProblemState
from app.scale.bulk import Row

EVENT = [
    "problem_id",
    "seq",
    "transition",
    "action",
    "from_state",
    "to_state",
    "actor_name",
    "at",
    "note",
    "data",
    "visibility",
    "created_at",
    "row_version",
]
# By what an item came to its state, the steps between left out.
ARRIVED = {
    ProblemState.PENDING_DECISION: "T02",
    ProblemState.ASSIGNED: "T06",
    ProblemState.IN_PROGRESS: "T08",
    ProblemState.SUBMITTED: "T13",
    ProblemState.PENDING_FEEDBACK: "T15",
    ProblemState.CLOSED: "T16",
}
REGISTERED = ProblemState.REGISTERED.value
NAMES = ("id", "state", "registered_at", "closed_at")


def event_rows(items: Sequence[Row], created: str) -> Iterator[Row]:
    """Yield one or two events of each (id, state, registered_at, closed_at)."""
    for problem_id, state, registered_at, closed_at in items:
        yield _event(problem_id, 1, "T01", None, REGISTERED, registered_at, created)
        if state != REGISTERED:
            code = ARRIVED[ProblemState(state)]
            at = closed_at or registered_at
            yield _event(problem_id, 2, code, REGISTERED, state, at, created)


def _event(
    problem_id: int, seq: int, code: str, before: str | None, after: str, at: str, created: str
) -> Row:
    """Return one row, the columns in the order of EVENT."""
    return (
        problem_id,
        seq,
        code,
        "scale",
        before,
        after,
        "测速",
        at,
        "",
        "{}",
        EventVisibility.ALL_HANDLERS.value,
        created,
        1,
    )
