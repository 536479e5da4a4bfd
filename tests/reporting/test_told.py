"""What a frozen month tells of items that went to the discipline track since: numbers alone."""

from __future__ import annotations

import io

import openpyxl
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock, store
from app.enums import Track
from app.errors import Refused
from app.figures import definitions
from app.models import Document, Problem, table_of
from app.operations import composing, documents, month_papers
from tests import makers, support
from tests.reporting import month
from tests.views.hands import Hands

BASE = "/statistics/reports"
READER = "bureau_lead"


def raised(problem_id: int) -> str:
    """Take an item to the discipline track, as triage does, and return its number."""
    table = table_of(Problem)
    with store.write(month.TEST) as work:
        values = {"track": Track.DISCIPLINE, "is_sensitive": True}
        work.execute(sa.update(table).where(table.c.id == problem_id).values(**values))
    return makers.stored(problem_id).problem_no


def read(hands: Hands, row_id: int) -> str:
    """Return everything that the bureau's leader reads of a month: page, workbook, figures."""
    page = hands.get(READER, f"{BASE}/{row_id}")
    assert page.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(hands.get(READER, f"{BASE}/{row_id}.xlsx").data))
    sheets = {sheet.title: list(sheet.values) for sheet in book}
    return f"{page.text}{sheets}{hands.get(READER, f'{BASE}/{row_id}.json').text}"


def test_correction_names_no_item_that_went_to_the_discipline_track(
    session: Session, hands: Hands
) -> None:
    with clock.fixed(month.IN_OCTOBER):
        early, later = makers.registered(), makers.problem_in("closed")
    ids = month.evaluated("GW", {month.L.SATISFIED: 3})
    with clock.fixed(month.AFTER):
        month.signed()
        month.voided(ids[0])
        makers.walk(later, (("intake", "ask_reopen"), ("leader", "reopen")))
    secret, open_ = raised(early), makers.stored(later).problem_no
    with clock.fixed(month.IN_DECEMBER):
        row = month.signed(month.NOVEMBER)
        whys = {one["code"]: one["why"] for one in row.figures["adjustments"]}
        assert whys["registered"] == "口径内条数变动1条"
        assert whys["closed"] == f"减少问题台账1条（{open_}）"
        assert whys["evaluations"].startswith("减少评价1条（GW10-satisf-0）")
        said = read(hands, row.id)
        assert "口径内条数变动1条" in said
        assert open_ in said
        assert secret not in said + str(month.told(row))
        # What was frozen while it might be named is not printed any more.
        assert raised(later) == open_
        said = read(hands, row.id) + str(month.told(month.stored(row.id)))
        assert open_ not in said
        assert "GW10-satisf-0" in said


def test_late_item_that_went_to_the_discipline_track_is_counted_and_not_named(
    session: Session, hands: Hands
) -> None:
    closed = month.october()
    month.thanked(closed)
    late = month.frozen()
    number, title = late.figures["late"][0]["no"], "路灯不亮"
    assert {one["id"] for one in late.figures["cases"]} == {closed}
    before, of_case = month.reported(late.id), late.figures["cases"][0]["title"]
    month.turn("intake", documents.send, before)
    raised(late.figures["late"][0]["id"])
    # What was written before is not signed; what is written now does not name it.
    with pytest.raises(Refused, match="和现在的口径不一致"):
        month.turn("leader", documents.sign, before)
    facts = month.told(month.stored(late.id))
    assert number not in str(facts)
    assert title not in str(facts)
    assert "超期未办结1件，不逐件列出。" in str(facts["body"])
    intake = support.person("intake")
    with store.write(intake) as work:
        paper = month_papers.draft_circular(work, intake, late.id)
        assert number not in str(paper.facts)
        assert paper.unit_ids is not None
        assert support.unit_id("GW") in paper.unit_ids
        assert support.unit_id("MZ") not in paper.unit_ids
        old = work.get_one(Document, before)
        again = {**old.facts, **facts, "body": month.advised(facts["body"])}
        composing.edit(work, intake, before, old.row_version, again)
    raised(closed)
    assert of_case not in str(month.told(month.stored(late.id)))
    with pytest.raises(Refused, match="和现在的口径不一致"):
        month.turn("intake", documents.send, before)
    with store.write(intake) as work:
        old = work.get_one(Document, before)
        body = month.advised(month.told(month.stored(late.id))["body"])
        composing.edit(work, intake, before, old.row_version, {**old.facts, "body": body})
    month.turn("intake", documents.send, before)
    month.turn("leader", documents.sign, before)
    said = read(hands, late.id)
    assert "超期未办结1件，不逐件列出。" in said
    assert number not in said
    assert title not in said


def test_signed_month_is_not_corrected_in_a_metric_that_is_defined_anew(
    session: Session, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    with clock.fixed(month.IN_OCTOBER):
        closed = makers.problem_in("closed")
    with clock.fixed(month.AFTER):
        with monkeypatch.context() as before:
            before.setattr(definitions, "CHANGED", {})
            month.signed()
        makers.walk(closed, (("intake", "ask_reopen"), ("leader", "reopen")))
    said = "2026年10月的按期办结率：口径自2026年11月起改变，不作更正。"
    with clock.fixed(month.IN_DECEMBER):
        row = month.signed(month.NOVEMBER)
        codes = {one["code"] for one in row.figures["adjustments"]}
        assert "closed" in codes
        assert "on_time_rate" not in codes
        assert said in str(month.told(row))
        told = read(hands, row.id)
        assert told.count(said) == 2
        # It is told once, and what was frozen under the new definition is corrected as ever.
        following = month.frozen("2026-12")
        assert following.figures["unadjusted"] == []
        assert following.figures["definitions"]["on_time_rate"] == 2
