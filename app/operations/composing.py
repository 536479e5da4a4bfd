"""Begin a paper from the ledger or as a blank sheet, and edit the facts of a draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock, months, policies, policies_papers, store
from app.enums import DocumentKind, DocumentState
from app.enums_ledger import SupervisionState
from app.errors import Conflict, Forbidden, Invalid, Missing, Refused
from app.models import Document, Problem, Supervision
from app.operations import (
    drafting,
    drafting_items,
    drafting_more,
    drafts,
    meetings,
    month_papers,
    paper_items,
    reporters,
)
from app.operations.composing_kinds import DRAFTABLE, Draftable, Source
from app.operations.draft_words import Filled, check_right, unit_names
from app.operations.paper_turns import edited, hold
from app.principal import Principal, system
from app.queries import ledger, paper_receipts, together

KEEPER = system("公文")
# What may not be typed: the number and the date come at signing, the marks with their acts.
NEVER = frozenset({*drafts.GIVEN, "draft_mark", "copy_mark", "void_mark", "verify_url"})
LONGEST_FACTS = 200_000
MOST_NAMED = 500
RUNG = "这份督办函由督办阶梯拟稿，不附照片。"
REWRITTEN = (
    "这份督办函由督办阶梯拟稿：正文没有改过的，签发时按回复期限写定日期；改过的照您写的印，"
    "请核对正文里的日期。"
)


class Begun(NamedTuple):
    """What was drafted, and the names of the units that it would have gone to and does not.

    by_post are units that are printed and do not get their papers here.
    """

    papers: tuple[Document, ...]
    left_out: tuple[str, ...] = ()
    by_post: tuple[str, ...] = ()


def begin(session: Session, actor: Principal, code: str, typed: Mapping[str, Any]) -> Begun:
    """Draft a paper from what was named: items, a meeting or a month; from nothing it is blank."""
    check_right(actor)
    one = DRAFTABLE.get(code)
    if one is None:
        raise Missing()
    if one.source is Source.MEETING and typed.get("meeting_id") is not None:
        return _minutes(session, actor, one, int(typed["meeting_id"]))
    if one.source is Source.MONTH and typed.get("period"):
        first = drafting_more.first_of(str(typed["period"]))
        return Begun((month_papers.begin(session, actor, months.of(first)),))
    if one.takes_items and str(typed.get("items") or "").strip():
        return _from_items(session, actor, one, typed["items"])
    title = f"关于××××的{one.label}" if one.series else ""
    return _draft(session, actor, one, drafting_more.blank(one.kind, title))


def from_problem(session: Session, actor: Principal, code: str, problem_id: int) -> Document:
    """Draft a paper about one visible item."""
    check_right(actor)
    one = DRAFTABLE.get(code)
    if one is None or not one.takes_items:
        raise Missing()
    if one.kind is DocumentKind.SUPERVISION_LETTER:
        return drafting.draft_supervision(session, actor, problem_id)
    problem = ledger.get(session, actor, problem_id)
    return _about_items(session, actor, one, [problem]).papers[0]


def why_not(session: Session, one: Draftable, problem: Problem) -> str:
    """Return why an item gives no such paper now, an empty text when it does."""
    try:
        one.fill(session, [problem])
    except Refused as refusal:
        return str(refusal.description)
    return ""


def _from_items(session: Session, actor: Principal, one: Draftable, typed: Any) -> Begun:
    """Draft from items named by their numbers."""
    found, missing = meetings.found_items(session, typed)
    if missing or not found:
        raise Invalid({"items": missing or "请填写事项编号。"})
    if len(found) == 1:
        return Begun((from_problem(session, actor, one.code, found[0].id),))
    return _about_items(session, actor, one, found)


def _about_items(
    session: Session, actor: Principal, one: Draftable, problems: list[Problem]
) -> Begun:
    """Draft one paper about items, or one for each of their lead units that may get it."""
    if not one.by_unit:
        return _draft(session, actor, one, one.fill(session, problems), problems)
    made: list[Begun] = []
    off: list[int] = []
    for unit_id, own in drafting_items.by_lead(session, problems).items():
        if unit_id in paper_items.kept_off(session, own):
            off.append(unit_id)
        else:
            made.append(_draft(session, actor, one, one.fill(session, own), own))
    if not made:
        raise Refused(f"主办单位不能收这份{one.label}，没有起草。")
    return Begun(
        tuple(paper for begun in made for paper in begun.papers),
        tuple(unit_names(session, off)),
        tuple(name for begun in made for name in begun.by_post),
    )


def _minutes(session: Session, actor: Principal, one: Draftable, meeting_id: int) -> Begun:
    """Draft the minutes of a visible meeting."""
    meeting = together.meeting(session, meeting_id)
    filled, about = drafting_more.minutes(session, meeting)
    items = together.items_of(session, meeting.id)
    return _draft(session, actor, one, filled, [about] if about else items)


def _draft(
    session: Session,
    actor: Principal,
    one: Draftable,
    filled: Filled,
    about: Sequence[Problem] = (),
) -> Begun:
    """Keep a draft; what is about several items hides the reporters of all of them.

    The units that may not get it are not printed as if they did.
    """
    fit = _fit(session, filled, about)
    facts = filled.facts
    if filled.told:
        facts = {**facts, filled.told: unit_names(session, fit)}
    document = drafts.draft(
        session,
        actor,
        one.kind,
        _hidden(facts, about),
        problem_id=about[0].id if len(about) == 1 else None,
        about=[problem.id for problem in about],
        unit_id=filled.unit_id,
        series=one.series,
    )
    if fit:
        document.unit_ids = fit
        if filled.reply_days:
            document.receipt_due_on = clock.today() + timedelta(days=filled.reply_days)
        session.flush()
    left = tuple(unit_names(session, [one for one in filled.unit_ids if one not in fit]))
    is_printed = filled.unit_id is not None
    return Begun((document,), *((), left) if is_printed else (left,))


def _fit(session: Session, filled: Filled, about: Sequence[Problem]) -> list[int]:
    """Return the units of a draft that read papers here and may hear of what it is about."""
    if not filled.unit_ids:
        return []
    fit = {unit.id for unit in paper_receipts.addressable(session)}
    fit -= paper_items.kept_off(session, about)
    for problem in about:
        if policies.is_confidential(problem):
            fit &= paper_items.parts(session, problem)
    return [unit_id for unit_id in filled.unit_ids if unit_id in fit]


def _hidden(facts: Mapping[str, Any], about: Sequence[Problem]) -> dict[str, Any]:
    """Return facts without the reporters of some items."""
    named = reporters.Reporters()
    for problem in about:
        named |= reporters.of(problem)
    return dict(drafts.hidden(facts, named))


def hidden(session: Session, document: Document, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return facts without the reporters of a paper's items."""
    return dict(drafts.hidden(facts, paper_items.reporters_of(session, document)))


