"""The gate: which rows, fields, tables and actions a principal has.

Lists, details, search, counts, API, Excel, papers and attachments all ask
here; no view, template or report decides anything. The row rules stand in
rows.py, where the fence below the gate reads them too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app import endings, more_time, policies_papers, recusals
from app import models as m
from app.enums import PetitionClass, ProblemState, Role, StepRole, Track
from app.enums_identity import IdentityRequestKind
from app.enums_ledger import SupervisionState
from app.enums_recusal import RecusalState
from app.models import Model, Problem, ProblemStep, Secrecy
from app.permissions import Right
from app.principal import Principal
from app.rows import ROWS, row_criteria
from app.rows_ledger import RELEASED_TYPES
from app.transitions import ALL, Transition


@dataclass(frozen=True)
class TableRule:
    """Who may open a table of the generated admin, and who may write it.

    view, add and edit name rights; None refuses everybody. two_people makes a
    write by a holder of letter 1 a proposal that a holder of letter 2 approves.
    own_unit is the column that a holder of letter O or V is bound to; second names
    further rights whose letter 2 approves.
    """

    view: tuple[Right, ...]
    add: Right | None = None
    edit: Right | None = None
    two_people: bool = False
    own_unit: str = ""
    second: tuple[Right, ...] = ()


_SEEN = (Right.SEE_PROBLEMS, Right.MANAGE_UNITS)
TABLES: dict[type[Model], TableRule] = {
    m.Region: TableRule(_SEEN, Right.MANAGE_UNITS, Right.MANAGE_UNITS, two_people=True),
    m.Unit: TableRule(_SEEN, Right.MANAGE_UNITS, Right.MANAGE_UNITS, two_people=True),
    m.UnitDuty: TableRule(_SEEN, Right.MANAGE_UNITS, Right.MANAGE_UNITS, two_people=True),
    m.SupervisedBy: TableRule(
        (Right.MANAGE_UNITS,), Right.MANAGE_UNITS, Right.MANAGE_UNITS, two_people=True
    ),
    m.ServiceWindow: TableRule(
        (Right.REGISTRY,), Right.REGISTRY, Right.REGISTRY, own_unit="unit_id"
    ),
    m.Staff: TableRule((Right.REGISTRY,), Right.REGISTRY, Right.REGISTRY, own_unit="unit_id"),
    m.ServicePoint: TableRule(
        (Right.REGISTRY,), Right.REGISTRY, Right.REGISTRY, own_unit="unit_id"
    ),
    m.CaseCount: TableRule((Right.REGISTRY,), Right.REGISTRY, Right.REGISTRY, own_unit="unit_id"),
    m.ServiceItem: TableRule((Right.REGISTRY,), Right.REGISTRY, Right.REGISTRY, own_unit="unit_id"),
    m.Evaluation: TableRule((Right.SEE_EVALUATIONS,)),
    m.Message: TableRule((Right.MESSAGES,)),
    m.Problem: TableRule((Right.SEE_PROBLEMS,), Right.REGISTER_ITEM),
    m.VocabularyTerm: TableRule(
        (Right.MANAGE_LISTS,), Right.MANAGE_LISTS, Right.MANAGE_LISTS, two_people=True
    ),
    m.Parameter: TableRule(
        (Right.MANAGE_LISTS, Right.MANAGE_USERS),
        None,
        Right.MANAGE_LISTS,
        two_people=True,
        second=(Right.MANAGE_USERS,),
    ),
    m.CallScript: TableRule(
        (Right.MANAGE_LISTS, Right.CLOSE), Right.MANAGE_LISTS, Right.MANAGE_LISTS
    ),
    m.WorkHours: TableRule(
        (Right.MANAGE_LISTS,), Right.MANAGE_LISTS, Right.MANAGE_LISTS, two_people=True
    ),
    m.CalendarDay: TableRule((Right.MANAGE_LISTS, Right.BACKUP)),
    m.Document: TableRule((Right.SEE_PAPERS,)),
    m.Supervision: TableRule((Right.SEE_SUPERVISION,)),
    m.Rectification: TableRule((Right.SEE_EVALUATIONS,)),
    m.AuditLog: TableRule((Right.AUDIT,)),
    m.PendingChange: TableRule((Right.MANAGE_UNITS, Right.MANAGE_LISTS, Right.MANAGE_USERS)),
    m.StandIn: TableRule((Right.AUDIT, Right.UNLOCK, Right.MANAGE_USERS)),
}


def table_rule(model: type[Model]) -> TableRule:
    """Return the rule of a table; one that has none is closed to everybody."""
    return TABLES.get(model, TableRule(()))


def may(principal: Principal, model: type[Model], verb: str) -> bool:
    """Tell whether a principal may list, show, add, edit or export a table."""
    if not (principal.is_person or principal.is_token):
        return False
    if not principal.within(model.__tablename__, verb):
        return False
    rule = table_rule(model)
    if verb in {"list", "show", "export"}:
        return any(principal.has(right) for right in rule.view)
    right = rule.add if verb == "add" else rule.edit if verb == "edit" else None
    if right is None:
        return False
    if rule.two_people:
        return principal.has(right, "1")
    return principal.has(right)


def may_approve(principal: Principal, model: type[Model]) -> bool:
    """Tell whether a principal is the second person of a table's changes."""
    rule = table_rule(model)
    right = rule.edit or rule.add
    if not rule.two_people or right is None or not principal.is_person:
        return False
    return any(principal.has(one, "2") for one in (right, *rule.second))


