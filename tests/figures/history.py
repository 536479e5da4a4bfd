"""A random history of evaluations and items, written fast: every way in which rows change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import models as m
from app import store
from app.enums import (
    CalendarStatus,
    CallbackResult,
    Channel,
    EvalLevel,
    EvalScale,
    EvalState,
    FeedbackWay,
    OutcomeKind,
    PointKind,
    ProblemState,
    RequestType,
    StepRole,
    Track,
)
from app.enums_evaluation import FlagKind, FlagState
from app.enums_ledger import AskState, DeadlineCause, DeadlineKind, LimitUnit, LinkKind, MetricKind
from app.models import table_of
from app.operations import figure_fold
from app.principal import system
from tests import support

KEEPER = system("test")
FIRST, DAYS = date(2025, 11, 1), 380
# The village that got a new code, and one of its dead codes (scenario 4).
OLD, NEW = "130924203201", "130924104201"
VILLAGES = ("130924102225", "130924101000", "130924102000", NEW, OLD)
REASONS = ("slow", "attitude", "extortion")
S = ProblemState
WORK = 200
# No step of a walk is longer; nothing of a history lies beyond the tests' own day.
LONGEST = timedelta(hours=200)


class History:
    """Writes a history into the session's database, folding the figures now and then."""

    def __init__(self, session: Session, seed: str, evaluations: int, items: int) -> None:
        """Make the points, then write everything."""
        self.session, self.dice = session, Random(seed)
        self.leader = support.person("leader").account_id
        self.clerk = support.person("clerk").account_id
        self.units = [support.unit_id(code) for code in ("GW", "XJ", "MZ", "ZJ", "SP")]
        self.seq: dict[int, int] = {}
        self.rows: dict[int, dict[str, Any]] = {}
        self.step: dict[int, int] = {}
        # The due date that runs of each item's open step: (row, instant).
        self.limit: dict[int, tuple[int, datetime]] = {}
        self.lead: dict[int, int] = {}
        self.n = 0
        # A long history is followed often enough.
        self.often = 0.12 if evaluations < 1000 else 0.03
        self.evaluations: list[int] = []
        self._write(self._registry)
        for first in range(0, evaluations, WORK):
            count = min(WORK, evaluations - first)
            self._write(lambda count=count: self._evaluations(count))
        for first in range(0, items, WORK):
            count = min(WORK, items - first)
            self._write(lambda count=count: self._items(count))
            for _ in range(7):
                self._write(self._walk)
        self._write(self._cases)
        figure_fold.fold()
        self._write(self._calendar)

    def _write(self, work: Callable[[], None]) -> None:
        """Do a piece of the history in one transaction; sometimes the figures follow at once."""
        with store.write(KEEPER):
            work()
        if self.dice.random() < self.often:
            figure_fold.fold()

    def _add(self, model: Any, *rows: dict[str, Any]) -> None:
        """Add rows past the unit of work."""
        if rows:
            self.session.execute(sa.insert(table_of(model)), list(rows))

    def _set(self, model: Any, row_id: int, **values: Any) -> None:
        """Change one row."""
        table = table_of(model)
        self.session.execute(sa.update(table).where(table.c.id == row_id).values(**values))

    def _at(self, on: date | None = None) -> datetime:
        """Return an instant of a day; some lie at the edge of a month in China."""
        day = on or FIRST + timedelta(days=self.dice.randrange(DAYS))
        minute = self.dice.choice((0, 1, 959, 960, 961, 1439, self.dice.randrange(1440)))
        return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=minute)

    def _registry(self) -> None:
        """Add the codes of a place that changed, windows and points."""
        known = set(self.session.scalars(sa.select(m.Region.code)))
        self.villages = [code for code in VILLAGES if code in known]
        for number, unit in enumerate(self.units):
            window = m.ServiceWindow(unit_id=unit, no=f"T{number}", name=f"窗口{number}")
            self.session.add(window)
            self.session.flush()
            for step in range(3):
                self.session.add(
                    m.ServicePoint(
                        kind=PointKind.WINDOW if step < 2 else PointKind.UNIT,
                        name=f"点位{number}-{step}",
                        unit_id=unit,
                        service_window_id=window.id if step < 2 else None,
                        region_code=self.villages[(number + step) % len(self.villages)],
                    )
                )
        self.session.flush()
        query = sa.select(m.ServicePoint).order_by(m.ServicePoint.id)
        self.points = [
            (p.id, p.unit_id, p.region_code, p.service_window_id)
            for p in self.session.scalars(query)
        ]

    def _evaluations(self, count: int) -> None:
        """Add evaluations with reasons and tasks, then change some of those that are there."""
        given = [self._evaluation() for _ in range(count)]
        table = table_of(m.Evaluation)
        added = sa.insert(table).returning(table.c.id, sort_by_parameter_order=True)
        ids = list(self.session.scalars(added, [row for row, _ in given]))
        children: dict[Any, list[dict[str, Any]]] = {}
        for row_id, (_, belongings) in zip(ids, given, strict=True):
            for model, more in belongings:
                children.setdefault(model, []).append({"evaluation_id": row_id, **more})
        for model, rows in children.items():
            self._add(model, *rows)
        self.evaluations += ids
        for row_id in self.dice.sample(self.evaluations, len(ids) // 5):
            self._set(m.Evaluation, row_id, state=self.dice.choice(list(EvalState)))
        flags = table_of(m.EvaluationFlag)
        for flag in list(
            self.session.scalars(sa.select(flags.c.id).where(flags.c.state == "open"))
        ):
            if self.dice.random() < 0.5:
                state = self.dice.choice((FlagState.CONFIRMED, FlagState.DISMISSED))
                self._set(m.EvaluationFlag, flag, state=state)

    def _evaluation(self) -> tuple[dict[str, Any], list[tuple[Any, dict[str, Any]]]]:
        """Return one evaluation, and the rows that belong to it."""
        dice, at = self.dice, self._at()
        self.n += 1
        point, unit, region, _ = dice.choice(self.points)
        scale = dice.choice(list(EvalScale))
        three = (EvalLevel.SATISFIED, EvalLevel.NEUTRAL, EvalLevel.DISSATISFIED)
        level = dice.choice(three if scale == EvalScale.THREE else list(EvalLevel))
        bad = level in {EvalLevel.DISSATISFIED, EvalLevel.VERY_DISSATISFIED}
        reasons = dice.sample(REASONS, dice.randrange(1, 3)) if bad else []
        row = {
            "eval_no": f"PJ-2026-{self.n:06}",
            "service_point_id": point,
            "unit_id": unit,
            "region_code": region,
            "channel": dice.choice((Channel.QR, Channel.KIOSK, Channel.PHONE)),
            "scale": scale,
            "level": level,
            "is_bad": bad,
            "is_sensitive": "extortion" in reasons,
            "happened_on": (at + timedelta(hours=8)).date(),
            "submitted_at": at,
        }
        more: list[tuple[Any, dict[str, Any]]] = [
            (m.EvaluationReason, {"reason": r, "is_sensitive": r == "extortion"}) for r in reasons
        ]
        if bad:
            due = at + timedelta(days=7)
            done = due + timedelta(days=dice.randrange(-5, 6)) if dice.random() < 0.7 else None
            more.append((m.Rectification, {"unit_id": unit, "due_at": due, "done_at": done}))
        if dice.random() < 0.1:
            flag = {"service_point_id": point, "kind": FlagKind.BURST, "flagged_on": at}
            more.append((m.EvaluationFlag, flag))
        return row, more

    def _cases(self) -> None:
        """Add counts of handled cases for some windows and days."""
        for point in self.points:
            if point[3] is None or self.dice.random() < 0.5:
                continue
            day = FIRST + timedelta(days=self.dice.randrange(DAYS))
            table = table_of(m.CaseCount)
            same = sa.and_(table.c.service_window_id == point[3], table.c.day == day)
            if self.session.execute(sa.select(table.c.id).where(same)).first() is None:
                row = {"unit_id": point[1], "service_window_id": point[3], "day": day}
                self._add(m.CaseCount, {**row, "n": self.dice.randrange(200)})

    def _items(self, count: int) -> None:
        """Register items."""
        for _ in range(count):
            dice, at = self.dice, self._at()
            self.n += 1
            due = at + timedelta(days=dice.randrange(1, 30))
            values = {
                "problem_no": f"HXZT-2026-{self.n:06}",
                "title": "事项",
                "content": "原文",
                "content_redacted": "内容",
                "channel": dice.choice((Channel.PHONE, Channel.WEB, Channel.FORUM)),
                "request_type": dice.choice(list(RequestType)),
                "identity_mode": "anonymous",
                "region_code": dice.choice(self.villages),
                "domain": dice.choice(("livelihood", None)),
                "state": S.REGISTERED,
                "track": dice.choice((Track.SERVICE,) * 4 + (Track.DISCIPLINE,)),
                "is_sensitive": dice.random() < 0.05,
                "registered_at": at,
                "due_at": due,
            }
            added = self.session.execute(sa.insert(table_of(m.Problem)).values(**values))
            row_id = added.inserted_primary_key[0]
            self.rows[row_id] = {"id": row_id, "at": at, **values}
            self._event(row_id, "T01", None, S.REGISTERED)

    def _event(self, row_id: int, code: str, before: Any, after: Any) -> datetime:
        """Add an event after the last one of the item."""
        row = self.rows[row_id]
        row["at"] += timedelta(hours=self.dice.randrange(1, 200)) if code != "T01" else timedelta()
        self.seq[row_id] = self.seq.get(row_id, 0) + 1
        event = {
            "problem_id": row_id,
            "seq": self.seq[row_id],
            "transition": code,
            "action": code,
            "from_state": None if before is None else before.value,
            "to_state": after.value,
            "actor_name": "测试",
            "at": row["at"],
        }
        self._add(m.ProblemEvent, event)
        return row["at"]

    def _walk(self) -> None:
        """Move every item one step, and change a few things beside."""
        for row_id, row in list(self.rows.items())[-WORK:]:
            if self.dice.random() < 0.95:
                self._move(row_id, row)
            self._beside(row_id, row)

    def _move(self, row_id: int, row: dict[str, Any]) -> None:
        """Take one transition that fits the state."""
        ways = {
            S.REGISTERED: (*("T02",) * 12, "T03", "T04", "T05", "T20"),
            S.PENDING_DECISION: (*("T06",) * 8, "T07", "T05"),
            S.ASSIGNED: (*("T08",) * 6, "T09", "T10"),
            S.IN_PROGRESS: (*("T13",) * 6, "T10", "T11", "T11", "T20"),
            S.SUSPENDED: (*("T12",) * 6, "T20"),
            S.SUBMITTED: (*("T15",) * 3, "T14"),
            S.PENDING_FEEDBACK: (*("T16",) * 3, "T17"),
            S.CLOSED: ("T18", "T19"),
            S.REJECTED: ("T21", "T19"),
        }
        targets = {
            "T02": S.PENDING_DECISION, "T03": S.REJECTED, "T04": S.TRANSFERRED_OUT,
            "T05": S.MERGED, "T06": S.ASSIGNED, "T07": S.REGISTERED, "T08": S.IN_PROGRESS,
            "T09": S.PENDING_DECISION, "T10": S.PENDING_DECISION, "T11": S.SUSPENDED,
            "T12": S.IN_PROGRESS, "T13": S.SUBMITTED,
            "T14": S.IN_PROGRESS, "T15": S.PENDING_FEEDBACK, "T16": S.CLOSED,
            "T17": S.IN_PROGRESS, "T18": S.IN_PROGRESS, "T19": S.ARCHIVED,
            "T20": S.WITHDRAWN, "T21": S.REGISTERED,
        }  # fmt: skip
        if row["state"] not in ways or row["at"] > support.NOW - LONGEST:
            return
        code = self.dice.choice(ways[row["state"]])
        masters = self._masters(row_id) if code == "T05" else []
        if code == "T05" and not masters:
            return
        at = self._event(row_id, code, row["state"], targets[code])
        row["was"], row["state"] = row["state"], targets[code]
        changes: dict[str, Any] = {"state": row["state"]}
        changes |= self._more(code, row_id, at, masters)
        self._set(m.Problem, row_id, **changes)

    def _masters(self, row_id: int) -> list[int]:
        """Return the items that another may be merged into."""
        merged = S.MERGED
        return [n for n, row in self.rows.items() if n != row_id and row["state"] != merged]

    def _more(self, code: str, row_id: int, at: datetime, masters: list[int]) -> dict[str, Any]:
        """Return what a transition changes besides the state."""
        dice = self.dice
        if code == "T05":
            return {"master_problem_id": dice.choice(masters)}
        if code == "T06":
            unit = dice.choice(self.units)
            self._begin(row_id, unit, at)
            return {"lead_unit_id": unit, "accepted_at": at}
        if code in {"T14", "T17", "T18"}:
            # What is taken up again is a new step: the first lateness stays as it was judged.
            self._begin(row_id, self.lead[row_id], at, DeadlineCause.REWORK)
        if code in {"T09", "T10", "T13", "T20"}:
            self._end(row_id, at, **({"returned_at": at} if code == "T09" else {}))
        if code == "T11":
            self._stop(row_id, at)
        if code == "T12":
            self._due(row_id, at, DeadlineCause.RESUME)
        if code == "T16":
            kind = dice.choice((OutcomeKind.RESOLVED, OutcomeKind.RESOLVED, OutcomeKind.EXPLAINED))
            return {"closed_at": at, "outcome_kind": kind, "policy_basis": "依据"}
        return {"closed_at": None} if code == "T18" else {}

    def _begin(
        self, row_id: int, unit: int, at: datetime, cause: DeadlineCause = DeadlineCause.START
    ) -> None:
        """Begin a unit's step with its due date."""
        row = {"problem_id": row_id, "role": StepRole.LEAD, "unit_id": unit, "entered_at": at}
        done = sa.insert(table_of(m.ProblemStep)).values(**row, sign_due=at, handle_due=at)
        self.step[row_id] = self.session.execute(done).inserted_primary_key[0]
        self.lead[row_id] = unit
        self.limit.pop(row_id, None)
        self._due(row_id, at, cause)

    def _due(self, row_id: int, at: datetime, cause: DeadlineCause) -> None:
        """Give the step a due date in place of the one it has; a calendar may name a past one."""
        before, days = self.limit.get(row_id), self.dice.randrange(1, 12)
        if cause == DeadlineCause.CALENDAR:
            days -= 6
        due = (before[1] if before and cause != DeadlineCause.RESUME else at) + timedelta(days=days)
        row = {
            "problem_id": row_id,
            "step_id": self.step[row_id],
            "kind": DeadlineKind.HANDLE,
            "cause": cause,
            "base_at": at,
            "days": abs(days),
            "unit": LimitUnit.NATURAL,
            "due_at": due,
            "calendar_status": CalendarStatus.FINAL,
            "calendar_version": 1,
            "rule_version": 0,
            "supersedes_id": before[0] if before else None,
        }
        if before and cause != DeadlineCause.RESUME:
            self._set(m.Deadline, before[0], superseded_at=at)
        done = sa.insert(table_of(m.Deadline)).values(**row)
        self.limit[row_id] = (self.session.execute(done).inserted_primary_key[0], due)
        if cause != DeadlineCause.CALENDAR:
            self._set(m.ProblemStep, self.step[row_id], handle_due=due)

    def _stop(self, row_id: int, at: datetime) -> None:
        """Stop the clock of a step."""
        self._set(m.Deadline, self.limit[row_id][0], superseded_at=at)

    def _end(self, row_id: int, at: datetime, **more: Any) -> None:
        """End the open step, if there is one, and judge it; a stopped clock is not judged."""
        if row_id not in self.limit:
            return
        number, due = self.limit.pop(row_id)
        stopped = self.rows[row_id]["was"] == S.SUSPENDED
        late = not stopped and at > due
        self._set(m.ProblemStep, self.step[row_id], ended_at=at, late=late, **more)
        if not stopped:
            self._set(m.Deadline, number, met_at=at, late=late)

    def _beside(self, row_id: int, row: dict[str, Any]) -> None:
        """Change what is not the state: dues, the track, callbacks, outcomes, links."""
        dice, at = self.dice, row["at"]
        if dice.random() < 0.1:
            self._set(m.Problem, row_id, due_at=at + timedelta(days=dice.randrange(20)))
        if dice.random() < 0.05:
            self._set(m.Problem, row_id, track=dice.choice(list(Track)))
        if dice.random() < 0.1:
            result = dice.choice(list(CallbackResult))
            said = {"way": FeedbackWay.PHONE, "content": "回访", "callback_result": result}
            self._add(m.Feedback, {"problem_id": row_id, **said, "at": at, "by_id": self.clerk})
        if dice.random() < 0.15:
            self._outcome(row_id, at)
        self._clock(row_id, row["state"], at)
        other = dice.choice(list(self.rows))
        if dice.random() < 0.03 and other != row_id:
            kind = dice.choice(list(LinkKind))
            table = table_of(m.ProblemLink)
            same = sa.and_(
                table.c.problem_id == row_id, table.c.other_id == other, table.c.kind == kind
            )
            if self.session.execute(sa.select(table.c.id).where(same)).first() is None:
                self._add(m.ProblemLink, {"problem_id": row_id, "other_id": other, "kind": kind})

    def _clock(self, row_id: int, state: ProblemState, at: datetime) -> None:
        """Move the due date of an open step, and keep that more time was asked for."""
        if state in {S.ASSIGNED, S.IN_PROGRESS} and self.dice.random() < 0.15:
            self._moved(row_id, at)
        if self.dice.random() < 0.05 and row_id in self.step:
            self._extension(row_id, at)

    def _moved(self, row_id: int, at: datetime) -> None:
        """Move the due date: by an extension while it is to come, by a calendar at any time."""
        if self.limit[row_id][1] > at and self.dice.random() < 0.6:
            self._due(row_id, at, DeadlineCause.EXTENSION)
        else:
            self._due(row_id, at, DeadlineCause.CALENDAR)

    def _calendar(self) -> None:
        """Move due dates and nothing else, so that their own notes alone tell of it."""
        for row_id, row in self.rows.items():
            if row["state"] in {S.ASSIGNED, S.IN_PROGRESS}:
                self._due(row_id, row["at"], DeadlineCause.CALENDAR)

    def _outcome(self, row_id: int, at: datetime) -> None:
        """Add an outcome, some of them verified, some of those void."""
        kind, value = self.dice.choice(list(MetricKind)), self.dice.randrange(1, 10**7)
        row = {"problem_id": row_id, "kind": kind, "value": value, "basis": "依据"}
        done = sa.insert(table_of(m.OutcomeMetric)).values(**row)
        number = self.session.execute(done).inserted_primary_key[0]
        if self.dice.random() < 0.7:
            seen = {"verified_by_id": self.leader, "verified_at": at}
            self._set(m.OutcomeMetric, number, **seen)
            if self.dice.random() < 0.2:
                self._set(m.OutcomeMetric, number, void_reason="填错")

    def _extension(self, row_id: int, at: datetime) -> None:
        """Add an extension that was approved, once an item."""
        table = table_of(m.Extension)
        if self.session.execute(sa.select(table.c.id).where(table.c.problem_id == row_id)).first():
            return
        row = {
            "problem_id": row_id,
            "step_id": self.step[row_id],
            "days": 3,
            "reason": "理由",
            "asked_by_id": self.clerk,
            "asked_at": at,
            "due_before": at,
        }
        number = self.session.execute(sa.insert(table).values(**row)).inserted_primary_key[0]
        self._set(
            m.Extension, number, state=self.dice.choice((AskState.APPROVED, AskState.REFUSED))
        )
