"""Rows of a generated list or page: declared columns only, one statement, capped count.

The ids of the first rows are walked in the order of an index (at most CAP of them, which is
also the count), then the columns of one page are joined to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app import policies, secrecy
from app.models import Model, Problem, ProblemScope, VocabularyTerm, table_of
from app.models.problem import ENDED
from app.permissions import Right
from app.principal import Principal

PORTION = 5_000
SIZE = 25
CAP = 1001
# A text filter reads each row that it walks over, and a common word is found soon.
WORD_CAP = 201
BIGGEST = 2**63 - 1
# An order of the ledger alone: what is open, due first before; then what has ended, newest first.
RUNNING_FIRST = "running_first"
# Written into the statement as the index has it; the other half in a form that no index takes.
ENDED_WORDS: Any = sa.bindparam("ended", ENDED, expanding=True, literal_execute=True)
IS_OPEN = Problem.state.not_in(ENDED_WORDS)
IS_ENDED = sa.case((IS_OPEN, 0), else_=1) == 1
DUE_ORDERS = frozenset({"due_at", RUNNING_FIRST})
ESCAPE = "\\"
# Short texts as citizens wrote them; a problem's title is masked when it is registered.
CITIZENS = frozenset({"subject", "unit_hint"})
# A whole number of a series, such as hxzt-2026-00131.
NUMBER = re.compile(r"[a-z]{2,6}-?\d{4}-?\d{5,}")


@dataclass(frozen=True)
class Word:
    """One folded search word, with the codes of the places that it names.

    typed is the word before folding where it differs: names keep their full-width brackets.
    """

    text: str
    places: tuple[str, ...] = ()
    typed: str = ""


@dataclass(frozen=True)
class Ask:
    """What a list is asked for, already held against the declaration.

    filters are pairs of a filter of the framework (column, apply) and its typed value.
    """

    words: tuple[Word, ...] = ()
    filters: tuple[tuple[Any, Any], ...] = ()
    sort: str = ""
    down: bool = False
    number: int = 1


@dataclass(frozen=True)
class Row:
    """The declared columns of one row; names holds what foreign keys and terms are called."""

    id: int
    version: int
    values: Mapping[str, Any]
    names: Mapping[str, str | None]


@dataclass(frozen=True)
class Page:
    """One page; total stops at the cap."""

    rows: list[Row]
    total: int = 0
    capped: bool = False
    number: int = 1
    pages: int = field(default=1)


def model_named(table: str) -> type[Any]:
    """Return the class of a table, the account's too; KeyError when there is none."""
    for mapper in Model.registry.mappers:
        found = mapper.class_
        # The framework's own user class stands for the account's table too, in any order.
        if found.__dict__.get("__tablename__") == table and hasattr(found, "__display__"):
            return found
    raise KeyError(table)


def refers(model: type[Model], column: str) -> tuple[type[Any], str] | None:
    """Return (class, column) that a foreign key refers to, None for a plain column."""
    target = model.about(column).refers_to
    if target is None:
        return None
    table, key = target.split(".")
    return model_named(table), key


def called(target: type[Any]) -> str:
    """Return the column that a list shows for a foreign key: the short name when there is one."""
    return "short_name" if "short_name" in target.__table__.columns else str(target.__display__)


def criteria(principal: Principal, model: type[Model]) -> list[Any]:
    """Return the gate's criteria as a list for where()."""
    clause = policies.visible(principal, model).whereclause
    return [] if clause is None else [clause]


