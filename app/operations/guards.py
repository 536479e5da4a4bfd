"""What a transition needs beyond the gate: the guards of domain.md 4.3."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from app import policies, recusals
from app.enums import UnitKind
from app.errors import Forbidden, Invalid, Refused
from app.models import Problem, ProblemScope, ProblemStep
from app.operations import limits, recusal_rules
from app.operations.case import Case
from app.principal import Principal
from app.transitions import Transition


def check_allowed(
    actor: Principal, problem: Problem, steps: Sequence[ProblemStep], transition: Transition
) -> None:
    """Raise Refused or Forbidden unless the gate gives this action now."""
    for allowed in policies.allowed_actions(actor, problem, steps):
        if allowed.transition is transition:
            if allowed.open:
                return
            raise Refused(f"{allowed.reason}，不能“{transition.label}”。")
    if problem.state not in transition.sources:
        raise Refused(f"事项现在是“{problem.state.label}”，不能“{transition.label}”。")
    raise Forbidden(f"您没有对这件事项“{transition.label}”的权限。")


def check_apart(case: Case) -> None:
    """Guard 1: submitter, verifier and closer are different people on the discipline track."""
    codes = recusals.APART.get(case.transition.code)
    if codes and case.discipline and case.actor.account_id in case.did(*codes):
        raise Refused("纪检监察轨道的事项，上报、核查、办结须由不同的人办理，请换人办理。")


def check_not_accused(case: Case, **units: Iterable[int | None]) -> None:
    """Guard 2: an item is handled by no unit that it is about or that is kept from it.

    What was merged into it counts as said in it.
    """
    accused = recusal_rules.accused(case.session, case.problem)
    off = recusal_rules.units_off(case.session, case.problem)
    for name, chosen in units.items():
        if accused & set(chosen):
            raise Invalid({name: "被反映的就是该单位，不能交给它办理或监督，请另选单位。"})
        if off & set(chosen):
            raise Invalid({name: "该单位对这件事项已回避，不能交给它办理或监督，请另选单位。"})


def check_never_shown(case: Case, hanging: Sequence[Problem] = ()) -> None:
    """Refuse to turn an item, with what hangs on it, into an accusation of a unit that held it.

    What the unit has seen cannot be hidden again, so the accusation gets an item of its own.
    """
    every = [case.problem, *hanging]
    accused = {one.unit_complained_id for one in every} - {None}
    query = sa.select(ProblemScope.id).where(
        ProblemScope.problem_id.in_([one.id for one in every]), ProblemScope.unit_id.in_(accused)
    )
    if accused and case.session.execute(query.limit(1)).first() is not None:
        raise Refused(
            "被反映单位已经办过这件事项，不能在原件上转为检举控告；请按检举控告另行登记，原件照常办理。"
        )


def check_dispatch(case: Case, lead: int, co: list[int]) -> None:
    """Refuse a unit twice, and a station, which signs for nothing."""
    if lead in co:
        raise Invalid({"co_unit_ids": "主办单位不能同时是协办单位。"})
    if UnitKind.VILLAGE_STATION in case.kinds([lead, *co]).values():
        raise Invalid({"lead_unit_id": "村级服务站不签收事项，请交所属乡镇办理。"})


def check_days(days: int, most: int, name: str = "days") -> int:
    """Return a number of working days that is within its bound."""
    if days > most:
        raise Invalid({name: f"时限最多 {most} 个工作日，您填了 {days} 个。"})
    return days


def check_return(case: Case, step: ProblemStep, within: int) -> None:
    """Refuse a return that comes too late or names the unit itself."""
    if case.now > limits.after(case.session, within, step.entered_at).at:
        raise Refused(f"退单须在交办后 {within} 个工作日内提出，现在已超过。")
    if case.facts["suggested_unit_id"] == case.actor.unit_id:
        raise Invalid({"suggested_unit_id": "建议承办单位不能是本单位。"})
