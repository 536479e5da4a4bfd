"""The reporter's identity: sealed when it comes in, opened only with a purpose and a trace.

The trace is committed before the answer: log_reveal() runs in a write
transaction of its own, open_contact() after its commit.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from app import audit, clock, secrecy, store
from app.enums import IdentityMode, RevealPurpose
from app.errors import Forbidden, Invalid, Missing, Refused
from app.models import Contact, IdentityRequest, IdentityReveal, Problem
from app.operations import identity_requests, identity_subject, reporters, rotation
from app.operations.facts import Reader
from app.principal import Principal
from app.queries import persons
from app.secrecy import Keyring

OPEN_FOR = timedelta(minutes=10)
SHORTEST_PHONE = 10
# What an enterprise that left no person's name is called where a mask stands.
FIRM = "企业"
NO_GUARDIAN = "未满14周岁的，须监护人同意才能留电话；没有监护人同意的，请改选“匿名”，诉求照常受理。"


@dataclass(frozen=True)
class Identity:
    """An opened identity; it is shown once and stored nowhere."""

    name: str
    phone: str
    guardian: str = ""
    firm: str = ""
    uscc: str = ""

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
    is_minor: bool | None = None,
    guardian: str = "",
    firm: str = "",
    uscc: str = "",
) -> Contact:
    """Seal a reporter's name and normalised telephone; the masks are all that stays readable.

    guardian is who agreed to keep the number of a child under 14 (PIPL art. 31); firm and uscc are
    name and credit code of an enterprise that speaks.
    """
    if is_minor and phone and not guardian:
        raise Invalid({"guardian_name": NO_GUARDIAN})
    uid = secrets.token_hex(16)
    more = {"guardian": guardian, "firm": firm, "uscc": uscc}
    texts = {"name": name, "phone": phone, **{one: text for one, text in more.items() if text}}
    sealed = secrecy.seal(_field_ring(), uid, texts)
    contact = Contact(
        uid=uid,
        key_version=sealed.key_version,
        wrapped_key=sealed.wrapped_key,
        name_sealed=sealed.ciphertexts["name"],
        phone_sealed=sealed.ciphertexts["phone"],
        guardian_sealed=sealed.ciphertexts.get("guardian"),
        firm_sealed=sealed.ciphertexts.get("firm"),
        uscc_sealed=sealed.ciphertexts.get("uscc"),
        is_minor=is_minor,
        phone_hash=persons.stored(phone) if phone else None,
        name_mask=secrecy.mask_name(name) or (FIRM if firm else ""),
        phone_mask=secrecy.mask_phone(phone),
        identity_mode=mode,
        allow_unit_contact=allow_unit_contact,
        created_by_id=actor.account_id,
    )
    session.add(contact)
    session.flush()
    return contact


def read_person(
    reader: Reader, mode: IdentityMode | None, *, needs_name: bool = True
) -> dict[str, Any]:
    """Read name, telephone and guardian by how a person wants to appear; faults stay in the reader.

    An anonymous one leaves nothing; a child under 14 leaves a number only with a guardian.
    """
    found: dict[str, Any] = {"name": "", "phone": "", "is_minor": None, "guardian_name": ""}
    if mode is None or mode == IdentityMode.ANONYMOUS:
        for name, label in (("name", "姓名"), ("phone", "电话"), ("guardian_name", "监护人")):
            if mode is not None and reader.raw(name):
                text = f"匿名的不能填写{label}；来访人愿意留{label}的，请改选“实名”。"
                reader.blame(name, text)
        return found
    found["name"] = reader.text("name", "姓名", 40, required=False, line=True)
    if needs_name and not found["name"]:
        reader.blame("name", "实名的请填写来访人姓名；不愿留名的，署名方式请选“匿名”。")
    found["phone"] = reader.phone("phone")
    if found["phone"] and len(found["phone"]) < SHORTEST_PHONE:
        reader.blame("phone", "请填写来访人的手机号，或带区号的座机号码，例如0317-6628300。")
    found["is_minor"] = reader.tick("is_minor", "未满14周岁", required=False)
    if found["is_minor"]:
        found["guardian_name"] = reader.text(
            "guardian_name", "监护人姓名", 40, required=False, line=True
        )
        agrees = reader.tick("guardian_consent", "监护人同意", required=False)
        if not (found["guardian_name"] and agrees):
            reader.blame("guardian_name", NO_GUARDIAN)
    return found


def without_reporter(text: str, problem: Problem | None) -> str:
    """Mask the reporter in what an officer wrote, known by the blind indexes alone."""
    return reporters.of(problem).hide(text) if text else text


def log_reveal(
    session: Session,
    actor: Principal,
    row_id: int,
    purpose: RevealPurpose | str,
    kind: str = "problem",
) -> int:
    """Write who opens whose identity and why; return the contact's id, to open after the commit.

    Where a second person is needed the approved request is used up, its purpose holds, and
    its approver stands in the row. Raises Missing, Forbidden, or Invalid without a purpose.
    """
    subject = identity_subject.resolve(session, actor, kind, row_id)
    if subject.needs_second:
        request: IdentityRequest | None = identity_requests.spend(session, actor, subject)
    else:
        request = None
    reason = request.purpose if request else identity_requests.purpose_of(purpose)
    trace(session, actor, subject.contact_id, reason, kind, row_id, request)
    detail: dict[str, Any] = {"purpose": reason.value, "contact_id": subject.contact_id}
    if request is not None:
        detail |= {"request_id": request.id, "approved_by": request.decided_by_id}
    audit.record(session, actor, "identity.reveal", kind, row_id, detail=detail)
    return subject.contact_id


def trace(
    session: Session,
    actor: Principal,
    contact_id: int,
    purpose: RevealPurpose,
    kind: str,
    row_id: int,
    request: IdentityRequest | None,
) -> None:
    """Add the row of one opening."""
    session.add(
        IdentityReveal(
            contact_id=contact_id,
            account_id=actor.account_id,
            purpose=purpose,
            object_kind=kind,
            object_id=row_id,
            at=clock.now(),
            second_approver_id=request.decided_by_id if request else None,
            request_id=request.id if request else None,
            created_by_id=actor.account_id,
        )
    )


def open_contact(session: Session, actor: Principal, contact_id: int) -> Identity:
    """Open an identity whose trace of this actor is committed and younger than ten minutes."""
    if session.info.get(store.WRITING):
        raise RuntimeError("the trace must be committed before the identity is opened")
    since = clock.now() - OPEN_FOR
    traced = sa.select(IdentityReveal.id).where(
        IdentityReveal.contact_id == contact_id,
        IdentityReveal.account_id == actor.account_id,
        IdentityReveal.at >= since,
    )
    if session.execute(traced.limit(1)).first() is None:
        raise Forbidden("查看身份须先写明用途；上一次查看已过 10 分钟的，请重新选择用途。")
    # Who has a committed trace may read the row, which a caller does not see otherwise.
    with store.acting(session, identity_subject.KEEPER):
        query = sa.select(Contact).where(Contact.id == contact_id)
        contact = session.scalars(query).one_or_none()
    if contact is None:
        raise Missing()
    return _opened(contact)


def _opened(contact: Contact) -> Identity:
    """Decrypt a contact, unless it was purged."""
    if contact.wrapped_key is None:
        raise Refused("来访人的姓名和电话已按规定清除。")
    plain = secrecy.open_sealed(_field_ring(), contact.uid, rotation.sealed_of(contact))
    more = (plain.get(one, "") for one in ("guardian", "firm", "uscc"))
    return Identity(plain["name"], plain["phone"], *more)


def unsealed(contact: Contact) -> dict[str, Any]:
    """Return a known reporter as read_person() would, so that texts are masked of him.

    It stays inside the operation: nothing of it is shown or stored in the clear.
    """
    kept = Identity("", "") if contact.wrapped_key is None else _opened(contact)
    return {
        "name": kept.name,
        "phone": kept.phone,
        "is_minor": contact.is_minor,
        "guardian_name": kept.guardian,
        "firm": kept.firm,
        "uscc": kept.uscc,
    }


def for_custody(contact: Contact) -> Identity:
    """Open an identity that is sealed anew under CLUE_KEY; the compartment keeps its trace."""
    return _opened(contact)


def reveal(
    session: Session,
    actor: Principal,
    row_id: int,
    purpose: RevealPurpose | str,
    kind: str = "problem",
) -> Identity:
    """Log, commit, then open; called outside a write transaction, for it opens its own."""
    if session.info.get(store.WRITING):
        raise RuntimeError("reveal commits its trace itself")
    with store.write(actor) as work:
        contact_id = log_reveal(work, actor, row_id, purpose, kind)
    return open_contact(session, actor, contact_id)