def page(
    session: Session,
    principal: Principal,
    model: type[Model],
    ask: Ask,
    columns: Sequence[str],
    *,
    size: int = SIZE,
    most: int = 0,
) -> Page:
    """Return one page of the visible rows; a number past the end gives the first page.

    most replaces the cap of the count, for an export.
    """
    cap = most or (WORD_CAP if ask.words else CAP)
    number = min(max(ask.number, 1), -(-cap // size))
    walk = _walked(principal, model, ask, cap).cte("walk")
    ids = (
        sa.select(*walk.c)
        .order_by(*_places(walk.c, ask))
        .limit(size)
        .offset((number - 1) * size)
        .subquery("page")
    )
    total = sa.select(sa.func.count()).select_from(walk).scalar_subquery()
    query = _select(model, columns, total.label("total_count"))
    query = _joined(query.select_from(ids).join(model, model.id == ids.c.id), model, columns)
    found = session.execute(query.order_by(*_places(ids.c, ask))).all()
    if not found:
        return page(session, principal, model, _first(ask), columns) if number > 1 else Page([])
    count = found[0].total_count
    rows = [_row(principal, model, columns, row) for row in found]
    return Page(rows, min(count, cap - 1), count >= cap, number, -(-min(count, cap - 1) // size))


def _first(ask: Ask) -> Ask:
    """Return the same question for the first page."""
    return Ask(ask.words, ask.filters, ask.sort, ask.down)


def one(
    session: Session, principal: Principal, model: type[Model], row_id: int, columns: Sequence[str]
) -> Row | None:
    """Return the declared columns of one visible row, None when there is none."""
    if row_id > BIGGEST:
        return None
    query = _joined(_select(model, columns).select_from(model), model, columns, full=True)
    query = query.where(model.id == row_id, *criteria(principal, model))
    found = session.execute(query).first()
    return None if found is None else _row(principal, model, columns, found)


def some(
    session: Session,
    principal: Principal,
    model: type[Model],
    ids: Sequence[int],
    columns: Sequence[str],
) -> list[Row]:
    """Return the declared columns of the visible ones among some rows, in order of their ids."""
    found: list[Any] = []
    for first in range(0, len(ids), PORTION):
        query = _joined(_select(model, columns).select_from(model), model, columns)
        wanted = model.id.in_(ids[first : first + PORTION])
        query = query.where(wanted, *criteria(principal, model)).order_by(model.id)
        found += session.execute(query).all()
    return [_row(principal, model, columns, row) for row in found]


def _walked(principal: Principal, model: type[Model], ask: Ask, cap: int) -> Any:
    """Select id and sort key of the first rows in order, in one walk or in two."""
    if ask.sort != RUNNING_FIRST:
        return _walk(principal, model, ask, cap)
    # A database reads the second only where the first has not filled the list.
    walks = [_walk(principal, model, replace(ask, down=ended), cap) for ended in (False, True)]
    parts = [one.subquery(f"walk_{at}") for at, one in enumerate(walks)]
    marked = [
        sa.select(one.c.id, one.c.key, sa.literal_column(str(at)).label("part"))
        for at, one in enumerate(parts)
    ]
    whole = sa.union_all(*marked).subquery("walks")
    return sa.select(whole.c.id, whole.c.key, whole.c.part).limit(cap)


def _places(c: Any, ask: Ask) -> tuple[Any, ...]:
    """Return by what the rows of a walk are ordered."""
    if ask.sort != RUNNING_FIRST:
        return (c.key.desc(), c.id.desc()) if ask.down else (c.key, c.id)
    running = (sa.case((c.part == 0, c.key)), sa.case((c.part == 0, c.id)))
    return c.part, *running, c.key.desc(), c.id.desc()


def _walk(principal: Principal, model: type[Model], ask: Ask, cap: int) -> sa.Select[Any]:
    """Select id and sort key of the first rows in order; of those open or ended, if so ordered."""
    is_parted = ask.sort == RUNNING_FIRST
    if _follows_scope(principal, model, ask):
        ident: Any = ProblemScope.problem_id
        key: Any = ProblemScope.due_at
        if is_parted and not ask.down:
            key = ProblemScope.open_due_at
        query = sa.select(ident.label("id"), key.label("key"))
        query = query.where(ProblemScope.unit_id == principal.unit_id)
        if is_parted:
            ended = ProblemScope.open_due_at.is_(None)
            query = query.where(ended if ask.down else sa.not_(ended))
        if ask.filters or ask.words:
            query = query.join(Problem, Problem.id == ident)
    else:
        ident, key = model.id, getattr(model, "due_at" if is_parted else ask.sort or "id")
        query = sa.select(ident.label("id"), key.label("key"))
        query = query.where(*criteria(principal, model))
        if is_parted:
            query = query.where(IS_ENDED if ask.down else IS_OPEN)
    for chosen, value in ask.filters:
        query = chosen.apply(query, value)
    for word in ask.words:
        query = query.where(_contains(principal, model, word))
    return _ordered(query, key, ident, ask.down).limit(cap)


def _follows_scope(principal: Principal, model: type[Model], ask: Ask) -> bool:
    """Tell whether a unit's ledger by due date is one range of problem_scope's index.

    The rows are those of rows.problem_rows for the letters S, O and V.
    """
    letters = principal.letters(Right.SEE_PROBLEMS)
    return model is Problem and ask.sort in DUE_ORDERS and bool(letters) and letters <= set("SOV")


def _ordered(query: sa.Select[Any], key: Any, ident: Any, down: bool) -> sa.Select[Any]:
    """Order by the key and then the id, so that pages neither repeat nor miss a row."""
    if down:
        return query.order_by(key.desc(), ident.desc())
    return query.order_by(key, ident)


def _contains(principal: Principal, model: type[Model], word: Word) -> Any:
    """Tell whether a search column contains the word, or the row lies in a place it names.

    A whole number of a series is looked up in its index instead.
    """
    names = policies.readable(principal, model, "search")
    numbers = [name for name in names if table_of(model).c[name].unique]
    if numbers and NUMBER.fullmatch(word.text):
        return sa.or_(*(getattr(model, name) == word.text.upper() for name in numbers))
    texts = [word.text, word.typed] if word.typed else [word.text]
    parts = [_part(model, name, text) for name in names for text in texts]
    if word.places:
        parts.append(model.region_code.in_(word.places))  # type: ignore[attr-defined]  # Words get places only for such a class.
    return sa.or_(*parts)


def _part(model: type[Model], name: str, text: str) -> Any:
    """Tell whether one column, or what its key or word is called, contains a folded text."""
    column, target, words = getattr(model, name), refers(model, name), model.about(name).enum
    if words is not None:
        return column.in_([word for word in words if text in word.label])
    if target is None:
        return like(column, text)
    other, key = target
    found = sa.select(getattr(other, key)).where(like(getattr(other, called(other)), text))
    return column.in_(found)


def like(column: Any, text: str) -> Any:
    """Tell whether a column contains a text.

    Chinese has no case: the bare column keeps PostgreSQL's estimate of how common the text is.
    """
    pattern = f"%{escaped(text)}%"
    caseless = text.upper() == text
    return (column if caseless else sa.func.lower(column)).like(pattern, escape=ESCAPE)


def escaped(text: str) -> str:
    """Return a text whose % and _ mean themselves in LIKE."""
    for mark in (ESCAPE, "%", "_"):
        text = text.replace(mark, ESCAPE + mark)
    return text


def _select(model: type[Model], columns: Iterable[str], *more: Any) -> sa.Select[Any]:
    """Select the id, the version and the declared columns."""
    chosen = [getattr(model, name) for name in columns]
    return sa.select(model.id, model.row_version, *chosen, *more)


def _joined(
    query: sa.Select[Any], model: type[Model], columns: Iterable[str], *, full: bool = False
) -> sa.Select[Any]:
    """Join the name of every foreign key and term; full takes whole names."""
    for name in columns:
        join = _join(model, name, full)
        if join is not None:
            other, match, shown = join
            query = query.outerjoin(other, match).add_columns(shown)
    return query


@lru_cache(maxsize=4096)
def _join(model: type[Model], name: str, full: bool) -> tuple[Any, Any, Any] | None:
    """Return what a column's name is joined from, by which match, and the name's own column.

    An alias costs as much as the rest of the statement, so each is made once.
    """
    about, column, target = model.about(name), getattr(model, name), refers(model, name)
    if target is not None:
        other, key = target
        alias: Any = aliased(other)
        shown = getattr(alias, other.__display__ if full else called(other))
        return alias, getattr(alias, key) == column, shown.label(f"{name}__name")
    if about.vocabulary:
        term = aliased(VocabularyTerm)
        match = sa.and_(term.list == about.vocabulary, term.code == column)
        return term, match, term.label.label(f"{name}__name")
    return None


def _row(principal: Principal, model: type[Model], columns: Iterable[str], found: Any) -> Row:
    """Return a row; the key of something outside the scope is not told, nor a number in a text."""
    facts = found._mapping
    values = {name: facts[name] for name in columns}
    if model.__fenced__ and policies.masks_numbers(principal):
        for name, value in values.items():
            if isinstance(value, str) and (name in CITIZENS or model.about(name).multiline):
                values[name] = secrecy.redact(value)
    names: dict[str, str | None] = {}
    for name in columns:
        if f"{name}__name" in facts:
            shown = facts[f"{name}__name"]
            names[name] = None if shown is None else str(shown)
            if shown is None and model.about(name).refers_to:
                values[name] = None
    return Row(facts["id"], facts["row_version"], values, names)
