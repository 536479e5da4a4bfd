"""What citizens send in: the one writer of messages and evaluations, named or anonymous.

It takes facts and no request: nothing of a citizen's device can reach it. The hour of a
submission is kept, not its minute, so that no row can be laid beside a line of the proxy's
log. It writes no audit row: the row itself is append-only (domain.md 4.2).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from app import arrivals, clock, daily_salt, numbers, rls, secrecy, store
from app.enums import (
    Channel,
    IdentityMode,
    OutboxChannel,
    ProblemState,
    RequestType,
    Track,
)
from app.enums_evaluation import FlagKind
from app.errors import Invalid, Missing
from app.models import (
    Contact,
    Evaluation,
    EvaluationFlag,
    EvaluationReason,
    Message,
    Outbox,
    PublicStatus,
    Region,
    Unit,
)
from app.operations import (
    compartment,
    firm_facts,
    idempotency,
    identity,
    message_files,
    rating_facts,
)
from app.operations.facts import Reader
from app.operations.intake import KEEPERS
from app.operations.message_files import Prepared
from app.principal import PUBLIC
from app.queries import follow_up, public_status

FIRM = frozenset({"firm", "uscc"})
PERSON = frozenset({"name", "phone", "is_minor", "guardian_name", "guardian_consent"})
COPIED = (
    "channel",
    "request_type",
    "identity_mode",
    "subject",
    "body",
    "region_code",
    "unit_hint",
    "place_note",
    "public_consent",
)
OF_MESSAGE = PERSON | FIRM | {*COPIED, "managed_level", "allow_unit_contact"}
OF_EVALUATION = PERSON | {
    "channel",
    "service_point_id",
    "qr_token",
    "staff_id",
    "service_item_id",
    "asks_reply",
    "assisted_by_id",
    "happened_hour",
    "is_quick",
    "is_off_clock",
    "scale",
    "level",
    "reasons",
    "other_text",
    "text",
    "trips",
    "told_once",
    "happened_on",
    "client_token",
    "kiosk_no",
    "kiosk_seq",
}
OF_AGAIN = frozenset({"level", "reasons", "other_text", "text"})


# What people call the bureau, whatever its unit is called.
OF_BUREAU = "审批局"
REGION = re.compile(r"[0-9]{12}")
# What a page measures of itself, and what the browser brings along: no part of what is said.
MEASURED = frozenset({"happened_hour", "is_quick", "is_off_clock", "client_token"})


@dataclass(frozen=True)
class Receipt:
    """What the citizen is told; code is shown once and stored as a keyed hash alone."""

    number: str
    code: str = ""
    contact_refused: str = ""
    is_bad: bool = False
    # False where the same form came before.
    is_new: bool = False


@contextmanager
def in_the_hour() -> Iterator[None]:
    """Write the hour in place of the minute, in every row of a submission."""
    with clock.fixed(clock.now().replace(minute=0, second=0, microsecond=0)):
        yield


def _only(facts: Mapping[str, Any], known: frozenset[str]) -> None:
    """Refuse a fact that a submission does not hold, such as an address or an agent."""
    beyond = sorted(set(facts) - known)
    if beyond:
        raise TypeError(f"a submission holds no {beyond}")


def _form_key(
    kind: str, once: str, facts: Mapping[str, Any], files: Sequence[Prepared] = ()
) -> str:
    """Return the key of a form together with what it says, empty without the form's own key.

    What was changed before the form came again, by the next person at the same screen perhaps, is
    a submission of its own: it is not lost, and it is told no code but its own.
    """
    if not once:
        return ""
    said = [f"{name}={facts[name]}" for name in sorted(facts) if name not in MEASURED]
    said += [hashlib.sha256(file.data).hexdigest() for file in files]
    return "/".join([kind, once, *said])


def leave_message(
    session: Session, facts: Mapping[str, Any], once: str, files: Sequence[Prepared] = ()
) -> Receipt:
    """Keep a message and return its number and query code; a repeated key keeps one.

    once is the form's random key; who sends the same again is told its number and code. Invalid
    names every fact that does not hold; ManagedAbove is raised before anything is read or stored.
    """
    compartment.stop_above(facts)
    _only(facts, OF_MESSAGE)
    once = _form_key("message", once, facts, files)
    with in_the_hour():
        code = public_status.code_of(once, "query") if once else public_status.new_code()
        known = idempotency.claim(session, once)
        if known is not None:
            return Receipt(known, code)
        found = _read_message(session, facts)
        _hide(found, "subject", "body")
        _hide(found, "place_note", "unit_hint")
        hashed = public_status.stored(code)
        row = Message(
            message_no=numbers.message_no(clock.today().year),
            query_code_hash=hashed,
            track=_track(session, found),
            submitted_at=clock.now(),
            contact_id=_kept(session, found),
            **{n: found[n] for n in COPIED},
        )
        session.add_all([row, PublicStatus(code_hash=hashed, state=ProblemState.REGISTERED)])
        session.flush()
        message_files.keep(session, row, files)
        _tell(session, "message", row.id)
        idempotency.remember(session, once, row.message_no)
    return Receipt(row.message_no, code)


def faults(session: Session, facts: Mapping[str, Any]) -> dict[str, str]:
    """Return what would be refused of a message, before its files are looked at."""
    try:
        _read_message(session, facts)
    except Invalid as refusal:
        return refusal.errors
    return {}


def _read_message(session: Session, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Check every fact of a message."""
    reader = Reader(session, facts)
    mode = reader.word("identity_mode", "署名方式", IdentityMode)
    found: dict[str, Any] = {
        "channel": reader.word("channel", "来源", Channel),
        "request_type": reader.word("request_type", "诉求类型", RequestType),
        "identity_mode": mode,
        "subject": reader.text("subject", "标题", 100, line=True),
        "body": reader.text("body", "内容", 5000),
        "unit_hint": reader.text("unit_hint", "反映的单位", 80, required=False, line=True),
        "region_code": reader.raw("region_code") or None,
        "place_note": reader.text("place_note", "具体位置", 120, required=False, line=True) or None,
        "public_consent": reader.tick("public_consent", "同意公开", required=False),
        "allow_unit_contact": reader.tick("allow_unit_contact", "同意联系", required=False),
    }
    code = found["region_code"] or ""
    place = sa.select(Region.code).where(Region.code == code, Region.valid_to.is_(None))
    known = REGION.fullmatch(str(code)) and session.execute(place).first() is not None
    if code and not known:
        reader.blame("region_code", "没有这个地方，请重新选择。")
    found |= _read_writer(reader, mode, found["channel"])
    reader.finish()
    return found


