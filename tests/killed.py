"""A process that forks a registrar at each line it reads; the registrar is killed from outside."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from sqlalchemy.exc import OperationalError

import config
from app import clock, create_app
from tests import makers, support


def registrar(url: str, folder: Path) -> None:
    """Register one item after another, saying each number once its commit was answered."""
    environ = {**support.KEYS, "DATABASE_URL": url, "VAR_DIR": str(folder), "ENV": "trial"}
    # Not support.make_app: that would make a role of this process' own, which may read nothing.
    app = create_app(config.load(environ))
    with app.app_context(), clock.fixed(support.NOW):
        try:
            while True:
                number = makers.stored(makers.registered()).problem_no
                os.write(1, f"{number}\n".encode())
        except OperationalError:
            # The server was killed under it; what it was told before is what counts.
            os._exit(1)


def main(url: str, folder: str) -> None:
    """Fork at each line, tell the child's id, and tell when it is dead."""
    for _line in sys.stdin:
        child = os.fork()
        if not child:
            registrar(url, Path(folder))
        os.write(1, f"child {child}\n".encode())
        os.waitpid(child, 0)
        os.write(1, b"dead\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
