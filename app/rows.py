"""Which rows of each fenced table a principal may see; asked by the gate and the fence.

A rule gets who asks and the columns (a class or an alias' .c) and returns a criterion. It asks
with holds(), never with Python's own "if": the same rule is written out once more, with the
settings of the database in place of a principal, as the second fence (app/rls.py).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.sql import ColumnElement
from sqlalchemy.sql.elements import AsBoolean

from app import clock
from app.enums import DocumentState, EventVisibility, ProblemState, Role, Track
from app.models import (
    Attachment,
    AuditAnchor,
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
    SupervisedBy,
    Supervision,
    table_of,
)
from app.permissions import Right
from app.principal import Principal
from app.symbol import Symbol

Criteria = ColumnElement[bool]
# Who asks: a principal whose rights are known, or the database's own settings (app/rls.py).
Asker = Any
Rule = Callable[[Asker, Any], Criteria | None]
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
    AuditAnchor: frozenset(),
    IdentityReveal: frozenset(),
    Feedback: frozenset(),
    EvaluationReason: frozenset(),
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


Part = Criteria | tuple[Criteria, Callable[[], Criteria]]


def holds(principal: Principal | Symbol, right: Right, *letters: str) -> Criteria:
    """Tell in SQL whether a right is held, with one of the letters when any are given."""
    if isinstance(principal, Symbol):
        return principal.holds(right, *letters)
    return sa.true() if principal.has(right, *letters) else NOTHING


def is_always(criteria: Any, constant: type[Any]) -> bool:
    """Tell whether a criterion came out as sa.True_ or sa.False_, whatever the rows hold."""
    return isinstance(criteria, constant) or isinstance(
        getattr(criteria, "element", None) if isinstance(criteria, AsBoolean) else None, constant
    )


def _any(*parts: Part) -> Criteria:
    """Return the union of parts; a part may be (condition, what is asked where it holds).

    What a known principal does not hold is never made, and "all" ends the search.
    """
    found: list[Criteria] = []
    for part in parts:
        held, make = part if isinstance(part, tuple) else (part, None)
        if is_always(held, sa.False_):
            continue
        one = held if make is None else sa.and_(held, make())
        if is_always(one, sa.True_):
            return sa.true()
        found.append(one)
    return sa.or_(*found) if found else NOTHING


def _is(column: Any, value: Any) -> Criteria:
    """Compare with a principal's value; one who has none (no unit, no account) matches nothing."""
    return NOTHING if value is None else cast(Criteria, column == value)


def _inner(principal: Asker, rule: Rule, c: Any) -> Criteria:
    """Return a rule for a table inside an EXISTS; a policy leaves it to that table's own policy."""
    if isinstance(principal, Symbol):
        return sa.true()
    found = rule(principal, c)
    return sa.true() if found is None else found


def _exists(*criteria: Criteria) -> Criteria:
    """Tell whether a row with these criteria exists."""
    return sa.select(sa.literal(1)).where(*criteria).exists()


def _in_scope(principal: Asker, problem_id: Any) -> Criteria:
    """Tell whether a unit holds, held, supervises or registered a problem."""
    return _exists(_is(SCOPE.c.unit_id, principal.unit_id), SCOPE.c.problem_id == problem_id)


def problem_rows(principal: Asker, c: Any) -> Criteria:
    """Rows of the ledger (domain.md 4.4)."""
    right = Right.SEE_PROBLEMS
    return _any(
        holds(principal, right, "A"),
        (holds(principal, right, "P"), lambda: c.track == Track.SERVICE),
        (holds(principal, right, "S", "O", "V"), lambda: _in_scope(principal, c.id)),
        (holds(principal, right, "F"), lambda: _own_or_call_back(principal, c)),
    )


def _own_or_call_back(principal: Asker, c: Any) -> Criteria:
    """Own entries, and items whose reporter is to be called back."""
    return sa.or_(
        _is(c.created_by_id, principal.account_id),
        sa.and_(
            c.state == ProblemState.PENDING_FEEDBACK,
            c.track == Track.SERVICE,
            c.contact_id.is_not(None),
        ),
    )


def follows_problem(principal: Asker, problem_id: Any) -> Criteria:
    """Return the criterion that a row's problem is visible."""
    return _any(
        holds(principal, Right.SEE_PROBLEMS, "A"),
        (sa.true(), lambda: _sees_problem(principal, PROBLEM.c.id == problem_id)),
    )


def _sees_problem(principal: Asker, match: Criteria) -> Criteria:
    """Tell whether a visible problem matches."""
    return _exists(match, _inner(principal, problem_rows, PROBLEM.c))


