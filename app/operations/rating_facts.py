"""What an evaluation says, checked: the point in one question, the reasons in another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock, store
from app.enums import Channel, EvalLevel, EvalScale, IdentityMode, RecordStatus
from app.models import (
    Evaluation,
    Parameter,
    PostAssignment,
    QrCode,
    Region,
    ServiceItem,
    ServicePoint,
    Staff,
    Unit,
    VocabularyTerm,
    table_of,
)
from app.operations import identity
from app.operations.facts import Reader
from app.queries import points

BAD = frozenset({EvalLevel.DISSATISFIED, EvalLevel.VERY_DISSATISFIED})
LEVELS = {
    EvalScale.THREE: (EvalLevel.SATISFIED, EvalLevel.NEUTRAL, EvalLevel.DISSATISFIED),
    EvalScale.FIVE: (
        EvalLevel.VERY_SATISFIED,
        EvalLevel.SATISFIED,
        EvalLevel.BASICALLY_SATISFIED,
        EvalLevel.DISSATISFIED,
        EvalLevel.VERY_DISSATISFIED,
    ),
}
THREE = LEVELS[EvalScale.THREE]
SCALE = "evaluation_scale"
MOST_REASONS = 14
OTHER = "other"
ID_DIGITS = 18
MOST_TRIPS, MOST_SEQ = 99, 2**31 - 1
PERSON = ("name", "phone", "is_minor", "guardian_name", "guardian_consent")


@dataclass(frozen=True)
class Place:
    """A point as an evaluation is kept with it, and what the database said of the choices."""

    id: int
    unit_id: int
    region_code: str
    scale: EvalScale
    # Drawn beforehand at a door that reads nothing back; None elsewhere.
    row_id: int | None = None


def levels(scale: EvalScale) -> tuple[EvalLevel, ...]:
    """Return the words of a scale, the best first."""
    return LEVELS[scale]


# What the one question of a point is asked with; it is made once for each shape.
STAFF: Any = sa.bindparam("staff")
ITEM: Any = sa.bindparam("item")
TODAY: Any = sa.bindparam("today")


def _serves() -> Any:
    """Tell in SQL whether somebody serves at the point today.

    At a desk without a window it is who of the unit has no window (app/queries/points.py).
    """
    post, staff = table_of(PostAssignment).alias(), table_of(Staff).alias()
    point = table_of(ServicePoint)
    posted = sa.select(sa.literal(1)).where(
        post.c.staff_id == staff.c.id,
        post.c.valid_from <= TODAY,
        sa.or_(post.c.valid_to.is_(None), post.c.valid_to >= TODAY),
    )
    at = posted.where(post.c.service_window_id == point.c.service_window_id)
    here = sa.or_(
        at.correlate(staff, point).exists(),
        sa.and_(
            point.c.service_window_id.is_(None),
            staff.c.unit_id == point.c.unit_id,
            ~posted.correlate(staff).exists(),
        ),
    )
    of = sa.select(sa.literal(1)).where(
        staff.c.id == STAFF, staff.c.status == RecordStatus.ACTIVE, here
    )
    return of.correlate(point).exists()


def _offers() -> Any:
    """Tell in SQL whether the point's unit has a service item today."""
    item, point = table_of(ServiceItem), table_of(ServicePoint)
    of = sa.select(sa.literal(1)).where(
        item.c.id == ITEM,
        item.c.unit_id == point.c.unit_id,
        item.c.status == RecordStatus.ACTIVE,
        item.c.effective_from <= TODAY,
        sa.or_(item.c.effective_to.is_(None), item.c.effective_to >= TODAY),
    )
    return of.correlate(point).exists()


