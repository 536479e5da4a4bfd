"""Surveys that a person sees, with how many sheets gave each answer."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.errors import Missing
from app.models import Survey, SurveyAnswer, SurveyQuestion

SIZE, MOST = 50, 200


@dataclass(frozen=True)
class Counted:
    """One question with the sheets of each answer, in the order of the answers."""

    question: SurveyQuestion
    sheets: dict[str, int]

    @property
    def total(self) -> int:
        """Return how many sheets answered it."""
        return sum(self.sheets.values())

    @property
    def low(self) -> int:
        """Return how many sheets gave a low answer."""
        return sum(self.sheets[one] for one in self.question.low_answers)


def listed(session: Session, offset: int) -> tuple[list[Survey], bool]:
    """Return a page of visible surveys, the newest first, and whether there are more."""
    query = sa.select(Survey).order_by(Survey.from_on.desc(), Survey.id.desc())
    rows = list(session.scalars(query.offset(offset).limit(SIZE + 1)))
    return rows[:SIZE], len(rows) > SIZE


def get(session: Session, row_id: int) -> Survey:
    """Return a visible survey; Missing otherwise."""
    found = session.scalars(sa.select(Survey).where(Survey.id == row_id)).one_or_none()
    if found is None:
        raise Missing()
    return found


def question(session: Session, row_id: int) -> SurveyQuestion:
    """Return a visible question; Missing otherwise."""
    query = sa.select(SurveyQuestion).where(SurveyQuestion.id == row_id)
    found = session.scalars(query).one_or_none()
    if found is None:
        raise Missing()
    return found


def counted(session: Session, survey_id: int) -> list[Counted]:
    """Return the questions of a survey with their sums."""
    query = sa.select(SurveyQuestion).where(SurveyQuestion.survey_id == survey_id)
    rows = list(session.scalars(query.order_by(SurveyQuestion.position).limit(MOST)))
    sums = _sums(session, [row.id for row in rows])
    return [Counted(row, {one: sums.get((row.id, one), 0) for one in row.answers}) for row in rows]


def _sums(session: Session, ids: list[int]) -> dict[tuple[int, str], int]:
    """Return the sheets by question and answer."""
    query = (
        sa.select(
            SurveyAnswer.survey_question_id,
            SurveyAnswer.answer,
            sa.func.sum(SurveyAnswer.sheets),
        )
        .where(SurveyAnswer.survey_question_id.in_(ids))
        .group_by(SurveyAnswer.survey_question_id, SurveyAnswer.answer)
    )
    return {(row[0], row[1]): int(row[2]) for row in session.execute(query)} if ids else {}
