"""The facts of a paper after validation: plain frozen data that every part of a layout reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date as Day  # noqa: N812 - the field is called date.
from typing import Any

# A sheet may have no date: its metadata then carry this one, so that a reprint is equal.
NO_DATE = Day(2000, 1, 1)
# A day that a draft leaves open: later than any other, and printed as a place to fill in.
TO_FILL = Day.max


@dataclass(frozen=True)
class Number:
    """发文字号: 代字〔年〕序号号 (GB/T 9704-2012, 7.2.5)."""

    code: str
    year: int
    seq: int

    def __str__(self) -> str:
        return f"{self.code}〔{self.year}〕{self.seq}号"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph (level 0) or a heading (levels 1 to 4), without its number."""

    level: int
    text: str


@dataclass(frozen=True)
class Column:
    """A table's column: `width` in cells of the grid, or 0 to fit the text."""

    label: str
    width: float = 0.0
    align: str = ""


@dataclass(frozen=True)
class Table:
    """A table that stands after the body's item `after` (1-based; 0 means at the end).

    A form has no header: its cells are label and value by turns, the last cell of a
    short row spans the rest, `lines` is the least height of each row and `feet` what
    stands at the lower right of its last cell (签名、日期). `source` is a note below it.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    title: str = ""
    after: int = 0
    source: str = ""
    is_form: bool = False
    lines: tuple[int, ...] = ()
    feet: tuple[str, ...] = ()


@dataclass(frozen=True)
class Series:
    """One row of a chart's bars."""

    name: str
    values: tuple[float, ...]


@dataclass(frozen=True)
class Chart:
    """A bar chart that stands after the body's item `after` (1-based; 0 means at the end)."""

    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    after: int = 0
    unit: str = ""


@dataclass(frozen=True)
class Parts:
    """What a kind adds to the common layout.

    `lists` are 出席, 请假 and 列席; `slips` stand below the signature; each of `pages`
    is a form on a page of its own with its title.
    """

    tables: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()
    lists: tuple[tuple[str, tuple[str, ...]], ...] = ()
    slips: tuple[Table, ...] = ()
    pages: tuple[Table, ...] = ()


@dataclass(frozen=True)
class Photo:
    """A photograph: its caption, the file (JPEG or PNG), and its size in dots."""

    caption: str
    data: bytes
    width: int
    height: int


@dataclass(frozen=True)
class Attachment:
    """An attachment: its name, and its pages where it is bound in."""

    title: str
    body: tuple[Paragraph, ...] = ()
    tables: tuple[Table, ...] = ()
    is_turned: bool = False
    photos: tuple[Photo, ...] = ()

    @property
    def is_bound(self) -> bool:
        """Tell whether its pages are part of this paper."""
        return bool(self.body or self.tables or self.photos)


@dataclass(frozen=True)
class Paper:
    """One paper's facts; the fields are the keys of interface.md, `extra` is the kind's own."""

    kind: str
    title: str
    agency: str = ""
    body: tuple[Paragraph, ...] = ()
    sign: str = ""
    date: Day = NO_DATE
    joint: tuple[str, ...] = ()
    signer: tuple[str, ...] = ()
    mark: str = ""
    number: Number | None = None
    secrecy: str = ""
    secrecy_term: str = ""
    urgency: str = ""
    copy_no: str = ""
    addressees: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    seal: str = "none"
    note: str = ""
    copy_to: tuple[str, ...] = ()
    printed_by: str = ""
    printed_on: Day | None = None
    verify_url: str = ""
    draft_mark: bool = False
    copy_mark: bool = False
    void_mark: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def copies(self) -> str:
        """Return what the list of 版记 is called: 纪要 are 分送, other papers 抄送."""
        return "分送" if self.kind == "minutes" else "抄送"


def chinese_date(day: Day) -> str:
    """Return the date as a paper writes it: Arabic, full year, no padded zero (7.3.5.4)."""
    if day == TO_FILL:
        return "　　　　年　　月　　日"
    return f"{day.year}年{day.month}月{day.day}日"
