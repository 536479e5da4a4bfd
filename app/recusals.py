"""Who is kept from which item, and what then goes up one level (domain.md 4.3, guard 2).

The row rules, the gate, the home page and the notices all ask here. What a person may not see
follows from the item's own columns and from `recusal` at the moment of asking, so that no
operation can forget it; the system's own `recusal` rows are its record and what lists begin at.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, member
from functools import cache, lru_cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session, object_session
from sqlalchemy.sql import ColumnElement

from app import clock
from app.enums import AccountStatus, PetitionClass, ProblemState, RequestType, Role, Track, UnitKind
from app.enums_recusal import RecusalState
from app.models import Account, Problem, ProblemEvent, RoleAssignment, StandIn, table_of
from app.permissions import Right
from app.principal import Principal
from app.symbol import Symbol

Criteria = ColumnElement[bool]
# Who asks: a principal, or the database's own settings (app/rls.py).
Asker = Any
# Every row; the gate and the fence leave it out of a statement.
ALL: Criteria = sa.true()
# A person is off the item as soon as it is asked: the safe side.
ACTIVE = (RecusalState.ASKED.value, RecusalState.GRANTED.value)
# On the discipline track nobody does two of: submit, verify, close.
APART: dict[str, tuple[str, ...]] = {
    "T13": ("T14", "T15"),
    "T14": ("T13",),
    "T15": ("T13",),
    "T16": ("T13", "T15"),
}
MOST_GONE = 1000
WORKERS = tuple(role for role in Role if Right.WORK.letter(role) == "O")


def _table(name: str, alias: str, *columns: str) -> Any:
    """Return a table by name alone.

    It shares no lineage with the mapped one, so that the fence, which moves a criterion over to
    an alias of the mapped class, leaves these columns where they are.
    """
    booleans = {"is_sensitive"}
    made = (sa.column(c, sa.Boolean() if c in booleans else None) for c in columns)
    return sa.table(name, *made).alias(alias).c


_COMPLAINT = ("id", "unit_complained_id", "is_sensitive", "track", "petition_class", "contact_id")
_MESSAGE = ("id", "unit_complained_id", "track", "request_type", "contact_id")
_RECUSAL = ("account_id", "unit_id", "problem_id", "message_id", "state")
PROBLEM = _table("problem", "barred_problem", *_COMPLAINT)
EVALUATION = _table("evaluation", "barred_evaluation", "id", "problem_id")
MEETING = _table("meeting_problem", "barred_meeting", "meeting_id", "problem_id")
DOCUMENT = _table("document_problem", "barred_document", "document_id", "problem_id")
MESSAGE = _table("message", "barred_message", *_MESSAGE)
RECUSAL = _table("recusal", "barred_by", *_RECUSAL)
CHILD = _table("unit", "barred_child", "id", "parent_id")
PARENT = _table("unit", "barred_parent", "id", "kind")
ACCOUNT = _table("ab_user", "office_account", "id", "unit_id", "status")
HELD = _table("role_assignment", "office_role", "account_id", "role", "valid_from", "valid_to")


def confidential(c: Any) -> Criteria:
    """Tell in a statement what policies.is_confidential tells of a row."""
    accusation = sa.and_(
        c.petition_class.is_not(None), c.petition_class == PetitionClass.ACCUSATION.value
    )
    return sa.or_(c.is_sensitive.is_(True), c.track == Track.DISCIPLINE.value, accusation)


def confidential_message(c: Any) -> Criteria:
    """Tell the same of a message, which has no class of its own yet."""
    return sa.or_(c.track == Track.DISCIPLINE.value, c.request_type == RequestType.REPORT.value)


def in_commission(principal: Principal) -> bool:
    """Tell whether a principal reads items for the commission; complaints of it never reach it."""
    return principal.has(Right.SEE_PROBLEMS, "A", "S")


def _below(unit_id: Any) -> Any:
    """Select the units whose superior is a unit; the commission answers for its own offices."""
    return (
        sa.select(CHILD.id)
        .join_from(CHILD.id.table, PARENT.id.table, PARENT.id == CHILD.parent_id)
        .where(CHILD.parent_id == unit_id, PARENT.kind != UnitKind.DISCIPLINE_COMMISSION.value)
    )


def _named(principal_id: Any, unit_id: Any, column: Any) -> list[Any]:
    """Select what a person, or his whole unit, asked or was asked to keep away from."""
    known = (RECUSAL.state.in_(ACTIVE), column.is_not(None))
    return [
        sa.select(column).where(RECUSAL.account_id == principal_id, *known),
        sa.select(column).where(RECUSAL.unit_id == unit_id, *known),
    ]


def _unless(inner: Any, secret: Criteria) -> list[Criteria]:
    """Return what else is asked of who does not read for the commission."""
    if isinstance(inner, bool):
        return [] if inner else [secret]
    return [sa.or_(inner, secret)]


@lru_cache(maxsize=1024)
def _problems(account_id: Any, unit_id: Any, inner: Any) -> Any:
    """Select the problems kept from an account of a unit."""
    own = [PROBLEM.unit_complained_id == unit_id, *_unless(inner, confidential(PROBLEM))]
    sensitive = (PROBLEM.is_sensitive.is_(True), PROBLEM.unit_complained_id.in_(_below(unit_id)))
    return sa.union_all(
        sa.select(PROBLEM.id).where(*own),
        sa.select(PROBLEM.id).where(*sensitive),
        *_named(account_id, unit_id, RECUSAL.problem_id),
    )


@lru_cache(maxsize=1024)
def _messages(account_id: Any, unit_id: Any, inner: Any) -> Any:
    """Select the messages kept from an account of a unit."""
    secret = confidential_message(MESSAGE)
    own = [MESSAGE.unit_complained_id == unit_id, *_unless(inner, secret)]
    return sa.union_all(
        sa.select(MESSAGE.id).where(*own),
        sa.select(MESSAGE.id).where(secret, MESSAGE.unit_complained_id.in_(_below(unit_id))),
        *_named(account_id, unit_id, RECUSAL.message_id),
    )


def barred(principal: Asker) -> Any:
    """Select the ids of the problems kept from a principal, whatever his letters.

    It depends on no row of the statement around it, so that a list pays one index look-up of
    a small set and then goes on along its own index.
    """
    if isinstance(principal, Symbol):
        return principal.barred("problem")
    return _problems(principal.account_id or 0, principal.unit_id or 0, in_commission(principal))


def barred_messages(principal: Asker) -> Any:
    """Select the ids of the messages kept from a principal."""
    if isinstance(principal, Symbol):
        return principal.barred("message")
    return _messages(principal.account_id or 0, principal.unit_id or 0, in_commission(principal))


def _is_barred(account: Any, role: Any, given: Any) -> Any:
    """Tell whether anything at all may be kept from an account, beside its row of the login.

    For nearly everybody nothing is: a few look-ups once a request save them at every statement.
    It tells too much rather than too little.
    """
    unit, inner = sa.func.coalesce(account.unit_id, 0), [Role.DC_INTAKE, Role.DC_LEAD, Role.DC_INSP]
    held = (sa.func.coalesce(column, "") for column in (role.role, given.role))
    commission = sa.or_(*(one.in_([office.value for office in inner]) for one in held))
    off = RECUSAL.state.in_(ACTIVE)
    kept = (
        (PROBLEM, PROBLEM.unit_complained_id == unit, sa.or_(confidential(PROBLEM), commission)),
        (PROBLEM, PROBLEM.is_sensitive.is_(True), PROBLEM.unit_complained_id.in_(_below(unit))),
        (MESSAGE, MESSAGE.unit_complained_id == unit),
        (MESSAGE, MESSAGE.unit_complained_id.in_(_below(unit))),
        (RECUSAL, RECUSAL.account_id == account.id, off),
        (RECUSAL, RECUSAL.unit_id == unit, off),
    )
    found = (
        sa.select(sa.literal(1))
        .where(*criteria)
        .correlate(account.id.table, role.role.table, given.role.table)
        .exists()
        for _columns, *criteria in kept
    )
    return sa.or_(*found).label("is_barred")


IS_BARRED = _is_barred(table_of(Account).c, table_of(RoleAssignment).c, table_of(StandIn).c)


def clear(principal: Asker, problem_id: Any) -> Criteria:
    """Tell whether a problem is not kept from a principal."""
    return ALL if principal.unbarred else cast(Criteria, problem_id.not_in(barred(principal)))


def clear_or_none(principal: Asker, problem_id: Any) -> Criteria:
    """Tell the same of a row that may belong to no problem."""
    if principal.unbarred:
        return ALL
    return sa.or_(problem_id.is_(None), clear(principal, problem_id))


def clear_message(principal: Asker, c: Any) -> Criteria:
    """Tell whether a message, and the problem that came of it, is not kept from a principal."""
    if principal.unbarred:
        return ALL
    return sa.and_(c.id.not_in(barred_messages(principal)), clear_or_none(principal, c.problem_id))


def _following(principal: Asker, kind: str, made: Callable[[Any], Any]) -> Any:
    """Return the rows of a kind that follow kept problems; the database has a function for it."""
    return principal.barred(kind) if isinstance(principal, Symbol) else made(barred(principal))


def _evaluations(problems: Any) -> Any:
    """Select the evaluations of which kept problems came."""
    return sa.select(EVALUATION.id).where(EVALUATION.problem_id.in_(problems))


def clear_evaluation(principal: Asker, evaluation_id: Any) -> Criteria:
    """Tell whether the problem that came of a row's evaluation is not kept from a principal."""
    if principal.unbarred:
        return ALL
    kept = _following(principal, "evaluation", _evaluations)
    return sa.or_(evaluation_id.is_(None), evaluation_id.not_in(kept))


