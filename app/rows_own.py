"""Rows of what people ask for and are told: requests, relays, stand-ins, notices, proposals."""

from __future__ import annotations

from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from app import recusals
from app.asking import Asker, Criteria, exists, holds, is_named, is_person, same, union
from app.enums import Track
from app.enums_identity import IdentityRequestKind, RelayState
from app.permissions import Right
from app.rows_ledger import PROBLEM
from app.symbol import SERVICE, Symbol


def pending_rows(principal: Asker, c: Any) -> Criteria:
    """Proposed changes, for those who propose or approve; accounts for those who keep them."""
    lists = (Right.MANAGE_UNITS, Right.MANAGE_LISTS)
    return union(
        holds(principal, Right.MANAGE_USERS),
        holds(principal, Right.GRANT_DISCIPLINE),
        *((holds(principal, right), lambda: c.table_name != "account") for right in lists),
    )


def stand_in_rows(principal: Asker, c: Any) -> Criteria:
    """Stand-ins: all for those who watch over accounts, otherwise one's own."""
    keepers = (Right.AUDIT, Right.UNLOCK, Right.MANAGE_USERS)
    return union(
        *(holds(principal, right) for right in keepers),
        same(c.from_account_id, principal.account_id),
        same(c.to_account_id, principal.account_id),
    )


def token_rows(principal: Asker, c: Any) -> Criteria:
    """Keys of other systems, for the security administrator alone."""
    return holds(principal, Right.UNLOCK)


def outbox_rows(principal: Asker, c: Any) -> Criteria:
    """Notices to the own unit or account, without what a recusal keeps from the person."""
    mine = sa.or_(same(c.account_id, principal.account_id), same(c.unit_id, principal.unit_id))
    clear = recusals.clear_or_none(principal, _named(c, "problem_id"))
    paper = recusals.clear_document(principal, _named(c, "document_id"), or_none=True)
    return union((is_person(principal), lambda: sa.and_(mine, clear, paper)))


def _named(c: Any, key: str) -> Any:
    """Return an id that a notice's payload names."""
    text = sa.type_coerce(c.payload, sa.String()).op("->>")(sa.literal(key))
    return sa.cast(text, sa.BigInteger())


def reveal_rows(principal: Asker, c: Any) -> Criteria:
    """Openings of identities: all for the commission, otherwise one's own."""
    seen = union(
        holds(principal, Right.SEE_PROBLEMS, "A"), same(c.account_id, principal.account_id)
    )
    return sa.and_(seen, recusals.clear_object(principal, c))


def recusal_rows(principal: Asker, c: Any) -> Criteria:
    """Recusals: the leaders', and those a person asked for; never those that keep him away."""
    clear = recusals.clear_recusal(principal, c)
    seen = union(holds(principal, Right.RECUSAL, "A"), same(c.created_by_id, principal.account_id))
    return union((is_person(principal), lambda: sa.and_(seen, clear)))


def request_rows(principal: Asker, c: Any) -> Criteria:
    """Requests to open or export identities: one's own, and those one may decide.

    Who is complained of does not learn that somebody asks who complained.
    """
    right, kind = Right.EXPORT_PERSONAL, c.kind
    return union(
        same(c.asked_by_id, principal.account_id),
        (holds(principal, right, "2"), lambda: kind == IdentityRequestKind.EXPORT),
        (
            holds(principal, right, "1", "2"),
            lambda: sa.and_(kind == IdentityRequestKind.REVEAL, *_not_kept(principal, c)),
        ),
    )


def _not_kept(principal: Asker, c: Any) -> list[Criteria]:
    """Return the criteria that a request's item or message is not kept from a principal."""
    kept = (("problem", recusals.barred), ("message", recusals.barred_messages))
    return [
        sa.or_(c.object_kind != kind, c.object_id.not_in(barred(principal)))
        for kind, barred in kept
    ]


def relay_rows(principal: Asker, c: Any) -> Criteria:
    """Questions to reporters: the own unit's, and for who calls those of his track."""
    mine = sa.or_(c.state == RelayState.OPEN, same(c.answered_by_id, principal.account_id))
    seen = union(
        holds(principal, Right.SEE_PROBLEMS, "A"),
        (holds(principal, Right.SEE_REPORTER, "R"), lambda: same(c.unit_id, principal.unit_id)),
        (
            holds(principal, Right.SEE_PROBLEMS, "F"),
            lambda: sa.and_(mine, _is_service(principal, c.problem_id)),
        ),
    )
    return sa.and_(seen, recusals.clear(principal, c.problem_id))


def _is_service(principal: Asker, problem_id: Any) -> Criteria:
    """Tell whether an item is on the service track, whoever may see it."""
    if isinstance(principal, Symbol):
        return principal.is_service(problem_id)
    return cast(Criteria, OnService(problem_id))


class OnService(FunctionElement[bool]):
    """The same for a known principal: PostgreSQL cuts the item away from who is only to call."""

    name = SERVICE
    type = sa.Boolean()
    inherit_cache = True


@compiles(OnService)
def _past_the_fence(element: OnService, compiler: Any, **options: Any) -> str:
    """Ask the database's own question, which its fence lets pass."""
    return f"{SERVICE}({compiler.process(element.clauses, **options)})"


@compiles(OnService, "sqlite")
def _by_the_row(element: OnService, compiler: Any, **options: Any) -> str:
    """Read the item itself, which on SQLite nothing cuts below the fence."""
    (problem_id,) = element.clauses
    found = exists(PROBLEM.c.id == problem_id, PROBLEM.c.track == Track.SERVICE)
    return str(compiler.process(found, **options))


def erasure_rows(principal: Asker, c: Any) -> Criteria:
    """Erasures: all for the commission, otherwise one's own."""
    return union(holds(principal, Right.SEE_PROBLEMS, "A"), same(c.by_id, principal.account_id))


def audit_rows(principal: Asker, c: Any) -> Criteria:
    """The audit log, for the audit administrator alone."""
    return holds(principal, Right.AUDIT)


def own_rows(principal: Asker, c: Any) -> Criteria:
    """Rows of the person's own account, whoever else is in the unit."""
    return same(c.account_id, principal.account_id)


def registry_rows(principal: Asker, c: Any) -> Criteria:
    """Rows that windows keep: all for the bureau, the own unit's for who keeps its windows."""
    right = Right.REGISTRY
    return union(
        holds(principal, right, "A"),
        (holds(principal, right, "O", "V"), lambda: same(c.unit_id, principal.unit_id)),
    )


def enterprise_rows(principal: Asker, c: Any) -> Criteria:
    """Enterprises: for who registers for all, leads or sees the ledger, and their own officer."""
    return union(
        holds(principal, Right.REGISTER_ITEM, "A"),
        holds(principal, Right.SEE_PROBLEMS, "A", "P"),
        same(c.officer_id, principal.account_id),
    )


def desk_rows(principal: Asker, c: Any) -> Criteria:
    """What a desk keeps for itself: the own unit's, and all for the commission."""
    return union(holds(principal, Right.SEE_PROBLEMS, "A"), same(c.unit_id, principal.unit_id))


def promise_rows(principal: Asker, c: Any) -> Criteria:
    """Promises: published ones to everybody are everybody's; the others by unit and coverage."""
    right = Right.COMMITMENTS
    return union(
        holds(principal, right, "A"),
        (
            holds(principal, right, "S"),
            lambda: same(c.inspection_unit_id, principal.unit_id),
        ),
        (holds(principal, right, "O"), lambda: same(c.unit_id, principal.unit_id)),
        sa.and_(is_named(principal), c.published_at.is_not(None), c.enterprise_id.is_(None)),
    )
