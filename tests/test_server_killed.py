"""D04: the database's server is killed while a registrar writes; nothing acknowledged is lost."""

from __future__ import annotations

import random
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

import config
from app import audit, create_app, ddl, store
from app.extensions import db
from app.models import Problem
from app.principal import system
from app.seeding import load_base
from tests import cluster, support
from tests.cluster import Cluster
from tests.test_durable import _pipes, forker, numbers

pytestmark = pytest.mark.postgres


@pytest.fixture
def server() -> Iterator[Cluster]:
    """Return a running server of the test's own."""
    programs = cluster.binaries()
    if programs is None:
        pytest.skip("no server's programs are installed here")
    with cluster.cluster(programs) as made:
        yield made


@pytest.fixture
def office(server: Cluster, tmp_path: Path) -> Iterator[Flask]:
    """Return an office with the small cast on that server."""
    environ = {
        **support.KEYS,
        "DATABASE_URL": server.url,
        "VAR_DIR": str(tmp_path),
        "ENV": "trial",
    }
    application = create_app(config.load(environ))
    with application.app_context():
        with db.engine.connect() as connection:
            ddl.create_on(connection)
            connection.commit()
        with store.write(system("test")) as work:
            load_base(work)
            support.make_cast(work)
            for setting in cluster.DURABLE:
                name, _, value = setting.partition("=")
                assert work.execute(sa.text(f"SHOW {name}")).scalar() == value
        yield application
    support.close(application)


def killed_once(
    server: Cluster, clerk: subprocess.Popen[str], dice: random.Random, known: list[str]
) -> None:
    """Let a registrar work for a moment and kill the server under it; keep what it was told."""
    into, out = _pipes(clerk)
    into.write("go\n")
    into.flush()
    begun = len(known)
    while len(known) < begun + 3:
        line = out.readline().split()
        assert line
        assert line != ["dead"], "the registrar ended before the server"
        known += [word for word in line if word.startswith("HXZT")]
    time.sleep(dice.random() * 0.5)
    assert server.kill() > 1
    while (line := out.readline().split()) != ["dead"]:
        known += [word for word in line if word.startswith("HXZT")]
    server.start()


def test_d04_killed_server_loses_no_acknowledged_write(
    office: Flask, server: Cluster, tmp_path: Path, soak: bool
) -> None:
    rounds = 12 if soak else 1
    known: list[str] = []
    dice = random.Random(4)
    support.session().rollback()
    with forker(server.url, tmp_path) as clerk:
        for _round in range(rounds):
            killed_once(server, clerk, dice, known)
            db.session.remove()
            db.engine.dispose()
            stored = support.session().scalars(sa.select(Problem.problem_no)).all()
            assert len(stored) == len(set(stored))
            assert set(known) <= set(stored)
            assert numbers() == list(range(1, len(stored) + 1))
            assert audit.verify(support.session())[1] is None
            support.session().rollback()
    assert len(known) >= rounds
    print(f"server killed {rounds} times: {len(known)} acknowledged, {len(stored)} stored")
