"""T02, T06–T10, F02: an item is classified, instructed, signed for, returned or moved on."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock
from app.enums import ConductNature, PetitionClass, Role, StepRole, UnitKind
from app.enums_ledger import DeadlineKind
from app.errors import Invalid
from app.identifiers import InvalidIdentifier, normalise_phone
from app.models import SupervisedBy
from app.operations import blocked, duty_rules, guards, limits, raising
from app.operations.case import Case, Note
from app.operations.limits import Limit
from app.queries import parameters

SUPERVISING = frozenset({UnitKind.DISCIPLINE_OFFICE, UnitKind.DISPATCHED_GROUP})


def triage(case: Case) -> Note:
    """T02: classify, propose the unit; conduct or an accusation raises the track."""
    problem, facts = case.problem, case.facts
    days = guards.check_days(facts["days"], limits.LONGEST_DAYS)
    problem.petition_class = facts["petition_class"]
    problem.conduct_nature = facts["conduct_nature"]
    accused = facts["petition_class"] == PetitionClass.ACCUSATION
    if accused or facts["conduct_nature"] != ConductNature.NONE:
        raising.raise_all(case)
    blocked.settle(case)
    guards.check_not_accused(case, proposed_unit_id=[facts["proposed_unit_id"]])
    problem.domain, problem.urgency = facts["domain"], facts["urgency"]
    problem.proposed_unit_id = facts["proposed_unit_id"]
    if problem.handle_due_at is None:
        # Once the clock runs, its length is what the leader set (T06): an extension rests on it.
        problem.days_limit = days
    problem.triage_opinion = facts["opinion"]
    case.enter("decide")
    data = {"days": days, "proposed_unit_id": facts["proposed_unit_id"]}
    return Note(facts["opinion"], data, inner=True)


def instruct(case: Case) -> Note:
    """T06: the leader gives the item to its units; the handling clock starts."""
    problem, facts = case.problem, case.facts
    lead, co = facts["lead_unit_id"], facts["co_unit_ids"]
    days = guards.check_days(facts["days"], limits.LONGEST_DAYS)
    guards.check_dispatch(case, lead, co)
    grounds = duty_rules.grounds(case, lead, co)
    supervisor = _supervisor(case, lead)
    guards.check_not_accused(
        case, lead_unit_id=[lead], co_unit_ids=co, supervisor_unit_id=[supervisor]
    )
    problem.instruction = facts["instruction"]
    problem.lead_unit_id, problem.supervisor_unit_id = lead, supervisor
    handle = _start_clock(case, days)
    for unit_id, role in ((lead, StepRole.LEAD), *((one, StepRole.CO) for one in co)):
        step = case.begin(unit_id, role, handle)
        ground = grounds.get(unit_id, duty_rules.Ground())
        step.duty_id, step.duty_reason = ground.duty_id, ground.reason
    case.shown_to.add(supervisor)
    data = {
        "lead_unit_id": lead,
        "co_unit_ids": co,
        "supervisor_unit_id": supervisor,
    }
    data["duty_ids"] = [ground.duty_id for ground in grounds.values() if ground.duty_id]
    return Note(facts["instruction"], {**data, "days": days})


def _start_clock(case: Case, days: int) -> Limit:
    """Set the overall and the legal due once; after a return the new step gets the days left."""
    problem, kind = case.problem, DeadlineKind.HANDLE
    if problem.handle_due_at is None:
        handle = limits.in_workdays(case.session, kind, days)
        problem.accepted_at, problem.days_limit = case.now, days
        problem.handle_due_at = handle.at
        start_legal(case)
        case.move(handle.due)
        return handle
    case.move(limits.until(case.session, kind, problem.handle_due_at).due)
    return limits.days_left(case.session, problem.handle_due_at)


def start_legal(case: Case) -> None:
    """Start the legal clock with the acceptance (信访工作条例 art. 34); nothing stops it."""
    days = parameters.integer(case.session, "legal_days")
    legal = limits.natural(case.session, DeadlineKind.LEGAL, days, case.now)
    case.problem.legal_due_on = legal.due.on
    case.start(legal)


def _supervisor(case: Case, lead: int) -> int:
    """Return the supervising office: given, or the one that covers the lead unit today."""
    given: int | None = case.facts["supervisor_unit_id"]
    chosen = given or covering(case.session, lead)
    name = "supervisor_unit_id"
    if chosen is None:
        raise Invalid({name: "主办单位还没有联系的监督检查室，请选择监督单位。"})
    if chosen == lead or chosen in case.facts["co_unit_ids"]:
        raise Invalid({name: "监督单位不能同时是承办单位。"})
    _check_office(case, chosen)
    return chosen


def _check_office(case: Case, chosen: int) -> None:
    """Let an inspection office verify, or the leader himself by naming the commission."""
    kind = case.kinds([chosen])[chosen]
    # An item about the only inspection office has none beside it that could watch it.
    if kind == UnitKind.DISCIPLINE_COMMISSION and Role.DC_LEAD in case.actor.roles:
        return
    if kind not in SUPERVISING:
        raise Invalid({"supervisor_unit_id": "监督单位请选择监督检查室或派驻组。"})


def covering(session: Session, unit_id: int) -> int | None:
    """Return the inspection office that covers a unit today."""
    today = clock.today()
    query = (
        sa.select(SupervisedBy.inspection_unit_id)
        .where(
            SupervisedBy.unit_id == unit_id,
            SupervisedBy.valid_from <= today,
            sa.or_(SupervisedBy.valid_to.is_(None), SupervisedBy.valid_to >= today),
        )
        .order_by(SupervisedBy.valid_from.desc())
        .limit(1)
    )
    return session.execute(query).scalar()


def reassign(case: Case) -> Note:
    """T10: the leader takes an item back to give it to another unit; every open part ends."""
    open_parts = [step for step in case.steps if step.ended_at is None]
    for step in open_parts:
        case.end(step)
    case.problem.proposed_unit_id = case.problem.lead_unit_id = None
    case.enter("decide")
    return Note(case.facts["reason"], {"step_ids": [step.id for step in open_parts]})


def name_office(case: Case) -> Note:
    """F02: the inspection office is out, so that the leader names another one to verify."""
    chosen, name = case.facts["supervisor_unit_id"], "supervisor_unit_id"
    if chosen == case.problem.supervisor_unit_id:
        raise Invalid({name: "现在就是这个监督单位，请另选。"})
    if chosen in {step.unit_id for step in case.steps}:
        raise Invalid({name: "监督单位不能同时是承办单位。"})
    _check_office(case, chosen)
    guards.check_not_accused(case, supervisor_unit_id=[chosen])
    case.problem.supervisor_unit_id = chosen
    case.shown_to.add(chosen)
    return Note(case.facts["reason"], {name: chosen}, inner=True)


def send_back(case: Case) -> Note:
    """T07: the leader wants another proposal."""
    case.enter("triage")
    return Note(case.facts["opinion"], inner=True)


def sign(case: Case) -> Note:
    """T08: the lead unit signs and names its handler; no date moves."""
    step, facts = case.own_step(StepRole.LEAD), case.facts
    try:
        phone = normalise_phone(facts["handler_phone"])
    except InvalidIdentifier as error:
        raise Invalid({"handler_phone": error.message_zh}) from error
    step.signed_at = case.now
    step.handler_name, step.handler_phone = facts["handler_name"], phone
    case.problem.state = case.transition.target or case.problem.state
    return Note(f"经办人：{facts['handler_name']}", {"step_id": step.id})


def give_back(case: Case) -> Note:
    """T09: the lead unit returns what is not its duty; every open part ends with it."""
    step, facts = case.own_step(StepRole.LEAD), case.facts
    guards.check_return(case, step, parameters.integer(case.session, "return_days"))
    step.returned_at, step.return_reason = case.now, facts["basis"]
    step.leader_name, step.leader_opinion = facts["leader_name"], facts["leader_opinion"]
    for part in [step, *case.open_steps(StepRole.CO)]:
        case.end(part)
    case.problem.proposed_unit_id = facts["suggested_unit_id"]
    case.problem.lead_unit_id = None
    case.enter("decide")
    data = {"step_id": step.id, "suggested_unit_id": facts["suggested_unit_id"]}
    return Note(facts["basis"], data)
