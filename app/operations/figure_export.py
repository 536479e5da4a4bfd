"""The rows behind a number as a file; that somebody took them is written down first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from app import audit, exchange
from app.figures.shape import Metric
from app.principal import Principal

HEADS = ("部分", "日期", "编号", "种类", "单位", "区划", "数量")


def workbook(
    session: Session,
    actor: Principal,
    metric: Metric,
    months: Sequence[str],
    rows: Iterable[Sequence[str]],
) -> bytes:
    """Return the file of rows that this person may open, its taking audited."""
    written = list(rows)
    detail = {"metric": metric.code, "months": list(months), "rows": len(written)}
    audit.record(session, actor, "export", "figure", detail=detail)
    return exchange.table(f"{metric.label}明细", HEADS, written)