def _read_writer(
    reader: Reader, mode: IdentityMode | None, channel: Channel | None
) -> dict[str, Any]:
    """Read who writes; an enterprise names itself, and whom to call there only if it likes."""
    if channel != Channel.ENTERPRISE_PORTAL:
        return {**identity.read_person(reader, mode), **firm_facts.NONE}
    # Its own fields first: they stand first in the form, and so do their faults.
    firm = firm_facts.read(reader, mode)
    return {**identity.read_person(reader, mode, needs_name=False), **firm}


def _hide(found: dict[str, Any], short: str, long: str) -> None:
    """Mask who writes in his own words; what a unit reads loses every other number too."""
    names = [name for name in (found["name"], found["guardian_name"]) if name]
    phones = [found["phone"]] if found["phone"] else []
    for one in (short, long):
        if found[one] and found.get("firm"):
            found[one] = secrecy.hide_firm(found[one], found["firm"], found["uscc"])
    if found[short]:
        found[short] = secrecy.redact(found[short], names, phones)
    if found[long]:
        found[long] = secrecy.hide_person(found[long], names, phones)


def _track(session: Session, found: Mapping[str, Any]) -> Track:
    """Return the track at entry: a report never lies with an office that may be meant.

    Nor does a complaint about an office of those who would decide about it (domain.md 4.3, T01).
    """
    if found["request_type"] == RequestType.REPORT:
        return Track.DISCIPLINE
    hint = found["unit_hint"]
    if found["request_type"] != RequestType.COMPLAINT or not hint:
        return Track.SERVICE
    keepers = sa.select(Unit.name, Unit.short_name).where(Unit.kind.in_(KEEPERS))
    names = {name for row in session.execute(keepers) for name in row if name}
    meant = any(name in hint or hint in name for name in names) or OF_BUREAU in hint
    return Track.DISCIPLINE if meant else Track.SERVICE