def bound_unit(principal: Principal, model: type[Model]) -> int | None:
    """Return the unit a principal's rows of a registry table are bound to, None for all."""
    rule = table_rule(model)
    right = rule.edit or rule.add
    if not rule.own_unit or right is None or principal.has(right, "A"):
        return None
    return principal.unit_id or 0


def visible(principal: Principal, model: type[Model]) -> sa.Select[Any]:
    """Return the select of all rows of a model that a principal may see."""
    query = sa.select(model)
    criteria = row_criteria(principal, model) if model in ROWS else None
    if criteria is not None:
        query = query.where(criteria)
    unit = bound_unit(principal, model)
    if unit is not None:
        query = query.where(getattr(model, table_rule(model).own_unit) == unit)
    return query


# Whose letters of which right read a citizen's own words, table by table.
ORIGINALS: dict[type[Model], tuple[Right, frozenset[str]]] = {
    m.Problem: (Right.SEE_PROBLEMS, frozenset("APSFV")),
    m.Message: (Right.MESSAGES, frozenset("APSF")),
    m.Evaluation: (Right.SEE_EVALUATION_TEXT, frozenset("ANSO")),
    m.EvaluationReason: (Right.SEE_EVALUATION_TEXT, frozenset("ANSO")),
}
# Whose letters read masks and markers of sensitivity.
PERSONALS: dict[type[Model], tuple[Right, frozenset[str]]] = {
    m.Contact: (Right.SEE_REPORTER, frozenset("MD")),
    m.Problem: (Right.SEE_PROBLEMS, frozenset("AS")),
    m.Evaluation: (Right.SEE_EVALUATIONS, frozenset("AS")),
    m.EvaluationReason: (Right.SEE_EVALUATIONS, frozenset("AS")),
}


def may_read(principal: Principal, model: type[Model], secrecy: Secrecy) -> bool:
    """Tell whether columns of one secrecy class are readable on visible rows."""
    if secrecy is Secrecy.SEALED:
        return False
    if secrecy in {Secrecy.OPEN, Secrecy.INTERNAL}:
        return True
    if principal.is_token:
        return False
    rules = ORIGINALS if secrecy is Secrecy.ORIGINAL else PERSONALS
    right, letters = rules.get(model, (None, frozenset()))
    return right is not None and principal.has(right, *letters)


def readable(principal: Principal, model: type[Model], use: str = "show") -> tuple[str, ...]:
    """Return the columns of one use that a principal may read, in order.

    Another system's key reads no long texts: masks of persons stand inside them too.
    """
    return tuple(
        name
        for name, about in model.fields(use)
        if may_read(principal, model, about.secrecy)
        and not (principal.is_token and about.multiline)
    )


def writable(principal: Principal, model: type[Model], verb: str) -> tuple[str, ...]:
    """Return the columns a principal may fill in with one verb ("add" or "edit")."""
    if not may(principal, model, verb):
        return ()
    unit = bound_unit(principal, model)
    own = table_rule(model).own_unit
    return tuple(
        name
        for name, about in model.fields(verb)
        if about.secrecy is not Secrecy.SEALED and not (unit is not None and name == own)
    )


@dataclass(frozen=True)
class Allowed:
    """One action a user would look for; reason says in Chinese why it is closed.

    idle means that it has no object now: pages leave its button out.
    """

    transition: Transition
    reason: str = ""
    idle: bool = False

    @property
    def open(self) -> bool:
        """Tell whether the action may be taken now."""
        return not self.reason


def allowed_actions(
    principal: Principal, problem: Problem, steps: Sequence[ProblemStep]
) -> list[Allowed]:
    """Return the actions of a user on a visible problem; buttons, API and bulk use it."""
    found = []
    # What the level below may not touch has gone up to the leader.
    up = recusals.raised(principal, problem)
    asked = more_time.Asked(problem)
    for transition in ALL:
        if problem.state not in transition.sources:
            continue
        if not (transition.right in up or _holds(principal, problem, transition)):
            continue
        if transition.code == "F02" and Right.VERIFY not in up:
            continue
        if not _has_part(principal, steps, transition):
            continue
        if not asked.offers(principal, transition.code, up=transition.right in up):
            continue
        reason = _closed_because(principal, problem, steps, transition)
        reason = reason or asked.closed_because(principal, transition.code)
        idle = "" if reason else endings.nothing_to_do(problem, transition.code)
        found.append(Allowed(transition, reason or idle, idle=bool(idle)))
    return found


