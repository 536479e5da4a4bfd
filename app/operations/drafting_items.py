"""Facts of the papers that are drafted from one item: notices, replies, demands and letters."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app import clock, endings, more_time, policies
from app.enums import OutcomeKind, ProblemState
from app.enums_ledger import AskState
from app.errors import Refused
from app.models import Extension, Problem, ProblemTransfer
from app.operations import limits
from app.operations.draft_words import (
    LONGEST_CELL,
    LONGEST_HEAD,
    LONGEST_MATTER,
    Filled,
    co_units,
    common,
    day_of,
    iso,
    lead_step,
    local_day,
    office,
    paragraph,
    short,
    unit_names,
)
from app.operations.ending_papers import REMEDY
from app.queries import vocabulary

S = ProblemState
# The working days within which a unit puts right what a notice names.
MEND_DAYS = 10
# The days within which a unit answers a proposal.
REPLY_DAYS = 30
MEASURE = "查明原因，立即整改，举一反三，将整改情况书面报告。"
PROPOSAL = "健全制度，明确责任人和完成时间，防止同类问题再次发生。"
REVIEW = "对本答复不满意的，可以自收到之日起30日内向原登记单位提出，由另外的人员复核。"
LOOKUP = "凭登记时告知的查询码，在“民声直通车”页面查询。"
ASKED = "事项没有已批准的延期。"
ENDED = frozenset({S.REJECTED, S.TRANSFERRED_OUT, S.MERGED, S.WITHDRAWN})


def check_open_to_units(problem: Problem) -> None:
    """Refuse a paper that would carry what is kept closely to a unit or to the public."""
    if policies.is_confidential(problem):
        raise Refused(
            f"{problem.problem_no}是检举控告、敏感或监督执纪事项，不能从台账起草这种公文。"
        )


def _check_reachable(problem: Problem) -> None:
    """Refuse a notice to a reporter whom nobody can reach."""
    if problem.contact_id is None:
        raise Refused("来访人没有留下联系方式，没有可以送达的人。")


def _received(problem: Problem) -> str:
    """Return the words with which a notice to the reporter begins."""
    on = day_of(local_day(problem.registered_at))
    return f"您于{on}反映的事项（编号{problem.problem_no}）收悉。"


def _matter(problem: Problem) -> str:
    """Return the request without the reporter, as long as a form's cell."""
    return short(problem.content_redacted, LONGEST_CELL)


def _handlers(session: Session, problem: Problem) -> str:
    """Return lead and co-units in one line, an empty text before the item is assigned."""
    if problem.lead_unit_id is None:
        return ""
    lead, *co = unit_names(session, [problem.lead_unit_id, *co_units(session, problem.id)])
    return f"{lead}（主办），{'、'.join(co)}（协办）" if co else lead


def acceptance(session: Session, problem: Problem) -> Filled:
    """Return the facts of a 受理告知书 to the reporter."""
    _check_reachable(problem)
    if problem.state in ENDED or problem.closed_at is not None:
        raise Refused(f"事项已经结束（{problem.state.label}），不用再发受理告知书。")
    if problem.accepted_at is None:
        raise Refused("事项还没有受理，受理以后再发受理告知书。")
    facts = {
        **common("受理告知书", ["反映人"]),
        "body": [
            paragraph(f"{_received(problem)}经审查，现予受理，具体情况如下："),
            paragraph("办结后，我们会把结果告诉您。"),
            paragraph("特此告知。"),
        ],
        "no": problem.problem_no,
        "matter": _matter(problem),
        "received": iso(problem.registered_at),
        "accepted": iso(problem.accepted_at),
        "due": iso(problem.handle_due_at or problem.due_at),
        "unit": _handlers(session, problem),
        "lookup": LOOKUP,
        "contact": office(),
    }
    return Filled(facts)


def extension(session: Session, problem: Problem) -> Filled:
    """Return the facts of a 延期告知书 about the newest extension that was approved."""
    _check_reachable(problem)
    row: Extension | None = more_time.newest(problem, Extension)
    if row is None or row.state != AskState.APPROVED or row.due_after is None:
        raise Refused(ASKED)
    facts = {
        **common("延期办理告知书", ["反映人"]),
        "body": [
            paragraph(
                f"{_received(problem)}因下列原因不能在原定期限内办结，经批准延期办理，现告知如下："
            ),
            paragraph("由此给您带来的不便，敬请谅解。特此告知。"),
        ],
        "no": problem.problem_no,
        "matter": _matter(problem),
        "unit": _handlers(session, problem),
        "due": iso(row.due_before),
        "new_due": iso(row.due_after),
        "reason": short(row.reason, LONGEST_CELL),
        "contact": office(),
    }
    return Filled(facts)


