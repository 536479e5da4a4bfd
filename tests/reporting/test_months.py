"""A month is frozen once, follows its paper, never changes after it, and is corrected later."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app import clock, exchange_month, frozen, jobs, scoring, store
from app.enums_scoring import SnapshotState
from app.errors import Forbidden, Invalid, Refused
from app.figures import api
from app.models import Document, ReportSnapshot, Score, table_of
from app.operations import (
    composing,
    documents,
    month_again,
    month_end,
    month_late,
    month_papers,
    snapshots,
)
from app.queries import scoring as rules
from app.queries import snapshots as reads
from app.queries import trials
from tests import support
from tests.reporting import month
from views.figure_links import change


def test_frozen_month_counts_the_service_track_and_names_late_units(session: Session) -> None:
    month.approved()
    month.october()
    row = month.frozen()
    figures = row.figures
    found = {code: one["month"]["text"] for code, one in figures["metrics"].items()}
    assert found["evaluations"] == "53条"
    assert (found["registered"], found["closed"], found["resolved"]) == ("2件", "1件", "1件")
    assert (found["open_start"], found["open_end"]) == ("0件", "1件")
    assert [(one["unit"], one["title"]) for one in figures["late"]] == [
        (support.UNITS["GW"][0], "路灯不亮"),
        (support.UNITS["MZ"][0], "路灯不亮"),
    ]
    # Two units have a share of one late item.
    assert figures["late_counts"] == {"month": 1, "last": None, "year_ago": None}
    assert month_late.late_words(figures).startswith("截至10月31日24时，超期未办结1件，责任单位：")
    assert [(one["rank"], one["n"], one["score"]) for one in figures["units"]] == [
        (1, 50, "93.52"),
        (None, 3, None),
    ]
    lists = reads.members(row)
    assert len(lists["evaluations/numerator/evaluation"]) == 53
    assert len(lists["registered/numerator/problem"]) == 2


def test_month_follows_its_paper_and_is_closed_by_the_signature(session: Session) -> None:
    month.approved()
    month.october()
    row = month.frozen()
    paper = month.reported(row.id)
    month.turn("intake", documents.send, paper)
    month.turn("leader", documents.pass_on, paper)
    assert month.stored(row.id).state == SnapshotState.CHECKED
    month.turn("leader", documents.sign, paper)
    row = month.stored(row.id)
    assert (row.state, row.document_id) == (SnapshotState.SIGNED, paper)
    assert all(one.published_at for one in session.scalars(sa.select(Score)))
    with pytest.raises(Refused, match="已经签发"):
        month.frozen(reason="重做")
    for values in ({"state": "draft", "signed_at": None}, {"figures": {}}, {"members": b"x"}):
        with pytest.raises(DatabaseError), store.write(month.TEST) as work:
            table = table_of(ReportSnapshot)
            work.execute(sa.update(table).where(table.c.id == row.id).values(**values))


def test_draft_is_made_anew_with_a_reason_and_the_old_one_is_kept(session: Session) -> None:
    month.october()
    old = month.frozen()
    stale = month.reported(old.id)
    with pytest.raises(Invalid, match="为什么重做"):
        month.frozen()
    new = month.frozen(reason="补录一件")
    kept = month.stored(old.id)
    assert (kept.state, kept.void_reason) == (SnapshotState.VOID, "补录一件")
    standing = month.standing()
    assert standing is not None
    assert standing.id == new.id
    with pytest.raises(Refused, match="已经重做"):
        month.turn("intake", documents.send, stale)


def test_report_without_advice_is_not_sent(session: Session) -> None:
    paper = month.reported(month.frozen().id, advice=False)
    with pytest.raises(Refused, match="下步建议"):
        month.turn("intake", documents.send, paper)


def test_correction_is_told_once_in_the_next_report_and_changes_nothing(session: Session) -> None:
    ids = month.evaluated("GW", {month.L.SATISFIED: 60})
    first = month.signed()
    month.voided(ids[7])
    lines = {one["code"]: one for one in month.frozen(month.NOVEMBER).figures["adjustments"]}
    told = lines["evaluations"]
    assert (told["period"], told["printed"], told["now"]) == (month.OCTOBER, "60条", "59条")
    assert told["rows"] == {"evaluations/numerator/evaluation": [[], [ids[7]]]}
    assert "减少评价1条（GW10-satisf-7）" in told["why"]
    assert month.stored(first.id).figures["metrics"]["evaluations"]["month"]["n"] == 60
    with clock.fixed(month.IN_DECEMBER):
        month.frozen(month.NOVEMBER, reason="月份结束")
        month.signed_standing(month.NOVEMBER)
        later = month.frozen("2026-12").figures["adjustments"]
    assert [one for one in later if one["period"] == month.OCTOBER] == []


def test_rank_of_the_last_month_is_the_one_that_was_signed(session: Session) -> None:
    month.approved(least_unit="3")
    first = month.evaluated("XJ", {month.L.SATISFIED: 5})
    month.evaluated("GW", {month.L.NEUTRAL: 5})
    month.signed()
    for row_id in first[:3]:
        month.voided(row_id)
    month.evaluated("GW", {month.L.SATISFIED: 5}, date(2026, 11, 16))
    row = month.frozen(month.NOVEMBER)
    units = {one["id"]: one for one in row.figures["units"]}
    gaowan = units[support.unit_id("GW")]
    assert (gaowan["rank"], gaowan["last_rank"]) == (1, 2)
    # The corrected scores and ranks are told unit by unit, beside the printed ones.
    told = {
        one["label"]: (one["printed"], one["now"], one["why"])
        for one in row.figures["adjustments"]
        if "unit_id" in one
    }
    assert told["辛集镇得分、名次"][:2] == ("100.00（第1名）", "样本不足")
    assert "减少评价3条" in told["辛集镇得分、名次"][2]
    sheet = next(
        one for one in exchange_month.figures(row.period, row.figures) if one.name == "更正"
    )
    assert "100.00（第1名）" in str(sheet.rows)
    assert told["高湾镇得分、名次"] == ("68.00（第2名）", "68.00（第1名）", month_again.OTHERS)
    note = "环比按更正后的上月数字计算，上月名次是上月印发的名次"
    facts = month_papers.facts_of(support.session(), row)
    assert note in "".join(one["text"] for one in facts["body"])
    assert note in facts["attachments"][0]["tables"][0]["source"]
    with store.acting(session, snapshots.KEEPER):
        _held, tried = trials.trial(session, snapshots.KEEPER, rules.get(session, 1), month.OCTOBER)
    ranks = {one.name: (one.old_rank, one.new_rank) for one in tried}
    assert ranks == {"辛集镇": (1, None), "高湾镇": (2, 1)}


def test_shares_and_their_steps_are_rounded_half_up() -> None:
    assert str(scoring.tenth(1, 16)) == "6.3"
    rate = api.METRICS["good_rate"]
    now, before = (api.Value(rate, 400, n, Decimal(text)) for n, text in ((1, "0.25"), (0, "0")))
    assert change(now, before) == "▲ 0.3 个百分点"


def test_timed_work_freezes_the_last_month_once_after_its_cut_off(session: Session) -> None:
    month.october()
    session.rollback()
    with clock.fixed(month.BEFORE.replace(hour=23, day=1)):
        assert month_end.freeze_due(jobs.WORKER) == 0
    with clock.fixed(month.AFTER):
        assert month_end.freeze_due(jobs.WORKER) == 1
        assert month_end.freeze_due(jobs.WORKER) == 0
    row = month.standing()
    assert row is not None
    paper = session.get_one(Document, row.document_id)
    assert (paper.drafted_by_id, paper.facts["period"]) == (None, month.OCTOBER)
    assert paper.facts["cut_off"] == "2026-11-02"


def test_draft_of_a_running_month_is_made_anew_when_it_is_over(session: Session) -> None:
    month.october()
    with clock.fixed(month.IN_OCTOBER):
        early = month.frozen()
    session.rollback()
    with clock.fixed(month.AFTER):
        assert month_end.freeze_due(jobs.WORKER) == 1
    assert month.stored(early.id).state == SnapshotState.VOID


@pytest.mark.parametrize("who", ["bureau", "inspector", "gaowan", "auditor"])
def test_others_neither_freeze_nor_see_a_draft(session: Session, who: str) -> None:
    row_id = month.frozen().id
    actor = support.person(who)
    with pytest.raises(Forbidden):
        snapshots.freeze(actor, month.OCTOBER, "试试")
    store.name(session, actor)
    assert reads.listed(session) == []
    with pytest.raises(Forbidden), store.write(actor) as work:
        month_papers.draft_report(work, actor, row_id)


def test_frozen_list_that_was_changed_is_found() -> None:
    lists = {"a": [3, 9, 9, 4000], "b": []}
    data, sha256 = frozen.pack(lists)
    assert frozen.unpack(data, sha256) == lists
    with pytest.raises(ValueError, match="changed"):
        frozen.unpack(data + b"x", sha256)


def test_bureau_drafts_from_the_same_figures_and_freezes_nothing(session: Session) -> None:
    month.october()
    actor = support.person("bureau")
    with store.write(actor) as work:
        typed = {"period": month.OCTOBER}
        paper = composing.begin(work, actor, "monthly_report", typed).papers[0].id
    assert month.standing() is None
    rows = {row[0]: row[1] for row in session.get_one(Document, paper).facts["tables"][0]["rows"]}
    assert (rows["评价总数"], rows["诉求总数"]) == ("53条", "2件")


def test_voided_report_of_a_signed_month_is_made_again_of_the_same_figures(
    session: Session,
) -> None:
    month.approved()
    ids = month.evaluated("GW", {month.L.SATISFIED: 60})
    first = month.signed()
    with pytest.raises(DatabaseError), store.write(month.TEST) as work:
        table = table_of(ReportSnapshot)
        work.execute(sa.update(table).where(table.c.id == first.id).values(document_id=None))
    old = first.document_id
    assert old is not None
    leader = support.person("leader")
    with store.write(leader) as work:
        seen = work.get_one(Document, old).row_version
        documents.void(work, leader, old, seen, "盖错了章")
    month.voided(ids[7])
    paper = month.reported(first.id)
    row = month.stored(first.id)
    assert (row.state, row.document_id) == (SnapshotState.SIGNED, paper)
    with pytest.raises(Refused, match="已经起草"):
        month.reported(first.id)
    month.turn("intake", documents.send, paper)
    signed = month.turn("leader", documents.sign, paper)
    assert signed.facts["tables"] == session.get_one(Document, old).facts["tables"]
    row = month.stored(first.id)
    assert (row.figures, row.signed_at) == (first.figures, first.signed_at)
    lines = month.frozen(month.NOVEMBER).figures["adjustments"]
    assert ("60条", "59条") in [(one["printed"], one["now"]) for one in lines]
