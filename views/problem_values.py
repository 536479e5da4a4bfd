"""The sensible values that an action's form begins with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.enums import ConductNature, FeedbackWay, PetitionClass, RequestType, SupervisionKind
from app.models import Problem, Unit
from app.operations import limits
from app.principal import Principal
from app.queries import calls, duties, parameters
from app.transitions import Transition

Maker = Callable[[Session, Principal, Problem], Mapping[str, Any]]
# What a request is under 信访工作条例 art. 29–31 until somebody says otherwise.
PETITION = {
    RequestType.SUGGESTION: PetitionClass.SUGGESTION,
    RequestType.PRAISE: PetitionClass.SUGGESTION,
    RequestType.REPORT: PetitionClass.ACCUSATION,
}


def suggested(
    session: Session, actor: Principal, problem: Problem, transition: Transition
) -> Mapping[str, Any]:
    """Return the values that a form begins with; each may be changed."""
    makers: dict[str, Maker] = {
        "triage": _triage_values,
        "instruct": _instruct_values,
        "sign": _sign_values,
        "rework": lambda work, *_: {"days": parameters.integer(work, "rework_days")},
        "dissatisfied": lambda work, *_: {"days": parameters.integer(work, "reopen_days")},
        "callback": _callback_values,
        "tell_extension": lambda *_: {"way": FeedbackWay.PHONE.value},
        "supervise": lambda *_: {"kind": SupervisionKind.REMINDER.value, "reply_days": 3},
        "reject": _told_values,
        "transfer": _told_values,
        "take_result": _told_values,
        "tell_merged": lambda *_: {"way": FeedbackWay.PHONE.value, "attempts": 1},
        "withdraw": lambda *_: {"way": FeedbackWay.PHONE.value},
        "reopen": lambda work, _actor, problem: {"days": _days(work, problem)},
        "divide": lambda _work, _actor, problem: {"region_code": problem.region_code},
    }
    maker = makers.get(transition.action)
    return maker(session, actor, problem) if maker else {}


def _callback_values(session: Session, actor: Principal, problem: Problem) -> dict[str, Any]:
    """Begin with a call, counted on from those that nobody answered."""
    tried = calls.tried(session, actor, problem.id)
    return {"way": FeedbackWay.PHONE.value, "attempts": max(tried, 1)}


def _days(session: Session, problem: Problem) -> int:
    """Return the day limit proposed before, or the one of the request's type."""
    return problem.days_limit or limits.default_days(session, problem.request_type, problem.urgency)


def _triage_values(session: Session, _actor: Principal, problem: Problem) -> dict[str, Any]:
    """Return what the clerk or an earlier triage said."""
    petition = problem.petition_class or PETITION.get(problem.request_type, PetitionClass.CLAIM)
    return {
        "petition_class": petition.value,
        "domain": problem.domain,
        "conduct_nature": (problem.conduct_nature or ConductNature.NONE).value,
        "urgency": problem.urgency.value,
        "blocked_cause": problem.blocked_cause,
        "proposed_unit_id": problem.proposed_unit_id,
        "days": _days(session, problem),
        "opinion": problem.triage_opinion,
    }


def _instruct_values(session: Session, _actor: Principal, problem: Problem) -> dict[str, Any]:
    """Return the proposal of the intake office, with the duty of a proposed township."""
    unit_id = problem.proposed_unit_id
    duty = duties.matching(session, unit_id, problem.domain) if unit_id else None
    chosen = str(duty.id) if duty else ""
    return {"lead_unit_id": unit_id, "days": _days(session, problem), "duty_id": chosen}


def _told_values(_session: Session, _actor: Principal, problem: Problem) -> dict[str, Any]:
    """Return how a reporter is mostly told; who left no number cannot be."""
    way = FeedbackWay.PHONE if problem.contact_id is not None else FeedbackWay.NONE
    return {"told_way": way.value}


def _sign_values(session: Session, actor: Principal, _problem: Problem) -> dict[str, Any]:
    """Return the person who signs and the telephone of the unit."""
    unit = session.get(Unit, actor.unit_id)
    return {"handler_name": actor.name, "handler_phone": unit.phone if unit else ""}
