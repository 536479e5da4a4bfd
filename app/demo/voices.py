"""What citizens said: evaluations with their rectification, and messages with their replies."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import calendars, clock, numbers, secrecy, workdays
from app.demo import days, source
from app.enums import (
    Channel,
    EvalLevel,
    IdentityMode,
    MessageState,
    PointKind,
    RectificationResult,
    RequestType,
    ScopeDecision,
    Track,
    UnitKind,
)
from app.models import (
    Account,
    Evaluation,
    EvaluationReason,
    Message,
    PostAssignment,
    Rectification,
    ServicePoint,
    ServiceWindow,
    Unit,
    VocabularyTerm,
)
from app.operations import identity
from app.principal import Principal
from app.queries import parameters
from app.workdays import Calendar
from config import Settings

SERIES = "PJ"
EARLIEST = 49
# A citizen rates a window far oftener than a department's desk.
WEIGHTS = {PointKind.WINDOW: 9, PointKind.UNIT: 4, PointKind.STATION: 2}
OVERDUE_BAD = 2
UNANSWERED = 5


@dataclass
class Voice:
    """One evaluation before it is written."""

    at: datetime
    point: ServicePoint
    level: EvalLevel
    text: str | None = None
    bad: Mapping[str, Any] | None = None


def load_evaluations(session: Session, registered: Mapping[str, datetime]) -> dict[str, int]:
    """Add the evaluations; return the ids of those that became a problem, by its key.

    registered tells when each problem was registered: its evaluation came just before.
    """
    voices = _voices(session, calendars.load(session), registered)
    voices.sort(key=lambda voice: voice.at)
    rows = _written(session, voices)
    return {
        voice.bad["problem"]: row.id
        for voice, row in zip(voices, rows, strict=True)
        if voice.bad and "problem" in voice.bad
    }


def _voices(
    session: Session, calendar: Calendar, registered: Mapping[str, datetime]
) -> list[Voice]:
    """Return every evaluation, the bad ones with their reasons."""
    seed, dice = source.document("evaluations.json"), source.dice("evaluations")
    points = list(session.scalars(sa.select(ServicePoint).order_by(ServicePoint.id)))
    weights = [WEIGHTS[point.kind] for point in points]
    named = _points_by_name(session)
    voices = [
        Voice(
            registered[bad["problem"]] - timedelta(minutes=dice.randint(20, 60))
            if "problem" in bad
            else days.some_moment(calendar, EARLIEST, dice),
            named[bad["at"]],
            EvalLevel.DISSATISFIED,
            bad["text"],
            bad,
        )
        for bad in seed["bad"]
    ]
    while len(voices) < seed["count"]:
        neutral = len(voices) < len(seed["bad"]) + seed["neutral"]
        level = EvalLevel.NEUTRAL if neutral else EvalLevel.SATISFIED
        point = dice.choices(points, weights)[0]
        text = dice.choice(seed["texts"][level.value]) if dice.random() < 0.4 else None
        voices.append(Voice(days.some_moment(calendar, EARLIEST, dice), point, level, text))
    return voices


def _points_by_name(session: Session) -> dict[str, ServicePoint]:
    """Return the points by window number or unit code."""
    query = (
        sa.select(ServicePoint, ServiceWindow.no, Unit.code)
        .join(Unit, Unit.id == ServicePoint.unit_id)
        .outerjoin(ServiceWindow, ServiceWindow.id == ServicePoint.service_window_id)
    )
    return {no or code: point for point, no, code in session.execute(query)}


def _written(session: Session, voices: list[Voice]) -> list[Evaluation]:
    """Write the evaluations in the order they came, then reasons and rectifications."""
    dice, seats = source.dice("channels"), _seats(session)
    sensitive = set(
        session.scalars(sa.select(VocabularyTerm.code).where(VocabularyTerm.sensitive.is_(True)))
    )
    rows = [_evaluation(session, voice, dice, seats, sensitive) for voice in voices]
    session.add_all(rows)
    session.flush()
    for voice, row in zip(voices, rows, strict=True):
        session.add_all(_reasons(voice, row, sensitive))
    _rectify(session, [(v, row) for v, row in zip(voices, rows, strict=True) if v.bad])
    session.flush()
    return rows


def _seats(session: Session) -> dict[int, int]:
    """Return who sits at each window."""
    query = sa.select(PostAssignment.service_window_id, PostAssignment.staff_id)
    return {row[0]: row[1] for row in session.execute(query.order_by(PostAssignment.id.desc()))}


def _evaluation(
    session: Session, voice: Voice, dice: Random, seats: dict[int, int], sensitive: set[str]
) -> Evaluation:
    """Return the row of one evaluation."""
    on = clock.local(voice.at).date()
    reasons = set(voice.bad["reasons"]) if voice.bad else set()
    at_window = voice.point.kind == PointKind.WINDOW
    return Evaluation(
        eval_no=f"{SERIES}-{on.year}-{numbers.take(session, SERIES, on.year):05d}",
        service_point_id=voice.point.id,
        unit_id=voice.point.unit_id,
        region_code=voice.point.region_code,
        staff_id=seats.get(voice.point.service_window_id or 0),
        channel=Channel.KIOSK if at_window and dice.random() < 0.6 else Channel.QR,
        level=voice.level,
        is_bad=voice.bad is not None,
        is_sensitive=bool(reasons & sensitive),
        text=voice.text,
        trips=dice.choice([None, 1, 1, 1, 2]) if not voice.bad else dice.randint(1, 3),
        told_once=dice.choice([None, True, True]) if not voice.bad else False,
        happened_on=on,
        submitted_at=voice.at,
    )


def _reasons(voice: Voice, row: Evaluation, sensitive: set[str]) -> list[EvaluationReason]:
    """Return the reasons of a bad evaluation, none for any other."""
    return [
        EvaluationReason(
            evaluation_id=row.id,
            reason=reason,
            is_sensitive=reason in sensitive,
            other_text=voice.bad.get("other") if reason == "other" else None,
        )
        for reason in (voice.bad or {}).get("reasons", ())
        if voice.bad
    ]


def _rectify(session: Session, bad: list[tuple[Voice, Evaluation]]) -> None:
    """Give every bad evaluation its rectification; two whose time is over stay undone."""
    calendar, dice = calendars.load(session), source.dice("rectification")
    limit = parameters.integer(session, "handle_days_bad_evaluation")
    undone = OVERDUE_BAD
    for voice, row in bad:
        due = workdays.add_workdays(calendar, voice.at, limit).at
        item = Rectification(evaluation_id=row.id, unit_id=row.unit_id, due_at=due)
        if due < clock.now() and undone:
            undone, item.result = undone - 1, RectificationResult.OVERDUE
        elif due < clock.now() and voice.bad:
            item.plan, item.result = voice.bad["plan"], RectificationResult.DONE
            # A limit ends with the working day, so these hours are of the same day.
            item.done_at = due - timedelta(hours=dice.randint(1, 8))
        session.add(item)


def load_messages(session: Session, actor: Principal, settings: Settings) -> None:
    """Add the messages in the order they came, each with what became of it."""
    calendar, dice = calendars.load(session), source.dice("messages")
    rows = source.table("messages.csv")
    moments = [_message_moment(calendar, row, dice) for row in rows]
    people, desk = source.People("messages", "reporters"), _Desk(session, settings)
    for row, at in sorted(zip(rows, moments, strict=True), key=lambda pair: pair[1]):
        message = desk.received(row, at)
        if dice.random() < 0.6:
            _sign(session, actor, message, people)
        desk.answer(message, row, calendar, dice)
        session.add(message)
    session.flush()


def _message_moment(calendar: Calendar, row: dict[str, str], dice: Random) -> datetime:
    """Return when a message came; only young ones have no reply yet."""
    first, last = (UNANSWERED + 1, EARLIEST) if row["reply"] else (1, UNANSWERED)
    return days.moments(calendar, dice.randint(first, last), 1, dice)[0]


def _sign(session: Session, actor: Principal, message: Message, people: source.People) -> None:
    """Let the writer leave a name and a telephone, sealed at once."""
    message.identity_mode = IdentityMode.NAMED
    contact = identity.keep(
        session,
        actor,
        name=f"{people.name()}（示例）",
        phone=people.phone(),
        mode=IdentityMode.NAMED,
    )
    message.contact_id = contact.id


class _Desk:
    """The message desk of the bureau: what it decides and answers."""

    def __init__(self, session: Session, settings: Settings) -> None:
        """Look up units and the person on duty once."""
        self.session = session
        self.ring = secrecy.Keyring.parse(settings.index_key, "index")
        query = sa.select(Unit).where(Unit.kind != UnitKind.VILLAGE_STATION)
        self.units = {unit.short_name: unit for unit in session.scalars(query)}
        self.person = session.scalars(
            sa.select(Account.id).where(Account.username == "bureau")
        ).one()

    def received(self, row: dict[str, str], at: datetime) -> Message:
        """Return a message as it came in."""
        return Message(
            message_no=numbers.message_no(clock.local(at).year),
            query_code_hash=secrecy.blind_index(self.ring, secrets.token_hex(8), "query_code"),
            channel=Channel.MESSAGE_BOARD,
            request_type=RequestType(row["type"]),
            track=Track.SERVICE,
            subject=row["subject"],
            body=row["body"],
            region_code=row["place"],
            unit_hint=row["unit"],
            identity_mode=IdentityMode.ANONYMOUS,
            submitted_at=at,
        )

    def answer(
        self, message: Message, row: dict[str, str], calendar: Calendar, dice: Random
    ) -> None:
        """Decide the scope on the next working day, and answer some days later."""
        decided = workdays.add_workdays(calendar, message.submitted_at, 1).at - timedelta(
            minutes=dice.randint(30, 300)
        )
        if decided >= clock.now():
            return
        unit = self.units[row["unit"]]
        own = unit.kind in {UnitKind.APPROVAL_BUREAU, UnitKind.HALL_UNIT}
        message.assigned_unit_id, message.decided_by_id = unit.id, self.person
        message.decided_at = decided
        message.scope_decision = ScopeDecision.IN_SCOPE if own else ScopeDecision.TO_DEPARTMENT
        message.state = MessageState.ACCEPTED if own else MessageState.TRANSFERRED
        if row["reply"]:
            replied = workdays.add_workdays(calendar, decided, dice.randint(1, 4)).at
            message.reply = row["reply"]
            message.replied_at = replied - timedelta(minutes=dice.randint(30, 300))
            message.state = dice.choice([MessageState.REPLIED, MessageState.CLOSED])
