"""Freeze the figures of a month with the rows they rest on; a signed month never changes.

Figures are collected while nothing is held, and kept in a short write transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import audit, calendars, clock, frozen, months, policies_report, secrecy, store, workdays
from app.enums import DocumentState
from app.enums_issuing import PaperAct
from app.enums_scoring import ScoredKind, SnapshotState
from app.errors import Forbidden, Invalid, Refused
from app.figures import api, definitions
from app.models import Document, Problem, ReportSnapshot, Score
from app.operations import (
    figure_fold,
    month_again,
    month_defined,
    month_told,
    month_why,
    reporters,
    snapshot_check,
)
from app.operations.draft_words import short
from app.operations.month_text import TO_WRITE
from app.principal import Principal, system
from app.queries import (
    least_sample,
    lookups,
    month_figures,
    month_rows,
    month_themes,
    month_units,
    snapshots,
)
from app.queries import scoring as rules
from app.queries.month_units import Scored

KEEPER = system("月度数据")
HOUR = "report_cut_off_hour"
SENDS = frozenset({PaperAct.SENT, PaperAct.PASSED, PaperAct.SIGNED})
# Corrections of older months have long been printed.
LOOKED_BACK = 12
LONGEST_CASE = 220
LONGEST_REASON = 200
STALE = "这份报告所用的月度数据已经重做，请撤销这份稿，从新的数据起草。"
# They follow from the present list of points, so that they differ without any correction.
UNCORRECTED = frozenset({"coverage"})
LATE = "late_open"
RUNNING = "这个月还没有过完，数字只能先看；月份结束、数据重做以后，再送审、签发、通报。"
# A commit of another between counting and reading makes it be counted again, so often.
TRIES = 5
SIGNED_ALREADY = "这个月的月度报告已经签发，数据不能重做；以后的更正写进下月报告。"


@dataclass(frozen=True)
class Frozen:
    """The figures of a month as they were read at one instant."""

    period: str
    cut_off_at: datetime
    rule_version: int | None
    figures: dict[str, Any]
    members: frozen.Members
    scored: list[Scored]


def collect(session: Session, actor: Principal, period: str) -> Frozen:
    """Read the figures of a month as they are now; Invalid for a month that has not begun."""
    if not policies_report.may_collect(actor):
        raise Forbidden("您没有起草月度报告的权限。")
    check_period(period)
    with store.acting(session, KEEPER):
        return _collect(session, period)


def check_period(period: str) -> None:
    """Refuse a text that is no month, and a month that has not begun."""
    try:
        first = months.first_day(period)
    except ValueError:
        raise Invalid({"period": "月份请按 2026-11 的样子填写。"}) from None
    if first > clock.today():
        raise Invalid({"period": "这个月还没有开始。"})


def _collect(session: Session, period: str) -> Frozen:
    """Read everything that the report of a month says."""
    at = min(clock.now(), months.end(period))
    rule = rules.in_force(session, period)
    scored: list[Scored] = []
    if rule is not None:
        plain = rules.as_rule(rule)
        for kind in ScoredKind:
            scored += month_units.scores(session, KEEPER, period, plain, kind)
    units = [one for one in scored if one.kind is ScoredKind.UNIT]
    told = snapshots.signed(session, months.shift(period, -LOOKED_BACK), period)
    adjusted, again = _adjustments(session, told)
    figures: dict[str, Any] = {
        "period": period,
        "cut_off": clock.local(clock.now()).isoformat(timespec="minutes"),
        "rule": rule.version if rule is not None else None,
        "least": {one.value: least_sample.least(session, one, period) for one in ScoredKind},
        "metrics": month_figures.metrics(session, KEEPER, period),
        "kinds": month_units.kinds(session, KEEPER, period),
        "units": month_units.ranking(session, KEEPER, period, units),
        "reasons": _named(
            "dissatisfaction_reason", month_figures.reasons(session, KEEPER, period), session
        ),
        "domains": _named(
            "problem_domain", month_figures.domains(session, KEEPER, period), session
        ),
        "messages": month_rows.messages(session, period),
        "firms": month_rows.firms(session, period),
        "pressing": month_rows.pressing(session, period),
        "promises": month_rows.promises(session, period),
        "campaigns": month_themes.campaigns(session, period),
        "clusters": month_themes.clusters(session, period),
        "late": _late(session, at),
        "late_counts": _late_counts(session, period),
        "cases": [_case(problem) for problem in month_rows.cases(session, period)],
        "adjustments": adjusted,
        month_defined.UNADJUSTED: month_defined.unadjusted(told, UNCORRECTED),
        month_defined.DEFINED: definitions.versions(month_figures.CODES),
    }
    members = api.members(session, KEEPER, month_figures.CODES, period, month_figures.PLAIN)
    snapshot_check.check(session, period, figures, members)
    members["late/numerator/problem"] = sorted({one["id"] for one in figures["late"]})
    version = rule.version if rule is not None else None
    return Frozen(period, clock.now(), version, figures, {**members, **again}, scored)


def _named(vocabulary: str, rows: list[list[Any]], session: Session) -> list[list[Any]]:
    """Return rows with the words of an office's list in place of its codes."""
    words = {**lookups.terms(session, vocabulary), "none": "未分领域"}
    return [[words.get(row[0], row[0]), *row[1:]] for row in rows]


