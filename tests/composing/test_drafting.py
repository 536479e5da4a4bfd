"""Every kind of paper is drafted from the ledger, without a reporter, and prints as it is."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pikepdf
import pytest
from sqlalchemy.orm import Session

from app.enums import DocumentKind, DocumentState
from app.errors import Forbidden, Invalid, Missing, Refused
from app.operations.composing_kinds import ALL, Source
from app.operations.drafts import MARKS
from reports.render import render
from tests import makers, support
from tests.composing.hands import FITTING, REPORT, begun, from_item, met, stored
from tests.reports.samples import text_of

MARK = {
    "assignment_letter": "海纪交",
    "livelihood_letter": "海民交",
    "supervision_letter": "海纪督",
    "transfer_letter": "海纪转",
    "rectification_notice": "海纪改",
    "acceptance_notice": "海纪告",
    "rejection_notice": "海民不受",
    "reply": "海纪复",
    "extension_notice": "海纪告",
    "proposal": "海纪建",
    "publicity": "海纪示",
}


def printed(document_id: int) -> bytes:
    """Return a draft as it prints on the day of these tests."""
    document = stored(document_id)
    return render(document.kind.value, {**document.facts, "date": "2026-11-20"})


def test_every_kind_of_the_registry_can_be_drafted() -> None:
    assert {one.kind for one in ALL} == set(DocumentKind) == set(MARKS)
    assert {one.code for one in ALL if one.takes_items} == set(FITTING)


@pytest.mark.parametrize("code", FITTING)
def test_item_that_fits_gives_a_paper_that_prints_and_names_no_reporter(
    session: Session, code: str
) -> None:
    document = stored(from_item(code, FITTING[code]()))
    assert (document.state, document.agency_mark) == (DocumentState.DRAFT, MARK[code])
    for secret in (makers.NAME, makers.PHONE):
        assert secret not in str(document.facts)
    assert printed(document.id).startswith(b"%PDF-")


@pytest.mark.parametrize("code", sorted(set(FITTING) - {"rejection_notice", "transfer_letter"}))
def test_item_that_does_not_fit_is_refused_in_words(session: Session, code: str) -> None:
    problem_id = makers.registered()
    with pytest.raises(Refused):
        from_item(code, problem_id)


def test_short_letter_to_a_unit_ends_on_the_page_that_it_begins_on(session: Session) -> None:
    facts = stored(from_item("assignment_letter", FITTING["assignment_letter"]())).facts
    kept = {key: value for key, value in facts.items() if key not in {"co_units", "copy_to"}}
    code = {"date": "2026-11-20", "verify_url": "https://vx.example.gov.cn/v/12-ABCDEFGH"}
    facts = {**kept, **code, "matter": "补办结婚证遇互为前置。", "instruction": ""}
    with pikepdf.Pdf.open(io.BytesIO(render("assignment_letter", facts))) as letter:
        assert len(letter.pages) == 1


def test_extension_notice_carries_both_dates_and_the_reason(session: Session) -> None:
    facts = stored(from_item("extension_notice", FITTING["extension_notice"]())).facts
    assert (facts["due"], facts["new_due"]) == ("2026-11-27", "2026-12-04")
    assert facts["reason"] == "档案在市里，调档要一周。"
    assert facts["addressees"] == ["反映人"]


def test_notice_to_somebody_whom_nobody_can_reach_is_refused(session: Session) -> None:
    problem_id = makers.problem_in(
        "in_progress", identity_mode="anonymous", name="", phone="", allow_unit_contact=False
    )
    with pytest.raises(Refused, match="没有留下联系方式"):
        from_item("acceptance_notice", problem_id)


@pytest.mark.parametrize("code", ["rectification_notice", "proposal", "publicity"])
def test_what_is_kept_closely_goes_to_no_unit_and_to_no_wall(session: Session, code: str) -> None:
    problem_id = makers.problem_in("in_progress", **REPORT)
    with pytest.raises(Refused, match="检举控告、敏感或监督执纪"):
        from_item(code, problem_id)


def test_reply_about_what_is_kept_closely_leaves_the_result_to_be_typed(session: Session) -> None:
    assert "result" in stored(from_item("reply", makers.problem_in("closed"))).facts
    closed = _closed_report()
    assert "result" not in stored(from_item("reply", closed)).facts


def _closed_report() -> int:
    """Make a closed item that is kept closely."""
    problem_id = makers.problem_in("submitted", **REPORT)
    makers.act("inspector", problem_id, "verify")
    return problem_id


def test_several_items_of_one_unit_give_one_notice(session: Session) -> None:
    numbers = [makers.stored(makers.problem_in("in_progress")).problem_no for _ in "12"]
    facts = stored(begun("rectification_notice", items="\n".join(numbers))).facts
    assert [item["problem"].split("（")[1][:-1] for item in facts["items"]] == numbers
    assert makers.NAME not in str(facts)


def test_items_of_two_units_give_no_notice_and_a_proposal_each(session: Session) -> None:
    one, other = makers.problem_in("in_progress"), makers.problem_in("pending_decision")
    makers.act("leader", other, "instruct", lead_unit_id=support.unit_id("MZ"), co_unit_ids=[])
    numbers = [makers.stored(row).problem_no for row in (one, other)]
    with pytest.raises(Refused, match="不是同一个"):
        begun("rectification_notice", items="、".join(numbers))
    first = begun("proposal", items="、".join(numbers))
    names = ["高湾镇人民政府", "县民政局（示例）"]
    for at, code in enumerate(("GW", "MZ")):
        document = stored(first + at)
        assert (document.unit_id, document.unit_ids) == (unit := support.unit_id(code), [unit])
        assert document.receipt_due_on == support.NOW.date() + timedelta(days=30)
        assert document.facts["addressees"] == names[at : at + 1]
        assert numbers[at] in str(document.facts)
        assert numbers[1 - at] not in str(document.facts)
        assert document.problem_id == (one, other)[at]
        assert printed(document.id).startswith(b"%PDF-")


def test_unknown_number_is_named(session: Session) -> None:
    with pytest.raises(Invalid, match="HXZT-2026-09999"):
        begun("proposal", items="HXZT-2026-09999")


def test_minutes_carry_decisions_items_and_attendees(session: Session) -> None:
    one, other = makers.problem_in("in_progress"), makers.registered()
    document = stored(begun("minutes", meeting_id=met(one, other)))
    assert document.problem_id is None
    assert document.facts["attendees"] == ["周书记（示例）", "吴局长（示例）"]
    assert [piece["level"] for piece in document.facts["body"]] == [0, 0, 3, 3]
    assert [row[1] for row in document.facts["tables"][0]["rows"]] == [
        makers.stored(row).problem_no for row in (one, other)
    ]
    assert makers.NAME not in str(document.facts)
    assert document.unit_ids == [support.unit_id("GW"), support.unit_id("MZ")]
    assert document.facts["copy_to"] == ["高湾镇人民政府", "县民政局（示例）"]
    text = text_of(printed(document.id))
    assert "分送：高湾镇人民政府，县民政局（示例）。" in text
    assert "抄送" not in text


def test_minutes_about_one_secret_item_follow_that_item(session: Session) -> None:
    secret = makers.problem_in("in_progress", **REPORT)
    assert stored(begun("minutes", meeting_id=met(secret))).problem_id == secret


def test_minutes_about_several_secret_items_are_not_drafted(session: Session) -> None:
    meeting_id = met(*(makers.problem_in("in_progress", **REPORT) for _ in "12"))
    with pytest.raises(Refused, match="检举控告、敏感或监督执纪"):
        begun("minutes", meeting_id=meeting_id)


def test_monthly_report_counts_the_month_without_what_is_kept_closely(session: Session) -> None:
    makers.problem_in("closed")
    makers.problem_in("in_progress")
    makers.registered(**REPORT)
    document = stored(begun("monthly_report", period="2026-11"))
    rows = {row[0]: row[1:] for row in document.facts["tables"][0]["rows"]}
    assert (rows["诉求总数"][0], rows["诉求总数"][-1]) == ("2件", "2件")
    assert (rows["办结"][0], rows["办结"][-1]) == ("1件", "1件")
    assert (rows["解决"][0], rows["解决"][-1]) == ("1件", "1件")
    assert (document.facts["period"], document.facts["cut_off"]) == ("2026-11", "2026-11-18")
    assert printed(document.id).startswith(b"%PDF-")


@pytest.mark.parametrize("period", ["2026-12", "2026-13", "1999-12", "上月", "2026-1-1"])
def test_month_that_is_none_is_named(session: Session, period: str) -> None:
    with pytest.raises(Invalid, match="月份"):
        begun("monthly_report", period=period)


@pytest.mark.parametrize("code", [one.code for one in ALL])
def test_every_kind_begins_as_a_blank_sheet(session: Session, code: str) -> None:
    document = stored(begun(code))
    assert document.title.startswith("关于××××的")
    assert document.facts["body"] == []
    assert document.problem_id is None


@pytest.mark.parametrize(("who", "error"), [("gaowan", Forbidden), ("clerk", Forbidden)])
def test_who_may_not_draft_begins_nothing(session: Session, who: str, error: Any) -> None:
    with pytest.raises(error):
        begun("proposal", who)
    with pytest.raises(error):
        from_item("reply", makers.problem_in("closed"), who)


def test_item_out_of_sight_is_missing(session: Session) -> None:
    problem_id = makers.problem_in("in_progress", **REPORT)
    with pytest.raises(Missing):
        from_item("acceptance_notice", problem_id, "bureau")


def test_unknown_paper_is_missing(session: Session) -> None:
    with pytest.raises(Missing):
        begun("nonsense")
    assert {one.source for one in ALL} == set(Source)
