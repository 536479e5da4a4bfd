"""Whose figures a page offers to look at, and what an address asks for."""

from __future__ import annotations

from itertools import groupby

from sqlalchemy.orm import Session

from app import policies_statistics
from app.errors import Missing
from app.identifiers import whole
from app.policies_statistics import Subject
from app.principal import Principal
from app.queries import figure_places
from views.figure_links import month_choices
from views.figure_parts import subject_of
from views.figure_table import Choice

Options = list[tuple[str, str]]
COUNTY = "county"


def word_of(subject: Subject) -> str:
    """Return a subject as the address names it: county, u12 or p130924102."""
    if subject.unit_id is not None:
        return f"u{subject.unit_id}"
    return f"p{subject.place}" if subject.place else COUNTY


def subject_asked(word: str) -> Subject:
    """Return the subject that a word names; Missing for nonsense."""
    kind, rest = word[:1], word[1:]
    number = whole(rest, 18)
    if word == COUNTY:
        return Subject()
    if number is None or kind not in {"u", "p"}:
        raise Missing
    return Subject(unit_id=number) if kind == "u" else Subject(place=rest)


def choice(session: Session, actor: Principal, subject: Subject, month: str) -> Choice:
    """Return what a page of figures may be asked for."""
    scopes = _all(session) if policies_statistics.sees_all(actor) else _own(session, actor)
    word = word_of(subject)
    if all(word != value for _group, options in scopes for value, _label in options):
        found = (
            figure_places.place(session, subject.place.ljust(12, "0")) if subject.place else None
        )
        scopes.insert(0, ("", [(word, found.short if found else "当前")]))
    return Choice("/statistics/", word, scopes, month, month_choices(month))


def _all(session: Session) -> list[tuple[str, Options]]:
    """Return the county, the townships and the units by kind."""
    scopes: list[tuple[str, Options]] = [("", [(COUNTY, "全县")])]
    townships = figure_places.townships(session)
    scopes.append(("乡镇", [(word_of(Subject(place=one.prefix)), one.short) for one in townships]))
    bodies = [one for one in figure_places.units(session) if not subject_of(one).place]
    for kind, group in groupby(bodies, key=lambda one: one.kind):
        scopes.append((kind.label, [(f"u{one.unit_id}", one.short) for one in group]))
    return scopes


def _own(session: Session, actor: Principal) -> list[tuple[str, Options]]:
    """Return a person's own figures, for a township with its villages'."""
    own = policies_statistics.own(actor)
    scopes: list[tuple[str, Options]] = [("", [(word_of(own), actor.unit_name)])]
    if len(own.place) == 9:
        villages = figure_places.villages(session, f"{own.place}000")
        scopes.append(("村、社区", [(f"p{one.code}", one.short) for one in villages]))
    return scopes
