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

from app import paper_seal
from app.enums import DocumentState
from app.errors import Refused
from app.operations import documents
from config import BadSettings, PaperTrust, load
from tests import support
from tests.trust import keys, papers
from tests.trust.test_paper_sign import verdict

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
    data = documents.stored(papers.stored(papers.held()))
    assert data.endswith(b"%sealed %%EOF")


def test_our_signature_covers_what_the_service_made(trust: Change, tmp_path: Path) -> None:
    path = keys.make(tmp_path)
    trust(seal_command=command(COPY), sign_p12=str(path), sign_password=keys.PASSWORD)
    said = verdict(documents.stored(papers.stored(papers.held())))
    assert (said.intact, said.valid) == (True, True)


@pytest.mark.parametrize("told", BAD)
def test_failure_leaves_the_paper_signed_and_it_is_tried_again(
    trust: Change, session: Session, told: str
) -> None:
    trust(seal_command=command(BAD[told]), seal_seconds=1)
    document_id = papers.ready()
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
        papers.issued(papers.ready())


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
