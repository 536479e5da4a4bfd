"""纪企直通车: enterprises by their checked credit code, their sealed contact, their officer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import audit, places, store, textfold
from app.enums import AccountStatus, Channel, IdentityMode, RecordStatus
from app.errors import Conflict, Forbidden, Invalid
from app.identifiers import InvalidIdentifier, check_uscc, compact, whole
from app.models import Account, Contact, Enterprise, Message
from app.operations import identity, tail
from app.operations.facts import Reader
from app.principal import Principal
from app.queries import enterprises

LONGEST_NAME, LONGEST_INDUSTRY = 100, 40
COUNTY = "130924000000"


class FaultyRows(Invalid):
    """Rows of a table that do not hold, with one message a fault."""

    def __init__(self, rows: Mapping[int, Mapping[str, str]]) -> None:
        """Keep what is wrong by the row's place from 1."""
        self.lines = [f"第 {at} 行：{'；'.join(said.values())}" for at, said in rows.items()]
        super().__init__({"": "一家也没有导入。"})


def read(reader: Reader, actor: Principal) -> int | None:
    """Read which enterprise speaks; what is said at a forum is linked by its name alone."""
    row_id = whole(reader.raw("enterprise_id"))
    if row_id is None:
        if reader.raw("enterprise_id"):
            reader.blame("enterprise_id", "没有找到这家企业，请从列表中选择。")
        return None
    query = sa.select(Enterprise.id).where(
        Enterprise.id == row_id, Enterprise.status == RecordStatus.ACTIVE
    )
    allowed = enterprises.may_name(actor) or reader.raw("channel") == Channel.FORUM.value
    if not allowed or reader.session.execute(query).first() is None:
        reader.blame("enterprise_id", "没有找到这家企业，请从列表中选择。")
        return None
    return row_id


def named(session: Session, text: Any) -> int | None:
    """Return the one enterprise in use that a text names by its code or its whole name."""
    typed = " ".join(str(text or "").split())
    if not typed:
        return None
    query = sa.select(Enterprise.id).where(
        sa.or_(Enterprise.uscc == compact(typed), Enterprise.name == typed),
        Enterprise.status == RecordStatus.ACTIVE,
    )
    with store.acting(session, tail.KEEPER):
        found = session.scalars(query.limit(2)).all()
    return found[0] if len(found) == 1 else None


def speaker(session: Session, found: Mapping[str, Any]) -> tuple[str, str]:
    """Return name and code of the enterprise that an item's text must not name, empty for none.

    What was said at a forum was said aloud. The caller acts as the ledger's keeper.
    """
    if found.get("firm"):
        return found["firm"], found["uscc"]
    if found.get("enterprise_id") is None or found["channel"] == Channel.FORUM:
        return "", ""
    query = sa.select(Enterprise.name, Enterprise.uscc)
    name, uscc = session.execute(query.where(Enterprise.id == found["enterprise_id"])).one()
    return name, uscc


def of_contact(session: Session, contact: Contact | None) -> int | None:
    """Return the enterprise in use that a sealed writer named by its code, None for none."""
    uscc = identity.unsealed(contact)["uscc"] if contact is not None else ""
    return named(session, uscc)


def in_register(session: Session, message: Message) -> bool | None:
    """Tell whether the enterprise that wrote a message is in the register; None: it named none."""
    if message.channel != Channel.ENTERPRISE_PORTAL or message.contact_id is None:
        return None
    with store.acting(session, tail.KEEPER):
        contact = session.get(Contact, message.contact_id)
        purged = contact is None or contact.wrapped_key is None
        return None if purged else of_contact(session, contact) is not None


def keep(
    session: Session,
    actor: Principal,
    facts: Mapping[str, Any],
    row_id: int | None = None,
    version: int = 0,
) -> Enterprise:
    """Add an enterprise, or correct one; Invalid names every fact that does not hold.

    A contact that is typed anew takes the old one's place; none typed leaves it as it was.
    """
    if not enterprises.may_keep(actor):
        raise Forbidden("您没有维护企业名册的权限。")
    row = enterprises.get(session, row_id) if row_id is not None else None
    if row is not None and row.row_version != version:
        raise Conflict()
    with store.acting(session, tail.KEEPER):
        found = _read(session, facts, row)
        kept = _written(session, actor, found, row)
    act = "edit" if row is not None else "add"
    audit.record(session, actor, f"enterprise.{act}", "enterprise", kept.id)
    return kept


