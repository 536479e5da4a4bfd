"""A draft against the ledger of today: what went stale since it was drafted, and its facts anew.

Only facts are compared that the ledger gives and nobody words: dates, units, the items of a list.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock
from app.enums import DocumentKind as K
from app.errors import Missing, Refused
from app.models import Document, DocumentProblem, Problem, Unit
from app.operations import composing, drafting, drafts, month_papers
from app.operations.composing_kinds import ALL, Draftable
from app.principal import Principal
from app.queries import ledger

# What an item, or what was decided of it, gives a paper.
GIVEN = ("due", "new_due", "accepted", "received", "unit", "lead_unit", "co_units")
# Counted from the day of drafting: stale when it has passed, not when a day went by.
COUNTED: Mapping[K, tuple[str, ...]] = {
    K.RECTIFICATION_NOTICE: ("deadline",),
    K.PUBLICITY: ("starts_on",),
}
LISTED = ("due", "unit")
NUMBER = 1


@dataclass(frozen=True)
class Stale:
    """What of a draft no longer agrees with the ledger: keys, or why nothing can be filled."""

    keys: tuple[str, ...] = ()
    refusal: str = ""

    def __bool__(self) -> bool:
        """Tell whether anything is stale."""
        return bool(self.keys or self.refusal)


def kind_of(document: Document) -> Draftable | None:
    """Return the row of the table of papers that a draft belongs to."""
    for one in ALL:
        same = one.kind == document.kind
        if same and drafts.mark_of(one.kind, one.series) == document.agency_mark:
            return one
    return None


def anew(session: Session, actor: Principal, document: Document) -> dict[str, Any] | None:
    """Return the facts that the ledger gives a draft today; None for what was typed alone.

    Raises Refused where the items are no longer such that this paper is drafted from them.
    """
    if document.kind == K.CIRCULAR and not document.facts.get("period"):
        return _circular(session, actor, document)
    if document.kind == K.CIRCULAR:
        return month_papers.circular_again(session, document)
    if document.kind == K.MONTHLY_REPORT:
        return month_papers.facts_again(session, document)
    one, items = kind_of(document), _items(session, document)
    if one is None or not one.takes_items or not items:
        return None
    if composing.is_of_ladder(session, document):
        return None
    return dict(one.fill(session, items).facts)


def _items(session: Session, document: Document) -> list[Problem]:
    """Return the items that a draft is filled from, as its reader sees them."""
    query = sa.select(Problem).where(Problem.id == document.problem_id)
    if document.problem_id is None:
        query = (
            sa.select(Problem)
            .join(DocumentProblem, DocumentProblem.problem_id == Problem.id)
            .where(DocumentProblem.document_id == document.id)
        )
    return list(session.scalars(query.order_by(Problem.problem_no)))


def _circular(session: Session, actor: Principal, document: Document) -> dict[str, Any] | None:
    """Return a circular of today about the units that a draft names; None for a typed one."""
    names = {row[-3] for row in _rows(document.facts)}
    if not names:
        return None
    ids = list(session.scalars(sa.select(Unit.id).where(Unit.name.in_(names))))
    now = clock.now()
    return drafting.circular(session, ledger.late_in_public(session, actor, now, ids), now)


def _rows(facts: Mapping[str, Any]) -> list[list[str]]:
    """Return the rows of the table of late items of a circular."""
    wide = len(drafting.COLUMNS)
    return [row for table in facts.get("tables", ()) for row in table["rows"] if len(row) == wide]


def stale(session: Session, actor: Principal, document: Document) -> Stale:
    """Return what of a draft no longer agrees with the ledger of today."""
    try:
        fresh = anew(session, actor, document)
    except Refused as refusal:
        return Stale(refusal=str(refusal.description))
    except Missing:
        return Stale()
    if fresh is None:
        return Stale()
    was = document.facts
    found = [key for key in GIVEN if was.get(key) and was[key] != fresh.get(key)]
    today = clock.today().isoformat()
    found += [key for key in COUNTED.get(document.kind, ()) if str(was.get(key) or today) < today]
    if _has_other_tables(document, fresh):
        found.append("tables")
    if _listed(was.get("items", ())) != _listed(fresh.get("items", ())):
        found.append("items")
    return Stale(tuple(found))


def _has_other_tables(document: Document, fresh: Mapping[str, Any]) -> bool:
    """Tell whether the tables of a circular or a month's paper are others by now."""
    was = document.facts
    if document.kind == K.MONTHLY_REPORT or was.get("period"):
        return bool(was.get("tables") != fresh.get("tables"))
    return document.kind == K.CIRCULAR and _numbers(was) != _numbers(fresh)


def _numbers(facts: Mapping[str, Any]) -> set[str]:
    """Return the items that the table of a circular lists."""
    return {row[NUMBER] for row in _rows(facts)}


def _listed(rows: Sequence[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
    """Return what of a list of items the ledger gives, and nobody words."""
    return [tuple(row.get(key) for key in LISTED) for row in rows if "due" in row]


def differences(session: Session, actor: Principal, document: Document) -> dict[str, Any]:
    """Return what would change, by key, were the facts filled anew."""
    fresh = anew(session, actor, document)
    if fresh is None:
        return {}
    kept = composing.hidden(session, document, fresh)
    return {
        key: value
        for key, value in kept.items()
        if key not in composing.NEVER and value != document.facts.get(key)
    }


def refresh(
    session: Session, actor: Principal, document_id: int, version: int, keys: Sequence[str]
) -> Document:
    """Put the chosen facts of today into a draft, as an edit of who does it."""
    document = composing.held(session, actor, document_id)
    found = differences(session, actor, document)
    chosen = {key: found[key] for key in keys if key in found}
    if not chosen:
        raise Refused("请至少选择一项；没有要改的就不用重填。")
    return composing.edit(session, actor, document_id, version, {**document.facts, **chosen})
