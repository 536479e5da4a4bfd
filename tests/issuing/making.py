"""Papers in every stage, made by the operations themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import sqlalchemy as sa

from app import store
from app.models import Document, DocumentReceipt, Parameter
from app.operations import documents, receipts
from app.principal import system
from app.queries import papers
from tests import support
from tests.operations.test_documents import drafted, issued, signed, stored

DUE = date(2026, 11, 25)


def turn(who: str, act: Callable[..., Any], document_id: int, *words: str, version: int = 0) -> Any:
    """Take one turn of a paper at its present version."""
    actor = support.person(who)
    with store.write(actor) as work:
        seen = version or papers.get(work, actor, document_id).row_version
        return act(work, actor, document_id, seen, *words)


def ask_check(value: str = "是") -> None:
    """Let the office ask for a check by a third person."""
    with store.write(system("test")) as work:
        query = sa.update(Parameter).where(Parameter.key == papers.CHECK_REQUIRED)
        work.execute(query.values(value=value).execution_options(synchronize_session=False))


def addressed(*codes: str, due_on: date | None = DUE, who: str = "intake") -> int:
    """Draft a circular that goes to some units."""
    document_id = drafted(who)
    units = [support.unit_id(code) for code in codes]
    actor = support.person(who)
    with store.write(actor) as work:
        seen = papers.get(work, actor, document_id).row_version
        receipts.address(work, actor, document_id, seen, units, due_on)
    return document_id


def sent(*codes: str, due_on: date | None = DUE) -> int:
    """Draft, sign and issue a circular to some units."""
    document_id = addressed(*codes, due_on=due_on)
    signed(document_id)
    issued(document_id)
    return document_id


def at(document_id: int, code: str) -> DocumentReceipt:
    """Return the receipt of a unit as it is stored now."""
    stored(document_id)
    query = sa.select(DocumentReceipt).where(
        DocumentReceipt.document_id == document_id,
        DocumentReceipt.unit_id == support.unit_id(code),
    )
    return support.session().scalars(query).one()


def by_unit(who: str, act: Callable[..., Any], document_id: int, *facts: Any) -> Any:
    """Let a unit act on a paper that it received."""
    actor = support.person(who)
    with store.write(actor) as work:
        return act(work, actor, document_id, *facts)


__all__ = ["DUE", "Document", "documents", "drafted", "issued", "receipts", "signed", "stored"]
