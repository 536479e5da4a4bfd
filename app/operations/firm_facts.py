"""What an enterprise says of itself: its name and its checked credit code (GB 32100-2015).

It is kept like a reporter: sealed with the contact, taken out of what the enterprise wrote.
"""

from __future__ import annotations

from app.enums import IdentityMode
from app.identifiers import InvalidIdentifier, check_uscc
from app.operations.facts import Reader

LONGEST_NAME = 100
LABELS = {"firm": "企业名称", "uscc": "统一社会信用代码"}
NONE = {"firm": "", "uscc": ""}


def read(reader: Reader, mode: IdentityMode | None) -> dict[str, str]:
    """Read which enterprise speaks by how it wants to appear; faults stay in the reader."""
    found = dict(NONE)
    if mode is None:
        return found
    if mode == IdentityMode.ANONYMOUS:
        for name, label in LABELS.items():
            if reader.raw(name):
                reader.blame(name, f"匿名的不能填写{label}；愿意留{label}的，请改选“实名”。")
        return found
    found["firm"] = reader.text("firm", LABELS["firm"], LONGEST_NAME, line=True)
    found["uscc"] = _code(reader)
    return found


def _code(reader: Reader) -> str:
    """Read a credit code in its normal form."""
    typed = reader.raw("uscc")
    if not typed:
        reader.blame("uscc", "实名的请填写统一社会信用代码，营业执照右上角的18位。")
        return ""
    try:
        return check_uscc(typed)
    except InvalidIdentifier as error:
        reader.blame("uscc", error.message_zh)
        return ""