def _read(session: Session, facts: Mapping[str, Any], row: Enterprise | None) -> dict[str, Any]:
    """Check every fact of an enterprise."""
    reader = Reader(session, facts)
    found: dict[str, Any] = {
        "uscc": _uscc(reader, row),
        "name": reader.text("name", "企业名称", LONGEST_NAME, line=True),
        "region_code": reader.place("region_code", "所在地"),
        "industry": reader.text("industry", "行业", LONGEST_INDUSTRY, required=False, line=True),
        "officer_id": _officer(reader),
        "status": reader.word("status", "状态", RecordStatus, required=False)
        or RecordStatus.ACTIVE,
    }
    has_contact = bool(reader.raw("contact_name") or reader.raw("contact_phone"))
    found["person"] = _person(reader) if has_contact else None
    reader.finish()
    return found


def _uscc(reader: Reader, row: Enterprise | None) -> str:
    """Read a credit code in its normal form, which no other enterprise has."""
    try:
        code = check_uscc(reader.raw("uscc"))
    except InvalidIdentifier as error:
        reader.blame("uscc", error.message_zh)
        return ""
    query = sa.select(Enterprise.id).where(Enterprise.uscc == code)
    other = reader.session.execute(query).scalar()
    if other is not None and (row is None or other != row.id):
        reader.blame("uscc", "这个统一社会信用代码已经登记过，请在名册里查找。")
    return code


def _officer(reader: Reader) -> int | None:
    """Read the account of the officer who looks after the enterprise."""
    typed = reader.raw("officer_id")
    if not typed:
        return None
    query = sa.select(Account.id).where(
        Account.id == whole(typed), Account.status == AccountStatus.ACTIVE
    )
    found = reader.session.execute(query).scalar()
    if found is None:
        reader.blame("officer_id", "没有找到这位联系专员，请从列表中选择。")
    return found


def _person(reader: Reader) -> dict[str, Any]:
    """Read whom to call at the enterprise."""
    given = {"name": reader.raw("contact_name"), "phone": reader.raw("contact_phone")}
    person = Reader(reader.session, given)
    read_person = identity.read_person(person, IdentityMode.NAMED)
    for name, said in person.errors.items():
        reader.blame(f"contact_{name}", said)
    return read_person


def _written(
    session: Session, actor: Principal, found: dict[str, Any], row: Enterprise | None
) -> Enterprise:
    """Write the row and seal a new contact; the initials follow the name."""
    person = found.pop("person")
    if row is None:
        row = Enterprise(created_by_id=actor.account_id)
        session.add(row)
    for name, value in found.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
    row.pinyin_initials = textfold.initials(row.name)[:60]
    if person is not None:
        contact = identity.keep(
            session,
            actor,
            name=person["name"],
            phone=person["phone"],
            mode=IdentityMode.NAMED,
        )
        row.contact_id = contact.id
    session.flush()
    return row


def bring_in(
    session: Session, actor: Principal, rows: Sequence[Mapping[str, str]]
) -> tuple[int, int]:
    """Add every enterprise of a table, all or none; return how many are new and how many known.

    FaultyRows names each fault by its row.
    """
    if not enterprises.may_keep(actor):
        raise Forbidden("您没有维护企业名册的权限。")
    faults: dict[int, dict[str, str]] = {}
    known = set(session.scalars(sa.select(Enterprise.uscc)))
    made = 0
    for at, given in enumerate(rows, 1):
        if compact(given.get("uscc", "")) in known:
            continue
        try:
            kept = keep(session, actor, _facts_of(session, given))
        except Invalid as refusal:
            faults[at] = refusal.errors
            continue
        known.add(kept.uscc)
        made += 1
    if faults:
        raise FaultyRows(faults)
    return made, len(rows) - made


def _facts_of(session: Session, given: Mapping[str, str]) -> dict[str, Any]:
    """Return the facts of a row: the place by its name, the officer by hers."""
    typed = given.get("region", "").strip()
    hits = places.find(session, typed)[0] if typed else []
    exact = [hit for hit in hits if typed in {hit.label, hit.short_name}]
    chosen = exact if len(exact) == 1 else hits
    code = chosen[0].code if len(chosen) == 1 else typed if typed else COUNTY
    return {
        **{name: given.get(name, "") for name in ("uscc", "name", "industry")},
        "contact_name": given.get("contact_name", ""),
        "contact_phone": given.get("contact_phone", ""),
        "region_code": code,
        "officer_id": _account_named(session, given.get("officer", "")),
    }


def _account_named(session: Session, name: str) -> str:
    """Return the id of the one account of a name; the name itself where there is none or many."""
    typed = name.strip()
    if not typed:
        return ""
    query = sa.select(Account.id).where(Account.last_name == typed)
    found = session.scalars(query.limit(2)).all()
    return str(found[0]) if len(found) == 1 else typed
