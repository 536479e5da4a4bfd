"""How a clue comes into the compartment: pushed in from an item, or entered by its keeper.

Who pushes in gets nothing back: no number, no row, no event on the item. The item itself
is not touched, so that nothing in the ledger tells of a clue.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import calendars, clock, numbers, store
from app.enums import AccountStatus, Channel, Role
from app.enums_clue import CluePurpose, ClueState, NoticeKind
from app.errors import Invalid, Missing, Refused
from app.models import (
    Account,
    Clue,
    ClueAccess,
    ClueEvent,
    Contact,
    Problem,
    ReporterNotice,
    RoleAssignment,
)
from app.operations import compartment, identity, limits
from app.operations.facts import Reader
from app.permissions import Right
from app.principal import Principal
from app.queries import parameters
from app.workdays import CalendarError, add_months

LONGEST = 5000
SHORTEST_PHONE = 10
# How a keeper gets a clue by hand.
BY_HAND = (
    Channel.LETTER,
    Channel.VISIT,
    Channel.PHONE,
    Channel.SUPERIOR,
    Channel.INSPECTION,
    Channel.MEDIA,
)
DONE = "已移送。"
OWN_HOUSE = "反映的是线索管理单位，请书面径送上级纪委监委，本系统不录入。"


def push(session: Session, actor: Principal, problem_id: int, facts: Mapping[str, Any]) -> None:
    """E03: seal a copy of a visible item into the compartment; nothing is returned.

    Raises ManagedAbove before anything is read, Missing outside the scope, Invalid, or
    Refused when this person has pushed the item in already.
    """
    compartment.stop_above(facts)
    if not actor.has(Right.CLUES, "c"):
        raise Missing()
    problem = session.scalars(sa.select(Problem).where(Problem.id == problem_id)).one_or_none()
    if problem is None:
        raise Missing()
    with store.acting(session, compartment.KEEPER), session.no_autoflush:
        if pushed(session, actor, problem_id):
            raise Refused(DONE)
        reader = Reader(session, facts)
        accused = reader.text("accused", "被反映人和职务", 120, line=True)
        reason = reader.text("reason", "移送理由", 1000)
        _read_level(reader)
        reader.finish()
        name, phone = _reporter(session, problem)
        texts = {
            "summary": f"{problem.title}\n{problem.content}",
            "accused": accused,
            **({"reporter_name": name, "reporter_phone": phone} if name else {}),
        }
        clue = _made(
            session,
            actor,
            texts,
            channel=problem.channel,
            received_on=clock.today(),
            is_named=bool(name),
            source_problem_id=problem.id,
            pushed_by_id=actor.account_id,
            accused_unit_id=problem.unit_complained_id,
            keeper_id=keeper_for(session, problem.unit_complained_id),
        )
        if name:
            # Every opening of an identity has its row; this one stays inside (art. 47).
            _note_custody(session, actor, clue)
        happened(session, actor, clue, "push", None, reason)


def pushed(session: Session, actor: Principal, problem_id: int) -> bool:
    """Tell whether this very person has pushed an item in; others are told nothing."""
    query = sa.select(Clue.id).where(
        Clue.source_problem_id == problem_id, Clue.pushed_by_id == actor.account_id
    )
    with store.acting(session, compartment.KEEPER):
        return session.execute(query.limit(1)).first() is not None


def _reporter(session: Session, problem: Problem) -> tuple[str, str]:
    """Return name and number of a named reporter, to be sealed under the other key."""
    contact = session.get(Contact, problem.contact_id) if problem.contact_id else None
    if contact is None or contact.purged_at is not None:
        return "", ""
    found = identity.for_custody(contact)
    # An enterprise is named whole, for the compartment has no field of its own for it.
    return "，".join(filter(None, (found.name, found.firm, found.uscc))), found.phone


def _note_custody(session: Session, actor: Principal, clue: Clue) -> None:
    """Keep the trace of an identity that was opened to be sealed anew."""
    session.add(
        ClueAccess(
            clue_id=clue.id,
            account_id=actor.account_id,
            purpose=CluePurpose.CUSTODY,
            at=clock.now(),
            created_by_id=actor.account_id,
        )
    )


def enter(session: Session, actor: Principal, facts: Mapping[str, Any]) -> Clue:
    """Enter a letter or visit by hand: registered at once, kept by who enters it."""
    compartment.stop_above(facts)
    if not actor.has(Right.CLUES, "A"):
        raise Missing()
    with store.acting(session, compartment.KEEPER), session.no_autoflush:
        reader = Reader(session, facts)
        found = _read_entry(reader)
        if found["accused_unit_id"] is not None and found["accused_unit_id"] == actor.unit_id:
            reader.blame("accused_unit_id", "反映的是本单位，本单位应当回避，请书面报县纪委领导。")
        repeat = _original(session, actor, reader)
        reader.finish()
        texts = {"summary": found.pop("summary"), "accused": found.pop("accused")}
        name, phone = found.pop("reporter_name"), found.pop("reporter_phone")
        if found["is_named"]:
            texts.update(reporter_name=name, reporter_phone=phone)
        clue = _made(
            session, actor, texts, keeper_id=actor.account_id, repeat_of_id=repeat, **found
        )
        registered(session, clue)
        happened(session, actor, clue, "enter", None, "")
    return clue


def _read_level(reader: Reader) -> None:
    """Ask for the level of the cadre; the answer "above" never comes this far."""
    if reader.raw("managed_level") != "county":
        reader.blame("managed_level", "请先核对被反映人是不是上级管理的干部。")


def _read_entry(reader: Reader) -> dict[str, Any]:
    """Check every fact of an entry by hand."""
    _read_level(reader)
    found: dict[str, Any] = {
        "channel": reader.word("channel", "来源", Channel),
        "received_on": reader.day("received_on", "收到日期"),
        "accused": reader.text("accused", "被反映人和职务", 120, line=True),
        "accused_unit_id": reader.unit("accused_unit_id", "被反映人单位", required=False),
        "summary": reader.text("summary", "反映的主要问题", LONGEST),
        "is_named": reader.tick("is_named", "实名", required=False),
        "reporter_name": reader.text("reporter_name", "姓名", 40, required=False, line=True),
        "reporter_phone": "",
    }
    if found["received_on"] is not None and found["received_on"] > clock.today():
        reader.blame("received_on", "收到日期不能晚于今天。")
    if not found["is_named"]:
        for name in ("reporter_name", "reporter_phone"):
            if reader.raw(name):
                reader.blame(name, "匿名的不填姓名和电话；留了真实姓名和电话的，请勾选“实名”。")
        return found
    if not found["reporter_name"]:
        reader.blame("reporter_name", "实名的请填写检举控告人姓名。")
    found["reporter_phone"] = reader.phone("reporter_phone")
    if found["reporter_phone"] and len(found["reporter_phone"]) < SHORTEST_PHONE:
        reader.blame("reporter_phone", "请填写手机号，或带区号的座机号码。")
    return found


def _original(session: Session, actor: Principal, reader: Reader) -> int | None:
    """Return the clue that this one repeats, by its number among the actor's own."""
    number = reader.raw("repeat_no")
    if not number:
        return None
    with store.acting(session, actor):
        found = session.execute(sa.select(Clue.id).where(Clue.clue_no == number)).scalar()
    if found is None:
        reader.blame("repeat_no", "没有找到这个线索编号，请按 海纪线〔2026〕1号 的样子填写。")
    return found


