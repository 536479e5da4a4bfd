"""How outcomes are typed and read: money in 元 or 万元, kept in fen; the rest in whole numbers."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from app.enums_ledger import MetricKind

MONEY = frozenset({MetricKind.AMOUNT_REFUNDED, MetricKind.AMOUNT_SAVED, MetricKind.AMOUNT_PAID})
UNITS: dict[MetricKind, str] = {
    MetricKind.HOUSEHOLDS: "户",
    MetricKind.PEOPLE: "人",
    MetricKind.ELAPSED_WORKDAYS: "个工作日",
    MetricKind.LENGTH_M: "米",
    MetricKind.POLICY_MADE: "项",
}
YUAN, WAN = "yuan", "wan"
FEN = {YUAN: 100, WAN: 1_000_000}
MOST = 10**13
AMOUNT = re.compile(r"(\d{1,12}(?:\.\d{1,6})?)(万元|元|万)?")
NUMBER = re.compile(r"(\d{1,12})([户人米项])?")
DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿")


class BadMeasure(ValueError):
    """A text that is no amount or number; says in Chinese what is expected."""


def _plain(typed: str) -> str:
    """Return a text in half width without blanks and separators."""
    return re.sub(r"[\s,]", "", unicodedata.normalize("NFKC", typed))


def fen(typed: str, unit: str) -> int:
    """Return an amount in fen; a unit that stands in the text goes before the chosen one."""
    found = AMOUNT.fullmatch(_plain(typed))
    if found is None:
        raise BadMeasure("金额请填写数字，例如 202 或 3.5。")
    factor = FEN[WAN if found[2] in {"万元", "万"} else YUAN if found[2] else unit]
    exact = Decimal(found[1]) * factor
    if exact != exact.to_integral_value():
        raise BadMeasure("金额最小到分，请核对小数位数。")
    return _within(int(exact))


def number(typed: str) -> int:
    """Return a whole number."""
    found = NUMBER.fullmatch(_plain(typed))
    if found is None:
        raise BadMeasure("数值请填写整数，例如 808。")
    return _within(int(found[1]))


def _within(value: int) -> int:
    """Return a value that is something and can be kept."""
    if not 0 < value < MOST:
        raise BadMeasure("数值要大于 0，且不能大到没有道理，请核对。")
    return value


def read(kind: MetricKind, typed: str, unit: str) -> int:
    """Return the stored value of what was typed for a kind."""
    return fen(typed, unit if unit in FEN else YUAN) if kind in MONEY else number(typed)


def words(kind: MetricKind, value: int) -> str:
    """Return a stored value as people read it."""
    return money(value) if kind in MONEY else f"{value}{UNITS.get(kind, '')}"


def money(value: int) -> str:
    """Return fen as 202万元, 3.5万元 or 1200.50元; never rounded."""
    if value >= FEN[WAN]:
        return f"{_short(Decimal(value) / FEN[WAN])}万元"
    yuan, rest = divmod(value, 100)
    return f"{yuan}.{rest:02}元" if rest else f"{yuan}元"


def _short(exact: Decimal) -> str:
    """Return a decimal without trailing noughts."""
    text = f"{exact:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def spelled(kind: MetricKind, value: int) -> str:
    """Return money once more in the characters of a cheque, so that a nought too many shows."""
    return f"{words(kind, value)}（{capital(value)}）" if kind in MONEY else words(kind, value)


def capital(value: int) -> str:
    """Return fen in capital characters: 贰佰零贰万元整."""
    yuan, rest = divmod(value, 100)
    jiao, cents = divmod(rest, 10)
    whole = f"{_integer(yuan)}元" if yuan else ""
    if not rest:
        return f"{whole}整"
    gap = "零" if yuan and not jiao else ""
    return (
        whole
        + gap
        + (f"{DIGITS[jiao]}角" if jiao else "")
        + (f"{DIGITS[cents]}分" if cents else "")
    )


def _integer(yuan: int) -> str:
    """Return a whole number below 10^12 in capital characters."""
    parts, at = "", 0
    while yuan:
        yuan, group = divmod(yuan, 10_000)
        # A group that does not fill its four places is joined to the one before by a nought.
        link = "零" if yuan and 0 < group < 1000 else ""
        text = f"{link}{_group(group)}{GROUPS[at]}" if group else ("零" if parts and yuan else "")
        parts, at = text + parts, at + 1
    return re.sub("零+", "零", parts).rstrip("零")


def _group(value: int) -> str:
    """Return a number below 10000 in capital characters."""
    digits = f"{value:04}"
    text = "".join(
        f"{DIGITS[int(digit)]}{PLACES[3 - at]}" if digit != "0" else "零"
        for at, digit in enumerate(digits)
    )
    return re.sub("零+", "零", text).strip("零")
