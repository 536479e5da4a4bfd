"""Who asks: the person, system task or citizen on whose behalf a session reads and writes."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from app.enums import Role
from app.permissions import Right


class Nature(StrEnum):
    """What kind of caller a principal is."""

    PERSON = "person"
    SYSTEM = "system"
    PUBLIC = "public"
    MACHINE = "machine"


@dataclass(frozen=True)
class Principal:
    """An identity with its roles; it holds no session and may cross threads."""

    name: str
    nature: Nature = Nature.PERSON
    account_id: int | None = None
    username: str = ""
    unit_id: int | None = None
    unit_name: str = ""
    region_code: str = ""
    roles: frozenset[Role] = field(default_factory=frozenset)
    must_change: bool = False
    session_id: int | None = None
    ip: str | None = None
    # (role, account): the roles this person has only as somebody's stand-in.
    stands_for: tuple[tuple[Role, int], ...] = ()
    # What another system's key may do ("table:verb"); None for everybody else.
    scopes: frozenset[str] | None = None
    token_id: int | None = None
    # Set where a session is loaded: no recusal keeps anything from this person in this request.
    unbarred: bool = False

    def letters(self, right: Right) -> frozenset[str]:
        """Return the matrix letters of a right over all roles."""
        return right.of(self.roles)

    def has(self, right: Right, *letters: str) -> bool:
        """Tell whether a right is held, with one of the letters when any are given."""
        held = self.letters(right)
        return bool(held & set(letters)) if letters else bool(held)

    @property
    def is_system(self) -> bool:
        """Tell whether this is a named task of the product itself."""
        return self.nature is Nature.SYSTEM

    @property
    def is_person(self) -> bool:
        """Tell whether somebody is logged in."""
        return self.nature is Nature.PERSON

    @property
    def is_token(self) -> bool:
        """Tell whether another system asks with its key."""
        return self.nature is Nature.MACHINE

    def within(self, table: str, verb: str) -> bool:
        """Tell whether a key's scopes allow a verb; people are not bound by scopes."""
        if self.scopes is None:
            return True
        named = "read" if verb in {"list", "show"} else verb
        return f"{table}:{named}" in self.scopes


def system(task: str) -> Principal:
    """Return the principal of a named task (job, seed, command)."""
    return Principal(name=task, nature=Nature.SYSTEM)


PUBLIC = Principal(name="群众", nature=Nature.PUBLIC)
