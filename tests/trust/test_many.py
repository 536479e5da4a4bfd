"""Many papers signed in one go: what fails with one is said, and the others are told of."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.enums import DocumentState
from tests.trust import papers
from tests.turns import waiting
from tests.views.hands import Hands


@pytest.fixture
def hands(app: Flask) -> Hands:
    """Return people at their browsers."""
    return Hands(app)


def sign(hands: Hands, *ids: int) -> str:
    """Sign papers as the leader, at their first version, and return the page that follows."""
    waiting(*ids)
    sent: dict[str, Any] = {"csrf_token": hands.token("leader"), "confirmed": "1"}
    sent["pk"] = [f"{row_id}:1" for row_id in ids]
    answer = hands.post("leader", "/paper/sign", sent)
    assert answer.status_code == 302, answer.text
    return hands.get("leader", answer.location).text


def test_paper_that_is_away_holds_up_no_other(hands: Hands) -> None:
    document_id = papers.drafted()
    page = sign(hands, 99999, document_id)
    assert "有一份没有签发：没有找到这份公文" in page
    assert "已签发 1 份：海纪通〔2026〕1号" in page
    assert papers.stored(document_id).state is DocumentState.ISSUED


def test_disk_that_takes_no_file_hides_no_number(
    hands: Hands, app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [papers.drafted(), papers.drafted()]
    full = tmp_path / "full"
    full.write_bytes(b"")
    monkeypatch.setitem(app.config, "VX", replace(app.config["VX"], var_dir=full))
    page = sign(hands, *ids)
    for seq in (1, 2):
        assert f"海纪通〔2026〕{seq}号 已签发，没有印发：服务器的磁盘" in page
    assert {papers.stored(one).state for one in ids} == {DocumentState.SIGNED}
    monkeypatch.undo()
    for one in ids:
        papers.issued(one)
