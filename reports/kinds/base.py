"""What a kind of paper is: its own keys and the tables they become."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from reports.catalog import KIND_FORMATS, PaperFormat
from reports.paper import Paper, Table
from reports.readers import Reader

Tables = Callable[[Paper], tuple[Table, ...]]


def own_tables(paper: Paper) -> tuple[Table, ...]:
    """Return the tables that the facts themselves carry."""
    return paper.tables


@dataclass(frozen=True)
class Kind:
    """One kind of paper; `extra` reads its own keys, `tables` says what they look like."""

    code: str
    extra: Mapping[str, Reader] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    tables: Tables = own_tables

    @property
    def label(self) -> str:
        """Return the Chinese name of the kind."""
        return KIND_FORMATS[self.code][0]

    @property
    def format(self) -> PaperFormat:
        """Return the layout the kind uses."""
        return KIND_FORMATS[self.code][1]
