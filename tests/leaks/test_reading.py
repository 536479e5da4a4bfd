"""Every address that can be read, as everybody: no foreign word, no caller, no failure."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app import store
from app.compartment import Closed, may_enter
from app.models import Model
from app.queries import listing
from tests import support
from tests.leaks import walk
from tests.leaks.conftest import Site
from tests.leaks.walk import MISSING, Tally, Visitor

COUNTED = ("problem", "message", "evaluation", "rectification", "service_window", "staff")
GUARDED = (*COUNTED, "service_point", "unit")
CLOSED = {401, 403}


@dataclass
class Crawl:
    """What everybody met on every readable address."""

    tally: dict[str, Tally] = field(default_factory=dict)
    answers: dict[tuple[str, str], tuple[int, str]] = field(default_factory=dict)

    def all(self, what: str) -> list[str]:
        """Return one kind of finding of everybody."""
        return [found for tally in self.tally.values() for found in getattr(tally, what)]


@pytest.fixture(scope="module")
def crawl(site: Site) -> Crawl:
    """Open every readable address as everybody, with own, foreign and missing ids."""
    found = Crawl()
    for who in site.people():
        tally = found.tally[who] = Tally()
        for rule in walk.rules(site.app, "GET"):
            for path in walk.filled(rule, site.world, deep=site.deep):
                answer = site.visitor(who).look(site.world, tally, path)
                found.answers[who, path] = walk.normal(answer)
                if answer.status_code in CLOSED or not who:
                    break
    print(f"crawl {site.backend}: {sum(one.requests for one in found.tally.values())} requests")
    return found


@pytest.mark.matrix
def test_no_address_shows_a_foreign_word_or_a_caller(crawl: Crawl) -> None:
    assert crawl.all("leaks") == []


@pytest.mark.matrix
def test_no_address_fails(crawl: Crawl) -> None:
    assert crawl.all("broken") == []


@pytest.mark.matrix
def test_every_reader_meets_his_own_words(site: Site, crawl: Crawl) -> None:
    """The crawl sees what it should, so that its silence means something."""
    blind = [
        f"{who} {word}"
        for who in crawl.tally
        for word, readers in site.world.readers.items()
        if who in readers and word not in crawl.tally[who].met
    ]
    assert blind == []


@pytest.mark.matrix
def test_foreign_id_answers_like_a_missing_one(site: Site, crawl: Crawl) -> None:
    told, compared = [], 0
    for rule in [one for one in walk.rules(site.app, "GET") if "<int" in one.rule]:
        rows = site.world.rows.get(walk.kind_at(rule.rule), {})
        gone = list(walk.filled(rule, site.world, [MISSING], deep=site.deep))
        for row_id, readers in rows.items():
            here = walk.filled(rule, site.world, [row_id], deep=site.deep)
            for path, missing in zip(here, gone, strict=True):
                for who in [one for one in crawl.tally if one and one not in readers]:
                    if (who, missing) in crawl.answers:
                        compared += 1
                        if crawl.answers[who, path] != crawl.answers[who, missing]:
                            told.append(f"{who} {path}")
    assert told == []
    assert compared > 50


@pytest.mark.parametrize("kind", COUNTED)
def test_counts_are_those_of_the_own_rows(site: Site, kind: str) -> None:
    for who in [one for one in site.people() if one]:
        answer = site.visitor(who).open(f"/api/v1/{kind}/")
        if answer.status_code in CLOSED:
            assert site.world.own(kind, who) == [], who
            continue
        body = answer.get_json()
        assert sorted(item["id"] for item in body["items"]) == site.world.own(kind, who), who
        assert body["count"] == len(body["items"]), who


def columns(model: type[Model]) -> list[str]:
    """Return every column of a table and some that it has not."""
    return [*model.__table__.columns.keys(), "contact_id.name_mask", "created_by.password", "1"]


def order(visitor: Visitor, path: str) -> tuple[int, list[int]]:
    """Return status and ids of an API list in its order."""
    answer = visitor.open(path)
    items = (answer.get_json() or {}).get("items", ())
    return answer.status_code, [item["id"] for item in items]


@pytest.mark.parametrize("kind", GUARDED)
def test_column_that_is_not_declared_is_no_oracle(site: Site, kind: str, soak: bool) -> None:
    model = listing.model_named(kind)
    filters, sorts = dict(model.fields("filter")), dict(model.fields("sort"))
    hidden = [name for name in columns(model) if name not in filters]
    asks = ["&".join(f"{name}={value}" for name in hidden) for value in ("1", "欧", "late")]
    asks += [f"{name}=1" for name in hidden] if soak else []
    asks += [f"sort=-{name}" for name in columns(model) if name not in sorts]
    changed = []
    for who in ("clerk", "gaowan", "inspector"):
        plain = order(site.visitor(who), f"/api/v1/{kind}/")
        if plain[0] == 200:
            changed += [
                f"{who} {ask}"
                for ask in asks
                if order(site.visitor(who), f"/api/v1/{kind}/?{ask}") != plain
            ]
    assert changed == []


@pytest.mark.parametrize("kind", GUARDED)
def test_filter_and_sort_by_any_column_shows_nothing_foreign(site: Site, kind: str) -> None:
    tally, model = Tally(), listing.model_named(kind)
    for who in ("gaowan", "minzheng"):
        for base in (f"/admin/{kind}/", f"/admin/{kind}/export.xlsx", f"/api/v1/{kind}/"):
            for name in model.__table__.columns.keys() if base.startswith("/api") else ["id"]:
                ask = f"{name}=1&sort={name}&page=1"
                site.visitor(who).look(site.world, tally, f"{base}?{ask}")
    assert (tally.leaks, tally.broken) == ([], [])


SEARCHED = {"题": "problem", "信": "message", "评": "evaluation", "员": "staff"}


@pytest.mark.parametrize("who", ["gaowan", "minzheng", "clerk2"])
def test_search_with_a_foreign_word_finds_nothing(site: Site, who: str) -> None:
    tally, visitor = Tally(), site.visitor(who)
    for word in (*site.world.foreign(who), *walk.PERSONS):
        kind = SEARCHED.get(word[1:2], "problem")
        answer = visitor.look(site.world, tally, f"/api/v1/{kind}/?q={word}")
        assert (answer.get_json() or {}).get("count", 0) == 0, word
    assert tally.leaks == []


FENCED = [model for _table, model in sorted(store.fenced_models().items())]


@pytest.mark.parametrize("model", FENCED, ids=lambda one: one.__name__)
def test_alias_join_and_subquery_are_cut_like_the_plain_read(
    site: Site, model: type[Model]
) -> None:
    other = aliased(model)
    inner = sa.select(model.id).subquery()
    for who in [one for one in site.people() if one]:
        session = store.current()
        session.rollback()
        session.expunge_all()
        person = support.person(who)
        store.name(session, person)
        if model.__compartment__ and not may_enter(person):
            with pytest.raises(Closed):
                session.scalars(sa.select(other.id))
            continue
        plain = set(session.scalars(sa.select(model.id)))
        every = sa.select(other.id).select_from(sa.select(sa.literal(1)).subquery())
        assert set(session.scalars(sa.select(other.id))) == plain, who
        assert set(session.scalars(every.outerjoin(other, sa.true()))) - {None} == plain, who
        assert set(session.scalars(sa.select(inner.c.id))) == plain, who
