"""Files as answers: under their own Chinese name, never guessed at, never kept in a cache."""

from __future__ import annotations

import io
import re
from pathlib import PurePath
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

    plain stands beside it for programs that read no other letters than ASCII; what is ASCII of
    the name where none is given.
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
    if plain or not filename.isascii():
        answer.headers.set(
            "Content-Disposition",
            "inline" if inline else "attachment",
            **{
                "filename": plain or plainly(filename),
                "filename*": f"UTF-8''{quote(filename, safe='')}",
            },
        )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def plainly(filename: str) -> str:
    """Return what is ASCII of a file's name, never an ending alone."""
    ending = PurePath(filename).suffix
    kept = re.sub(r"[^A-Za-z0-9]+", "-", filename.removesuffix(ending)).strip("-")
    return f"{kept or 'file'}{ending if ending.isascii() else ''}"
