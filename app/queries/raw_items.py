"""Raw items of a period and their texts, read through the fence of who asks."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock, recusals, secrecy
from app.enums import Channel, EvalLevel, EvalState, ProblemState
from app.enums_campaign import RawKind
from app.enums_visit import CHANNELS
from app.models import Evaluation, FieldVisit, Message, Problem

Key = tuple[RawKind, int]
K = RawKind
# A message or an evaluation counts once, as the item that it became where that is in the period.
BECAME = (
    (K.MESSAGE, Message, Message.submitted_at),
    (K.EVALUATION, Evaluation, Evaluation.submitted_at),
    (K.VISIT, FieldVisit, FieldVisit.held_on),
)
AT_ONCE = 500
# Praise is no problem.
PRAISE = (EvalLevel.SATISFIED, EvalLevel.VERY_SATISFIED)


@dataclass(frozen=True)
class Raw:
    """One raw item as a run keeps it: which, and where it came in."""

    kind: RawKind
    source_id: int
    channel: Channel


@dataclass(frozen=True)
class Said:
    """What a raw item says, without the numbers of persons, and whether somebody answered.

    answered is None where nobody asked for an answer.
    """

    title: str
    text: str
    answered: bool | None
    is_inner: bool = False
    # A level or a kind in the place of a title says nothing of what the matter is.
    titled: bool = True


def collect(session: Session, from_on: date, until_on: date, kinds: Collection[str]) -> list[Raw]:
    """Return every raw item of a period that the named person sees, each once."""
    begin, end = (_midnight(from_on), _midnight(until_on + timedelta(days=1)))
    found: list[Raw] = []
    picked: set[int] = set()
    if K.PROBLEM in kinds:
        query = (
            sa.select(Problem.id, Problem.channel)
            .where(Problem.registered_at >= begin, Problem.registered_at < end)
            .where(Problem.parent_problem_id.is_(None))
            .order_by(Problem.id)
        )
        found = [Raw(K.PROBLEM, row.id, row.channel) for row in session.execute(query)]
        picked = {raw.source_id for raw in found}
    for kind, model, at in BECAME:
        if kind in kinds:
            span = (from_on, until_on + timedelta(days=1)) if kind == K.VISIT else (begin, end)
            found += _of(session, kind, model, sa.and_(at >= span[0], at < span[1]), picked)
    return found


def _of(session: Session, kind: RawKind, model: Any, span: Any, picked: set[int]) -> list[Raw]:
    """Return the raw items of one table that did not become a picked item."""
    source = FieldVisit.kind if kind == K.VISIT else model.channel
    query = sa.select(model.id, source, model.problem_id).where(span).order_by(model.id)
    if kind == K.EVALUATION:
        query = query.where(
            model.state != EvalState.VOID, model.text.is_not(None), model.level.not_in(PRAISE)
        )
    rows = [row for row in session.execute(query) if row[2] not in picked]
    return [Raw(kind, row[0], CHANNELS[row[1]] if kind == K.VISIT else row[1]) for row in rows]


def _midnight(day: date) -> datetime:
    """Return the instant at which a day begins in China."""
    return datetime.combine(day, time.min, tzinfo=clock.CHINA)


def said(session: Session, keys: Iterable[Key]) -> dict[Key, Said]:
    """Return the texts of raw items that the named person sees; the others are left out."""
    by: dict[RawKind, list[int]] = {}
    for kind, source_id in keys:
        by.setdefault(kind, []).append(source_id)
    found: dict[Key, Said] = {}
    for kind, ids in by.items():
        for at in range(0, len(ids), AT_ONCE):
            found |= READERS[kind](session, ids[at : at + AT_ONCE])
    return found


def _problems(session: Session, ids: list[int]) -> dict[Key, Said]:
    """Read items of the ledger: answered are those that are closed."""
    query = sa.select(
        Problem.id,
        Problem.title,
        Problem.content_redacted,
        Problem.state,
        recusals.confidential(Problem).label("is_inner"),
    ).where(Problem.id.in_(ids))
    ended = {ProblemState.CLOSED, ProblemState.ARCHIVED, ProblemState.REJECTED}
    return {
        (K.PROBLEM, row.id): Said(
            row.title,
            row.content_redacted,
            row.state in ended,
            row.is_inner,
        )
        for row in session.execute(query)
    }


def _messages(session: Session, ids: list[int]) -> dict[Key, Said]:
    """Read messages: answered are those with a reply."""
    query = sa.select(
        Message.id,
        Message.subject,
        Message.body,
        Message.replied_at,
        recusals.confidential_message(Message).label("is_inner"),
    ).where(Message.id.in_(ids))
    return {
        (K.MESSAGE, row.id): Said(
            secrecy.redact(row.subject),
            secrecy.redact(row.body),
            row.replied_at is not None,
            row.is_inner,
        )
        for row in session.execute(query)
    }


def _evaluations(session: Session, ids: list[int]) -> dict[Key, Said]:
    """Read what people wrote beside an evaluation; most of them ask for no answer."""
    query = sa.select(
        Evaluation.id,
        Evaluation.text,
        Evaluation.level,
        Evaluation.is_sensitive,
        Evaluation.asks_reply,
    ).where(Evaluation.id.in_(ids))
    return {
        (K.EVALUATION, row.id): Said(
            row.level.label,
            secrecy.redact(row.text or ""),
            False if row.asks_reply else None,
            row.is_sensitive,
            titled=False,
        )
        for row in session.execute(query)
    }


def _visits(session: Session, ids: list[int]) -> dict[Key, Said]:
    """Read what visits found; nobody waits for an answer."""
    query = sa.select(FieldVisit.id, FieldVisit.kind, FieldVisit.finding)
    rows = session.execute(query.where(FieldVisit.id.in_(ids)))
    return {
        (K.VISIT, row.id): Said(
            row.kind.label, secrecy.redact(row.finding), answered=None, titled=False
        )
        for row in rows
    }


READERS = {
    K.PROBLEM: _problems,
    K.MESSAGE: _messages,
    K.EVALUATION: _evaluations,
    K.VISIT: _visits,
}
