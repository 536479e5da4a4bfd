"""容缺受理: a window goes on without a paper that is promised for a day, and is reminded of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from app import audit, clock, policies
from app.errors import Conflict, Forbidden, Missing
from app.models import DeferredMaterial, ServiceItem
from app.operations import notices
from app.operations.facts import Reader
from app.permissions import Right
from app.principal import Principal
from app.queries import deferrals as reads
from app.queries import listing

# A quarter of a year; who promises for longer has not got the paper at all.
LONGEST = timedelta(days=92)
NEAR = timedelta(days=2)
PAGE = 200


def add(session: Session, actor: Principal, facts: Mapping[str, Any]) -> DeferredMaterial:
    """Note a promise; Invalid names every fact that does not hold."""
    if not actor.has(Right.REGISTRY):
        raise Forbidden("您没有登记容缺承诺的权限。")
    reader = Reader(session, facts)
    item = _item(reader, actor)
    case_no = reader.text("case_no", "办件编号", 40, line=True)
    material = reader.text("material", "缺的材料", 120, line=True)
    due = reader.day("promise_due", "承诺补交日期")
    if due is not None and not clock.today() <= due <= clock.today() + LONGEST:
        reader.blame("promise_due", f"承诺补交日期从今天起，最长 {LONGEST.days} 天。")
    reader.finish()
    if item is None or due is None:
        raise Missing
    row = DeferredMaterial(
        unit_id=item.unit_id,
        service_item_id=item.id,
        case_no=case_no,
        material=material,
        promise_due=due,
        created_by_id=actor.account_id,
    )
    session.add(row)
    session.flush()
    audit.record(session, actor, "deferred.add", "deferred_material", row.id)
    return row


def _item(reader: Reader, actor: Principal) -> ServiceItem | None:
    """Read an item in force that the actor keeps."""
    item_id = reader.integer("service_item_id", "事项", required=False) or 0
    found: ServiceItem | None = reader.session.scalars(
        policies.visible(actor, ServiceItem).where(
            ServiceItem.id == item_id, ServiceItem.effective_to.is_(None)
        )
    ).one_or_none()
    if found is None:
        reader.errors.pop("service_item_id", None)
        reader.blame("service_item_id", "请选择事项。")
    return found


def supply(session: Session, actor: Principal, row_id: int) -> None:
    """Note that the paper has been handed in; raise Conflict when it was noted before."""
    query = policies.visible(actor, DeferredMaterial).where(
        DeferredMaterial.id == min(row_id, listing.BIGGEST)
    )
    row: DeferredMaterial | None = session.execute(query.with_for_update()).scalar()
    if row is None:
        raise Missing
    if row.supplied_at is not None:
        raise Conflict("别人刚记过这份材料已补交。")
    row.supplied_at = clock.now()
    session.flush()
    audit.record(session, actor, "deferred.supply", "deferred_material", row.id)


def remind(session: Session) -> int:
    """Tell the unit once when a promise is near and once when it is past; return how many."""
    today, now = clock.today(), clock.now()
    told = 0
    for row in session.scalars(reads.to_remind(today, today + NEAR).limit(PAGE).with_for_update()):
        late = row.promise_due < today
        word = "late" if late else "near"
        if late:
            row.late_told_at = now
        else:
            row.near_told_at = now
        key = f"deferred:{row.id}:{word}"
        notices.notice(session, f"deferred.{word}", row.unit_id, {"deferred_id": row.id}, key)
        told += 1
    session.flush()
    return told
