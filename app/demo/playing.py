"""The problems of the sample county: every act goes through the real operation at its own time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock, store
from app.demo import photos, stories
from app.demo.plans import Act, Story
from app.demo.stories import Cast
from app.enums import Role, UnitKind
from app.models import Account, Evaluation, Problem, RoleAssignment, Unit
from app.operations import drafting, intake, ledger, paper_turns
from app.principal import Principal
from app.transitions import BY_CODE

# Who acts where the story does not say: the township or department acts for its own unit.
ACTORS = {
    "T02": "intake",
    "T07": "leader",
    "T14": "inspector",
    "T15": "inspector",
    "T16": "intake",
    "T17": "intake",
    "E02": "intake",
    "DA": "intake",
    "DS": "intake",
}
# Acts whose actor a story may name under a key.
CHOSEN = {"T01": ("who", "clerk"), "T06": ("by", "leader"), "F01": ("caller", "clerk")}
# Acts of a plan that are papers: DA an assignment letter, DS a supervision letter.
PAPERS = {"DA": drafting.draft_assignment, "DS": drafting.draft_supervision}


def people(session: Session) -> dict[str, Principal]:
    """Return the demo accounts as the principals that a login would give."""
    query = (
        sa.select(
            Account.id, Account.username, Account.last_name, Unit.id, Unit.name, Unit.region_code
        )
        .join(Unit, Unit.id == Account.unit_id)
        .where(Account.is_demo.is_(True))
    )
    roles = _roles(session)
    return {
        username: Principal(
            name=name,
            account_id=account_id,
            username=username,
            unit_id=unit_id,
            unit_name=unit_name,
            region_code=region,
            roles=frozenset(roles[account_id]),
        )
        for account_id, username, name, unit_id, unit_name, region in session.execute(query)
    }


def _roles(session: Session) -> dict[int, set[Role]]:
    """Return the roles of every account."""
    found: dict[int, set[Role]] = {}
    for row in session.execute(sa.select(RoleAssignment.account_id, RoleAssignment.role)):
        found.setdefault(row.account_id, set()).add(row.role)
    return found


def cast(session: Session, persons: Mapping[str, Principal], told: list[Story]) -> Cast:
    """Return the units by account and by short name, and the reporters."""
    query = sa.select(Unit).where(Unit.kind != UnitKind.VILLAGE_STATION)
    units = {unit.short_name: unit for unit in session.scalars(query)}
    by_id = {unit.id: unit for unit in units.values()}
    for username, person in persons.items():
        if person.unit_id in by_id:
            units[username] = by_id[person.unit_id]
    return Cast(units, stories.reporters(told))


def play(
    session: Session,
    loader: Principal,
    acts: list[Act],
    told: list[Story],
    evaluations: Mapping[str, int],
) -> int:
    """Play every act in the order of time; return how many problems there are."""
    persons = people(session)
    known = cast(session, persons, told)
    problems: dict[str, Problem] = {}
    try:
        for act in acts:
            actor = persons[_actor(act)]
            store.name(session, actor)
            with clock.fixed(act.at):
                _do(session, actor, act, known, problems)
        _circular(session, persons["intake"], acts[-1].at + timedelta(minutes=5))
    finally:
        store.name(session, loader)
    _link(session, problems, evaluations)
    return len(problems)


def _actor(act: Act) -> str:
    """Return the account that makes an act."""
    if act.code in CHOSEN:
        key, usual = CHOSEN[act.code]
        return str(act.story.get(key, usual))
    if act.code == "P02":
        return stories.co_of(act)
    return ACTORS.get(act.code) or stories.lead_of(act)


def _do(
    session: Session, actor: Principal, act: Act, known: Cast, problems: dict[str, Problem]
) -> None:
    """Make one act through its operation."""
    key = act.story["key"]
    if act.code in PAPERS:
        paper = PAPERS[act.code](session, actor, problems[key].id)
        paper_turns.send(session, actor, paper.id, paper.row_version)
        return
    given: dict[str, Any] = stories.facts(act, known)
    if act.code == "T01":
        problems[key] = intake.register(session, actor, given)
        return
    problem = problems[key]
    action = BY_CODE[act.code].action
    files = _files(act)
    problems[key] = ledger.perform(
        session, actor, problem.id, problem.row_version, action, given, files
    )


def _circular(session: Session, actor: Principal, at: datetime) -> None:
    """Draft the circular that names the units which are late at the end."""
    store.name(session, actor)
    with clock.fixed(at):
        drafting.draft_circular(session, actor, None, at)


def _files(act: Act) -> list[tuple[BytesIO, str]]:
    """Return the photo that a unit attaches to its last report or progress."""
    name = act.story.get("photo")
    codes = [part.split(":")[0].removesuffix("b") for part in act.story["plan"].split()]
    last = "T13" if "T13" in codes else "P01"
    if name is None or act.code != last or act.again:
        return []
    return [(photos.photo(name), name)]


def _link(
    session: Session, problems: Mapping[str, Problem], evaluations: Mapping[str, int]
) -> None:
    """Point the evaluations that became problems to them."""
    for key, evaluation_id in evaluations.items():
        row = session.get_one(Evaluation, evaluation_id)
        row.problem_id = problems[key].id
    session.flush()
