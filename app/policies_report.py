"""Who drafts and approves the scoring rule, and who makes the frozen figures of a month."""

from __future__ import annotations

from app.enums import DocumentState
from app.enums_scoring import RuleState, SnapshotState
from app.models import Document, ReportSnapshot, ScoringRule
from app.permissions import Right
from app.principal import Principal


def may_draft_rule(principal: Principal) -> bool:
    """Tell whether a principal drafts versions of the rule: who proposes or approves settings."""
    return principal.has(Right.MANAGE_LISTS, "1", "2")


def may_try_rule(principal: Principal) -> bool:
    """Tell whether a principal tries a draft on old months."""
    return may_draft_rule(principal) and principal.has(Right.STATISTICS, "A")


def may_edit_rule(principal: Principal, row: ScoringRule) -> bool:
    """Tell whether a principal edits a version: any of those who draft, until it is approved."""
    return row.state == RuleState.DRAFT and may_draft_rule(principal)


def may_approve_rule(principal: Principal, row: ScoringRule) -> bool:
    """Tell whether a principal approves a version: a leader who did not write it."""
    return (
        row.state == RuleState.DRAFT
        and principal.has(Right.MANAGE_LISTS, "2")
        and row.drafted_by_id != principal.account_id
    )


def may_collect(principal: Principal) -> bool:
    """Tell whether a principal gets the figures of a month for a paper."""
    return principal.is_system or principal.has(Right.DRAFT_REPORT)


def may_freeze(principal: Principal) -> bool:
    """Tell whether a principal makes the figures of a month: the timed work or who drafts it."""
    return principal.is_system or principal.has(Right.DRAFT_REPORT, "A")


def may_report(principal: Principal, row: ReportSnapshot, paper: Document | None) -> bool:
    """Tell whether a principal drafts the report of a month: while no paper of it stands."""
    stands = paper is not None and paper.state != DocumentState.VOID
    return row.state != SnapshotState.VOID and not stands and may_freeze(principal)


def may_circulate(principal: Principal, row: ReportSnapshot) -> bool:
    """Tell whether a principal drafts a circular of a month."""
    return row.state != SnapshotState.VOID and may_freeze(principal)


def may_freeze_again(principal: Principal, row: ReportSnapshot) -> bool:
    """Tell whether a principal makes a month anew: nobody does after its signature."""
    return row.state in {SnapshotState.DRAFT, SnapshotState.CHECKED} and may_freeze(principal)
