"""One plain row of each table of the compartment, for the tests of what the database refuses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.enums import Channel
from app.enums_clue import (
    ActionGroup,
    ActionKind,
    CluePurpose,
    InterferenceKind,
    InterferenceWay,
    NoticeKind,
)
from app.models import (
    Accountability,
    Clue,
    ClueAccess,
    ClueClearing,
    ClueEvent,
    DisciplineRisk,
    InterferenceRecord,
    Model,
    ReporterNotice,
)
from app.operations import compartment
from tests import support

ON = date(2026, 11, 18)


def clue() -> Clue:
    """Return a clue that just came."""
    texts = {"summary": "内容", "accused": "某人"}
    return Clue(
        **compartment.seal(texts), channel=Channel.LETTER, received_on=ON, proposal_due=support.NOW
    )


def clue_id(work: Session) -> int:
    """Store a clue and return its id."""
    row = clue()
    work.add(row)
    work.flush()
    return row.id


def by(username: str) -> Any:
    """Return the id of an account."""
    return support.person(username).account_id


def outcome(**values: Any) -> Accountability:
    """Return an outcome for an official who is a party member."""
    given = {
        "unit_id": support.unit_id("MZ"),
        "is_public_official": True,
        "is_party_member": True,
        "action_group": ActionGroup.ADMINISTRATIVE,
        "action_kind": ActionKind.WARNING,
        "decided_by_body": "县监委",
        "decided_on": ON,
        "effective_on": ON,
        **values,
    }
    return Accountability(**compartment.seal({"name": "柳某山"}), **given)


MAKERS: dict[type[Model], Callable[[Session], Model]] = {
    Clue: lambda _work: clue(),
    ClueEvent: lambda work: ClueEvent(
        **compartment.seal({"note": "说明"}),
        clue_id=clue_id(work),
        seq=1,
        move="enter",
        to_state="received",
        actor_name="钱进",
        at=support.NOW,
    ),
    ClueAccess: lambda work: ClueAccess(
        clue_id=clue_id(work), account_id=by("leader"), purpose=CluePurpose.STUDY, at=support.NOW
    ),
    ClueClearing: lambda work: ClueClearing(clue_id=clue_id(work), target_on=ON),
    DisciplineRisk: lambda _work: DisciplineRisk(
        **compartment.seal({"risk": "审批环节一人办结", "measure": "分岗复核"}),
        unit_id=support.unit_id("MZ"),
        owner_unit_id=support.unit_id("JD1"),
        due_on=ON,
    ),
    ReporterNotice: lambda work: ReporterNotice(
        clue_id=clue_id(work), kind=NoticeKind.ACCEPT, due_at=support.NOW
    ),
    InterferenceRecord: lambda _work: InterferenceRecord(
        **compartment.seal({"asker": "某人", "item": "某事", "content": "经过"}),
        kind=InterferenceKind.INQUIRY,
        way=InterferenceWay.PHONE,
        happened_on=ON,
        recorded_by_id=by("intake"),
    ),
    Accountability: lambda _work: outcome(),
}
