"""The maker of batches: a loop beside the timed work, so that a batch starts within seconds."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from app import clock, safelog, store
from app.errors import Conflict, Refused
from app.extensions import db
from app.operations import print_jobs
from app.operations.print_jobs import Held
from app.principal import system
from app.queries import placards

log = logging.getLogger("voice.printer")
PRINTER = system("批量制作")
IDLE = 2.0
# Placards between two signs of life: a third of a second's work.
CHUNK = 20
STUMBLED = "制作时出错，经过已记入日志，请联系系统管理员。"
NO_ROOM = "服务器的磁盘写不进去，没有做成，请联系系统管理员。"


@dataclass(frozen=True)
class Press:
    """How a placard and the one file of many are made: reports are known to the worker alone."""

    render: Callable[[str, Mapping[str, Any]], bytes]
    joined: Callable[[Sequence[bytes]], bytes]


def loop(app: Flask, stop: threading.Event, press: Press) -> None:
    """Make what waits until the worker stops."""
    while not stop.wait(IDLE):
        with app.app_context():
            try:
                make_due(press)
            except SQLAlchemyError as error:
                log.error("no batch was read: %s", type(error).__name__)
            except Exception as error:
                # A maker that died of one batch would go unnoticed.
                log.error("the printer stumbled: %s", safelog.kind(error))
            finally:
                db.session.remove()


def make_due(press: Press) -> int:
    """Make every batch that waits; return how many were taken up."""
    session, count = store.current(), 0
    while True:
        store.name(session, PRINTER)
        job_id = print_jobs.next_id(session, clock.now())
        session.rollback()
        if job_id is None:
            return count
        count += 1
        with store.write(PRINTER) as work:
            held = print_jobs.claim(work, job_id, clock.now())
        if held is not None:
            make(held, press)


def make(held: Held, press: Press) -> None:
    """Make one batch; what makes it impossible is kept with it in words."""
    try:
        _made(held, press)
    except Conflict:
        # Cancelled, or another worker has it: there is nothing to tell.
        return
    except Refused as refusal:
        _fail(held, str(refusal.description))
    except OSError as error:
        log.error("a batch was not kept: %s", safelog.kind(error))
        _fail(held, NO_ROOM)
    except SQLAlchemyError:
        # The database is away: the lease ends, and the batch is taken up again.
        raise
    except Exception as error:
        log.error("a batch failed: %s", safelog.kind(error))
        _fail(held, STUMBLED)


def _made(held: Held, press: Press) -> None:
    """Draw the placards chunk by chunk, join them, and keep the file."""
    files: dict[int, bytes] = {}
    for start in range(0, len(held.code_ids), CHUNK):
        chunk = held.code_ids[start : start + CHUNK]
        session = store.current()
        store.name(session, PRINTER)
        facts = placards.facts(session, chunk)
        session.rollback()
        for code_id in chunk:
            if code_id in facts:
                files[code_id] = press.render("qr_placard", facts[code_id])
        with store.write(PRINTER) as work:
            print_jobs.progress(work, held, start + len(chunk))
    if not files:
        raise Refused("要印的码都已停用，没有可印的。")
    data = press.joined(list(files.values()))
    with store.write(PRINTER) as work:
        print_jobs.finish(work, PRINTER, held, list(files), data)


def _fail(held: Held, reason: str) -> None:
    """Keep why a batch was given up."""
    with store.write(PRINTER) as work:
        print_jobs.fail(work, PRINTER, held, reason)
