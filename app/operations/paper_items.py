"""Which items a paper is about: those it was drafted from, and every one that its text names.

A link is only ever added: a number taken out of the text unbinds no paper, for its matter may
stand there still, and nobody gets past a recusal by writing less.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import policies, store
from app.models import Document, DocumentProblem, Problem, ProblemStep
from app.operations import recusal_rules, reporters
from app.principal import system

KEEPER = system("公文")
PAGE = 500
_DASH = r"\s*[-\u2010-\u2015\u2212]\s*"
NUMBERED = re.compile(rf"HXZT{_DASH}([0-9]{{4}}){_DASH}([0-9]{{5,}})", re.IGNORECASE)


def numbers_in(text: str) -> set[str]:
    """Return the item numbers of a text as the ledger writes them, in whatever width and case."""
    plain = unicodedata.normalize("NFKC", text)
    return {f"HXZT-{year}-{seq}" for year, seq in NUMBERED.findall(plain)}


def text_of(facts: Mapping[str, Any]) -> str:
    """Return facts as one text, in which numbers are looked for."""
    return json.dumps(facts, ensure_ascii=False)


def of(session: Session, document: Document) -> list[Problem]:
    """Return every item of a paper, whoever asks."""
    query = (
        sa.select(Problem)
        .join(DocumentProblem, DocumentProblem.problem_id == Problem.id)
        .where(DocumentProblem.document_id == document.id)
        .order_by(Problem.id)
    )
    if store.principal_of(session).is_system:
        # In the middle of a signature nothing is flushed: it is written in one statement.
        return list(session.scalars(query))
    with store.acting(session, KEEPER):
        return list(session.scalars(query))


def link(session: Session, document: Document, problem_ids: Iterable[int] = ()) -> None:
    """Tie a stored paper to items and to every one that its facts name, whoever sees them."""
    numbers = sorted(numbers_in(text_of(document.facts)))
    with store.acting(session, KEEPER):
        wanted = set(problem_ids)
        for at in range(0, len(numbers), PAGE):
            some = numbers[at : at + PAGE]
            wanted |= set(
                session.scalars(sa.select(Problem.id).where(Problem.problem_no.in_(some)))
            )
        own = DocumentProblem.document_id == document.id
        known = set(session.scalars(sa.select(DocumentProblem.problem_id).where(own)))
        for problem_id in sorted(wanted - known):
            session.add(DocumentProblem(document_id=document.id, problem_id=problem_id))
        session.flush()


def reporters_of(session: Session, document: Document) -> reporters.Reporters:
    """Return whom what is written about a paper may name."""
    found = reporters.Reporters()
    for problem in of(session, document):
        found |= reporters.of(problem)
    return found


def kept_off(session: Session, problems: Iterable[Problem]) -> set[int]:
    """Return the units that may not get a paper about items.

    A unit that a plain complaint is about may have handled it itself: it knows of it then.
    """
    found: set[int] = set()
    for problem in problems:
        found |= recusal_rules.units_off(session, problem)
        accused = problem.unit_complained_id
        if accused is not None and accused not in parts(session, problem):
            found.add(accused)
    return found


def parts(session: Session, problem: Problem) -> set[int]:
    """Return the units that have or had a part in an item."""
    query = sa.select(ProblemStep.unit_id).where(ProblemStep.problem_id == problem.id)
    return set(session.scalars(query))


def is_confidential(session: Session, document: Document) -> bool:
    """Tell whether any item of a paper is kept closely."""
    return any(policies.is_confidential(problem) for problem in of(session, document))
