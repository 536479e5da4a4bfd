"""A person's own second factor: begin, finish, and take away."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app import audit
from app.errors import Refused
from app.models import Account
from app.operations import accounts, second_factor
from app.principal import Principal
from app.queries.login_rules import login_rules


def shown(session: Session, account: Account) -> str:
    """Return the secret that waits for its first code."""
    return second_factor.secret_of(second_factor.waiting(session, account.id))


def prepare(session: Session, actor: Principal) -> str:
    """Make a new secret for the actor and return it; one in use is Refused."""
    return second_factor.secret_of(second_factor.begin(session, accounts.own(session, actor)))


def is_asked(session: Session, actor: Principal) -> bool:
    """Tell whether one of the actor's roles needs a second factor."""
    return bool(login_rules(session).factor_roles & actor.roles)


def enrol(session: Session, actor: Principal, code: str) -> list[str]:
    """Finish an enrolment; every other session of the account ends."""
    account = accounts.own(session, actor)
    codes = second_factor.confirm(session, actor, account, code)
    account.epoch += 1
    accounts.keep_session(session, actor, account)
    return codes


def stop(session: Session, actor: Principal, password: str) -> str:
    """Take the own second factor away, and return an empty text or why not.

    Where a role needs one, this session ends too: the next login enrols anew.
    """
    account = accounts.own(session, actor)
    if not second_factor.is_enrolled(session, account.id):
        raise Refused("还没有绑定动态口令。")
    wrong = accounts.check_own(session, actor, account, password)
    if wrong:
        return wrong
    second_factor.take_away(session, account)
    if not is_asked(session, actor):
        accounts.keep_session(session, actor, account)
    audit.record(session, actor, "factor.stop", "account", account.id)
    return ""
