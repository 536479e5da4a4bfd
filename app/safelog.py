"""What may stand in a log line: kind and place of an error, never a value that somebody typed.

PostgreSQL writes the offending row into its messages (DETAIL: Key (phone)=(…)), and servers log
addresses with their query. Every record of every logger passes here before any handler sees it.
"""

from __future__ import annotations

import logging
import re
import sys
from types import TracebackType
from typing import Any

# A database's message tells values after these words, and SQLAlchemy the statement.
_TOLD = re.compile(
    r"\s*(?:DETAIL|CONTEXT|HINT|STATEMENT|QUERY|\[SQL|\[parameters|Failing row)\b.*", re.DOTALL
)
_QUERY = re.compile(r"\?[^\s\"']+")
_NUMBER = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|\d{17}[\dXx])(?!\d)")
_plain = logging.LogRecord


def clean(text: str) -> str:
    """Return a message without rows, statements, queries of addresses and long numbers."""
    return _NUMBER.sub("***", _QUERY.sub("?…", _TOLD.sub(" …", text)))


def place(trace: TracebackType | None) -> str:
    """Return file and line of the innermost frame, without any value."""
    found = ""
    while trace is not None:
        found = f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}"
        trace = trace.tb_next
    return found


def kind(error: BaseException) -> str:
    """Return the kind and place of an error."""
    return f"{type(error).__name__} {place(error.__traceback__)}".strip()


class Record(_plain):
    """A log record that names errors by kind and place."""

    def __init__(
        self,
        name: str,
        level: int,
        pathname: str,
        lineno: int,
        msg: object,
        args: Any,
        exc_info: Any,
        func: str | None = None,
        sinfo: str | None = None,
        **kwargs: Any,
    ) -> None:
        """Replace errors among the arguments, and the trace, by kind and place."""
        args = tuple(_said(one) for one in args) if isinstance(args, tuple) else args
        super().__init__(name, level, pathname, lineno, _said(msg), args, None, func, None)
        if isinstance(exc_info, BaseException):
            self.exc_text = kind(exc_info)
        elif exc_info and isinstance(exc_info, tuple) and exc_info[1] is not None:
            self.exc_text = kind(exc_info[1])

    def getMessage(self) -> str:  # noqa: N802 - The library's name.
        """Return the message, cleaned."""
        return clean(super().getMessage())


def _said(value: Any) -> Any:
    """Return an argument as it may be written."""
    return kind(value) if isinstance(value, BaseException) else value


def hook(_kind: type[BaseException], error: BaseException, _trace: Any) -> None:
    """Write the kind and place of an error that ended a command."""
    sys.stderr.write(f"{kind(error)}\n")


def install() -> None:
    """Let every record of this process be a clean one."""
    logging.setLogRecordFactory(Record)


def install_hook() -> None:
    """Let a command that fails print no row of the database."""
    sys.excepthook = hook
