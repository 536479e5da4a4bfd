"""The one base view of the generated admin: list, show, add, edit, export from a declaration.

The framework registers it, asks its permissions and collects its actions; rows, columns and
writes come through the gate (design.md rule 1, framework.md route C).
"""

from __future__ import annotations

import secrets
from typing import Any

from flask import abort, flash, jsonify, redirect, render_template, request
from flask_appbuilder import ModelView
from flask_appbuilder.models.sqla.interface import SQLAInterface
from sqlalchemy.orm import Session

from app import crud_forms, crud_lists, crud_pages, exchange, policies, readings, store
from app.crud_actions import PROPOSED, Actions, Retiring, once_key
from app.crud_lists import Shape
from app.crud_route import route
from app.enums import RecordStatus
from app.errors import Conflict, Invalid, Missing
from app.models import Model
from app.operations import idempotency, registry
from app.permissions import Right
from app.principal import Principal
from app.queries import listing, lookups
from app.security import me

# Tables whose rows may have a citizen behind them, beside the ledger with its own pages.
WITH_IDENTITY = frozenset({"evaluation", "message"})

Answer = Any


class OfficeView(Actions, ModelView):
    """A table's pages; office_view() makes one class per model."""

    model: type[Model]
    shape = Shape()
    add_url = ""
    add_label = "新增"
    open_base = ""
    page_base = ""
    list_template = "admin/list.html"
    show_template = "admin/show.html"
    exclude_route_methods = {"delete", "download"}  # noqa: RUF012  # The framework's class attribute.

    def _init_properties(self) -> None:
        """Take labels and columns from the declaration; the framework keeps no filters here."""
        self.related_views = self._related_views = ()
        self.label_columns = {name: about.label for name, about in self.model.fields()}
        self.list_columns = [name for name, _ in self.model.fields("list")]
        self.show_columns = [name for name, _ in self.model.fields("show")]
        self.add_columns = [name for name, _ in self.model.fields("add")]
        self.edit_columns = [name for name, _ in self.model.fields("edit")]
        self.search_columns = [name for name, _ in self.model.fields("search")]
        self.order_columns = [name for name, _ in self.model.fields("sort")]

    def _init_forms(self) -> None:
        """Make no form at start: each request makes the one its principal may fill in."""

    def _init_titles(self) -> None:
        """Name the pages after the table."""
        self.title = self.list_title = self.model.__label__

    @route("/", "list")
    def list(self) -> Answer:
        """Show one page of the visible rows."""
        session, principal = store.current(), me()
        readings.saw_list(self.model)
        columns = [
            name
            for name in policies.readable(principal, self.model, "list")
            if name not in self.shape.hidden
        ]
        asked = self.asked(session, principal)
        size = asked.size or listing.SIZE
        page = listing.page(session, principal, self.model, asked.ask, columns, size=size)
        lit = crud_pages.lamps(session, self.shape)
        boxes = crud_pages.filters(session, principal, self.model, asked, self.lookup_base())
        return render_template(
            self.list_template,
            title=self.model.__label__,
            asked=asked,
            heads=crud_pages.headers(principal, self.model, columns, self.shape, asked),
            rows=crud_pages.cells(self.model, columns, self.shape, page.rows, lit),
            page=crud_pages.Pager(page, asked),
            boxes=boxes,
            chips=crud_pages.chips(self.model, asked, self.shape),
            base=self.route_base,
            open_base=self.open_base or self.route_base,
            search_hint=crud_pages.search_hint(principal, self.model),
            add_url=self._add_url(principal),
            add_label=self.add_label,
            export_url=self._export_url(principal, asked),
            actions=self.bulk_actions(principal, [row.id for row in page.rows]),
            **self.list_extra(session, principal, asked),
        )

    def list_extra(
        self, session: Session, principal: Principal, asked: crud_lists.Asked
    ) -> dict[str, Any]:
        """Return what a subclass' list template needs besides."""
        return {}

    @route("/<int:pk>", "show")
    def show(self, pk: int) -> Answer:
        """Show the readable columns of one visible row."""
        session, principal = store.current(), me()
        columns = policies.readable(principal, self.model, "show")
        row = listing.one(session, principal, self.model, pk, columns)
        if row is None:
            raise Missing()
        readings.saw_stored(session, self.model, pk)
        shown = {
            "heading": crud_pages.text(
                row, crud_pages.title_column(self.model, columns, self.shape)
            ),
            "facts": crud_pages.facts(self.model, columns, row),
            "blanks": crud_pages.blanks(self.model, columns, row),
            "passages": crud_pages.passages(self.model, columns, row),
            **self.show_extra(session, principal, row),
        }
        return render_template(
            self.show_template,
            title=self.model.__label__,
            row=row,
            light=crud_pages.lamps(session, self.shape).of(row),
            base=self.route_base,
            edit_url=self._edit_url(principal, pk),
            page_url=f"{self.page_base}/{pk}" if self.page_base else "",
            identity_url=self._identity_url(principal, pk),
            **shown,
        )

    def _identity_url(self, principal: Principal, pk: int) -> str:
        """Return where the identity behind a citizen's row is opened, for who may open any."""
        table = self.model.__tablename__
        opens = table in WITH_IDENTITY and principal.has(Right.REVEAL, "D")
        return f"/identity/of/{table}/{pk}" if opens else ""

    def show_extra(
        self, session: Session, principal: Principal, row: listing.Row
    ) -> dict[str, Any]:
        """Return what a subclass' show template needs besides."""
        return {}

    @route("/new", "add", ("GET", "POST"))
    def add(self) -> Answer:
        """Show the form of a new row, or save it once."""
        if self.add_url:
            return redirect(self.add_url)
        if request.method == "POST":
            return self._post(None)
        return self._form_page(self._form(None), None, secrets.token_urlsafe(18))

    @route("/<int:pk>/edit", "edit", ("GET", "POST"))
    def edit(self, pk: int) -> Answer:
        """Show the form of a stored row, or save it unless it has moved on."""
        row = self._stored(pk)
        if request.method == "POST":
            return self._post(row)
        return self._form_page(self._form(row), row, secrets.token_urlsafe(18))

    @route("/export.xlsx", "export")
    def export(self) -> Answer:
        """Send the list with its filters as an Excel file; the act is audited first."""
        session, principal = store.current(), me()
        if not exchange.columns(principal, self.model):
            abort(404)
        ask = self.asked(session, principal).ask
        with store.write(principal) as work:
            content = exchange.workbook(work, principal, self.model, ask)
        return exchange.answer(content, self.model.__label__)

    @route("/lookup/<column>", "list")
    def lookup(self, column: str) -> Answer:
        """Answer a combobox: the visible rows that a foreign-key column may name."""
        principal = me()
        reference = self._reference(principal, column)
        if reference is None:
            abort(404)
        q = crud_lists.fold_blanks(request.args.get("q", ""))[: crud_lists.LONGEST].strip()
        items = lookups.find(store.current(), principal, *reference, q)
        return jsonify({"items": [item.as_json() for item in items]})

    def asked(self, session: Session, principal: Principal) -> crud_lists.Asked:
        """Return what the address asks of the list."""
        return crud_lists.read(session, principal, self.datamodel, self.shape, request.args)

    def lookup_base(self) -> str:
        """Return the address of the look-ups without the column."""
        return f"{self.route_base}/lookup/"

    def _reference(self, principal: Principal, column: str) -> tuple[type[Any], str] | None:
        """Return what a column refers to, None when this person may not use it."""
        usable = {
            *policies.readable(principal, self.model, "filter"),
            *policies.writable(principal, self.model, "add"),
            *policies.writable(principal, self.model, "edit"),
        }
        return listing.refers(self.model, column) if column in usable else None

    def _add_url(self, principal: Principal) -> str | None:
        """Return where a new row begins, None for who may not."""
        if not policies.may(principal, self.model, "add"):
            return None
        return self.add_url or f"{self.route_base}/new"

    def _edit_url(self, principal: Principal, pk: int) -> str | None:
        """Return where a row is edited, None for who may not."""
        may = policies.writable(principal, self.model, "edit")
        return f"{self.route_base}/{pk}/edit" if may else None

    def _export_url(self, principal: Principal, asked: crud_lists.Asked) -> str | None:
        """Return the address of the export with the same filters, None where none is declared."""
        if not exchange.columns(principal, self.model):
            return None
        return f"{self.route_base}/export.xlsx{asked.link()}"

    def _stored(self, pk: int) -> listing.Row:
        """Return the writable columns of one visible row; raise Missing."""
        session, principal = store.current(), me()
        columns = policies.writable(principal, self.model, "edit")
        row = listing.one(session, principal, self.model, pk, columns)
        if row is None:
            raise Missing()
        return row

    def _form(self, row: listing.Row | None, formdata: Any = None) -> Any:
        """Return the form of the columns that this person may fill in."""
        principal = me()
        names = policies.writable(principal, self.model, "edit" if row else "add")
        base = self.lookup_base()
        return crud_forms.make(
            self.datamodel, store.current(), names, base, formdata=formdata, row=row
        )

    def _post(self, row: listing.Row | None) -> Answer:
        """Save what was sent; every refusal shows the form again with what was typed."""
        session, principal = store.current(), me()
        form = self._form(row, request.form)
        given = crud_forms.sent(form, session, principal, self.model, request.form)
        try:
            return redirect(self._save(principal, row.id if row else None, given))
        except Invalid as error:
            crud_forms.refuse(form, error.errors)
            return self._form_page(form, row, request.form.get("_once", "")), 422
        except Conflict:
            return self._conflict(form, row)

    def _save(self, principal: Principal, row_id: int | None, given: dict[str, Any]) -> str:
        """Save or propose once, and return where to go."""
        version = request.form.get("row_version", "")
        number = int(version) if version.isdecimal() and len(version) < 10 else 0
        two = policies.table_rule(self.model).two_people
        key = once_key(principal, request.form.get("_once", ""))
        with store.write(principal) as work:
            location = idempotency.claim(work, key)
            if not location:
                operation = registry.propose if two else registry.save
                saved = operation(work, principal, self.model, row_id, given, version=number)
                location = f"/admin/pending_change/{saved}" if two else self._at(saved)
                idempotency.remember(work, key, location)
        flash(PROPOSED if two else "已保存。", "success")
        return location

    def _at(self, row_id: int) -> str:
        """Return the address of a row's page."""
        return f"{self.route_base}/{row_id}"

    def _conflict(self, form: Any, row: listing.Row | None) -> Answer:
        """Answer 409 with both texts; the form keeps what was typed and takes the new version."""
        stored = self._stored(row.id) if row else None
        both = crud_forms.conflict_rows(self.model, form, stored) if stored else []
        return self._form_page(form, stored, secrets.token_urlsafe(18), both), 409

    def _form_page(self, form: Any, row: listing.Row | None, key: str, both: Any = None) -> str:
        """Render a form."""
        principal = me()
        return render_template(
            "admin/form.html",
            title=("修改" if row else "新增") + self.model.__label__,
            form=form,
            both=both,
            stale=both is not None,
            version=row.version if row else 0,
            key=key or secrets.token_urlsafe(18),
            two_people=policies.table_rule(self.model).two_people,
            cancel=self._at(row.id) if row else f"{self.route_base}/",
            own_unit=principal.unit_name if policies.bound_unit(principal, self.model) else "",
        )


