"""A table that is read in: pasted or from a file, looked at row by row, then kept whole or not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from flask import render_template, request
from sqlalchemy.orm import Session

from app import policies, store, tabular
from app.errors import Invalid
from app.operations import idempotency, importing
from app.operations.importing import Outcome
from app.principal import Principal
from app.security import me
from views.common import arrive
from views.forms import once, once_key

Rows = list[list[str]]


@dataclass(frozen=True)
class Import:
    """One kind of table: its model, what it is called and asks for, and who reads its rows."""

    model: type[Any]
    name: str
    list_url: str
    # How a second reading of the same table is told, and what may be read in.
    how: str
    # What a unit brings of its own, what a row is about, its measure word, and what it must have.
    own: str
    row: str
    unit: str
    needed: str
    columns: Mapping[str, tuple[str, ...]]
    read: Callable[[Session, Principal, Sequence[Mapping[str, str]]], list[Outcome]]
    template_url: str = ""

    def answer(self) -> Any:
        """Show the form; or read a table, show what each row comes to, and keep all or none."""
        if request.method == "GET":
            return self._page()
        rows: Rows = []
        try:
            rows = _table()
            return self._look(rows) if request.form.get("preview") else self._keep(rows)
        except tabular.BadTable as error:
            return self._page(wrong=str(error), text=request.form.get("pasted", "")), 422
        except Invalid as refusal:
            return self._page(wrong=str(refusal.description), text=_as_text(rows)), 422

    def _look(self, rows: Rows) -> Any:
        """Show what each row would come to; a fault in one keeps the whole table back."""
        actor, named = me(), tabular.named(rows, self.columns)
        with store.write(actor) as work:
            found = importing.rehearse(work, lambda: self.read(work, actor, named))
        left = tabular.unused(rows, self.columns)
        return self._page(found=found, text=_as_text(rows), left=left)

    def _keep(self, rows: Rows) -> Any:
        """Keep all rows once."""
        actor, named = me(), tabular.named(rows, self.columns)
        with store.write(actor) as work:
            said = idempotency.claim(work, once_key(actor))
            if not said:
                found = importing.load(lambda: self.read(work, actor, named))
                kinds = [one.what for one in found]
                told = (f"{what} {kinds.count(what)} {self.unit}" for what in dict.fromkeys(kinds))
                said = "，".join(told)
                idempotency.remember(work, once_key(actor), said)
        return arrive(self.list_url, f"已导入：{said}。")

    def _page(self, *, found: Any = (), text: str = "", wrong: str = "", left: Any = ()) -> str:
        """Return the page of the import."""
        return render_template(
            "import_table.html",
            about=self,
            found=found,
            text=text,
            wrong=wrong,
            left=left,
            faults=[one for one in found if one.wrong],
            labels="、".join(heads[0] for heads in self.columns.values()),
            own=me().unit_name if policies.bound_unit(me(), self.model) else "",
            once=once(),
        )


def _table() -> Rows:
    """Return the rows of the chosen file, else of the pasted text."""
    file = request.files.get("table")
    if file is not None and file.filename:
        return tabular.read(cast(Any, file.stream))
    rows = tabular.parse(request.form.get("pasted", ""))
    if not rows:
        raise tabular.BadTable("请粘贴表格，或者选择文件。")
    return rows


def _as_text(rows: Rows) -> str:
    """Return rows as text that reads in again as it was."""
    clean = [[" ".join(cell.split()).replace('"', "”") for cell in row] for row in rows]
    return "\n".join("\t".join(row) for row in clean)
