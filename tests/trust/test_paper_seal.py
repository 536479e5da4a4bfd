"""The outside seal: a command takes the PDF and gives it back; whatever else it does is refused."""

from __future__ import annotations

import os
import shlex
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app import paper_seal, store
from app.enums import DocumentState
from app.errors import Conflict, Refused
from app.operations import documents, seal
from config import BadSettings, PaperTrust, load
from tests import support
from tests.trust import keys, papers
from tests.trust.test_paper_sign import verdict
from views import printing

Change = Callable[..., PaperTrust]
GOOD = (
    "import sys; data = sys.stdin.buffer.read(); sys.stdout.buffer.write(data + b'%sealed %%EOF')"
)
COPY = "import sys; data = sys.stdin.buffer.read(); sys.stdout.buffer.write(data)"
BAD = {
    "不是 PDF": "print('no')",
    "退出码 3": f"{COPY}; sys.exit(3)",
    "太大": "import sys\nwhile True: sys.stdout.buffer.write(b'%PDF-' * 99999)",
    "秒没有做完": "import time; time.sleep(60)",
    "没有做完": "import os, time; os.fork(); time.sleep(60)",
}


def command(program: str) -> str:
    """Return a command line that runs a program."""
    return f"{shlex.quote(sys.executable)} -c {shlex.quote(program)}"


def test_file_comes_back_from_the_service(trust: Change) -> None:
    trust(seal_command=command(GOOD))
    data = documents.stored(papers.stored(papers.sealed()))
    assert data.endswith(b"%sealed %%EOF")


def test_file_that_cannot_be_signed_leaves_the_paper_signed(
    trust: Change, tmp_path: Path, session: Session
) -> None:
    path = keys.make(tmp_path)
    nonsense = command("print('%PDF-1.7 nonsense %%EOF')")
    trust(seal_command=nonsense, sign_p12=str(path), sign_password=keys.PASSWORD)
    document_id = papers.approved(papers.ready())
    with pytest.raises(Refused, match="电子签名没有做成"):
        papers.issued(document_id)
    assert papers.stored(document_id).state is DocumentState.SIGNED


def asked_for_nothing(document_id: int) -> None:
    """Leave a signed paper without a request."""


def refused(document_id: int) -> None:
    """Have the seal refused by a leader."""
    asker, leader = support.person("intake"), support.person("leader")
    with store.write(asker) as work:
        use_id = seal.ask(work, asker, document_id).id
    with store.write(leader) as work:
        seal.decide(work, leader, document_id, use_id, agreed=False, reason="不用印")


@pytest.mark.parametrize("before", [asked_for_nothing, refused])
@pytest.mark.parametrize("is_made_before", [True, False])
def test_nothing_is_sealed_outside_that_nobody_allowed(
    trust: Change, session: Session, before: Callable[[int], None], is_made_before: bool
) -> None:
    trust(seal_command=command(GOOD))
    document_id = papers.ready()
    before(document_id)
    render = printing.ready(papers.stored(document_id)) if is_made_before else printing.render
    assert not papers.issued(document_id, render).endswith(b"%sealed %%EOF")


def test_file_made_unsealed_is_not_taken_after_an_approval(trust: Change, session: Session) -> None:
    trust(seal_command=command(GOOD))
    document_id = papers.ready(seal="placeholder")
    made = printing.ready(papers.stored(document_id))
    papers.approved(document_id)
    with pytest.raises(Conflict, match="再点一次"):
        papers.issued(document_id, made)


def test_service_alone_is_asked_for_and_its_place_kept_free(
    trust: Change, session: Session
) -> None:
    trust(seal_command=command(GOOD))
    document_id = papers.approved(papers.ready())
    facts, sealed = seal.to_print(support.session(), papers.stored(document_id))
    assert (facts["seal"], sealed) == ("placeholder", True)


def test_our_signature_covers_what_the_service_made(trust: Change, tmp_path: Path) -> None:
    path = keys.make(tmp_path)
    trust(seal_command=command(COPY), sign_p12=str(path), sign_password=keys.PASSWORD)
    said = verdict(documents.stored(papers.stored(papers.sealed())))
    assert (said.intact, said.valid) == (True, True)


@pytest.mark.parametrize("told", BAD)
def test_failure_leaves_the_paper_signed_and_it_is_tried_again(
    trust: Change, session: Session, told: str
) -> None:
    trust(seal_command=command(BAD[told]), seal_seconds=1)
    document_id = papers.approved(papers.ready())
    began = time.monotonic()
    with pytest.raises(Refused, match=f"{told}.*生成文件"):
        papers.issued(document_id)
    assert time.monotonic() - began < 10
    assert papers.stored(document_id).state is DocumentState.SIGNED
    trust(seal_command=command(COPY))
    papers.issued(document_id)
    assert papers.stored(document_id).state is DocumentState.ISSUED


def test_missing_command_is_said(trust: Change, session: Session) -> None:
    trust(seal_command="/nowhere/seal")
    with pytest.raises(Refused, match="启动不了"):
        papers.issued(papers.approved(papers.ready()))


def test_command_meets_no_shell_and_none_of_our_secrets(
    trust: Change, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIELD_KEY", "canary")
    mark = tmp_path / "mark"
    told = tmp_path / "told"
    program = f"import os; open({str(told)!r}, 'w').write(repr(dict(os.environ))); {COPY}"
    made = trust(seal_command=f"{command(program)} ; touch {mark}")
    paper_seal.sealed(b"%PDF-1.7 %%EOF", made)
    assert not mark.exists()
    assert "canary" not in told.read_text(encoding="utf-8")
    assert "PATH" in told.read_text(encoding="utf-8") or "PATH" not in os.environ


@pytest.mark.parametrize(
    "values",
    [
        {"PAPER_SEAL_SECONDS": "0"},
        {"PAPER_SEAL_SECONDS": "600"},
        {"PAPER_SEAL_SECONDS": "x"},
        {"AGENCY_SEAL_MM": "30"},
        {"AGENCY_SEAL_MM": "46"},
        {"AGENCY_SEAL_MM": "nan"},
        {"AGENCY_SEAL_MM": "大"},
        {"PAPER_SEAL_COMMAND": "seal 'open"},
    ],
)
def test_settings_that_mean_nothing_are_refused(values: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(BadSettings):
        load({**support.KEYS, "VAR_DIR": str(tmp_path), **values})
