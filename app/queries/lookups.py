"""What a combobox offers: the visible rows a foreign key may name, found as a clerk types."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from app import clock, places
from app.models import Model, Region, Unit, VocabularyTerm
from app.principal import Principal
from app.queries import listing
from app.textfold import fold

MOST = 20
KEPT = "vx_terms"
SECONDS = 60.0


@dataclass(frozen=True)
class Item:
    """One choice: its key, its name and what tells it from the next."""

    id: str
    text: str
    hint: str = ""

    def as_json(self) -> dict[str, str]:
        """Return the choice in the words of the combobox script."""
        return asdict(self)


def find(session: Session, principal: Principal, target: type[Any], key: str, q: str) -> list[Item]:
    """Return at most MOST choices of a class, best first."""
    if target is Region and q:
        hits, near = places.find(session, q, MOST)
        return [Item(hit.code, hit.label, hit.code) for hit in hits or near]
    if target is Unit and q:
        units = places.find_units(session, q, MOST)
        return [Item(str(unit.id), unit.name, unit.kind.label) for unit in units]
    return _by_name(session, principal, target, key, q)


def _by_name(
    session: Session, principal: Principal, target: type[Any], key: str, q: str
) -> list[Item]:
    """Return choices whose name contains what was typed."""
    name = sa.cast(getattr(target, target.__display__), sa.String)
    query = sa.select(getattr(target, key), name)
    if q:
        query = query.where(sa.or_(listing.like(name, fold(q)), listing.like(name, q)))
    query = query.where(*_seen(principal, target)).order_by(name, target.id).limit(MOST)
    return [Item(str(row[0]), str(row[1])) for row in session.execute(query)]


def _seen(principal: Principal, target: type[Any]) -> list[Any]:
    """Return the gate's criteria; an account is no table of the gate and has none."""
    return listing.criteria(principal, target) if issubclass(target, Model) else []


def name_of(
    session: Session, principal: Principal, model: type[Model], column: str, value: Any
) -> str | None:
    """Return what a key of a foreign-key column is called, None when it may not be chosen."""
    reference = listing.refers(model, column)
    if reference is None:
        return None
    target, key = reference
    shown = getattr(target, target.__display__)
    query = sa.select(shown).where(getattr(target, key) == value, *_seen(principal, target))
    found = session.execute(query).first()
    return None if found is None else str(found[0])


def resolve(
    session: Session, principal: Principal, model: type[Model], column: str, typed: str
) -> str | None:
    """Return the key of the one choice that a typed text names, None when it names none or many."""
    reference = listing.refers(model, column)
    if reference is None or not typed:
        return None
    items = find(session, principal, *reference, typed)
    same = [item for item in items if fold(item.text) == fold(typed)]
    chosen = same if len(same) == 1 else items
    return chosen[0].id if len(chosen) == 1 else None


def terms(session: Session, vocabulary: str) -> dict[str, str]:
    """Return the present words of a list by code, at most a minute old."""
    kept = current_app.extensions.get(KEPT)
    if kept is None or time.monotonic() - kept[0] >= SECONDS:
        kept = (time.monotonic(), _read_terms(session))
        current_app.extensions[KEPT] = kept
    found: dict[str, str] = kept[1].get(vocabulary, {})
    return found


def forget() -> None:
    """Read lists and places again at their next use, after a change."""
    current_app.extensions.pop(KEPT, None)
    current_app.extensions.pop(places.KEPT, None)
    current_app.extensions.pop(places.SPELLED, None)


def _read_terms(session: Session) -> dict[str, dict[str, str]]:
    """Read every list's valid words in their order."""
    today = clock.today()
    query = (
        sa.select(VocabularyTerm.list, VocabularyTerm.code, VocabularyTerm.label)
        .where(
            VocabularyTerm.valid_from <= today,
            sa.or_(VocabularyTerm.valid_to.is_(None), VocabularyTerm.valid_to >= today),
        )
        .order_by(VocabularyTerm.list, VocabularyTerm.position, VocabularyTerm.code)
    )
    found: dict[str, dict[str, str]] = {}
    for row in session.execute(query):
        found.setdefault(row.list, {})[row.code] = row.label
    return found
