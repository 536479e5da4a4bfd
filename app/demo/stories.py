"""What each act of a story says: the facts that the real operations ask for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.demo import days, source
from app.demo.plans import Act, Story
from app.enums import (
    CallbackResult,
    ConductNature,
    FeedbackWay,
    IdentityMode,
    OutcomeKind,
    PetitionClass,
    RequestType,
    SupervisionKind,
    Urgency,
)
from app.models import Unit

OPINIONS = (
    "经与来访人核对，事实清楚。建议由{unit}主办，{days}个工作日内办结并答复来访人。",
    "属{unit}职责范围，建议交{unit}办理，办理结果附佐证材料。",
    "建议由{unit}牵头核实处理，{days}个工作日内报送结果，由联系该单位的监督检查室核查。",
)
INSTRUCTION = "同意拟办意见，请{unit}抓紧办理，按时反馈结果。"
LEADER_OPINIONS = ("情况属实，同意上报。", "已核实，措施到位，同意上报。", "同意，继续跟踪巩固。")
METHODS = ("phone", "onsite", "papers", "photo", "visit")


@dataclass(frozen=True)
class Cast:
    """Who and what the facts refer to: units by account and short name, reporters by story."""

    units: dict[str, Unit]
    reporters: dict[str, tuple[str, str]]

    def unit_id(self, name: str | None) -> int | None:
        """Return the id of a unit by its account or short name."""
        return self.units[name].id if name else None


def reporters(stories: list[Story]) -> dict[str, tuple[str, str]]:
    """Return an invented name and telephone for each story that is not anonymous."""
    people, surnames = source.People("reporters", "reporters"), source.dice("surnames")
    found = {}
    for story in stories:
        name = people.name()
        if "surname" in story:
            name = story["surname"] + surnames.choice(source.document("names.json")["reporters"])
        if story.get("mode") != IdentityMode.ANONYMOUS:
            found[story["key"]] = (f"{name}（示例）", people.phone())
    return found


def facts(act: Act, cast: Cast) -> dict[str, Any]:
    """Return the facts of an act."""
    return FACTS[act.code](act, cast)


def _register(act: Act, cast: Cast) -> dict[str, Any]:
    """T01."""
    story = act.story
    name, phone = cast.reporters.get(story["key"], ("", ""))
    dice = source.dice(f"occurred {story['key']}")
    return {
        "channel": story["channel"],
        "title": story["title"],
        "content": story["content"],
        "region_code": story["place"],
        "request_type": story["type"],
        "identity_mode": story.get("mode", IdentityMode.NAMED.value),
        "urgency": story.get("urgency", Urgency.NORMAL.value),
        "domain": story["domain"],
        "occurred_on": days.day_before(act.at, dice.randint(1, 12)),
        "unit_complained_id": cast.unit_id(story.get("complained")),
        "tags": story.get("tags", []),
        "name": name,
        "phone": phone,
        "allow_unit_contact": "1" if name and dice.random() < 0.5 else "",
    }


def _triage(act: Act, cast: Cast) -> dict[str, Any]:
    """T02."""
    story = act.story
    unit = cast.units[story["lead"]]
    written = source.dice(f"opinion {story['key']}").choice(OPINIONS)
    return {
        "petition_class": _petition_class(story).value,
        "domain": story["domain"],
        "conduct_nature": story.get("nature", ConductNature.NONE.value),
        "urgency": story.get("urgency", Urgency.NORMAL.value),
        "proposed_unit_id": unit.id,
        "days": story["days"],
        "opinion": story.get("opinion") or written.format(unit=unit.short_name, **_days(story)),
        "recusal_checked": "1",
    }


def _days(story: Story) -> dict[str, int]:
    """Return the limit as the opinion names it."""
    return {"days": story["days"]}


def _petition_class(story: Story) -> PetitionClass:
    """Return the class of the petition rules that a request falls into."""
    if story["type"] == RequestType.SUGGESTION:
        return PetitionClass.SUGGESTION
    if story["type"] == RequestType.REPORT:
        return PetitionClass.ACCUSATION
    return PetitionClass.CLAIM


def lead_of(act: Act) -> str:
    """Return who leads at this act: after a return it is the second unit."""
    story = act.story
    returned = "lead2" in story and act.code not in {"T02", "T09"} and not _first_instruction(act)
    return str(story["lead2"] if returned else story["lead"])


def _first_instruction(act: Act) -> bool:
    """Tell whether this is the instruction that the first unit got."""
    return act.code == "T06" and not act.again


def _instruct(act: Act, cast: Cast) -> dict[str, Any]:
    """T06; the text is also the reason where a township's list has no such duty."""
    story = act.story
    unit = cast.units[lead_of(act)]
    given = story.get("instruction2") if act.again else story.get("instruction")
    text = given or INSTRUCTION.format(unit=unit.short_name)
    return {
        "instruction": text,
        "duty_reason": text,
        "lead_unit_id": unit.id,
        "co_unit_ids": [cast.units[name].id for name in story.get("co", ())],
        "days": story["days"],
    }


