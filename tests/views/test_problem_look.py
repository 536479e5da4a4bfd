"""Every work page is valid HTML with a title and unique ids, and nothing inline."""

from __future__ import annotations

import gzip
import re
from datetime import timedelta

import html5lib
import pytest
from flask import Flask

from tests.turns import waiting
from tests.views.hands import CALL, CORE, STEPS, Hands, fields


@pytest.fixture
def hands(app: Flask) -> Hands:
    return Hands(app)


def check(text: str) -> None:
    """Hold a page against what every page promises."""
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
    ids = [node.get("id") for node in tree.iter() if node.get("id")]
    assert len(ids) == len(set(ids)), sorted(ids)
    title = next(node.text for node in tree.iter() if node.tag == "title")
    assert re.fullmatch(r"\S.* · 民声直通车", title)
    for node in tree.iter():
        assert not [name for name in node.attrib if name == "style" or name.startswith("on")]
        if node.tag == "script":
            assert node.get("src")
            assert node.get("nonce")
    for node in tree.iter():
        if node.tag == "label" and node.get("for"):
            assert node.get("for") in ids
    assert len(gzip.compress(text.encode())) < 20_000


def test_pages_of_the_whole_job_are_valid(hands: Hands) -> None:
    check(hands.get("clerk", "/problem/new").text)
    row_id = hands.register()
    for step in CORE:
        for path in (f"/problem/{row_id}", f"/problem/{row_id}/{step}"):
            page = hands.get(STEPS[step][0], path)
            assert page.status_code == 200, path
            check(page.text)
        hands.walk(row_id, step)
    check(hands.get("gaowan", f"/problem/{row_id}").text)


def test_pages_with_errors_are_valid(hands: Hands) -> None:
    wrong = {**CALL, "region_code": "庄子", "phone": "1", "title": "", "occurred_on": "x"}
    check(hands.send("clerk", "/problem/new", **wrong).text)
    row_id = hands.register()
    stale = fields(hands.get("intake", f"/problem/{row_id}/supervise").text)
    hands.walk(row_id, "triage")
    check(hands.send("leader", f"/problem/{row_id}/instruct", co_unit_ids=["庙", "民政"]).text)
    answer = hands.post("intake", f"/problem/{row_id}/supervise", {**stale, "content": "急"})
    assert answer.status_code == 409
    check(answer.text)


def test_pages_of_papers_are_valid(hands: Hands) -> None:
    check(hands.get("leader", "/paper/").text)
    check(hands.get("intake", "/paper/circular").text)
    row_id = hands.register()
    hands.walk(row_id, "triage", "instruct", "sign")
    hands.now += timedelta(days=20)
    hands.clients.clear()
    check(hands.get("intake", "/paper/circular").text)
    paper = hands.send("intake", "/paper/circular").location
    check(hands.get("leader", "/paper/").text)
    check(hands.get("leader", paper).text)
    waiting(int(paper.rsplit("/", 1)[1]))
    form = fields(hands.get("leader", paper).text, "version")
    asked = hands.post("leader", f"{paper}/sign", form)
    check(asked.text)
    hands.post("leader", f"{paper}/sign", fields(asked.text, "confirmed"))
    check(hands.get("leader", paper).text)
    check(hands.get("leader", f"{paper}/void").text)
    check(hands.get("leader", "/paper/").text)
