"""Papers: facts without a reporter, numbers without a gap, bytes that stay the same."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import audit, clock, store
from app.enums import DocumentState
from app.errors import Conflict, Forbidden, Invalid, Missing, Refused
from app.extensions import db
from app.models import Document, Outbox, Supervision
from app.operations import documents
from app.queries import papers
from reports.render import render as print_paper
from tests import makers, support
from tests.turns import waiting

LATE = support.NOW + timedelta(days=14)
FACTS: dict[str, Any] = {
    "agency": "中共海兴县纪律检查委员会",
    "title": "关于开展自查的通报",
    "addressees": ["各乡镇人民政府"],
    "body": [{"level": 0, "text": "请开展自查。"}],
    "sign": "中共海兴县纪律检查委员会",
}


def drafted(who: str = "intake", **changes: Any) -> int:
    """Draft a circular and return its id."""
    actor = support.person(who)
    with store.write(actor) as work:
        return documents.draft(work, actor, "circular", {**FACTS, **changes}).id


def made(how: str, *args: Any) -> int:
    """Draft one of the ledger's papers and return its id."""
    actor = support.person("intake")
    with store.write(actor) as work:
        document = getattr(documents, how)(work, actor, *args)
        return int(document.id)


def signed(document_id: int, who: str = "leader") -> Document:
    """Send a draft if nobody did, and sign it at its present version."""
    waiting(document_id)
    actor = support.person(who)
    with store.write(actor) as work:
        version = papers.get(work, actor, document_id).row_version
        documents.sign(work, actor, document_id, version)
    return stored(document_id)


def issued(document_id: int, render: documents.Render = print_paper) -> bytes:
    """Issue a paper as the job does."""
    actor = support.person("leader")
    with store.write(actor) as work:
        return documents.issue(work, actor, document_id, render)


def stored(document_id: int) -> Document:
    """Return a paper as it is stored now."""
    session = support.session()
    session.rollback()
    store.name(session, audit.KEEPER)
    return session.get_one(Document, document_id)


def late_case() -> int:
    """Make an item whose parts are late at LATE, supervised by letter."""
    problem_id = makers.problem_in("in_progress")
    with clock.fixed(LATE):
        makers.act("intake", problem_id, "supervise")
    return problem_id


def test_assignment_letter_prints_the_redacted_matter(session: Session) -> None:
    document_id = made("draft_assignment", makers.problem_in("assigned"))
    facts = stored(document_id).facts
    assert facts["lead_unit"] == "高湾镇人民政府"
    assert facts["co_units"] == ["县民政局（示例）"]
    assert facts["deadline"] == "2026-11-27"
    assert "杨某" in facts["matter"]
    assert makers.NAME not in str(facts)
    signed(document_id)
    assert issued(document_id).startswith(b"%PDF-")


def test_assignment_letter_needs_an_assigned_item(session: Session) -> None:
    problem_id = makers.registered()
    with pytest.raises(Refused, match="还没有批办"):
        made("draft_assignment", problem_id)


def test_long_texts_still_fit_the_assignment_letter(session: Session) -> None:
    problem_id = makers.registered(content="长" * 5000, title="题" * 100)
    makers.act("intake", problem_id, "triage")
    makers.act("leader", problem_id, "instruct", instruction="批" * 2000)
    document_id = made("draft_assignment", problem_id)
    signed(document_id)
    assert issued(document_id).startswith(b"%PDF-")


def test_supervision_letter_names_the_late_item_and_is_linked(session: Session) -> None:
    problem_id = late_case()
    with clock.fixed(LATE):
        document_id = made("draft_supervision", problem_id)
        facts = stored(document_id).facts
        assert facts["items"] == [
            {
                "no": "HXZT-2026-00001",
                "matter": "杨某补办结婚证被两家单位互相推托",
                "unit": "高湾镇人民政府",
                "due": "2026-11-27",
                "days_over": 3,
            }
        ]
        signed(document_id)
        assert issued(document_id).startswith(b"%PDF-")
    link = session.scalars(sa.select(Supervision.document_id)).one()
    assert link == document_id


def test_demands_of_a_supervision_letter_are_of_the_first_level(session: Session) -> None:
    problem_id = late_case()
    with clock.fixed(LATE):
        body = stored(made("draft_supervision", problem_id)).facts["body"]
    assert [piece["level"] for piece in body if piece["level"]] == [1, 1]


def test_supervision_letter_is_refused_for_an_item_in_time(session: Session) -> None:
    problem_id = makers.problem_in("in_progress")
    with pytest.raises(Refused, match="没有超期"):
        made("draft_supervision", problem_id)


def test_circular_names_late_units_and_never_a_discipline_item(session: Session) -> None:
    late_case()
    makers.problem_in("in_progress", request_type="report", title="反映吃拿卡要")
    with clock.fixed(LATE):
        document_id = made("draft_circular", None, LATE)
        facts = stored(document_id).facts
        (table,) = facts["tables"]
        assert [row[1:] for row in table["rows"]] == [
            ["HXZT-2026-00001", "杨某补办结婚证被两家单位互相推托", unit, "11月27日", "3"]
            for unit in ("高湾镇人民政府", "县民政局（示例）")
        ]
        assert "吃拿卡要" not in str(facts)
        signed(document_id)
        assert issued(document_id).startswith(b"%PDF-")


def test_circular_may_name_chosen_units_alone(session: Session) -> None:
    late_case()
    with clock.fixed(LATE):
        document_id = made("draft_circular", [support.unit_id("MZ")], LATE)
    assert [row[3] for row in stored(document_id).facts["tables"][0]["rows"]] == [
        "县民政局（示例）"
    ]


def test_circular_without_a_late_item_is_refused(session: Session) -> None:
    makers.problem_in("in_progress")
    with pytest.raises(Refused, match="没有超期"):
        made("draft_circular", None, support.NOW)


