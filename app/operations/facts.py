"""What people fill in, checked fact by fact: every fault is named beside its field."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock
from app.enums import RecordStatus, Word
from app.errors import Invalid
from app.identifiers import InvalidIdentifier, normalise_phone, whole
from app.models import Region, Unit
from app.queries import duties, vocabulary
from app.textfold import BadText, clean_line, clean_text
from app.transitions import AsksFacts, Fact, Kind

W = TypeVar("W", bound=Word)


class Reader:
    """Reads facts of a form one by one and keeps every fault until finish()."""

    def __init__(self, session: Session, facts: Mapping[str, Any]) -> None:
        """Begin with no fault."""
        self.session = session
        self.facts = facts
        self.errors: dict[str, str] = {}

    def blame(self, name: str, message: str) -> None:
        """Keep the first fault of a field."""
        self.errors.setdefault(name, message)

    def finish(self) -> None:
        """Raise Invalid when anything was wrong."""
        if self.errors:
            raise Invalid(self.errors)

    def raw(self, name: str) -> str:
        """Return what was typed, as text without outer blanks."""
        value = self.facts.get(name)
        return "" if value is None else str(value).strip()

    def text(
        self, name: str, label: str, longest: int, *, required: bool = True, line: bool = False
    ) -> str:
        """Read a cleaned text."""
        clean = clean_line if line else clean_text
        try:
            kept = clean(self.raw(name), longest, label)
        except BadText as error:
            self.blame(name, str(error))
            return ""
        if required and not kept:
            self.blame(name, f"请填写{label}。")
        return kept

    def integer(
        self, name: str, label: str, *, required: bool = True, digits: int = 6
    ) -> int | None:
        """Read a whole number from 1 of at most so many digits; the id of a row may have 18."""
        typed = self.raw(name)
        if not typed and not required:
            return None
        if not whole(typed, digits):
            self.blame(name, f"{label}请填写大于 0 的整数，例如 5。")
            return None
        return whole(typed, digits)

    def word(self, name: str, label: str, words: type[W], *, required: bool = True) -> W | None:
        """Read a word of state or kind by its code."""
        typed = self.raw(name)
        if typed in {word.value for word in words}:
            return words(typed)
        if typed or required:
            self.blame(name, f"请选择{label}。")
        return None

    def term(self, name: str, label: str, vocab: str, *, required: bool = True) -> str | None:
        """Read a term of an office's list that is in use today."""
        typed = self.raw(name)
        if typed and vocabulary.has(self.session, vocab, typed):
            return typed
        if typed or required:
            self.blame(name, f"请选择{label}。")
        return None

    def unit(self, name: str, label: str, *, required: bool = True) -> int | None:
        """Read a unit in use by its id."""
        typed = self.raw(name)
        if not typed and not required:
            return None
        found = self._unit(typed)
        if found is None:
            self.blame(name, f"没有找到{label}，请输入单位名称或拼音后从列表中选择。")
        return found

    def units(self, name: str, label: str, *, required: bool = True) -> list[int]:
        """Read several units in use, each once."""
        value = self.facts.get(name) or []
        typed = value if isinstance(value, list | tuple) else [value]
        found = [self._unit(str(item).strip()) for item in typed if item not in (None, "")]
        if None in found or (required and not found):
            self.blame(name, f"没有找到{label}，请从列表中选择。")
        return list(dict.fromkeys(unit for unit in found if unit is not None))

    def _unit(self, typed: str) -> int | None:
        """Return the id of a unit in use, None for anything else."""
        unit_id = whole(typed)
        if unit_id is None:
            return None
        query = sa.select(Unit.id).where(Unit.id == unit_id, Unit.status == RecordStatus.ACTIVE)
        return self.session.execute(query).scalar()

    def day(self, name: str, label: str, *, required: bool = True) -> date | None:
        """Read a date."""
        value = self.facts.get(name)
        if isinstance(value, date):
            return value
        typed = self.raw(name)
        if not typed and not required:
            return None
        try:
            return date.fromisoformat(typed)
        except ValueError:
            self.blame(name, f"{label}请按 2026-11-18 的样子填写。")
            return None

    def place(self, name: str, label: str, *, required: bool = True) -> str:
        """Read a place by its code; a closed one has a successor and is not taken."""
        code, today = self.raw(name), clock.today()
        query = sa.select(Region.code).where(
            Region.code == code, sa.or_(Region.valid_to.is_(None), Region.valid_to >= today)
        )
        if (code or required) and self.session.execute(query).first() is None:
            self.blame(name, "没有找到这个地方，请输入村名、乡镇名或拼音首字母后选择。")
        return code

    def duty(self, name: str, label: str, *, required: bool = True) -> int | None:
        """Read a duty of a unit's list that holds today, by its id."""
        typed = self.raw(name)
        if not typed and not required:
            return None
        found = duties.valid(self.session, whole(typed))
        if found is None:
            self.blame(name, f"请从清单里选择{label}。")
        return found.id if found else None

    def tick(self, name: str, label: str, *, required: bool = True) -> bool:
        """Read a tick; one that is required must be set."""
        value = self.facts.get(name)
        is_set = value is True or str(value).lower() in {"1", "true", "on", "y", "yes"}
        if required and not is_set:
            self.blame(name, f"请确认“{label}”。")
        return is_set

    def phone(self, name: str) -> str:
        """Read a telephone number in its normal form."""
        try:
            return normalise_phone(self.raw(name))
        except InvalidIdentifier as error:
            self.blame(name, error.message_zh)
            return ""

    def fact(self, fact: Fact) -> Any:
        """Read one declared fact by its kind."""
        args, needed = (fact.name, fact.label), fact.required
        match fact.kind:
            case Kind.TEXT | Kind.LINE:
                is_line = fact.kind is Kind.LINE
                return self.text(*args, fact.longest, required=needed, line=is_line)
            case Kind.WORD:
                return self.word(*args, fact.words or Word, required=needed)
            case Kind.TERM:
                return self.term(*args, fact.vocabulary, required=needed)
            case _:
                read = getattr(self, READERS[fact.kind])
                return read(*args, required=needed)


READERS = {
    Kind.INTEGER: "integer",
    Kind.UNIT: "unit",
    Kind.UNITS: "units",
    Kind.TICK: "tick",
    Kind.DATE: "day",
    Kind.PLACE: "place",
    Kind.DUTY: "duty",
}


def read(session: Session, transition: AsksFacts, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the declared facts of a transition in their own types; Invalid names every fault."""
    reader = Reader(session, facts)
    found = {
        fact.name: reader.fact(fact) for fact in transition.facts if fact.kind is not Kind.FILES
    }
    reader.finish()
    return found
