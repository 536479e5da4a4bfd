"""What units are told of outcomes: the public text alone, a department that of its own unit."""

from __future__ import annotations

import pytest
from flask import Flask

from app.operations import outcomes
from tests import support
from tests.clues.test_outcomes import NAME, recorded

PAGE = "/published-outcomes/"
TEXTS = {"MZ": "县民政局窗口负责人柳某受到政务警告。", "GW": "高湾镇一名干部受到诫勉。"}


@pytest.fixture
def told(app: Flask) -> Flask:
    """Record an outcome of two units, and one that nobody published."""
    for code, text in TEXTS.items():
        recorded(unit_id=support.unit_id(code), public_text=text)
    recorded(unit_id=support.unit_id("MZ"), public_text="", post="不公开的职务")
    return app


def page(app: Flask, who: str, path: str = PAGE) -> str:
    """Open the list."""
    answer = support.login(app.test_client(), who).get(path)
    assert answer.status_code == 200
    return str(answer.text)


@pytest.mark.parametrize(
    ("who", "codes"),
    [
        ("gaowan", ["MZ", "GW"]),
        ("xinji", ["MZ", "GW"]),
        ("bureau", ["MZ", "GW"]),
        ("bureau_lead", ["MZ", "GW"]),
        ("minzheng", ["MZ"]),
        ("zhujian", []),
    ],
)
def test_unit_reads_the_public_texts_it_is_told(told: Flask, who: str, codes: list[str]) -> None:
    shown = page(told, who)
    assert [code for code, text in TEXTS.items() if text in shown] == codes
    assert ("没有公布的处理结果" in shown) == (not codes)


@pytest.mark.parametrize("who", ["gaowan", "minzheng"])
def test_nothing_but_the_public_text_goes_out(told: Flask, who: str) -> None:
    shown = page(told, who)
    for word in (NAME, "窗口负责人</td>", "不公开的职务", "县监委", "/accountability"):
        assert word not in shown


@pytest.mark.parametrize("who", ["clerk", "village", "auditor", "sysadmin", "secadmin"])
def test_others_do_not_open_the_list(told: Flask, who: str) -> None:
    assert support.login(told.test_client(), who).get(PAGE).status_code == 403


def test_list_has_pages_and_no_id(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outcomes, "PAGE", 1)
    for text in ("一号公布。", "二号公布。"):
        recorded(public_text=text)
    first = page(app, "gaowan")
    assert ("二号公布。" in first, "一号公布。" in first) == (True, False)
    second = page(app, "gaowan", f"{PAGE}?page=2")
    assert ("二号公布。" in second, "一号公布。" in second) == (False, True)
    assert "before=" not in first
    assert "没有公布的处理结果" in page(app, "gaowan", f"{PAGE}?page=999")
    assert "二号公布。" in page(app, "gaowan", f"{PAGE}?page=x")