def _meetings(problems: Any) -> Any:
    """Select the meetings about kept problems."""
    return sa.select(MEETING.meeting_id).where(MEETING.problem_id.in_(problems))


def clear_meeting(principal: Asker, meeting_id: Any) -> Criteria:
    """Tell whether no item of a meeting is kept from a principal."""
    if principal.unbarred:
        return ALL
    return cast(Criteria, meeting_id.not_in(_following(principal, "meeting", _meetings)))


def _documents(problems: Any) -> Any:
    """Select the papers about kept problems."""
    return sa.select(DOCUMENT.document_id).where(DOCUMENT.problem_id.in_(problems))


def clear_document(principal: Asker, document_id: Any, *, or_none: bool = False) -> Criteria:
    """Tell whether no item of a paper is kept from a principal; or_none: there may be no paper."""
    if principal.unbarred:
        return ALL
    kept = document_id.not_in(_following(principal, "document", _documents))
    return sa.or_(document_id.is_(None), kept) if or_none else cast(Criteria, kept)


def clear_object(principal: Asker, c: Any) -> Criteria:
    """Tell the same of a row that names its object by kind and id."""
    if principal.unbarred:
        return ALL
    return sa.or_(c.object_kind != "problem", clear(principal, c.object_id))


def clear_recusal(principal: Asker, c: Any) -> Criteria:
    """Tell whether neither the problem nor the message of a recusal is kept from a principal."""
    if principal.unbarred:
        return ALL
    of_message = c.message_id.not_in(barred_messages(principal))
    return sa.and_(
        clear_or_none(principal, c.problem_id), sa.or_(c.message_id.is_(None), of_message)
    )


