"""What takes points off a score: each unit's own lateness, and no word of a secret item."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock, store
from app.enums import ConductNature, StepRole, Track
from app.enums_scoring import ScoredKind
from app.models import Problem, ProblemStep, ReportSnapshot, Score, table_of
from app.operations import compartment
from app.queries import scoring as rules
from tests import makers, support
from tests.clues import kept
from tests.reporting import month
from tests.views.hands import Hands

BASE = "/statistics/reports"


def of_unit(row: ReportSnapshot, code: str) -> Score:
    """Return the score of a unit in a frozen month."""
    scores = rules.of_snapshot(support.session(), row.id, ScoredKind.UNIT)
    return next(one for one in scores if one.unit_id == support.unit_id(code))


def changed(model: Any, where: Any, **values: Any) -> None:
    """Change stored rows past the operations."""
    with store.write(month.TEST) as work:
        work.execute(sa.update(table_of(model)).where(where).values(**values))


def extorted() -> int:
    """Make a closed item of the commission's that says Gaowan takes what it may not."""
    with clock.fixed(month.IN_OCTOBER):
        item = makers.problem_in("closed")
    changed(
        Problem,
        table_of(Problem).c.id == item,
        track=Track.DISCIPLINE,
        is_sensitive=True,
        conduct_nature=ConductNature.EXTORTION,
        unit_complained_id=support.unit_id("GW"),
        lead_unit_id=support.unit_id("JD1"),
    )
    return item


def held_to_account(item: int, on: date) -> None:
    """Keep the decision about somebody of Gaowan."""
    with store.write(month.TEST) as work, store.acting(work, compartment.KEEPER):
        facts = {"problem_id": item, "unit_id": support.unit_id("GW")}
        work.add(kept.outcome(**facts, decided_on=on, effective_on=on, ends_on=None))


def test_what_is_only_supposed_takes_no_points_off(session: Session) -> None:
    month.approved(least_unit="3")
    month.october()
    held_to_account(extorted(), date(2026, 11, 2))
    assert "bribery" not in of_unit(month.frozen(), "GW").detail["faults"]


def test_unit_reads_neither_name_nor_number_of_what_was_proven(hands: Hands) -> None:
    month.approved(least_unit="3")
    month.october()
    item = extorted()
    held_to_account(item, date(2026, 10, 20))
    own = of_unit(month.signed(), "GW")
    assert own.detail["faults"]["bribery"] == 1
    assert item not in [one for found in own.detail["behind"].values() for one in found]
    for who in ("gaowan", "bureau"):
        page = hands.get(who, f"{BASE}/score/{own.id}").text
        assert "其他扣分" in page
        assert "吃拿卡要" not in page
        assert f"/problem/{item}" not in page
    assert "吃拿卡要" in hands.get("intake", f"{BASE}/score/{own.id}").text


@pytest.mark.parametrize(("role", "charged"), [(StepRole.LEAD, {"overdue": 1}), (StepRole.CO, {})])
def test_unit_answers_for_its_own_lead_share_alone(
    session: Session, role: StepRole, charged: dict[str, int]
) -> None:
    """Xinji had a late share of the item that Gaowan closed in time; one of Gaowan's is open."""
    month.approved(least_unit="3")
    closed = month.october()
    with store.write(month.TEST) as work:
        step = ProblemStep(
            problem_id=closed,
            role=role,
            unit_id=support.unit_id("XJ"),
            late=True,
            **dict.fromkeys(("entered_at", "sign_due", "handle_due", "ended_at"), month.IN_OCTOBER),
        )
        work.add(step)
    row = month.frozen()
    assert of_unit(row, "XJ").detail["faults"] == charged
    assert of_unit(row, "GW").detail["faults"] == {"overdue": 1}
