"""What a kind of paper is: its own keys, what they become on paper, and who lays it out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from reports import readers
from reports.catalog import KIND_FORMATS, PaperFormat
from reports.errors import FactsError
from reports.page import compose
from reports.paper import Column, Paper, Parts, Table, chinese_date
from reports.pen import Pen
from reports.readers import Reader

BASE = ("agency", "title", "sign", "date", "body")
# Only 文件格式 has a place for 签发人 (7.2.6); the office's sheets have no head at all.
_REFUSED: dict[PaperFormat, frozenset[str]] = {
    PaperFormat.FILE: frozenset(),
    PaperFormat.LETTER: frozenset({"signer"}),
    PaperFormat.MINUTES: frozenset({"signer", "joint", "seal"}),
    PaperFormat.SHEET: frozenset(
        {"signer", "joint", "seal", "mark", "secrecy", "secrecy_term", "urgency", "copy_no"}
        | {"addressees", "attachments", "photos", "copy_to", "printed_by", "printed_on"}
    ),
}


def own_parts(paper: Paper) -> Parts:
    """Return the tables that the facts themselves carry."""
    return Parts(tables=paper.tables)


@dataclass(frozen=True)
class Kind:
    """One kind of paper.

    `extra` reads its own keys, `required` are those that must be there beside `base`;
    `parts` says what they look like and `check` refuses what contradicts itself.
    """

    code: str
    extra: Mapping[str, Reader] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    parts: Callable[[Paper], Parts] = own_parts
    base: tuple[str, ...] = BASE
    check: Callable[[Paper], None] | None = None
    compose: Callable[[Pen, Paper, Parts], None] = compose
    also_refused: frozenset[str] = frozenset()

    @property
    def label(self) -> str:
        """Return the Chinese name of the kind."""
        return KIND_FORMATS[self.code][0]

    @property
    def format(self) -> PaperFormat:
        """Return the layout the kind uses."""
        return KIND_FORMATS[self.code][1]

    @property
    def refused(self) -> frozenset[str]:
        """Return the common keys that this kind has no place for."""
        return _REFUSED[self.format] | self.also_refused


def form(paper: Paper, rows: Sequence[tuple[str, ...]]) -> Table:
    """Return a form after the item `table_after`: one pair of label and value a row, or two.

    Pairs without a value are left out.
    """
    full = []
    for row in rows:
        pairs = [row[at : at + 2] for at in range(0, len(row), 2) if row[at + 1]]
        full.append(tuple(cell for pair in pairs for cell in pair))
    return Table(
        columns=(Column("项目", 5.0), Column("内容"), Column("项目", 5.0), Column("内容")),
        rows=tuple(row for row in full if row),
        after=place_of(paper),
        is_form=True,
    )


def day(facts: Mapping[str, Any], key: str) -> str:
    """Return a date of the facts as it prints, or nothing when it is not there."""
    return chinese_date(facts[key]) if key in facts else ""


def place_of(paper: Paper) -> int:
    """Return the body's item after which the kind's own table stands."""
    wanted: int = paper.extra.get("table_after", 1)
    return min(wanted, len(paper.body))


@dataclass(frozen=True)
class ListReader:
    """Reads a list of objects that is not empty; a form asks it for the keys of one object."""

    keys: Mapping[str, Reader]
    required: frozenset[str]
    what: str

    def __call__(self, value: Any, where: str) -> tuple[dict[str, Any], ...]:
        """Return the objects; raise FactsError for a wrong one, or for none."""
        wanted, found = set(self.required), enumerate(readers.items(value, where), 1)
        read = [readers.mapping(item, f"{where}第{at}项", self.keys, wanted) for at, item in found]
        if not read:
            raise FactsError(f"{where}不能为空：至少要有一个{self.what}")
        return tuple(read)


def list_reader(keys: Mapping[str, Reader], required: set[str], what: str) -> ListReader:
    """Return a reader of a list of objects that is not empty."""
    return ListReader(keys, frozenset(required), what)
