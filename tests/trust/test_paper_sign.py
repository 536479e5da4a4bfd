"""The office's signature: intact over the whole file, broken by one byte, never left out."""

from __future__ import annotations

import asyncio
import io
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from sqlalchemy.orm import Session

from app import paper_sign, store
from app.enums import DocumentState
from app.errors import Refused
from app.operations import documents
from config import PaperTrust
from reports.check import check_pdf
from tests import support
from tests.reports import samples, test_archive
from tests.reports.samples import example_pdf
from tests.trust import keys, papers

Change = Callable[..., PaperTrust]


def verdict(data: bytes) -> Any:
    """Return what pyHanko's own validator says of the one signature."""
    (signature,) = PdfFileReader(io.BytesIO(data)).embedded_signatures
    context = ValidationContext(trust_roots=[signature.signer_cert], allow_fetching=False)
    # The validator runs an event loop, and the browser of other tests may keep one in this thread.
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(validate_pdf_signature, signature, context).result()


@pytest.fixture
def trusted(trust: Change, tmp_path: Path) -> PaperTrust:
    """Return settings with the office's key."""
    return trust(sign_p12=str(keys.make(tmp_path)), sign_password=keys.PASSWORD)


def test_issued_paper_is_signed_over_the_whole_file(trusted: PaperTrust, session: Session) -> None:
    document_id = papers.held()
    data = documents.stored(papers.stored(document_id))
    said = verdict(data)
    assert (said.intact, said.valid, said.trusted) == (True, True, True)
    assert said.coverage == SignatureCoverageLevel.ENTIRE_FILE
    assert said.pkcs7_signature_mechanism == "sha256_ecdsa"
    actor = support.person("intake")
    store.name(support.session(), actor)
    assert documents.reprint(support.session(), actor, document_id) == data


def test_a_paper_is_signed_where_an_event_loop_runs(trusted: PaperTrust) -> None:
    async def sign() -> bytes:
        return paper_sign.signed(example_pdf("circular"), trusted)

    # A thread of its own: the browser of other tests may keep a loop in this one.
    with ThreadPoolExecutor(1) as apart:
        assert verdict(apart.submit(asyncio.run, sign()).result()).intact


@pytest.mark.parametrize("place", [0.02, 0.3, 0.6, 0.9])
def test_one_flipped_byte_breaks_it(trusted: PaperTrust, place: float) -> None:
    data = example_pdf("circular")
    signed = bytearray(paper_sign.signed(data, trusted))
    signed[int(len(data) * place)] ^= 1
    try:
        said = verdict(bytes(signed))
    except Exception:  # A file that cannot be read any more is broken too.
        return
    assert not said.intact


def test_bytes_of_the_archive_file_stay_and_it_still_measures(trusted: PaperTrust) -> None:
    data = example_pdf("circular")
    signed = paper_sign.signed(data, trusted)
    assert signed.startswith(data)
    assert [str(one) for one in check_pdf(signed)] == [str(one) for one in check_pdf(data)]


def archival() -> list[Any]:
    """Return the tests of the archive format that hold for any file."""
    names = (
        "test_the_output_intent_is_srgb",
        "test_the_xmp_claims_2u_and_agrees_with_the_information",
        "test_every_font_is_embedded_with_right_widths_and_one_encoding",
        "test_every_code_that_is_shown_means_a_character",
    )
    return [getattr(test_archive, name) for name in names]


@pytest.mark.parametrize("check", archival(), ids=lambda check: check.__name__)
def test_signed_file_is_the_same_archive_format(
    trusted: PaperTrust, monkeypatch: pytest.MonkeyPatch, check: Callable[[str], None]
) -> None:
    signed = paper_sign.signed(samples.example_pdf("monthly_report"), trusted)
    monkeypatch.setattr(test_archive, "example_pdf", lambda _kind: signed)
    check("monthly_report")


def test_tags_stay_and_the_signature_shows_nothing(trusted: PaperTrust) -> None:
    data = example_pdf("circular")
    before = pikepdf.open(io.BytesIO(data))
    after = pikepdf.open(io.BytesIO(paper_sign.signed(data, trusted)))
    assert bool(after.Root.MarkInfo.Marked)
    kinds = [[str(kid.S) for kid in one.Root.StructTreeRoot.K.K] for one in (before, after)]
    assert kinds[0] == kinds[1]
    assert after.Root.Metadata.read_bytes() == before.Root.Metadata.read_bytes()
    (field,) = after.Root.AcroForm.Fields
    assert [float(at) for at in field.Rect] == [0, 0, 0, 0]
    assert int(field.F) & 4
    assert str(field.V.SubFilter) == "/ETSI.CAdES.detached"
    assert "/NeedAppearances" not in after.Root.AcroForm


def broken(what: str, folder: Path) -> dict[str, str]:
    """Return settings with a key that cannot sign."""
    path = keys.make(folder)
    given = {"sign_p12": str(path), "sign_password": keys.PASSWORD}
    if what == "password":
        return {**given, "sign_password": "wrong"}
    if what == "missing":
        path.unlink()
    elif what == "nonsense":
        path.write_bytes(b"not a key")
    elif what == "expired":
        keys.make(folder, days=timedelta(days=30))
    else:
        path.chmod(0o644)
    return given


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("password", "密码不对"),
        ("missing", "读不了"),
        ("nonsense", "不是 PKCS#12"),
        ("expired", "有效期"),
        ("readable", "chmod 600"),
    ],
)
def test_key_that_cannot_sign_issues_nothing_and_says_why(
    trust: Change, tmp_path: Path, session: Session, what: str, told: str
) -> None:
    made = trust(**broken(what, tmp_path))
    assert told in paper_sign.fault(made)
    assert keys.PASSWORD not in paper_sign.fault(made)
    document_id = papers.ready()
    with pytest.raises(Refused, match=told):
        papers.issued(document_id)
    document = papers.stored(document_id)
    assert (document.state, document.pdf_sha256) == (DocumentState.SIGNED, None)
    trust(sign_p12="")
    papers.issued(document_id)
    assert papers.stored(document_id).state is DocumentState.ISSUED


def test_without_a_key_nothing_changes_and_nothing_is_loaded(trust: Change) -> None:
    data = example_pdf("circular")
    assert paper_sign.signed(data, trust(sign_p12="")) is data
    code = (
        "import sys, app.operations.paper_press, views.printing;"
        "sys.exit(any(name.startswith(('pyhanko', 'aiohttp')) for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False)
    assert done.returncode == 0
