"""One-time notices: published as a new version, never changed, all versions stay readable."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import audit, clock, policies
from app.errors import Conflict, Missing, Refused
from app.models import OneTimeNotice, ServiceItem
from app.operations.facts import Reader
from app.principal import Principal
from app.queries import listing, service_items

MOST_MATERIALS, LONGEST_MATERIAL, LONGEST_BODY = 40, 120, 1500


def publish(
    session: Session, actor: Principal, item_id: int, materials: str, body: str, *, seen: int
) -> OneTimeNotice:
    """Publish a notice of an item in force; materials are lines of text.

    seen is the version that the actor wrote on; raise Conflict when there is a newer one.
    """
    item = _held(session, actor, item_id)
    told = service_items.notices(session, item.impl_code)
    last = told[0].version if told else 0
    if last != seen:
        raise Conflict("别人刚发布了新的一版，请核对后再发布。")
    reader = Reader(session, {"materials": materials, "guide": body})
    longest = MOST_MATERIALS * (LONGEST_MATERIAL + 1)
    lines = _lines(reader, reader.text("materials", "所需材料", longest, required=False))
    text = reader.text("guide", "办理说明", LONGEST_BODY)
    reader.finish()
    row = OneTimeNotice(
        service_item_id=item.id,
        version=last + 1,
        materials=lines,
        body=text,
        published_at=clock.now(),
        created_by_id=actor.account_id,
    )
    session.add(row)
    session.flush()
    detail = {"item": item.id, "version": row.version}
    audit.record(session, actor, "notice.publish", "one_time_notice", row.id, detail=detail)
    return row


def _held(session: Session, actor: Principal, item_id: int) -> ServiceItem:
    """Return an item in force that the actor keeps, held until the commit."""
    if not policies.may(actor, ServiceItem, "edit") or item_id > listing.BIGGEST:
        raise Missing
    query = policies.visible(actor, ServiceItem).where(ServiceItem.id == item_id)
    item: ServiceItem | None = session.execute(query.with_for_update()).scalar()
    if item is None:
        raise Missing
    if item.effective_to is not None:
        raise Refused("这是事项的旧版本，请打开现行的版本发布告知单。")
    # Two versions of one item never publish at once: the newest row of all is held too.
    session.execute(
        sa.select(ServiceItem.id).where(ServiceItem.impl_code == item.impl_code).with_for_update()
    )
    return item


def _lines(reader: Reader, text: str) -> list[str]:
    """Return the materials, one a line."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) > MOST_MATERIALS:
        reader.blame("materials", f"所需材料最多 {MOST_MATERIALS} 行，您填了 {len(lines)} 行。")
    for at, line in enumerate(lines, 1):
        if len(line) > LONGEST_MATERIAL:
            reader.blame("materials", f"所需材料第 {at} 行超过 {LONGEST_MATERIAL} 字，请分行写。")
    return lines
