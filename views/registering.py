"""The form by which a record that is stored enters the ledger as an item, once."""

from __future__ import annotations

from typing import Any

from flask import request

from app.errors import Conflict
from views.common import version
from views.fields import OfficeForm
from views.form_page import form_page
from views.submitting import Save, submitted


def item_page(form: OfficeForm, back: str, held: int, save: Save, up: tuple[str, str]) -> Any:
    """Show the form of the item, or register it; held is the version that the reader saw."""

    def again(loose: list[str]) -> str:
        shown = version() if request.method == "POST" else held
        return form_page(form, "登记为台账事项", back, loose, up=up, label="登记", held=shown)

    if request.method == "GET":
        return again([])
    try:
        return submitted(form, save, again, "已登记为台账事项。")
    except Conflict as clash:
        return again([str(clash.description)]), 409
