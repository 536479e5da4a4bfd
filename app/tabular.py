"""Small tables that people bring: pasted text, CSV or Excel, as rows of plain texts."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, BinaryIO

import python_calamine

MOST_BYTES = 2 * 1024 * 1024
# What the parts of a workbook may unpack to.
MOST_UNPACKED = 40 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS = 500, 40
ZIP = b"PK\x03\x04"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"


class BadTable(ValueError):
    """A table that cannot be read; says in Chinese what to bring instead."""


def read(stream: BinaryIO) -> list[list[str]]:
    """Return the rows of a CSV or Excel file, known by its first bytes, not by its name."""
    data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise BadTable("表格超过 2 MB，请只留要登记的行。")
    if data.startswith((ZIP, OLD_EXCEL)):
        return _rows(_sheet(data))
    return parse(_decoded(data))


def _decoded(data: bytes) -> str:
    """Return the text of a CSV file as Excel and others write it in China."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadTable("打不开这个文件，请用 xlsx，或者用 UTF-8 的 csv。")


def _sheet(data: bytes) -> Sequence[Sequence[Any]]:
    """Return the cells of a workbook's first sheet."""
    try:
        if data.startswith(ZIP):
            with zipfile.ZipFile(io.BytesIO(data)) as parts:
                if sum(part.file_size for part in parts.infolist()) > MOST_UNPACKED:
                    raise BadTable("表格展开后太大，请只留要登记的行。")
        book = python_calamine.load_workbook(io.BytesIO(data))
        cells: list[list[Any]] = book.get_sheet_by_index(0).to_python(nrows=MOST_ROWS + 1)
    except (python_calamine.CalamineError, zipfile.BadZipFile, IndexError) as error:
        raise BadTable("打不开这个表格；有密码的请先去掉密码，再另存为 xlsx。") from error
    return cells


def parse(text: str) -> list[list[str]]:
    """Return the rows of pasted or CSV text; a tab between cells is what Excel copies."""
    first = text.strip().split("\n", 1)[0]
    cut = "\t" if "\t" in first else ","
    return _rows(list(csv.reader(io.StringIO(text.replace("\r\n", "\n")), delimiter=cut)))


def _rows(cells: Sequence[Sequence[Any]]) -> list[list[str]]:
    """Return the rows that hold something, each cell as text."""
    rows = [[_text(cell) for cell in row[:MOST_COLUMNS]] for row in cells]
    kept = [row for row in rows if any(row)]
    if len(kept) > MOST_ROWS:
        raise BadTable(f"表格最多 {MOST_ROWS} 行。")
    return kept


def _text(cell: Any) -> str:
    """Return a cell as it reads in the sheet."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    return str(cell if cell is not None else "").strip()


def named(
    rows: Sequence[Sequence[str]], columns: Mapping[str, Sequence[str]]
) -> list[dict[str, str]]:
    """Return each row by the names of columns; a first row that names two of them is the head.

    columns maps a name to the heads that mean it; without a head the columns stand in order.
    """
    if not rows:
        return []
    head, body = _heads(rows[0], columns), rows[1:]
    if not head:
        head, body = list(columns), rows
    return [{name: cell for name, cell in zip(head, row, strict=False) if name} for row in body]


def unused(rows: Sequence[Sequence[str]], columns: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the heads of the columns that named() leaves out; none where there is no head."""
    first = rows[0] if rows else ()
    names = _heads(first, columns)
    return [cell for cell, name in zip(first, names, strict=False) if cell and not name]


def _heads(first: Sequence[str], columns: Mapping[str, Sequence[str]]) -> list[str]:
    """Return what each cell of a first row names, each name once; nothing when it is no head."""
    means = {head: name for name, heads in columns.items() for head in heads}
    found: list[str] = []
    for cell in first:
        name = means.get(cell.replace(" ", "").split("（")[0], "")
        found.append("" if name in found else name)
    return found if sum(bool(name) for name in found) >= 2 else []