def read_original(session: Session, actor: Principal, facts: Mapping[str, Any]) -> int | None:
    """Return the clue that a registration names as its original; Invalid for an unknown one."""
    reader = Reader(session, facts)
    found = _original(session, actor, reader)
    reader.finish()
    return found


def _made(session: Session, actor: Principal, texts: Mapping[str, str], **values: Any) -> Clue:
    """Add a clue whose proposal is due a month after its receipt, and return it."""
    accused = values["accused_unit_id"]
    if not _accounts(session, Role.DC_LEAD, accused):
        raise Refused(OWN_HOUSE)
    clue = Clue(
        **compartment.seal(texts),
        **values,
        state=ClueState.RECEIVED,
        proposal_due=month_from(session, values["received_on"]),
        created_by_id=actor.account_id,
    )
    session.add(clue)
    session.flush()
    return clue


def month_from(session: Session, on: date) -> Any:
    """Return when the disposal opinion is due (监督执纪工作规则: one month)."""
    months = parameters.integer(session, "clue_proposal_months")
    try:
        return add_months(calendars.load(session), on, months).at
    except CalendarError as error:
        raise Invalid({"": str(error)}) from error


def registered(session: Session, clue: Clue) -> None:
    """Give a clue its number; a named reporter is to be told, one who repeats is not again."""
    clue.clue_no = numbers.clue_no(session, clock.today().year)
    clue.state = ClueState.REGISTERED
    if clue.is_named and clue.repeat_of_id is None:
        to_tell(session, clue, NoticeKind.ACCEPT)