def barred_contacts(problems: Any, messages: Any) -> tuple[Any, Any]:
    """Select the reporters who wrote something that is kept from somebody."""
    of_problem = sa.select(PROBLEM.contact_id).where(
        PROBLEM.id.in_(problems), PROBLEM.contact_id.is_not(None)
    )
    of_message = sa.select(MESSAGE.contact_id).where(
        MESSAGE.id.in_(messages), MESSAGE.contact_id.is_not(None)
    )
    return of_problem, of_message


def clear_contact(principal: Asker, contact_id: Any) -> Criteria:
    """Tell whether a reporter wrote nothing that is kept from a principal."""
    if principal.unbarred:
        return ALL
    if isinstance(principal, Symbol):
        return cast(Criteria, contact_id.not_in(principal.barred("contact")))
    found = barred_contacts(barred(principal), barred_messages(principal))
    return sa.and_(*(contact_id.not_in(one) for one in found))


def kept_from_symbol(symbol: Symbol) -> dict[str, Any]:
    """Return the selects of what is kept from whom the database's settings name, by kind."""
    inner = symbol.holds(Right.SEE_PROBLEMS, "A", "S")
    problems = _problems.__wrapped__(symbol.account_id, symbol.unit_id, inner)
    messages = _messages.__wrapped__(symbol.account_id, symbol.unit_id, inner)
    contacts = sa.union_all(*barred_contacts(problems, messages))
    return {
        "problem": problems,
        "message": messages,
        "contact": contacts,
        "evaluation": _evaluations(problems),
        "meeting": _meetings(problems),
        "document": _documents(problems),
    }


