"""Which rows of each fenced table a principal may see; asked by the gate and the fence.

A rule gets the principal and the columns (a class or an alias' .c) and returns
a criterion, or None for all rows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql import ColumnElement
from sqlalchemy.sql.elements import True_

from app import clock, recusals
from app.enums import DocumentState, EventVisibility, ProblemState, Role, Track
from app.models import (
    Attachment,
    AuditLog,
    Contact,
    Document,
    Evaluation,
    EvaluationReason,
    Feedback,
    IdentityReveal,
    Message,
    Model,
    Outbox,
    PendingChange,
    Problem,
    ProblemEvent,
    ProblemScope,
    ProblemStep,
    Rectification,
    Recusal,
    SupervisedBy,
    Supervision,
    table_of,
)
from app.permissions import Right
from app.principal import Principal

Criteria = ColumnElement[bool]
NOTHING: Criteria = sa.false()
# Each stands only inside an EXISTS of its own; making an alias anew for every request is slow.
PROBLEM = table_of(Problem).alias("seen_problem")
SCOPE = table_of(ProblemScope).alias("seen_scope")
COVERAGE = table_of(SupervisedBy).alias("seen_coverage")
EVALUATION = table_of(Evaluation).alias("seen_evaluation")
MESSAGE = table_of(Message).alias("seen_message")

# Rows that are only ever added, with the columns an operation may still set.
APPEND_ONLY: dict[type[Model], frozenset[str]] = {
    ProblemEvent: frozenset(),
    AuditLog: frozenset(),
    IdentityReveal: frozenset(),
    Feedback: frozenset(),
    EvaluationReason: frozenset(),
    Recusal: frozenset({"state", "decided_by_id", "decided_at", "reason"}),
    Evaluation: frozenset({"state", "problem_id"}),
    Message: frozenset(
        {
            "state",
            "track",
            "assigned_unit_id",
            "unit_complained_id",
            "scope_decision",
            "decided_by_id",
            "decided_at",
            "problem_id",
            "reply",
            "replied_at",
        }
    ),
}
BOOKKEEPING = frozenset({"row_version", "updated_at"})


def is_append_only(row: Model) -> bool:
    """Tell whether the pending change of a row touches what may only be added."""
    allowed = APPEND_ONLY.get(type(row))
    if allowed is None:
        return False
    changed = {attr.key for attr in sa.inspect(row).attrs if attr.history.has_changes()}
    return bool(changed - allowed - BOOKKEEPING)


def _any(parts: list[Criteria]) -> Criteria:
    """Return the union of criteria, nothing when there is none."""
    return sa.or_(*parts) if parts else NOTHING


def _in_scope(principal: Principal, problem_id: Any) -> Criteria:
    """Tell whether a unit holds, held, supervises or registered a problem."""
    scope = SCOPE.c
    return (
        sa.select(sa.literal(1))
        .where(scope.unit_id == principal.unit_id, scope.problem_id == problem_id)
        .exists()
    )


def problem_rows(principal: Principal, c: Any) -> Criteria:
    """Rows of the ledger (domain.md 4.4), without what a recusal keeps from the person."""
    letters = principal.letters(Right.SEE_PROBLEMS)
    clear = recusals.clear(principal, c.id)
    if "A" in letters:
        return clear
    parts: list[Criteria] = []
    if "P" in letters:
        parts.append(c.track == Track.SERVICE)
    if letters & {"S", "O", "V"}:
        parts.append(_in_scope(principal, c.id))
    if "F" in letters:
        parts.append(c.created_by_id == principal.account_id)
        parts.append(
            sa.and_(
                c.state == ProblemState.PENDING_FEEDBACK,
                c.track == Track.SERVICE,
                c.contact_id.is_not(None),
            )
        )
    return sa.and_(_any(parts), clear)


def follows_problem(principal: Principal, problem_id: Any) -> Criteria:
    """Return the criterion that a row's problem is visible."""
    if principal.has(Right.SEE_PROBLEMS, "A"):
        return recusals.clear(principal, problem_id)
    criteria = problem_rows(principal, PROBLEM.c)
    return sa.select(sa.literal(1)).where(PROBLEM.c.id == problem_id, criteria).exists()


def scope_rows(principal: Principal, c: Any) -> Criteria:
    """Rows of the scope index: the own unit's, or all; the index holds the problem's id too."""
    clear = recusals.clear(principal, c.problem_id)
    if "A" in principal.letters(Right.SEE_PROBLEMS):
        return clear
    return sa.and_(c.unit_id == principal.unit_id, clear)


