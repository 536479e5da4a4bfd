"""Which rows are so sensitive that reading one of them is written down (domain.md 2.8 and 4.4).

Ordinary service items are not among them: a trace of every page would hide the ones that matter.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.enums import IdentityMode, RequestType, Track
from app.models import Attachment, AuditLog, Document, Evaluation, Message, Model, Problem


def _item(row: Any) -> bool:
    """A discipline item, a sensitive one, or one whose reporter asked for confidence."""
    return (
        row.track == Track.DISCIPLINE
        or row.identity_mode == IdentityMode.NAMED_CONFIDENTIAL
        or bool(getattr(row, "is_sensitive", False))
        or row.request_type == RequestType.REPORT
    )


TESTS: dict[type[Model], Callable[[Any], bool]] = {
    Problem: _item,
    Message: _item,
    Evaluation: lambda row: bool(row.is_sensitive),
    # A paper with a degree of secrecy (密级); what a reporter himself sent.
    Document: lambda row: bool(row.facts.get("secrecy")),
    Attachment: lambda row: row.purpose == "origin",
    AuditLog: lambda _row: True,
}
# Opening the list is a reading too, for its rows tell everything.
LISTS: frozenset[type[Model]] = frozenset({AuditLog})


def is_sensitive(row: Model) -> bool:
    """Tell whether reading this row is written down."""
    test = TESTS.get(type(row))
    return test is not None and test(row)
