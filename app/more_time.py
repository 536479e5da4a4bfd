"""Which request for more time an item has: the gate offers what it waits for, and nothing else."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import object_session

from app.enums import ProblemState
from app.enums_ledger import AskState
from app.models import Extension, Problem, Suspension
from app.permissions import Right
from app.principal import Principal

A = AskState
PENDING = (A.ASKED, A.AGREED)
# States in which a reporter is told that it takes longer.
TELLING = (ProblemState.IN_PROGRESS, ProblemState.SUSPENDED, ProblemState.SUBMITTED)
Request = Extension | Suspension
# Of each action: the request it is about.
ABOUT: dict[str, type[Request]] = {
    **dict.fromkeys(("E01a", "E01b", "E01", "E01c", "E01d"), Extension),
    **dict.fromkeys(("T11a", "T11b", "T11", "T11d", "T12"), Suspension),
}
ASKS = frozenset({"E01a", "T11a"})
# What an act waits for; a refusal is the act of whoever's turn it is.
TURN: dict[str, AskState] = {"E01b": A.ASKED, "T11b": A.ASKED, "E01": A.AGREED, "T11": A.AGREED}


def newest(problem: Problem, model: type[Any]) -> Any:
    """Return the newest request of a kind for a visible item, None when there is none."""
    session = object_session(problem)
    if session is None:
        return None
    query = sa.select(model).where(model.problem_id == problem.id)
    with session.no_autoflush:
        return session.scalars(query.order_by(model.id.desc()).limit(1)).first()


def is_to_be_told(problem: Problem) -> bool:
    """Tell whether the reporter is still to be told of an approved extension."""
    if problem.contact_id is None or problem.state not in TELLING:
        return False
    found: Extension | None = newest(problem, Extension)
    return found is not None and found.state == A.APPROVED and found.told_at is None


class Asked:
    """The requests of one item, each kind read at most once."""

    def __init__(self, problem: Problem) -> None:
        """Keep the item; nothing is read yet."""
        self.problem = problem

    @cached_property
    def extension(self) -> Extension | None:
        """Return the newest request for more days."""
        found: Extension | None = newest(self.problem, Extension)
        return found

    @cached_property
    def suspension(self) -> Suspension | None:
        """Return the newest request to stop the clock."""
        found: Suspension | None = newest(self.problem, Suspension)
        return found

    def about(self, code: str) -> Request | None:
        """Return the request that an act is about."""
        return self.extension if ABOUT.get(code) is Extension else self.suspension

    def offers(self, principal: Principal, code: str, *, up: bool = False) -> bool:
        """Tell whether an act on a request is looked for now; other acts always are.

        up says that the intake office's part has gone up to the leader.
        """
        if code not in ABOUT or code in ASKS or code == "T12":
            return True
        found = self.about(code)
        if found is None:
            return False
        if code in TURN:
            return found.state == TURN[code]
        if isinstance(found, Extension) and code == "E01c":
            untold = found.state == A.APPROVED and found.told_at is None
            return untold and self.problem.contact_id is not None
        letters = principal.letters(Right.APPROVE_EXTENSION)
        mine = found.state == A.ASKED and ("1" in letters or up)
        return mine or (found.state == A.AGREED and "2" in letters)

    def closed_because(self, principal: Principal, code: str) -> str:
        """Return why a request may not be made or decided, an empty text when it may."""
        if code not in ASKS | {"E01", "T11"}:
            return ""
        found = self.about(code)
        if found is None:
            return ""
        if code in ASKS:
            return _not_again(found)
        if principal.account_id in {found.opinion_by_id, found.asked_by_id}:
            return "审核和批准须由两个人，请另一位领导批准"
        return ""


def _not_again(found: Request) -> str:
    """Return why a request may not be made once more."""
    if found.state in PENDING:
        return f"已有{type(found).__label__}在审批（{found.state.label}）"
    if isinstance(found, Extension) and found.state == A.APPROVED:
        return "这件事项已经延期过一次，不能再延期"
    return ""
