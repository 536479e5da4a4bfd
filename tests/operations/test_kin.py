"""Items that hang together: what may be merged, what is kept from whom, what is raised with it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.enums import DocumentState
from app.errors import Invalid
from app.models import Document, Problem
from tests import makers, support


def number(problem_id: int) -> str:
    """Return the number of an item."""
    return makers.stored(problem_id).problem_no


def part_of(parent_id: int) -> int:
    """Divide an item and return the id of its new part."""
    makers.act("intake", parent_id, "divide")
    return max(support.session().scalars(sa.select(Problem.id)))


def merge(problem_id: int, master_id: int) -> None:
    """Merge an item into a master."""
    makers.act("intake", problem_id, "merge", master_no=number(master_id))


def test_part_is_not_merged_into_its_whole_or_one_above_it(session: Session) -> None:
    whole = makers.registered()
    part = part_of(whole)
    least = part_of(part)
    for master in (part, whole):
        with pytest.raises(Invalid) as refused:
            merge(least, master)
        assert "要等本件办结" in refused.value.errors["master_no"]


def test_parts_of_two_wholes_are_not_merged_crosswise(session: Session) -> None:
    first, second = makers.registered(), makers.registered()
    one, other = part_of(first), part_of(second)
    merge(one, second)
    with pytest.raises(Invalid) as refused:
        merge(other, first)
    assert "要等本件办结" in refused.value.errors["master_no"]


REPORT = {"request_type": "report", "conduct_nature": "style"}


def accusing() -> tuple[int, int]:
    """Return a master that names no unit, and what accuses a township merged into it."""
    master = makers.registered(**REPORT)
    accused = makers.registered(**REPORT, unit_complained_id=support.unit_id("GW"))
    merge(accused, master)
    return master, accused


def test_master_is_not_given_to_the_unit_that_a_merged_item_accuses(session: Session) -> None:
    master, _ = accusing()
    makers.act("intake", master, "triage", proposed_unit_id=support.unit_id("XJ"))
    with pytest.raises(Invalid) as refused:
        makers.act("leader", master, "instruct")
    assert "被反映的就是该单位" in refused.value.errors["lead_unit_id"]


def test_part_of_such_a_master_is_not_given_to_it_either(session: Session) -> None:
    master, _ = accusing()
    part = part_of(master)
    with pytest.raises(Invalid) as refused:
        makers.act("intake", part, "triage", proposed_unit_id=support.unit_id("GW"))
    assert "被反映的就是该单位" in refused.value.errors["proposed_unit_id"]


def test_item_is_not_merged_into_one_of_which_the_accused_handles_a_part(session: Session) -> None:
    master = makers.registered(**REPORT)
    part = part_of(master)
    makers.act("intake", part, "triage")
    makers.act("leader", part, "instruct")
    accused = makers.registered(**REPORT, unit_complained_id=support.unit_id("GW"))
    with pytest.raises(Invalid) as refused:
        merge(accused, master)
    assert "须回避的单位" in refused.value.errors["master_no"]


def test_review_voids_the_unsigned_notice_of_rejection(session: Session) -> None:
    problem_id = makers.registered()
    makers.act("intake", problem_id, "reject")
    makers.act("leader", problem_id, "review")
    makers.stored(problem_id)
    paper = support.session().scalars(sa.select(Document)).one()
    assert (paper.state, paper.void_reason) == (DocumentState.VOID, "复核改正，事项重新办理")
