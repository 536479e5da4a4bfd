"""Publishing a text of the office's own about a message, and taking it back."""

from __future__ import annotations

from typing import Any

import wtforms
from flask import Flask, abort, render_template, request, url_for
from sqlalchemy.orm import Session

from app import store
from app.operations import publication
from app.permissions import Right
from app.principal import Principal
from app.security import me, needs
from views.common import ROW, arrive
from views.fields import Clean, Must, OfficeForm
from views.forms import once
from views.message_page import MessagePage
from views.submitting import submitted


class PublishForm(OfficeForm):
    """What everybody may read."""

    title = wtforms.StringField(
        "标题", [Must("请填写标题。"), Clean(publication.LONGEST_TITLE)], description="不写姓名"
    )
    text = wtforms.TextAreaField(
        "公开文字",
        [Must("请填写公开文字。"), Clean(publication.LONGEST)],
        description="用自己的话写：什么问题、怎么办的、结果怎样。不照抄群众原文，不写能认出人的内容",
        render_kw={"rows": 8},
    )
    checked = wtforms.BooleanField("已核对：没有姓名、电话，也认不出是谁写的")


def register(app: Flask) -> None:
    """Add the pages."""
    app.add_url_rule(
        f"/messages/{ROW}/publish", "messages.publish", publish, methods=["GET", "POST"]
    )
    app.add_url_rule(
        f"/messages/{ROW}/unpublish", "messages.unpublish", unpublish, methods=["POST"]
    )


@needs(Right.TRIAGE)
def publish(row_id: int) -> Any:
    """Show the form, or publish."""
    shown = MessagePage(store.current(), me(), row_id)
    old = shown.publication()
    values = {"title": old.title, "text": old.text} if old else {}
    form = PublishForm(request.form if request.method == "POST" else None, data=values)
    if request.method == "GET":
        return page(shown, form) if shown.may_publish() else abort(403)

    def save(session: Session, actor: Principal) -> str:
        publication.publish(session, actor, row_id, form.facts())
        return url_for("messages.show", row_id=row_id)

    def again(loose: list[str]) -> str:
        return page(MessagePage(store.current(), me(), row_id), form, loose)

    return submitted(form, save, again, "已公开。")


def page(shown: MessagePage, form: PublishForm, loose: list[str] | None = None) -> str:
    """Return the form beside the message."""
    return render_template(
        "messages/publish.html", page=shown, form=form, loose=loose or [], once=once()
    )


@needs(Right.TRIAGE)
def unpublish(row_id: int) -> Any:
    """Take a text back."""
    with store.write(me()) as session:
        publication.withdraw(session, me(), row_id)
    return arrive(url_for("messages.show", row_id=row_id), "已撤下，群众入口不再显示。")
