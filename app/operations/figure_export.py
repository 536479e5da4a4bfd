"""The rows behind a number as a file; that somebody took them is written down first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app import audit, exchange
from app.figures.shape import Metric
from app.figures.telling import Table
from app.principal import Principal

SIDE = "部分"


@dataclass(frozen=True)
class Part:
    """The rows of one side that the reader may open, and how many more are counted."""

    label: str
    table: Table
    hidden: int = 0

    def rows(self, heads: Sequence[str]) -> Iterator[tuple[str, ...]]:
        """Yield the rows as the file prints them; the last line says what is left out."""
        for cells in self.table.cells(heads):
            yield self.label, *cells
        if self.hidden:
            yield self.label, f"另有 {self.hidden} 条不在您的可见范围。"


def record(
    session: Session, actor: Principal, metric: Metric, months: Sequence[str], count: int
) -> None:
    """Audit that a person takes so many rows."""
    detail = {"metric": metric.code, "months": list(months), "rows": count}
    audit.record(session, actor, "export", "figure", detail=detail)


def workbook(metric: Metric, sides: Iterable[Part]) -> bytes:
    """Return the file of the rows of each side, under all columns that either has."""
    told = list(sides)
    heads = tuple(dict.fromkeys(head for one in told for head in one.table.heads))
    rows = (cells for one in told for cells in one.rows(heads))
    return exchange.table(f"{metric.label}明细", (SIDE, *heads), rows)