def to_tell(session: Session, clue: Clue, kind: NoticeKind) -> None:
    """Note what a named reporter must be told, and until when."""
    due = limits.after(session, parameters.integer(session, "clue_notice_days"))
    session.add(
        ReporterNotice(clue_id=clue.id, kind=kind, due_at=due.at, created_by_id=clue.created_by_id)
    )


def happened(
    session: Session, actor: Principal, clue: Clue, move: str, before: str | None, text: str
) -> None:
    """Append the event and the audit row, which names no clue."""
    session.flush()
    last = sa.select(sa.func.max(ClueEvent.seq)).where(ClueEvent.clue_id == clue.id)
    event = ClueEvent(
        clue_id=clue.id,
        seq=(session.execute(last).scalar() or 0) + 1,
        move=move,
        from_state=before,
        to_state=clue.state,
        actor_id=actor.account_id,
        actor_name=actor.name[:40],
        at=clock.now(),
        created_by_id=actor.account_id,
        **compartment.seal({"note": text}),
    )
    session.add(event)
    session.flush()
    facts = {"clue": clue.uid, "seq": event.seq, "move": move, "to": clue.state, "text": text}
    compartment.trace(session, actor, facts)


def keeper_for(session: Session, accused_unit_id: int | None) -> int | None:
    """Return who keeps what is pushed in: the case office's longest-serving account.

    One person keeps an item-by-item ledger (检举控告规则 art. 14). Without one, None: a
    leader names the keeper.
    """
    found = _accounts(session, Role.DC_CASE, accused_unit_id)
    return found[0] if found else None


def _accounts(session: Session, role: Role, accused_unit_id: int | None) -> list[int]:
    """Return the active holders of a role outside the accused unit, longest-serving first."""
    today, ends = clock.today(), RoleAssignment.valid_to
    query = (
        sa.select(Account.id, Account.unit_id)
        .join(RoleAssignment, RoleAssignment.account_id == Account.id)
        .where(
            RoleAssignment.role == role,
            RoleAssignment.valid_from <= today,
            sa.or_(ends.is_(None), ends >= today),
            Account.status == AccountStatus.ACTIVE,
        )
        .order_by(RoleAssignment.valid_from, Account.id)
    )
    rows = session.execute(query)
    return [row.id for row in rows if accused_unit_id is None or row.unit_id != accused_unit_id]


def keeper_named(session: Session, username: str, clue: Clue) -> int:
    """Return the case office's account of a login name; Invalid for anybody else."""
    found = session.execute(sa.select(Account.id).where(Account.username == username)).scalar()
    if found is None or found not in _accounts(session, Role.DC_CASE, clue.accused_unit_id):
        raise Invalid({"keeper": "没有找到这个案件监督管理室的账号，请填写登录名。"})
    if found == clue.keeper_id:
        raise Invalid({"keeper": "这件线索已经由该账号保管。"})
    return int(found)


# An open clue forbids T19 and T20 alone, with the same words as any other cause: an act that
# nothing else refuses so would tell of the clue.
BUSY = "暂不能办理。"


def check_free(session: Session, problem_id: int) -> None:
    """Refuse to archive an item while a clue from it is open."""
    closed = (ClueState.DISPOSED, ClueState.FILED_CASE, ClueState.RETURNED)
    query = sa.select(Clue.id).where(
        Clue.source_problem_id == problem_id, Clue.state.not_in(closed)
    )
    with store.acting(session, compartment.KEEPER):
        if session.execute(query.limit(1)).first() is not None:
            raise busy()


def check_none(session: Session, problem_id: int) -> None:
    """Refuse to withdraw an item of which any clue was made, whatever became of it."""
    query = sa.select(Clue.id).where(Clue.source_problem_id == problem_id)
    with store.acting(session, compartment.KEEPER):
        if session.execute(query.limit(1)).first() is not None:
            raise busy()


def busy() -> Refused:
    """Return the refusal that says nothing of its cause."""
    return Refused(BUSY)