def _late(session: Session, at: datetime) -> list[dict[str, Any]]:
    """Return the shares of units that were late at the end of a month."""
    calendar = calendars.load(session)
    return [
        {
            "id": item.problem_id,
            "no": item.no,
            "title": short(item.title, 60),
            "unit_id": item.unit_id,
            "unit": item.unit,
            "role": item.role.value,
            "due": clock.local(item.due).date().isoformat(),
            "days": workdays.overdue_workdays(calendar, item.due, at),
        }
        for item in month_rows.late(session, at)
    ]


def _late_counts(session: Session, period: str) -> dict[str, int | None]:
    """Return how many items were late at the end of this month, the last, and a year ago."""
    first = month_rows.begins(session)
    ends = {
        "month": period,
        "last": months.shift(period, -1),
        "year_ago": months.shift(period, -12),
    }
    found = api.values(session, KEEPER, [LATE], sorted(ends.values()), month_figures.PLAIN)[LATE]
    return {
        when: found[month].n if when == "month" or month >= first else None
        for when, month in ends.items()
    }


def _case(problem: Problem) -> dict[str, Any]:
    """Return a solved item as a circular may tell it: without who spoke, numbers or addresses."""
    named = reporters.of(problem)
    texts = (problem.title, problem.content_redacted, problem.outcome_text or "")
    title, said, done = (named.hide(secrecy.redact(text)) for text in texts)
    return {
        "id": problem.id,
        "no": problem.problem_no,
        "title": short(title, 60),
        "said": short(said, LONGEST_CASE),
        "done": short(done, LONGEST_CASE),
    }


def _adjustments(
    session: Session, told: list[ReportSnapshot]
) -> tuple[list[dict[str, Any]], frozen.Members]:
    """Return what would be printed otherwise of the signed months now, and why.

    What an earlier report has told already is held against what it told.
    """
    found: list[dict[str, Any]] = []
    again: frozen.Members = {}
    for row in told:
        lines = _corrected(session, row, told)
        for line, lists in lines:
            found.append(line)
            again |= {f"{row.period}/{key}": ids for key, ids in lists.items()}
    return found, again


