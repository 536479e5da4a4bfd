"""One row of each append-only table of the ledger, for the tests of the database's refusals."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.enums import (
    CalendarStatus,
    Channel,
    FeedbackWay,
    IdentityMode,
    OutboxChannel,
    RequestType,
)
from app.enums_ledger import (
    DeadlineCause,
    DeadlineKind,
    LimitUnit,
    LinkKind,
    MeetingKind,
    MetricKind,
    ThanksKind,
)
from app.models import (
    CalendarBatch,
    Deadline,
    Extension,
    Meeting,
    MeetingProblem,
    Model,
    NoticeRead,
    Outbox,
    OutcomeMetric,
    Problem,
    ProblemLink,
    ProblemStep,
    ProblemTransfer,
    SavedFilter,
    Suspension,
    Thanks,
)
from tests import support

VILLAGE = "130924102225"


def problem_id(work: Session, number: int = 1) -> int:
    """Return the id of a new item."""
    row = Problem(
        problem_no=f"HXZT-2026-{number:05}",
        title="事项",
        content="原文",
        content_redacted="内容",
        channel=Channel.PHONE,
        request_type=RequestType.HELP,
        identity_mode=IdentityMode.ANONYMOUS,
        region_code=VILLAGE,
        registered_at=support.NOW,
        due_at=support.NOW,
    )
    work.add(row)
    work.flush()
    return row.id


def meeting_id(work: Session) -> int:
    """Return the id of a new meeting."""
    row = Meeting(
        kind=MeetingKind.PUSH,
        title="推进会",
        held_on=support.NOW.date(),
        host_unit_id=support.unit_id("JW"),
    )
    work.add(row)
    work.flush()
    return row.id


def notice_id(work: Session) -> int:
    """Return the id of a new notice."""
    row = Outbox(
        channel=OutboxChannel.IN_APP,
        template="problem.T06",
        unit_id=support.unit_id("GW"),
        payload={},
        dedupe_key="ledger-rows",
    )
    work.add(row)
    work.flush()
    return row.id


MAKERS: dict[type[Model], Callable[[Session], Model]] = {
    Deadline: lambda work: Deadline(
        problem_id=problem_id(work),
        kind=DeadlineKind.HANDLE,
        cause=DeadlineCause.START,
        base_at=support.NOW,
        days=7,
        unit=LimitUnit.WORKDAY,
        due_at=support.NOW,
        calendar_status=CalendarStatus.FINAL,
        calendar_version=1,
        rule_version=0,
    ),
    ProblemLink: lambda work: ProblemLink(
        problem_id=problem_id(work), other_id=problem_id(work, 2), kind=LinkKind.SAME_FACT
    ),
    MeetingProblem: lambda work: MeetingProblem(
        meeting_id=meeting_id(work), problem_id=problem_id(work)
    ),
    OutcomeMetric: lambda work: OutcomeMetric(
        problem_id=problem_id(work), kind=MetricKind.HOUSEHOLDS, value=808, basis="花名册"
    ),
    Thanks: lambda work: Thanks(
        problem_id=problem_id(work), kind=ThanksKind.BANNER, given_on=support.NOW.date()
    ),
    NoticeRead: lambda work: NoticeRead(
        account_id=support.person("gaowan").account_id,
        outbox_id=notice_id(work),
        read_at=support.NOW,
    ),
    CalendarBatch: lambda _work: CalendarBatch(
        year=2030, status=CalendarStatus.PROVISIONAL, loaded_at=support.NOW
    ),
}


def fill(work: Session, one: int, other: int) -> None:
    """Add a row to each fenced table of the ledger, about items that are stored already."""
    step = work.scalars(
        sa.select(ProblemStep.id).where(ProblemStep.problem_id == one).order_by(ProblemStep.id)
    ).first()
    by = support.person("gaowan").account_id
    asked = {
        "problem_id": one,
        "step_id": step,
        "reason": "雨季不能施工",
        "asked_by_id": by,
        "asked_at": support.NOW,
        "due_before": support.NOW,
    }
    meeting, notice = meeting_id(work), notice_id(work)
    work.add_all(
        [
            Deadline(
                problem_id=one,
                kind=DeadlineKind.HANDLE,
                cause=DeadlineCause.START,
                base_at=support.NOW,
                days=7,
                unit=LimitUnit.WORKDAY,
                due_at=support.NOW,
                calendar_status=CalendarStatus.FINAL,
                calendar_version=1,
                rule_version=0,
            ),
            Extension(days=5, **asked),
            Suspension(ground="season", expected_on=support.NOW.date(), **asked),
            ProblemTransfer(
                problem_id=one,
                target="市12345中心",
                letter_no="海纪转〔2026〕1号",
                receipt="已签收",
                told_way=FeedbackWay.PHONE,
                track_due=support.NOW,
            ),
            ProblemLink(problem_id=one, other_id=other, kind=LinkKind.RELAPSE),
            MeetingProblem(meeting_id=meeting, problem_id=one),
            OutcomeMetric(problem_id=one, kind=MetricKind.PEOPLE, value=3, basis="名单"),
            Thanks(problem_id=one, kind=ThanksKind.PHONE, given_on=support.NOW.date()),
            SavedFilter(account_id=by, table_name="problem", name="本镇超期", query={}),
            NoticeRead(account_id=by, outbox_id=notice, read_at=support.NOW),
        ]
    )
