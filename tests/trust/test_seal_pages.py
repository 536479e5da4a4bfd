"""用印审批 over HTTP: asked by the drafter, decided by the leader, printed, never without."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.enums import DocumentState
from config import PaperTrust
from tests.trust import papers
from tests.trust import seals as pictures
from tests.trust.test_paper_seal import COPY, command
from tests.trust.test_seal_use import has_seal, made_joint
from tests.turns import waiting
from tests.views.hands import Hands, fields


@pytest.fixture
def hands(app: Flask, trust: Callable[..., PaperTrust], tmp_path: Path) -> Hands:
    """Return people at their browsers, in an office with an image of its seal."""
    path = tmp_path / "seal.png"
    path.write_bytes(pictures.picture())
    trust(seal_image=str(path))
    return Hands(app)


def send(hands: Hands, who: str, row_id: int, act: str, **more: str) -> str:
    """Open the page of the seal, send one of its forms and return what is told then."""
    page = hands.get(who, f"/paper/{row_id}/seal").text
    sent = {**fields(page), **{key: [value] for key, value in more.items()}}
    answer = hands.post(who, f"/paper/{row_id}/seal/{act}", sent)
    return hands.get(who, answer.location).text if answer.status_code == 302 else answer.text


def sign_answer(hands: Hands, row_id: int) -> Any:
    """Sign a paper as the leader and return the answer, sent first."""
    waiting(row_id)
    version = str(papers.stored(row_id).row_version)
    sent = {"csrf_token": hands.token("leader"), "version": version, "confirmed": "1"}
    sent["pk"] = f"{row_id}:{version}"
    return hands.post("leader", f"/paper/{row_id}/sign", sent)


def sign(hands: Hands, row_id: int) -> str:
    """Sign a paper as the leader and return the page that follows."""
    answer = sign_answer(hands, row_id)
    assert answer.status_code == 302, answer.text
    return hands.get("leader", answer.location).text


def test_asked_signed_allowed_and_printed(hands: Hands) -> None:
    row_id = papers.drafted()
    assert "申请用印" in hands.get("intake", f"/paper/{row_id}").text
    assert "待批准" in send(hands, "intake", row_id, "ask")
    page = sign(hands, row_id)
    assert "等用印审批" in page
    assert papers.stored(row_id).state is DocumentState.SIGNED
    assert "用印待您审批" in hands.get("leader", "/").text
    assert f"/paper/{row_id}/seal" in hands.get("leader", "/paper/seals").text
    assert "已同意用印，已印发" in send(hands, "leader", row_id, "allow")
    assert has_seal(hands.get("intake", f"/paper/{row_id}.pdf").data)
    assert "用印待您审批" not in hands.get("leader", "/").text


def test_refusal_needs_a_reason_and_the_paper_goes_out_without(hands: Hands) -> None:
    row_id = papers.drafted()
    send(hands, "intake", row_id, "ask")
    sign(hands, row_id)
    assert "请写明不同意的理由" in send(hands, "leader", row_id, "refuse", reason="")
    assert "没有同意用印" in send(hands, "leader", row_id, "refuse", reason="先核对附件")
    assert "先核对附件" in hands.get("intake", f"/paper/{row_id}/seal").text
    sent = {"csrf_token": hands.token("leader")}
    hands.post("leader", f"/paper/{row_id}/issue", sent)
    assert not has_seal(hands.get("intake", f"/paper/{row_id}.pdf").data)


def test_page_of_a_paper_made_joint_says_that_its_request_is_void(hands: Hands) -> None:
    row_id = papers.drafted()
    send(hands, "intake", row_id, "ask")
    made_joint(row_id)
    page = hands.get("intake", f"/paper/{row_id}/seal").text
    assert "这份申请不再有效" in page
    assert "审批以前不印发" not in page
    assert "已签发 1 份" in sign(hands, row_id)
    assert papers.stored(row_id).state is DocumentState.ISSUED


def test_asking_twice_with_one_form_asks_once(hands: Hands) -> None:
    row_id = papers.drafted()
    sent = fields(hands.get("intake", f"/paper/{row_id}/seal").text)
    for _ in range(2):
        assert hands.post("intake", f"/paper/{row_id}/seal/ask", sent).status_code == 302
    assert hands.get("intake", f"/paper/{row_id}/seal").text.count('warn">待批准') == 1


@pytest.mark.parametrize("who", ["gaowan", "xinji", "minzheng"])
def test_who_does_not_see_the_paper_sees_no_request(hands: Hands, who: str) -> None:
    row_id = papers.drafted()
    send(hands, "intake", row_id, "ask")
    assert hands.get(who, f"/paper/{row_id}/seal").status_code == 404
    missing = hands.get(who, "/paper/999999/seal")
    assert missing.status_code == 404


def test_outside_service_that_fails_leaves_the_approval_and_the_button(
    hands: Hands, trust: Callable[..., PaperTrust]
) -> None:
    row_id = papers.drafted()
    send(hands, "intake", row_id, "ask")
    sign(hands, row_id)
    trust(seal_command="/nowhere/seal")
    page = send(hands, "leader", row_id, "allow")
    assert "没有印发：外部电子印章服务启动不了" in page
    assert "生成文件" in page
    trust(seal_command=command(COPY))
    hands.post("leader", f"/paper/{row_id}/issue", {"csrf_token": hands.token("leader")})
    assert has_seal(hands.get("intake", f"/paper/{row_id}.pdf").data)


def test_paper_that_is_signed_but_cannot_be_issued_says_so_and_keeps_its_number(
    hands: Hands, trust: Callable[..., PaperTrust]
) -> None:
    trust(sign_p12="/nowhere/key.p12")
    row_id = papers.drafted()
    page = sign(hands, row_id)
    assert "已签发，没有印发" in page
    assert "生成文件" in page
    assert papers.stored(row_id).number == "海纪通〔2026〕1号"
