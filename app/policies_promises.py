"""The gate of public promises: a unit makes its own, another person audits."""

from __future__ import annotations

from app.enums_promise import PromiseState
from app.models import Commitment
from app.permissions import Right
from app.principal import Principal

RIGHT = Right.COMMITMENTS


def may_make(principal: Principal) -> bool:
    """Tell whether somebody enters promises: of his own unit, or of any."""
    return principal.has(RIGHT, "A", "O")


def for_any(principal: Principal) -> bool:
    """Tell whether somebody enters promises for any unit, such as one an enterprise tells of."""
    return principal.has(RIGHT, "A")


def is_own(principal: Principal, row: Commitment) -> bool:
    """Tell whether a promise is the principal's to keep, or to keep the record of."""
    return for_any(principal) or (principal.has(RIGHT, "O") and row.unit_id == principal.unit_id)


def may_correct(principal: Principal, row: Commitment) -> bool:
    """Tell whether somebody corrects a promise that is not published yet."""
    waiting = row.state in {PromiseState.ASKED, PromiseState.RETURNED}
    return waiting and is_own(principal, row)


def may_audit(principal: Principal, row: Commitment) -> bool:
    """Tell whether somebody audits: a leader or the intake office, never who asks or worded it."""
    waiting = row.state in {PromiseState.ASKED, PromiseState.CLAIMED}
    askers = {row.claimed_by_id} if row.state == PromiseState.CLAIMED else worders(row)
    return waiting and for_any(principal) and principal.account_id not in askers


def waits_for_another(principal: Principal, row: Commitment) -> bool:
    """Tell whether a promise waits for an audit that is not this auditor's, for he has a part."""
    waiting = row.state in {PromiseState.ASKED, PromiseState.CLAIMED}
    return waiting and for_any(principal) and not may_audit(principal, row)


def worders(row: Commitment) -> set[int | None]:
    """Return who has worded a promise: who entered it, and everybody who corrected it since."""
    return {row.created_by_id, *(row.worders or ())}


def may_claim(principal: Principal, row: Commitment) -> bool:
    """Tell whether somebody reports that a promise was kept, late ones too."""
    runs = row.state in {PromiseState.PUBLISHED, PromiseState.BROKEN}
    return runs and is_own(principal, row)
