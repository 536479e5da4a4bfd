"""Which rows of the clue compartment a principal may see: the named keeper's, the leader's,
and what is handed to an inspection office; for everybody else there is nothing.
"""

from __future__ import annotations

from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.sql import ColumnElement

from app import clock
from app.enums import AccountStatus, Role
from app.models import (
    Account,
    Clue,
    ClueAccess,
    ClueClearing,
    ClueEvent,
    DisciplineRisk,
    InterferenceRecord,
    Model,
    ReporterNotice,
    RoleAssignment,
    SuperiorHandoverCount,
    table_of,
)
from app.permissions import Right
from app.principal import Principal

Criteria = ColumnElement[bool]
NOTHING: Criteria = sa.false()
CLUE = table_of(Clue).alias("seen_clue")
ROLE = table_of(RoleAssignment).alias("seen_leader_role")
ACCOUNT = table_of(Account).alias("seen_leader")

# Sealing is redone when CLUE_KEY rotates; a ciphertext cannot be altered without the key.
RESEALED = frozenset({"key_version", "wrapped_key"})
# Rows of the compartment are kept; the columns that an operation may still set.
APPEND_ONLY: dict[type[Model], frozenset[str]] = {
    Clue: RESEALED
    | {
        "clue_no",
        "summary_sealed",
        "accused_sealed",
        "reporter_name_sealed",
        "reporter_phone_sealed",
        "repeat_of_id",
        "keeper_id",
        "handed_unit_id",
        "state",
        "proposal_due",
        "disposal",
        "studied_on",
        "proposed_by_id",
        "proposed_at",
        "proposed_late",
        "approved_by_id",
        "approved_at",
        "minutes_ref",
        "disposed_at",
        "moved_out_at",
        "receipt_no",
    },
    ClueEvent: RESEALED | {"note_sealed"},
    ClueAccess: frozenset(),
    ClueClearing: frozenset(),
    DisciplineRisk: RESEALED | {"risk_sealed", "measure_sealed", "due_on", "state"},
    ReporterNotice: frozenset({"done_at", "way", "late", "has_dissent", "has_new_evidence"}),
    InterferenceRecord: RESEALED | {"asker_sealed", "item_sealed", "content_sealed"},
}


def clue_rows(principal: Principal, c: Any) -> Criteria | None:
    """Clues: one keeper each, the leader who approves or any before that, the office handed to.

    Nobody of the unit that a clue is about sees it, whatever the role (检举控告规则 art. 47).
    """
    letters = principal.letters(Right.CLUES)
    parts: list[Criteria] = []
    if "A" in letters:
        parts.append(c.keeper_id == principal.account_id)
    if "2" in letters:
        own = c.approved_by_id == principal.account_id
        parts.append(sa.or_(c.approved_by_id.is_(None), own, _leader_is_gone(c)))
    if "1" in letters:
        parts.append(c.handed_unit_id == principal.unit_id)
    if not parts or principal.unit_id is None:
        return NOTHING
    foreign = sa.or_(c.accused_unit_id.is_(None), c.accused_unit_id != principal.unit_id)
    return sa.and_(foreign, sa.or_(*parts))


def _leader_is_gone(c: Any) -> Criteria:
    """Tell whether who approved leads no more, so that no clue is left with nobody."""
    today = clock.today()
    leads = (
        sa.select(sa.literal(1))
        .select_from(ROLE.join(ACCOUNT, ACCOUNT.c.id == ROLE.c.account_id))
        .where(
            ROLE.c.account_id == c.approved_by_id,
            ROLE.c.role == Role.DC_LEAD,
            ROLE.c.valid_from <= today,
            sa.or_(ROLE.c.valid_to.is_(None), ROLE.c.valid_to >= today),
            ACCOUNT.c.status == AccountStatus.ACTIVE,
        )
    )
    return ~leads.exists()


def follows_clue(principal: Principal, c: Any) -> Criteria | None:
    """Rows that are visible with their clue."""
    criteria = clue_rows(principal, CLUE.c)
    match = CLUE.c.id == c.clue_id
    return sa.select(sa.literal(1)).where(match, cast(Criteria, criteria)).exists()


def keepers_rows(principal: Principal, c: Any) -> Criteria | None:
    """Interference records and the count of handovers: for keepers and leaders."""
    return None if principal.has(Right.CLUES, "A", "2") else NOTHING


def risk_rows(principal: Principal, c: Any) -> Criteria | None:
    """Risks: keepers' and leaders', and those of one's own office; never of one's own unit."""
    letters = principal.letters(Right.CLUES)
    if principal.unit_id is None or not letters & {"A", "1", "2"}:
        return NOTHING
    foreign = cast(Criteria, c.unit_id != principal.unit_id)
    if letters & {"A", "2"}:
        return foreign
    return sa.and_(foreign, c.owner_unit_id == principal.unit_id)


ROWS = {
    Clue: clue_rows,
    ClueEvent: follows_clue,
    ClueAccess: follows_clue,
    ClueClearing: follows_clue,
    DisciplineRisk: risk_rows,
    ReporterNotice: follows_clue,
    InterferenceRecord: keepers_rows,
    SuperiorHandoverCount: keepers_rows,
}