def _kept(session: Session, found: Mapping[str, Any]) -> int | None:
    """Seal who writes, None for an anonymous one."""
    if found["identity_mode"] == IdentityMode.ANONYMOUS:
        return None
    contact: Contact = identity.keep(
        session,
        PUBLIC,
        name=found["name"],
        phone=found["phone"],
        mode=found["identity_mode"],
        allow_unit_contact=bool(found.get("allow_unit_contact")),
        is_minor=found["is_minor"],
        guardian=found["guardian_name"],
        firm=found.get("firm", ""),
        uscc=found.get("uscc", ""),
    )
    return contact.id


def _tell(session: Session, kind: str, row_id: int) -> None:
    """Leave word for the worker, which makes the item; the public door reads no role."""
    session.add(
        Outbox(
            channel=OutboxChannel.IN_APP,
            template=f"{kind}.new",
            payload={f"{kind}_id": row_id},
            dedupe_key=f"{kind}:{row_id}:new",
        )
    )


@dataclass(frozen=True)
class Ready:
    """The facts of an evaluation, checked, and why its contact is not kept."""

    found: dict[str, Any]
    refused: str


def ready(session: Session, facts: Mapping[str, Any]) -> Ready | None:
    """Check an evaluation before SQLite's one place to write is taken, so that others may write.

    None where there is nothing to gain, or where a fact does not hold: evaluate() checks then,
    and tells. What is written stands as it was read a moment before.
    """
    if rls.cuts(session):
        return None
    try:
        return _ready(session, facts)
    except Invalid:
        return None


def _ready(session: Session, facts: Mapping[str, Any]) -> Ready:
    """Check every fact, mask who writes, and hash the browser's token."""
    found, refused = rating_facts.read(session, facts)
    _hide(found, "text", "other_text")
    token = found.pop("client_token")
    found["client_token_hash"] = _token_hash(token) if token else None
    return Ready(found, refused)


def evaluate(
    session: Session, facts: Mapping[str, Any], once: str, checked: Ready | None = None
) -> Receipt:
    """Keep an evaluation; a child's number without a guardian is left out, the rest is kept.

    checked is what ready() found of the same facts. A kiosk's entry is known by its device and
    running number (kiosk_no and kiosk_seq), whatever form it comes with. Who sends one form twice
    is told the same number and code again.
    """
    _only(facts, OF_EVALUATION)
    key = _kiosk_key(facts) or _form_key("evaluation", once, facts)
    with in_the_hour():
        number = numbers.eval_no(clock.today().year)
        known = idempotency.claim(session, key, number)
        if known is not None:
            return Receipt(known, follow_up.code_of(key))
        checked = checked or _ready(session, facts)
        found = checked.found
        values = _rated(session, found, number)
        code = follow_up.code_of(key) if values["is_bad"] else ""
        if values["is_bad"] and not values["kiosk_no"]:
            values["follow_code_hash"] = public_status.stored(code)
        _suspect(session, _add(session, values, found), values, facts)
        # Written here: at the commit the clock tells the minute again.
        session.flush()
    return Receipt(number, code, checked.refused, is_bad=values["is_bad"], is_new=True)


