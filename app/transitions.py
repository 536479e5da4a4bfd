"""The state machine as data: from, to, action, who, required facts, limit.

Source: data/problem_transitions (domain.md 4.3). operations/ledger.py plays it,
policies.allowed_actions reads it, and the action pages draw their forms from it.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.enums import ProblemState
from app.transition import RUNNING, AsksFacts, Fact, Kind, Transition
from app.transitions_end import ELSEWHERE, END
from app.transitions_main import MAIN
from app.transitions_time import TIME

__all__ = [
    "ALL",
    "BY_ACTION",
    "BY_CODE",
    "OPEN_STATES",
    "TABLE",
    "AsksFacts",
    "Fact",
    "Kind",
    "Transition",
]

S = ProblemState
ALL: tuple[Transition, ...] = (*MAIN, *TIME, *END)
# The whole table: what has an act of its own (registering, the clue, the timer) stands in it too.
TABLE: tuple[Transition, ...] = (*ELSEWHERE, *ALL)
BY_ACTION: Mapping[str, Transition] = {item.action: item for item in ALL}
BY_CODE: Mapping[str, Transition] = {item.code: item for item in ALL}
OPEN_STATES = frozenset(RUNNING)
