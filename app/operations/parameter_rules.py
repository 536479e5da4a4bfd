"""What a parameter's value must be beyond its length: numbers, bounds of security, role codes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app import identifiers
from app.enums import EvalScale, ParameterType, Role
from app.errors import Invalid
from app.models import Model, Parameter
from app.operations import digest, snapshots, texting, verification
from app.operations.rating_facts import SCALE
from app.queries import parameters, placards
from app.queries.login_rules import BOUNDS, FACTOR_ROLES, roles_named


def check(row: Model, kept: Mapping[str, Any]) -> None:
    """Raise Invalid for a value that the product could not follow."""
    if not isinstance(row, Parameter) or "value" not in kept:
        return
    text = str(kept["value"])
    rule = RULES.get(row.key)
    if rule is not None:
        rule(text)
    elif row.type == ParameterType.BOOLEAN:
        _check_flag(text)
    elif row.type == ParameterType.INTEGER:
        _check_number(row.key, text)


def _check_roles(text: str) -> None:
    """Ask for role codes."""
    try:
        roles_named(text)
    except ValueError as error:
        codes = "、".join(role.value for role in Role)
        raise Invalid(
            {"value": f"请填角色代码，用逗号分开；都不要求就填“无”。可用：{codes}。"}
        ) from error


def _check_events(text: str) -> None:
    """Ask for codes of events."""
    try:
        texting.named(text)
    except texting.UnknownEvent as error:
        words = f"没有代码“{error}”。请填动作代码（如 T06）或 digest，用逗号分开；没有填“无”。"
        raise Invalid({"value": words}) from error


def _check_scale(text: str) -> None:
    """Ask for one of the two scales."""
    if text not in {word.value for word in EvalScale}:
        raise Invalid({"value": "请填 three（三档）或 five（五档）。"})


def _check_hour(text: str) -> None:
    """Ask for a time of the day."""
    try:
        digest.hour(text)
    except ValueError as error:
        raise Invalid({"value": "请填 08:30 这样的时间；不发填“无”。"}) from error


def _check_clock(text: str) -> None:
    """Ask for a full hour of the day."""
    if not (text.isascii() and text.isdecimal() and len(text) < 3 and int(text) < 24):
        raise Invalid({"value": "请填 0 到 23 之间的整数。"})


def _check_phone(text: str) -> None:
    """Ask for a number that can be dialled; it is printed as it is typed."""
    if text == placards.NONE:
        return
    try:
        identifiers.normalise_phone(text)
    except identifiers.InvalidIdentifier as error:
        raise Invalid({"value": f"{error.message_zh}不印就填“无”。"}) from error


def _check_flag(text: str) -> None:
    """Ask for yes or no."""
    if text not in {parameters.YES, parameters.NO}:
        raise Invalid({"value": f"请填“{parameters.YES}”或“{parameters.NO}”。"})


def _check_number(key: str, text: str) -> None:
    """Ask for a whole number, inside its bounds where security sets them."""
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise Invalid({"value": "请填写整数。"})
    least, most = BOUNDS.get(key, (0, int(text)))
    if not least <= int(text) <= most:
        raise Invalid({"value": f"这项安全设置只能是 {least} 到 {most}。"})


RULES: Mapping[str, Callable[[str], object]] = {
    FACTOR_ROLES: _check_roles,
    texting.EVENTS: _check_events,
    SCALE: _check_scale,
    digest.AT: _check_hour,
    placards.HOTLINE: _check_phone,
    verification.OFF: verification.named,
    snapshots.HOUR: _check_clock,
}