def may_ever(principal: Principal, problem: Problem, transition: Transition) -> bool:
    """Tell whether the matrix gives the right on this problem, in whatever state it is."""
    up = recusals.raised(principal, problem)
    return transition.right in up or _holds(principal, problem, transition)


def _holds(principal: Principal, problem: Problem, transition: Transition) -> bool:
    """Tell whether the matrix gives the right on this problem."""
    letters = principal.letters(transition.right)
    if transition.code == "F10":
        # A leader divides items as the intake office does.
        letters |= principal.letters(Right.INSTRUCT)
    if not letters or (transition.code == "F11" and Role.TWN not in principal.roles):
        return False
    if transition.letters and not letters & set(transition.letters):
        return False
    if "P" in letters and not letters & {"A", "S", "O"} and problem.track != Track.SERVICE:
        return False
    if transition.code in {"T16", "T17"}:
        return "A" in letters
    if transition.code in {"F01", "F05", "E01c"} and "A" not in letters:
        return problem.track == Track.SERVICE
    if "P" in letters and transition.right is Right.INSTRUCT:
        return "A" in letters or problem.conduct_nature == "none"
    return True


def open_steps(
    steps: Iterable[ProblemStep], unit_id: int | None, role: StepRole | None = None
) -> list[ProblemStep]:
    """Return a unit's steps that are not ended, in one role or both."""
    return [
        step
        for step in steps
        if step.unit_id == unit_id
        and step.ended_at is None
        and step.returned_at is None
        and role in {None, step.role}
    ]


def _has_part(principal: Principal, steps: Sequence[ProblemStep], transition: Transition) -> bool:
    """Tell whether the actor's unit has the part that the transition asks for."""
    if not transition.part:
        return True
    role = None if transition.part == "step" else StepRole(transition.part)
    return bool(open_steps(steps, principal.unit_id, role))


def is_confidential(problem: Problem) -> bool:
    """Tell whether an item must not be handled by the unit it is about (domain.md 4.3, guard 2)."""
    return (
        problem.is_sensitive
        or problem.track == Track.DISCIPLINE
        or problem.petition_class == PetitionClass.ACCUSATION
    )


def _closed_because(
    principal: Principal, problem: Problem, steps: Sequence[ProblemStep], transition: Transition
) -> str:
    """Return why an action is closed to somebody who has the right, or an empty string."""
    accused = problem.unit_complained_id is not None and is_confidential(problem)
    if accused and problem.unit_complained_id == principal.unit_id:
        return "被反映的是本单位，本单位回避"
    handled = any(step.unit_id == principal.unit_id for step in steps)
    if transition.right is Right.VERIFY and handled:
        return "承办单位不能核查自己办理的事项"
    if recusals.is_doubled(principal, problem, transition.code):
        return "纪检监察轨道的事项，上报、核查、办结须由不同的人办理，请换人办理"
    if transition.code == "T09" and any(
        step.unit_id == principal.unit_id and step.returned_at is not None for step in steps
    ):
        return "本单位已退过一次，不能再退"
    return ""


def may_reveal(principal: Principal, problem: Problem) -> bool:
    """Tell whether a principal may open the reporter's identity of a visible problem."""
    if problem.contact_id is None or not principal.has(Right.REVEAL, "D"):
        return False
    if problem.unit_complained_id is not None and problem.unit_complained_id == principal.unit_id:
        # Who is complained of never learns from whom (检举控告规则 art. 47), whatever the role.
        return False
    if Role.CLERK in principal.roles:
        if problem.track != Track.SERVICE:
            return False
        waits = problem.state == ProblemState.PENDING_FEEDBACK or is_merged_call(problem)
        return waits or more_time.is_to_be_told(problem)
    return problem.track == Track.SERVICE or not principal.has(Right.SEE_PROBLEMS, "P")


def is_merged_call(problem: Problem) -> bool:
    """Tell whether a merged item's reporter is to be told the master's result."""
    return (
        problem.state == ProblemState.MERGED
        and problem.contact_id is not None
        and problem.submitted_at is not None
        and problem.closed_at is None
    )


def may_ask_for_others(principal: Principal) -> bool:
    """Tell whether a principal writes down a reporter's request that somebody keeps away."""
    return principal.has(Right.RECUSAL) and principal.has(Right.SEE_PROBLEMS, "A")


