"""What a list page is asked for and how it reads: parameters, filters, chips, headers, cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa
from flask_appbuilder.models.filters import BaseFilter
from flask_appbuilder.models.sqla.filters import FilterEqual, FilterIn
from sqlalchemy.orm import Session

from app import clock, formats, places, policies
from app.identifiers import whole
from app.models import Model, table_of
from app.principal import Principal
from app.queries import due, listing, lookups
from app.textfold import fold

WORDS, LONGEST = 5, 50
# The rows of a long page, for who ticks many at once: ticks do not outlive their page.
LONG = 100
BEFORE_TODAY = timedelta(days=7)
MANY_PLACES = 60
# A filter of the framework, its typed value, the parameter's values, and their words.
Found = tuple[Any, Any, list[str], str]
DUE_WORDS = {due.LATE: "已超期", due.SOON: "两个工作日内到期"}


class Between(BaseFilter):
    """Rows whose column lies in [start, end); either may be open."""

    def apply(self, query: Any, value: tuple[Any, Any]) -> Any:
        """Narrow the query."""
        column = getattr(self.model, self.column_name)
        start, end = value
        query = query.where(column >= start) if start is not None else query
        return query.where(column < end) if end is not None else query


class StillOpen(BaseFilter):
    """Running items that are late or nearly due."""

    def apply(self, query: Any, value: due.Span) -> Any:
        """Narrow the query as the tiles of the home page count."""
        return query.where(*value.criteria(self.model))


@dataclass(frozen=True)
class Shape:
    """How a table's list looks: its link column, the small line below it, order and light.

    around is a column of days: a list that is asked for nothing begins a week before today.
    A hidden column, such as a program's name for a setting, stands on the row's own page only.
    """

    title: str = ""
    sub: tuple[str, ...] = ()
    order: str = ""
    light: str = ""
    around: str = ""
    hidden: tuple[str, ...] = ()


@dataclass
class Asked:
    """The question with what the page repeats of it."""

    ask: listing.Ask
    q: str = ""
    sort: str = ""
    size: int = 0
    chosen: dict[str, list[str]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)

    def take(self, name: str, label: str, found: Found | None) -> list[tuple[Any, Any]]:
        """Keep what the page repeats of a filter, and return it as a list of one or none."""
        if found is None:
            self.ignored.append(label)
            return []
        chosen, value, self.chosen[name], self.texts[name] = found
        return [(chosen, value)]

    def link(self, **changes: Any) -> str:
        """Return the address of the same list with some parameters changed; None leaves one out."""
        facts: dict[str, Any] = {"q": self.q or None, **self.chosen, "sort": self.sort or None}
        facts["size"] = self.size or None
        facts.update(changes)
        kept = {name: value for name, value in facts.items() if value is not None}
        return "?" + urlencode(kept, doseq=True)


def read(session: Session, principal: Principal, datamodel: Any, shape: Shape, args: Any) -> Asked:
    """Read the parameters of a list; what is not declared or not valid changes nothing."""
    model: type[Model] = datamodel.obj
    searched = policies.readable(principal, model, "search")
    q = " ".join(args.get("q", "").split())[: WORDS * LONGEST] if searched else ""
    size = LONG if args.get("size") == str(LONG) else 0
    asked = Asked(listing.Ask(), q=fold_blanks(q), size=size)
    filters: list[tuple[Any, Any]] = []
    for name in policies.readable(principal, model, "filter"):
        if any(args.getlist(name)):
            found = _read_one(session, principal, datamodel, name, args.getlist(name)[:30])
            filters += asked.take(name, model.about(name).label, found)
    if shape.around and not (asked.q or asked.chosen or args.get("sort") or args.get("page")):
        filters += _around(session, principal, datamodel, shape, asked)
    order, down = _order(principal, model, shape, asked.sort or args.get("sort", ""), asked)
    asked.ask = listing.Ask(
        words=_words(session, model, q),
        filters=tuple(filters),
        sort=order,
        down=down,
        number=_number(args.get("page", "")),
    )
    return asked


def _around(
    session: Session, principal: Principal, datamodel: Any, shape: Shape, asked: Asked
) -> list[tuple[Any, Any]]:
    """Return the filter of a list that opens near today; taken away, all days stand in order."""
    asked.sort = shape.around
    since = f"{clock.today() - BEFORE_TODAY}.."
    found = _read_one(session, principal, datamodel, shape.around, [since])
    return asked.take(shape.around, datamodel.obj.about(shape.around).label, found)


def fold_blanks(text: str) -> str:
    """Return a search text without control characters, as the page repeats it."""
    return "".join(char for char in text if char.isprintable())


def _number(text: str) -> int:
    """Return a page number, 1 for anything else."""
    return whole(text, 5) or 1


def _order(
    principal: Principal, model: type[Model], shape: Shape, sort: str, asked: Asked
) -> tuple[str, bool]:
    """Return (column, descending): the asked one when it is declared, else the table's own."""
    if sort.removeprefix("-") in policies.readable(principal, model, "sort"):
        asked.sort = sort
        return sort.removeprefix("-"), sort.startswith("-")
    if not shape.order:
        return "id", True
    if shape.order == listing.RUNNING_FIRST:
        # Whoever asks for a span of due dates reads it from its beginning.
        return ("due_at" if "due_at" in asked.chosen else shape.order), False
    order = shape.order.removeprefix("-")
    # Whoever asks for a span of the column, such as what is late, reads from its beginning.
    return order, shape.order.startswith("-") and order not in asked.chosen


