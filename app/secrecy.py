"""Encryption, blind index and masking of personal data, the only place where keys are used.

A row has its own data key, wrapped by FIELD_KEY; what is bound to a row cannot be moved to another.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_MIN_KEY_CHARS = 32
_NONCE_BYTES = 12
_DATA_KEY_FIELD = "data_key"


class WeakKey(ValueError):
    """A key setting that must not be used."""


class UnknownKey(Exception):
    """A row sealed under a key that the settings no longer hold."""


class Tampered(Exception):
    """A ciphertext that was altered, or that belongs to another row, field or key."""


def _derive(setting: str, label: str) -> bytes:
    info = f"voice-express/{label}".encode()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(setting.encode())


@dataclass(frozen=True)
class Keyring:
    """The keys of one purpose by version, the one that writes first.

    A version is derived from its key, so that it stays the same while keys come and go.
    """

    keys: Mapping[int, bytes] = field(repr=False)

    @classmethod
    def parse(cls, setting: str, purpose: str) -> Keyring:
        """Read `new,old` from a setting; WeakKey when one has fewer than 32 characters."""
        keys: dict[int, bytes] = {}
        for part in (text.strip() for text in setting.split(",")):
            if len(part) < _MIN_KEY_CHARS:
                raise WeakKey(f"密钥（{purpose}）至少要{_MIN_KEY_CHARS}个字符")
            version = int.from_bytes(_derive(part, f"{purpose}/version")[:4], "big") >> 1
            keys[version] = _derive(part, f"{purpose}/key")
        return cls(keys)

    @property
    def version(self) -> int:
        """Return the version that new rows are written under; it fits a signed 32-bit column."""
        return next(iter(self.keys))

    def key(self, version: int) -> bytes:
        """Return one key; UnknownKey when the settings do not hold it."""
        try:
            return self.keys[version]
        except KeyError:
            raise UnknownKey(f"没有版本为{version}的密钥，请在设置里补上旧密钥") from None


@dataclass(frozen=True)
class Sealed:
    """What is stored of a sealed row."""

    wrapped_key: bytes
    key_version: int
    ciphertexts: dict[str, bytes]


def _encrypt(key: bytes, plain: bytes, *bound: str | int) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, json.dumps(bound).encode())


def _decrypt(key: bytes, stored: bytes, *bound: str | int) -> bytes:
    nonce, body = stored[:_NONCE_BYTES], stored[_NONCE_BYTES:]
    try:
        return AESGCM(key).decrypt(nonce, body, json.dumps(bound).encode())
    except (InvalidTag, ValueError):
        raise Tampered("密文与所在记录不符，可能被改动或挪动过") from None


def seal(keyring: Keyring, uid: str, fields: Mapping[str, str]) -> Sealed:
    """Encrypt the fields of one row under a new data key; `uid` is the row's random identifier."""
    version = keyring.version
    data_key = AESGCM.generate_key(256)
    return Sealed(
        _encrypt(keyring.key(version), data_key, uid, _DATA_KEY_FIELD, version),
        version,
        {
            name: _encrypt(data_key, text.encode(), uid, name, version)
            for name, text in fields.items()
        },
    )


def open_sealed(keyring: Keyring, uid: str, sealed: Sealed) -> dict[str, str]:
    """Decrypt a row; Tampered when anything was altered or moved, UnknownKey for a lost key."""
    version = sealed.key_version
    data_key = _decrypt(keyring.key(version), sealed.wrapped_key, uid, _DATA_KEY_FIELD, version)
    return {
        name: _decrypt(data_key, stored, uid, name, version).decode()
        for name, stored in sealed.ciphertexts.items()
    }


def reseal(keyring: Keyring, uid: str, sealed: Sealed) -> Sealed:
    """Return the row under the current key; the version is bound in, so fields are redone too."""
    return seal(keyring, uid, open_sealed(keyring, uid, sealed))


def _mac(key: bytes, value: str, purpose: str) -> str:
    folded = "".join(unicodedata.normalize("NFKC", value).split()).casefold()
    return hmac.new(key, f"{purpose}\0{folded}".encode(), hashlib.sha256).hexdigest()


def blind_index(index_keyring: Keyring, value: str, purpose: str = "phone") -> str:
    """Return the hex HMAC to store; give a telephone in identifiers.normalise_phone's form."""
    return _mac(index_keyring.key(index_keyring.version), value, purpose)


def blind_indexes(index_keyring: Keyring, value: str, purpose: str = "phone") -> list[str]:
    """Return every HMAC to look for: the current key's first, then those being rotated out."""
    return [_mac(key, value, purpose) for key in index_keyring.keys.values()]


def constant_time_equal(a: str, b: str) -> bool:
    """Compare two secrets without telling by time where they differ."""
    return hmac.compare_digest(a.encode(), b.encode())


_COMPOUND_SURNAME = re.compile(
    "欧阳|司马|上官|诸葛|夏侯|东方|皇甫|尉迟|公孙|慕容|令狐|长孙|宇文|司徒|司空|端木|南宫|西门|"
    "呼延|澹台|独孤|轩辕|百里|东郭|拓跋|公冶|申屠|太史|钟离|闻人|赫连|濮阳|淳于|单于|仲孙|鲜于"
)


def _surname(name: str) -> str:
    return name[:2] if len(name) > 2 and _COMPOUND_SURNAME.match(name) else name[:1]


def mask_name(name: str) -> str:
    """Return the surname and one star (杨*), whatever the length of the given name."""
    text = name.strip()
    return f"{_surname(text)}*" if text else ""


