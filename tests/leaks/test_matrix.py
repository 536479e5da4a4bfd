"""R01: every route × method × role × own or foreign id, each cell once, nothing left out."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pytest
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.enums import Role
from app.principal import Principal
from app.security import Hidden, declared
from tests import support
from tests.leaks import walk
from tests.leaks.conftest import Site
from tests.leaks.test_fuzz import enters
from tests.leaks.test_writing import body, fingerprint
from tests.leaks.walk import MISSING, Tally, Visitor
from tests.test_routes import PUBLIC_ROUTES

pytestmark = pytest.mark.matrix

# One person for each role, and nobody.
CAST = {role: next(who for who, one in support.PEOPLE.items() if one[2] is role) for role in Role}
WHO = ("", *CAST.values())
OWN, FOREIGN = "own", "foreign"
FEWEST = 3_000
LOGOUT = "AccountView.logout"
GIVEN = {
    "name": "retire",
    "action": "progress",
    "kind": "assignment_letter",
    "verb": "approve",
}
# A purpose was stated and the trace committed: sealed words are shown to who may open them.
OPENINGS = re.compile(r"^/(clue|accountability)/(<[^>]+>/open|interference)$")
# What may have no picture, no such move, nobody to keep away.
MAY_BE_NONE = ("/picture", "/photo.jpg", "/recusal", "/<code>")
# What an empty POST on one's own pages does: begin a second factor, write an anchor.
# Figures are counted again from their rows before a month is frozen: no record of anybody.
OWN_ACTS = ("second_factor", "audit_anchor", "figure_cell", "figure_key", "figure_mark")
PLACE, GAOWAN = "<string(length=12):code>", "130924102000"
# What a write on a row that is not one's own may answer; 302 leads away with a word.
REFUSED = {302, 400, 403, 404, 422}
Cell = tuple[Rule, str, str, str]


def routes(site: Site) -> list[tuple[Rule, str]]:
    """Return every route with each of its methods, as tests/data/routes.csv lists them."""
    return [
        (rule, method)
        for rule in site.app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        if rule.endpoint != "static"
    ]


def has_id(rule: Rule) -> bool:
    """Tell whether a route's address names a row."""
    return re.search(r"<int[^>]*:(pk|row_id)>", rule.rule) is not None


def row_of(site: Site, cell: Cell) -> tuple[int, bool]:
    """Return a row id for a cell, and whether such a row exists and is what the cell says.

    What the world has no rows of is written to by nobody: an account that is stopped in the
    middle would answer every later cell.
    """
    rule, method, who, whose = cell
    rows = site.world.rows.get(walk.kind_at(rule.rule) if has_id(rule) else "problem", {})
    mine = [row_id for row_id, readers in rows.items() if (who in readers) is (whose == OWN)]
    if mine:
        return mine[0], True
    return (1 if whose == OWN and method == "GET" else MISSING), False


def address(rule: Rule, row_id: int) -> str:
    """Return the address of a route with its parts filled in."""
    text = re.sub(r"<int[^>]*:(pk|row_id)>", str(row_id), rule.rule)
    text = walk.ANY.sub(lambda part: walk.words_of(part)[0], text)
    text = text.replace(PLACE, GAOWAN)
    if "<column>" in text:
        text = text.replace("<column>", walk.names_of(walk.model_at(text), deep=False)[0])
    return re.sub(r"<(?:[^:>]+:)?(\w+)>", lambda part: GIVEN.get(part[1], "1"), text)


@dataclass
class Matrix:
    """What the cells answered."""

    cells: list[Cell] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    wrong: list[str] = field(default_factory=list)

    def judge(self, site: Site, cell: Cell, answer: TestResponse, *, real: bool) -> None:
        """Hold one answer against what its role and row allow."""
        rule, method, who, whose = cell
        self.cells.append(cell)
        opened = method == "POST" and OPENINGS.match(rule.rule) and answer.status_code == 200
        if not (opened and enters(principal(who), declared_of(site, rule))):
            walk.judge(site.world, self.tally, who, rule.rule, answer)
        fit = expected(site, cell, real=real)
        if fit is not None and answer.status_code not in fit:
            self.wrong.append(f"{who} {method} {rule.rule} {whose} {answer.status_code}")


def declared_of(site: Site, rule: Rule) -> Any:
    """Return what a route declares."""
    return declared(site.app.view_functions[rule.endpoint])


@cache
def principal(who: str) -> Principal:
    """Return a person of the cast; every world has the same."""
    return support.person(who)


