"""What a form says before it is filled in: who has not answered, what the cause asks for."""

from __future__ import annotations

from app.operations import blocked
from app.transitions import Transition
from views.present import Page

TOGETHER = "办不成的原因是“需多方协调”，建议选协办单位，几家一起办。"
CAUSES = {("T06", blocked.SHARED): TOGETHER, ("T13", blocked.FORBIDDEN): blocked.NO_BASIS}


def before(page: Page, transition: Transition) -> str:
    """Return what to mind before an action, an empty text for nothing."""
    cause = CAUSES.get((transition.code, page.problem.blocked_cause or ""), "")
    if transition.code == "T13":
        return " ".join(filter(None, (cause, page.unanswered())))
    return cause or page.clocks.asked_for(transition.action)
