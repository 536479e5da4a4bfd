"""Keys of other systems: made once, kept as a hash, scoped, revocable, audited at every use."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import audit, clock, policies, textfold
from app.enums import Role
from app.enums_account import COMMISSION, CONTROL, DISCIPLINE
from app.errors import Forbidden, Invalid, Missing, Refused
from app.models import IntegrationToken, Unit
from app.permissions import Right
from app.principal import Nature, Principal
from app.security import token_hash

PREFIX = "vx_"
LONGEST_DAYS = 366
VERBS = ("read", "add", "edit")
# A key has no account; 0 is nobody's id, so that no row counts as its own.
NOBODY = 0


def add(
    session: Session,
    actor: Principal,
    *,
    name: str,
    scopes: Iterable[str],
    role: Role,
    unit: Unit,
    days: int,
) -> tuple[IntegrationToken, str]:
    """Make a key; return its row and the key itself, which is shown once.

    The security administrator makes one for a unit's work alone: a key of the commission would
    let him read what his own roles keep from him, so that it is made at the server.
    """
    if not (actor.is_system or actor.has(Right.UNLOCK, "A")):
        raise Forbidden("您没有建立对接令牌的权限。")
    if role in DISCIPLINE and not actor.is_system:
        raise Invalid({"role": f"“{role.label}”的对接令牌只能在服务器上用命令建立。"})
    if not 1 <= days <= LONGEST_DAYS:
        raise Invalid({"days": f"有效期 1 到 {LONGEST_DAYS} 天。"})
    _check_role(role, unit)
    kept = sorted({_scope(text) for text in scopes})
    if not kept:
        raise Invalid({"scopes": "请至少写明一个范围，例如 problem:read。"})
    key = PREFIX + secrets.token_urlsafe(32)
    row = IntegrationToken(
        name=_name(name),
        token_hash=token_hash(key),
        scopes=kept,
        role=role,
        unit_id=unit.id,
        expires_at=clock.now() + timedelta(days=days),
    )
    session.add(row)
    session.flush()
    detail = {"scopes": kept, "role": role.value, "unit_id": unit.id}
    audit.record(session, actor, "token.add", "integration_token", row.id, detail=detail)
    return row, key


def offered() -> dict[str, str]:
    """Return the scopes that a key may be given, each with what it allows in words."""
    words = {"read": "读取", "add": "新增", "edit": "修改"}
    found = {}
    for model, rule in policies.TABLES.items():
        written = () if rule.two_people else (("add", rule.add), ("edit", rule.edit))
        for verb in ("read", *(verb for verb, right in written if right is not None)):
            found[f"{model.__tablename__}:{verb}"] = f"{model.__label__}：{words[verb]}"
    return found


def _name(text: str) -> str:
    """Return the name of the system."""
    try:
        clean = textfold.clean_line(text, 40, "系统名称")
    except textfold.BadText as error:
        raise Invalid({"name": str(error)}) from error
    if not clean:
        raise Invalid({"name": "请写明系统名称。"})
    return clean


def _check_role(role: Role, unit: Unit) -> None:
    """Keep keys away from the administrators' roles, discipline roles inside the commission."""
    if role in CONTROL:
        raise Invalid({"role": "系统、安全、审计管理员的岗位不能给对接令牌。"})
    if role in DISCIPLINE and unit.kind not in COMMISSION:
        raise Invalid({"role": f"“{role.label}”只能用于县纪委监委、内设室或派驻组。"})


def _scope(text: str) -> str:
    """Return a scope as table:verb; a bare table may be read."""
    table, _, verb = text.strip().partition(":")
    verb = verb or "read"
    rules = {model.__tablename__: rule for model, rule in policies.TABLES.items()}
    if table not in rules or verb not in VERBS:
        raise Invalid({"scopes": f"没有范围“{text}”。写法：表名:read、表名:add 或 表名:edit。"})
    rule = rules[table]
    right = {"add": rule.add, "edit": rule.edit}.get(verb, rule.view)
    if not right or (rule.two_people and verb != "read"):
        raise Invalid({"scopes": f"“{text}”不能给对接令牌：这张表不能这样写入。"})
    return f"{table}:{verb}"


def recognise(session: Session, key: str, ip: str | None) -> Principal | None:
    """Return the principal of a live key, None for any other."""
    query = (
        sa.select(IntegrationToken, Unit)
        .join(Unit, Unit.id == IntegrationToken.unit_id)
        .where(IntegrationToken.token_hash == token_hash(key))
    )
    found = session.execute(query).first()
    if found is None:
        return None
    row, unit = found
    now = clock.now()
    if row.revoked_at is not None or row.expires_at <= now:
        return None
    return Principal(
        name=row.name,
        nature=Nature.MACHINE,
        account_id=NOBODY,
        unit_id=unit.id,
        unit_name=unit.name,
        region_code=unit.region_code or "",
        roles=frozenset({row.role}),
        ip=ip,
        scopes=frozenset(row.scopes),
        token_id=row.id,
    )


def note_use(session: Session, actor: Principal, method: str, table: str) -> None:
    """Write that a key was used, before anything is answered."""
    row = session.get(IntegrationToken, actor.token_id)
    if row is None:
        raise Missing
    row.last_used_at = clock.now()
    detail = {"method": method, "table": table}
    audit.record(session, actor, "token.use", "integration_token", row.id, detail=detail)


def note_refusal(session: Session, caller: Principal, method: str, table: str) -> None:
    """Write that an unknown, expired or revoked key was tried."""
    detail = {"method": method, "table": table}
    audit.record(
        session, caller, "token.use", "integration_token", None, detail=detail, result="refused"
    )


def revoke(session: Session, actor: Principal, row_id: int) -> IntegrationToken:
    """Take a key away at once."""
    if not (actor.is_system or actor.has(Right.UNLOCK, "A")):
        raise Forbidden("您没有撤销对接令牌的权限。")
    row = session.get(IntegrationToken, row_id, with_for_update=True)
    if row is None:
        raise Missing(f"没有编号 {row_id} 的对接令牌。")
    if row.revoked_at is not None:
        raise Refused("这个对接令牌已经撤销。")
    row.revoked_at = clock.now()
    audit.record(session, actor, "token.revoke", "integration_token", row.id)
    return row
