"""T03, T04, F03, F04, T20, T21: an item is not accepted, handed outside, withdrawn or taken up."""

from __future__ import annotations

from typing import Any

from app import clock, endings
from app.enums import FeedbackWay
from app.enums_ledger import DeadlineKind
from app.errors import Invalid
from app.models import ProblemTransfer
from app.operations import clues, deadlines, ending_papers, family, identity, limits
from app.operations.case import Case, Note
from app.queries import parameters, vocabulary
from app.workdays import Due

REPLY_REJECTED = "您反映的事项不予受理。理由：{reason}。{route}"
REPLY_TRANSFERRED = "您反映的事项已转{target}办理，我们会跟踪到有结果为止。"
REPLY_WITHDRAWN = "按照您的要求，这件事项已撤回，不再办理。"


def reject(case: Case) -> Note:
    """T03: the reason, its basis and the way open to the reporter; he is told and gets a notice."""
    facts, problem = case.facts, case.problem
    _check_told(case)
    family.check_alone(case)
    label = vocabulary.label(case.session, "rejection_reason", facts["reason"])
    data: dict[str, Any] = {"reason": facts["reason"], "told_way": facts["told_way"]}
    if facts["notice_no"]:
        data["notice_no"] = facts["notice_no"]
    else:
        paper = ending_papers.draft_rejection(
            case.session,
            case.actor,
            problem,
            reason=label,
            basis=facts["basis"],
            route=facts["route"],
        )
        data["document_id"] = paper.id
    problem.rejection_reason = facts["reason"]
    _leave(case)
    text = f"{label}\n依据：{facts['basis']}\n途径：{facts['route']}\n{_said(case)}"
    reply = REPLY_REJECTED.format(reason=label, route=facts["route"])
    return Note(text, data, inner=True, reply=reply)


def _leave(case: Case) -> None:
    """Enter the transition's state; the last due date stays as it was."""
    case.problem.state = case.transition.target or case.problem.state


def _check_told(case: Case) -> None:
    """Ask that a reporter who can be reached was told, and how."""
    facts, errors = case.facts, {}
    nobody = case.problem.contact_id is None
    if nobody and facts["told_way"] != FeedbackWay.NONE:
        errors["told_way"] = "来访人没有留下联系方式，请选“无法反馈”。"
    if nobody and facts["told"]:
        errors["told"] = "来访人没有留下联系方式，这一项不勾。"
    if not nobody and facts["told_way"] == FeedbackWay.NONE:
        errors["told_way"] = "来访人留有联系方式，请选择实际告知的方式。"
    if not nobody and not facts["told"]:
        errors["told"] = "请先告知来访人，再勾选这一项。"
    if errors:
        raise Invalid(errors)


def _said(case: Case) -> str:
    """Return how the reporter was told, in words."""
    if case.problem.contact_id is None:
        return "来访人没有留下联系方式，凭查询码查看。"
    return f"已{case.facts['told_way'].label}告知来访人。"


def transfer(case: Case) -> Note:
    """T04: an office outside handles it; it is asked after until its result comes back."""
    facts, problem = case.facts, case.problem
    _check_told(case)
    family.check_alone(case)
    target = identity.without_reporter(facts["target"], problem)
    due, row = _next_check(case), _transfer_row(case, target)
    row.track_due = due.at
    if not facts["letter_no"]:
        most = limits.default_days(case.session, problem.request_type, problem.urgency)
        until = clock.local(limits.after(case.session, most).at).date()
        paper = ending_papers.draft_transfer(
            case.session, case.actor, problem, target=target, due=until
        )
        row.document_id = paper.id
    case.session.add(row)
    case.session.flush()
    case.move(due)
    text = f"转往{target}，{_number(row)}；{row.receipt}\n{_said(case)}"
    data = {"transfer_id": row.id, "document_id": row.document_id, "told_way": row.told_way}
    # Where a report lies is the commission's own business.
    reply = REPLY_TRANSFERRED.format(target="有关机关" if case.discipline else target)
    return Note(text, data, inner=True, reply=reply)


def _next_check(case: Case) -> Due:
    """Start the limit by which the office outside is asked after, and return its due date."""
    days = parameters.integer(case.session, "transfer_track_days")
    limit = limits.in_workdays(case.session, DeadlineKind.TRACK, days)
    case.start(limit)
    return limit.due


def _transfer_row(case: Case, target: str) -> ProblemTransfer:
    """Return the row of a transfer, without its next day."""
    facts = case.facts
    return ProblemTransfer(
        problem_id=case.problem.id,
        target=target,
        letter_no=facts["letter_no"],
        receipt=identity.without_reporter(facts["receipt"], case.problem),
        told_at=case.now if facts["told"] else None,
        told_way=facts["told_way"],
        created_by_id=case.actor.account_id,
    )


def _number(row: ProblemTransfer) -> str:
    """Return the letter's number in words."""
    return f"文号{row.letter_no}" if row.letter_no else "转办函待签发"


def _open_transfer(case: Case) -> ProblemTransfer:
    """Return the transfer that waits for its result; the gate has made sure of it."""
    found = endings.transfer_open(case.session, case.problem.id)
    if found is None:
        raise Invalid({"": "转办结果已经返回。"})
    return found


def track(case: Case) -> Note:
    """F03: somebody asked how far it is; the next time is counted from now."""
    row = _open_transfer(case)
    deadlines.tracked(case.session, case.problem.id, case.now)
    due = _next_check(case)
    row.checks, row.track_due = row.checks + 1, due.at
    case.move(due)
    return Note(case.facts["text"], {"transfer_id": row.id, "checks": row.checks}, inner=True)


def take_result(case: Case) -> Note:
    """F04: the office outside has answered, and the reporter is told what it said."""
    _check_told(case)
    row, facts = _open_transfer(case), case.facts
    deadlines.tracked(case.session, case.problem.id, case.now)
    row.returned_at, row.result = case.now, facts["result"]
    if facts["told"]:
        row.told_at, row.told_way = case.now, facts["told_way"]
    text = f"{facts['result']}\n答复来访人：{facts['reply']}\n{_said(case)}"
    data = {"transfer_id": row.id, "told_way": facts["told_way"]}
    return Note(text, data, inner=True, reply=facts["reply"])


def withdraw(case: Case) -> Note:
    """T20: the reporter takes his request back; every open part ends with it."""
    clues.check_none(case.session, case.problem.id)
    # The same words as for a clue, so that a refusal tells of neither.
    if family.is_needed(case.session, case.problem.id):
        raise clues.busy()
    ended = [step for step in case.steps if step.ended_at is None]
    for step in ended:
        case.end(step)
    case.shown_to |= {step.unit_id for step in ended}
    _leave(case)
    text = f"来访人{case.facts['way'].label}提出：{case.facts['reason']}"
    data = {"way": case.facts["way"], "step_ids": [step.id for step in ended]}
    return Note(text, data, inner=True, reply=REPLY_WITHDRAWN)


def review(case: Case) -> Note:
    """T21: the leader finds that the item should have been accepted; it is triaged again."""
    was = case.problem.rejection_reason
    case.problem.rejection_reason = None
    case.enter("triage")
    ending_papers.give_up_rejection(case.session, case.actor, case.problem.id)
    reply = "经复核，您反映的事项应当受理，现重新办理。"
    return Note(case.facts["opinion"], {"was": was}, inner=True, reply=reply)
