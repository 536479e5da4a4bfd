"""Service items from a table: every row is looked through first, then all are kept or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock, policies
from app.enums_doors import ItemKind
from app.errors import Invalid
from app.models import ServiceItem, Unit
from app.operations import item_versions, registry
from app.operations.importing import Outcome
from app.principal import Principal
from app.queries import lookups, service_items
from app.textfold import BadText, clean_line, fold

# What heads each column, as the catalogue's own export and the usual lists call it.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "impl_code": ("实施编码", "实施清单编码", "事项编码"),
    "name": ("事项名称", "名称", "事项"),
    "unit_id": ("实施单位", "单位", "实施主体", "部门"),
    "item_type": ("事项类型", "类型"),
    "kind": ("办件类型",),
    "promised_days": ("承诺时限", "承诺办结时限"),
    "statutory_days": ("法定时限", "法定办结时限"),
    "basic_code": ("基本编码",),
    "legal_basis": ("设定依据", "法律依据"),
    "is_online": ("可网办", "是否网办"),
    "trips_max": ("最多跑几趟", "到现场次数"),
    "fee_basis": ("收费依据",),
}
YES, NO = (
    frozenset({"是", "可", "1", "y", "true", "√"}),
    frozenset({"否", "不可", "0", "n", "false"}),
)
LONGEST = 5000
NUMBERS = ("promised_days", "statutory_days", "trips_max")


def read(session: Session, actor: Principal, rows: Sequence[Mapping[str, str]]) -> list[Outcome]:
    """Keep row after row, each in a savepoint of its own; return what each came to."""
    known: set[str] = set()
    found = []
    for place, told in enumerate(rows, 1):
        row = _clean(told)
        code, name = row.get("impl_code", ""), row.get("name", "")
        try:
            if code in known:
                raise Invalid({"impl_code": "表里有两行是同一个实施编码。"})
            known.add(code)
            with session.begin_nested():
                found.append(Outcome(place, name, _one(session, actor, code, row)))
        except Invalid as refusal:
            found.append(Outcome(place, name, "", _told(refusal)))
    return found


def _clean(row: Mapping[str, str]) -> dict[str, str]:
    """Return the cells of a row on one line, without what no column can hold."""
    found = {}
    for name, text in row.items():
        try:
            found[name] = clean_line(text, LONGEST)
        except BadText:
            # The column's own check names the character.
            found[name] = text.replace("\x00", "")
    return found


def _told(refusal: Invalid) -> str:
    """Return the faults of a row with their columns' names."""
    labels = {name: about.label for name, about in ServiceItem.fields()}
    return "".join(f"{labels[n]}：{t}" if n in labels else t for n, t in refusal.errors.items())


def _one(session: Session, actor: Principal, code: str, row: Mapping[str, str]) -> str:
    """Keep one row and return what it came to."""
    given = _typed(session, actor, row)
    stored = service_items.in_force(session, actor, code) if code else None
    if stored is None:
        given.setdefault("effective_from", clock.today())
        registry.save(session, actor, ServiceItem, None, given)
        return "新增"
    same = all(_equal(getattr(stored, name), value) for name, value in given.items())
    if same:
        return "不变"
    is_fresh = stored.effective_from >= clock.today()
    registry.save(session, actor, ServiceItem, stored.id, given, version=stored.row_version)
    return "更正" if is_fresh else "新版本"


def _equal(stored: Any, given: Any) -> bool:
    """Tell whether a value of the table is what is stored."""
    return stored == given or (stored is None and given == "")


def _typed(session: Session, actor: Principal, row: Mapping[str, str]) -> dict[str, Any]:
    """Return the filled cells of a row in the catalogue's own words; an empty cell says nothing."""
    cells = {name: text.strip() for name, text in row.items() if text.strip()}
    errors: dict[str, str] = {}
    found: dict[str, Any] = {}
    for name, text in cells.items():
        value = _value(session, actor, name, text)
        if value is None:
            errors[name] = WRONG.get(name, f"“{text[:20]}”看不懂。").replace("…", text[:20])
        else:
            found[name] = value
    if errors:
        raise Invalid(errors)
    return {name: value for name, value in found.items() if name in item_versions.CONTENT}


WRONG = {
    "unit_id": "没有“…”这个单位，或者不是您的单位。",
    "item_type": "没有“…”这个事项类型。",
    "kind": "“…”不是办件类型，请填即办件或承诺件。",
    "is_online": "请填是或否。",
    **dict.fromkeys(NUMBERS, "请填整数，例如 5。"),
}


def _value(session: Session, actor: Principal, name: str, text: str) -> Any:
    """Return a cell's value, None for one that means nothing."""
    if name == "unit_id":
        return _unit(session, actor, text)
    if name == "item_type":
        terms = lookups.terms(session, "item_type")
        return text if text in terms else _key_of(terms, text)
    if name == "kind":
        return next((one for one in ItemKind if text in {one.value, one.label}), None)
    if name == "is_online":
        return True if text.lower() in YES else False if text.lower() in NO else None
    if name in NUMBERS:
        return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else None
    return text


def _key_of(terms: Mapping[str, str], text: str) -> str | None:
    """Return the code of a word of a list."""
    return next((code for code, label in terms.items() if fold(label) == fold(text)), None)


def _unit(session: Session, actor: Principal, text: str) -> int | None:
    """Return the unit of a code or name, the actor's own where he is bound to it."""
    query = sa.select(Unit.id).where(
        sa.or_(*(c == text for c in (Unit.code, Unit.name, Unit.short_name)))
    )
    found = session.scalars(query).all()
    bound = policies.bound_unit(actor, ServiceItem)
    if len(found) != 1 or (bound is not None and found[0] != bound):
        return None
    return int(found[0])
