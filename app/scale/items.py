"""The rows of the big county, the same ones for the same numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from app import numbers
from app.enums import (
    Channel,
    ConductNature,
    EvalLevel,
    EvalScale,
    EvalState,
    IdentityMode,
    OutcomeKind,
    ProblemState,
    RequestType,
    Track,
    Urgency,
)
from app.scale.bulk import Row, Series
from app.scale.county import County, Place

EVALUATIONS = "PJ"

# Matter and weight: 路灯 is the common word (about 5 %).
MATTERS = (
    ("主街路灯损坏夜间出行不便", 5),
    ("自来水压力不足早晚没水", 9),
    ("排水沟淤堵雨后积水进院", 9),
    ("低保申请迟迟没有结果", 9),
    ("宅基地翻建审批时间过长", 8),
    ("土地流转补贴没有到账", 8),
    ("医保住院报销进度慢", 8),
    ("气代煤补贴发放不及时", 7),
    ("村道破损车辆通行困难", 8),
    ("垃圾池满溢没有及时清运", 8),
    ("机井电费收取标准不公开", 7),
    ("冬季供暖温度不达标", 7),
    ("盐碱地改良项目占地没有补偿", 7),
)
# The rare word stands in one item of fifty thousand.
RARE, RARE_EVERY = "盐池护栏缺失存在安全隐患", 50_000
OPEN = (
    ProblemState.REGISTERED,
    ProblemState.PENDING_DECISION,
    ProblemState.ASSIGNED,
    ProblemState.IN_PROGRESS,
    ProblemState.SUBMITTED,
    ProblemState.PENDING_FEEDBACK,
)
WITHOUT_LEAD = OPEN[:2]
LIMITS = {
    RequestType.CONSULTATION: 3,
    RequestType.HELP: 7,
    RequestType.SUGGESTION: 7,
    RequestType.COMPLAINT: 15,
}
CHANNELS = (Channel.PHONE, Channel.WEB, Channel.QR, Channel.VISIT, Channel.HOTLINE_12345)
LEVELS = (EvalLevel.SATISFIED, EvalLevel.NEUTRAL, EvalLevel.DISSATISFIED)
PROBLEM = [
    "id",
    "problem_no",
    "title",
    "content",
    "content_redacted",
    "channel",
    "request_type",
    "identity_mode",
    "region_code",
    "domain",
    "conduct_nature",
    "urgency",
    "state",
    "track",
    "is_sensitive",
    "lead_unit_id",
    "supervisor_unit_id",
    "instruction",
    "days_limit",
    "registered_at",
    "accepted_at",
    "due_at",
    "handle_due_at",
    "due_provisional",
    "closed_at",
    "outcome_kind",
    "outcome_text",
    "rework_count",
    "reopen_count",
    "supervision_count",
    "tags",
    "created_at",
    "created_by_id",
    "row_version",
]
SCOPE = ["unit_id", "due_at", "problem_id", "open_due_at", "created_at", "row_version"]
EVALUATION = [
    "eval_no",
    "service_point_id",
    "unit_id",
    "region_code",
    "channel",
    "scale",
    "level",
    "is_bad",
    "is_sensitive",
    "round",
    "happened_on",
    "submitted_at",
    "state",
    "created_at",
    "row_version",
]


@dataclass(frozen=True, slots=True)
class Item:
    """One problem before it becomes a row; day and due count the county's working days."""

    number: int
    day: int
    due: int
    place: Place
    village: tuple[str, str]
    matter: str
    kind: RequestType
    state: ProblemState


def _items(county: County, count: int) -> Iterator[Item]:
    """Yield the problems in the order they were registered."""
    dice = Random(f"海兴规模 problems {count}")
    matters, weights = [text for text, _ in MATTERS], list(accumulate(w for _, w in MATTERS))
    leads, kinds = list(accumulate(county.weights)), list(LIMITS)
    for number in range(count):
        day = number * county.today // count
        place = dice.choices(county.places, cum_weights=leads)[0]
        rare = number % RARE_EVERY == RARE_EVERY // 100
        kind = kinds[int(dice.random() * len(kinds))]
        yield Item(
            number=number,
            day=day,
            due=day + LIMITS[kind],
            place=place,
            village=place.villages[int(dice.random() * len(place.villages))],
            matter=RARE if rare else dice.choices(matters, cum_weights=weights)[0],
            kind=kind,
            state=_state(dice, day + LIMITS[kind] >= county.today),
        )


def _state(dice: Random, young: bool) -> ProblemState:
    """Return a state that fits the age: what is not due yet is open, one old item of 100 too."""
    if young or dice.random() < 0.01:
        return OPEN[int(dice.random() * len(OPEN))]
    return ProblemState.CLOSED


def problem_rows(county: County, series: Series, first: int, count: int) -> Iterator[Row]:
    """Yield the columns of PROBLEM of each problem."""
    for item in _items(county, count):
        year = county.days[item.day].year
        no = f"{numbers.PROBLEMS}-{year}-{series.take(year):05d}"
        yield _problem(county, item, first + item.number, no)


def _problem(county: County, item: Item, row_id: int, no: str) -> Row:
    """Return one row, the columns in the order of PROBLEM."""
    text = f"{item.village[1]}{item.matter}，群众多次反映，请尽快核实处理。"
    lead = None if item.state in WITHOUT_LEAD else item.place
    closed = item.state == ProblemState.CLOSED
    # Spread over the opening hours of the morning, so that instants differ.
    at = f"{county.days[item.day]} {item.number % 3:02d}:{item.number % 59:02d}:00.000000"
    due = county.closing[item.due]
    return (
        row_id,
        no,
        f"{item.village[1]}{item.matter}",
        text,
        text,
        CHANNELS[item.number % len(CHANNELS)].value,
        item.kind.value,
        IdentityMode.ANONYMOUS.value,
        item.village[0],
        "livelihood",
        ConductNature.NONE.value,
        Urgency.NORMAL.value,
        item.state.value,
        (Track.DISCIPLINE if item.number % 40 == 0 else Track.SERVICE).value,
        0,
        lead.unit_id if lead else None,
        lead.supervisor_id if lead else None,
        "请抓紧办理，按时反馈结果。" if lead else None,
        LIMITS[item.kind] if lead else None,
        at,
        at if lead else None,
        due,
        due if lead else None,
        0,
        county.closing[item.due - 1] if closed else None,
        OutcomeKind.RESOLVED.value if closed else None,
        "已核实处理完毕，群众认可。" if closed else None,
        0,
        0,
        0,
        "[]",
        county.created,
        county.clerk,
        1,
    )


def evaluation_rows(county: County, series: Series, count: int) -> Iterator[Row]:
    """Yield the evaluations in the order they came: 90 % satisfied, 7 % neutral, 3 % bad."""
    dice = Random(f"海兴规模 evaluations {count}")
    for number in range(count):
        on = county.days[number * county.today // count]
        point, unit, region = county.points[int(dice.random() * len(county.points))]
        level = dice.choices(LEVELS, cum_weights=(90, 97, 100))[0]
        yield (
            f"{EVALUATIONS}-{on.year}-{series.take(on.year):05d}",
            point,
            unit,
            region,
            Channel.QR.value,
            EvalScale.THREE.value,
            level.value,
            int(level == EvalLevel.DISSATISFIED),
            0,
            1,
            on.isoformat(),
            f"{on} {number % 3:02d}:{number % 59:02d}:00.000000",
            EvalState.VALID.value,
            county.created,
            1,
        )
