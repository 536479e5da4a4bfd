"""An office's key on EC P-256, made for one test."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12

PASSWORD = "office-key-2026"
BEGINS = datetime(2020, 1, 1, tzinfo=UTC)
DAYS = timedelta(days=3650)


def make(folder: Path, *, begins: datetime = BEGINS, days: timedelta = DAYS) -> Path:
    """Write a PKCS#12 file with a key and its own certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "海兴县纪委监委（测试）")])
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + days)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = serialization.BestAvailableEncryption(PASSWORD.encode())
    path = folder / "office.p12"
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(b"office", key, certificate, None, secret)
    )
    path.chmod(0o600)
    return path
