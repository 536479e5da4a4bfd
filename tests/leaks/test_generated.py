"""W08, W09: requests made from the API's own document and from the forms' own fields."""

from __future__ import annotations

import io
import random
import re
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.core import NotSet
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.security import declared
from app.transitions import BY_ACTION
from tests import support
from tests.leaks import walk
from tests.leaks.conftest import Site
from tests.leaks.test_fuzz import BODIES, ODD, enters
from tests.leaks.walk import Tally, Visitor
from tests.views.hands import Forms

# Whose documents together hold every table and every write.
READERS = ("clerk", "gaowan", "intake", "bureau", "sysadmin", "auditor")
DOCUMENT, DOCUMENT_SOAK = 20, 1_700
COUNT, SOAK = 200, 10_000
# The test client keeps a larger body in a file that it leaves open.
LARGEST = 200_000
NAMES = ("a.jpg", "信.pdf", "\x00", "../../etc/passwd", "a" * 255, "a.svg", "")
SQL = (
    "'; DROP TABLE problem;--",
    "1' OR '1'='1",
    '" OR ""="',
    "1; SELECT pg_sleep(5)",
    "' || (SELECT 1) || '",
    "\\'; --",
    "%27%20OR%201=1",
    "1) UNION SELECT password FROM ab_user--",
)
SLOWEST = 4.0


def note(tally: Tally, answer: TestResponse, what: str) -> None:
    """Note a failure, a caller's name or number, and a trace in an answer."""
    tally.requests += 1
    text = answer.get_data().decode("utf-8", "replace")
    if answer.status_code >= 500:
        tally.broken.append(f"{what} {answer.status_code}")
    found = [word for word in (*walk.PERSONS, "Traceback (most") if word in text]
    if found and "/reveal" not in what:
        tally.leaks.append(f"{what} {found}")


def sent(visitor: Visitor, token: dict[str, str], case: Any, number: int) -> TestResponse:
    """Send a case of the document as the product's own page would."""
    path = case.path
    for name, value in (case.path_parameters or {}).items():
        path = path.replace(f"{{{name}}}", quote(str(value), safe=""))
    query = {name: str(value) for name, value in (case.query or {}).items()}
    kwargs: dict[str, Any] = {"query_string": query}
    if case.method.upper() not in {"GET", "HEAD"}:
        kwargs["headers"] = {**token, "Idempotency-Key": f"generated-key-{number:08d}"}
        if not isinstance(case.body, NotSet):
            kwargs["json"] = case.body
    return visitor.open(path, case.method.upper(), **kwargs)


@pytest.mark.matrix
@pytest.mark.parametrize("who", READERS)
def test_w08_requests_made_from_the_openapi_document_never_fail(
    site: Site, who: str, soak: bool
) -> None:
    visitor, tally = site.visitor(who), Tally()
    document = visitor.open("/api/v1/_openapi").get_json()
    token = visitor.token()
    schema = schemathesis.openapi.from_dict(document)
    cases = st.one_of([one.ok().as_strategy() for one in schema.get_all_operations()])
    count = DOCUMENT_SOAK if soak else DOCUMENT if site.backend == "sqlite" else DOCUMENT // 3

    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases)
    def ask(case: Any) -> None:
        answer = sent(visitor, token, case, tally.requests)
        note(tally, answer, f"{who} {case.method} {case.path} {case.query} {case.body!s:.200}")

    ask()
    print(f"schemathesis {site.backend} {who}: {tally.requests} requests")
    assert tally.requests >= count * 0.8
    assert (tally.broken, tally.leaks) == ([], [])


def pages(site: Site, who: str) -> Iterator[str]:
    """Yield the addresses whose form a person may send."""
    person = support.person(who)
    for rule in site.app.url_map.iter_rules():
        mark = declared(site.app.view_functions[rule.endpoint])
        if {"GET", "POST"} <= (rule.methods or set()) and enters(person, mark):
            yield from addresses(site, rule, who)


