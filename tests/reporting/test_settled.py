"""A month is signed when it is over, and its numbers are those of the rows behind them."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock, jobs, store
from app.enums_scoring import SnapshotState
from app.errors import Refused
from app.figures.cells import BY_UNIT, CELL
from app.models import ReportSnapshot, table_of
from app.operations import (
    composing,
    documents,
    figure_fold,
    month_end,
    month_papers,
    snapshot_check,
    trying,
)
from app.queries import scoring as rules
from app.queries import snapshots as reads
from tests import support
from tests.reporting import month


def test_report_of_a_running_month_is_neither_sent_nor_signed(session: Session) -> None:
    month.october()
    with clock.fixed(month.IN_OCTOBER):
        early = month.frozen()
        paper = month.reported(early.id)
        with pytest.raises(Refused, match="还没有过完"):
            month.turn("intake", documents.send, paper)
    # Nor later: its figures are those of the fourteenth.
    with pytest.raises(Refused, match="还没有过完"):
        month.turn("intake", documents.send, paper)
    actor = support.person("intake")
    with pytest.raises(Refused, match="还没有过完"), store.write(actor) as work:
        month_papers.draft_circular(work, actor, early.id)


def test_early_figures_are_made_anew_even_when_they_were_checked(session: Session) -> None:
    month.october()
    with clock.fixed(month.IN_OCTOBER):
        early = month.frozen()
    with store.write(month.TEST) as work:
        table = table_of(ReportSnapshot)
        work.execute(sa.update(table).values(state=SnapshotState.CHECKED))
    with clock.fixed(month.AFTER):
        assert month_end.freeze_due(jobs.WORKER) == 1
    assert month.stored(early.id).state == SnapshotState.VOID


def test_row_that_changes_between_counting_and_reading_is_counted_again(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = month.evaluated("GW", {month.L.SATISFIED: 60})
    fold = figure_fold.fold

    def overtaken() -> int:
        """Count, and let another take an evaluation out at that moment, once."""
        done = fold()
        monkeypatch.setattr(figure_fold, "fold", fold)
        month.voided(ids[7])
        return done

    monkeypatch.setattr(figure_fold, "fold", overtaken)
    row = month.frozen()
    assert row.figures["metrics"]["evaluations"]["month"]["n"] == 59
    assert len(reads.members(row)["evaluations/numerator/evaluation"]) == 59


def test_number_that_is_not_that_of_its_rows_is_found(session: Session) -> None:
    month.october()
    row = month.frozen()
    lists = reads.members(row)
    assert snapshot_check.unlike(row.figures, lists) == []
    lists["good_rate/denominator/evaluation"].pop()
    assert snapshot_check.unlike(row.figures, lists) == ["good_rate"]


def test_stock_that_does_not_add_up_is_not_frozen(session: Session) -> None:
    month.october()
    figure_fold.fold()
    flow = sa.and_(CELL.c.measure == "flow", CELL.c.kind == "registered", CELL.c.grain == BY_UNIT)
    with store.write(month.TEST) as work:
        work.execute(sa.update(CELL).where(flow).values(n=CELL.c.n + 1))
    with pytest.raises(Refused, match="月末在办"):
        month.frozen()
    assert month.standing() is None


def test_whole_month_is_frozen_in_the_turn_that_drafts_its_report(session: Session) -> None:
    month.approved(least_unit="3")
    month.october()
    actor = support.person("intake")
    with store.write(actor) as work:
        paper = (
            composing.begin(work, actor, "monthly_report", {"period": month.OCTOBER}).papers[0].id
        )
    row = month.standing()
    assert row is not None
    assert row.document_id == paper
    store.name(session, actor)
    rule = rules.get(session, 1)
    _held, units = trying.tried(session, actor, rule, month.OCTOBER)
    scores = [(one.name, str(one.new)) for one in units]
    assert scores == [("辛集镇", "100.00"), ("高湾镇", "93.52")]
    assert reads.listed(session) != []
