"""What must hold of a month's figures before they are kept: the stock, and the rows behind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from app import frozen
from app.enums import StepRole
from app.errors import Refused
from app.figures import api
from app.figures.ledger import IN, OUT
from app.operations import figure_check

BROKEN = (
    "月初在办加进、减出不等于月末在办，数据有误，不能生成；请管理员运行 flask figures check 核对。"
)
MOVING = "数字正在变动，请过一会儿再试。"
FLOWS = {
    **{"registered": "flow_registered", "reopened": "flow_reopened", "closed": "flow_closed"},
    **{"rejected": "flow_rejected", "transferred_out": "flow_transferred"},
    **{"merged": "flow_merged", "withdrawn": "flow_withdrawn"},
}
Figures = Mapping[str, Any]


class Moving(Refused):
    """A number and the rows behind it were read at two instants."""


def check(session: Session, period: str, figures: Figures, members: frozen.Members) -> None:
    """Refuse figures whose stock does not add up; Moving for a number that is not its rows'."""
    if not _adds_up(figures) or any(figure_check._identity(session, period)):
        raise Refused(BROKEN)
    if unlike(figures, members) or not _late_are_listed(figures):
        raise Moving(MOVING)


def _adds_up(figures: Figures) -> bool:
    """Tell whether what the report prints as an equation is one."""
    n = {code: one["month"]["n"] for code, one in figures["metrics"].items()}
    came, went = (sum(n[FLOWS[word]] for word in words) for words in (IN, OUT))
    return bool(n["open_start"] + came - went == n["open_end"])


def _late_are_listed(figures: Figures) -> bool:
    """Tell whether the late items that are counted are those that are named."""
    leads = sum(one["role"] == StepRole.LEAD for one in figures["late"])
    return bool(leads == figures["late_counts"]["month"])


def unlike(figures: Figures, members: frozen.Members) -> list[str]:
    """Return the metrics whose number is not that of the rows behind it."""
    found: dict[tuple[str, str], int] = {}
    for key, ids in members.items():
        code, _, rest = key.partition("/")
        side = rest.partition("/")[0]
        found[code, side] = found.get((code, side), 0) + len(ids)
    return [
        code
        for code, one in figures["metrics"].items()
        if api.METRICS[code].shape is not api.Shape.STOCK
        and any(found.get((code, side), 0) != n for side, n in _sides(code, one["month"]).items())
    ]


def _sides(code: str, value: Mapping[str, Any]) -> dict[str, int]:
    """Return how many rows each side of a number rests on."""
    metric = api.METRICS[code]
    if metric.shape is api.Shape.COVERAGE:
        return {"numerator": value["part"] or 0}
    if metric.under:
        return {"numerator": value["part"] or 0, "denominator": value["n"]}
    return {"numerator": value["n"]}
