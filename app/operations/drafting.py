"""Facts of the three papers from the ledger: titles and texts are the redacted ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from app import calendars, clock, secrecy
from app.enums import Channel, DocumentKind, SupervisionKind
from app.errors import Invalid, Refused
from app.models import Document, Problem, Supervision
from app.operations import paper_items, receiving
from app.operations.draft_words import (
    LONGEST_CELL,
    LONGEST_HEAD,
    LONGEST_MATTER,
    Filled,
    check_right,
    co_units,
    common,
    day_of,
    iso,
    lead_step,
    local_day,
    office,
    paragraph,
    short,
    unit_names,
)
from app.operations.drafts import draft
from app.operations.limits import after
from app.principal import Principal
from app.queries import ledger, paper_receipts
from app.queries.ledger import LateStep
from app.workdays import overdue_workdays

SOURCES = {
    Channel.PHONE: "群众来电",
    Channel.LETTER: "群众来信",
    Channel.VISIT: "走访调研",
    Channel.FORUM: "座谈会",
    Channel.WINDOW: "窗口反映",
    Channel.MESSAGE_BOARD: "群众留言",
}
# Widths in characters of the 28 that a line of the grid holds.
COLUMNS = (
    {"label": "序号", "width": 2.2},
    {"label": "编号", "width": 6.8},
    {"label": "反映事项", "width": 6.4, "align": "left"},
    {"label": "责任单位", "width": 4.4},
    {"label": "到期日", "width": 5.8},
    {"label": "超期天数", "width": 2.4},
)


def draft_assignment(session: Session, actor: Principal, problem_id: int) -> Document:
    """Draft the 交办单 of an assigned problem to its lead unit."""
    check_right(actor)
    facts, unit_id, *_ = assignment(session, ledger.get(session, actor, problem_id))
    kind = DocumentKind.ASSIGNMENT_LETTER
    return draft(session, actor, kind, facts, problem_id=problem_id, unit_id=unit_id)


def assignment(session: Session, problem: Problem) -> Filled:
    """Return the facts of a 交办单 and its unit; Refused when nobody has the item."""
    step = lead_step(session, problem.id)
    if step.ended_at is not None:
        raise Refused("主办单位已经上报或交回这件事项，不用再发交办单。")
    lead_name, *co_names = unit_names(session, [step.unit_id, *co_units(session, problem.id)])
    body = [
        paragraph(
            f"{day_of(local_day(problem.registered_at))}，“民声直通车”收到群众反映事项"
            f"（编号{problem.problem_no}）。经研究，现将该事项交由你单位办理。"
        ),
        paragraph(
            "请按照要求抓紧办理，涉及其他单位的，由主办单位牵头会商。"
            "办理结果经单位负责人审核后，连同佐证材料在系统中上报。"
        ),
    ]
    facts = {
        **common(f"关于办理“{short(problem.title, LONGEST_HEAD)}”事项的交办单", [lead_name]),
        "body": body,
        "source": f"{SOURCES.get(problem.channel, problem.channel.label)}（{problem.problem_no}）",
        "matter": short(problem.content_redacted, LONGEST_CELL),
        "instruction": short(secrecy.redact(problem.instruction or ""), LONGEST_CELL),
        "lead_unit": lead_name,
        "co_units": co_names,
        "deadline": iso(step.handle_due),
        "contact": office(),
        "copy_to": co_names,
    }
    return Filled(facts, step.unit_id)


def livelihood(session: Session, problem: Problem) -> Filled:
    """Return the facts of a 民生事项交办书: a 交办单 with a title and a number of its own."""
    facts, unit_id, *_ = assignment(session, problem)
    title = f"关于“{short(problem.title, LONGEST_HEAD)}”的民生事项交办书"
    body = [
        paragraph(
            "为推动解决群众急难愁盼问题，经研究，将下列民生事项"
            f"（编号{problem.problem_no}）交由你单位办理，主要负责同志负总责。"
        ),
        *facts["body"][1:],
    ]
    return Filled({**facts, "title": title, "body": body}, unit_id)


def draft_supervision(session: Session, actor: Principal, problem_id: int) -> Document:
    """Draft the 督办函 of a late problem to the unit whose part is late."""
    check_right(actor)
    facts, unit_id, *_ = supervision(session, ledger.get(session, actor, problem_id))
    letter = _letter(session, problem_id)
    kind = DocumentKind.SUPERVISION_LETTER
    document = draft(session, actor, kind, facts, problem_id=problem_id, unit_id=unit_id)
    if letter is not None:
        letter.document_id = document.id
        session.flush()
    return document


def supervision(session: Session, problem: Problem) -> Filled:
    """Return the facts of a 督办函 and its unit; Refused when no part is late."""
    step, now = lead_step(session, problem.id), clock.now()
    if step.ended_at is not None or step.handle_due >= now:
        raise Refused("主办单位的办理环节没有超期，不用发督办函；需要提醒的请用“督办”里的催办。")
    (unit_name,) = unit_names(session, [step.unit_id])
    letter = _letter(session, problem.id)
    return Filled(
        supervision_facts(session, problem, unit_name, step.handle_due, letter), step.unit_id
    )


def supervision_facts(
    session: Session, problem: Problem, unit_name: str, due: datetime, letter: Supervision | None
) -> dict[str, Any]:
    """Return the facts of a 督办函 about one late item; whoever drafts it has been checked."""
    reply_due = letter.reply_due if letter else None
    return {
        **common(f"关于督促办理“{short(problem.title, LONGEST_HEAD)}”事项的督办函", [unit_name]),
        "body": supervision_body(letter, reply_due or after(session, 3).at),
        "items": [_item(session, problem, unit_name, due, clock.now())],
    }


def _letter(session: Session, problem_id: int) -> Supervision | None:
    """Return the newest supervision by letter that has no paper yet."""
    query = (
        sa.select(Supervision)
        .where(
            Supervision.problem_id == problem_id,
            Supervision.kind == SupervisionKind.LETTER,
            Supervision.document_id.is_(None),
        )
        .order_by(Supervision.level.desc())
        .limit(1)
    )
    return session.scalars(query).first()


def supervision_body(letter: Supervision | None, reply_due: datetime) -> list[dict[str, Any]]:
    """Return what the unit is asked to do."""
    until = day_of(clock.local(reply_due).date())
    asked = [paragraph(secrecy.redact(letter.content))] if letter else []
    return [
        paragraph("经查，“民声直通车”交由你单位办理的下列事项已超过规定时限，至今没有办结："),
        paragraph("请你单位接函后立即组织办理，并做好以下工作："),
        *asked,
        paragraph("抓紧办结上述事项。将办理结果和佐证材料在系统中上报。", 1),
        paragraph(f"书面说明原因。{until}前说明原因和整改措施，由单位负责人签字并盖公章。", 1),
        paragraph("特此函告。"),
    ]


def _item(
    session: Session, problem: Problem, unit_name: str, due: datetime, now: datetime
) -> dict[str, Any]:
    """Return one late item of a letter."""
    return {
        "no": problem.problem_no,
        "matter": short(problem.title, LONGEST_MATTER),
        "unit": unit_name,
        "due": clock.local(due).date().isoformat(),
        "days_over": overdue_workdays(calendars.load(session), due, now),
    }


def draft_circular(
    session: Session, actor: Principal, unit_ids: list[int] | None, as_of: datetime
) -> Document:
    """Draft the 通报 that names the units with late open parts at an instant.

    Items of the discipline track and sensitive ones are never named in it.
    """
    check_right(actor)
    if as_of > clock.now():
        raise Invalid({"as_of": "截止时间不能晚于现在。"})
    late = ledger.late_in_public(session, actor, as_of, unit_ids)
    document = draft(session, actor, DocumentKind.CIRCULAR, circular(session, late, as_of))
    served = {unit.id for unit in paper_receipts.addressable(session)}
    named = dict.fromkeys(row.unit_id for row in late)
    served -= paper_items.kept_off(session, paper_items.of(session, document))
    document.unit_ids = [unit_id for unit_id in named if unit_id in served] or None
    session.flush()
    return document


def circular(session: Session, late: Sequence[LateStep], as_of: datetime) -> dict[str, Any]:
    """Return the facts of a 通报 about late parts; Refused when there are none."""
    if not late:
        raise Refused("截止时没有超期未办结的事项，不用通报。")
    names = list(dict.fromkeys(row.unit_name for row in late))
    return {
        **common("关于“民声直通车”超期未办结事项责任单位的通报", receiving.names(session, names)),
        "body": _circular_body(late, names, as_of),
        "tables": [
            {
                "title": "超期未办结事项一览表",
                "after": 3,
                "columns": [dict(column) for column in COLUMNS],
                "rows": _rows(session, late, as_of),
            }
        ],
        "printed_by": current_app.config["VX"].agency.office,
    }


def _circular_body(
    late: Sequence[LateStep], names: Sequence[str], as_of: datetime
) -> list[dict[str, Any]]:
    """Return the text of a circular; its table follows the third piece."""
    day, count = day_of(clock.local(as_of).date()), len({row.problem_id for row in late})
    return [
        paragraph(
            f"截至{day}，“民声直通车”有{count}件群众反映事项超过规定时限没有办结，"
            f"涉及{len(names)}个责任单位：{'、'.join(names)}。为严肃工作纪律、压实办理责任，"
            "现将有关情况通报如下："
        ),
        paragraph("超期未办结事项", 1),
        paragraph("具体事项见下表，超期天数按工作日计算。"),
        paragraph("工作要求", 1),
        paragraph("有关单位自本通报印发之日起5个工作日内办结；确有客观原因的，书面说明理由。", 2),
        paragraph("各单位对照办理时限开展自查，及时签收、及时办理、如实上报。", 2),
        paragraph("特此通报。"),
    ]


def _rows(session: Session, late: Sequence[LateStep], as_of: datetime) -> list[list[str]]:
    """Return the rows of the table of late items."""
    calendar = calendars.load(session)
    rows = []
    for place, item in enumerate(late, 1):
        due = clock.local(item.handle_due)
        days = overdue_workdays(calendar, item.handle_due, as_of)
        matter = short(item.title, LONGEST_MATTER)
        until = f"{due.month}月{due.day}日"
        rows.append([str(place), item.problem_no, matter, item.unit_name, until, str(days)])
    return rows
