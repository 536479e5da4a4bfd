"""办不成事: why a window could not do it, and what follows from the cause.

What policy forbids is answered in writing with its basis; what several offices must settle is
handled together; what somebody took or wanted goes to the commission.
"""

from __future__ import annotations

from app.enums import Channel
from app.errors import Invalid
from app.models import Problem
from app.operations import raising
from app.operations.case import Case
from app.operations.facts import Reader

FORBIDDEN = "policy_forbidden"
SHARED = "needs_coordination"
MISCONDUCT = "staff_misconduct"
NO_BASIS = (
    "办不成的原因是“政策法律不能办”的，须书面答复：在办理措施里写明理由，并写明政策法律依据。"
)
NOT_A_WINDOW = "来源是窗口的才选办不成的原因。"


def read(reader: Reader) -> str | None:
    """Read the cause of a registration, none for what did not come from a window."""
    cause = reader.term("blocked_cause", "办不成的原因", "blocked_cause", required=False)
    if cause is not None and reader.raw("channel") != Channel.WINDOW.value:
        reader.blame("blocked_cause", NOT_A_WINDOW)
    return cause


def settle(case: Case) -> None:
    """Keep the cause that triage found; misconduct raises the item to the commission."""
    cause = case.facts["blocked_cause"]
    if cause is None:
        return
    if case.problem.channel != Channel.WINDOW:
        raise Invalid({"blocked_cause": NOT_A_WINDOW})
    case.problem.blocked_cause = cause
    if cause == MISCONDUCT and not case.problem.is_sensitive:
        raising.raise_all(case)


def lacks_basis(problem: Problem, basis: str | None) -> bool:
    """Tell whether a result must name a basis and does not."""
    return problem.blocked_cause == FORBIDDEN and not basis