def evaluate_again(session: Session, code: str, facts: Mapping[str, Any]) -> Receipt:
    """Keep the second evaluation that a receipt's code opens after handling (追评), once.

    Raise Missing for a code that opens nothing.
    """
    _only(facts, OF_AGAIN)
    with in_the_hour():
        opened = follow_up.by_code(session, code)
        if opened is None:
            raise Missing()
        number = numbers.eval_no(clock.today().year)
        known = idempotency.claim(session, f"again/{opened.code_hash}", number)
        if known is not None:
            return Receipt(known)
        first = {"service_point_id": opened.service_point_id, "channel": Channel.QR}
        found = _ready(session, {**facts, **first}).found
        values = _rated(session, found, number)
        values |= {"round": 2, "follows_id": opened.evaluation_id}
        _add(session, values, found)
        session.flush()
    return Receipt(number, is_bad=values["is_bad"])


def _kiosk_key(facts: Mapping[str, Any]) -> str:
    """Return the key of a kiosk's entry, which outlives the key of a form; empty for others."""
    if not facts.get("kiosk_no") or facts.get("kiosk_seq") is None:
        return ""
    return f"kiosk/{facts['kiosk_no']}/{facts['kiosk_seq']}"


KEPT = (
    "client_token_hash",
    "channel",
    "scale",
    "level",
    "text",
    "trips",
    "told_once",
    "happened_on",
    "happened_hour",
    "kiosk_no",
    "kiosk_seq",
    "staff_id",
    "service_item_id",
    "asks_reply",
    "assisted_by_id",
)


def _rated(session: Session, found: dict[str, Any], number: str) -> dict[str, Any]:
    """Return the row; nothing of it tells a device but a kiosk's number, which is a place."""
    place = found["place"]
    contact_id = _kept(session, found)
    return {
        "id": place.row_id,
        "eval_no": number,
        "service_point_id": place.id,
        "unit_id": place.unit_id,
        "region_code": place.region_code,
        "is_bad": found["level"] in rating_facts.BAD,
        "is_sensitive": bool(found["sensitive"]),
        "submitted_at": clock.now(),
        "contact_id": contact_id,
        **{name: found[name] for name in KEPT},
    }


def _token_hash(token: str) -> str:
    """Return the day's hash of a browser's random token."""
    return daily_salt.token_hash(current_app.config["VX"].var_dir, token)


def _add(session: Session, values: dict[str, Any], found: Mapping[str, Any]) -> int:
    """Write the row and return its id; a bad one with its reasons and word for the worker."""
    row_id = store.add_row(session, Evaluation, values)
    for reason in found["reasons"]:
        session.add(
            EvaluationReason(
                evaluation_id=row_id,
                reason=reason,
                is_sensitive=reason in found["sensitive"],
                other_text=found["other_text"] if reason == rating_facts.OTHER else None,
            )
        )
    if values["is_bad"]:
        _tell(session, "evaluation", row_id)
    return row_id


def _suspect(
    session: Session, row_id: int, values: Mapping[str, Any], facts: Mapping[str, Any]
) -> None:
    """Note what looks like stuffing while it comes in; the evaluation counts all the same."""
    kinds = []
    point, kiosk = values["service_point_id"], values["kiosk_no"]
    if _is_live(values) and arrivals.came(point):
        kinds.append(FlagKind.BURST)
    if kiosk and facts.get("is_quick") and not values["is_bad"]:
        kinds.append(FlagKind.QUICK)
    if kiosk and facts.get("is_off_clock"):
        kinds.append(FlagKind.OFF_CLOCK)
    for kind in kinds:
        session.add(
            EvaluationFlag(
                evaluation_id=row_id,
                service_point_id=point,
                kind=kind,
                flagged_on=clock.now(),
            )
        )


def _is_live(values: Mapping[str, Any]) -> bool:
    """Tell whether a row says that it was given just now; a kiosk may send what it held back."""
    here = clock.local(clock.now())
    told = (values["happened_on"], values["happened_hour"])
    return not values["kiosk_no"] or told == (here.date(), here.hour)
