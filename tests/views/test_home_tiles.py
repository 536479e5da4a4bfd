"""A tile of the home page opens exactly what it counts, for everybody who has an item to see."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask

from app import clock
from app.permissions import Right
from tests import makers, support
from tests.views.hands import Hands

TILE = re.compile(r'<a class="card tile[^"]*" href="([^"]*)"><b>(\d+)</b>([^<]*)</a>')
ITEM = re.compile(r'href="/problem/(\d+)"')
READERS = [
    who
    for who, (_name, _unit, role) in support.PEOPLE.items()
    if Right.SEE_PROBLEMS.letter(role) != "-"
]


@pytest.fixture(params=[0, 6, 14], ids=["new", "later", "late"])
def hands(app: Flask, request: pytest.FixtureRequest) -> Hands:
    """Return browsers some days after items were brought to every state."""
    with clock.fixed(support.NOW):
        for state in makers.STATES:
            makers.problem_in(state)
        makers.problem_in("assigned", request_type="report")
        makers.registered("village")
    support.session().rollback()
    return Hands(app, support.NOW + timedelta(days=request.param))


def counted(page: str, path: str) -> int:
    """Return how many items stand behind a tile's address."""
    body = page.split('id="waiting"')[1] if path == "#waiting" else page
    return len(set(ITEM.findall(body)))


def test_every_tile_opens_as_many_items_as_it_counts(hands: Hands) -> None:
    numbers = []
    for who in READERS:
        home = hands.get(who, "/").text
        tiles = [(unescape(url), int(n), label) for url, n, label in TILE.findall(home)]
        assert [label for _url, _n, label in tiles][:3] == [
            "已超期",
            "两个工作日内到期",
            "等我办理",
        ]
        for url, number, label in tiles[:3]:
            page = home if url == "#waiting" else hands.get(who, url).text
            assert counted(page, url) == number, (who, label)
            numbers.append(number)
    assert any(numbers)
