"""What a kind is called: words of state by their label, lists of the office by their term."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy.orm import Session

from app.enums import CallbackResult, Channel, OutcomeKind, RequestType, UnitKind, Word
from app.enums_clue import ActionKind
from app.enums_ledger import MetricKind
from app.queries import vocabulary

REST = "其他"
LEVELS = {"good": "满意", "neutral": "一般", "bad": "差评"}
YES = {"yes": "是", "no": "否"}
FLOW = {
    "registered": "登记",
    "reopened": "重启",
    "closed": "办结",
    "rejected": "不予受理",
    "transferred_out": "转出",
    "merged": "并案",
    "withdrawn": "撤回",
}
RESULTS = {"open": "在办", **FLOW}
MOVES = {"T06": "批办", "T10": "改派", "T13": "上报", "T14": "退回重办", "T17": "不满意重办"}
WORDS: Mapping[str, type[Word]] = {
    "channel": Channel,
    "source": Channel,
    "registered": RequestType,
    "accepted": RequestType,
    "closed": OutcomeKind,
    "result": OutcomeKind,
    "callback": CallbackResult,
    "outcome": MetricKind,
    "accountability": ActionKind,
    "point": UnitKind,
}
PLAIN: Mapping[str, Mapping[str, str]] = {
    "evaluation": LEVELS,
    "scored": LEVELS,
    "stuffed": LEVELS,
    "appealed": LEVELS,
    "sensitive": LEVELS,
    "rectification": {"on_time": "按期", "late": "逾期完成"},
    "repeated": YES,
    "closed_late": YES,
    "late_in": {"left": "已离开"},
    "late_out": {"ended": "已办完", "moved": "期限改变"},
    "own_late": YES,
    "extended": YES,
    "given": {"yes": "被退回", "no": "未退回"},
    "flow": FLOW,
    "result": RESULTS,
    "moves": MOVES,
    "cased": {"cased": "评价"},
    "cases": {"cases": "办件"},
    "domain": {"none": "未分类"},
}
LISTS: Mapping[str, str] = {"reason": "dissatisfaction_reason", "domain": "problem_domain"}
BEGINNINGS: Mapping[str, str] = {"open ": "未完成", "due ": "到期"}


def label(session: Session, measure: str, kind: str) -> str:
    """Return what a kind of a measure is called."""
    for beginning, word in BEGINNINGS.items():
        if kind.startswith(beginning):
            return word
    if kind in PLAIN.get(measure, {}):
        return PLAIN[measure][kind]
    if measure in WORDS and kind in set(WORDS[measure]):
        return WORDS[measure](kind).label
    if measure in LISTS:
        return vocabulary.label(session, LISTS[measure], kind)
    return f"{kind} 个工作日" if measure == "days" else kind or REST


def labels(session: Session, measure: str) -> Callable[[str], str]:
    """Return how kinds of a measure are called, each looked up once."""
    known: dict[str, str] = {}

    def read(kind: str) -> str:
        """Return what one kind is called."""
        if kind not in known:
            known[kind] = label(session, measure, kind)
        return known[kind]

    return read