def reply(session: Session, problem: Problem) -> Filled:
    """Return the facts of a 答复意见书; the result of what is kept closely is left to be typed."""
    _check_reachable(problem)
    if problem.outcome_kind is None or problem.state not in {
        S.PENDING_FEEDBACK,
        S.CLOSED,
        S.ARCHIVED,
    }:
        raise Refused("事项还没有核查通过的办理结果，不能制发答复意见书。")
    told = {} if policies.is_confidential(problem) else _result(problem)
    facts = {
        **common(f"关于“{short(problem.title, LONGEST_HEAD)}”的答复意见书", ["反映人"]),
        "body": [
            paragraph(f"{_received(problem)}经调查核实，现答复如下："),
            paragraph("感谢您对我们工作的监督和支持。"),
        ],
        "no": problem.problem_no,
        "received": iso(problem.registered_at),
        "matter": _matter(problem),
        "unit": _handlers(session, problem),
        "review": REVIEW,
        "contact": office(),
        **told,
    }
    return Filled(facts)


def _result(problem: Problem) -> dict[str, str]:
    """Return result and basis as they were verified."""
    kind = OutcomeKind.label_of(problem.outcome_kind) if problem.outcome_kind else ""
    text = "：".join(part for part in (kind, problem.outcome_text) if part)
    found = {"result": short(text, LONGEST_CELL)}
    if problem.policy_basis:
        found["basis"] = short(problem.policy_basis, LONGEST_CELL)
    return found


def rejection(session: Session, problem: Problem) -> Filled:
    """Return the facts of a 不予受理告知书 from what was decided."""
    _check_reachable(problem)
    event = endings.last_event(session, problem.id, ("T03",))
    if problem.state != S.REJECTED or event is None:
        raise Refused("事项没有不予受理的决定，不能制发不予受理告知书。")
    said = dict(line.split("：", 1) for line in event.note.splitlines() if "：" in line)
    label = vocabulary.label(session, "rejection_reason", problem.rejection_reason)
    facts = {
        **common("不予受理告知书", ["反映人"]),
        "body": [
            paragraph(f"{_received(problem)}经审查，现决定不予受理。具体情况如下："),
            paragraph(REMEDY),
            paragraph("特此告知。"),
        ],
        "no": problem.problem_no,
        "received": iso(problem.registered_at),
        "matter": _matter(problem),
        "reason": label,
        "basis": short(said.get("依据", ""), LONGEST_CELL),
        "route": short(said.get("途径", ""), LONGEST_CELL),
        "contact": office(),
    }
    return Filled(facts)


def transfer(session: Session, problem: Problem) -> Filled:
    """Return the facts of a 转办函 to the office outside that has the item now."""
    row: ProblemTransfer | None = endings.transfer_open(session, problem.id)
    if row is None:
        raise Refused("事项没有转出，或者结果已经返回，不用发转办函。")
    on = day_of(local_day(problem.registered_at))
    facts = {
        **common("关于转办群众反映事项的函", [row.target]),
        "body": [
            paragraph(
                f"{on}，“民声直通车”收到群众反映的下列事项，"
                "按照职责分工属于你单位办理范围，现转请办理："
            ),
            paragraph(
                "请在反馈期限前将办理结果函告我们。不属于本单位职责的，请说明理由和依据退回。"
            ),
            paragraph("特此函告。"),
        ],
        "items": [
            {
                "no": problem.problem_no,
                "matter": short(problem.title, LONGEST_MATTER),
                "source": problem.channel.label.split("/")[0],
                "reporter": "不公开",
                "due": iso(row.track_due),
            }
        ],
        "receipt": True,
    }
    return Filled(facts)


