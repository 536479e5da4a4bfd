"""T05, F05: one item is handled for several reporters, and every one gets a reply of his own."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import endings, store
from app.enums import OutcomeKind, ProblemState
from app.errors import Conflict, Invalid, Refused
from app.models import Contact, Feedback, Problem, ProblemStep
from app.operations import callbacks, family, identity, kin, recusal_rules, tail
from app.operations.case import Case, Note
from app.transitions import OPEN_STATES

READY = "F09"


def merge(case: Case) -> Note:
    """T05: the item joins its master; who saw it goes on seeing it."""
    problem = case.problem
    if endings.merged_into(case.session, problem.id):
        raise Refused("已有别的事项并入本件，本件是主件，不能再并入另一件。")
    family.check_alone(case)
    master = _master(case)
    _check_fits(case, master)
    problem.master_problem_id, problem.state = master.id, ProblemState.MERGED
    if master.state == ProblemState.PENDING_FEEDBACK:
        problem.submitted_at = master.submitted_at
    reply = "您反映的事项与正在办理的事项相同，已合并办理，办结后单独答复您。"
    return Note(case.facts["reason"], {"master_id": master.id}, inner=True, reply=reply)


def _master(case: Case) -> Problem:
    """Return the master by its number, as far as the actor sees it, held until the commit."""
    number = case.facts["master_no"].strip().upper()
    query = (
        sa.select(Problem)
        .where(Problem.problem_no == number)
        .with_for_update(key_share=True, nowait=True)
        .execution_options(populate_existing=True)
    )
    if number == case.problem.problem_no:
        raise Invalid({"master_no": "不能并入它自己，请填另一件的编号。"})
    try:
        with store.acting(case.session, case.actor):
            master = case.session.scalars(query).one_or_none()
    except sa.exc.OperationalError as error:
        raise Conflict("主件正在由别人办理，请稍后再试。") from error
    if master is None:
        raise Invalid({"master_no": f"没有找到编号“{number[:20]}”的事项，请核对。"})
    return master


def _check_fits(case: Case, master: Problem) -> None:
    """Refuse a chain, an ended master, another track, and a master handled by the accused."""
    if master.master_problem_id is not None:
        raise Invalid({"master_no": "那一件已并入别的事项，请填它的主件编号。"})
    if master.state not in OPEN_STATES:
        raise Invalid({"master_no": f"那一件现在是“{master.state.label}”，不能并入。"})
    if master.track != case.problem.track:
        raise Invalid({"master_no": "两件事项的办理轨道不同，不能并案。"})
    _check_ends(case, master)
    _check_handlers(case, master)


def _check_ends(case: Case, master: Problem) -> None:
    """Refuse a master that waits for this item itself, and a part of it: neither would ever end."""
    if master.id in kin.waiting_for(case.session, case.problem.id):
        raise Invalid({"master_no": "那一件要等本件办结才能办结，不能把本件并入它。"})
    if case.problem.id in kin.above(case.session, master.id):
        raise Invalid({"master_no": "那一件是本件的下级事项，不能把本件并入它。"})


def _check_handlers(case: Case, master: Problem) -> None:
    """Refuse a master that a unit kept from this item handles or watches, in whole or in part."""
    off = recusal_rules.units_off(case.session, case.problem)
    ids = [master.id, *kin.below(case.session, master.id)]
    held = sa.select(ProblemStep.id).where(
        ProblemStep.problem_id.in_(ids), ProblemStep.unit_id.in_(off)
    )
    if off and (master.supervisor_unit_id in off or case.session.execute(held.limit(1)).first()):
        raise Invalid({"master_no": "那一件由本件反映的或须回避的单位办理或监督，不能并案。"})


def tell(case: Case) -> Note:
    """F05: a merged reporter hears the master's result, by a callback of his own."""
    note = callbacks.told(case)
    note.reply = case.facts["text"]
    return note


def untold(session: Session, master: Problem) -> list[int]:
    """Return the ids of merged items whose reporter can be told and has not been."""
    told = (
        sa.select(Feedback.id)
        .where(Feedback.problem_id == Problem.id, Feedback.at >= master.submitted_at)
        .exists()
    )
    query = (
        sa.select(Problem.id)
        .join(Contact, Contact.id == Problem.contact_id)
        .where(
            Problem.master_problem_id == master.id,
            Problem.state == ProblemState.MERGED,
            Contact.purged_at.is_(None),
            ~told,
        )
        .order_by(Problem.id)
    )
    return list(session.scalars(query))


def check_all_told(case: Case) -> None:
    """Refuse to close a master while a reporter of a merged item has not been told."""
    missing = untold(case.session, case.problem)
    if missing:
        named = kin.named(case.session, case.actor, missing)
        raise Refused(
            f"并入的事项还有 {len(missing)} 件没有回访来访人{named}，请先逐件“回访并案来访人”。"
        )


def _result(master: Problem) -> str:
    """Return what a merged reporter is to be told, for who calls."""
    label = OutcomeKind.label_of(master.outcome_kind)
    return f"主件已核查通过，请回访来访人。办理结果：{label}；{master.outcome_text or ''}"


def result_is_there(case: Case) -> None:
    """T15: the master's result holds; the reporters of merged items may be told."""
    for item in kin.held_merged(case.session, case.problem.id):
        was = tail.snapshot(item)
        item.submitted_at = case.problem.submitted_at
        text = identity.without_reporter(_result(case.problem), item)
        note = Note(text, {"master_id": case.problem.id}, inner=True)
        tail.finish(
            case.session, case.actor, item, code=READY, action="主件有结果", note=note, was=was
        )


def result_is_gone(case: Case) -> None:
    """T17, T18: the master is worked on again; what was to be told does not hold any more."""
    for item in kin.held_merged(case.session, case.problem.id):
        was = tail.snapshot(item)
        item.submitted_at = item.closed_at = None
        note = Note("主件重新办理，待有结果再回访。", {"master_id": case.problem.id}, inner=True)
        tail.finish(
            case.session, case.actor, item, code="F12", action="主件重新办理", note=note, was=was
        )


def master_closed(case: Case) -> None:
    """T16: the merged items end with their master; who left no number reads it by his code."""
    label = OutcomeKind.label_of(case.problem.outcome_kind)
    for item in kin.held_merged(case.session, case.problem.id):
        was = tail.snapshot(item)
        item.closed_at = case.now
        reply = "" if _has_reply(case, item) else f"合并办理的事项已办结，办理结果：{label}。"
        note = Note("主件已办结。", {"master_id": case.problem.id}, inner=True, reply=reply)
        tail.finish(
            case.session, case.actor, item, code="F13", action="主件办结", note=note, was=was
        )


def _has_reply(case: Case, item: Problem) -> bool:
    """Tell whether a merged reporter got words of his own."""
    query = sa.select(Feedback.id).where(
        Feedback.problem_id == item.id, Feedback.at >= case.problem.submitted_at
    )
    return case.session.execute(query.limit(1)).first() is not None
