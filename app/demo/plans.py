"""When each act of each story happened: plans in working days, turned into one order of moments.

A plan reads "T01:38 T02:38 T06:37": the code of a transition and how many
working days ago. A code with a b is the second time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from app.demo import days, source
from app.workdays import Calendar

Story = Mapping[str, Any]


@dataclass(frozen=True)
class Act:
    """One act of a story at its moment; again marks the second of its kind."""

    at: datetime
    story: Story
    code: str
    again: bool = False


def acts(calendar: Calendar, stories: Iterable[Story]) -> list[Act]:
    """Return all acts of all stories in the order of time."""
    found = [act for story in stories for act in _acts_of(calendar, story)]
    return sorted(found, key=lambda act: act.at)


def _acts_of(calendar: Calendar, story: Story) -> list[Act]:
    """Return the acts of one story; those of one day follow each other in its hours."""
    dice = source.dice(story["key"])
    steps = [(code, int(ago)) for code, ago in (part.split(":") for part in story["plan"].split())]
    found: list[Act] = []
    for ago, group in groupby(steps, key=lambda step: step[1]):
        codes = [code for code, _ in group]
        moments = days.moments(calendar, ago, len(codes), dice)
        for code, at in zip(codes, moments, strict=True):
            found.append(Act(at, story, code.removesuffix("b"), code.endswith("b")))
    return found


def registered(plan: Iterable[Act]) -> dict[str, datetime]:
    """Return when each problem was registered, by its key."""
    return {act.story["key"]: act.at for act in plan if act.code == "T01"}
