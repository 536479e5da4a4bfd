"""Words and groups of roles that accounts, grants and logins use."""

from __future__ import annotations

from app.enums import Role, UnitKind, Word

# The three administrators exclude one another and every other role (三员分立).
CONTROL = frozenset({Role.AUDIT, Role.SEC, Role.SYS})
# Discipline roles stay inside the commission.
DISCIPLINE = frozenset({Role.DC_INTAKE, Role.DC_CASE, Role.DC_LEAD, Role.DC_INSP})
COMMISSION = frozenset(
    {UnitKind.DISCIPLINE_COMMISSION, UnitKind.DISCIPLINE_OFFICE, UnitKind.DISPATCHED_GROUP}
)


class LoginStepKind(Word):
    """What a login with the right password still waits for."""

    CODE = ("code", "输入动态口令")
    ENROL = ("enrol", "绑定动态口令")
