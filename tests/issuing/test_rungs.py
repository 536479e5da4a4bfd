"""The paper of a drafted rung goes to the unit that it presses, whatever its drafter ticks."""

from __future__ import annotations

import pytest
from flask import Flask

from app import clock, jobs
from app.errors import Invalid, Refused
from app.operations import documents, ladder, paper_photos, receipts
from tests import makers, support
from tests.issuing.making import stored, turn
from tests.ladder.test_climb import rows
from tests.ladder.test_overtaken import LATE, paper, send


@pytest.fixture
def late(app: Flask) -> int:
    """Return an item with its drafted letter and its proposed summons."""
    problem_id = makers.problem_in("in_progress")
    with clock.fixed(LATE):
        ladder.climb(jobs.WORKER)
    return problem_id


def sent_back(document_id: int) -> int:
    """Let the leader send a paper back to who sent it."""
    turn("leader", documents.send_back, document_id, "请再核对")
    return document_id


@pytest.mark.parametrize("codes", [["MZ"], ["GW", "MZ"], []], ids=["other", "more", "nobody"])
def test_letter_of_a_rung_keeps_its_unit(late: int, codes: list[str]) -> None:
    with clock.fixed(LATE):
        send(LATE)
        letter = sent_back(paper().id)
        ids = [support.unit_id(code) for code in codes]
        with pytest.raises(Refused, match="不能改发"):
            turn("intake", receipts.address, letter, ids, None)  # type: ignore[arg-type]
    kept = stored(letter)
    assert (kept.unit_id, kept.unit_ids) == (support.unit_id("GW"), None)


def test_letter_of_a_rung_takes_no_photographs(late: int) -> None:
    with clock.fixed(LATE):
        send(LATE)
        letter = sent_back(paper().id)
        with pytest.raises(Refused, match="督办阶梯"):
            turn("intake", paper_photos.choose, letter, {})  # type: ignore[arg-type]


def test_circular_of_a_rung_goes_to_the_pressed_unit_among_others(late: int) -> None:
    with clock.fixed(LATE):
        row_id = send(LATE, how="circular")
        circular = sent_back(_paper_of(row_id))
        gw, mz = support.unit_id("GW"), support.unit_id("MZ")
        with pytest.raises(Invalid, match="被督办的单位"):
            turn("intake", receipts.address, circular, [mz], None)  # type: ignore[arg-type]
        turn("intake", receipts.address, circular, [gw, mz], None)  # type: ignore[arg-type]
    assert stored(circular).unit_ids == [gw, mz]


def _paper_of(row_id: int) -> int:
    """Return the id of a rung's paper."""
    found = next(row.document_id for row in rows() if row.id == row_id)
    assert found is not None
    return found