def scope_rows(principal: Asker, c: Any) -> Criteria:
    """Rows of the scope index: the own unit's, or all."""
    return _any(holds(principal, Right.SEE_PROBLEMS, "A"), _is(c.unit_id, principal.unit_id))


def event_rows(principal: Asker, c: Any) -> Criteria:
    """Events of visible problems; discipline-only ones for the commission alone."""
    return sa.and_(
        _any(
            holds(principal, Right.SEE_PROBLEMS, "A", "S"),
            c.visibility == EventVisibility.ALL_HANDLERS,
        ),
        follows_problem(principal, c.problem_id),
    )


def supervision_rows(principal: Asker, c: Any) -> Criteria:
    """Supervision of visible problems, for roles that see supervision letters."""
    right = Right.SEE_SUPERVISION
    return _any(
        (
            holds(principal, right),
            lambda: sa.and_(
                _any(
                    holds(principal, right, "A", "S", "P"),
                    _is(c.unit_id, principal.unit_id),
                ),
                follows_problem(principal, c.problem_id),
            ),
        )
    )


def contact_rows(principal: Asker, c: Any) -> Criteria:
    """Masks of reporters whose problem is visible, and of one's own entries."""
    return _any(
        (
            holds(principal, Right.SEE_REPORTER, "M", "D"),
            lambda: _any(
                holds(principal, Right.SEE_PROBLEMS, "A"),
                (sa.true(), lambda: _sees_problem(principal, PROBLEM.c.contact_id == c.id)),
                _is(c.created_by_id, principal.account_id),
            ),
        )
    )


def covered(principal: Asker, unit_id: Any) -> Criteria:
    """Tell whether a unit is under the principal's inspection office today."""
    rows = COVERAGE.c
    today = principal.today if isinstance(principal, Symbol) else clock.today()
    return _exists(
        rows.unit_id == unit_id,
        _is(rows.inspection_unit_id, principal.unit_id),
        rows.valid_from <= today,
        sa.or_(rows.valid_to.is_(None), rows.valid_to >= today),
    )


def message_rows(principal: Asker, c: Any) -> Criteria:
    """Messages of the message board."""
    right = Right.MESSAGES
    return _any(
        holds(principal, right, "A"),
        (holds(principal, right, "P"), lambda: c.track == Track.SERVICE),
        (holds(principal, right, "S"), lambda: covered(principal, c.assigned_unit_id)),
        (holds(principal, right, "O"), lambda: _is(c.assigned_unit_id, principal.unit_id)),
        (holds(principal, right, "F"), lambda: _is(c.created_by_id, principal.account_id)),
    )


def evaluation_rows(principal: Asker, c: Any) -> Criteria:
    """Evaluations; sensitive ones only for the commission, a township's by its villages."""
    right, plain = Right.SEE_EVALUATIONS, c.is_sensitive.is_(False)
    return _any(
        holds(principal, right, "A"),
        (holds(principal, right, "S"), lambda: covered(principal, c.unit_id)),
        (holds(principal, right, "N"), lambda: plain),
        (holds(principal, right, "O"), lambda: sa.and_(plain, _own_place(principal, c))),
    )


def place_of(principal: Principal) -> str:
    """Return the nine digits of a township's place, an empty text for everybody else."""
    prefix = principal.region_code[:9]
    return prefix if Role.TWN in principal.roles and not prefix.endswith("000") else ""


def _own_place(principal: Asker, c: Any) -> Criteria:
    """Tell whether a row is of the own unit or, for a township, of a place with its nine digits."""
    own = _is(c.unit_id, principal.unit_id)
    if isinstance(principal, Symbol):
        inside = c.region_code.between(principal.place + "000", principal.place + "999")
        return sa.or_(own, sa.and_(principal.has_place, inside))
    place = place_of(principal)
    return sa.or_(own, c.region_code.between(place + "000", place + "999")) if place else own


def reason_rows(principal: Asker, c: Any) -> Criteria:
    """Reasons of visible evaluations."""
    match = EVALUATION.c.id == c.evaluation_id
    return _any(
        holds(principal, Right.SEE_EVALUATIONS, "A"),
        (sa.true(), lambda: _exists(match, _inner(principal, evaluation_rows, EVALUATION.c))),
    )


def _is_plain(principal: Asker, evaluation_id: Any) -> Criteria:
    """Tell whether an evaluation is not sensitive, whoever may see it."""
    if isinstance(principal, Symbol):
        return sa.not_(principal.is_sensitive(evaluation_id))
    return ~_exists(EVALUATION.c.id == evaluation_id, EVALUATION.c.is_sensitive.is_(True))


