"""The other ways out and back: their guards, what they leave, and what the timer puts away."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock, endings, store
from app.enums import DocumentKind, FeedbackWay, MessageState, ProblemState
from app.enums_clue import ClueState
from app.enums_ledger import DeadlineKind, LinkKind
from app.errors import Forbidden, Invalid, Refused
from app.models import (
    Clue,
    Document,
    Message,
    Problem,
    ProblemEvent,
    ProblemLink,
    ProblemTransfer,
    PublicStatus,
)
from app.operations import archive, clues, recusal_rules, submission
from app.operations.walking import Report
from app.principal import system
from app.queries import ledger as reads
from tests import makers, support
from tests.clocks.test_rows import rows

TIMER = system("定时任务")
S = ProblemState


def later(days: int) -> datetime:
    """Return an instant some days after the held hour."""
    return support.NOW + timedelta(days=days)


def tick(days: int) -> Report:
    """Let the timer put away what is due some days from now."""
    with clock.fixed(later(days)):
        return archive.archive_due(TIMER)


def state(problem_id: int) -> ProblemState:
    """Return the state of an item as stored."""
    return makers.stored(problem_id).state


def waits(who: str) -> set[tuple[str, int]]:
    """Return what waits for a person: next action and item."""
    actor = support.person(who)
    session = support.session()
    session.rollback()
    store.name(session, actor)
    found = {(item.action, item.problem_id) for item in reads.waiting(session, actor)}
    store.name(session, system("test"))
    return found


def events(problem_id: int) -> list[str]:
    """Return the codes of an item's events in order."""
    query = sa.select(ProblemEvent.transition).where(ProblemEvent.problem_id == problem_id)
    return list(support.session().scalars(query.order_by(ProblemEvent.seq)))


def test_rejection_drafts_the_notice_without_the_reporter(session: Session) -> None:
    problem_id = makers.registered()
    makers.act("intake", problem_id, "reject", route=f"请{makers.NAME}（{makers.PHONE}）起诉。")
    problem = makers.stored(problem_id)
    assert (problem.state, problem.rejection_reason) == (S.REJECTED, "judicial")
    paper = support.session().scalars(sa.select(Document)).one()
    assert (paper.kind, paper.problem_id) == (DocumentKind.REJECTION_NOTICE, problem_id)
    note = (
        support.session()
        .scalars(sa.select(ProblemEvent.note).where(ProblemEvent.transition == "T03"))
        .one()
    )
    for text in (str(paper.facts), note):
        assert makers.PHONE not in text
        assert makers.NAME not in text


def test_rejection_with_a_number_of_its_own_drafts_nothing(session: Session) -> None:
    problem_id = makers.registered()
    makers.act("intake", problem_id, "reject", notice_no="海民不受〔2026〕9号")
    assert support.session().scalars(sa.select(Document)).all() == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"told": False}, "told"),
        ({"told_way": "none"}, "told_way"),
        ({"reason": "weather"}, "reason"),
        ({"basis": " "}, "basis"),
        ({"route": ""}, "route"),
    ],
)
def test_rejection_asks_for_reason_basis_route_and_that_the_reporter_was_told(
    session: Session, changes: dict[str, Any], field: str
) -> None:
    problem_id = makers.registered()
    with pytest.raises(Invalid) as refused:
        makers.act("intake", problem_id, "reject", **changes)
    assert field in refused.value.errors


def test_review_takes_a_rejected_item_up_again(session: Session) -> None:
    problem_id = makers.registered()
    makers.act("intake", problem_id, "reject")
    with pytest.raises(Forbidden):
        makers.act("intake", problem_id, "review")
    makers.act("leader", problem_id, "review")
    problem = makers.stored(problem_id)
    assert (problem.state, problem.rejection_reason) == (S.REGISTERED, None)


