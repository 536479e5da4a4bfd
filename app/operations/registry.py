"""Writes of the registry tables: saved at once, or proposed by one and approved by another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import audit, calendars, clock, constraints, policies, textfold
from app.enums import PendingState
from app.errors import Conflict, Invalid, Missing, Refused
from app.models import Model, PendingChange, WorkHours
from app.operations import account_changes, hours_rules, item_versions, parameter_rules
from app.operations import values as typed
from app.principal import Principal
from app.queries import listing, lookups


def save(
    session: Session,
    actor: Principal,
    model: type[Model],
    row_id: int | None,
    given: Mapping[str, Any],
    *,
    version: int = 0,
) -> int:
    """Save one row and return its id; columns the actor may not write are ignored.

    Raise Missing, Conflict (stale version), Invalid, or Refused for a table of two persons.
    """
    if policies.table_rule(model).two_people:
        raise Refused("这张表的修改要由另一人批准，请先提出修改。")
    row = _row(session, actor, model, row_id, version)
    kept = _checked(session, actor, model, row, given)
    row, kept = item_versions.prepare(session, actor, row, kept)
    return _write(session, actor, model, row, kept)


def propose(
    session: Session,
    actor: Principal,
    model: type[Model],
    row_id: int | None,
    given: Mapping[str, Any],
    *,
    version: int = 0,
) -> int:
    """Keep a change for its second person and return the id of the proposal.

    Raise Missing, Conflict (stale version), or Invalid, also when nothing would change.
    """
    row = _row(session, actor, model, row_id, version)
    kept = _checked(session, actor, model, row, given)
    before = snapshot(row, kept) if row_id else {}
    after = {name: typed.plain(value) for name, value in kept.items()}
    changed = {name: value for name, value in after.items() if before.get(name, ...) != value}
    if not changed:
        raise Invalid({"": "内容没有变化，不需要提交。"})
    _rehearse(session, row, kept)
    change = PendingChange(
        table_name=model.__tablename__,
        row_id=row_id,
        values=changed,
        before={name: before[name] for name in changed if name in before},
        version=version if row_id else 0,
        proposed_by_id=actor.account_id,
        proposed_at=clock.now(),
        created_by_id=actor.account_id,
    )
    session.add(change)
    session.flush()
    audit.record(
        session,
        actor,
        "propose",
        model.__tablename__,
        row_id,
        detail={"change": change.id, "fields": sorted(changed)},
        before=change.before,
        after=changed,
    )
    return int(change.id)


def approve(session: Session, actor: Principal, change_id: int) -> PendingState:
    """Apply a proposal; return STALE, and change nothing, when the row has moved on.

    Raise Missing, Refused (not the second person, or already decided) or Invalid.
    """
    change, model = _waiting(session, actor, change_id)
    try:
        row = _row(session, actor, model, change.row_id, change.version)
    except Conflict:
        _decide(session, actor, change, PendingState.STALE)
        return PendingState.STALE
    kept = typed.checked(session, actor, model, change.values)
    hours_rules.check(session, row, kept)
    change.row_id = _write(session, actor, model, row, kept)
    change.applied_at = clock.now()
    _decide(session, actor, change, PendingState.APPROVED)
    return PendingState.APPROVED


def refuse(session: Session, actor: Principal, change_id: int, reason: str) -> None:
    """Refuse a proposal with a reason; raise Missing, Refused or Invalid."""
    change, _model = _waiting(session, actor, change_id)
    try:
        text = textfold.clean_line(reason, 200, "不同意的理由")
    except textfold.BadText as error:
        raise Invalid({"reason": str(error)}) from error
    if not text:
        raise Invalid({"reason": "请写明不同意的理由。"})
    change.refusal = text
    _decide(session, actor, change, PendingState.REFUSED)


def why_not(actor: Principal, change: PendingChange) -> str:
    """Return why a person may not decide a proposal, or an empty string."""
    if change.table_name == account_changes.TABLE:
        return account_changes.why_not(actor, change)
    if change.state != PendingState.PROPOSED:
        return f"这项修改{change.state.label}，不能再处理"
    if not policies.may_approve(actor, listing.model_named(change.table_name)):
        return "您的岗位不能批准这项修改"
    if change.proposed_by_id == actor.account_id:
        return "提出人不能批准自己提出的修改"
    return ""


def snapshot(row: Model, names: Mapping[str, Any]) -> dict[str, Any]:
    """Return stored values as JSON keeps them."""
    return {name: typed.plain(getattr(row, name)) for name in names}


def _row(
    session: Session, actor: Principal, model: type[Model], row_id: int | None, version: int
) -> Model:
    """Return the row to be written, held until the commit; a new one for no id."""
    if row_id is None:
        return model(created_by_id=actor.account_id or None)
    if row_id > listing.BIGGEST:
        raise Missing()
    query = policies.visible(actor, model).where(model.id == row_id).with_for_update()
    row: Model | None = session.execute(query).scalar()
    if row is None:
        raise Missing()
    if row.row_version != version:
        names = policies.writable(actor, model, "edit")
        raise Conflict(current=snapshot(row, dict.fromkeys(names)))
    return row


def _checked(
    session: Session,
    actor: Principal,
    model: type[Model],
    row: Model,
    given: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the typed values that the actor may write, with what the server fills in."""
    is_new = row.id is None
    verb = "add" if is_new else "edit"
    if not policies.may(actor, model, verb):
        raise Missing()
    names = policies.writable(actor, model, verb)
    given = {name: value for name, value in given.items() if name in names}
    boxes = typed.unticked(model, names) if is_new else {}
    given = {**boxes, **given, **_initials(row, given)}
    lacking = typed.missing(model, names, given) if is_new else {}
    try:
        kept = typed.checked(session, actor, model, given)
    except Invalid as error:
        raise Invalid({**lacking, **error.errors}) from error
    if lacking:
        raise Invalid(lacking)
    parameter_rules.check(row, kept)
    hours_rules.check(session, row, kept)
    unit = policies.bound_unit(actor, model)
    if unit is not None and is_new:
        kept[policies.table_rule(model).own_unit] = unit
    return kept


