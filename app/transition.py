"""What a transition of the ledger, or a move of a clue, is made of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from app.enums import CallbackResult, FeedbackWay, ProblemState, Word
from app.permissions import Right


class Kind(StrEnum):
    """How a fact is typed in."""

    TEXT = "text"
    LINE = "line"
    INTEGER = "integer"
    WORD = "word"
    TERM = "term"
    UNIT = "unit"
    UNITS = "units"
    FILES = "files"
    TICK = "tick"
    DATE = "date"
    PLACE = "place"
    DUTY = "duty"


@dataclass(frozen=True)
class Fact:
    """One fact that a transition asks for; name is its key in the facts."""

    name: str
    label: str
    kind: Kind = Kind.TEXT
    required: bool = True
    words: type[Word] | None = None
    vocabulary: str = ""
    hint: str = ""
    longest: int = 2000


class AsksFacts(Protocol):
    """What has facts to fill in: a transition of the ledger, or a move of a clue."""

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Return the facts in order."""
        ...


@dataclass(frozen=True)
class Transition:
    """One row of the state machine."""

    code: str
    action: str
    label: str
    sources: tuple[ProblemState, ...]
    target: ProblemState | None
    right: Right
    facts: tuple[Fact, ...] = ()
    # Which letters of the right the action needs; none for any of them.
    letters: str = ""
    limit: str = ""
    # Which part the actor's unit must have: lead, co, step (either) or none.
    part: str = ""
    event: str = ""
    main: bool = True


LEADER = (
    Fact("leader_name", "单位负责人", Kind.LINE, longest=40),
    Fact("leader_opinion", "负责人意见", hint="负责人对本次办理的意见", longest=500),
)
# States of an item on which somebody has still to act.
RUNNING = (
    ProblemState.REGISTERED,
    ProblemState.PENDING_DECISION,
    ProblemState.ASSIGNED,
    ProblemState.IN_PROGRESS,
    ProblemState.SUSPENDED,
    ProblemState.SUBMITTED,
    ProblemState.PENDING_FEEDBACK,
)
# What is kept of a call to a reporter.
CALLED = (
    Fact("way", "反馈方式", Kind.WORD, words=FeedbackWay),
    Fact("text", "反馈内容"),
    Fact("callback_result", "回访结果", Kind.WORD, words=CallbackResult),
    Fact("attempts", "拨打次数", Kind.INTEGER),
)
EVIDENCE = Fact(
    "files",
    "证据材料",
    Kind.FILES,
    required=False,
    hint="可以一次选几个；每个不超过 50 MB，合计不超过 400 MB",
)
