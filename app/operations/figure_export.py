"""The rows behind a number as a file; that somebody took them is written down first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from app import audit, exchange
from app.figures.shape import Metric
from app.figures.telling import Table
from app.principal import Principal

SIDE = "部分"


def record(
    session: Session, actor: Principal, metric: Metric, months: Sequence[str], count: int
) -> None:
    """Audit that a person takes so many rows."""
    detail = {"metric": metric.code, "months": list(months), "rows": count}
    audit.record(session, actor, "export", "figure", detail=detail)


def workbook(metric: Metric, sides: Iterable[tuple[str, Table]]) -> bytes:
    """Return the file of the rows of each side, under all columns that either has."""
    told = list(sides)
    heads = tuple(dict.fromkeys(head for _label, one in told for head in one.heads))
    rows = ((label, *cells) for label, one in told for cells in one.cells(heads))
    return exchange.table(f"{metric.label}明细", (SIDE, *heads), rows)
