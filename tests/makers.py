"""Makers: each makes one believable thing by the product's own operations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app import store
from app.models import Problem
from app.operations import intake, ledger
from app.queries import ledger as reads
from tests import support

NAME, PHONE = "杨大山", "13800138000"
KONGZHUANGZI = "130924102225"
# Facts of the case that issue 2 plays.
CALL: dict[str, Any] = {
    "channel": "phone",
    "title": "杨大山补办结婚证被两家单位互相推托",
    "content": "高湾镇孔庄子村杨大山（13800138000）户口簿登记为未婚，结婚证遗失。"
    "婚姻登记处要求先改户口簿，派出所要求先出示结婚证，跑了四趟没有结果。",
    "region_code": KONGZHUANGZI,
    "request_type": "help",
    "identity_mode": "named",
    "occurred_on": None,
    "urgency": "normal",
    "domain": "livelihood",
    "unit_complained_id": None,
    "name": NAME,
    "phone": PHONE,
    "allow_unit_contact": True,
    "tags": ["circular_proof"],
}
LEADER_OF_UNIT = {"leader_name": "刘镇长（示例）", "leader_opinion": "情况属实，同意上报。"}


def facts(action: str, **changes: Any) -> dict[str, Any]:
    """Return facts that hold for an action."""
    base: dict[str, dict[str, Any]] = {
        "triage": {
            "petition_class": "claim",
            "domain": "livelihood",
            "conduct_nature": "none",
            "urgency": "normal",
            "proposed_unit_id": _unit("GW"),
            "days": 7,
            "opinion": "建议由高湾镇牵头，民政局协办。",
            "recusal_checked": True,
        },
        "instruct": {
            "instruction": "请高湾镇牵头，先查档案，再定办法。村民户籍在该镇，由镇政府就近核查。",
            "lead_unit_id": _unit("GW"),
            "co_unit_ids": [_unit("MZ")],
            "days": 7,
        },
        "send_back_triage": {"opinion": "拟办单位不对，请重拟。"},
        "sign": {"handler_name": "王海（示例）", "handler_phone": "0317-6620001"},
        "progress": {"text": "已到派出所查到原始登记档案。"},
        "answer": {"measures": "已查到结婚登记存根，可以补发。", **LEADER_OF_UNIT},
        "return": {
            "basis": "婚姻登记由民政部门负责。",
            "suggested_unit_id": _unit("MZ"),
            **LEADER_OF_UNIT,
        },
        "reassign": {"reason": "承办人员回避，改由别的单位办理。"},
        "name_office": {
            "supervisor_unit_id": _unit("DF"),
            "reason": "监督检查室回避，另定一个室核查。",
        },
        "submit": {
            "outcome_kind": "resolved",
            "measures": "三家当场会商，户口簿婚姻状况已更正，结婚证已补发。",
            **LEADER_OF_UNIT,
        },
        "verify": {"method": "phone", "finding": "已与派出所、民政局核实，情况属实。"},
        "rework": {"reason": "没有附补发结婚证的照片。", "days": 5},
        "callback": {
            "way": "phone",
            "text": "来访人表示已拿到结婚证。",
            "callback_result": "satisfied",
            "attempts": 1,
        },
        "close": {"text": "来访人满意，办结。"},
        "dissatisfied": {"reason": "证件上的出生日期仍有错误。", "days": 10},
        "supervise": {"kind": "letter", "content": "请抓紧办理。", "reply_days": 3},
        "extend": {"days": 5, "reason": "档案在市里，调档要一周。"},
        "agree_extension": {"opinion": "情况属实，拟同意。"},
        "approve_extension": {"decision": "同意。"},
        "refuse_extension": {"reason": "可以先行补发，不用延期。"},
        "tell_extension": {"way": "phone", "text": "已电话告知延期的原因和新的期限。"},
        "suspend": {
            "ground": "awaiting_judgment",
            "expected_on": "2026-12-10",
            "reason": "等待法院判决。",
        },
        "agree_suspension": {"opinion": "情况属实，拟同意。"},
        "approve_suspension": {"decision": "同意中止。"},
        "refuse_suspension": {"reason": "不影响先行办理。"},
        "resume": {"reason": "判决已生效。"},
        "reject": {
            "reason": "judicial",
            "basis": "运行管理办法第九条：应当通过诉讼解决的，不予受理。",
            "route": "可以向上一级人民法院提起上诉。",
            "told_way": "phone",
            "told": True,
        },
        "transfer": {
            "target": "市12345热线中心",
            "receipt": "王科（示例）11月18日签收",
            "told_way": "phone",
            "told": True,
        },
        "track": {"text": "已电话询问，对方正在核实。"},
        "take_result": {
            "result": "对方已修复路面。",
            "reply": "您反映的路面已由市里修复。",
            "told_way": "phone",
            "told": True,
        },
        "merge": {"master_no": "HXZT-2026-00000", "reason": "反映的是同一件事。"},
        "tell_merged": {
            "way": "phone",
            "text": "已告知合并办理的结果。",
            "callback_result": "satisfied",
            "attempts": 1,
        },
        "ask_reopen": {"ground": "new_fact", "reason": "来访人补交了新的证据。"},
        "reopen": {"opinion": "同意重启，查清新证据。", "days": 7},
        "refuse_reopen": {"opinion": "新材料与原件无关。"},
        "allow_again": {"opinion": "同意再次重办，务必当面解决。"},
        "withdraw": {"way": "phone", "reason": "已自行协商解决。", "confirmed": True},
        "review": {"opinion": "判决与反映的不是同一件事，应当受理。"},
        "divide": {
            "title": "高湾镇负责的部分",
            "content": "请核对本镇应退费的住户名单。",
            "region_code": KONGZHUANGZI,
        },
        "divide_own": {
            "title": "孔庄子村的部分",
            "content": "请逐户核对名单。",
            "region_code": KONGZHUANGZI,
        },
    }
    return {**base[action], **changes}


def _unit(code: str) -> int:
    """Return the id of a unit of the cast."""
    return support.unit_id(code)


def registered(who: str = "clerk", **changes: Any) -> int:
    """Register an item and return its id."""
    actor = support.person(who)
    with store.write(actor) as work:
        return intake.register(work, actor, {**CALL, **changes}).id


def act(who: str, problem_id: int, action: str, *, files: Any = (), **changes: Any) -> None:
    """Make one transition with facts that hold, at the present version."""
    play(who, problem_id, action, facts(action, **changes), files)


def play(who: str, problem_id: int, action: str, given: Mapping[str, Any], files: Any = ()) -> None:
    """Make one transition with exactly these facts."""
    actor = support.person(who)
    with store.write(actor) as work:
        version = reads.get(work, actor, problem_id).row_version
        ledger.perform(work, actor, problem_id, version, action, given, files)


# The actions that lead to each state, with who makes them.
WAY: dict[str, tuple[tuple[str, str], ...]] = {
    "registered": (),
    "pending_decision": (("intake", "triage"),),
    "assigned": (("leader", "instruct"),),
    "in_progress": (("gaowan", "sign"),),
    "submitted": (("minzheng", "answer"), ("gaowan", "submit")),
    "pending_feedback": (("inspector", "verify"),),
    "closed": (("clerk", "callback"), ("intake", "close")),
}
STATES = tuple(WAY)
# Who asks for more time, who agrees, who decides.
EXTENSION = (
    ("gaowan", "extend"),
    ("intake", "agree_extension"),
    ("leader", "approve_extension"),
)
SUSPENSION = (
    ("gaowan", "suspend"),
    ("intake", "agree_suspension"),
    ("leader", "approve_suspension"),
)


def walk(problem_id: int, way: Sequence[tuple[str, str]], **changes: Any) -> None:
    """Make several transitions; changes are facts of the first one."""
    for actor, action in way:
        act(actor, problem_id, action, **changes)
        changes = {}


def problem_in(state: str, who: str = "clerk", **changes: Any) -> int:
    """Register an item and lead it to a state."""
    problem_id = registered(who, **changes)
    for step in STATES[1 : STATES.index(state) + 1]:
        for actor, action in WAY[step]:
            act(actor, problem_id, action)
    return problem_id


def merged_into(master_id: int, **changes: Any) -> int:
    """Register an item and merge it into a master."""
    problem_id = registered(**changes)
    act("intake", problem_id, "merge", master_no=stored(master_id).problem_no)
    return problem_id


def stored(problem_id: int) -> Problem:
    """Return a problem as it is stored now."""
    session = support.session()
    session.rollback()
    session.expire_all()
    from app.principal import system

    store.name(session, system("test"))
    return session.get_one(Problem, problem_id)