def rectification_rows(principal: Asker, c: Any) -> Criteria:
    """Rectification items follow their unit; those of sensitive evaluations stay hidden."""
    right = Right.SEE_EVALUATIONS
    return _any(
        holds(principal, right, "A"),
        (holds(principal, right, "S"), lambda: covered(principal, c.unit_id)),
        (holds(principal, right, "N"), lambda: _is_plain(principal, c.evaluation_id)),
        (
            holds(principal, right, "O"),
            lambda: sa.and_(
                _is(c.unit_id, principal.unit_id), _is_plain(principal, c.evaluation_id)
            ),
        ),
    )


def document_rows(principal: Asker, c: Any) -> Criteria:
    """Papers: drafts stay with their drafter and the commission, issued ones reach their unit."""
    right = Right.SEE_PAPERS
    issued = c.state.in_([DocumentState.SIGNED, DocumentState.ISSUED])
    return _any(
        holds(principal, right, "A"),
        (holds(principal, right), lambda: _is(c.drafted_by_id, principal.account_id)),
        (
            holds(principal, right, "P"),
            lambda: sa.and_(issued, follows_problem(principal, c.problem_id)),
        ),
        (
            holds(principal, right, "S"),
            lambda: sa.and_(issued, covered(principal, c.unit_id)),
        ),
        (
            holds(principal, right, "O"),
            lambda: sa.and_(issued, _is(c.unit_id, principal.unit_id)),
        ),
    )


def attachment_rows(principal: Asker, c: Any) -> Criteria:
    """Files of visible problems and messages."""
    # What a citizen brought is his own writing: who reads only the redacted text gets no file.
    answer = c.purpose != "origin"
    of_problem = sa.and_(
        c.problem_id.is_not(None),
        follows_problem(principal, c.problem_id),
        _any(holds(principal, Right.SEE_PROBLEMS, *"APSFV"), answer),
    )
    of_message = sa.and_(
        _exists(
            MESSAGE.c.id == c.message_id,
            _inner(principal, message_rows, MESSAGE.c),
        ),
        _any(holds(principal, Right.MESSAGES, *"APSF"), answer),
    )
    return sa.or_(of_problem, of_message)


def pending_rows(principal: Asker, c: Any) -> Criteria:
    """Proposed changes, for those who propose or approve."""
    rights = (Right.MANAGE_UNITS, Right.MANAGE_LISTS, Right.MANAGE_USERS)
    return _any(*(holds(principal, right) for right in rights))


def outbox_rows(principal: Asker, c: Any) -> Criteria:
    """Notices to the own unit or account."""
    person = principal.is_person
    held = person if not isinstance(person, bool) else sa.true() if person else NOTHING
    return _any(
        (
            held,
            lambda: sa.or_(
                _is(c.account_id, principal.account_id), _is(c.unit_id, principal.unit_id)
            ),
        )
    )


def reveal_rows(principal: Asker, c: Any) -> Criteria:
    """Openings of identities: all for the commission, otherwise one's own."""
    return _any(holds(principal, Right.SEE_PROBLEMS, "A"), _is(c.account_id, principal.account_id))


def audit_rows(principal: Asker, c: Any) -> Criteria:
    """The audit log, for the audit administrator alone."""
    return holds(principal, Right.AUDIT)


def _problem_children(principal: Asker, c: Any) -> Criteria:
    """Rows that are visible with their problem."""
    return follows_problem(principal, c.problem_id)


ROWS: dict[type[Model], Rule] = {
    Problem: problem_rows,
    ProblemStep: _problem_children,
    ProblemScope: scope_rows,
    ProblemEvent: event_rows,
    Supervision: supervision_rows,
    Feedback: _problem_children,
    Contact: contact_rows,
    IdentityReveal: reveal_rows,
    Message: message_rows,
    Evaluation: evaluation_rows,
    EvaluationReason: reason_rows,
    Rectification: rectification_rows,
    Document: document_rows,
    Attachment: attachment_rows,
    PendingChange: pending_rows,
    Outbox: outbox_rows,
    AuditLog: audit_rows,
    AuditAnchor: audit_rows,
}


def row_criteria(principal: Principal, model: type[Model]) -> Criteria | None:
    """Return the rows of a fenced model a principal may see; None means all."""
    if principal.is_system:
        return None
    rule = ROWS.get(model)
    if rule is None:
        return NOTHING
    found = rule(principal, model)
    return None if is_always(found, sa.True_) else found
