"""The reporter's identity: sealed when it comes in, opened only with a purpose and a trace.

The trace is committed before the answer: log_reveal() runs in a write
transaction of its own, open_contact() after its commit.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from app import audit, clock, policies, secrecy, store
from app.enums import IdentityMode, RevealPurpose
from app.errors import Forbidden, Invalid, Missing, Refused
from app.models import Contact, IdentityReveal, Problem
from app.principal import Principal
from app.queries import persons
from app.secrecy import Keyring, Sealed

OPEN_FOR = timedelta(minutes=10)


@dataclass(frozen=True)
class Identity:
    """An opened identity; it is shown once and stored nowhere."""

    name: str
    phone: str

    def __repr__(self) -> str:
        """Keep it out of logs and error pages."""
        return "Identity(…)"


def _field_ring() -> Keyring:
    """Return the keys that seal identities."""
    return Keyring.parse(current_app.config["VX"].field_key, "field")


def keep(
    session: Session,
    actor: Principal,
    *,
    name: str,
    phone: str,
    mode: IdentityMode,
    allow_unit_contact: bool = False,
) -> Contact:
    """Seal a reporter's name and normalised telephone; the masks are all that stays readable."""
    uid = secrets.token_hex(16)
    sealed = secrecy.seal(_field_ring(), uid, {"name": name, "phone": phone})
    contact = Contact(
        uid=uid,
        key_version=sealed.key_version,
        wrapped_key=sealed.wrapped_key,
        name_sealed=sealed.ciphertexts["name"],
        phone_sealed=sealed.ciphertexts["phone"],
        phone_hash=persons.stored(phone),
        name_mask=secrecy.mask_name(name),
        phone_mask=secrecy.mask_phone(phone),
        identity_mode=mode,
        allow_unit_contact=allow_unit_contact,
        created_by_id=actor.account_id,
    )
    session.add(contact)
    session.flush()
    return contact


def without_reporter(text: str, problem: Problem | None) -> str:
    """Mask the reporter in what an officer wrote, known by the blind indexes alone."""
    if problem is None or problem.contact_id is None:
        return text
    phone, name = problem.contact_phone_hash, problem.contact_name_hash
    return secrecy.hide_person(
        text,
        persons.names_in(text, name) if name else (),
        is_known=lambda digits: phone is not None and phone in persons.all_of(digits),
    )


def log_reveal(
    session: Session, actor: Principal, problem_id: int, purpose: RevealPurpose | str
) -> int:
    """Write who opens whose identity and why; return the contact's id, to open after the commit.

    Raises Missing, Forbidden, or Invalid without a purpose.
    """
    problem = session.scalars(sa.select(Problem).where(Problem.id == problem_id)).one_or_none()
    if problem is None:
        raise Missing()
    if purpose not in {word.value for word in RevealPurpose}:
        raise Invalid({"purpose": "请选择查看来访人身份的用途。"})
    if problem.contact_id is None:
        raise Refused("来访人没有留下姓名和电话。")
    if not policies.may_reveal(actor, problem):
        raise Forbidden("您现在不能查看这件事项的来访人身份。")
    reason = RevealPurpose(purpose)
    session.add(
        IdentityReveal(
            contact_id=problem.contact_id,
            account_id=actor.account_id,
            purpose=reason,
            object_kind="problem",
            object_id=problem.id,
            at=clock.now(),
            created_by_id=actor.account_id,
        )
    )
    detail = {"purpose": reason.value, "contact_id": problem.contact_id}
    audit.record(session, actor, "identity.reveal", "problem", problem.id, detail=detail)
    return problem.contact_id


def open_contact(session: Session, actor: Principal, contact_id: int) -> Identity:
    """Open an identity whose trace of this actor is committed and younger than ten minutes."""
    if session.info.get(store.WRITING):
        raise RuntimeError("the trace must be committed before the identity is opened")
    since = clock.now() - OPEN_FOR
    trace = sa.select(IdentityReveal.id).where(
        IdentityReveal.contact_id == contact_id,
        IdentityReveal.account_id == actor.account_id,
        IdentityReveal.at >= since,
    )
    if session.execute(trace.limit(1)).first() is None:
        raise Forbidden("查看身份须先写明用途；上一次查看已过 10 分钟的，请重新选择用途。")
    contact = session.scalars(sa.select(Contact).where(Contact.id == contact_id)).one_or_none()
    if contact is None:
        raise Missing()
    return _opened(contact)


def _opened(contact: Contact) -> Identity:
    """Decrypt a contact, unless it was purged."""
    if contact.wrapped_key is None or contact.name_sealed is None or contact.phone_sealed is None:
        raise Refused("来访人的姓名和电话已按规定清除。")
    texts = {"name": contact.name_sealed, "phone": contact.phone_sealed}
    sealed = Sealed(contact.wrapped_key, contact.key_version, texts)
    plain = secrecy.open_sealed(_field_ring(), contact.uid, sealed)
    return Identity(plain["name"], plain["phone"])


def for_custody(contact: Contact) -> Identity:
    """Open an identity that is sealed anew under CLUE_KEY; the compartment keeps its trace."""
    return _opened(contact)


def reveal(
    session: Session, actor: Principal, problem_id: int, purpose: RevealPurpose | str
) -> Identity:
    """Log, commit, then open; called outside a write transaction, for it opens its own."""
    if session.info.get(store.WRITING):
        raise RuntimeError("reveal commits its trace itself")
    with store.write(actor) as work:
        contact_id = log_reveal(work, actor, problem_id, purpose)
    return open_contact(session, actor, contact_id)