def test_transfer_is_asked_after_until_its_result_comes_back(session: Session) -> None:
    problem_id = makers.registered()
    makers.act("bureau", problem_id, "transfer")
    row = support.session().scalars(sa.select(ProblemTransfer)).one()
    # Wednesday and five working days.
    assert clock.local(row.track_due).date().isoformat() == "2026-11-25"
    assert row.document_id is not None
    assert ("track", problem_id) not in waits("intake")
    with clock.fixed(later(7)):
        assert ("track", problem_id) in waits("intake")
        makers.act("intake", problem_id, "track")
        assert ("track", problem_id) not in waits("intake")
    makers.stored(problem_id)
    session.refresh(row)
    assert (row.checks, clock.local(row.track_due).date().isoformat()) == (1, "2026-12-02")
    assert tick(60).skipped == {"转办结果没有返回": 1}
    makers.act("intake", problem_id, "take_result")
    session.refresh(row)
    assert (row.result, row.told_way) == ("对方已修复路面。", FeedbackWay.PHONE)
    with pytest.raises(Refused, match="转办结果已经返回"):
        makers.act("intake", problem_id, "track")
    assert tick(60).acted == 1


def test_each_asking_after_a_transfer_meets_its_own_limit_and_starts_the_next(
    session: Session,
) -> None:
    problem_id = makers.registered()
    makers.act("bureau", problem_id, "transfer")
    with clock.fixed(later(8)):
        makers.act("intake", problem_id, "track")
    with clock.fixed(later(9)):
        makers.act("intake", problem_id, "take_result")
    found = [row for row in rows(problem_id) if row.kind == DeadlineKind.TRACK]
    assert [(clock.local(row.due_at).date().isoformat(), row.late) for row in found] == [
        ("2026-11-25", True),
        ("2026-12-03", False),
    ]


def test_closed_item_is_reopened_as_one_proposes_and_another_approves(session: Session) -> None:
    other = makers.registered()
    problem_id = makers.problem_in("closed")
    number = makers.stored(other).problem_no
    with pytest.raises(Forbidden):
        makers.act("leader", problem_id, "ask_reopen")
    with pytest.raises(Refused, match="没有提请重启"):
        makers.act("leader", problem_id, "reopen")
    makers.act("intake", problem_id, "ask_reopen", ground="relapse", other_no=number)
    assert ("reopen", problem_id) in waits("leader")
    makers.act("leader", problem_id, "reopen", days=9)
    problem = makers.stored(problem_id)
    assert (problem.state, problem.reopen_count, problem.closed_at) == (S.IN_PROGRESS, 1, None)
    # What is asked for later is held against the days of this round.
    assert problem.days_limit == 9
    link = support.session().scalars(sa.select(ProblemLink)).one()
    assert (link.problem_id, link.other_id, link.kind) == (problem_id, other, LinkKind.RELAPSE)
    assert ("submit", problem_id) in waits("gaowan")


def test_reopening_is_not_asked_after_its_days_nor_twice(session: Session) -> None:
    problem_id = makers.problem_in("closed")
    with clock.fixed(later(31)), pytest.raises(Refused, match="已超过 30 天"):
        makers.act("intake", problem_id, "ask_reopen")
    makers.act("intake", problem_id, "ask_reopen")
    with pytest.raises(Refused, match="已提请重启"):
        makers.act("intake", problem_id, "ask_reopen")
    assert tick(60).skipped == {"提请重启没有决定": 1}
    makers.act("leader", problem_id, "refuse_reopen")
    assert state(problem_id) == S.CLOSED
    assert ("reopen", problem_id) not in waits("leader")


def test_relapse_names_the_item_in_which_it_came_back(session: Session) -> None:
    problem_id = makers.problem_in("closed")
    for number in ("", "HXZT-2026-09999", makers.stored(problem_id).problem_no):
        with pytest.raises(Invalid):
            makers.act("intake", problem_id, "ask_reopen", ground="relapse", other_no=number)


def unhappy(problem_id: int) -> None:
    """Let the reporter say that he is not satisfied."""
    makers.act("clerk", problem_id, "callback", callback_result="dissatisfied")


def test_second_rework_needs_the_leader(session: Session) -> None:
    problem_id = makers.problem_in("pending_feedback")
    unhappy(problem_id)
    with pytest.raises(Refused, match="还没有因不满意重办过"):
        makers.act("leader", problem_id, "allow_again")
    makers.act("intake", problem_id, "dissatisfied")
    makers.act("gaowan", problem_id, "submit", co_reason="不再等协办。")
    makers.act("inspector", problem_id, "verify")
    unhappy(problem_id)
    with pytest.raises(Refused, match="须由县纪委领导批准"):
        makers.act("intake", problem_id, "dissatisfied")
    assert ("allow_again", problem_id) in waits("leader")
    makers.act("leader", problem_id, "allow_again")
    assert ("allow_again", problem_id) not in waits("leader")
    makers.act("intake", problem_id, "dissatisfied")
    assert state(problem_id) == S.IN_PROGRESS
    assert not endings.allowed_again(support.session(), problem_id)


