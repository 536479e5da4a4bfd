"""A browser without JavaScript for the work pages: log in, read a form, fill it in, send it."""

from __future__ import annotations

import contextvars
from collections.abc import Callable
from datetime import datetime
from html.parser import HTMLParser
from typing import Any, TypeVar

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from app import clock
from app.models import Problem
from tests import makers, support
from tests.stored import rows  # noqa: F401  # Their users read rows too.

T = TypeVar("T")
NAME, PHONE = "杨大山", "13800138000"
CALL: dict[str, Any] = {
    "channel": "phone",
    "identity_mode": "named",
    "name": NAME,
    "phone": "+86 138-0013-8000",
    "region_code": "孔庄子",
    "occurred_on": "2026-11-17",
    "request_type": "help",
    "domain": "livelihood",
    "urgency": "normal",
    "title": "补办结婚证遇互为前置",
    "content": f"{NAME}（{PHONE}）补办结婚证，户口登记为未婚，派出所要先看结婚证。",
    "tags": ["circular_proof"],
}


class Forms(HTMLParser):
    """Reads the fields of every form of a page, as a browser would send them."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[MultiDict[str, str]] = []
        self.inside = False
        self.select = self.area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "form":
            self.inside = True
            self.forms.append(MultiDict())
        elif tag == "select":
            self.select = name
        elif tag == "textarea":
            self.area = name
            self._add(name, "")
        elif tag == "option" and self.select:
            if "selected" in given or self.select not in self.forms[-1]:
                self.forms[-1].setlist(self.select, [value])
        elif tag == "input" and name:
            boxes = given.get("type") in {"checkbox", "radio"}
            if given.get("type") != "file" and (not boxes or "checked" in given):
                self._add(name, value)

    def _add(self, name: str, value: str) -> None:
        if self.inside:
            self.forms[-1].add(name, value)

    def handle_data(self, data: str) -> None:
        if self.area and self.inside:
            kept = self.forms[-1].poplist(self.area)
            self.forms[-1].setlist(self.area, [*kept[:-1], (kept[-1] + data).removeprefix("\n")])

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.area = ""


def fields(page: str, mark: str = "_once") -> dict[str, list[str]]:
    """Return what the last form of a page that holds a field would send."""
    reader = Forms()
    reader.feed(page)
    found = [form for form in reader.forms if mark in form]
    assert found, page[:2000]
    return dict(found[-1].lists())


class Hands:
    """People at their browsers; every request runs in a context of its own, as on a server."""

    def __init__(self, app: Flask, now: datetime = support.NOW) -> None:
        self.app, self.now = app, now
        self.clients: dict[str, FlaskClient] = {}

    def alone(self, work: Callable[[], T]) -> T:
        """Run outside the test's own application context, at the held hour."""

        def run() -> T:
            with clock.fixed(self.now):
                return work()

        return contextvars.Context().run(run)

    def client(self, who: str) -> FlaskClient:
        """Return a person's browser, logged in at first use."""
        if who not in self.clients:
            client = self.app.test_client()
            self.alone(lambda: support.login(client, who))
            self.clients[who] = client
        return self.clients[who]

    def get(self, who: str, path: str) -> TestResponse:
        """Open a page."""
        client = self.client(who)
        return self.alone(lambda: client.get(path, buffered=True))

    def post(self, who: str, path: str, data: Any) -> TestResponse:
        """Send fields as they are."""
        client = self.client(who)
        return self.alone(lambda: client.post(path, data=data, buffered=True))

    def token(self, who: str) -> str:
        """Return a person's CSRF token."""
        return support.token(self.get(who, "/").text)

    def send(self, who: str, path: str, **changes: Any) -> TestResponse:
        """Open a form, change some of its fields and send it."""
        page = self.get(who, path)
        assert page.status_code == 200, page.text[:3000]
        return self.post(who, path, {**fields(page.text), **changes})

    def register(self, who: str = "clerk", **changes: Any) -> int:
        """Register the call and return the item's id."""
        answer = self.send(who, "/problem/new", **{**CALL, **changes})
        assert answer.status_code == 302, answer.text[:3000]
        return newest().id

    def walk(self, row_id: int, *steps: str, **changes: dict[str, Any]) -> None:
        """Take actions one after another, each by whom WHO names."""
        for step in steps:
            who, typed = STEPS[step]
            filled = {**typed, **changes.get(step, {})}
            answer = self.send(who, f"/problem/{row_id}/{step}", **filled)
            assert answer.status_code == 302, answer.text[:4000]


LEADER: dict[str, Any] = {"leader_name": "刘镇长（示例）", "leader_opinion": "同意上报"}
STEPS: dict[str, tuple[str, dict[str, Any]]] = {
    "triage": (
        "intake",
        {
            "proposed_unit_id": "高湾镇",
            "opinion": "建议高湾镇牵头",
            "recusal_checked": "y",
        },
    ),
    "instruct": (
        "leader",
        {"instruction": "三方当天会商", "co_unit_ids": ["县民政局（示例）", ""]},
    ),
    "sign": ("gaowan", {"handler_phone": "0317-6628300"}),
    "progress": ("gaowan", {"text": "已与民政局约定会商"}),
    "answer": ("minzheng", {"measures": "婚姻登记处同意先出具证明", **LEADER}),
    "submit": ("gaowan", {"outcome_kind": "resolved", "measures": "当天补办完成", **LEADER}),
    "verify": ("inspector", {"method": "phone", "finding": "已电话核实"}),
    "callback": ("clerk", {"text": "已电话告知结果", "callback_result": "satisfied"}),
    "close": ("intake", {}),
    "supervise": ("intake", {"content": "请三日内办结"}),
}
CORE = ("triage", "instruct", "sign", "answer", "submit", "verify", "callback", "close")


def fresh() -> Session:
    """Return the test's own session at the present state of the database."""
    session = support.session()
    session.rollback()
    session.expire_all()
    return session


def newest() -> Problem:
    """Return the item registered last."""
    query = sa.select(Problem).order_by(Problem.id.desc()).limit(1)
    return fresh().scalars(query).one()


def made(state: str, **changes: Any) -> int:
    """Lead an item to a state."""
    with clock.fixed(support.NOW):
        row_id = makers.problem_in(state, **changes)
    support.session().rollback()
    return row_id
