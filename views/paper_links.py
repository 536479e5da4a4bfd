"""The buttons of a paper's page and of an item's page that lead to drafting and editing."""

from __future__ import annotations

from typing import Any

from flask import url_for

from app import policies_papers, store
from app.models import Document
from app.operations import composing
from app.principal import Principal


def of_paper(document: Document, actor: Principal) -> list[dict[str, Any]]:
    """Return the buttons of a paper's page: a draft is edited by who may."""
    if not policies_papers.may_edit(actor, document):
        return []
    if composing.is_of_ladder(store.current(), document):
        return []
    return [{"label": "修改", "url": url_for("compose.edit", row_id=document.id)}]
