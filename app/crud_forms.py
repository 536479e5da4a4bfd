"""Forms of the generated admin, made from the declaration; operations say what is accepted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from flask_appbuilder.forms import DynamicForm, FieldConverter, GeneralModelConverter
from sqlalchemy.orm import Session
from wtforms import DateTimeLocalField, SelectField, StringField, TimeField

from app import clock
from app.models import Model, table_of
from app.operations import values as typed
from app.principal import Principal
from app.queries import listing, lookups

CHOOSE = {"": "请选择"}
NONE = {"": "不填"}


class Required:
    """Marks a field as required on the page; the operation is what refuses an empty one."""

    field_flags: Mapping[str, bool] = {"required": True}

    def __call__(self, _form: Any, _field: Any) -> None:
        """Accept: see operations.values."""


class RemoteField(StringField):
    """A combobox over a look-up: holds the key and the text that a person reads."""

    shown = ""
    data: Any
    render_kw: dict[str, Any]

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        """Read the key, and the text typed beside it."""
        super().process(formdata, *args, **kwargs)
        if formdata:
            self.shown = formdata.get(f"{self.name}_text", self.data or "")
            if f"{self.name}_text" not in formdata:
                self.data = ""
        self.render_kw = {**self.render_kw, "data-value": self.data or ""}

    def show(self, text: str | None) -> None:
        """Set the text of a stored key."""
        self.shown = text or ""

    def _value(self) -> str:
        """Return the text of the box."""
        return self.shown


class OfficeConverter(GeneralModelConverter):
    """The framework's conversion table, with what it lacks: words, look-ups, lists, times."""

    def __init__(self, datamodel: Any, session: Session, lookup_base: str) -> None:
        """Keep what the choices are read with."""
        super().__init__(datamodel)
        self.session = session
        self.lookup_base = lookup_base

    def _convert_col(
        self,
        col_name: str,
        label: str,
        description: str,
        lst_validators: list[Any],
        filter_rel_fields: Any,
        form_props: dict[str, Any],
    ) -> dict[str, Any]:
        """Put the field of one column into the form."""
        common = {"label": label, "description": description, "validators": lst_validators}
        form_props[col_name] = (
            self._own(col_name, common)
            or FieldConverter(
                self.datamodel, col_name, label, description, lst_validators
            ).convert()
        )
        return form_props

    def _own(self, name: str, common: dict[str, Any]) -> Any:
        """Return the field of a column that the framework's table does not cover."""
        model, about = self.datamodel.obj, self.datamodel.obj.about(name)
        column = table_of(model).c[name]
        if about.refers_to:
            hint = {"data-remote": f"{self.lookup_base}{name}", "placeholder": "输入名称查找"}
            return RemoteField(**common, render_kw=hint)
        if about.enum is not None or about.vocabulary:
            words = (
                dict(about.enum.choices())
                if about.enum is not None
                else lookups.terms(self.session, about.vocabulary)
            )
            blank = {} if column.default is not None else NONE if column.nullable else CHOOSE
            return SelectField(**common, choices={**blank, **words}, validate_choice=False)
        if isinstance(column.type, sa.Time):
            return TimeField(**common)
        if self.datamodel.is_datetime(name):
            return DateTimeLocalField(**common)
        return None


def make(
    datamodel: Any,
    session: Session,
    names: Sequence[str],
    lookup_base: str,
    *,
    formdata: Any = None,
    row: listing.Row | None = None,
) -> DynamicForm:
    """Return a form of columns, filled from what was typed, a stored row, or the defaults."""
    model: type[Model] = datamodel.obj
    converter = OfficeConverter(datamodel, session, lookup_base)
    made = converter.create_form(
        {name: model.about(name).label for name in names},
        names,
        {name: model.about(name).hint for name in names},
        {name: [Required()] for name in names if typed.is_required(model, name)},
    )
    data = row.values if row else {name: _default(model, name) for name in names}
    form = made(formdata=formdata, data=data)
    if formdata is None and row is not None:
        for name, text in row.names.items():
            if isinstance(form[name], RemoteField):
                form[name].show(text)
    return form


def _default(model: type[Model], name: str) -> Any:
    """Return what a new row's field begins with."""
    if name == "valid_from":
        return clock.today()
    default = table_of(model).c[name].default
    return default.arg if isinstance(default, sa.ColumnDefault) and default.is_scalar else None


def sent(
    form: DynamicForm, session: Session, principal: Principal, model: type[Model], formdata: Any
) -> dict[str, Any]:
    """Return what was sent by column; a text typed without choosing is resolved to its key."""
    given: dict[str, Any] = {}
    for field in form:
        if field.name not in model.__table__.columns:
            continue
        if field.type == "BooleanField":
            given[field.name] = formdata.get(field.name, "")
        elif field.name in formdata or f"{field.name}_text" in formdata:
            given[field.name] = _one_sent(field, session, principal, model, formdata)
    return given


def _one_sent(
    field: Any, session: Session, principal: Principal, model: type[Model], formdata: Any
) -> str:
    """Return one value as it was sent, a combobox's as its key."""
    raw = str(formdata.get(field.name, ""))
    if not isinstance(field, RemoteField):
        return raw
    key = str(field.data or "")
    if not key and field.shown.strip():
        key = lookups.resolve(session, principal, model, field.name, field.shown) or "?"
        field.render_kw["data-value"] = "" if key == "?" else key
    return key


def refuse(form: DynamicForm, errors: Mapping[str, str]) -> None:
    """Put the operation's messages beside their fields, the others above the form."""
    for name, message in errors.items():
        if name in form:
            form[name].errors = [*form[name].errors, message]
        else:
            form.form_errors = [*form.form_errors, message]


def conflict_rows(model: type[Model], form: DynamicForm, row: listing.Row) -> list[dict[str, str]]:
    """Return what is stored now beside what was typed, where they differ."""
    rows = []
    for name in row.values:
        if name not in form:
            continue
        theirs, yours = stored_text(row, name), typed_text(form[name])
        if theirs != yours:
            rows.append({"label": model.about(name).label, "theirs": theirs, "yours": yours})
    return rows


def stored_text(row: listing.Row, name: str) -> str:
    """Return a stored value in the words of the form."""
    if row.names.get(name) is not None:
        return str(row.names[name])
    value = row.values[name]
    if isinstance(value, bool):
        return "是" if value else "否"
    label = getattr(value, "label", None)
    return "" if value is None else str(label or typed.plain(value))


def typed_text(field: Any) -> str:
    """Return what was typed as people read it."""
    if field.type == "BooleanField":
        return "是" if field.data else "否"
    if field.type == "SelectField":
        return _words(field)
    return str(field._value())


def _words(field: Any) -> str:
    """Return the label of the chosen word."""
    return next((str(c.label) for c in field.iter_choices() if c.selected and c.value), "")