def expected(site: Site, cell: Cell, *, real: bool) -> set[int] | None:
    """Return the answers that a cell may have, None where only failures and leaks count."""
    rule, method, who, whose = cell
    mark = declared_of(site, rule)
    if mark == "public":
        return None
    if not who:
        return {401} if rule.rule.startswith("/api/") else {302, 400}
    if not enters(principal(who), mark):
        return {404} if isinstance(mark, Hidden) else {403}
    if not has_id(rule):
        return None
    if whose == FOREIGN:
        # Accounts are no secret to who keeps them, but not each may change them.
        refused = {403, 404} if rule.rule.startswith("/accounts/") else {404}
        return refused if method == "GET" else REFUSED
    none = {404} if rule.rule.endswith(MAY_BE_NONE) else set()
    return {200, 302, 403, 409, 422} | none if real and method == "GET" else None


def given(cell: Cell, path: str, row_id: int, token: dict[str, str]) -> dict[str, Any]:
    """Return what a cell sends: on a foreign row all that would do the act, else ids alone."""
    rule, method, _who, whose = cell
    if method == "GET":
        return {} if has_id(rule) else {"query_string": {"pk": row_id, "problem_id": row_id}}
    headers = {**token, "Idempotency-Key": f"matrix-{row_id}-{whose}-key"}
    ids = {"pk": row_id, "item": f"{row_id}:1", "problem_id": row_id, "unit_id": row_id}
    facts = body(path, row_id) if has_id(rule) and whose == FOREIGN else ids
    return {"headers": headers, ("json" if "/api/" in path else "data"): facts}


def cells(site: Site) -> Iterator[Cell]:
    """Yield the full product; whoever logs out comes first, for it needs a login of its own."""
    ordered = sorted(routes(site), key=lambda one: one[0].endpoint != LOGOUT)
    for who in WHO:
        for (rule, method), whose in itertools.product(ordered, (OWN, FOREIGN)):
            yield rule, method, who, whose


def is_chosen(site: Site, cell: Cell) -> bool:
    """Tell whether a cell is asked on PostgreSQL too: what passes the guard, of four roles."""
    rule, _method, who, _whose = cell
    mark = declared_of(site, rule)
    return who in {"clerk", "gaowan", "minzheng", "leader"} and enters(principal(who), mark)


@pytest.fixture(scope="module")
def matrix(site: Site) -> Matrix:
    """Ask every cell once; on PostgreSQL, outside the soak, some that pass the guard."""
    found, before = Matrix(), fingerprint()
    whole = site.deep or site.backend == "sqlite"
    tokens = {who: site.visitor(who).token() for who in WHO}
    for cell in cells(site):
        rule, method, who, _whose = cell
        if not whole and not is_chosen(site, cell):
            continue
        row_id, real = row_of(site, cell)
        path, visitor, token = address(rule, row_id), site.visitor(who), tokens[who]
        if rule.endpoint == LOGOUT and who:
            visitor = Visitor(site.app, who)
            token = visitor.token()
        answer = visitor.open(path, method, **given(cell, path, row_id, token))
        found.judge(site, cell, answer, real=real)
    print(f"matrix {site.backend}: {len(found.cells)} cells")
    after = fingerprint()
    found.wrong += [f"rows of {table} changed" for table in before if changed(table, before, after)]
    return found


def changed(table: str, before: dict[str, str], after: dict[str, str]) -> bool:
    """Tell whether a table that is not one's own business has changed."""
    return table not in OWN_ACTS and after[table] != before[table]


def test_r01_matrix_is_the_full_product_and_holds_each_cell_once(
    site: Site, matrix: Matrix
) -> None:
    product = len(routes(site)) * len(WHO) * 2
    assert len({(c[0].rule, *c[1:]) for c in matrix.cells}) == len(matrix.cells)
    if site.deep or site.backend == "sqlite":
        assert len(matrix.cells) == product >= FEWEST
    print(f"routes {len(routes(site))} × roles {len(WHO)} × own or foreign 2 = {product}")


def test_r01_no_cell_shows_a_foreign_word_or_a_caller(matrix: Matrix) -> None:
    assert matrix.tally.leaks == []


def test_r01_no_cell_fails(matrix: Matrix) -> None:
    assert matrix.tally.broken == []


def test_r01_every_cell_answers_as_role_and_row_allow_and_nothing_changes(matrix: Matrix) -> None:
    assert matrix.wrong == []


def test_r02_nobody_reaches_an_address_without_a_login(site: Site) -> None:
    visitor, open_to_all = site.visitor(""), PUBLIC_ROUTES
    for rule, method in routes(site):
        if method != "GET" or rule.rule in open_to_all:
            continue
        answer = visitor.open(address(rule, 1))
        api = rule.rule.startswith("/api/")
        assert answer.status_code == (401 if api else 302), rule.rule
        assert api or answer.headers["Location"].startswith("/login/"), rule.rule