def mask_phone(phone: str) -> str:
    """Mask a normalised number: 138****8000, 0317****300; public short codes stay as they are."""
    if re.fullmatch(r"1\d{10}", phone):
        return f"{phone[:3]}****{phone[-4:]}"
    if re.fullmatch(r"0\d{9,11}", phone):
        area = 3 if phone[1] in "12" else 4
        return f"{phone[:area]}****{phone[-3:]}"
    return phone if re.fullmatch(r"1\d{2,4}|9[56]\d{3,4}", phone) else "*" * len(phone)


_SHORTEST_FIRM = 4
# From a sign of ASCII to its full-width form.
_TO_WIDE = 0xFEE0
_DIGIT = r"[\d〇零一二三四五六七八九幺]"
_GAP = r"[\s\-‐-―−－.·]{0,2}"
_CHINESE_DIGITS = str.maketrans("〇零一二三四五六七八九幺", "001234567891")
# Only Arabic digits bound a number: 周一13800138000一直 holds one between two Chinese digits.
_MOBILE = re.compile(
    rf"(?<!\d)(?:[+＋]?(?:00)?(?:86|８６){_GAP})?"
    rf"([1１一幺]{_GAP}[3-9３-９三四五六七八九](?:{_GAP}{_DIGIT}){{9}})(?!\d)"
)
_LANDLINE = re.compile(
    rf"(?<!\d)[(（]?([0０][1-9１-９]\d{{1,2}}[)）]?{_GAP}[2-8２-８]\d{{2,3}}{_GAP}\d{{4}})(?!\d)"
)
_ID_CARD = re.compile(rf"(?<!\d)(\d(?:{_GAP}\d){{16}}{_GAP}[\dXxＸｘ])(?!\d)")
_BARE_ID = re.compile(r"(?<!\d)(\d{15,19})(?!\d)")


def _digits(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).translate(_CHINESE_DIGITS)
    return re.sub(r"[^0-9Xx]", "", plain).upper()


def _hide_phone(match: re.Match[str]) -> str:
    return mask_phone(_digits(match[1]))


def _hide_id(match: re.Match[str]) -> str:
    digits = _digits(match[1])
    dated = re.fullmatch(r"\d{6}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dX]", digits)
    return "*" * (len(digits) - 4) + digits[-4:] if dated else match[0]


def _hide_long(match: re.Match[str]) -> str:
    digits = _digits(match[1])
    return "*" * (len(digits) - 4) + digits[-4:]


def _spread(text: str) -> str:
    return _GAP.join(re.escape(char) for char in text)


def redact(text: str, names: Iterable[str] = (), phones: Iterable[str] = ()) -> str:
    """Mask telephones, identity and account numbers, and the given names (as 杨某) in free text.

    Full-width and Chinese digits, and spaces or dashes inside a number, are seen through.
    """
    masked = _ID_CARD.sub(_hide_id, text)
    masked = _BARE_ID.sub(_hide_long, masked)
    masked = _MOBILE.sub(_hide_phone, masked)
    masked = _LANDLINE.sub(_hide_phone, masked)
    return _hide_known(masked, names, phones)


def hide_person(
    text: str,
    names: Iterable[str] = (),
    phones: Iterable[str] = (),
    is_known: Callable[[str], bool] | None = None,
) -> str:
    """Mask one person alone: the given names and telephones, and numbers that is_known() knows.

    Other people's numbers stay, for they may be what the report is about.
    """
    given = set(phones)

    def hide(match: re.Match[str]) -> str:
        digits = _digits(match[1])
        known = digits in given or (is_known is not None and is_known(digits))
        return mask_phone(digits) if known else match[0]

    return _hide_known(_LANDLINE.sub(hide, _MOBILE.sub(hide, text)), names, given)


def _hide_known(text: str, names: Iterable[str], phones: Iterable[str]) -> str:
    """Mask the given telephones and names wherever they stand."""
    masked = text
    for phone in sorted(phones, key=len, reverse=True):
        masked = _redact_phone(masked, phone)
    for name in sorted((n.strip() for n in names), key=len, reverse=True):
        if len(name) > 1:
            masked = re.sub(_spread(name), f"{_surname(name)}某", masked)
    return masked


def hide_firm(text: str, name: str, uscc: str = "") -> str:
    """Mask one enterprise in free text: its whole name as 某企业, its credit code in part.

    Full-width signs, small letters and gaps are seen through; a name of three signs or fewer is
    left, for it would be found in other words.
    """
    masked = text
    if uscc:
        masked = re.sub(_loose(uscc), f"{uscc[:2]}{'*' * (len(uscc) - 2)}", masked)
    if len(name) >= _SHORTEST_FIRM:
        masked = re.sub(_loose(name), "某企业", masked)
    return masked


def _loose(text: str) -> str:
    """Return the pattern of a text in either width and case, with gaps."""
    return _GAP.join(f"[{''.join(map(re.escape, sorted(_forms(char))))}]" for char in text)


def _forms(char: str) -> set[str]:
    """Return a sign in either width and case."""
    plain = unicodedata.normalize("NFKC", char)
    forms = {char, *(one for one in (plain.upper(), plain.lower()) if len(one) == 1)}
    return forms | {chr(ord(one) + _TO_WIDE) for one in forms if "!" <= one <= "~"}


def _redact_phone(text: str, phone: str) -> str:
    digits = _digits(phone)
    if len(digits) < 5:
        return text
    wide = _GAP.join(f"[{d}{chr(0xFF10 + int(d))}]" for d in digits if d.isdecimal())
    return re.sub(rf"(?<!\d){wide}(?!\d)", mask_phone(digits), text)
