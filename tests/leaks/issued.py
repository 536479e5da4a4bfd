"""A circular at two units, with canaries in what was said of it and in what each answered."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app import store
from app.models import DocumentReceipt
from app.operations import documents, receipts
from app.principal import system
from tests import support
from views import printing

OFFICE = frozenset({"intake", "leader"})
# Whose answer is read by whom: the unit itself, and the inspection office that covers it.
ANSWERS = {
    "gaowan": OFFICE | {"gaowan", "inspector"},
    "minzheng": OFFICE | {"minzheng", "inspector"},
}


def to_two_units(world: Any) -> None:
    """Send a circular through all its turns to two units, of which both answer."""
    drafter, signer = support.person("intake"), support.person("leader")
    facts: dict[str, Any] = {
        "agency": "县纪委监委",
        "title": world.say("雀通报通雀", OFFICE | {"gaowan", "minzheng", "inspector"}),
        "addressees": ["有关单位"],
        "body": [{"level": 0, "text": "请开展自查。"}],
        "sign": "县纪委监委",
    }
    units = [support.unit_id("GW"), support.unit_id("MZ")]
    with store.write(drafter) as work:
        paper = documents.draft(work, drafter, "circular", facts)
        receipts.address(work, drafter, paper.id, paper.row_version, units, None)
        words = world.say("雀审送审雀", OFFICE)
        documents.send(work, drafter, paper.id, paper.row_version, words)
        row_id = paper.id
    _turn(documents.send_back, row_id, signer, world.say("雀退退回雀", OFFICE))
    _turn(documents.send, row_id, drafter, world.say("雀再送审雀", OFFICE))
    _turn(documents.sign, row_id, signer)
    with store.write(signer) as work:
        documents.issue(work, signer, row_id, printing.render)
    for who, readers in ANSWERS.items():
        actor = support.person(who)
        with store.write(actor) as work:
            receipts.receive(work, actor, row_id)
            receipts.reply(work, actor, row_id, world.say(f"雀回{who}回雀", readers))
    world.keep("paper", "circular", row_id, OFFICE | {"gaowan", "minzheng", "inspector"})


def sign_for(row_id: int) -> None:
    """Let the unit of a letter sign for it, so that a later look at it changes nothing."""
    keeper = system("test")
    with store.write(keeper) as work:
        query = sa.select(DocumentReceipt.unit_id).where(DocumentReceipt.document_id == row_id)
        unit_id = work.scalars(query).one()
    people = (support.person(who) for who in ("gaowan", "xinji", "minzheng", "zhujian"))
    actor = next(one for one in people if one.unit_id == unit_id)
    with store.write(actor) as work:
        receipts.receive(work, actor, row_id)


def _turn(act: Any, row_id: int, actor: Any, *words: str) -> None:
    """Take a turn at the paper's present version."""
    with store.write(actor) as work:
        version = work.get_one(documents.Document, row_id).row_version
        act(work, actor, row_id, version, *words)
