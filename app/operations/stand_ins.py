"""Standing in (代理): a person lets another of his unit act in one of his roles for some days."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy.orm import Session

from app import audit, clock, textfold
from app.enums import AccountStatus, Role
from app.errors import Invalid, Missing, Refused
from app.models import Account, StandIn
from app.operations import account_admin, role_rules
from app.principal import Principal
from app.queries.login_rules import login_rules


def give(
    session: Session,
    actor: Principal,
    *,
    to_account_id: int,
    role: Role,
    valid_from: date,
    valid_to: date,
    reason: str,
) -> StandIn:
    """Let another account act in one of the actor's own roles; raise Invalid or Refused."""
    giver = account_admin.held(session, actor.account_id or 0)
    if role not in {grant.role for grant in role_rules.grants(session, giver.id)}:
        raise Invalid({"role": "只能请人代理自己的岗位；代理来的岗位不能再转给别人。"})
    taker = _taker(session, giver, to_account_id)
    _check_days(session, valid_from, valid_to)
    role_rules.check_stand_in(session, taker, role)
    _check_free(session, taker, role)
    row = StandIn(
        from_account_id=giver.id,
        to_account_id=taker.id,
        role=role,
        unit_id=giver.unit_id,
        valid_from=valid_from,
        valid_to=valid_to,
        reason=_reason(reason),
        created_by_id=giver.id,
    )
    session.add(row)
    # A role that changes ends the sessions in which it was not there.
    taker.epoch += 1
    session.flush()
    detail = {"role": role.value, "to": taker.id, "from": str(valid_from), "until": str(valid_to)}
    audit.record(session, actor, "stand_in.give", "stand_in", row.id, detail=detail)
    return row


def _taker(session: Session, giver: Account, account_id: int) -> Account:
    """Return the colleague; somebody of another unit is refused like nobody."""
    found = session.get(Account, account_id, with_for_update=True)
    colleague = found is not None and found.unit_id == giver.unit_id and found.id != giver.id
    if found is None or not colleague or found.status != AccountStatus.ACTIVE:
        raise Invalid({"to_account_id": "请选择本单位的另一个在用账号。"})
    return found


def _check_days(session: Session, since: date, until: date) -> None:
    """Hold the period to the parameter."""
    most = login_rules(session).stand_in_days
    if since < clock.today():
        raise Invalid({"valid_from": "起始日期不能早于今天。"})
    if until < since:
        raise Invalid({"valid_to": "截止日期不能早于起始日期。"})
    if until > since + timedelta(days=most - 1):
        raise Invalid({"valid_to": f"一次代理最多 {most} 天，请缩短，到期可以再办。"})


def _check_free(session: Session, taker: Account, role: Role) -> None:
    """Refuse a stand-in that changes nothing."""
    held = {grant.role for grant in role_rules.grants(session, taker.id)}
    given = {row.role for row in role_rules.stood_in(session, taker.id)}
    if role in held | given:
        raise Invalid({"to_account_id": "这个账号已经有这个岗位，不用代理。"})


def _reason(text: str) -> str:
    """Return the reason; raise Invalid without one."""
    try:
        clean = textfold.clean_line(text, 100, "事由")
    except textfold.BadText as error:
        raise Invalid({"reason": str(error)}) from error
    if not clean:
        raise Invalid({"reason": "请写明事由，例如 外出培训。"})
    return clean


def end(session: Session, actor: Principal, row_id: int) -> None:
    """End a stand-in early: who gave it or who has it may."""
    row = session.get(StandIn, row_id, with_for_update=True)
    if row is None or actor.account_id not in {row.from_account_id, row.to_account_id}:
        raise Missing
    if row.ended_at is not None or row.valid_to < clock.today():
        raise Refused("这次代理已经结束。")
    row.ended_at = clock.now()
    account_admin.held(session, row.to_account_id).epoch += 1
    audit.record(session, actor, "stand_in.end", "stand_in", row.id)
