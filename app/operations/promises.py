"""公开承诺: entered by the unit, audited by another, kept with evidence, broken when overdue."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import audit, clock, measures, policies_promises, secrecy, store
from app.enums import OutboxChannel, OutboxState
from app.enums_ledger import MetricKind
from app.enums_promise import PromiseState
from app.errors import Conflict, Forbidden, Missing
from app.identifiers import whole
from app.models import Commitment, Enterprise, Outbox
from app.operations import assigning, clusters, milestones, tail
from app.operations.facts import Reader
from app.principal import Principal
from app.queries import clusters as clusters_of
from app.queries import promises

TO_WHOM = frozenset({"enterprise_id", "amount", "campaign_id", "cluster_id"})
LONGEST = {"title": 100, "target": 200, "measures": 2000, "evidence": 1000, "refusal": 200}


def enter(
    session: Session,
    actor: Principal,
    facts: Mapping[str, Any],
    row_id: int | None = None,
    version: int = 0,
) -> Commitment:
    """Enter a promise, or correct one that is not published; it waits for its audit then."""
    if not policies_promises.may_make(actor):
        raise Forbidden("您没有填写公开承诺的权限。")
    row = _hold(session, row_id, version) if row_id is not None else None
    if row is not None and not policies_promises.may_correct(actor, row):
        raise Forbidden("已经公布的承诺不能修改。")
    listed = {one.id for one in clusters_of.listed(session)}
    with store.acting(session, tail.KEEPER):
        found = _read(session, actor, facts, listed)
        if row is None:
            row = Commitment(created_by_id=actor.account_id)
            session.add(row)
        for name, value in found.items():
            # A unit that corrects its promise does not say to whom it was made.
            if name in TO_WHOM and name not in facts:
                continue
            setattr(row, name, value)
        if actor.account_id not in policies_promises.worders(row) and actor.account_id:
            row.worders = [*(row.worders or ()), actor.account_id]
        row.state, row.refusal = PromiseState.ASKED, None
        row.inspection_unit_id = assigning.covering(session, row.unit_id)
        session.flush()
    _record(session, actor, "enter", row)
    return row


def _hold(session: Session, row_id: int, version: int) -> Commitment:
    """Return a visible promise at its present version."""
    row = promises.get(session, row_id)
    if row.row_version != version:
        raise Conflict()
    return row


def _read(
    session: Session, actor: Principal, facts: Mapping[str, Any], listed: Collection[int]
) -> dict[str, Any]:
    """Check every fact of a promise; listed are the listed problems that the actor sees."""
    reader = Reader(session, facts)
    found: dict[str, Any] = {
        "title": reader.text("title", "承诺事项", LONGEST["title"], line=True),
        "target": reader.text("target", "目标", LONGEST["target"], line=True),
        "measures": reader.text("measures", "措施", LONGEST["measures"]),
        "due_on": reader.day("due_on", "完成时限"),
        "predecessor_unit": reader.text(
            "predecessor_unit", "原承诺单位或任期", 60, required=False, line=True
        ),
        "enterprise_id": _enterprise(reader),
        "amount": _amount(reader),
        "campaign_id": clusters.linked(reader),
        "cluster_id": _listed(reader, listed),
    }
    if policies_promises.for_any(actor):
        found["unit_id"] = reader.unit("unit_id", "承诺单位")
    else:
        found["unit_id"] = actor.unit_id
    if found["amount"] is not None and found["enterprise_id"] is None:
        reader.blame("enterprise_id", "填了金额的，请写明是对哪家企业的承诺。")
    reader.finish()
    # What is published names no private person's number.
    for name in ("title", "target", "measures"):
        found[name] = secrecy.redact(found[name])
    return found


def _enterprise(reader: Reader) -> int | None:
    """Read to which enterprise something was promised."""
    typed = reader.raw("enterprise_id")
    if not typed:
        return None
    query = sa.select(Enterprise.id).where(Enterprise.id == whole(typed))
    found = reader.session.execute(query).scalar()
    if found is None:
        reader.blame("enterprise_id", "没有找到这家企业，请从列表中选择。")
    return found


def _listed(reader: Reader, seen: Collection[int]) -> int | None:
    """Read the listed problem that a promise answers, None for none."""
    typed = reader.raw("cluster_id")
    chosen = whole(typed) if typed else None
    if typed and chosen not in seen:
        reader.blame("cluster_id", "请从列表中选择问题清单里的问题。")
    return chosen


def _amount(reader: Reader) -> int | None:
    """Read an amount in fen, typed in 元 or 万元."""
    typed = reader.raw("amount")
    if not typed:
        return None
    try:
        return measures.read(MetricKind.AMOUNT_PAID, typed, reader.raw("money_unit"))
    except measures.BadMeasure as error:
        reader.blame("amount", str(error))
        return None


def _publish(session: Session, row: Commitment, _text: str) -> None:
    """Publish a promise, or confirm that it was kept."""
    if row.state == PromiseState.CLAIMED:
        row.state = PromiseState.KEPT
        return
    row.state, row.published_at = PromiseState.PUBLISHED, clock.now()
    milestones.show_promise(session, row)


def _return(_session: Session, row: Commitment, text: str) -> None:
    """Send a promise back, or a report that it was kept: it runs on, or stays broken."""
    if row.state == PromiseState.CLAIMED:
        row.state = PromiseState.BROKEN if row.broken_at else PromiseState.PUBLISHED
        row.kept_on = None
    else:
        row.state = PromiseState.RETURNED
    row.refusal = text


def _claim(_session: Session, row: Commitment, text: str) -> None:
    """Report that a promise was kept, with what shows it."""
    row.state, row.evidence, row.kept_on = PromiseState.CLAIMED, text, clock.today()
    row.refusal = None


# What is done: (who may, the change, the label of the text that it asks for, is it an audit).
Act = tuple[
    Callable[[Principal, Commitment], bool], Callable[[Session, Commitment, str], None], str, bool
]
ACTS: Mapping[str, Act] = {
    "publish": (policies_promises.may_audit, _publish, "", True),
    "return": (policies_promises.may_audit, _return, "退回原因", True),
    "claim": (policies_promises.may_claim, _claim, "兑现情况", False),
}


def act(
    session: Session, actor: Principal, row_id: int, version: int, name: str, text: str = ""
) -> Commitment:
    """Take one step with a promise; Conflict when somebody took one meanwhile."""
    if name not in ACTS:
        raise Missing()
    may, change, label, is_audit = ACTS[name]
    row = _hold(session, row_id, version)
    if not may(actor, row):
        raise Forbidden("现在不能对这条承诺做这一步；自己填的、自己改过文字的，要由别人审核。")
    reader = Reader(session, {"text": text})
    longest = LONGEST["evidence" if name == "claim" else "refusal"]
    kept = reader.text("text", label, longest) if label else ""
    reader.finish()
    with store.acting(session, tail.KEEPER):
        change(session, row, secrecy.redact(kept))
        if is_audit:
            row.audited_by_id = actor.account_id
        else:
            row.claimed_by_id = actor.account_id
        session.flush()
        if is_audit:
            _tell(session, row, name)
    _record(session, actor, name, row)
    return row


def _record(session: Session, actor: Principal, name: str, row: Commitment) -> None:
    """Audit a step."""
    detail = {"state": row.state.value, "unit_id": row.unit_id}
    audit.record(session, actor, f"promise.{name}", "commitment", row.id, detail=detail)


def _tell(session: Session, row: Commitment, what: str) -> None:
    """Let the unit know what became of its promise."""
    session.add(
        Outbox(
            channel=OutboxChannel.IN_APP,
            template=f"promise.{what}",
            unit_id=row.unit_id,
            payload={"commitment_id": row.id},
            state=OutboxState.SENT,
            dedupe_key=f"promise:{row.id}:{row.row_version}:{what}",
        )
    )


def lapse(session: Session, worker: Principal) -> int:
    """Let overdue promises be broken, once each; a report that waits for its audit is not."""
    query = sa.select(Commitment).where(
        Commitment.state == PromiseState.PUBLISHED, Commitment.due_on < clock.today()
    )
    rows = list(session.scalars(query))
    for row in rows:
        row.state, row.broken_at = PromiseState.BROKEN, clock.now()
        session.flush()
        _tell(session, row, "broken")
        _record(session, worker, "broken", row)
    return len(rows)
