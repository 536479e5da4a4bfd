"""Files as answers: under their own Chinese name, never guessed at, never kept in a cache."""

from __future__ import annotations

import io
from typing import BinaryIO

from flask import Response, send_file


def respond_file(
    content: bytes | BinaryIO, filename: str, mime: str, *, inline: bool = False
) -> Response:
    """Return a file with its name by RFC 5987; inline only for papers the product made itself."""
    stream = io.BytesIO(content) if isinstance(content, bytes) else content
    answer: Response = send_file(
        stream,
        mimetype=mime,
        as_attachment=not inline,
        download_name=filename,
        conditional=False,
        etag=False,
        max_age=0,
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "no-store"
    return answer
