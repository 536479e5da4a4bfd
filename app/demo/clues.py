"""The sample county's clue compartment: a few invented clues in different states."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import calendars, clock, store
from app.demo import days, source
from app.demo.playing import people
from app.enums import RequestType
from app.models import Clue, Problem, ReporterNotice, Unit
from app.operations import clue_acts, clues, interference, outcomes
from app.principal import Principal

Act = Callable[[Principal], None]


class Compartment:
    """Plays the acts in the order of time, each by its person at its own moment."""

    def __init__(self, session: Session, persons: Mapping[str, Principal]) -> None:
        """Begin without acts."""
        self.session, self.persons = session, persons
        self.calendar = calendars.load(session)
        self.units = {row.short_name: row.id for row in session.scalars(sa.select(Unit))}
        self.clues: dict[int, int] = {}
        self.acts: list[tuple[int, str, Act]] = []

    def plan(self, told: Mapping[str, Any]) -> None:
        """Collect what is to be done, by working days ago."""
        for number, story in enumerate(told["clues"]):
            self.acts.append((story["ago"], "casekeeper", self._enter(number, story)))
            for step in story["plan"]:
                self.acts.append((step["ago"], step["who"], self._step(number, step)))
        for name, who, act in (
            ("push", "intake", self._push),
            ("outcome", "casekeeper", self._outcome),
            ("interference", "intake", self._interference),
        ):
            self.acts.append((told[name]["ago"], who, act(told[name])))

    def play(self, loader: Principal) -> None:
        """Do every act, the oldest first."""
        dice = source.dice("clues")
        try:
            for ago, who, act in sorted(self.acts, key=lambda item: -item[0]):
                actor = self.persons[who]
                store.name(self.session, actor)
                with clock.fixed(days.moments(self.calendar, ago, 1, dice)[0]):
                    act(actor)
        finally:
            store.name(self.session, loader)

    def _enter(self, number: int, story: Mapping[str, Any]) -> Act:
        """Return the entry of a clue."""
        given = story["facts"]

        def act(actor: Principal) -> None:
            facts = {
                "managed_level": "county",
                "channel": given["channel"],
                "received_on": clock.today(),
                "accused": given["accused"],
                "accused_unit_id": self.units[given["unit"]],
                "summary": given["summary"],
                "is_named": "y" if "name" in given else "",
                "reporter_name": given.get("name", ""),
                "reporter_phone": given.get("phone", ""),
            }
            self.clues[number] = clues.enter(self.session, actor, facts).id

        return act

    def _step(self, number: int, step: Mapping[str, Any]) -> Act:
        """Return a move of a clue, or the telling of its reporter."""
        facts = dict(step["facts"])
        if "unit" in facts:
            facts["unit_id"] = self.units[facts.pop("unit")]

        def act(actor: Principal) -> None:
            clue = self.session.get_one(Clue, self.clues[number])
            if "told" in step:
                self._tell(actor, clue, facts)
                return
            studied = {"studied_on": clock.today()} if step["move"] == "propose" else {}
            clue_acts.perform(
                self.session, actor, clue.id, clue.row_version, step["move"], {**facts, **studied}
            )

        return act

    def _tell(self, actor: Principal, clue: Clue, facts: Mapping[str, Any]) -> None:
        """Record that the reporter was told what waits first."""
        query = sa.select(ReporterNotice.id).where(
            ReporterNotice.clue_id == clue.id, ReporterNotice.done_at.is_(None)
        )
        clue_acts.tell(self.session, actor, self.session.scalars(query).first() or 0, facts)

    def _push(self, told: Mapping[str, Any]) -> Act:
        """Return the push of a report of the ledger."""

        def act(actor: Principal) -> None:
            query = sa.select(Problem.id).where(Problem.request_type == RequestType.REPORT)
            problem_id = self.session.scalars(query.order_by(Problem.id)).first() or 0
            facts = {"managed_level": "county", **told}
            clues.push(self.session, actor, problem_id, facts)

        return act

    def _outcome(self, told: Mapping[str, Any]) -> Act:
        """Return the record of an outcome."""

        def act(actor: Principal) -> None:
            on = {"decided_on": clock.today(), "effective_on": clock.today()}
            facts = {**told, **on, "unit_id": self.units[told["unit"]]}
            outcomes.record(self.session, actor, facts)

        return act

    def _interference(self, told: Mapping[str, Any]) -> Act:
        """Return the record of an inquiry."""

        def act(actor: Principal) -> None:
            interference.record(self.session, actor, {**told, "happened_on": clock.today()})

        return act


def load(session: Session, loader: Principal) -> None:
    """Fill the compartment of the sample county."""
    kept = Compartment(session, people(session))
    kept.plan(source.document("clues.json"))
    kept.play(loader)
