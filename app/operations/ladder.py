"""The supervision ladder by the clock: reminder, warning, drafted letter, proposed summons.

Every rung is climbed once for a due date (supervision.rung_key). The timed work issues reminders
and drafts the rest; people send what is drafted (pressing.py). It never moves a date.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app import audit, store
from app.enums import Role, Track
from app.enums_ledger import Rung
from app.models import Message
from app.operations import notices, rung_page
from app.operations.walking import Report, walk
from app.principal import Principal
from app.queries import rungs
from app.queries.rungs import Key, Reach

NO_CALENDAR = "日历没有导入，黄灯、督办函和约谈不能判断"


def climb(worker: Principal) -> Report:
    """Walk all open items in the order of their due dates and climb every rung that is due."""
    session = store.current()
    session.rollback()
    store.name(session, worker)
    reach = rungs.reach(session)
    report = _before(session, reach)

    def act(work: Session, keys: Sequence[Key]) -> Report:
        return rung_page.press(work, worker, reach, keys)

    return walk(worker, lambda work, after: rungs.page(work, reach, after), act, report)


def _before(session: Session, reach: Reach) -> Report:
    """Begin a report with what is looked at and left alone."""
    looked = rungs.looked(session, reach)
    report = Report(scanned=looked.total)
    report.skipped["没到提醒时间"] = looked.later
    report.skipped["中止，没有法定期限"] = looked.suspended
    report.skipped["这一级已督办"] = looked.settled
    if None in (reach.yellow, reach.letter, reach.summon):
        report.note = NO_CALENDAR
    return report


# Whom a message's rung is told to, and from then on the leaders.
SAID = {Rung.RED: "等分办超过时限", Rung.LETTER: "报领导", Rung.SUMMON: "再报领导"}


def press_messages(worker: Principal) -> Report:
    """Walk the messages that nobody touched past their triage limit and tell whoever must act."""
    session = store.current()
    session.rollback()
    store.name(session, worker)
    limits = rungs.message_limits(session)
    report = Report(scanned=rungs.count_untouched(session))

    def act(work: Session, keys: Sequence[Key]) -> Report:
        return _tell(work, worker, keys)

    done = walk(worker, lambda work, after: rungs.messages(work, limits, after), act, report)
    done.skipped["没到时限或已督办"] = max(done.scanned - done.acted, 0)
    return done


def _tell(session: Session, worker: Principal, keys: Sequence[Key]) -> Report:
    """Write the notices of a page of messages, each rung once."""
    report, limits = Report(), rungs.message_limits(session)
    held = rungs.hold_messages(session, [row_id for _, row_id in keys])
    # Read after the rows are held, so that what another worker told is seen.
    told = rungs.message_marks(session, [message.id for message in held])
    acts: list[audit.Act] = []
    for message in held:
        fresh = [
            rung
            for rung, until in limits.items()
            if until is not None
            and message.submitted_at <= until
            and rungs.message_key(message.id, rung) not in told
        ]
        for rung in fresh:
            _notify(session, message, rung)
            acts.append(audit.Act("message.escalate", "message", message.id, {"rung": rung.value}))
            report.done[SAID[rung]] += 1
        report.acted += bool(fresh)
    session.flush()
    audit.record_all(session, worker, acts)
    return report


def _notify(session: Session, message: Message, rung: Rung) -> None:
    """Tell the intake office, and from the second rung on the leaders, of a message."""
    roles = (Role.DC_LEAD,) if rung is not Rung.RED else _intake(message)
    off = {message.unit_complained_id}
    units = notices.units_of(session, *roles) - off or notices.units_of(session, Role.DC_LEAD)
    key = rungs.message_key(message.id, rung)
    for number, unit_id in enumerate(sorted(units)):
        own = f"{key}:{unit_id}" if number else key
        notices.notice(session, "message.late", unit_id, {"message_id": message.id}, own)


def _intake(message: Message) -> tuple[Role, ...]:
    """Return the roles that decide about messages of a track."""
    service = message.track == Track.SERVICE
    return (Role.DC_INTAKE, Role.AB_OFF) if service else (Role.DC_INTAKE,)