def may_decide(principal: Principal, recusal: m.Recusal) -> bool:
    """Tell whether a principal decides a recusal that he sees; nobody decides his own."""
    return (
        recusal.state == RecusalState.ASKED
        and principal.has(Right.RECUSAL, "A")
        and recusal.account_id != principal.account_id
    )


def may_reveal_other(principal: Principal, row: m.Message | m.Evaluation) -> bool:
    """Tell whether a principal may open the identity of a visible message or evaluation."""
    if row.contact_id is None or not principal.has(Right.REVEAL, "D"):
        return False
    if isinstance(row, m.Evaluation):
        inner = row.is_sensitive and not principal.has(Right.SEE_EVALUATIONS, "A", "S")
    else:
        outside = row.track != Track.SERVICE and principal.has(Right.SEE_PROBLEMS, "P")
        inner = outside or Role.CLERK in principal.roles
    return not inner and not is_about(principal, row)


def released(
    principal: Principal, problem: Problem, steps: Iterable[ProblemStep], *, allows: bool
) -> bool:
    """Tell whether a handler may call the reporter himself (domain.md 4.4, letter R).

    allows says that the reporter agreed to it.
    """
    return (
        allows
        and principal.has(Right.SEE_REPORTER, "R")
        and problem.contact_id is not None
        and problem.request_type in RELEASED_TYPES
        and not is_confidential(problem)
        and problem.unit_complained_id != principal.unit_id
        and bool(open_steps(steps, principal.unit_id))
    )


def may_relay(principal: Principal, problem: Problem, steps: Iterable[ProblemStep]) -> bool:
    """Tell whether a handler may have a question put to the reporter by somebody else."""
    handles = bool(open_steps(steps, principal.unit_id))
    return handles and problem.contact_id is not None and principal.has(Right.SEE_REPORTER, "R")


def masks_numbers(principal: Principal) -> bool:
    """Tell whether other offices' words are shown with every telephone and ID number masked.

    So it is for units, which read a citizen's words redacted too (domain.md 2.7, 4.4).
    """
    return not principal.is_system and not principal.has(Right.SEE_PROBLEMS, *"APSFV")


def needs_second(row: Problem | m.Message | m.Evaluation) -> bool:
    """Tell whether a second person must approve before an identity is opened."""
    if isinstance(row, Problem):
        return is_confidential(row)
    if isinstance(row, m.Message):
        return row.track == Track.DISCIPLINE
    return row.is_sensitive


def may_decide_request(principal: Principal, request: m.IdentityRequest) -> bool:
    """Tell whether a principal is the second person of a visible request."""
    letters = "2" if request.kind == IdentityRequestKind.EXPORT else "12"
    is_other = principal.account_id != request.asked_by_id
    return is_other and principal.has(Right.EXPORT_PERSONAL, *letters)


def is_about(principal: Principal, row: Problem | m.Message | m.Evaluation) -> bool:
    """Tell whether a citizen's row complains of the principal's own unit."""
    if isinstance(row, m.Evaluation):
        return row.is_bad and row.unit_id == principal.unit_id
    return row.unit_complained_id is not None and row.unit_complained_id == principal.unit_id


def may_erase(principal: Principal) -> bool:
    """Tell whether a principal may erase the identity of a visible row at its owner's demand."""
    return principal.has(Right.EXPORT_PERSONAL, "1", "2")


def may_send(principal: Principal) -> bool:
    """Tell whether a principal sends the drafted rungs that he sees."""
    return principal.has(Right.SUPERVISE, "A")


def may_drop(principal: Principal) -> bool:
    """Tell whether a principal decides that a drafted rung is not sent."""
    return Role.DC_LEAD in principal.roles


def may_reply(principal: Principal, row: m.Supervision) -> bool:
    """Tell whether a principal answers a supervision: the pressed unit, once, where it must."""
    return (
        row.state == SupervisionState.ISSUED
        and row.reply_due is not None
        and principal.has(Right.WORK)
        and row.unit_id == principal.unit_id
    )


def is_told_outcomes(principal: Principal, *, of_others: bool = False) -> bool:
    """Tell whether a principal outside the commission is told the public texts of outcomes.

    A department is told those of its own unit only (domain.md 4.4).
    """
    told = {Role.TWN, Role.AB_OFF, Role.AB_LEAD} | (set() if of_others else {Role.DEPT})
    return bool(principal.roles & told)


# The turns of a paper stand in a file of their own.
may_mend = policies_papers.may_mend
may_send_draft = policies_papers.may_send_draft
may_check = policies_papers.may_check
may_pass = policies_papers.may_pass
may_sign = policies_papers.may_sign
may_send_back = policies_papers.may_send_back
may_withdraw = policies_papers.may_withdraw
