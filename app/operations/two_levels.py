"""What both levels write on a request for more time: who agreed, who decided, who said no."""

from __future__ import annotations

from app.enums_ledger import AskState
from app.models import Extension, Suspension
from app.operations.case import Case

Request = Extension | Suspension


def agreed(case: Case, row: Request) -> None:
    """Keep that the intake office agrees; the leader's turn comes."""
    row.state = AskState.AGREED
    _opinion(case, row, case.facts["opinion"])


def approved(case: Case, row: Request) -> None:
    """Keep that the leader grants it."""
    row.state = AskState.APPROVED
    _decision(case, row, case.facts["decision"])


def refused(case: Case, row: Request) -> None:
    """Keep that whoever's turn it is says no; who agreed takes back no more than the opinion."""
    if row.state == AskState.ASKED or row.opinion_by_id == case.actor.account_id:
        _opinion(case, row, case.facts["reason"])
    else:
        _decision(case, row, case.facts["reason"])
    row.state = AskState.REFUSED


def _opinion(case: Case, row: Request, words: str) -> None:
    """Write the first level's words."""
    row.opinion, row.opinion_by_id, row.opinion_at = words, case.actor.account_id, case.now


def _decision(case: Case, row: Request, words: str) -> None:
    """Write the second level's words."""
    row.decision, row.decided_by_id, row.decided_at = words, case.actor.account_id, case.now
