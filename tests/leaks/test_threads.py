"""Two people at the same moment: neither meets what is the other's."""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable

import pytest
from flask import Flask

from tests import support
from tests.leaks import walk
from tests.leaks.conftest import Site
from tests.leaks.walk import Tally
from tests.leaks.world import World

COUNT, SOAK = 100, 500
PAIRS = (("gaowan", "xinji"), ("minzheng", "leader"))


def pages(world: World) -> tuple[str, ...]:
    """Return what both open in turn, with the other's ids and filters among it."""
    ids = world.ids
    return (
        "/",
        "/admin/problem/?sort=due_at",
        f"/admin/problem/{ids['problem']['gw']}",
        f"/problem/{ids['problem']['xj']}",
        "/api/v1/problem/?state=in_progress",
        "/api/v1/message/?q=雀",
        f"/api/v1/evaluation/{ids['evaluation']['gw']}",
        "/admin/staff/?q=雀",
        "/admin/service_window/export.xlsx",
        f"/attachment/{ids['attachment']['xj-evidence']}",
        "/paper/",
        "/problem/lookup/unit?q=镇",
    )


def walker(site: Site, who: str, count: int, tally: Tally) -> Callable[[], None]:
    """Return one person's walk, in a context of its own as on a server's thread."""
    visitor, paths = site.visitor(who), pages(site.world)

    def run() -> None:
        for number in range(count):
            visitor.look(site.world, tally, paths[number % len(paths)])

    return lambda: contextvars.Context().run(run)


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_two_threads_share_nothing(site: Site, pair: tuple[str, str], soak: bool) -> None:
    count = SOAK if soak else COUNT
    tallies = {who: Tally() for who in pair}
    threads = [
        threading.Thread(target=walker(site, who, count, tally)) for who, tally in tallies.items()
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for who, tally in tallies.items():
        assert tally.requests == count, who
        assert (tally.leaks, tally.broken) == ([], [])
        assert tally.met, who


def test_context_of_a_thread_names_nobody(app: Flask) -> None:
    """A walk that lost its login would meet nothing: the pages say who is here."""
    visitor = walk.Visitor(app, "gaowan")
    assert support.PEOPLE["gaowan"][0] in visitor.open("/").text
