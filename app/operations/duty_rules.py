"""Guard 4: what a township is given stands in its duty list, or the leader says why not.

Source: 国办函〔2025〕66号, what belongs to a department is not pushed down.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.enums import Role, UnitKind
from app.errors import Invalid, Refused
from app.models import Unit
from app.operations.case import Case
from app.queries import duties


@dataclass(frozen=True)
class Ground:
    """Why a unit may be given an item: a duty of its list, or the leader's reason."""

    duty_id: int | None = None
    reason: str | None = None


def grounds(case: Case, lead: int, co: list[int]) -> dict[int, Ground]:
    """Return the ground of every township among the units; raise where one has none."""
    kinds = case.kinds([lead, *co])
    townships = [one for one in (lead, *co) if kinds[one] == UnitKind.TOWNSHIP_GOV]
    if case.facts["duty_id"] is not None and lead not in townships:
        raise Invalid({"duty_id": "主办单位不是乡镇，不用选履职事项。"})
    return {unit_id: _ground(case, unit_id, is_lead=unit_id == lead) for unit_id in townships}


def _ground(case: Case, unit_id: int, *, is_lead: bool) -> Ground:
    """Return the ground of one township: chosen, found by the domain, or the leader's reason."""
    chosen = case.facts["duty_id"] if is_lead else None
    duty = duties.valid(case.session, chosen)
    if duty is None:
        duty = duties.matching(case.session, unit_id, case.problem.domain)
    elif duty.unit_id != unit_id or duty.domain not in {None, case.problem.domain}:
        raise Invalid({"duty_id": "选的履职事项不是主办单位的，或与本件的问题领域不符，请另选。"})
    if duty is not None:
        return Ground(duty_id=duty.id)
    name = case.session.get_one(Unit, unit_id).short_name
    if Role.DC_LEAD not in case.actor.roles:
        raise Refused(
            f"{name}的履职事项清单里没有这个领域的事项，不能交办乡镇；"
            "须由县纪委领导批办并写明理由。"
        )
    if not case.facts["duty_reason"]:
        raise Invalid(
            {
                "duty_reason": f"{name}的履职事项清单里没有这个领域的事项，"
                "请写明清单外交办的理由，或改交县直部门。"
            }
        )
    return Ground(reason=case.facts["duty_reason"])
