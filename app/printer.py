"""The maker of batches: a loop beside the timed work, so that a batch starts within seconds."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app import clock, safelog, store
from app.enums_doors import PrintKind
from app.errors import Conflict, Refused
from app.extensions import db
from app.operations import paper_jobs, paper_many, print_jobs
from app.operations.print_jobs import Held, Made
from app.principal import system
from app.queries import placards

log = logging.getLogger("voice.printer")
PRINTER = system("批量制作")
IDLE = 2.0
# Placards between two signs of life: a third of a second's work.
CHUNK = 20
STUMBLED = "制作时出错，经过已记入日志，请联系系统管理员。"
NO_ROOM = "服务器的磁盘写不进去，没有做成，请联系系统管理员。"


class Binder(Protocol):
    """Takes papers one after another and gives one file."""

    def add(self, name: str, content: bytes) -> None:
        """Take one paper."""

    def data(self) -> bytes:
        """Return the file."""


@dataclass(frozen=True)
class Press:
    """How a placard and the one file of many are made: reports are known to the worker alone."""

    render: Callable[[str, Mapping[str, Any]], bytes]
    joined: Callable[[Sequence[bytes]], bytes]
    binders: Mapping[PrintKind, Callable[..., Binder]] = field(default_factory=dict)


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
    """Make what a batch is of, and keep the file."""
    if held.kind == PrintKind.DRAFTS:
        paper_many.make(held)
        return
    make_one = _placards if held.kind == PrintKind.PLACARDS else _papers
    made = make_one(held, press)
    with store.write(PRINTER) as work:
        print_jobs.finish(work, PRINTER, held, made)


def _chunks(held: Held) -> Iterator[tuple[Session, Sequence[int]]]:
    """Yield the rows of a batch, a few at a time; between two the progress is told."""
    for start in range(0, len(held.row_ids), CHUNK):
        chunk = held.row_ids[start : start + CHUNK]
        session = store.current()
        store.name(session, PRINTER)
        yield session, chunk
        with store.write(PRINTER) as work:
            print_jobs.progress(work, held, start + len(chunk))


def _placards(held: Held, press: Press) -> Made:
    """Draw the placards and join them."""
    files: dict[int, bytes] = {}
    photos: set[str] = set()
    for session, chunk in _chunks(held):
        facts = placards.facts(session, chunk)
        session.rollback()
        for code_id in chunk:
            if code_id in facts:
                files[code_id] = press.render("qr_placard", facts[code_id].facts)
                photos.update(facts[code_id].photos)
    if not files:
        raise Refused("要印的码都已停用，没有可印的。")
    return Made(list(files), press.joined(list(files.values())), sorted(photos))


def _papers(held: Held, press: Press) -> Made:
    """Bind the stored first prints into one file; nothing is drawn anew."""
    binder, made_ids = press.binders[held.kind](one_sided=held.one_sided), []
    for session, chunk in _chunks(held):
        found = paper_jobs.prints(session, chunk)
        session.rollback()
        for one in found:
            binder.add(one.name, one.content)
            made_ids.append(one.id)
    if not made_ids:
        raise Refused("要装的公文都已作废，没有可装的。")
    return Made(made_ids, binder.data())


def _fail(held: Held, reason: str) -> None:
    """Keep why a batch was given up."""
    with store.write(PRINTER) as work:
        print_jobs.fail(work, PRINTER, held, reason)