def event_rows(principal: Principal, c: Any) -> Criteria:
    """Events of visible problems; discipline-only ones for the commission alone."""
    seen = follows_problem(principal, c.problem_id)
    if principal.has(Right.SEE_PROBLEMS, "A", "S"):
        return seen
    return sa.and_(c.visibility == EventVisibility.ALL_HANDLERS, seen)


def supervision_rows(principal: Principal, c: Any) -> Criteria | None:
    """Supervision of visible problems, for roles that see supervision letters."""
    letters = principal.letters(Right.SEE_SUPERVISION)
    if not letters:
        return NOTHING
    seen = follows_problem(principal, c.problem_id)
    return seen if letters & {"A", "S", "P"} else sa.and_(c.unit_id == principal.unit_id, seen)


def contact_rows(principal: Principal, c: Any) -> Criteria | None:
    """Masks of reporters whose problem is visible, and of one's own entries."""
    if not principal.has(Right.SEE_REPORTER, "M", "D"):
        return NOTHING
    clear = recusals.clear_contact(principal, c.id)
    if principal.has(Right.SEE_PROBLEMS, "A"):
        return clear
    criteria = problem_rows(principal, PROBLEM.c)
    seen = sa.select(sa.literal(1)).where(PROBLEM.c.contact_id == c.id, criteria).exists()
    return sa.and_(sa.or_(seen, c.created_by_id == principal.account_id), clear)


def covered(principal: Principal, unit_id: Any) -> Criteria:
    """Tell whether a unit is under the principal's inspection office today."""
    rows = COVERAGE.c
    today = clock.today()
    return (
        sa.select(sa.literal(1))
        .where(
            rows.unit_id == unit_id,
            rows.inspection_unit_id == principal.unit_id,
            rows.valid_from <= today,
            sa.or_(rows.valid_to.is_(None), rows.valid_to >= today),
        )
        .exists()
    )


def message_rows(principal: Principal, c: Any) -> Criteria:
    """Messages of the message board, without what a recusal keeps from the person."""
    letters = principal.letters(Right.MESSAGES)
    clear = recusals.clear_message(principal, c)
    if "A" in letters:
        return clear
    parts: list[Criteria] = []
    if "P" in letters:
        parts.append(c.track == Track.SERVICE)
    if "S" in letters:
        parts.append(covered(principal, c.assigned_unit_id))
    if "O" in letters:
        parts.append(c.assigned_unit_id == principal.unit_id)
    if "F" in letters:
        parts.append(c.created_by_id == principal.account_id)
    return sa.and_(_any(parts), clear)


def evaluation_rows(principal: Principal, c: Any) -> Criteria | None:
    """Evaluations; sensitive ones only for the commission, a township's by its villages."""
    letters = principal.letters(Right.SEE_EVALUATIONS)
    if "A" in letters:
        return None
    plain = c.is_sensitive.is_(False)
    parts: list[Criteria] = []
    if "S" in letters:
        parts.append(covered(principal, c.unit_id))
    if "N" in letters:
        parts.append(plain)
    if "O" in letters:
        parts.append(sa.and_(plain, sa.or_(*_own_place(principal, c))))
    return _any(parts)


def _own_place(principal: Principal, c: Any) -> list[Criteria]:
    """Return the own unit and, for a township, every place with its nine digits."""
    own = [c.unit_id == principal.unit_id]
    prefix = principal.region_code[:9]
    if Role.TWN in principal.roles and not prefix.endswith("000"):
        own.append(c.region_code.between(prefix + "000", prefix + "999"))
    return own


def reason_rows(principal: Principal, c: Any) -> Criteria | None:
    """Reasons of visible evaluations."""
    criteria = evaluation_rows(principal, EVALUATION.c)
    if criteria is None:
        return None
    match = EVALUATION.c.id == c.evaluation_id
    return sa.select(sa.literal(1)).where(match, criteria).exists()


def rectification_rows(principal: Principal, c: Any) -> Criteria | None:
    """Rectification items follow their unit; those of sensitive evaluations stay hidden."""
    letters = principal.letters(Right.SEE_EVALUATIONS)
    if "A" in letters:
        return None
    match = EVALUATION.c.id == c.evaluation_id
    plain = ~sa.select(sa.literal(1)).where(match, EVALUATION.c.is_sensitive.is_(True)).exists()
    parts: list[Criteria] = []
    if "S" in letters:
        parts.append(covered(principal, c.unit_id))
    if "N" in letters:
        parts.append(plain)
    if "O" in letters:
        parts.append(sa.and_(c.unit_id == principal.unit_id, plain))
    return _any(parts)


