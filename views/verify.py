"""核验公文: the code on a paper tells that it holds, is void, or is not known; nothing else.

A code that was never given is answered like one that is mistyped, after the same statement.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from flask import Flask, current_app, redirect, render_template, request, url_for

from app import security, store, throttle, verify
from app.enums_trust import PublicStanding

SLOW = "从这个网络查错的次数太多，请过 10 分钟再扫。"
UNKNOWN, ASKED = "unknown", "asked"
EMPTY = "请填写公文上二维码下面的一行数字和字母。"
# What a keyboard gives in the place of a hyphen.
DASHES = re.compile("[\u2010-\u2015\u2212\u30fc]+")
SIGNS = re.compile(r"[0-9A-Za-z-]+")
GIVEN = re.compile(rf"[0-9]+[{verify.SIGNS}]{{{verify.LENGTH}}}")
LONGEST = 200


def register(app: Flask) -> None:
    """Add the page that a paper's code leads to."""
    app.add_url_rule("/verify/", "verify_box", box)
    app.add_url_rule("/verify/<document>", "verify", check)


@security.public
def box() -> Any:
    """Ask for a code that cannot be scanned, and lead to what it stands for."""
    typed = request.args.get("code")
    if typed is None:
        return page(ASKED)
    code = typed_code(typed)
    return redirect(url_for("verify", document=code)) if code else (page(ASKED, EMPTY), 422)


@security.public
def check(document: str) -> Any:
    """Say what a code stands for."""
    windows = throttle.throttle()
    if not windows.may_try(request.remote_addr):
        return page("slow"), 429
    found = verify.standing(store.current(), document)
    if found is None:
        windows.failed(request.remote_addr)
        return page(UNKNOWN), 404
    return page(PublicStanding(found).value)


def typed_code(typed: str) -> str:
    """Return a typed code as an address has it: in whatever width, case, dashes and groups."""
    plain = DASHES.sub("-", unicodedata.normalize("NFKC", typed[:LONGEST])).rpartition("/")[2]
    signs = "".join(SIGNS.findall(plain)).upper()
    bare = signs.replace("-", "")
    return f"{bare[: -verify.LENGTH]}-{bare[-verify.LENGTH :]}" if GIVEN.fullmatch(bare) else signs


def page(state: str, wrong: str = "") -> str:
    """Return the page of a state; where nothing is known there is a box to type a code."""
    agency = current_app.config["VX"].agency.name
    return render_template("board/verify.html", state=state, agency=agency, slow=SLOW, wrong=wrong)
