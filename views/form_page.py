"""The page that is one form: shown empty, or again with what was typed and what is stored now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import render_template

from views.answers import answer
from views.fields import OfficeForm
from views.forms import once


def form_page(
    form: OfficeForm,
    title: str,
    back: str,
    loose: Sequence[str] = (),
    *,
    up: tuple[str, str] | None = None,
    label: str = "保存",
    held: int | None = None,
    versus: Sequence[dict[str, str]] = (),
) -> str:
    """Return the page; up is the list it lies in (label, endpoint), held the version it is of."""
    return render_template(
        "form_page.html",
        form=form,
        title=title,
        back=back,
        loose=loose,
        up=up,
        label=label,
        version=held,
        versus=versus,
        once=once(),
    )


def versus(
    typed: OfficeForm, stored: OfficeForm, shown: Callable[[Any], bool]
) -> list[dict[str, str]]:
    """Return each shown field as it is stored now beside what was typed."""
    return [
        {
            "label": field.label.text,
            "theirs": answer(stored[field.name]),
            "yours": answer(field),
        }
        for field in typed
        if shown(field)
    ]
