"""What two persons do to an account: grant a role, reset a guarded password or second factor.

The system administrator proposes; the security administrator approves, for discipline roles
and guarded accounts a leader of the commission may instead (matrix, "Grant DC roles").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import audit, clock, policies, textfold
from app.enums import PendingState, Role
from app.enums_account import DISCIPLINE
from app.errors import Invalid, Missing, Refused
from app.models import Account, PendingChange, RoleAssignment
from app.operations import account_admin, role_rules
from app.permissions import Right
from app.principal import Principal
from app.queries.listing import BIGGEST

TABLE = "account"
GRANT, PASSWORD, FACTOR = "grant", "password", "factor"
ACTS = {GRANT: "授予岗位", PASSWORD: "重设密码", FACTOR: "重设动态口令"}


@dataclass(frozen=True)
class Done:
    """What an approval did; a new first password is shown once, to who approved."""

    act: str
    account_id: int
    password: str = ""


def may_decide(actor: Principal, values: Mapping[str, Any]) -> bool:
    """Tell whether a person is the second one: letter 2 of the matrix."""
    if not actor.is_person:
        return False
    if actor.has(Right.MANAGE_USERS, "2"):
        return True
    is_dual = values.get("act") != GRANT or Role(values["role"]) in DISCIPLINE
    return is_dual and actor.has(Right.GRANT_DISCIPLINE, "2")


def propose_grant(
    session: Session,
    actor: Principal,
    account_id: int,
    *,
    role: Role,
    valid_from: date,
    valid_to: date | None = None,
) -> int:
    """Propose a role for an account's own unit; return the id of the proposal."""
    account_admin.may_manage(actor)
    account = _other(session, actor, account_id)
    if valid_from < clock.today():
        raise Invalid({"valid_from": "起始日期不能早于今天。"})
    role_rules.check_grant(session, account, role, valid_from, valid_to)
    values = {
        "act": GRANT,
        "role": role.value,
        "unit_id": account.unit_id,
        "valid_from": valid_from.isoformat(),
        "valid_to": valid_to.isoformat() if valid_to else None,
    }
    return _propose(session, actor, account, values)


def propose_reset(session: Session, actor: Principal, account_id: int, act: str) -> int:
    """Propose to reset a guarded account's password or second factor."""
    account_admin.may_manage(actor)
    if act not in {PASSWORD, FACTOR}:
        raise Missing
    return _propose(session, actor, account_admin.held(session, account_id), {"act": act})


def _other(session: Session, actor: Principal, account_id: int) -> Account:
    """Return somebody else's account; nobody gives himself a role."""
    account = account_admin.held(session, account_id)
    if account.id == actor.account_id:
        raise Refused("不能给自己授予岗位，请由另一位系统管理员提出。")
    return account


def _propose(session: Session, actor: Principal, account: Account, values: dict[str, Any]) -> int:
    """Keep a proposal, one of a kind for an account."""
    query = sa.select(PendingChange).where(
        PendingChange.table_name == TABLE,
        PendingChange.row_id == account.id,
        PendingChange.state == PendingState.PROPOSED,
    )
    key = (values["act"], values.get("role"))
    if any(
        (row.values.get("act"), row.values.get("role")) == key for row in session.scalars(query)
    ):
        raise Refused("同样的申请已经提出，正在等待批准。")
    change = PendingChange(
        table_name=TABLE,
        row_id=account.id,
        values=values,
        before={},
        version=0,
        proposed_by_id=actor.account_id,
        proposed_at=clock.now(),
        created_by_id=actor.account_id,
    )
    session.add(change)
    session.flush()
    detail = {"change": change.id, "act": values["act"], "role": values.get("role")}
    audit.record(session, actor, "propose", TABLE, account.id, detail=detail, after=values)
    return int(change.id)


