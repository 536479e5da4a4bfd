"""The buttons of a paper's page and of an item's page that lead to drafting and editing."""

from __future__ import annotations

from typing import Any

from flask import url_for

from app import policies_papers
from app.enums import DocumentState
from app.models import Document
from app.permissions import Right
from app.principal import Principal


def of_paper(document: Document, actor: Principal) -> list[dict[str, Any]]:
    """Return the buttons of a paper's page: a draft is edited, a text is taken along."""
    found = []
    if policies_papers.may_edit(actor, document):
        found.append({"label": "修改", "url": url_for("compose.edit", row_id=document.id)})
    if actor.has(Right.DRAFT_REPORT) and document.state != DocumentState.VOID:
        found.append({"label": "下载 Word", "url": url_for("compose.word", row_id=document.id)})
    return found
