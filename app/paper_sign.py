"""The office's own signature on a paper's file (PAdES, by pyHanko), where a key is configured.

The order is tags, PDF/A, signature: the signature is an incremental update, so that the bytes of
the archive file stay. pyHanko is loaded when the first paper is signed, never before.
"""

from __future__ import annotations

import io
import logging
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import pkcs12

from app import clock, safelog
from app.errors import Refused
from config import PaperTrust

FIELD = "Signature1"
NOT_SIGNED = "电子签名没有做成，没有印发；可以稍后点“生成文件”再试，还不行请联系系统管理员。"
log = logging.getLogger("voice.papers")
OTHERS = stat.S_IRWXG | stat.S_IRWXO


class KeyFault(Exception):
    """The key cannot sign; the text is one Chinese line without the password."""


def fault(trust: PaperTrust) -> str:
    """Return why papers cannot be signed, an empty text when they can or need not be."""
    if not trust.sign_p12:
        return ""
    try:
        certificate_of(trust)
    except KeyFault as error:
        return str(error)
    return ""


def certificate_of(trust: PaperTrust) -> x509.Certificate:
    """Return the certificate of the key; raise KeyFault for what could not sign today."""
    data, password = _read(trust), trust.sign_password.encode() or None
    try:
        key, certificate, _ = pkcs12.load_key_and_certificates(data, password)
    except ValueError as error:
        raise KeyFault("PAPER_SIGN_P12 打不开：密码不对，或者不是 PKCS#12 文件") from error
    if key is None or certificate is None:
        raise KeyFault("PAPER_SIGN_P12 里没有私钥或证书")
    now = clock.now().astimezone(UTC)
    if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
        until = certificate.not_valid_after_utc
        raise KeyFault(f"PAPER_SIGN_P12 的证书不在有效期内（到 {until:%Y-%m-%d}）")
    return certificate


def _read(trust: PaperTrust) -> bytes:
    """Return the key's file; raise KeyFault when it is away or others may read it."""
    path = Path(trust.sign_p12)
    try:
        if path.stat().st_mode & OTHERS:
            raise KeyFault("PAPER_SIGN_P12 的文件别人也能读，请 chmod 600")
        return path.read_bytes()
    except OSError as error:
        raise KeyFault(f"PAPER_SIGN_P12 读不了：{path.name}") from error


def signed(data: bytes, trust: PaperTrust) -> bytes:
    """Return the file with the office's signature over all of it; Refused when it cannot sign."""
    if not trust.sign_p12:
        return data
    told = fault(trust)
    if told:
        raise Refused(f"签名密钥用不了，没有印发：{told}。请告诉系统管理员。")
    try:
        given = data, _read(trust), trust.sign_password.encode() or None
        # The library runs an event loop, which a thread with one of its own would refuse.
        with ThreadPoolExecutor(1) as apart:
            return apart.submit(_signed, *given).result()
    except Exception as error:
        # A library's own errors have no family; whatever it is, the paper goes out unsigned never.
        log.error("a paper was not signed: %s", safelog.kind(error))
        raise Refused(NOT_SIGNED) from error


def _signed(data: bytes, key: bytes, password: bytes | None) -> bytes:
    """Sign with a key that was tried."""
    # Only an office with a key of its own pays for these, in the process that signs.
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    class Writer(IncrementalPdfFileWriter):
        """Leaves the metadata alone: Info and XMP must agree (ISO 19005-2, 6.6.3)."""

        def _update_meta(self) -> None:
            """Keep what the paper says of itself."""

    signer = signers.SimpleSigner.load_pkcs12_data(key, [], password)
    about = signers.PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES
    )
    # The widget is invisible (PDF/A-2, 6.3.3): what people see of a seal is another thing.
    field = fields.SigFieldSpec(FIELD, on_page=0)
    pdf_signer: Any = signers.PdfSigner(about, signer=signer, new_field_spec=field)
    result: bytes = pdf_signer.sign_pdf(Writer(io.BytesIO(data))).getvalue()
    return result


def until(trust: PaperTrust) -> datetime:
    """Return when the certificate ends."""
    return certificate_of(trust).not_valid_after_utc
