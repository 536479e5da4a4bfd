"""The page of proposed changes: what would change, and the second person's two buttons."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from app import crud_pages, policies, store
from app.crud import OfficeView
from app.crud_route import route
from app.enums import PendingState
from app.errors import Invalid
from app.models import Model, PendingChange
from app.operations import account_changes, registry
from app.operations import values as typed
from app.principal import Principal
from app.queries import listing, lookups
from app.security import me

STALE = "提出以后，这条记录又有了新的变化，这项修改已作废。请按现在的内容重新提出。"
# What is wrong with the reason of this request, for the page that is shown again.
WRONG = "vx_wrong_reason"


class PendingView(OfficeView):
    """The generated pages of pending_change with approval."""

    show_template = "admin/pending.html"

    @route("/<int:pk>", "show")
    def show(self, pk: int) -> Any:
        """Show a change; one of an account has a page of its own."""
        query = policies.visible(me(), PendingChange).where(
            PendingChange.id == min(pk, listing.BIGGEST),
            PendingChange.table_name == account_changes.TABLE,
        )
        if store.current().scalars(query).first() is not None:
            return redirect(url_for("accounts.change", change_id=pk))
        return super().show(pk)

    def show_extra(
        self, session: Session, principal: Principal, row: listing.Row
    ) -> dict[str, Any]:
        """Return the change before and after, and whether this person may decide."""
        query = policies.visible(principal, PendingChange).where(PendingChange.id == row.id)
        change = session.scalars(query).one()
        model = listing.model_named(change.table_name)
        hidden = {"values", "before", "table_name", "row_id", "version"}
        columns = [
            n for n in policies.readable(principal, PendingChange, "show") if n not in hidden
        ]
        return {
            "heading": f"修改{model.__label__}",
            "blanks": "",
            "facts": [
                ("修改的表", model.__label__),
                ("修改的记录", _row_name(session, principal, model, change)),
                *crud_pages.facts(PendingChange, columns, row),
            ],
            "changes": [
                {
                    "label": model.about(name).label,
                    "before": said(session, principal, model, name, change.before.get(name)),
                    "after": said(session, principal, model, name, value),
                }
                for name, value in change.values.items()
                if name in dict(model.fields())
            ],
            "reason": registry.why_not(principal, change),
            "wrong": g.pop(WRONG, ""),
            "waiting": change.state == PendingState.PROPOSED,
        }

    @route("/<int:pk>/approve", "show", ("POST",))
    def approve(self, pk: int) -> Any:
        """Apply a proposal as its second person."""
        with store.write(me()) as work:
            state = registry.approve(work, me(), pk)
        if state is PendingState.STALE:
            return self._stale(pk), 409
        flash("已批准，修改生效。", "success")
        return redirect(self._at(pk))

    @route("/<int:pk>/refuse", "show", ("POST",))
    def refuse(self, pk: int) -> Any:
        """Refuse a proposal with a reason."""
        try:
            with store.write(me()) as work:
                registry.refuse(work, me(), pk, request.form.get("reason", ""))
        except Invalid as error:
            setattr(g, WRONG, "；".join(error.errors.values()))
            return self.show(pk), 422
        flash("已退回，没有修改。", "success")
        return redirect(self._at(pk))

    def _stale(self, pk: int) -> str:
        """Return the page that says why the proposal came too late."""
        return render_template(
            "admin/stale.html", title="内容已有新的变化", message=STALE, back=self._at(pk)
        )


def _row_name(
    session: Session, principal: Principal, model: type[Model], change: PendingChange
) -> str:
    """Return what the changed row is called."""
    if change.row_id is None:
        return "新增一条"
    row = (
        listing.one(session, principal, model, change.row_id, (model.__display__,))
        if (model.__display__ != "id")
        else None
    )
    return crud_pages.text(row, model.__display__) if row else f"第 {change.row_id} 条"


def said(session: Session, principal: Principal, model: type[Model], name: str, value: Any) -> str:
    """Return a kept value as people read it."""
    about = model.about(name)
    if value is None or value == "":
        return "（空）"
    if isinstance(value, bool):
        return "是" if value else "否"
    if about.enum is not None:
        return about.enum.label_of(value)
    if about.refers_to:
        return lookups.name_of(session, principal, model, name, value) or str(value)
    return str(typed.plain(value))
