"""R06, R07: every model column × operator × view, each probe once; none tells a hidden value."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import pytest
from werkzeug.test import TestResponse

from app import exchange, policies
from app.crud_api import OfficeApi
from app.models import AuditLog, Model
from tests import support
from tests.leaks import walk
from tests.leaks.conftest import Site
from tests.leaks.walk import Tally

FEWEST = 2_000
# Who has the least to see comes first: most columns are hidden from them.
ASKERS = ("gaowan", "minzheng", "village", "clerk", "bureau", "inspector", "auditor", "sysadmin")
VIEWS = {"page": "/admin/{}/", "api": "/api/v1/{}/", "file": "/admin/{}/export.xlsx"}
# Own parameters of the product, then what the framework's pages would have understood.
FILTERS = ("{}=1", "{}=欧阳", "{}=2020-01-01..2030-01-01", "{}_text=欧")
FOREIGN = ("_flt_0_{}=1", "_flt_2_{}=欧", "group_by={}")
SORTS = ("sort={}", "sort=-{}")
FOREIGN_SORTS = ("_oc_View={}&_od_View=asc", "order_column={}&order_direction=desc")
# A list of days that is asked for any order, even an unknown one, begins at its first day.
UNREAD = "sort=no_such_column"
# What no table has, but a relation or a careless reader would.
BEYOND = ("contact_id.name_mask", "created_by.password", "(select 1)")


@dataclass(frozen=True)
class Probe:
    """One parameter over one column of one view; one at a time where only one is read."""

    model: type[Model]
    who: str
    view: str
    operator: str
    column: str
    hidden: bool

    @property
    def path(self) -> str:
        """Return the address of the view."""
        return VIEWS[self.view].format(self.model.__tablename__)

    @property
    def ask(self) -> str:
        """Return the parameter."""
        return self.operator.format(self.column)


def asker(model: type[Model]) -> str:
    """Return who probes a table."""
    return next(who for who in ASKERS if policies.may(support.person(who), model, "list"))


def probes(site: Site) -> Iterator[Probe]:
    """Yield every probe once."""
    views = [view for view in site.app.appbuilder.baseviews if isinstance(view, OfficeApi)]  # type: ignore[attr-defined]
    for model in [view.model for view in views]:
        who = asker(model)
        person = support.person(who)
        filters = set(policies.readable(person, model, "filter"))
        sorts = set(policies.readable(person, model, "sort"))
        opens = [v for v in VIEWS if v != "file" or exchange.columns(person, model)]
        columns = [*model.__table__.columns.keys(), *BEYOND]
        for view in opens:
            for operator in (*FILTERS, *FOREIGN, *SORTS, *FOREIGN_SORTS):
                known = filters if operator in FILTERS else sorts if operator in SORTS else set()
                for column in columns:
                    yield Probe(model, who, view, operator, column, column not in known)


def asked_now(site: Site, every: Sequence[Probe]) -> Iterator[Probe]:
    """Yield the probes of this run: orders, which go one by one, at all views in the soak only.

    The three views read their parameters in one place (crud_lists.read); on PostgreSQL the
    ordinary run asks the API alone.
    """
    light = site.backend == "sqlite"
    for probe in every:
        if site.deep or probe.view == "api" or (light and probe.operator not in SORTS):
            yield probe


def told(answer: TestResponse) -> tuple[int, str]:
    """Return what an answer tells: status and text, of a file its cells alone."""
    if walk.XLSX in (answer.content_type or ""):
        with zipfile.ZipFile(io.BytesIO(answer.get_data())) as book:
            names = [name for name in book.namelist() if name.startswith("xl/")]
            return answer.status_code, "".join(book.read(name).decode() for name in names)
    return walk.normal(answer)


def asked(site: Site, tally: Tally, probe: Probe, ask: str) -> tuple[int, str]:
    """Ask once and return what was told."""
    answer = site.visitor(probe.who).look(site.world, tally, f"{probe.path}?{ask}")
    return told(answer)


def differing(
    site: Site, tally: Tally, group: Sequence[Probe], plain: tuple[int, str]
) -> list[str]:
    """Return the probes of one view and operator whose answer is not the unfiltered one."""
    together = group[0].operator not in SORTS and not site.deep
    if together and asked(site, tally, group[0], "&".join(one.ask for one in group)) == plain:
        return []
    return [
        f"{one.who} {one.path}?{one.ask}"
        for one in group
        if not _harmless(asked(site, tally, one, one.ask), plain)
    ]


def _harmless(answer: tuple[int, str], plain: tuple[int, str]) -> bool:
    """Tell whether an answer is the unfiltered one or a refusal."""
    return answer == plain or 400 <= answer[0] < 500


@pytest.mark.matrix
def test_r06_r07_no_probe_of_a_hidden_column_changes_an_answer(site: Site) -> None:
    """Filters that are not read are asked together and, when the answer moves, one by one."""
    every, tally = list(probes(site)), Tally()
    # Reading the audit log adds to it; its one reader may see every column of it anyway.
    still = [probe for probe in every if probe.hidden and probe.model is not AuditLog]
    hidden = list(asked_now(site, still))
    assert len(set(every)) == len(every)
    assert len(hidden) >= FEWEST
    oracles, unfiltered = [], {}
    for key, group in groupby(hidden, key=lambda one: (one.path, one.operator)):
        together, plain = list(group), UNREAD if key[1] in SORTS else ""
        if (key[0], plain) not in unfiltered:
            unfiltered[key[0], plain] = asked(site, tally, together[0], plain)
        oracles += differing(site, tally, together, unfiltered[key[0], plain])
    print(
        f"oracles {site.backend}: {len(every)} probes, {len(hidden)} of hidden columns, "
        f"{tally.requests} requests"
    )
    assert oracles == []
    assert (tally.leaks, tally.broken) == ([], [])


@pytest.mark.matrix
def test_r06_r07_declared_filters_and_orders_show_nothing_foreign(site: Site) -> None:
    tally = Tally()
    declared = [one for one in probes(site) if not one.hidden]
    for probe in declared if site.deep else [one for one in declared if one.view == "api"]:
        answer = site.visitor(probe.who).look(site.world, tally, f"{probe.path}?{probe.ask}")
        assert answer.status_code == 200, probe
    print(f"declared {site.backend}: {tally.requests} requests")
    assert (tally.leaks, tally.broken) == ([], [])


@pytest.mark.parametrize("view", ["page", "api"])
def test_the_probe_would_see_a_column_that_moves_the_answer(site: Site, view: str) -> None:
    """A declared filter does change the answer, so that the silence of the others means much."""
    base, tally = VIEWS[view].format("problem"), Tally()
    answers = [
        told(site.visitor("gaowan").look(site.world, tally, base + ask))
        for ask in ("", "?state=closed", "?sort=id&state=nonsense")
    ]
    assert answers[0] != answers[1]
