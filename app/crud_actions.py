"""The framework's @action on one row or several: ids through the gate, all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_appbuilder.actions import action

from app import policies, store
from app.crud_route import View, route
from app.enums import RecordStatus
from app.errors import Missing
from app.models import Model
from app.operations import registry
from app.principal import Principal
from app.queries import listing
from app.security import me

Answer = Any
PROPOSED = "已提交，等待批准。"
MOST = listing.SIZE * 4


def once_key(principal: Principal, sent: str) -> str:
    """Return a form's key as this person's own; a form without one has none."""
    return f"{principal.account_id}:{sent[:64]}" if sent else ""


def bulk(name: str, text: str, confirmation: str) -> Callable[[View], View]:
    """Mark a method as an action over the ids of several rows."""

    def mark(view: View) -> View:
        action(name, text, confirmation, single=False)(view)
        return view

    return mark


class Actions:
    """The two action routes of a view; actions is what the framework collected."""

    model: type[Model]
    route_base: str
    actions: dict[str, Any]

    @route("/action/<string:name>/<int:pk>", "list", ("POST",))
    def action(self, name: str, pk: int) -> Answer:
        """Run an action of one row."""
        return self._act(name, [pk])

    @route("/action_post", "list", ("POST",))
    def action_post(self) -> Answer:
        """Run an action of several rows: all of them are in scope, or nothing happens."""
        try:
            ids = [int(value) for value in request.form.getlist("pk")]
        except ValueError:
            raise Missing() from None
        return self._act(request.form.get("action", ""), ids)

    def bulk_actions(self, principal: Principal, ids: Sequence[int]) -> Sequence[dict[str, Any]]:
        """Return the actions of several rows that this person may run; ids are the shown ones."""
        return [
            {"name": item.name, "text": item.text, "confirmation": item.confirmation}
            for item in self.actions.values()
            if item.multiple and self._may_act(principal, item)
        ]

    def _may_act(self, principal: Principal, item: Any) -> bool:
        """Tell whether an action's verb is allowed; the default verb is edit."""
        verb = getattr(item.func, "_permission_name", "edit")
        return policies.may(principal, self.model, verb)

    def _act(self, name: str, ids: Sequence[int]) -> Answer:
        """Run an action over visible rows, after its question was answered."""
        principal = me()
        item = self.actions.get(name)
        if item is None or not self._may_act(principal, item):
            raise Missing()
        self._all_visible(principal, set(ids))
        if item.confirmation and not request.form.get("confirmed"):
            return self._question(item, ids)
        return item.func(ids)

    def _all_visible(self, principal: Principal, ids: set[int]) -> None:
        """Raise Missing unless there are ids and every one of them is visible."""
        if not ids or len(ids) > MOST or max(ids) > listing.BIGGEST or min(ids) < 0:
            raise Missing()
        query = policies.visible(principal, self.model).with_only_columns(self.model.id)
        found = store.current().scalars(query.where(self.model.id.in_(ids))).all()
        if len(found) != len(ids):
            raise Missing()

    def _question(self, item: Any, ids: Sequence[int]) -> Answer:
        """Ask before an action, for a browser without script."""
        return render_template(
            "admin/confirm.html",
            title=item.text,
            question=item.confirmation,
            action_url=url_for(".action_post"),
            values=[("action", item.name), *(("pk", pk) for pk in ids)],
            label=item.text,
            cancel=f"{self.route_base}/",
        )


class Retiring:
    """The bulk action of tables whose rows are in use or retired."""

    model: type[Model]
    route_base: str

    @bulk("retire", "停用", "确定停用所选的记录吗？停用后不能再选用。")
    def retire(self, ids: Sequence[int]) -> Answer:
        """Retire rows, each through the table's own operation; all or nothing."""
        principal = me()
        two = policies.table_rule(self.model).two_people
        operation = registry.propose if two else registry.save
        values = {"status": RecordStatus.RETIRED.value}
        with store.write(principal) as work:
            query = policies.visible(principal, self.model).where(self.model.id.in_(ids))
            for row in work.scalars(query).all():
                if row.status != RecordStatus.RETIRED:
                    operation(work, principal, self.model, row.id, values, version=row.row_version)
        flash(PROPOSED if two else "已停用。", "success")
        return redirect(f"{self.route_base}/")
