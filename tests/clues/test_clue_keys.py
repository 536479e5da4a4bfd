"""Rotation of CLUE_KEY: every sealed row opens with the new key alone, no count is told."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from click.testing import Result
from flask import Flask

from app import store
from app.models import Accountability, Clue, ClueEvent, DisciplineRisk, InterferenceRecord
from app.operations import compartment
from app.principal import system
from app.secrecy import UnknownKey
from tests import support
from tests.clues import kept, making

OLD = support.KEYS["CLUE_KEY"]
NEW = "a-new-clue-key-0123456789abcdef0123456789abcdef"
MODELS = (Clue, ClueEvent, Accountability, InterferenceRecord, DisciplineRisk)


def use(app: Flask, key: str) -> None:
    """Set the keys as a restarted service would read them."""
    app.config["VX"] = replace(app.config["VX"], clue_key=key)


def rotate(app: Flask) -> Result:
    """Run the command and return what it answered."""
    return app.test_cli_runner().invoke(args=["keys", "rotate", "CLUE_KEY"])


@pytest.fixture
def filled(app: Flask) -> Flask:
    """Return an application with sealed rows of every kind under the old key."""
    making.clue_in("disposed")
    with store.write(system("test")) as work:
        for model in (Accountability, InterferenceRecord, DisciplineRisk):
            work.add(kept.MAKERS[model](work))
    return app


def test_every_sealed_row_opens_with_the_new_key_alone(filled: Flask) -> None:
    before = [compartment.opened(row) for model in MODELS for row in making.rows(model)]
    use(filled, f"{NEW},{OLD}")
    answer = rotate(filled)
    assert (answer.exit_code, re.findall(r"\d", answer.output)) == (0, [])
    use(filled, NEW)
    after = [compartment.opened(row) for model in MODELS for row in making.rows(model)]
    assert after == before
    use(filled, OLD)
    with pytest.raises(UnknownKey):
        compartment.opened(making.rows(Clue)[0])


def test_row_that_no_key_opens_keeps_the_old_key_in_use(filled: Flask) -> None:
    with store.write(system("test")) as work:
        row = work.get_one(Clue, making.rows(Clue)[0].id)
        row.summary_sealed = bytes(row.summary_sealed)[:-1] + b"x"
    use(filled, f"{NEW},{OLD}")
    answer = rotate(filled)
    assert answer.exit_code == 1
    assert "旧密钥还不能停用" in answer.output


def test_single_key_is_not_rotated(filled: Flask) -> None:
    assert rotate(filled).exit_code == 2
