"""What looks stuffed is found, kept and counted until a person confirms it (domain.md 4.6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import audit, calendars, clock, secrecy, store
from app import policies_evaluations as policies
from app.enums import EvalLevel, EvalState
from app.enums_evaluation import FlagKind, FlagState
from app.errors import Conflict, Forbidden, Invalid, Missing, Refused
from app.models import Evaluation, EvaluationFlag, ServicePoint
from app.operations import handling, rectifying
from app.operations.walking import Report, walk
from app.principal import Principal
from app.textfold import BadText, clean_line
from app.workdays import Calendar

MOST_OF_ONE, PAGE = 3, 500
# One a minute for an hour, one in two minutes for a day of eight hours.
MOST_AN_HOUR, MOST_A_DAY = 60, 240
BACK = timedelta(days=2)
OUTCOMES = {"confirmed": FlagState.CONFIRMED, "dismissed": FlagState.DISMISSED}


def look(worker: Principal) -> Report:
    """Flag what the day's tokens and the kiosks' own hours give away; each once."""
    report = Report()
    rules = (
        (FlagKind.TOKEN, _of_one_browser),
        (FlagKind.AFTER_HOURS, _after_hours),
        (FlagKind.CROWD, _of_one_screen),
    )
    for kind, find in rules:
        report.add(_walk(worker, kind, find))
    report.scanned = report.acted
    return report


def _walk(worker: Principal, kind: FlagKind, find: Any) -> Report:
    """Walk what one rule finds, a page in a transaction of its own."""

    def act(work: Session, keys: Sequence[tuple[int, int]]) -> Report:
        with handling.in_the_hour():
            work.add_all(
                EvaluationFlag(
                    evaluation_id=row_id,
                    service_point_id=point,
                    kind=kind,
                    flagged_on=clock.now(),
                )
                for row_id, point in keys
            )
            detail = {"kind": kind, "count": len(keys)}
            audit.record(work, worker, "evaluation.flag", "evaluation", detail=detail)
        report = Report(acted=len(keys))
        report.done[kind.label] += len(keys)
        return report

    return walk(worker, find, act, Report())


def _fresh(kind: FlagKind) -> tuple[Any, ...]:
    """Return the criteria of evaluations of these days that have no flag of a kind."""
    flagged = sa.select(EvaluationFlag.id).where(
        EvaluationFlag.evaluation_id == Evaluation.id, EvaluationFlag.kind == kind
    )
    return (Evaluation.submitted_at >= clock.now() - BACK, ~flagged.exists())


def _beyond(
    session: Session, after: tuple[int, int] | None, kind: FlagKind, *most: tuple[int, list[Any]]
) -> Sequence[tuple[int, int]]:
    """Return these days' evaluations beyond the first ones of those that agree in some columns."""
    places = [
        sa.func.row_number().over(partition_by=same, order_by=Evaluation.id).label(f"place_{n}")
        for n, (_, same) in enumerate(most)
    ]
    told = [column.is_not(None) for _, same in most for column in same]
    recent = Evaluation.submitted_at >= clock.now() - BACK
    ranked = (
        sa.select(Evaluation.id, Evaluation.service_point_id, *places)
        .where(recent, *told)
        .subquery()
    )
    flagged = sa.select(EvaluationFlag.id).where(
        EvaluationFlag.evaluation_id == ranked.c.id, EvaluationFlag.kind == kind
    )
    query = (
        sa.select(ranked.c.id, ranked.c.service_point_id)
        .where(
            sa.or_(*(ranked.c[f"place_{n}"] > first for n, (first, _) in enumerate(most))),
            ranked.c.id > (after[0] if after else 0),
            ~flagged.exists(),
        )
        .order_by(ranked.c.id)
        .limit(PAGE)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def _of_one_browser(session: Session, after: tuple[int, int] | None) -> Sequence[tuple[int, int]]:
    """Return the evaluations of one browser's day at one point beyond the first three.

    The token's salt changes every day, so that one hash is one day.
    """
    day = [Evaluation.service_point_id, Evaluation.client_token_hash]
    return _beyond(session, after, FlagKind.TOKEN, (MOST_OF_ONE, day))


def _of_one_screen(session: Session, after: tuple[int, int] | None) -> Sequence[tuple[int, int]]:
    """Return what a kiosk says of one hour or day beyond what any window serves in it."""
    day = [Evaluation.kiosk_no, Evaluation.happened_on]
    hour = [*day, Evaluation.happened_hour]
    return _beyond(session, after, FlagKind.CROWD, (MOST_AN_HOUR, hour), (MOST_A_DAY, day))


def _after_hours(session: Session, after: tuple[int, int] | None) -> Sequence[tuple[int, int]]:
    """Return the good evaluations of kiosks that were pressed while nobody works."""
    query = (
        sa.select(
            Evaluation.id,
            Evaluation.service_point_id,
            Evaluation.happened_on,
            Evaluation.happened_hour,
        )
        .where(
            Evaluation.kiosk_no.is_not(None),
            Evaluation.happened_hour.is_not(None),
            Evaluation.is_bad.is_(False),
            Evaluation.id > (after[0] if after else 0),
            *_fresh(FlagKind.AFTER_HOURS),
        )
        .order_by(Evaluation.id)
    )
    calendar = calendars.load(session)
    found = (
        (row[0], row[1])
        for row in session.execute(query)
        if not _in_hours(calendar, row.happened_on, row.happened_hour)
    )
    return list(_first(found))


def _first(found: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the first page of what was found."""
    for number, one in enumerate(found):
        if number == PAGE:
            return
        yield one


def _in_hours(calendar: Calendar, on: Any, hour: int) -> bool:
    """Tell whether an office works in any minute of an hour; a day that is not loaded is one."""
    if on.year not in calendar.loaded_years:
        return True
    if not calendar.is_workday(on):
        return False
    hours = calendar.hours_on(on)
    return hours.am_start.hour <= hour and time(hour) < hours.pm_end


@dataclass(frozen=True)
class Chosen:
    """Which suspicions of a group a decision is about: by grade, and one by one.

    upto is the newest flag that the person was shown: what came later waits for its own decision.
    """

    levels: frozenset[str] = frozenset()
    flag_ids: frozenset[int] = frozenset()
    upto: int | None = None

    def criteria(self, state: FlagState) -> tuple[Any, ...]:
        """Return the criteria; what is confirmed must be named, a dismissal may be of all."""
        shown = sa.true() if self.upto is None else EvaluationFlag.id <= self.upto
        if not (self.levels or self.flag_ids):
            if state is FlagState.CONFIRMED:
                raise Invalid({"levels": "请选择哪些评价不计分，可以按等次选，也可以逐条选。"})
            return (shown,)
        named = sa.or_(
            Evaluation.level.in_([word for word in EvalLevel if word.value in self.levels]),
            EvaluationFlag.id.in_(self.flag_ids),
        )
        return (shown, named)


def decide(
    session: Session,
    actor: Principal,
    service_point_id: int,
    kind: str,
    outcome: str,
    note: str,
    chosen: Chosen,
) -> int:
    """Confirm or dismiss what looks stuffed at a point in one way; return how many.

    Only what was chosen is decided: in a flood of 满意 the honest bad ones stand. Confirmed
    evaluations stay and no longer count. Raise Forbidden for one's own unit.
    """
    if not policies.judges_flags(actor):
        raise Forbidden("您没有核实异常评价的权限。")
    if kind not in {word.value for word in FlagKind}:
        raise Missing()
    state, text = _asked(outcome, note)
    mine = (
        EvaluationFlag.service_point_id == service_point_id,
        EvaluationFlag.kind == FlagKind(kind),
        EvaluationFlag.state == FlagState.OPEN,
        *chosen.criteria(state),
    )
    found = session.execute(
        sa.select(EvaluationFlag.id, EvaluationFlag.evaluation_id, ServicePoint.unit_id)
        .join(ServicePoint, ServicePoint.id == EvaluationFlag.service_point_id)
        .join(Evaluation, Evaluation.id == EvaluationFlag.evaluation_id)
        .where(*mine)
        .order_by(EvaluationFlag.id)
        .with_for_update(of=EvaluationFlag, key_share=True)
    ).all()
    if not found:
        raise Missing()
    if found[0].unit_id == actor.unit_id:
        raise Forbidden("本单位的评价由别的单位核实。")
    with store.acting(session, handling.KEEPER):
        for start in range(0, len(found), PAGE):
            _settle(session, actor, found[start : start + PAGE], state, text)
    detail = {"kind": kind, "state": state, "count": len(found), "point_id": service_point_id}
    audit.record(
        session, actor, "evaluation.judge", "service_point", service_point_id, detail=detail
    )
    return len(found)


def void(session: Session, actor: Principal, evaluation_id: int, version: int, note: str) -> None:
    """Take one evaluation out of the score that a person found untrue; the record stays.

    A month that was signed does not change by it: the next report tells the correction.
    """
    query = sa.select(Evaluation).where(Evaluation.id == evaluation_id).with_for_update()
    row = session.scalars(query).one_or_none()
    if row is None:
        raise Missing()
    if not policies.voids(actor) or policies.is_own(actor, row):
        raise Forbidden("不真实的评价由党风政风监督室核实作废；本单位的评价由别的单位核实。")
    if row.row_version != version:
        raise Conflict(current={"state": row.state.label})
    if not policies.may_void(actor, row):
        raise Refused(f"这条评价现在是“{row.state.label}”，不用作废。")
    state, text = _asked("confirmed", note)
    now = clock.now()
    with store.acting(session, handling.KEEPER):
        flag = EvaluationFlag(
            evaluation_id=row.id,
            service_point_id=row.service_point_id,
            kind=FlagKind.FOUND,
            flagged_on=now,
            state=state,
            note=text,
            decided_by_id=actor.account_id,
            decided_at=now,
            created_by_id=actor.account_id,
        )
        session.add(flag)
        row.state = EvalState.VOID
        if row.is_bad:
            rectifying.end_task(session, actor, row.id, "核实不真实，不计入评价。")
        session.flush()
    detail = {"point_id": row.service_point_id, "kind": FlagKind.FOUND, "state": state}
    audit.record(session, actor, "evaluation.void", "evaluation", row.id, detail=detail)


def _asked(outcome: str, note: str) -> tuple[FlagState, str]:
    """Return the decision and its reason."""
    if outcome not in OUTCOMES:
        raise Invalid({"outcome": "请选择是不是异常。"})
    try:
        text = clean_line(note, 200, "核实情况")
    except BadText as error:
        raise Invalid({"note": str(error)}) from error
    if not text:
        raise Invalid({"note": "请写明怎样核实的。"})
    return OUTCOMES[outcome], secrecy.redact(text)


def _settle(
    session: Session, actor: Principal, found: Sequence[Any], state: FlagState, text: str
) -> None:
    """Write a decision to a page of flags; what is confirmed is void from now on."""
    flag, now = EvaluationFlag, clock.now()
    session.execute(
        sa.update(flag)
        .where(flag.id.in_([row.id for row in found]))
        .values(
            state=state,
            note=text,
            decided_by_id=actor.account_id,
            decided_at=now,
            row_version=flag.row_version + 1,
        )
        .execution_options(synchronize_session=False)
    )
    if state is not FlagState.CONFIRMED:
        return
    ids = [row.evaluation_id for row in found]
    bad = sa.select(Evaluation.id).where(Evaluation.id.in_(ids), Evaluation.is_bad)
    for evaluation_id in session.scalars(bad.order_by(Evaluation.id)).all():
        rectifying.end_task(session, actor, evaluation_id, "已核实为异常评价，不计入评价。")
    session.execute(
        sa.update(Evaluation)
        .where(Evaluation.id.in_(ids), Evaluation.state == EvalState.VALID)
        .values(state=EvalState.VOID, updated_at=now, row_version=Evaluation.row_version + 1)
        .execution_options(synchronize_session=False)
    )