@lru_cache(maxsize=16)
def _question(*, staff: bool, item: bool, code: bool, door: bool) -> sa.Select[Any]:
    """Return the one statement that a point and the choices at it are read with."""
    point, parameter, unit = (table_of(one).c for one in (ServicePoint, Parameter, Unit))
    printed = table_of(QrCode).c
    wanted = (
        sa.select(printed.service_point_id)
        .where(printed.token == sa.bindparam("token"), printed.revoked_at.is_(None))
        .scalar_subquery()
    )
    return sa.select(
        point.id,
        point.unit_id,
        point.region_code,
        point.status,
        sa.select(Region.valid_to).where(Region.code == point.region_code).scalar_subquery(),
        sa.select(parameter.value).where(parameter.key == SCALE).scalar_subquery(),
        _serves() if staff else sa.true(),
        _offers() if item else sa.true(),
        store.next_id(Evaluation) if door else sa.null(),
        sa.select(unit.status).where(unit.id == point.unit_id).scalar_subquery(),
    ).where(point.id == (wanted if code else sa.bindparam("point")))


def place(session: Session, reader: Reader) -> Place | None:
    """Return the point of an evaluation in one statement; a fault of it stays in the reader."""
    token = reader.raw("qr_token")
    if token and not points.TOKEN.fullmatch(token):
        reader.blame("service_point_id", "没有这个服务点位。")
        return None
    given = {
        "staff": reader.integer("staff_id", "工作人员", required=False, digits=ID_DIGITS),
        "item": reader.integer("service_item_id", "办理事项", required=False, digits=ID_DIGITS),
        "today": clock.today(),
        "token": token,
        "point": 0 if token else reader.integer("service_point_id", "点位", digits=ID_DIGITS) or 0,
    }
    shape = {
        "staff": given["staff"] is not None,
        "item": given["item"] is not None,
        "door": store.is_door(session),
    }
    row = store.run(session, _question(**shape, code=bool(token)), given).first()
    if row is None and token:
        # A code that was replaced opens what its last successor opens.
        behind = points.by_token(session, token)
        if behind is not None and behind.standing is points.Standing.OPEN:
            given["point"] = behind.service_point_id
            row = store.run(session, _question(**shape, code=False), given).first()
    # A kiosk may have held an evaluation back since its point was still open.
    late = bool(reader.raw("kiosk_no"))
    if row is None or not (late or row.status == row[9] == RecordStatus.ACTIVE):
        reader.blame("service_point_id", "没有这个服务点位。")
        return None
    region = row.region_code
    if row[4] is not None:
        region = points.region_of_today(session, region)[0]
    if not row[6]:
        reader.blame("staff_id", "请从列出的工作人员中选择，也可以不选。")
    if not row[7]:
        reader.blame("service_item_id", "请从列出的事项中选择，也可以不选。")
    return Place(row.id, row.unit_id, region, _scale(row[5]), row[8])


def _scale(value: str | None) -> EvalScale:
    """Return the county's scale; three words where nothing else is set."""
    return EvalScale(value) if value in {word.value for word in EvalScale} else EvalScale.THREE


def scale_in_use(session: Session) -> EvalScale:
    """Return the county's scale."""
    query = sa.select(Parameter.value).where(Parameter.key == SCALE)
    return _scale(session.execute(query).scalar())


