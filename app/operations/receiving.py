"""To whom a circular goes: the units that it is addressed to are those that receive it."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.orm import Session

from app.enums import UnitKind
from app.queries import paper_receipts

# All of a kind are addressed together, those without a figure of their own too.
WHOLE = {
    UnitKind.TOWNSHIP_GOV: "各乡镇人民政府",
    UnitKind.FARM: "各农场",
    UnitKind.DEVELOPMENT_ZONE: "开发区管委会",
}
DEPARTMENTS, UTILITIES = "县直各有关部门", "有关公用企事业单位"


def units(session: Session, named: Collection[int]) -> list[int]:
    """Return who receives a county-wide circular: every township, and the named others."""
    return [
        unit.id
        for unit in paper_receipts.addressable(session)
        if unit.kind in WHOLE or unit.id in named
    ]


def addressees(session: Session, named: Collection[int]) -> list[str]:
    """Return how those who receive a county-wide circular are addressed, in their order."""
    chosen = set(units(session, named))
    kinds = {unit.kind for unit in paper_receipts.addressable(session) if unit.id in chosen}
    found = [words for kind, words in WHOLE.items() if kind in kinds]
    if kinds - {*WHOLE, UnitKind.PUBLIC_UTILITY}:
        found.append(DEPARTMENTS)
    return [*found, UTILITIES] if UnitKind.PUBLIC_UTILITY in kinds else found


def names(session: Session, wanted: Collection[str]) -> list[str]:
    """Return the names of units that papers are sent to, of those wanted; all where none is."""
    served = {unit.name for unit in paper_receipts.addressable(session)}
    return [name for name in wanted if name in served] or list(wanted)