def test_withdrawal_ends_every_open_part(session: Session) -> None:
    problem_id = makers.problem_in("in_progress")
    with pytest.raises(Invalid):
        makers.act("intake", problem_id, "withdraw", confirmed=False)
    makers.act("intake", problem_id, "withdraw")
    assert state(problem_id) == S.WITHDRAWN
    steps = reads.steps(support.session(), system("test"), problem_id)
    assert all(found.step.ended_at is not None for found in steps)


def push(problem_id: int) -> None:
    """Let the intake office push an item into the compartment."""
    actor = support.person("intake")
    with store.write(actor) as work:
        clues.push(
            work,
            actor,
            problem_id,
            {"managed_level": "county", "accused": "某所长", "reason": "涉嫌吃拿卡要"},
        )


def test_item_with_a_clue_and_one_with_parts_are_refused_in_the_same_words(
    session: Session,
) -> None:
    pushed, whole = makers.registered(), makers.registered()
    push(pushed)
    makers.act("intake", whole, "divide")
    said = set()
    for problem_id in (pushed, whole):
        with pytest.raises(Refused) as refused:
            makers.act("intake", problem_id, "withdraw")
        said.add(refused.value.description)
    assert said == {"暂不能办理。"}


def test_settled_clue_still_forbids_a_withdrawal_and_lets_the_archive_have_it(
    session: Session,
) -> None:
    problem_id = makers.problem_in("closed")
    push(problem_id)
    before = events(problem_id)
    assert tick(31).skipped == {"暂不能办理": 1}
    # Nothing of the clue is written into the ledger.
    assert events(problem_id) == before
    with store.write(system("test")) as work:
        work.execute(sa.update(Clue).values(state=ClueState.RETURNED))
    assert tick(31).acted == 1


def test_timer_archives_after_thirty_days_and_once(session: Session) -> None:
    closed, rejected = makers.problem_in("closed"), makers.registered()
    makers.act("intake", rejected, "reject")
    running = makers.registered()
    assert tick(29).scanned == 0
    first, second = tick(31), tick(31)
    assert (first.scanned, first.acted, second.scanned) == (2, 2, 0)
    assert [state(one) for one in (closed, rejected, running)] == [
        S.ARCHIVED,
        S.ARCHIVED,
        S.REGISTERED,
    ]
    assert makers.stored(closed).archived_at is not None


