"""Bad input of every kind: each answer is an answer, none is a failure."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.routing import Rule

from app import policies
from app.models import Model
from app.principal import Principal
from app.security import declared, holds, model_of
from app.transitions import BY_ACTION
from tests import support
from tests.leaks import walk
from tests.leaks.conftest import Site
from tests.leaks.walk import Tally

COUNT, SOAK = 600, 20_000
DIGITS = "9" * 5000
ODD = (
    "",
    "abc",
    "-1",
    "1e9",
    "9" * 19,
    str(2**63),
    DIGITS,
    "²",
    "٣",
    "(select 1)",
    "1 or 1=1--",
    "'\"><script>",
    "\x00",
    "a\x00b",
    "😀",
    "%",
    "_%\\",
    "高湾" * 400,
    "\u202e\ufeff",
    "{{7*7}}",
    "../../etc/passwd",
    "0001-01-01",
    "9999-12-31..0000-00-00",
    "2026-02-30",
    "late",
    "true",
    "null",
    "[]",
    "nan",
)
KINDS = (
    "application/json",
    "text/plain",
    "multipart/form-data",
    "multipart/form-data; boundary=x",
    "application/xml",
    "application/x-www-form-urlencoded; charset=utf-16",
    "",
)
BODIES: tuple[bytes, ...] = (
    b"",
    b"{",
    b"null",
    b"[]",
    b'"x"',
    b"[" * 100_000,
    b'{"a":' * 20_000,
    b'{"row_version": 1e999, "name": NaN}',
    b'{"name": "\\ud800", "no": "\\u0000", "kind": [], "status": {}, "row_version": "1"}',
    b"\xff\xfe\x00",
    b"\x00" * 1000,
    b'--x\r\nContent-Disposition: form-data; name="files"; filename="\x00"\r\n\r\n\r\n--x--',
    b"a=" + b"b" * 1_000_000,
    b"&".join(b"a=b" for _ in range(2000)),
)
PATHS = (
    "//evil.example/%2e%2e",
    "/%00",
    "/%ff",
    "/" + "a/" * 2000,
    "/static/%00",
    "/static/../../config.py",
    "/static/%2e%2e/%2e%2e/config.py",
    "/admin/unit/-1",
    "/admin/unit/1/edit/",
    "/admin/problem",
    "/api/v1/",
    "/paper/1.pdf.pdf",
    "/problem/1/../2",
)
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "TRACE", "BREW")


def enters(person: Principal, mark: Any) -> bool:
    """Tell whether the guard lets a person in, as app/security.py asks it."""
    if isinstance(mark, tuple) and isinstance(mark[0], str):
        model = model_of(mark[1])
        return model is not None and policies.may(person, model, mark[0])
    return holds(person, mark)


class Fuzzer:
    """Makes one bad request after another from a seed."""

    def __init__(self, site: Site, seed: int) -> None:
        self.site, self.dice = site, random.Random(seed)
        # What ends somebody's login would leave the fuzzer outside; tests/test_role_grants.py
        # and tests/test_stand_in.py try these.
        apart = {"static", "AccountView.logout", "accounts.act", "accounts.end_grant"}
        apart |= {"accounts.edit", "accounts.approve", "stand_in.own", "stand_in.end"}
        apart |= {"watch.end_session", "watch.end_all"}
        self.routes = [one for one in site.app.url_map.iter_rules() if one.endpoint not in apart]
        self.tokens = {who: site.visitor(who).token() for who in site.people()}
        self.cast = {who: support.person(who) for who in self.tokens if who}

    def somebody(self, rule: Rule) -> str:
        """Return who asks: mostly a person whom the guard lets in."""
        everybody = list(self.tokens)
        if self.dice.random() < 0.15:
            return self.dice.choice(everybody)
        mark = declared(self.site.app.view_functions[rule.endpoint])
        inside = [who for who, person in self.cast.items() if enters(person, mark)]
        return self.dice.choice(inside or everybody)

    def path(self, rule: Rule) -> str:
        """Return an address of a route with plain or odd parts."""
        text = self.dice.choice(list(walk.filled(rule, self.site.world, deep=True))).partition("?")[
            0
        ]
        if self.dice.random() < 0.2:
            text = text.replace("/1", f"/{self.dice.choice(('0', str(2**63), '9' * 30, DIGITS))}")
        return text

    def names(self, rule: Rule) -> list[str]:
        """Return parameter names that mean something to a route, and some that do not."""
        common = ["q", "page", "psize", "sort", "before", "kind", "next", "_flt_0_name", "pk"]
        forms = ["version", "row_version", "_once", "action", "item", "problem_id", "purpose"]
        facts = [fact.name for step in BY_ACTION.values() for fact in step.facts]
        if rule.rule.startswith(("/admin/", "/api/v1/")) and "/_" not in rule.rule:
            model: type[Model] = walk.model_at(rule.rule)
            columns = list(model.__table__.columns.keys())
            return [*common, *forms, *columns, *(f"{name}_text" for name in columns)]
        return [*common, *forms, *facts, "region_code", "region_code_text", "phone", "title"]

    def odd(self, rule: Rule, most: int) -> dict[str, list[str]]:
        """Return odd values under chosen names, some of them several times."""
        names = self.dice.sample(self.names(rule), self.dice.randint(1, most))
        return {n: self.dice.choices(ODD, k=self.dice.choice((1, 1, 3))) for n in names}

    def one(self) -> tuple[str, str, str, dict[str, Any]]:
        """Return who asks, the method, the address and what is sent."""
        rule = self.dice.choice(self.routes)
        who = self.somebody(rule)
        method = self.dice.choice(sorted((rule.methods or set()) - {"OPTIONS"}))
        make: Callable[[Rule], dict[str, Any]] = self.dice.choice((self.asked, self.sent, self.raw))
        if self.dice.random() < 0.1:
            return who, self.dice.choice(METHODS), self.dice.choice(PATHS), {}
        if self.dice.random() < 0.05:
            method = self.dice.choice(METHODS)
        if method == "GET":
            make = self.asked
        headers = {**self.tokens[who], "Idempotency-Key": self.dice.choice(("", "k" * 20, "²" * 9))}
        return who, method, self.path(rule), {"headers": headers, **make(rule)}

    def asked(self, rule: Rule) -> dict[str, Any]:
        """Return odd parameters of the address."""
        return {"query_string": self.odd(rule, 6)}

    def sent(self, rule: Rule) -> dict[str, Any]:
        """Return odd fields of a form or of JSON."""
        fields = self.odd(rule, 12)
        if "/api/" in rule.rule:
            return {
                "json": {name: self.dice.choice((v, v[0], 10**30)) for name, v in fields.items()}
            }
        return {"data": fields}

    def raw(self, rule: Rule) -> dict[str, Any]:
        """Return a body that is not what its type says."""
        return {"data": self.dice.choice(BODIES), "content_type": self.dice.choice(KINDS)}


def test_bad_requests_never_fail(site: Site, soak: bool) -> None:
    fuzzer, tally = Fuzzer(site, 20261121), Tally()
    count = SOAK if soak else COUNT if site.backend == "sqlite" else COUNT // 3
    for number in range(count):
        who, method, path, given = fuzzer.one()
        given.setdefault("headers", {})
        given["headers"] = {k: v for k, v in given["headers"].items() if v.isascii()}
        answer = site.visitor(who).open(path, method, **given)
        tally.requests += 1
        if answer.status_code >= 500:
            tally.broken.append(f"{number} {who} {method} {path[:80]} {str(given)[:300]}")
        text = answer.get_data().decode("utf-8", "replace")
        if "/reveal" not in path and any(word in text for word in walk.PERSONS):
            tally.leaks.append(f"{number} {who} {method} {path[:80]}")
    print(f"fuzz {site.backend}: {tally.requests} requests")
    assert tally.broken == []
    assert tally.leaks == []


@pytest.mark.parametrize("value", ODD)
def test_list_with_an_odd_value_in_every_parameter_answers(site: Site, value: str) -> None:
    names = ("q", "page", "psize", "sort", "state", "lead_unit_id", "region_code", "due_at")
    for who, base in (("intake", "/admin/problem/"), ("gaowan", "/api/v1/problem/")):
        answer = site.visitor(who).open(base, query_string=dict.fromkeys(names, value))
        assert answer.status_code == 200


@pytest.mark.parametrize("value", ["²", "٣", DIGITS, "9" * 19, "\x00", "-1", "1e3"])
@pytest.mark.parametrize(
    ("who", "path", "field"),
    [
        ("leader", "/paper/sign", "pk"),
        ("intake", "/paper/print", "item"),
        ("intake", "/paper/new/assignment_letter", "problem_id"),
        ("intake", "/problem/4/triage", "version"),
        ("intake", "/problem/4/triage", "proposed_unit_id"),
        ("intake", "/problem/4/triage", "days"),
        ("clerk", "/problem/new", "unit_complained_id"),
        ("clerk", "/problem/new", "region_code"),
        ("gaowan", "/admin/service_window/action_post", "pk"),
        ("", "/login/", "username"),
    ],
)
def test_odd_number_in_a_form_is_refused_in_words(
    site: Site, who: str, path: str, field: str, value: str
) -> None:
    sent = value if field not in {"pk", "item"} else f"{value}:{value}"
    given = {field: sent, "confirmed": "1", "action": "retire", "password": "x", "_once": "o" * 20}
    visitor = site.visitor(who)
    answer = visitor.open(path, "POST", data=given, headers=visitor.token())
    assert answer.status_code < 500


@pytest.mark.parametrize("verb", ["approve", "refuse"])
def test_number_beyond_every_row_is_missing(site: Site, verb: str) -> None:
    visitor, path = site.visitor("leader"), f"/admin/pending_change/{2**63}/{verb}"
    answer = visitor.open(path, "POST", data={"reason": "不同意"}, headers=visitor.token())
    assert answer.status_code == 404


def test_json_of_brackets_alone_is_refused(site: Site) -> None:
    visitor = site.visitor("gaowan")
    headers = {**visitor.token(), "Idempotency-Key": "k" * 20}
    answer = visitor.open(
        "/api/v1/service_window/",
        "POST",
        data=b"[" * 100_000,
        content_type="application/json",
        headers=headers,
    )
    assert answer.status_code == 400