def rectification(session: Session, problems: list[Problem]) -> Filled:
    """Return the facts of a 限期整改通知书 about items of one lead unit."""
    unit_id = _one_unit(session, problems)
    (unit,) = unit_names(session, [unit_id])
    until = limits.after(session, MEND_DAYS, clock.now()).at
    facts = {
        **common("关于限期整改群众反映问题的通知书", [unit]),
        "body": [
            paragraph("经查，“民声直通车”交由你单位办理的事项中存在以下问题："),
            paragraph(
                f"请你单位于{day_of(local_day(until))}前完成整改，逐项明确责任人，"
                "整改报告经主要负责人签字并加盖公章后书面报告。"
            ),
            paragraph(
                "整改期满后将组织复查。对本通知书有异议的，可以自收到之日起5个工作日内书面提出。"
            ),
        ],
        "items": [{"problem": _named(problem), "measure": MEASURE} for problem in problems],
        "unit": unit,
        "deadline": iso(until),
        "way": "直接送达",
        "printed_by": office(),
    }
    return Filled(facts, unit_id)


def proposal(session: Session, problems: list[Problem]) -> Filled:
    """Return the facts of a 建议书 about items of one lead unit, which gets it and answers."""
    unit_id = _one_unit(session, problems)
    facts = {
        **common("关于解决群众反映问题的建议书", unit_names(session, [unit_id])),
        "body": [
            paragraph(
                f"“民声直通车”交由你单位办理的事项中，有{len(problems)}件反映出制度执行和"
                "日常管理方面的问题。为堵塞漏洞、改进工作，提出如下建议："
            ),
            paragraph(
                f"请你单位自收到本建议书之日起{REPLY_DAYS}日内，将采纳和整改情况书面报告我们。"
            ),
        ],
        "items": [{"problem": _named(problem), "proposal": PROPOSAL} for problem in problems],
        "printed_by": office(),
    }
    return Filled(facts, unit_id, (unit_id,), REPLY_DAYS)


def by_lead(session: Session, problems: list[Problem]) -> dict[int, list[Problem]]:
    """Return items by their lead units, as they come; Refused as by the papers made of them."""
    found: dict[int, list[Problem]] = {}
    for unit_id, problem in zip(_lead_units(session, problems), problems, strict=True):
        found.setdefault(unit_id, []).append(problem)
    return found


def _named(problem: Problem) -> str:
    """Return number and title of an item."""
    return f"{short(problem.title, LONGEST_MATTER)}（{problem.problem_no}）"


def _lead_units(session: Session, problems: list[Problem]) -> list[int]:
    """Return the lead unit of each item; Refused when one has none, or is kept closely."""
    for problem in problems:
        check_open_to_units(problem)
    return [lead_step(session, problem.id).unit_id for problem in problems]


def _one_unit(session: Session, problems: list[Problem]) -> int:
    """Return the lead unit of all items; Refused when they have several or none."""
    found = set(_lead_units(session, problems))
    if len(found) > 1:
        raise Refused("这些事项的主办单位不是同一个，请按单位分别起草。")
    return found.pop()


def publicity(session: Session, problems: list[Problem]) -> Filled:
    """Return the facts of a 公示 of the results of items that are closed."""
    rows: list[list[str]] = []
    for place, problem in enumerate(problems, 1):
        check_open_to_units(problem)
        if problem.closed_at is None or problem.outcome_kind is None:
            raise Refused(f"{problem.problem_no}还没有办结，不能公示结果。")
        unit = _handlers(session, problem).split("（", 1)[0]
        text = short(problem.outcome_text or problem.outcome_kind.label, 120)
        rows.append([str(place), short(problem.title, LONGEST_MATTER), unit, text])
    today = clock.today()
    facts: dict[str, Any] = {
        **common("关于群众反映事项办理结果的公示", []),
        "body": [
            paragraph("为接受群众监督，现将下列群众反映事项的办理结果予以公示："),
            paragraph("公示期间对办理结果有不同意见的，可以通过下列方式反映。"),
        ],
        "tables": [{"after": 1, "columns": [dict(one) for one in RESULTS], "rows": rows}],
        "table_after": 2,
        "starts_on": today.isoformat(),
        "ends_on": iso(limits.after(session, 5).at),
        "unit": office(),
        "ways": "“民声直通车”留言板、来信来电来访",
        "note": "此件公开发布",
        "printed_by": office(),
    }
    return Filled(facts)


RESULTS = (
    {"label": "序号", "width": 2.4},
    {"label": "反映事项", "width": 8.6, "align": "left"},
    {"label": "承办单位", "width": 6.0},
    {"label": "办理结果", "width": 11.0, "align": "left"},
)
