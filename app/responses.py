"""Files as answers: under their own Chinese name, never guessed at, never kept in a cache."""

from __future__ import annotations

import io
from typing import BinaryIO
from urllib.parse import quote

from flask import Response, send_file


def respond_file(
    content: bytes | BinaryIO,
    filename: str,
    mime: str,
    *,
    inline: bool = False,
    plain: str = "",
) -> Response:
    """Return a file with its name by RFC 5987; inline only for papers the product made itself.

    plain stands beside it for programs that read no other letters than ASCII.
    """
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
    if plain:
        answer.headers.set(
            "Content-Disposition",
            "inline" if inline else "attachment",
            **{"filename": plain, "filename*": f"UTF-8''{quote(filename, safe='')}"},
        )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "no-store"
    return answer