def document_rows(principal: Principal, c: Any) -> Criteria:
    """Papers: drafts stay with their drafter and the commission, issued ones reach their unit."""
    letters = principal.letters(Right.SEE_PAPERS)
    clear = recusals.clear_or_none(principal, c.problem_id)
    if "A" in letters:
        return clear
    issued = c.state.in_([DocumentState.SIGNED, DocumentState.ISSUED])
    parts: list[Criteria] = [c.drafted_by_id == principal.account_id] if letters else []
    if "P" in letters:
        parts.append(sa.and_(issued, follows_problem(principal, c.problem_id)))
    if "S" in letters:
        parts.append(sa.and_(issued, covered(principal, c.unit_id)))
    if "O" in letters:
        parts.append(sa.and_(issued, c.unit_id == principal.unit_id))
    return sa.and_(_any(parts), clear)


def attachment_rows(principal: Principal, c: Any) -> Criteria | None:
    """Files of visible problems and messages."""
    rules = message_rows(principal, MESSAGE.c)
    match = MESSAGE.c.id == c.message_id
    of_message: Criteria = sa.select(sa.literal(1)).where(match, rules).exists()
    of_problem = sa.and_(c.problem_id.is_not(None), follows_problem(principal, c.problem_id))
    # What a citizen brought is his own writing: who reads only the redacted text gets no file.
    answer = c.purpose != "origin"
    if not principal.has(Right.SEE_PROBLEMS, *"APSFV"):
        of_problem = sa.and_(of_problem, answer)
    if not principal.has(Right.MESSAGES, *"APSF"):
        of_message = sa.and_(of_message, answer)
    return sa.or_(of_problem, of_message)


def pending_rows(principal: Principal, c: Any) -> Criteria | None:
    """Proposed changes, for those who propose or approve."""
    rights = (Right.MANAGE_UNITS, Right.MANAGE_LISTS, Right.MANAGE_USERS)
    return None if any(principal.has(right) for right in rights) else NOTHING


def outbox_rows(principal: Principal, c: Any) -> Criteria | None:
    """Notices to the own unit or account."""
    if not principal.is_person:
        return NOTHING
    mine = sa.or_(c.account_id == principal.account_id, c.unit_id == principal.unit_id)
    if principal.unbarred:
        return mine
    key = sa.type_coerce(c.payload, sa.String()).op("->>")(sa.literal("problem_id"))
    about = sa.cast(key, sa.BigInteger())
    return sa.and_(mine, recusals.clear_or_none(principal, about))


def reveal_rows(principal: Principal, c: Any) -> Criteria | None:
    """Openings of identities: all for the commission, otherwise one's own."""
    clear = recusals.clear_object(principal, c)
    if principal.has(Right.SEE_PROBLEMS, "A"):
        return clear
    return sa.and_(c.account_id == principal.account_id, clear)


def recusal_rows(principal: Principal, c: Any) -> Criteria:
    """Recusals: the leaders', and those a person asked for; never those that keep him away."""
    if not principal.is_person:
        return NOTHING
    clear = recusals.clear_recusal(principal, c)
    if principal.has(Right.RECUSAL, "A"):
        return clear
    return sa.and_(c.created_by_id == principal.account_id, clear)


def audit_rows(principal: Principal, c: Any) -> Criteria | None:
    """The audit log, for the audit administrator alone."""
    return None if principal.has(Right.AUDIT) else NOTHING


def _problem_children(principal: Principal, c: Any) -> Criteria | None:
    """Rows that are visible with their problem."""
    return follows_problem(principal, c.problem_id)


ROWS: dict[type[Model], Callable[[Principal, Any], Criteria | None]] = {
    Problem: problem_rows,
    ProblemStep: _problem_children,
    ProblemScope: scope_rows,
    ProblemEvent: event_rows,
    Supervision: supervision_rows,
    Feedback: _problem_children,
    Contact: contact_rows,
    IdentityReveal: reveal_rows,
    Recusal: recusal_rows,
    Message: message_rows,
    Evaluation: evaluation_rows,
    EvaluationReason: reason_rows,
    Rectification: rectification_rows,
    Document: document_rows,
    Attachment: attachment_rows,
    PendingChange: pending_rows,
    Outbox: outbox_rows,
    AuditLog: audit_rows,
}


def row_criteria(principal: Principal, model: type[Model]) -> Criteria | None:
    """Return the rows of a fenced model a principal may see; None means all."""
    if principal.is_system:
        return None
    rule = ROWS.get(model)
    criteria = NOTHING if rule is None else rule(principal, model)
    return None if isinstance(criteria, True_) else criteria
