"""Publishing: a text that the office wrote itself, with the writer's consent, taken back at once.

Nothing a citizen wrote is ever published, so that a text which repeats him is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import audit, clock, policies_board, secrecy, store
from app.errors import Forbidden, Missing, Refused
from app.models import Contact, Message, Publication
from app.operations import identity, message_triage, tail
from app.operations.facts import Reader
from app.principal import Principal

LONGEST_TITLE, LONGEST = 100, 3000
# So many characters in a row are the citizen's sentence, not a turn of phrase.
REPEATED = 12


def publish(
    session: Session, actor: Principal, message_id: int, facts: Mapping[str, Any]
) -> Publication:
    """Publish a text about a message, or put a new one in the old one's place."""
    message = message_triage.held(session, actor, message_id)
    if policies_board.is_open(message) or not policies_board.may_publish(actor, message):
        raise Forbidden("写留言的人没有同意公开，或者这类留言不公开。")
    reader = Reader(session, facts)
    title = reader.text("title", "标题", LONGEST_TITLE, line=True)
    text = reader.text("text", "公开文字", LONGEST)
    if not reader.tick("checked", "已核对", required=False):
        reader.blame("checked", "请核对后勾选。")
    with store.acting(session, tail.KEEPER):
        _check(session, reader, message, {"title": title, "text": text})
        reader.finish()
        row = _row(session, actor, message_id)
        row.title, row.text, row.published_on = title, text, clock.today()
        row.withdrawn_on, row.withdrawn_by_id = None, None
        session.add(row)
        session.flush()
        audit.record(session, actor, "message.publish", "message", message_id)
    return row


def _row(session: Session, actor: Principal, message_id: int) -> Publication:
    """Return the publication of a message, a new one where there is none."""
    query = sa.select(Publication).where(Publication.message_id == message_id)
    row = session.scalars(query).one_or_none() or Publication(
        message_id=message_id, created_by_id=actor.account_id
    )
    row.by_id = actor.account_id or 0
    return row


def _check(session: Session, reader: Reader, message: Message, texts: Mapping[str, str]) -> None:
    """Refuse numbers, the writer, and his own sentences."""
    contact = session.get(Contact, message.contact_id) if message.contact_id else None
    person = identity.unsealed(contact) if contact else {}
    names = [person[one] for one in ("name", "guardian_name") if person.get(one)]
    phones = [person["phone"]] if person.get("phone") else []
    for name, text in texts.items():
        plain = secrecy.hide_firm(text, person.get("firm", ""), person.get("uscc", ""))
        if secrecy.redact(plain, names, phones) != text:
            reader.blame(name, "文字里有姓名、企业名称、电话或证件号码，不能公开，请改写。")
        elif _repeats(text, message.body):
            reader.blame(name, f"有一句话和群众的原文相同（{REPEATED} 个字以上），请用自己的话写。")


def _repeats(text: str, words: str) -> bool:
    """Tell whether a text holds a long run of somebody's words."""
    plain, said = "".join(text.split()), "".join(words.split())
    runs = {said[at : at + REPEATED] for at in range(len(said) - REPEATED + 1)}
    return any(plain[at : at + REPEATED] in runs for at in range(len(plain) - REPEATED + 1))


def withdraw(session: Session, actor: Principal, message_id: int) -> None:
    """Take a published text back."""
    message_triage.held(session, actor, message_id)
    query = sa.select(Publication).where(Publication.message_id == message_id)
    row = session.scalars(query).one_or_none()
    if row is None:
        raise Missing()
    if row.withdrawn_on is not None:
        raise Refused("已经撤下了。")
    with store.acting(session, tail.KEEPER):
        row.withdrawn_on, row.withdrawn_by_id = clock.today(), actor.account_id
        session.flush()
        audit.record(session, actor, "message.unpublish", "message", message_id)