def read(session: Session, facts: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """Check every fact; return them and why the contact is not kept, empty when it is."""
    reader = Reader(session, facts)
    found: dict[str, Any] = {
        "place": place(session, reader),
        "staff_id": reader.integer("staff_id", "工作人员", required=False, digits=ID_DIGITS),
        "service_item_id": reader.integer(
            "service_item_id", "办理事项", required=False, digits=ID_DIGITS
        ),
        "channel": reader.word("channel", "来源", Channel),
        "level": reader.word("level", "满意程度", EvalLevel),
        "text": reader.text("text", "文字评价", 500, required=False) or None,
        "trips": _number(reader, "trips", "跑了几趟", MOST_TRIPS),
        "told_once": facts.get("told_once"),
        "happened_on": reader.day("happened_on", "办事日期", required=False) or clock.today(),
        "happened_hour": _hour(facts.get("happened_hour")),
        "kiosk_no": reader.text("kiosk_no", "终端编号", 20, required=False) or None,
        "kiosk_seq": _number(reader, "kiosk_seq", "终端流水号", MOST_SEQ),
        "client_token": reader.raw("client_token"),
        "asks_reply": reader.tick("asks_reply", "要求回复", required=False) or None,
        "assisted_by_id": facts.get("assisted_by_id"),
    }
    asked = reader.word("scale", "档位", EvalScale, required=False)
    found["scale"] = asked or (found["place"].scale if found["place"] else EvalScale.THREE)
    if found["level"] is not None and found["level"] not in levels(found["scale"]):
        words = "、".join(word.label for word in levels(found["scale"]))
        reader.blame("level", f"请从{words}中选择一项。")
    if found["happened_on"] > clock.today():
        reader.blame("happened_on", "办事日期不能晚于今天。")
    _read_reasons(reader, found)
    person, refused = _person(session, facts, reader, asks=bool(found["asks_reply"]))
    reader.finish()
    return {**found, **person}, refused


def _number(reader: Reader, name: str, label: str, most: int) -> int | None:
    """Read a number from 1 that need not be there."""
    typed = reader.raw(name)
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit() and len(typed) < 11 and 0 < int(typed) <= most):
        reader.blame(name, f"{label}请填写 1 到 {most} 的整数，也可以不填。")
        return None
    return int(typed)


def _hour(value: Any) -> int | None:
    """Return an hour of the day; anything else is none."""
    return value if isinstance(value, int) and 0 <= value < 24 else None


def _person(
    session: Session, facts: Mapping[str, Any], reader: Reader, *, asks: bool
) -> tuple[dict[str, Any], str]:
    """Read who evaluates, and why the number is not kept where it is not."""
    given = {name: facts.get(name) for name in PERSON}
    mode = IdentityMode.NAMED if given["phone"] else IdentityMode.ANONYMOUS
    if asks and not given["phone"]:
        reader.blame("phone", "要我们回复您，请留下电话；不想留电话的，请不要勾选“请回复我”。")
    person = Reader(session, given)
    read_person = identity.read_person(person, mode, needs_name=False)
    refused = person.errors.get("guardian_name", "")
    if person.errors and not refused:
        for name, message in person.errors.items():
            reader.blame(name, message)
    if refused or mode == IdentityMode.ANONYMOUS:
        return {**read_person, "identity_mode": IdentityMode.ANONYMOUS}, refused
    return {**read_person, "identity_mode": mode}, ""


def _read_reasons(reader: Reader, found: dict[str, Any]) -> None:
    """Ask a bad evaluation for its reasons, and take none of a good one."""
    found["reasons"], found["sensitive"], found["other_text"] = [], frozenset(), None
    if found["level"] not in BAD:
        return
    typed = list(dict.fromkeys(reader.facts.get("reasons") or []))
    if not 0 < len(typed) <= MOST_REASONS:
        reader.blame("reasons", "请选择不满意的原因，可以多选。")
        return
    known = reasons(reader.session, past=bool(found["kiosk_no"]))
    if not set(typed) <= set(known):
        reader.blame("reasons", "请从列出的原因中选择。")
        return
    found["reasons"] = typed
    found["sensitive"] = frozenset(code for code in typed if known[code])
    found["other_text"] = (
        reader.text("other_text", "其他原因", 200, required=OTHER in typed) or None
    )


def reasons(session: Session, *, past: bool = False) -> dict[str, bool]:
    """Return the reasons in use, each with whether only the commission reads it.

    past takes in those that are no longer used: a kiosk sends what was pressed while they were.
    """
    today, ends = clock.today(), VocabularyTerm.valid_to
    in_use = sa.and_(VocabularyTerm.valid_from <= today, sa.or_(ends.is_(None), ends >= today))
    query = sa.select(VocabularyTerm.code, VocabularyTerm.sensitive).where(
        VocabularyTerm.list == "dissatisfaction_reason", sa.true() if past else in_use
    )
    return {row.code: bool(row.sensitive) for row in session.execute(query)}