def test_draft_drops_the_telephone_of_the_item_s_reporter(session: Session) -> None:
    problem_id = makers.problem_in("assigned")
    actor = support.person("intake")
    body = [{"level": 0, "text": f"来访人电话{makers.PHONE}。"}]
    with store.write(actor) as work:
        kept = documents.draft(
            work, actor, "circular", {**FACTS, "body": body}, problem_id=problem_id
        )
        assert kept.facts["body"][0]["text"] == "来访人电话138****8000。"


@pytest.mark.parametrize("who", ["clerk", "gaowan", "minzheng", "inspector", "auditor"])
def test_role_without_the_right_drafts_nothing(session: Session, who: str) -> None:
    with pytest.raises(Forbidden):
        drafted(who)


def test_draft_about_a_foreign_item_is_not_found(session: Session) -> None:
    problem_id = makers.problem_in("assigned", request_type="report")
    actor = support.person("bureau")
    with pytest.raises(Missing), store.write(actor) as work:
        documents.draft_assignment(work, actor, problem_id)


def test_signing_gives_number_and_date(session: Session) -> None:
    document = signed(drafted())
    assert document.number == "海纪通〔2026〕1号"
    assert document.facts["number"] == {"code": "海纪通", "year": 2026, "seq": 1}
    assert document.facts["date"] == "2026-11-18"
    assert (document.state, document.signed_at) == (DocumentState.SIGNED, support.NOW)


def test_drafter_does_not_sign_his_own_paper(session: Session) -> None:
    document_id = drafted("leader")
    with pytest.raises(Forbidden):
        signed(document_id)


@pytest.mark.parametrize("who", ["intake", "bureau_lead"])
def test_only_the_leader_signs(session: Session, who: str) -> None:
    document_id = drafted()
    with pytest.raises((Forbidden, Missing)):
        signed(document_id, who)


def test_stale_version_is_not_signed(session: Session) -> None:
    document_id, actor = drafted(), support.person("leader")
    with pytest.raises(Conflict), store.write(actor) as work:
        documents.sign(work, actor, document_id, 7)


def test_paper_is_signed_once(session: Session) -> None:
    document_id = drafted()
    signed(document_id)
    with pytest.raises(Refused, match="不能再签发"):
        signed(document_id)


def test_issued_bytes_never_change(session: Session) -> None:
    document_id = drafted()
    signed(document_id)
    prints = []

    def render(kind: str, facts: Mapping[str, Any]) -> bytes:
        prints.append(kind)
        return b"%PDF-1.7\n%" + str(len(prints)).encode() + b"\n%%EOF\n"

    first = issued(document_id, render)
    assert issued(document_id, render) == first
    assert prints == ["circular"]
    actor = support.person("intake")
    store.name(session, actor)
    assert documents.reprint(session, actor, document_id) == first
    document = stored(document_id)
    assert document.state is DocumentState.ISSUED
    assert document.pdf_sha256 is not None


def test_draft_is_not_issued(session: Session) -> None:
    document_id = drafted()
    with pytest.raises(Refused, match="签发以后"):
        issued(document_id)


def test_issued_letter_reaches_its_unit_alone(session: Session) -> None:
    document_id = made("draft_assignment", makers.problem_in("assigned"))
    gaowan, xinji = support.person("gaowan"), support.person("xinji")
    store.name(session, gaowan)
    with pytest.raises(Missing):
        papers.get(session, gaowan, document_id)
    signed(document_id)
    data = issued(document_id)
    store.name(session, gaowan)
    assert documents.reprint(session, gaowan, document_id) == data
    store.name(session, xinji)
    with pytest.raises(Missing):
        documents.reprint(session, xinji, document_id)
    stored(document_id)
    query = sa.select(Outbox).where(Outbox.template == "document.issued")
    notice = session.scalars(query).one()
    assert (notice.unit_id, notice.payload) == (gaowan.unit_id, {"document_id": document_id})


def test_voided_number_is_never_given_again(session: Session) -> None:
    first = drafted()
    version = signed(first).row_version
    actor = support.person("leader")
    with pytest.raises(Invalid), store.write(actor) as work:
        documents.void(work, actor, first, version, "  ")
    with store.write(actor) as work:
        documents.void(work, actor, first, version, "事实有误")
    assert stored(first).state is DocumentState.VOID
    assert signed(drafted()).number == "海纪通〔2026〕2号"


def test_unnumbered_draft_is_not_voided(session: Session) -> None:
    document_id, actor = drafted(), support.person("leader")
    with pytest.raises(Refused, match="没有编号"), store.write(actor) as work:
        documents.void(work, actor, document_id, 1, "不要了")


def test_eight_threads_sign_without_gap_or_repeat(app: Flask, session: Session, soak: bool) -> None:
    count, threads = (200, 8) if soak else (24, 8)
    actor, leader = support.person("intake"), support.person("leader")
    with store.write(actor) as work:
        ids = [documents.draft(work, actor, "circular", FACTS).id for _ in range(count)]
    waiting(*ids)
    failures: list[BaseException] = []

    def work_off(mine: list[int]) -> None:
        with app.app_context(), clock.fixed(support.NOW):
            try:
                for document_id in mine:
                    with store.write(leader) as own:
                        documents.sign(own, leader, document_id, 1)
            except BaseException as error:
                failures.append(error)
            finally:
                db.session.remove()

    workers = [threading.Thread(target=work_off, args=(ids[n::threads],)) for n in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failures == []
    stored(ids[0])
    numbers = session.scalars(sa.select(Document.seq).order_by(Document.seq)).all()
    assert numbers == list(range(1, count + 1))
    assert audit.verify(session) == (2 * count, None)