def read(
    session: Session, document: Document, facts: Mapping[str, Any]
) -> tuple[dict[str, Any], list[Problem]]:
    """Return typed facts and the items that they name; Invalid for one the actor does not see.

    Nothing is masked yet: whose name a preview hides would tell who reported.
    """
    text = paper_items.text_of(facts)
    if len(text) > LONGEST_FACTS:
        raise Invalid({"body": f"文稿太长，合计最多 {LONGEST_FACTS} 字。"})
    own = paper_items.of(session, document)
    wanted = paper_items.numbers_in(text) - {problem.problem_no for problem in own}
    if len(wanted) > MOST_NAMED:
        raise Invalid({"body": f"一份公文最多写 {MOST_NAMED} 件事项的编号。"})
    found = session.scalars(sa.select(Problem).where(Problem.problem_no.in_(wanted))).all()
    known = {problem.problem_no for problem in found}
    unknown = [number[:20] for number in sorted(wanted - known)]
    if unknown:
        raise Invalid({"body": f"没有找到编号 {'、'.join(unknown[:5])}，请核对。"})
    return {key: facts[key] for key in facts if key not in NEVER}, [*own, *found]


def edit(
    session: Session, actor: Principal, document_id: int, version: int, facts: Mapping[str, Any]
) -> Document:
    """Keep the typed facts of a draft; one that was being checked is a draft again."""
    document = held(session, actor, document_id)
    if document.row_version != version:
        raise Conflict(current={"facts": document.facts, "version": document.row_version})
    title = str(facts.get("title") or "").strip()
    if not 0 < len(title) <= drafts.LONGEST_TITLE:
        raise Invalid({"title": f"请填写标题，最多 {drafts.LONGEST_TITLE} 字。"})
    typed, about = read(session, document, facts)
    with store.acting(session, KEEPER):
        kept = _hidden(typed, about)
        document.facts, document.title = kept, str(kept["title"]).replace("|", "")
        document.state = DocumentState.DRAFT
        document.checked_by_id, document.checked_at = None, None
        session.flush()
        paper_items.link(session, document, [problem.id for problem in about])
        edited(session, actor, document)
        drafts.record(session, actor, document, "edit")
    return document


def held(session: Session, actor: Principal, document_id: int) -> Document:
    """Return a draft that this person edits, held until the commit."""
    document = hold(session, document_id)
    check_editable(session, actor, document)
    return document


def check_editable(session: Session, actor: Principal, document: Document) -> None:
    """Refuse what is no draft any more, and who may not edit it."""
    if document.state not in policies_papers.DRAFTS:
        raise Refused(f"这份公文现在是“{document.state.label}”，不能再修改。")
    if not policies_papers.may_edit(actor, document):
        raise Forbidden("草稿由拟稿人或者核稿人修改。")


def is_of_ladder(session: Session, document: Document) -> bool:
    """Tell whether signing writes the text of a paper: the letter of a drafted rung."""
    query = sa.select(Supervision.id).where(
        Supervision.document_id == document.id,
        Supervision.state == SupervisionState.DRAFTED,
        Supervision.rung.is_not(None),
    )
    is_letter = document.kind == DocumentKind.SUPERVISION_LETTER
    return is_letter and session.execute(query.limit(1)).first() is not None
