"""公文 numbers under load: 32 clients draw, every tenth breaks off; no gap, repeat or loss."""

from __future__ import annotations

import contextvars
import random
import threading
import time

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app import clock, numbers, store
from app.extensions import db
from app.models import Counter
from app.principal import system
from tests import support

KEEPER = system("test")
MARK = "海纪测"
# What stands for the papers: a number that was given twice has no place here.
DRAWN = sa.Table("drawn", sa.MetaData(), sa.Column("n", sa.Integer(), primary_key=True))


class BrokenOff(RuntimeError):
    """A paper that is not signed after its number was taken."""


def draw(seed: int, count: int, known: list[int]) -> None:
    """Draw so many numbers, breaking off every tenth, and note what was acknowledged."""
    dice, done = random.Random(seed), 0
    with clock.fixed(support.NOW):
        while done < count:
            broken = dice.random() < 0.1
            try:
                with store.write(KEEPER) as work:
                    seq, _ = numbers.document_number(work, MARK, 2026)
                    work.execute(DRAWN.insert().values(n=seq))
                    if broken:
                        raise BrokenOff
            except BrokenOff:
                continue
            except PoolTimeout:
                # More clients than connections: who waited in vain asks again, as a person does.
                continue
            known.append(seq)
            done += 1


def client(app: Flask, seed: int, count: int, known: list[int], faults: list[str]) -> None:
    """Draw as one client in an application context of its own."""
    with app.app_context():
        support.session()
        try:
            draw(seed, count, known)
        except Exception as error:
            faults.append(repr(error))
        finally:
            db.session.remove()


def make_table(app: Flask) -> None:
    """Add the table of what was drawn."""
    support.session().rollback()
    with support.owner() as bare:
        DRAWN.create(bare)
        if bare.dialect.name == "postgresql":
            bare.execute(sa.text("GRANT SELECT, INSERT ON drawn TO PUBLIC"))
        bare.commit()


@pytest.mark.parametrize(("few", "many"), [((8, 320), (32, 100_000))])
def test_numbers_drawn_at_once_have_no_gap_no_repeat_and_none_is_lost(
    app: Flask, soak: bool, few: tuple[int, int], many: tuple[int, int]
) -> None:
    clients, total = many if soak else few
    make_table(app)
    known: list[int] = []
    faults: list[str] = []
    began = time.monotonic()
    threads = [
        threading.Thread(
            target=contextvars.Context().run,
            args=(client, app, seed, total // clients, known, faults),
        )
        for seed in range(clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spent = time.monotonic() - began
    assert faults == []
    assert sorted(known) == list(range(1, total + 1))
    work = support.session()
    work.rollback()
    stored = list(work.execute(sa.select(DRAWN.c.n).order_by(DRAWN.c.n)).scalars())
    assert stored == sorted(known)
    following = sa.select(Counter.next).where(Counter.series == MARK)
    assert work.execute(following).scalar_one() == total + 1
    print(f"{total} numbers by {clients} clients in {spent:.0f} s, {total / spent:.0f} a second")
