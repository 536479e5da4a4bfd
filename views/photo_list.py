"""Kept photographs as a page lists them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import url_for

from app import pictures
from app.models import Attachment


def listed(files: Iterable[Attachment]) -> list[dict[str, Any]]:
    """Return each file with its name, its size, and where it and its picture are."""
    return [
        {
            "name": one.filename,
            "size": one.size,
            "url": url_for("attachment.download", row_id=one.id),
            "picture": url_for("attachment.picture", row_id=one.id)
            if pictures.is_picture(one.mime)
            else "",
        }
        for one in files
    ]