def _send_back(act: Act, cast: Cast) -> dict[str, Any]:
    """T07."""
    return {"opinion": act.story["send_back"]}


def _sign(act: Act, cast: Cast) -> dict[str, Any]:
    """T08."""
    unit = cast.units[lead_of(act)]
    handler = source.People(f"handler {unit.code}").name()
    return {"handler_name": f"{handler}（示例）", "handler_phone": unit.phone}


def _return(act: Act, cast: Cast) -> dict[str, Any]:
    """T09."""
    return {
        "basis": act.story["return_basis"],
        "suggested_unit_id": cast.unit_id(act.story["lead2"]),
        **_leader(cast.units[act.story["lead"]], "不属我单位职责，同意退回。"),
    }


def _leader(unit: Unit, opinion: str) -> dict[str, str]:
    """Return the unit leader's name and opinion."""
    return {"leader_name": unit.leader_name, "leader_opinion": opinion}


def _progress(act: Act, cast: Cast) -> dict[str, Any]:
    """P01."""
    return {"text": act.story["progress"][0]}


def _answer(act: Act, cast: Cast) -> dict[str, Any]:
    """P02."""
    unit = cast.units[co_of(act)]
    return {"measures": act.story["answer"], **_leader(unit, "同意答复。")}


def co_of(act: Act) -> str:
    """Return which co-handler answers."""
    return str(act.story["co"][1 if act.again else 0])


def _submit(act: Act, cast: Cast) -> dict[str, Any]:
    """T13."""
    story = act.story
    opinion = source.dice(f"leader {story['key']}").choice(LEADER_OPINIONS)
    return {
        "outcome_kind": story.get("outcome", OutcomeKind.RESOLVED.value),
        "measures": story["measures2"] if act.again else story["measures"],
        "policy_basis": story.get("basis", ""),
        "reporter_contacted": "1",
        "co_reason": story.get("co_reason", ""),
        **_leader(cast.units[lead_of(act)], opinion),
    }


def _verify(act: Act, cast: Cast) -> dict[str, Any]:
    """T15."""
    method = source.dice(f"method {act.story['key']}").choice(METHODS)
    return {"method": method, "finding": act.story["finding"]}


def _rework(act: Act, cast: Cast) -> dict[str, Any]:
    """T14."""
    return {"reason": act.story["rework"], "days": act.story.get("rework_days", 5)}


def _callback(act: Act, cast: Cast) -> dict[str, Any]:
    """F01."""
    story = act.story
    return {
        "way": story.get("way", FeedbackWay.PHONE.value),
        "text": story["feedback"],
        "callback_result": story.get("callback", CallbackResult.SATISFIED.value),
        "attempts": story.get("attempts", 1),
    }


def _close(act: Act, cast: Cast) -> dict[str, Any]:
    """T16."""
    return {"text": act.story["feedback"]}


def _dissatisfied(act: Act, cast: Cast) -> dict[str, Any]:
    """T17."""
    return {"reason": act.story["dissatisfied"], "days": act.story["rework_days"]}


def _supervise(act: Act, cast: Cast) -> dict[str, Any]:
    """E02."""
    return {
        "kind": act.story.get("supervise_by", SupervisionKind.REMINDER.value),
        "content": act.story["supervise"],
        "reply_days": 3,
    }


FACTS: dict[str, Callable[[Act, Cast], dict[str, Any]]] = {
    "T01": _register,
    "T02": _triage,
    "T06": _instruct,
    "T07": _send_back,
    "T08": _sign,
    "T09": _return,
    "P01": _progress,
    "P02": _answer,
    "T13": _submit,
    "T14": _rework,
    "T15": _verify,
    "F01": _callback,
    "T16": _close,
    "T17": _dissatisfied,
    "E02": _supervise,
}