def office_view(
    model: type[Model],
    *,
    title: str = "",
    sub: tuple[str, ...] = (),
    order: str = "",
    light: str = "",
    around: str = "",
    hidden: tuple[str, ...] = (),
    add_url: str = "",
    add_label: str = "新增",
    open_base: str = "",
    page_base: str = "",
    base: type[OfficeView] = OfficeView,
) -> type[OfficeView]:
    """Return the pages of a model for builder.add_view().

    title is the column that links to the row, sub the small line below it, order the list's own
    order ("-column" descends), light a due date that carries its light, around the days that the
    list opens near, hidden what stands on the row's own page only; add_url sends a new row to the
    subject's own form, and open_base the list's links to its own pages (open_base/<id>);
    page_base is where a row's own page leads to the subject's page, for what is done with it.
    """
    retirable = model.__table__.columns.get("status") is not None and (
        model.about("status").enum is RecordStatus
    )
    bases = (Retiring, base) if retirable else (base,)
    table = model.__tablename__
    facts = {
        "__doc__": f"Pages of {table}.",
        "model": model,
        "datamodel": SQLAInterface(model),
        "shape": Shape(title, sub, order, light, around, hidden),
        "add_url": add_url,
        "add_label": add_label,
        "open_base": open_base,
        "page_base": page_base,
        "route_base": f"/admin/{table}",
        "class_permission_name": table,
    }
    return type(f"{model.__name__}View", bases, facts)


def register(builder: Any, view: type[OfficeView], category: str = "") -> None:
    """Add a table's pages and its API to the application."""
    from app import crud_api

    builder.add_view(
        view, name=view.model.__tablename__, label=view.model.__label__, category=category
    )
    builder.add_view_no_menu(crud_api.office_api(view))
