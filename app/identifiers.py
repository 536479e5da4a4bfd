"""Normal forms and checks of the numbers people type: telephones, USCC and identity cards."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

# Numbers pasted from a telephone's address book carry invisible direction marks.
_SEPARATORS = re.compile(r"[\s\-‐-―−()（）.·\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_COUNTRY = re.compile(r"^(?:\+|00)86|^86(?=1\d{10}$)")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0(?:10|2\d|[3-9]\d{2})[2-8]\d{6,7}")
_HOTLINE = re.compile(r"1[12]\d|12\d{3}|9[56]\d{3,4}")

_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ORG_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
# Retired county codes stay legal, so only the province is checked (GB/T 2260).
_PROVINCE = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")


class InvalidIdentifier(ValueError):
    """A number that cannot be right; the text is for the person who typed it."""

    def __init__(self, message_zh: str) -> None:
        self.message_zh = message_zh
        super().__init__(message_zh)


def compact(value: str) -> str:
    """Return the value half-width, upper-case, without spaces, dashes and brackets."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", value)).upper()


def _telephone(value: str) -> str:
    text = _COUNTRY.sub("", compact(value))
    if not text:
        raise InvalidIdentifier("请填写电话号码。")
    odd = re.search(r"[^0-9]", text)
    if odd:
        raise InvalidIdentifier(f"电话号码里有不是数字的字“{odd[0]}”，请只填写数字。")
    return text


def check_mobile(value: str) -> str:
    """Return eleven digits; +86, 0086, spaces, dashes and full-width digits are accepted."""
    text = _telephone(value)
    if len(text) != 11:
        raise InvalidIdentifier(f"手机号应为11位数字，您输入了{len(text)}位，请核对后重新填写。")
    if not _MOBILE.fullmatch(text):
        raise InvalidIdentifier(
            f"手机号应以13至19开头，您输入的以{text[:2]}开头，请核对后重新填写。"
        )
    return text


def check_landline(value: str) -> str:
    """Return area code and subscriber number without a dash."""
    text = _telephone(value)
    if not text.startswith("0"):
        raise InvalidIdentifier("座机号码请带上区号，例如0317-6628300。")
    if not _LANDLINE.fullmatch(text):
        raise InvalidIdentifier(
            f"座机号码应为区号加7位或8位号码，您一共输入了{len(text)}位，请核对后重新填写。"
        )
    return text


def check_hotline(value: str) -> str:
    """Return a short code such as 12345 or 12388."""
    text = _telephone(value)
    if not _HOTLINE.fullmatch(text):
        raise InvalidIdentifier(f"“{text}”不是服务短号，短号例如12345、12388。")
    return text


def normalise_phone(value: str) -> str:
    """Return the normal form of a mobile, landline or short number."""
    text = _telephone(value)
    if text.startswith("0"):
        return check_landline(text)
    if _HOTLINE.fullmatch(text):
        return text
    if len(text) in (7, 8):
        return check_landline(text)
    return check_mobile(text)


def _check_length(text: str, name: str, expected: int) -> None:
    if len(text) != expected:
        raise InvalidIdentifier(
            f"{name}应为{expected}位，您输入了{len(text)}位，请核对后重新填写。"
        )


def _org_check(body: str) -> str:
    total = sum(_ORG_ALPHABET.index(c) * w for c, w in zip(body, _ORG_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]


def _uscc_check(body: str) -> str:
    total = sum(_USCC_ALPHABET.index(c) * w for c, w in zip(body, _USCC_WEIGHTS, strict=True))
    return _USCC_ALPHABET[-total % 31]


def whole(text: str, digits: int = 18) -> int | None:
    """Return a whole number of at most so many digits 0-9, None for anything else."""
    plain = text.isascii() and text.isdigit() and len(text) <= digits
    return int(text) if plain else None


def check_uscc(value: str) -> str:
    """Return the upper-case code (GB 32100-2015; positions 9-17 are GB 11714 with own check)."""
    text = compact(value)
    _check_length(text, "统一社会信用代码", 18)
    for position, char in enumerate(text, start=1):
        if char not in _USCC_ALPHABET:
            raise InvalidIdentifier(
                f"统一社会信用代码第{position}位“{char}”不对，代码里没有字母I、O、S、V、Z。"
            )
    if _org_check(text[8:16]) != text[16] or _uscc_check(text[:17]) != text[17]:
        raise InvalidIdentifier("统一社会信用代码的校验位不对，可能有一位输错，请逐位核对。")
    return text


def _birth_date(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def check_id_card(value: str, *, today: date) -> str:
    """Return the 18 characters, a final x as X (GB 11643); born from 1900 to `today`."""
    text = compact(value)
    if len(text) == 15 and text.isdecimal():
        raise InvalidIdentifier("15位的一代身份证2013年起已停用，请填写18位身份证号。")
    _check_length(text, "身份证号", 18)
    if not re.fullmatch(r"[0-9]{17}[0-9X]", text):
        raise InvalidIdentifier("身份证号前17位应为数字，最后一位是数字或X，请核对后重新填写。")
    if not _PROVINCE.match(text):
        raise InvalidIdentifier(f"身份证号开头“{text[:2]}”不是省份代码，请核对后重新填写。")
    born = _birth_date(text[6:14])
    if born is None or not date(1900, 1, 1) <= born <= today:
        raise InvalidIdentifier(
            f"身份证号里的出生日期“{text[6:14]}”不是有效日期，请核对后重新填写。"
        )
    total = sum(int(c) * w for c, w in zip(text, _ID_WEIGHTS, strict=False))
    if _ID_CHECKS[total % 11] != text[17]:
        raise InvalidIdentifier("身份证号的校验位不对，可能有一位输错，请逐位核对。")
    return text