def why_not(actor: Principal, change: PendingChange) -> str:
    """Return why a person may not decide a proposal, or an empty string."""
    if change.state != PendingState.PROPOSED:
        return f"这项申请{change.state.label}，不能再处理"
    if not may_decide(actor, change.values):
        return "您的岗位不能批准这项申请"
    if actor.account_id == change.proposed_by_id:
        return "提出人不能批准自己提出的申请"
    if actor.account_id == change.row_id:
        return "不能批准关于自己账号的申请"
    if change.row_id in {account for _role, account in actor.stands_for}:
        return "不能批准关于被代理人账号的申请"
    return ""


def waiting(session: Session, actor: Principal, change_id: int) -> PendingChange:
    """Return an undecided proposal that the actor may decide, held until the commit."""
    change = seen(session, actor, change_id)
    reason = why_not(actor, change)
    if reason:
        raise Refused(reason + "。")
    return change


def seen(session: Session, actor: Principal, change_id: int) -> PendingChange:
    """Return a visible proposal about an account; raise Missing."""
    if change_id > BIGGEST:
        raise Missing
    query = policies.visible(actor, PendingChange).where(
        PendingChange.id == change_id, PendingChange.table_name == TABLE
    )
    change: PendingChange | None = session.execute(query.with_for_update()).scalar()
    if change is None:
        raise Missing
    return change


def approve(session: Session, actor: Principal, change_id: int) -> Done:
    """Do what was proposed, after every rule was asked again; raise Invalid or Refused."""
    change = waiting(session, actor, change_id)
    account = account_admin.held(session, change.row_id or 0)
    act = change.values["act"]
    password = ""
    if act == GRANT:
        _grant(session, account, change)
    elif act == PASSWORD:
        password = account_admin.give_first(session, actor, account)
    else:
        account_admin.drop_factor(session, actor, account)
    change.applied_at = clock.now()
    _decide(session, actor, change, PendingState.APPROVED)
    return Done(act, account.id, password)


def _grant(session: Session, account: Account, change: PendingChange) -> None:
    """Store the role and end the account's sessions; the unit must still be the proposed one."""
    values = change.values
    if account.unit_id != values["unit_id"]:
        raise Refused("提出以后这个账号换了单位，请不同意这项申请，由系统管理员重新提出。")
    role = Role(values["role"])
    since = max(date.fromisoformat(values["valid_from"]), clock.today())
    until = date.fromisoformat(values["valid_to"]) if values["valid_to"] else None
    role_rules.check_grant(session, account, role, since, until)
    query = sa.select(RoleAssignment).where(
        RoleAssignment.account_id == account.id,
        RoleAssignment.role == role,
        RoleAssignment.unit_id == account.unit_id,
        RoleAssignment.valid_from == since,
    )
    grant = session.scalars(query).first()
    if grant is None:
        grant = RoleAssignment(
            account_id=account.id,
            role=role,
            unit_id=account.unit_id,
            valid_from=since,
            created_by_id=change.proposed_by_id,
        )
        session.add(grant)
    # A role that was taken away today and is given again today is the same row.
    grant.valid_to, grant.ended_at = until, None
    account.epoch += 1


def refuse(session: Session, actor: Principal, change_id: int, reason: str) -> None:
    """Refuse a proposal with a reason; raise Missing, Refused or Invalid."""
    change = waiting(session, actor, change_id)
    try:
        text = textfold.clean_line(reason, 200, "不同意的理由")
    except textfold.BadText as error:
        raise Invalid({"reason": str(error)}) from error
    if not text:
        raise Invalid({"reason": "请写明不同意的理由。"})
    change.refusal = text
    _decide(session, actor, change, PendingState.REFUSED)


def _decide(session: Session, actor: Principal, change: PendingChange, state: PendingState) -> None:
    """Note the decision and who made it."""
    change.state = state
    change.approved_by_id = actor.account_id
    detail = {
        "change": change.id,
        "act": change.values["act"],
        "role": change.values.get("role"),
    }
    word = "approve" if state == PendingState.APPROVED else "refuse"
    audit.record(session, actor, word, TABLE, change.row_id, detail=detail)