def _initials(row: Model, given: Mapping[str, Any]) -> dict[str, str]:
    """Return the pinyin initials of a new short name where nobody typed them."""
    short = given.get("short_name")
    if "pinyin_initials" not in row.__table__.columns or not isinstance(short, str):
        return {}
    if given.get("pinyin_initials") or short == getattr(row, "short_name", None):
        return {}
    return {"pinyin_initials": textfold.initials(short)[:40]}


def _write(
    session: Session, actor: Principal, model: type[Model], row: Model, kept: Mapping[str, Any]
) -> int:
    """Store the values, append the audit row, and let caches go."""
    is_new = row.id is None
    before = None if is_new else snapshot(row, kept)
    _set(session, row, kept)
    audit.record(
        session,
        actor,
        "add" if is_new else "edit",
        model.__tablename__,
        int(row.id),
        detail={"fields": sorted(kept)},
        before=before,
        after=snapshot(row, kept),
    )
    lookups.forget()
    if model is WorkHours:
        calendars.forget()
    return int(row.id)


def _set(session: Session, row: Model, kept: Mapping[str, Any]) -> None:
    """Assign and flush; raise Invalid for a broken constraint."""
    for name, value in kept.items():
        setattr(row, name, value)
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise Invalid(constraints.explain(error)) from error


def _rehearse(session: Session, row: Model, kept: Mapping[str, Any]) -> None:
    """Try the change and take it back, so that a proposal that cannot be kept is told at once."""
    trial = session.begin_nested()
    try:
        _set(session, row, kept)
    finally:
        trial.rollback()


def _waiting(
    session: Session, actor: Principal, change_id: int
) -> tuple[PendingChange, type[Model]]:
    """Return an undecided proposal and its class, held until the commit."""
    if change_id > listing.BIGGEST:
        raise Missing()
    query = policies.visible(actor, PendingChange).where(PendingChange.id == change_id)
    found = session.execute(query.with_for_update()).scalar()
    if found is None or found.table_name == account_changes.TABLE:
        # Changes of accounts have a page and an operation of their own.
        raise Missing()
    change: PendingChange = found
    reason = why_not(actor, change)
    if reason:
        raise Refused(reason + "。")
    return change, listing.model_named(change.table_name)


def _decide(session: Session, actor: Principal, change: PendingChange, state: PendingState) -> None:
    """Note the decision and who made it."""
    change.state = state
    change.approved_by_id = actor.account_id
    audit.record(
        session,
        actor,
        {"approved": "approve", "refused": "refuse", "stale": "stale"}[state.value],
        change.table_name,
        change.row_id,
        detail={"change": change.id},
    )
