"""What a person answered in a form, in the words that stand on the page."""

from __future__ import annotations

from typing import Any

import wtforms

from views.fields import OfficeForm, UnitsField


def answer(field: Any) -> str:
    """Return what was answered in one field, an empty text for nothing; files have no words."""
    if isinstance(field, wtforms.BooleanField):
        return "是" if field.data else "否"
    if isinstance(field, wtforms.SelectField):
        return next((one[1] for one in field.iter_choices() if one[0] == field.data), "")
    if isinstance(field, UnitsField):
        return "、".join(row.typed for row in field.rows if row.typed)
    if isinstance(field, wtforms.MultipleFileField) or not hasattr(field, "_value"):
        return ""
    return str(field._value())


def answers(form: OfficeForm) -> str:
    """Return what was answered, one line a field."""
    told = ((field.label.text, answer(field)) for field in form)
    return "\n".join(f"{label}：{text}" for label, text in told if text)
