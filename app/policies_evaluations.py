"""Who may do what with a visible evaluation: put right, check, appeal, decide, judge stuffing."""

from __future__ import annotations

from app.enums import EvalState, RectificationResult
from app.enums_evaluation import AppealState
from app.models import EvalAppeal, Evaluation, Rectification
from app.permissions import Right
from app.principal import Principal


def is_own(principal: Principal, row: Evaluation | Rectification | EvalAppeal) -> bool:
    """Tell whether a row is about the person's own unit."""
    return principal.unit_id is not None and row.unit_id == principal.unit_id


def may_rectify(principal: Principal, row: Rectification) -> bool:
    """Tell whether a person says for his unit what it does and did."""
    holds = principal.has(Right.SEE_EVALUATIONS, "N", "O") and is_own(principal, row)
    # What was reported as done stands as it was written until it is checked.
    return holds and row.result == RectificationResult.OPEN and row.done_at is None


def may_check(principal: Principal, row: Rectification) -> bool:
    """Tell whether a person of another unit may check what was put right."""
    holds = principal.has(Right.VERIFY) or principal.has(Right.DECIDE_APPEAL)
    return holds and not is_own(principal, row) and row.result == RectificationResult.OPEN


def may_call_complex(principal: Principal, row: Rectification) -> bool:
    """Tell whether a person of another unit may say that a matter needs more days."""
    holds = principal.has(Right.TRIAGE) and not is_own(principal, row)
    return holds and row.result == RectificationResult.OPEN and not row.is_complex


def may_appeal(principal: Principal, row: Evaluation) -> bool:
    """Tell whether a person may appeal for his unit against a bad evaluation that counts."""
    counts = row.is_bad and row.state == EvalState.VALID
    return counts and principal.has(Right.APPEAL_EVALUATION) and is_own(principal, row)


def may_decide(principal: Principal, row: EvalAppeal) -> bool:
    """Tell whether a person of another unit may decide an appeal."""
    holds = principal.has(Right.DECIDE_APPEAL) and not is_own(principal, row)
    return holds and row.state == AppealState.ASKED


def voids(principal: Principal) -> bool:
    """Tell whether a person takes untrue evaluations out of the score that no rule found.

    The commission's alone: the hall is judged by the same evaluations.
    """
    return judges_flags(principal) and principal.has(Right.SEE_EVALUATIONS, "A")


def may_void(principal: Principal, row: Evaluation) -> bool:
    """Tell whether a person voids one evaluation of another unit; an appeal is decided first."""
    return voids(principal) and not is_own(principal, row) and row.state == EvalState.VALID


def counts_flags(principal: Principal) -> bool:
    """Tell whether a person learns how many suspicions wait: who oversees all evaluations."""
    return principal.has(Right.SEE_EVALUATIONS, "A")


def judges_flags(principal: Principal) -> bool:
    """Tell whether a person looks at what seems stuffed."""
    return principal.has(Right.DECIDE_APPEAL)
