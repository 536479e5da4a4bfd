"""One row of each table of the public doors, for the tests of the database's fences."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.enums import ScopeDecision
from app.enums_board import ReturnKind
from app.enums_doors import PrintKind
from app.enums_evaluation import AppealGround, FlagKind
from app.enums_phone import Shift
from app.enums_promise import PromiseState
from app.enums_visit import VisitKind
from app.models import (
    Commitment,
    DeferredMaterial,
    Enterprise,
    EvalAppeal,
    EvaluationFlag,
    FieldVisit,
    HandoverNote,
    HandoverRead,
    Message,
    MessageTransfer,
    Model,
    OneTimeNotice,
    PrintJob,
    PublicFeedback,
    ServiceItem,
    Survey,
    SurveyAnswer,
    SurveyQuestion,
)
from tests import support, voices


def item_id(work: Session) -> int:
    """Add a service item and return its id."""
    row = ServiceItem(
        impl_code="130924001",
        name="结婚登记（示例）",
        unit_id=support.unit_id("MZ"),
        item_type="07",
        effective_from=date(2021, 9, 1),
    )
    work.add(row)
    work.flush()
    return row.id


def note(work: Session) -> HandoverNote:
    """Add a note of the desk and return it."""
    row = HandoverNote(
        unit_id=support.unit_id("RX"),
        duty_on=support.NOW.date(),
        shift=Shift.DAY,
        text="待回访一件",
    )
    work.add(row)
    work.flush()
    return row


def receipt(work: Session) -> HandoverRead:
    """Return that a colleague has read a note of the desk."""
    row, reader = note(work), support.person("clerk2").account_id
    return HandoverRead(
        unit_id=row.unit_id, handover_note_id=row.id, account_id=reader, read_at=support.NOW
    )


def returned(message_id: int | None = None) -> PublicFeedback:
    """Return what a citizen sent back."""
    return PublicFeedback(
        code_hash="0" * 64,
        kind=ReturnKind.ANSWER,
        text="补充一点情况",
        submitted_at=support.NOW,
        message_id=message_id,
    )


def answer(work: Session) -> SurveyAnswer:
    """Add a survey with a question, and return an answer."""
    unit, day = support.unit_id("GW"), support.NOW.date()
    survey = Survey(unit_id=unit, title="评议", frame="每村五户", from_on=day, until_on=day)
    work.add(survey)
    work.flush()
    asked = SurveyQuestion(
        unit_id=unit, survey_id=survey.id, position=1, text="满意吗", answers=["满意", "不满意"]
    )
    work.add(asked)
    work.flush()
    return SurveyAnswer(unit_id=unit, survey_question_id=asked.id, answer="满意", sheets=5)


MAKERS: dict[type[Model], Callable[[Session], Model]] = {
    OneTimeNotice: lambda work: OneTimeNotice(
        service_item_id=item_id(work), version=1, materials=["户口簿"], published_at=support.NOW
    ),
    HandoverNote: note,
    HandoverRead: receipt,
    PublicFeedback: lambda work: returned(),
    SurveyAnswer: answer,
}


def fill(work: Session) -> None:
    """Add a row to each fenced table of the doors."""
    gaowan, clerk = (support.person(name).account_id for name in ("gaowan", "clerk"))
    assert gaowan
    assert clerk
    message_id = work.scalars(sa.select(Message.id).order_by(Message.id)).first()
    assert message_id
    work.add_all(
        [
            returned(message_id),
            MessageTransfer(
                message_id=message_id,
                decision=ScopeDecision.TO_12345,
                target="县12345",
                track_due=support.NOW,
            ),
            Enterprise(
                uscc="911309240000000000",
                name="海兴示例机械厂",
                region_code="130924102000",
                officer_id=gaowan,
            ),
            DeferredMaterial(
                unit_id=support.unit_id("MZ"),
                service_item_id=item_id(work),
                case_no="MZ-2026-0001",
                material="婚姻状况证明",
                promise_due=date(2026, 11, 25),
            ),
            PrintJob(kind=PrintKind.PLACARDS, title="全部码牌", account_id=clerk, total=197),
            receipt(work),
            answer(work),
            FieldVisit(
                unit_id=support.unit_id("GW"),
                kind=VisitKind.VISIT,
                held_on=support.NOW.date(),
                region_code="130924102225",
                visitors="王海（示例）",
                finding="路灯不亮",
            ),
            *(
                Commitment(
                    unit_id=support.unit_id("GW"),
                    title="中午不断岗",
                    target="有人值守",
                    measures="排班",
                    due_on=support.NOW.date(),
                    published_at=at,
                    state=PromiseState.PUBLISHED if at else PromiseState.ASKED,
                )
                for at in (None, support.NOW)
            ),
        ]
    )
    handled(work, gaowan)


def handled(work: Session, account_id: int) -> None:
    """Add an appeal and a suspicion of an evaluation."""
    row = voices.bad(work, "PJ-H")
    work.add_all(
        [
            EvalAppeal(
                evaluation_id=row.id,
                unit_id=row.unit_id,
                ground=AppealGround.MISTAKEN,
                evidence="当天停电",
                asked_by_id=account_id,
                asked_at=support.NOW,
                decide_due=support.NOW,
            ),
            EvaluationFlag(
                evaluation_id=row.id,
                service_point_id=row.service_point_id,
                kind=FlagKind.BURST,
                flagged_on=support.NOW,
            ),
        ]
    )