def addresses(site: Site, rule: Rule, who: str) -> Iterator[str]:
    """Yield a route's addresses over the person's own rows and over every action."""
    own = site.world.rows.get(walk.kind_at(rule.rule), {})
    ids = [row_id for row_id, readers in own.items() if who in readers] or [1]
    text = rule.rule.replace("<string:name>", "retire").replace("<kind>", "assignment_letter")
    for row_id in ids[:3] if "<int" in text else [0]:
        path = re.sub(r"<int[^>]*>", str(row_id), text)
        for action in BY_ACTION if "<action>" in path else [""]:
            yield re.sub(r"<[^>]+>", "1", path.replace("<action>", action))


def forms(site: Site, who: str) -> list[tuple[str, dict[str, list[str]]]]:
    """Return every form that a person is offered, with its fields as they stand."""
    found = []
    for path in pages(site, who):
        answer = site.visitor(who).open(path)
        if answer.status_code == 200:
            reader = Forms()
            reader.feed(answer.text)
            own = [form for form in reader.forms if set(form) - {"csrf_token", "q"}]
            found += [(path, dict(form.lists())) for form in own[-1:]]
    return found


def spoilt(dice: random.Random, fields: dict[str, list[str]], number: int) -> dict[str, Any]:
    """Return a form's fields with some of them spoilt, left out or sent twice."""
    given_: dict[str, Any] = {name: list(values) for name, values in fields.items()}
    names = [name for name in given_ if name != "csrf_token"]
    for name in dice.sample(names, min(len(names), dice.randint(1, 4))):
        way = dice.random()
        if way < 0.1:
            given_.pop(name)
        elif way < 0.3:
            given_[name] = [*given_[name], dice.choice(SQL)]
        else:
            given_[name] = dice.choice((*ODD, *SQL))
    if "_once" in given_ and dice.random() < 0.9:
        given_["_once"] = f"form-fuzz-{number:012d}"
    if dice.random() < 0.1:
        given_["files"] = (io.BytesIO(dice.choice(BODIES)[:LARGEST]), dice.choice(NAMES))
    return given_


@pytest.mark.matrix
def test_w08_w09_spoilt_forms_never_fail_and_never_wait(site: Site, soak: bool) -> None:
    dice, tally = random.Random(20261126), Tally()
    cast = ("clerk", "gaowan", "intake", "leader", "bureau", "sysadmin")
    offered = [(who, path, fields) for who in cast for path, fields in forms(site, who)]
    tokens = {who: site.visitor(who).token()["X-CSRFToken"] for who in cast}
    assert len(offered) > 30
    slow = []
    for number in range(SOAK if soak else COUNT if site.backend == "sqlite" else COUNT // 4):
        who, path, fields = dice.choice(offered)
        fields = {**fields, "csrf_token": [tokens[who]]}
        start = time.process_time() if site.backend == "sqlite" else time.monotonic()
        answer = site.visitor(who).open(path, "POST", data=spoilt(dice, fields, number))
        end = time.process_time() if site.backend == "sqlite" else time.monotonic()
        note(tally, answer, f"{number} {who} {path}")
        if end - start > SLOWEST:
            slow.append(f"{who} {path} {end - start:.1f} s")
    print(f"forms {site.backend}: {len(offered)} forms, {tally.requests} requests")
    assert (tally.broken, tally.leaks, slow) == ([], [], [])


@pytest.mark.parametrize("number", ["2147483648", "183178615894", "9" * 18])
def test_number_beyond_a_small_column_is_no_failure(site: Site, number: str) -> None:
    """Found by the document's requests: PostgreSQL compares no account with a number this large."""
    answer = site.visitor("auditor").open(f"/api/v1/audit_log/?account_id={number}")
    assert answer.status_code == 200
    assert answer.get_json()["ignored"]