def _words(session: Session, model: type[Model], q: str) -> tuple[listing.Word, ...]:
    """Return the folded words, each with the places it names where the table has a place."""
    has_place = "region_code" in dict(model.fields("filter"))
    words = []
    for part in fold_blanks(q).split()[:WORDS]:
        text = fold(part)[:LONGEST]
        if text:
            codes = _codes(session, text) if has_place and len(text) > 1 else ()
            words.append(listing.Word(text, codes, part[:LONGEST] if part.lower() != text else ""))
    return tuple(words)


def _codes(session: Session, text: str) -> tuple[str, ...]:
    """Return the codes of the places that a word names."""
    return tuple(hit.code for hit in places.index(session).search(text, limit=MANY_PLACES))


def _read_one(
    session: Session, principal: Principal, datamodel: Any, name: str, values: list[str]
) -> Found | None:
    """Return the filter of one column, None when its value is not understood."""
    if datamodel.obj.about(name).refers_to:
        return _reference(session, principal, datamodel, name, values[0])
    return _plain(session, datamodel, name, values)


def _reference(
    session: Session, principal: Principal, datamodel: Any, name: str, value: str
) -> Found | None:
    """Return the filter of a foreign key, given its key or the name it is called by."""
    model, column = datamodel.obj, table_of(datamodel.obj).c[name]
    numeric = isinstance(column.type, sa.Integer)
    key: Any = value
    if numeric and whole(value) is None:
        key = lookups.resolve(session, principal, model, name, fold_blanks(value))
    if key is None or "\x00" in str(key):
        return None
    key = int(key) if numeric else str(key)
    if numeric and not fits(column, key):
        return None
    text = lookups.name_of(session, principal, model, name, key)
    if text is None and not numeric:
        resolved = lookups.resolve(session, principal, model, name, fold_blanks(value))
        text = lookups.name_of(session, principal, model, name, resolved) if resolved else None
        key = resolved
    return (FilterEqual(name, datamodel), key, [str(key)], text) if text is not None else None


def fits(column: Any, number: int) -> bool:
    """Tell whether a column can hold a number; PostgreSQL refuses to compare beyond it."""
    beyond: int = 2**63 if isinstance(column.type, sa.BigInteger) else 2**31
    return abs(number) < beyond


def _plain(session: Session, datamodel: Any, name: str, values: list[str]) -> Found | None:
    """Return the filter of a word, truth value, date or text column."""
    about, column = datamodel.obj.about(name), table_of(datamodel.obj).c[name]
    if about.enum is not None or about.vocabulary:
        words = choices(session, datamodel.obj, name)
        return _of_words(datamodel, name, words, values)
    if isinstance(column.type, sa.Boolean):
        return _of_truth(datamodel, name, values[0])
    if isinstance(column.type, sa.Date) or datamodel.is_datetime(name):
        return _of_days(session, datamodel, name, values)
    if isinstance(column.type, sa.Integer):
        return _of_number(datamodel, name, column, values[0])
    text = fold_blanks(values[0])[:LONGEST]
    return (FilterEqual(name, datamodel), text, [text], text) if text else None


def choices(session: Session, model: type[Model], name: str) -> dict[str, str]:
    """Return code and label of the words of a column."""
    about = model.about(name)
    if about.enum is not None:
        return dict(about.enum.choices())
    return lookups.terms(session, about.vocabulary or "")


def _of_words(
    datamodel: Any, name: str, words: Mapping[str, str], values: Sequence[str]
) -> Found | None:
    """Return the filter of one or several words."""
    kept = [value for value in values if value in words]
    if not kept:
        return None
    text = "、".join(words[value] for value in kept)
    if len(kept) > 1:
        return FilterIn(name, datamodel), kept, kept, text
    return FilterEqual(name, datamodel), kept[0], kept, text


def _of_truth(datamodel: Any, name: str, value: str) -> Found | None:
    """Return the filter of a truth value, written 1 or 0."""
    if value not in ("1", "0"):
        return None
    truth = value == "1"
    return FilterEqual(name, datamodel), truth, [value], "是" if truth else "否"


def _of_number(datamodel: Any, name: str, column: Any, value: str) -> Found | None:
    """Return the filter of a whole number that the column can hold."""
    number = whole(value)
    if number is None or not fits(column, number):
        return None
    return FilterEqual(name, datamodel), number, [str(number)], str(number)


def _of_days(session: Session, datamodel: Any, name: str, values: Sequence[str]) -> Found | None:
    """Return the filter of a day, of a range of days (two values), or of late and soon."""
    instant = datamodel.is_datetime(name)
    if values[0] in DUE_WORDS and name == "due_at" and "state" in datamodel.obj.__table__.c:
        found = due.span(session, values[0])
        return StillOpen(name, datamodel), found, [values[0]], DUE_WORDS[values[0]]
    parts = values[0].split("..") if len(values) == 1 else [value.strip() for value in values[:2]]
    days = [_day(part) for part in parts]
    if len(parts) > 2 or any(day is None and part for day, part in zip(days, parts, strict=True)):
        return None
    start, end = days[0], days[-1]
    after = end + timedelta(days=1) if end else None
    span = (_begins(start), _begins(after)) if instant else (start, after)
    text = "至".join(formats.day(day) if day else "" for day in days)
    return Between(name, datamodel), span, list(parts), text


def _day(text: str) -> date | None:
    """Return a day written as 2026-11-18, None for anything else."""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        return None
    return day if 1900 <= day.year <= 2999 else None


def _begins(day: date | None) -> datetime | None:
    """Return the instant at which a day begins in China."""
    return datetime.combine(day, time(), clock.CHINA).astimezone(UTC) if day else None