def _corrected(
    session: Session, row: ReportSnapshot, told: list[ReportSnapshot]
) -> list[tuple[dict[str, Any], frozen.Members]]:
    """Return the lines of one signed month with the rows of today."""
    off = UNCORRECTED | month_defined.redefined(row)
    codes = [code for code in row.figures["metrics"] if code in api.METRICS and code not in off]
    now = api.values(session, KEEPER, codes, [row.period], month_figures.PLAIN)
    printed, lists = _printed(row, told)
    lines: list[tuple[dict[str, Any], frozen.Members]] = []
    evaluated: dict[str, frozen.Change] = {}
    for code in codes:
        value = month_figures.of_value(now[code].get(row.period))
        was = printed[code]
        if (value["n"], value["part"], value["value"]) == (was["n"], was["part"], was["value"]):
            continue
        mine = api.members(session, KEEPER, [code], row.period, month_figures.PLAIN)
        changes = frozen.changes({key: lists[key] for key in lists if _code(key) == code}, mine)
        why = month_why.of_stock(code) or month_why.why(session, changes)
        lines.append((_line(row.period, code, was, value, changes, why), mine))
        evaluated |= {key: one for key, one in changes.items() if key == month_again.COUNTED}
    units = month_again.lines(session, KEEPER, row, told, evaluated)
    return lines + [(line, {}) for line in units]


def _printed(
    row: ReportSnapshot, told: list[ReportSnapshot]
) -> tuple[dict[str, Any], frozen.Members]:
    """Return what was last printed of a signed month, and the rows it rested on."""
    values = {code: one["month"] for code, one in row.figures["metrics"].items()}
    lists = snapshots.members(row)
    for later in told:
        mine = [line for line in later.figures["adjustments"] if line["period"] == row.period]
        if not mine:
            continue
        again = {line["code"]: line["value"] for line in mine}
        values |= again
        lists = {key: ids for key, ids in lists.items() if _code(key) not in again}
        head = f"{row.period}/"
        kept = snapshots.members(later).items()
        lists |= {key.removeprefix(head): ids for key, ids in kept if key.startswith(head)}
    return values, lists


def _code(key: str) -> str:
    """Return the metric of a list's key."""
    return key.partition("/")[0]


def _line(
    period: str,
    code: str,
    was: dict[str, Any],
    now: dict[str, Any],
    changes: dict[str, frozen.Change],
    why: str,
) -> dict[str, Any]:
    """Return one line of 上月更正."""
    return {
        "period": period,
        "code": code,
        "label": api.METRICS[code].label,
        "printed": was["text"],
        "now": now["text"],
        "value": now,
        "rows": {key: [list(one.added), list(one.removed)] for key, one in changes.items()},
        "why": why,
    }


def keep(session: Session, actor: Principal, found: Frozen, reason: str = "") -> ReportSnapshot:
    """Keep collected figures as the draft of their month; an older draft is kept as void.

    Runs in a write transaction. Refused for a signed month, and over a draft without a reason.
    """
    if not policies_report.may_freeze(actor):
        raise Forbidden("月度数据由党风政风监督室生成。")
    with store.acting(session, KEEPER):
        old = snapshots.standing(session, found.period)
        if old is not None:
            _void(session, actor, old, reason)
        data, sha256 = frozen.pack(found.members)
        row = ReportSnapshot(
            period=found.period,
            scope=snapshots.COUNTY,
            metric_version=month_figures.VERSION,
            rule_version=found.rule_version,
            cut_off_at=found.cut_off_at,
            figures=found.figures,
            members=data,
            members_sha256=sha256,
            created_by_id=actor.account_id,
        )
        session.add(row)
        session.flush()
        session.add_all(_score(row, one) for one in found.scored)
        session.flush()
        _record(session, actor, row, "freeze")
    return row


def _void(session: Session, actor: Principal, old: ReportSnapshot, reason: str) -> None:
    """Keep an older draft as void, with the reason why the month is made anew."""
    if old.state == SnapshotState.SIGNED:
        raise Refused(SIGNED_ALREADY)
    words = reason.strip()
    if not 0 < len(words) <= LONGEST_REASON:
        raise Invalid({"reason": f"请写明为什么重做，最多 {LONGEST_REASON} 字。"})
    old.state, old.void_reason = SnapshotState.VOID, words
    session.flush()
    _record(session, actor, old, "void")


