"""Every metric has a value, and every number has its rows."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.figures import api
from tests import support


def test_every_metric_has_a_value_and_rows(session: Session) -> None:
    leader = support.person("leader")
    found = api.values(session, leader, api.METRICS, ["2026-10", "2026-11"])
    assert set(found) == set(api.METRICS)
    for over in ("unit", "point", "township", "village", "kind", "month"):
        api.by(session, leader, api.METRICS, ["2026-11"], over)
    for code in api.METRICS:
        api.rows(session, leader, code, ["2026-11"], api.Scope(), "numerator")
        api.members(session, leader, code, ["2026-11"], api.Scope())
