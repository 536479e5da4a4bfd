"""GET /commitments: what units have promised to everybody, by unit, with its day and state."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

from flask import Flask, render_template

from app import clock, security, store
from app.enums_promise import PromiseState
from app.formats import long_day
from app.queries import placards, promises
from app.queries.promises import Public

KINDS = {
    "已兑现": "ok",
    "逾期兑现": "warn",
    "正在兑现": "still",
    "到期没有兑现": "late",
    "失信违诺": "late",
}


def register(app: Flask) -> None:
    """Add the page."""
    app.add_url_rule("/commitments", "commitments", index)


@security.public
def index() -> str:
    """Show every published promise."""
    found = promises.published(store.current())
    groups = [
        (unit, [_row(one) for one in ones]) for unit, ones in groupby(found, lambda one: one.unit)
    ]
    hotline = placards.hotline(store.current())
    return render_template("public/commitments.html", groups=groups, hotline=hotline)


def _row(one: Public) -> dict[str, Any]:
    """Return a promise as everybody reads it."""
    return {
        "title": one.title,
        "target": one.target,
        "measures": one.measures,
        "due": _day(one.due_on),
        "state": state_of(one),
        "kind": KINDS[state_of(one)],
        "campaign": next((step["campaign"] for step in one.steps or () if "campaign" in step), ""),
        "steps": [_step(step) for step in one.steps or () if "title" in step],
    }


def _day(day: date) -> str:
    """Return a day without its weekday."""
    return long_day(day).split(" ", maxsplit=1)[0]


def _step(step: dict[str, str]) -> dict[str, str]:
    """Return a milestone in words: its day, and whether it was reached in time."""
    due, done = date.fromisoformat(step["due_on"]), step["done_on"]
    if done:
        late = date.fromisoformat(done) > due
        state = f"{_day(date.fromisoformat(done))}{'逾期' if late else ''}完成"
    else:
        late = due < clock.today()
        state = "到期没有完成" if late else "还没有到期"
    kind = "warn" if done and late else "ok" if done else "late" if late else "still"
    return {"title": step["title"], "due": _day(due), "state": state, "kind": kind}


def state_of(one: Public) -> str:
    """Return in plain words whether a promise was kept; a report that is not checked is not."""
    if one.state == PromiseState.KEPT:
        return "逾期兑现" if one.kept_on and one.kept_on > one.due_on else "已兑现"
    if one.state == PromiseState.BROKEN:
        return "失信违诺"
    return "到期没有兑现" if one.due_on < clock.today() else "正在兑现"