def test_one_item_that_may_not_be_archived_holds_up_no_other(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = makers.problem_in("closed"), makers.problem_in("closed")
    note = recusal_rules.note

    def refuse_first(work: Session, problem: Problem) -> list[int]:
        if problem.id == first:
            raise Refused("没有领导能接手")
        return note(work, problem)

    monkeypatch.setattr(recusal_rules, "note", refuse_first)
    report = tick(31)
    assert (report.acted, +report.skipped) == (1, {"出错，见日志": 1})
    assert makers.stored(first).state == S.CLOSED
    assert makers.stored(second).state == S.ARCHIVED


def test_merged_item_is_archived_after_its_master(session: Session) -> None:
    master = makers.registered()
    merged = makers.merged_into(master)
    assert tick(31).skipped == {"主件没有办结": 1}
    assert state(merged) == S.MERGED


def test_merged_item_waits_while_its_master_may_be_reopened(session: Session) -> None:
    master = makers.problem_in("pending_feedback")
    merged = makers.merged_into(master)
    makers.act("clerk", master, "callback")
    makers.act("clerk", merged, "tell_merged")
    makers.act("intake", master, "close")
    with clock.fixed(later(29)):
        makers.act("intake", master, "ask_reopen")
    assert tick(31).skipped == {"主件没有办结": 1}
    with clock.fixed(later(33)):
        makers.act("leader", master, "reopen")
    row = makers.stored(merged)
    assert (row.state, row.closed_at) == (S.MERGED, None)


def test_what_somebody_works_on_meanwhile_is_not_put_away(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem_id = makers.problem_in("closed")
    hold = archive._hold

    def late(work: Session, ids: list[int]) -> list[Problem]:
        work.execute(sa.update(Problem).values(state=S.IN_PROGRESS, closed_at=None))
        return hold(work, ids)

    monkeypatch.setattr(archive, "_hold", late)
    assert tick(31).skipped == {"已有新的办理": 1}
    assert state(problem_id) == S.IN_PROGRESS


def test_parent_closes_after_every_part(session: Session) -> None:
    parent = makers.problem_in("in_progress")
    makers.act("gaowan", parent, "divide_own")
    part = max(support.session().scalars(sa.select(Problem.id)))
    row = makers.stored(part)
    assert (row.parent_problem_id, row.contact_id, row.state) == (parent, None, S.REGISTERED)
    for who, action in (("minzheng", "answer"), ("gaowan", "submit"), ("inspector", "verify")):
        makers.act(who, parent, action)
    makers.act("clerk", parent, "callback")
    with pytest.raises(Refused, match="下级事项还有 1 件没有办结"):
        makers.act("intake", parent, "close")
    makers.act("intake", part, "withdraw")
    makers.act("intake", parent, "close")
    assert state(parent) == S.CLOSED


def test_part_of_a_report_is_kept_as_closely_and_shows_its_parent_to_nobody_else(
    session: Session,
) -> None:
    parent = makers.registered(request_type="report", unit_complained_id=support.unit_id("XJ"))
    makers.act("intake", parent, "divide")
    part = makers.stored(max(support.session().scalars(sa.select(Problem.id))))
    whole = makers.stored(parent)
    assert (part.track, part.is_sensitive, part.unit_complained_id) == (
        whole.track,
        True,
        whole.unit_complained_id,
    )
    makers.act("intake", part.id, "triage", petition_class="accusation")
    makers.act("leader", part.id, "instruct", co_unit_ids=[])
    actor = support.person("gaowan")
    store.name(support.session(), actor)
    assert reads.get(support.session(), actor, part.id).id == part.id
    query = sa.select(Problem.id).where(Problem.id == parent)
    assert support.session().scalars(query).all() == []


def test_township_divides_among_its_own_villages_alone(session: Session) -> None:
    parent = makers.problem_in("in_progress")
    with pytest.raises(Invalid, match="只能分解到本乡镇的村"):
        makers.act("gaowan", parent, "divide_own", region_code="130924101203")
    with pytest.raises(Forbidden):
        makers.act("minzheng", parent, "divide_own")


def from_message(problem_id: int) -> int:
    """Tie an item to a message of the board and return the id of what its code opens."""
    with store.write(system("test")) as work:
        submission.leave_message(
            work,
            {
                "channel": "message_board",
                "request_type": "help",
                "identity_mode": "anonymous",
                "subject": "路面破损",
                "body": "村口路面破损",
                "region_code": makers.KONGZHUANGZI,
            },
            "once",
        )
        message = work.scalars(sa.select(Message)).one()
        message.problem_id, message.state = problem_id, MessageState.ACCEPTED
        return work.scalars(sa.select(PublicStatus.id)).one()


@pytest.mark.parametrize(
    ("action", "after", "words"),
    [
        ("reject", S.REJECTED, "不予受理"),
        ("transfer", S.TRANSFERRED_OUT, "已转市12345热线中心"),
        ("withdraw", S.WITHDRAWN, "已撤回"),
    ],
)
def test_query_code_tells_state_and_reply(
    session: Session, action: str, after: ProblemState, words: str
) -> None:
    problem_id = makers.registered()
    status_id = from_message(problem_id)
    makers.act("intake", problem_id, action)
    makers.stored(problem_id)
    row = support.session().get_one(PublicStatus, status_id)
    assert (row.state, words in (row.reply or "")) == (after, True)


def test_query_code_goes_on_telling_the_end_after_the_archive(session: Session) -> None:
    problem_id = makers.registered()
    status_id = from_message(problem_id)
    makers.act("intake", problem_id, "reject")
    assert tick(31).acted == 1
    assert support.session().get_one(PublicStatus, status_id).state == S.REJECTED
