"""How the attackers walk: a logged-in client that reads everything an answer carries."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote

import pypdfium2
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app import clock
from app.clue_moves import BY_CODE as CLUE_MOVES
from app.figures.catalogue import METRICS
from app.models import Model
from app.queries import listing
from app.transitions import BY_ACTION
from tests import support
from tests.leaks.world import CALLERS, World

MISSING = 987_654
ANONYMOUS = ""
# Words of a page that differ between two answers to the same question.
CHANGING = re.compile(r'(nonce|value|content|data-once)="[^"]*"|\d{4,}')
XLSX, PACKED = "spreadsheetml", "openxmlformats"
SOME = ("triage", "sign", "answer", "verify", "close")
# Figures whose rows are those of the world: items, evaluations, outcomes for persons.
NUMBERS = ("registered", "open_end", "evaluations", "bad_reasons", "accountability")
# Whole names and numbers of callers, which no answer but reveal's may hold.
PERSONS = tuple(word for person in CALLERS.values() for word in person)


def read(answer: TestResponse) -> str:
    """Return everything an answer carries: head, body, and the texts inside a file."""
    head = "\n".join(f"{name}: {unquote(value)}" for name, value in answer.headers)
    return f"{head}\n{_body(answer.content_type or '', answer.get_data())}"


def _body(kind: str, content: bytes) -> str:
    """Return the text of a body."""
    if kind.startswith("application/pdf"):
        with pypdfium2.PdfDocument(content) as file:
            pages = [page.get_textpage().get_text_range() for page in file]
        return "".join(pages).replace("\r\n", "") + content.decode("latin-1")
    if PACKED in kind:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            return "\n".join(book.read(name).decode(errors="replace") for name in book.namelist())
    return content.decode("utf-8", "replace")


@dataclass
class Tally:
    """What a walk found."""

    requests: int = 0
    leaks: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    met: set[str] = field(default_factory=set)


class Visitor:
    """One person's browser at the held hour."""

    def __init__(self, app: Flask, who: str) -> None:
        self.who = who
        self.client: FlaskClient = app.test_client()
        if who:
            with clock.fixed(support.NOW):
                support.login(self.client, who)

    def open(self, path: str, method: str = "GET", **kwargs: Any) -> TestResponse:
        """Send one request."""
        with clock.fixed(support.NOW):
            return self.client.open(path, method=method, buffered=True, **kwargs)

    def token(self) -> dict[str, str]:
        """Return the header of a write."""
        page = self.open("/account/password") if self.who else self.open("/login/")
        return {"X-CSRFToken": support.token(page.text)}

    def look(self, world: World, tally: Tally, path: str) -> TestResponse:
        """Open a page and note what should not have been in it."""
        answer = self.open(path)
        judge(world, tally, self.who, path, answer)
        return answer


def judge(world: World, tally: Tally, who: str, path: str, answer: TestResponse) -> None:
    """Note foreign canaries, callers' names and numbers, and failures of an answer."""
    tally.requests += 1
    text = without(read(answer), path)
    found = [word for word in (*world.foreign(who), *PERSONS) if word in text]
    if found:
        tally.leaks.append(f"{who or 'anonymous'} {path} {answer.status_code} {found}")
    if answer.status_code >= 500:
        tally.broken.append(f"{who or 'anonymous'} {path} {answer.status_code}")
    tally.met.update(
        word for word, readers in world.readers.items() if who in readers and word in text
    )


def without(text: str, path: str) -> str:
    """Return an answer without what the request itself said, which an answer may repeat."""
    said = unquote(path.partition("?")[2])
    for part in re.split(r"[&=]", said):
        if len(part) > 3:
            text = text.replace(part, "").replace(quote(part), "")
    return text


def normal(answer: TestResponse) -> tuple[int, str]:
    """Return status and body of an answer without tokens and numbers."""
    return answer.status_code, CHANGING.sub("", answer.get_data().decode("utf-8", "replace"))


def model_at(path: str) -> type[Model]:
    """Return the class of a generated route."""
    return listing.model_named(re.split(r"/(?:admin|api/v1)/", path)[1].split("/")[0])


def kind_at(path: str) -> str:
    """Return the kind of row that a route's id names."""
    parts = path.strip("/").split("/")
    if parts[:2] == ["paper", "many"]:
        # A batch of drafts, of which the world has none; a paper's id names another thing.
        return "many"
    return parts[2] if parts[0] == "api" else parts[1] if parts[0] == "admin" else parts[0]


def rules(app: Flask, method: str) -> list[Rule]:
    """Return the routes of a method, static files aside."""
    return [
        rule
        for rule in app.url_map.iter_rules()
        if method in (rule.methods or ()) and rule.endpoint != "static"
    ]


def names_of(model: type[Model], *, deep: bool) -> list[str]:
    """Return columns to look up by: those that name rows, deep every one, and two that may not."""
    declared = [name for name, about in model.fields() if deep or about.refers_to]
    return [*declared, "created_by_id", "nonsense"]


# A part of an address that is one of some words.
ANY = re.compile(r"<any\(([^)]*)\):\w+>")


def words_of(part: re.Match[str]) -> list[str]:
    """Return the words of such a part."""
    return [word.strip(" '") for word in part[1].split(",")]


def filled(
    rule: Rule, world: World, ids: list[int] | None = None, *, deep: bool = False
) -> Iterator[str]:
    """Yield the addresses of a route with every id that fits it, columns and actions."""
    text = re.sub(r"<int[^>]*:(pk|row_id)>", "<id>", rule.rule).replace("<string:name>", "retire")
    words = ANY.search(text)
    if words:
        for word in words_of(words):
            for row_id in ids or [*world.ids.get(word, {}).values(), MISSING]:
                yield text.replace(words[0], word).replace("<id>", str(row_id))
        return
    chosen = ids or [*world.ids.get(kind_at(text), {}).values(), 1, MISSING]
    for row_id in chosen if "<id>" in text else [0]:
        path = re.sub(r"<int[^>]*:\w+>", "1", text.replace("<id>", str(row_id)))
        if "<column>" in path:
            names = names_of(model_at(path), deep=deep)
            yield from (path.replace("<column>", name) + "?q=雀" for name in names)
        elif "<action>" in path:
            yield from (
                path.replace("<action>", name)
                for name in (*(BY_ACTION if deep else SOME), "nonsense")
            )
        else:
            yield from _worded(path, deep)


def _worded(path: str, deep: bool) -> Iterator[str]:
    """Yield an address with each word that fits the part that wants one."""
    if "<metric>" in path:
        yield from (path.replace("<metric>", name) for name in (METRICS if deep else NUMBERS))
    elif "<code>" in path:
        yield from (path.replace("<code>", name) for name in (*CLUE_MOVES, "nonsense"))
    else:
        yield path.replace("<kind>", "assignment_letter")
