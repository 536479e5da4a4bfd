"""How a paper at its units reads on a page: lights of signing for it and of its answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for

from app.enums import DocumentState
from app.formats import day, moment
from app.models import DocumentReceipt
from app.queries.paper_receipts import Sent, is_open

# Days before the last one at which an answer is called near.
NEAR = 2


def light(receipt: DocumentReceipt, state: DocumentState, today: date) -> dict[str, str]:
    """Return how far a unit is with a paper."""
    if state == DocumentState.VOID:
        return {"kind": "still", "text": "公文已作废"}
    if receipt.returned_at is not None:
        return {"kind": "ok", "text": "已回执"}
    if receipt.due_on is not None:
        left = (receipt.due_on - today).days
        if left < 0:
            return {"kind": "late", "text": f"回执逾期 {-left} 天"}
        if receipt.signed_for_at is not None:
            text = "今天到期" if left == 0 else f"待回执，还有 {left} 天"
            return {"kind": "warn" if left <= NEAR else "still", "text": text}
    if receipt.signed_for_at is not None:
        return {"kind": "ok", "text": "已签收"}
    return {"kind": "warn", "text": "已打开，待签收" if receipt.read_at else "待签收"}


def received_row(sent: Sent, today: date) -> dict[str, Any]:
    """Return one line of what a unit received."""
    receipt, document = sent.receipt, sent.document
    return {
        "url": url_for("paper.show", row_id=document.id),
        "title": document.title,
        "number": document.number or "",
        "on": day(receipt.sent_at),
        "due": day(receipt.due_on) if receipt.due_on else "",
        "light": light(receipt, document.state, today),
        "open": document.state == DocumentState.ISSUED and is_open(receipt),
    }


def late_row(sent: Sent, today: date) -> dict[str, Any]:
    """Return one overdue answer."""
    found = received_row(sent, today)
    signed = sent.receipt.signed_for_at
    told = sent.receipt.reminded_at
    return {
        **found,
        "unit": sent.unit_name,
        "signed": f"{moment(signed)} 签收" if signed else "没有签收",
        "told": f"{moment(told)} 提醒过" if told else "还没有提醒",
    }


def unit_row(
    receipt: DocumentReceipt, name: str, state: DocumentState, today: date, people: dict[int, str]
) -> dict[str, Any]:
    """Return what became of a paper at one unit."""

    def when(at: datetime | None, who: int | None) -> tuple[str, str] | None:
        return (moment(at), people.get(who or 0, "")) if at else None

    has_file = receipt.file_sha256 is not None
    file_url = url_for("paper_receipts.reply_file", row_id=receipt.id) if has_file else ""
    return {
        "unit": name,
        "light": light(receipt, state, today),
        "read": when(receipt.read_at, receipt.read_by_id),
        "signed": when(receipt.signed_for_at, receipt.signed_for_by_id),
        "returned": when(receipt.returned_at, receipt.returned_by_id),
        "due": day(receipt.due_on) if receipt.due_on else "",
        "reply": receipt.reply or "",
        "file": (file_url, receipt.file_name) if file_url else None,
    }


@dataclass(frozen=True)
class UnitChoice:
    """The units that a paper may go to, the ticked ones, and a word that is searched for.

    Without a script a group is ticked, and a name looked for, by a button that saves nothing.
    """

    found: tuple[Any, ...]
    chosen: frozenset[int]
    word: str = ""

    def groups(self) -> list[dict[str, Any]]:
        """Return the units whose names have the word, by kind, each group with its state."""
        groups: dict[str, list[dict[str, Any]]] = {}
        for unit in self.found:
            if self.word in unit.name:
                one = {"id": unit.id, "name": unit.name, "ticked": unit.id in self.chosen}
                groups.setdefault(unit.kind.value, []).append(one)
        labels = {unit.kind.value: unit.kind.label.partition("（")[0] for unit in self.found}
        return [
            {"kind": kind, "label": labels[kind], "units": units, "all": _is_all(units)}
            for kind, units in groups.items()
        ]

    def hidden(self) -> list[int]:
        """Return the ticked units that the search does not show; they stay ticked."""
        return [u.id for u in self.found if u.id in self.chosen and self.word not in u.name]

    def turned(self, kind: str) -> UnitChoice:
        """Return the choice with all shown units of a kind ticked, or unticked when all were."""
        found = [one["units"] for one in self.groups() if one["kind"] == kind]
        units = found[0] if found else []
        ids = frozenset(unit["id"] for unit in units)
        kept = self.chosen - ids if ids <= self.chosen else self.chosen | ids
        return UnitChoice(self.found, kept, self.word)


def _is_all(units: list[dict[str, Any]]) -> bool:
    """Tell whether every unit of a group is ticked."""
    return all(unit["ticked"] for unit in units)