def _is_off(c: Any, *, inner: bool) -> Criteria:
    """Tell whether the account of ACCOUNT is kept from the problem with these columns."""
    unit = sa.func.coalesce(ACCOUNT.unit_id, -1)
    named = (
        sa.select(sa.literal(1))
        .where(
            RECUSAL.problem_id == c.id,
            RECUSAL.state.in_(ACTIVE),
            sa.or_(RECUSAL.account_id == ACCOUNT.id, RECUSAL.unit_id == unit),
        )
        .correlate_except(RECUSAL.state.table)
        .exists()
    )
    own = sa.func.coalesce(c.unit_complained_id, 0) == unit
    above = (
        sa.select(sa.literal(1))
        .join_from(CHILD.id.table, PARENT.id.table, PARENT.id == CHILD.parent_id)
        .where(
            CHILD.id == c.unit_complained_id,
            PARENT.id == unit,
            PARENT.kind != UnitKind.DISCIPLINE_COMMISSION.value,
        )
        .correlate_except(CHILD.id.table, PARENT.id.table)
        .exists()
    )
    return sa.or_(
        named,
        own if inner else sa.and_(own, confidential(c)),
        sa.and_(c.is_sensitive.is_(True), above),
    )


TODAY = sa.bindparam("today", type_=sa.Date())


def _some(roles: tuple[Role, ...], *criteria: Any) -> Criteria:
    """Tell whether there is an active account with one of these roles today."""
    return (
        sa.select(sa.literal(1))
        .join_from(ACCOUNT.id.table, HELD.role.table, HELD.account_id == ACCOUNT.id)
        .where(
            ACCOUNT.status == AccountStatus.ACTIVE.value,
            HELD.role.in_([role.value for role in roles]),
            HELD.valid_from <= TODAY,
            sa.or_(HELD.valid_to.is_(None), HELD.valid_to >= TODAY),
            *criteria,
        )
        .correlate_except(ACCOUNT.id.table, HELD.role.table)
        .exists()
    )


def intake_is_out(c: Any = Problem) -> Criteria:
    """Tell whether nobody of the intake office may touch a problem."""
    return ~_some((Role.DC_INTAKE,), ~_is_off(c, inner=True))


def office_is_out(c: Any = Problem) -> Criteria:
    """Tell whether nobody of the inspection office may verify a problem.

    On the service track the bureau verifies too, so that an office without anybody counts
    there only when somebody of it was taken off, or when the commission itself supervises.
    """
    here, off = ACCOUNT.unit_id == c.supervisor_unit_id, _is_off(c, inner=True)
    commission = (
        sa.select(sa.literal(1))
        .where(
            PARENT.id == c.supervisor_unit_id,
            PARENT.kind == UnitKind.DISCIPLINE_COMMISSION.value,
        )
        .correlate_except(PARENT.id.table)
        .exists()
    )
    lasting = sa.or_(
        c.track == Track.DISCIPLINE.value, _some((Role.DC_INSP,), here, off), commission
    )
    return sa.and_(~_some((Role.DC_INSP,), here, ~off), lasting)


def handler_is_out(c: Any = Problem) -> Criteria:
    """Tell whether everybody of the lead unit was taken off a problem."""
    here, off = ACCOUNT.unit_id == c.lead_unit_id, _is_off(c, inner=False)
    return sa.and_(_some(WORKERS, here, off), ~_some(WORKERS, here, ~off))


