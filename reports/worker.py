"""The paper worker: a process of its own that draws papers and imports nothing of the web.

A request is a length of 4 bytes and JSON {kind, facts, settings}; an answer is a mark (`+` a
paper, `-` why it is refused), a length of 4 bytes and the bytes.
"""

from __future__ import annotations

import json
import struct
import sys
from typing import IO, Any

import reports
from reports.fontset import font_set

LENGTH = struct.Struct(">I")
PAPER, REFUSED = b"+", b"-"


def take(source: IO[bytes], size: int) -> bytes:
    """Read exactly so many bytes; raise EOFError when the other side is gone."""
    data = source.read(size)
    if len(data) != size:
        raise EOFError
    return data


def serve(source: IO[bytes], sink: IO[bytes]) -> None:
    """Draw what is asked until the other side closes."""
    font_set(reports.PaperSettings())
    while True:
        try:
            (size,) = LENGTH.unpack(take(source, LENGTH.size))
            asked = json.loads(take(source, size))
        except EOFError:
            return
        mark, data = drawn(asked)
        sink.write(mark + LENGTH.pack(len(data)) + data)
        sink.flush()


def drawn(asked: dict[str, Any]) -> tuple[bytes, bytes]:
    """Return a paper, or why there is none."""
    settings = reports.settings_from(asked["settings"])
    try:
        return PAPER, reports.render(asked["kind"], asked["facts"], settings)
    except reports.PaperError as error:
        return REFUSED, str(error).encode()


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
