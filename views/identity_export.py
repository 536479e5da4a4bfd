"""The file of names and telephones: proposed on a page, sent once to who proposed it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request, url_for
from sqlalchemy.orm import Session

from app import clock, exchange, store
from app.operations import identity_export
from app.permissions import Right
from app.principal import Principal
from app.responses import respond_file
from app.security import me, needs
from views.common import ROW
from views.forms import once
from views.identity_forms import ExportForm
from views.submitting import submitted


def add(pages: Blueprint) -> None:
    """Add the routes."""
    pages.add_url_rule("/export", "export", export, methods=["GET", "POST"])
    pages.add_url_rule(f"/request/{ROW}/download", "download", download, methods=["POST"])


@needs(Right.EXPORT_PERSONAL)
def export() -> Any:
    """Show the form, or propose the file."""
    form = ExportForm(request.form if request.method == "POST" else None)

    def page(loose: list[str]) -> str:
        return render_template("identity/export.html", form=form, loose=loose, once=once())

    def save(session: Session, actor: Principal) -> str:
        numbers = str(form.numbers.data).replace("，", " ").replace(",", " ").split()
        made = identity_export.ask(session, actor, numbers, form.purpose.data, form.reason.data)
        return url_for("identity.request", row_id=made.id)

    if request.method == "GET":
        return page([])
    return submitted(form, save, page, "已提出，领导批准后在这一页下载一次。")


@needs(Right.EXPORT_PERSONAL)
def download(row_id: int) -> Any:
    """Commit the traces, then make the file in memory and send it."""
    actor = me()
    with store.write(actor) as session:
        entries = identity_export.spend(session, actor, row_id)
    content = identity_export.workbook(store.current(), actor, entries)
    return respond_file(content, f"来访人名单-{clock.today():%Y%m%d}.xlsx", exchange.TYPE)