def leaders_are_out(c: Any = Problem) -> Criteria:
    """Tell whether a problem is kept from every leader of the commission."""
    off = _is_off(c, inner=True)
    return sa.and_(_some((Role.DC_LEAD,), off), ~_some((Role.DC_LEAD,), ~off))


class Level(Enum):
    """Who may be out altogether, with what tells it of a problem."""

    INTAKE = member(intake_is_out)
    OFFICE = member(office_is_out)
    HANDLER = member(handler_is_out)
    LEADERS = member(leaders_are_out)


@cache
def _asked(level: Level) -> sa.Select[Any]:
    """Return the statement that asks for a level of some problems; it is made once."""
    ids: sa.BindParameter[int] = sa.bindparam("ids", expanding=True)
    return sa.select(Problem.id).where(Problem.id.in_(ids), level.value())


def out(session: Session, level: Level, *ids: int) -> set[int]:
    """Return those of some visible problems of which a level is out."""
    if not ids:
        return set()
    given = {"ids": ids, "today": clock.today()}
    return set(session.scalars(_asked(level), given))


# In which state a level's work is due, and what goes up to a leader when it is out.
DUE: dict[ProblemState, tuple[Level, Right | None]] = {
    ProblemState.REGISTERED: (Level.INTAKE, Right.TRIAGE),
    ProblemState.ASSIGNED: (Level.HANDLER, None),
    ProblemState.IN_PROGRESS: (Level.HANDLER, None),
    ProblemState.SUBMITTED: (Level.OFFICE, Right.VERIFY),
    ProblemState.PENDING_FEEDBACK: (Level.INTAKE, Right.CLOSE),
    ProblemState.MERGED: (Level.INTAKE, Right.CLOSE),
    ProblemState.TRANSFERRED_OUT: (Level.INTAKE, Right.TRIAGE),
}
# While a unit works, the intake office agrees to its requests for more time.
ASKING = frozenset({ProblemState.IN_PROGRESS, ProblemState.SUSPENDED})


def gone_up(session: Session) -> dict[Level, set[int]]:
    """Return the problems that wait for a leader because nobody below may touch them.

    It begins at the few open problems that anybody at all is kept from.
    """
    off = sa.select(RECUSAL.problem_id).where(
        RECUSAL.state.in_(ACTIVE), RECUSAL.problem_id.is_not(None)
    )
    few = sa.select(Problem.id, Problem.state).where(
        Problem.id.in_(off), Problem.state.in_([*DUE, *ASKING])
    )
    due: dict[Level, list[int]] = {}
    for row in session.execute(few.order_by(Problem.due_at).limit(MOST_GONE)):
        if row.state in DUE:
            due.setdefault(DUE[row.state][0], []).append(row.id)
        if row.state in ASKING:
            due.setdefault(Level.INTAKE, []).append(row.id)
    return {level: out(session, level, *ids) for level, ids in due.items()}


def raised(principal: Principal, problem: Problem) -> frozenset[Right]:
    """Return the rights that have gone up to a leader because the level below is out."""
    level, right = DUE.get(problem.state, (None, None))
    if problem.state in ASKING:
        level, right = Level.INTAKE, Right.APPROVE_EXTENSION
    session = object_session(problem)
    if level is None or right is None or session is None or Role.DC_LEAD not in principal.roles:
        return frozenset()
    return frozenset({right}) if out(session, level, problem.id) else frozenset()


def is_doubled(principal: Principal, problem: Problem, code: str) -> bool:
    """Tell whether a person did another part of submit, verify and close on this problem."""
    codes, session = APART.get(code), object_session(problem)
    if codes is None or session is None or problem.track != Track.DISCIPLINE:
        return False
    query = sa.select(ProblemEvent.id).where(
        ProblemEvent.problem_id == problem.id,
        ProblemEvent.transition.in_(codes),
        ProblemEvent.actor_id == principal.account_id,
    )
    return session.execute(query.limit(1)).first() is not None
