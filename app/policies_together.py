"""The gate of what ties items together: who records meetings, outcomes, thanks and links.

No right of its own: each stands on what the matrix gives (data/role_matrix.csv).
"""

from __future__ import annotations

from collections.abc import Iterable

from app.enums import StepRole
from app.models import OutcomeMetric, ProblemStep
from app.permissions import Right
from app.principal import Principal

OFFICES = (Right.TRIAGE, Right.SUPERVISE, Right.ASSIGN)


def is_office(principal: Principal) -> bool:
    """Tell whether somebody steers items: triage, instruction or supervision."""
    return any(principal.has(right) for right in OFFICES)


def has_part(
    principal: Principal, steps: Iterable[ProblemStep], role: StepRole | None = None
) -> bool:
    """Tell whether the principal's unit has or had a part that it did not return."""
    return any(
        step.unit_id == principal.unit_id and step.returned_at is None and role in {None, step.role}
        for step in steps
    )


def may_meet(principal: Principal) -> bool:
    """Tell whether somebody records meetings; a handling unit those that it calls itself."""
    return is_office(principal) or principal.has(Right.WORK, "O")


def hosts_only_own(principal: Principal) -> bool:
    """Tell whether the meetings that somebody records are his own unit's."""
    return not is_office(principal)


def may_hold_forum(principal: Principal) -> bool:
    """Tell whether somebody registers what was said at a forum."""
    return may_meet(principal) and principal.has(Right.REGISTER_ITEM)


def may_enter_metric(principal: Principal, steps: Iterable[ProblemStep]) -> bool:
    """Tell whether somebody enters an outcome: the lead unit, or the intake office."""
    is_lead = principal.has(Right.SUBMIT, "O") and has_part(principal, steps, StepRole.LEAD)
    return is_lead or principal.has(Right.CLOSE, "A")


def may_verify_metric(
    principal: Principal, steps: Iterable[ProblemStep], metric: OutcomeMetric
) -> bool:
    """Tell whether somebody verifies an outcome: another person, whose unit had no part."""
    is_open = metric.verified_by_id is None and metric.void_reason is None
    is_other = metric.created_by_id != principal.account_id and not has_part(principal, steps)
    return is_open and is_other and checks_metrics(principal)


def may_void_metric(principal: Principal, metric: OutcomeMetric) -> bool:
    """Tell whether somebody voids an outcome: who checks, or who entered it before the check."""
    is_own = metric.created_by_id == principal.account_id and metric.verified_by_id is None
    return metric.void_reason is None and (checks_metrics(principal) or is_own)


def checks_metrics(principal: Principal) -> bool:
    """Tell whether somebody verifies outcomes: an inspector, or the intake office."""
    return principal.has(Right.VERIFY, "S") or principal.has(Right.CLOSE, "A")


def may_thank(principal: Principal, steps: Iterable[ProblemStep]) -> bool:
    """Tell whether somebody records thanks: who calls back, the bureau, or a handling unit."""
    handles = principal.has(Right.WORK, "O") and has_part(principal, steps)
    return handles or principal.has(Right.CLOSE) or principal.has(Right.TRIAGE)


def may_link(principal: Principal) -> bool:
    """Tell whether somebody links two items that he sees."""
    return is_office(principal)
