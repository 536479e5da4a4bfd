"""The rows behind a number as a file; that somebody took them is written down first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from app import audit, exchange
from app.figures.shape import Metric
from app.principal import Principal

HEADS = ("部分", "日期", "编号", "种类", "单位", "区划", "数量")


def record(
    session: Session, actor: Principal, metric: Metric, months: Sequence[str], count: int
) -> None:
    """Audit that a person takes so many rows."""
    detail = {"metric": metric.code, "months": list(months), "rows": count}
    audit.record(session, actor, "export", "figure", detail=detail)


def workbook(metric: Metric, rows: Iterable[Sequence[str]]) -> bytes:
    """Return the file of rows."""
    return exchange.table(f"{metric.label}明细", HEADS, rows)