def _score(row: ReportSnapshot, one: Scored) -> Score:
    """Return a score as it is stored."""
    return Score(
        snapshot_id=row.id,
        period=row.period,
        object_kind=one.kind,
        object_id=one.object_id,
        unit_id=one.unit_id,
        rule_version=row.rule_version,
        n=one.tally.n,
        score=one.score.value,
        detail=one.detail(),
        created_by_id=row.created_by_id,
    )


def freeze(actor: Principal, period: str, reason: str = "") -> int:
    """Bring the figures up to date, collect a month and keep it; return the snapshot's id."""
    found = prepare(actor, period)
    with store.write(actor) as session:
        return keep(session, actor, found, reason).id


def prepare(actor: Principal, period: str) -> Frozen:
    """Bring the figures up to date and collect a month, before anything is written.

    All is read as of one instant, at which nothing waited to be counted.
    """
    check_period(period)
    for _ in range(TRIES):
        figure_fold.fold()
        with store.steady(actor) as session:
            if api.pending(session) is None:
                return collect(session, actor, period)
    raise snapshot_check.Moving(snapshot_check.MOVING)


def settled(session: Session, actor: Principal, period: str) -> Frozen:
    """Bring the figures up to date and collect a month inside the caller's write transaction."""
    for _ in range(TRIES - 1):
        figure_fold.catch_up(session)
        try:
            return collect(session, actor, period)
        except snapshot_check.Moving:
            continue
    figure_fold.catch_up(session)
    return collect(session, actor, period)


def follow(session: Session, document: Document, act: PaperAct) -> None:
    """Let the snapshot of a report go the way of its paper; called at every turn of a paper."""
    row = snapshots.of_document(session, document.id)
    if act in SENDS:
        _check_text(session, document, row)
    if row is None or row.state == SnapshotState.SIGNED:
        return
    if row.state == SnapshotState.VOID:
        if act in SENDS:
            raise Refused(STALE)
        return
    if act in SENDS and is_early(row):
        raise Refused(RUNNING)
    if document.state == DocumentState.VOID:
        row.document_id, row.state = None, SnapshotState.DRAFT
    elif document.state == DocumentState.SIGNED:
        _sign(session, row)
    else:
        is_checked = document.checked_at is not None
        row.state = SnapshotState.CHECKED if is_checked else SnapshotState.DRAFT
    session.flush()


def _check_text(session: Session, document: Document, row: ReportSnapshot | None) -> None:
    """Refuse to send on a text that nobody finished, or that names what it must not any more."""
    if any(one["text"] == TO_WRITE for one in document.facts.get("body", ())):
        raise Refused("“下步建议”还没有填写，请先修改文稿。")
    if document.kind in snapshots.OF_MONTH and document.facts.get("period"):
        month_told.check(session, document, row)


def is_early(row: ReportSnapshot) -> bool:
    """Tell whether figures were collected before their month was over."""
    return row.cut_off_at < months.end(row.period)


def _sign(session: Session, row: ReportSnapshot) -> None:
    """Close a month: its figures are printed, and its scores may be read by their units."""
    now = clock.now()
    row.state, row.signed_at = SnapshotState.SIGNED, now
    session.execute(
        sa.update(Score)
        .where(Score.snapshot_id == row.id)
        .values(published_at=now)
        .execution_options(synchronize_session=False)
    )


def _record(session: Session, actor: Principal, row: ReportSnapshot, act: str) -> None:
    """Audit an act on a month: its hash, never its content."""
    detail = {"period": row.period, "state": row.state, "members": row.members_sha256}
    audit.record(
        session,
        actor,
        f"report_snapshot.{act}",
        "report_snapshot",
        row.id,
        detail=detail,
        after={"figures": row.figures},
    )
