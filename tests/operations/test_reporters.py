"""Whom an item's texts may name: reporters of what stands above it, and of what joined it."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask

from app.models import Problem, ProblemEvent
from app.operations import identity, reporters
from app.principal import system
from tests import makers, recused

REPORTER = {"name": "赵铁柱", "phone": "13900001234"}
OTHER = {"name": "孙兰英", "phone": "13800005678"}
TEXT = "请联系赵铁柱（13900001234），另问孙兰英（13800005678）。"


def part_of(problem_id: int) -> int:
    """Divide an item, and return its part."""
    makers.act("intake", problem_id, "divide")
    query = sa.select(sa.func.max(Problem.id)).where(Problem.parent_problem_id == problem_id)
    return int(recused.reading(system("test")).scalars(query).one())


def note(problem_id: int, code: str) -> str:
    """Return what was written with an act."""
    query = sa.select(ProblemEvent.note).where(
        ProblemEvent.problem_id == problem_id, ProblemEvent.transition == code
    )
    return str(recused.reading(system("test")).scalars(query).one())


def masks(problem_id: int) -> set[str]:
    """Return which names and numbers a text about an item loses."""
    text = identity.without_reporter(TEXT, makers.stored(problem_id))
    return {word for word in (*REPORTER.values(), *OTHER.values()) if word not in text}


def test_a_part_does_not_name_the_reporter_of_the_whole(app: Flask) -> None:
    part = part_of(makers.registered(**REPORTER))
    makers.act("intake", part, "triage", opinion=TEXT)
    assert "赵铁柱" not in note(part, "T02")
    assert "13900001234" not in note(part, "T02")
    # The other person may be what it is about.
    assert "孙兰英（13800005678）" in note(part, "T02")


def test_a_part_of_a_part_does_not_name_him_either(app: Flask) -> None:
    whole = makers.problem_in("in_progress", **REPORTER)
    part = part_of(whole)
    assert masks(part_of(part)) == set(REPORTER.values())


def test_a_master_and_a_merged_item_name_neither_reporter(app: Flask) -> None:
    master = makers.problem_in("in_progress", **REPORTER)
    merged = makers.merged_into(master, **OTHER)
    makers.act("gaowan", master, "progress", text=TEXT)
    for word in (*REPORTER.values(), *OTHER.values()):
        assert word not in note(master, "P01")
    assert masks(merged) == {*REPORTER.values(), *OTHER.values()}
    assert masks(part_of(master)) == {*REPORTER.values(), *OTHER.values()}


def test_an_item_alone_hides_its_own_reporter_only(app: Flask) -> None:
    one, other = makers.registered(**REPORTER), makers.registered(**OTHER)
    assert masks(one) == set(REPORTER.values())
    assert masks(other) == set(OTHER.values())


def test_looking_up_reporters_writes_nothing(app: Flask) -> None:
    problem = makers.stored(makers.registered(**REPORTER))
    problem.title = "没有写进库的改动"
    assert len(reporters.of(problem).names) == 1
    assert problem.row_version == 1
