"""How a paper reads on a page: its facts as text, and the buttons that the gate gives."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from flask import url_for
from sqlalchemy.orm import Session

from app import calendars, policies, readings
from app.enums import DocumentKind, DocumentState, Track
from app.formats import day, moment, show
from app.models import Account, Document, Problem
from app.operations.documents import TAKEN_BACK
from app.permissions import Right
from app.principal import Principal
from app.queries import ledger, papers, parameters
from app.workdays import overdue_workdays
from views import seal

KINDS: Mapping[str, str] = {
    DocumentKind.CIRCULAR.value: "通报",
    DocumentKind.ASSIGNMENT_LETTER.value: "交办单",
    DocumentKind.SUPERVISION_LETTER.value: "督办函",
    DocumentKind.TRANSFER_LETTER.value: "转办函",
    DocumentKind.REJECTION_NOTICE.value: "不予受理告知书",
}
LIGHTS: Mapping[DocumentState, str] = {
    DocumentState.DRAFT: "warn",
    DocumentState.CHECKING: "warn",
    DocumentState.SIGNED: "ok",
    DocumentState.ISSUED: "ok",
    DocumentState.VOID: "still",
}
# What of a paper's facts is read as label and value; body and tables are shown apart.
LABELS: Mapping[str, str] = {
    "addressees": "主送",
    "source": "来源",
    "matter": "交办事项",
    "instruction": "批示意见",
    "lead_unit": "主办单位",
    "co_units": "协办单位",
    "deadline": "办理时限",
    "feedback": "反馈要求",
    "reason": "不予受理的理由",
    "basis": "依据",
    "route": "建议途径",
    "contact": "联系方式",
    "sign": "署名",
    "date": "成文日期",
    "copy_to": "抄送",
    "printed_by": "印发机关",
}
DAYS = frozenset({"deadline", "date", "due"})
ITEM_COLUMNS: Mapping[str, str] = {
    "no": "编号",
    "matter": "事项",
    "unit": "责任单位",
    "due": "到期日",
    "days_over": "超期天数",
    "source": "来源",
    "reporter": "反映人",
}


def kind_label(document: Document) -> str:
    """Return the short name of a paper's kind."""
    return KINDS.get(document.kind.value, document.kind.label)


def state_light(document: Document) -> dict[str, str]:
    """Return a paper's state as a light; a draft waits for its signature."""
    drafts = {DocumentState.DRAFT, DocumentState.CHECKING}
    text = "待签发" if document.state in drafts else document.state.label
    if document.state == DocumentState.DRAFT and document.drafted_by_id is None:
        text = "待送审"
    if is_dropped(document):
        text = "已撤销" if document.void_reason == TAKEN_BACK else "已退回"
    return {"kind": LIGHTS[document.state], "text": text}


def is_dropped(document: Document) -> bool:
    """Tell whether a paper was given up as a draft: it has neither number nor file."""
    return document.state == DocumentState.VOID and document.number is None


def row(document: Document) -> dict[str, Any]:
    """Return one line of the list."""
    return {
        "pk": f"{document.id}:{document.row_version}",
        "url": url_for("paper.show", row_id=document.id),
        "pdf": "" if is_dropped(document) else url_for("paper.pdf", row_id=document.id),
        "title": document.title,
        "small": " · ".join(x for x in (kind_label(document), document.number) if x),
        "light": state_light(document),
        "on": day(document.issued_at or document.signed_at or document.created_at),
        "printable": document.state == DocumentState.ISSUED,
    }


def chips(chosen: DocumentKind | None) -> list[dict[str, Any]]:
    """Return the filter by kind."""
    everything = {"label": "全部", "url": url_for("paper.index"), "active": chosen is None}
    return [everything] + [
        {"label": label, "url": url_for("paper.index", kind=kind), "active": chosen == kind}
        for kind, label in KINDS.items()
    ]


def late_units(session: Session, actor: Principal, as_of: datetime) -> list[dict[str, Any]]:
    """Return the units that a circular may name, with their late parts and the days of the worst.

    Ticked are those as late as the office's parameter asks.
    """
    calendar = calendars.load(session)
    least = parameters.integer(session, "supervision_circular_after_days")
    found: dict[int, dict[str, Any]] = {}
    for late in ledger.late_steps(session, actor, as_of):
        if late.track == Track.SERVICE and not late.is_sensitive:
            unit = found.setdefault(
                late.unit_id,
                {"id": late.unit_id, "name": late.unit_name, "count": 0, "days": 0, "titles": []},
            )
            days = overdue_workdays(calendar, late.handle_due, as_of)
            unit["count"] += 1
            unit["days"] = max(unit["days"], days)
            unit["ticked"] = unit["days"] >= least
            until = f"到期 {day(late.handle_due)}，超期 {days} 个工作日"
            unit["titles"].append(f"{late.problem_no} {late.title}，{until}")
    return sorted(found.values(), key=lambda unit: (-unit["count"], unit["name"]))


def already(session: Session, actor: Principal, problem_id: int, kind: DocumentKind) -> str:
    """Return that an item has papers of a kind, an empty text when it has none."""
    found = papers.same_kind(session, actor, problem_id, kind)
    known = [document.number or state_light(document)["text"] for document in found]
    return f"这件事项已有{KINDS[kind.value]}（{'、'.join(known)}）" if known else ""


class PaperPage:
    """One paper as one person sees it."""

    def __init__(self, session: Session, principal: Principal, row_id: int) -> None:
        """Read the paper; Missing when it lies outside the scope."""
        self.session, self.principal = session, principal
        self.document = papers.get(session, principal, row_id)
        readings.saw(self.document)

    @property
    def light(self) -> dict[str, str]:
        """Return the state as a light."""
        return state_light(self.document)

    @property
    def kind(self) -> str:
        """Return the short name of the kind."""
        return kind_label(self.document)

    def facts(self) -> list[tuple[str, str]]:
        """Return label and value of what is printed around the text."""
        given = self.document.facts
        return [
            (label, self._shown(key, given[key])) for key, label in LABELS.items() if given.get(key)
        ]

    def _shown(self, key: str, value: Any) -> str:
        """Return a fact as people read it."""
        if key not in DAYS:
            return show(value)
        on = date.fromisoformat(value)
        return f"{on.year}年{on.month}月{on.day}日"

    def body(self) -> list[dict[str, Any]]:
        """Return the paragraphs and headings of the text."""
        return list(self.document.facts.get("body", ()))

    def tables(self) -> list[dict[str, Any]]:
        """Return the tables, the late items of a letter among them."""
        given = self.document.facts
        found = [
            {
                "title": table.get("title", ""),
                "columns": [column["label"] for column in table["columns"]],
                "rows": table["rows"],
            }
            for table in given.get("tables", ())
        ]
        if given.get("items"):
            known = [key for key in ITEM_COLUMNS if key in given["items"][0]]
            rows = [[self._shown(key, item[key]) for key in known] for item in given["items"]]
            columns = [ITEM_COLUMNS[key] for key in known]
            is_outside = self.document.kind == DocumentKind.TRANSFER_LETTER
            title = "转办事项" if is_outside else "督办事项"
            found.append({"title": title, "columns": columns, "rows": rows})
        return found

    def record(self) -> list[tuple[str, str]]:
        """Return who drafted and signed, when, and how it ended."""
        document = self.document
        names, dropped = self._people(), is_dropped(document)
        return [
            ("文种", self.kind),
            ("发文字号", "没有编号" if dropped else document.number or "签发时编号"),
            (
                "拟稿",
                self._act(names.get(document.drafted_by_id, "定时任务"), document.created_at),
            ),
            ("签发", self._act(names.get(document.signed_by_id), document.signed_at)),
            ("印发", moment(document.issued_at) if document.issued_at else ""),
            ("退回原因" if dropped else "作废原因", document.void_reason or ""),
        ]

    def _act(self, who: str | None, at: datetime | None) -> str:
        """Return name and time of an act, nothing before it."""
        return " · ".join(x for x in (who, moment(at)) if x) if at else ""

    def _people(self) -> dict[int | None, str]:
        """Return the names behind the account ids."""
        ids = [one for one in (self.document.drafted_by_id, self.document.signed_by_id) if one]
        query = sa.select(Account.id, Account.last_name).where(Account.id.in_(ids))
        return {one.id: one.last_name for one in self.session.execute(query)}

    def problem(self) -> tuple[str, str] | None:
        """Return number and address of the item, when this person sees it."""
        wanted = self.document.problem_id
        query = sa.select(Problem.problem_no).where(Problem.id == wanted)
        number = self.session.execute(query).scalar() if wanted else None
        return (number, url_for("problem.show", row_id=wanted)) if number else None

    def bar(self) -> list[dict[str, Any]]:
        """Return the buttons; only a signature has a word to confirm."""
        document, buttons = self.document, []
        if policies.may_sign(self.principal, document):
            buttons.append(
                self._post("签发", "paper.sign", "签发后给出编号，不能撤回。确定签发吗？")
            )
        elif policies.may_check(self.principal, document):
            question = "送审以后您就是拟稿人，由另一位领导签发。确定送审吗？"
            buttons.append(self._post("核对无误，送审", "paper.check", question))
        elif self._own_draft():
            buttons.append({"label": "签发", "reason": "自己起草的公文，请由另一位领导签发"})
        if not is_dropped(document):
            buttons.append(self._file())
        buttons += seal.buttons(self.session, self.principal, document)
        buttons += self._give_up()
        if self.principal.has(Right.SIGN_PAPER, "A"):
            numbered = document.state in {DocumentState.SIGNED, DocumentState.ISSUED}
            if numbered:
                url = url_for("paper.void", row_id=document.id)
                buttons.append({"label": "作废", "url": url})
        return buttons

    def _give_up(self) -> list[dict[str, Any]]:
        """Return how a draft is given up: sent back by its signer, taken back by its drafter."""
        if policies.may_sign(self.principal, self.document):
            url = url_for("paper.send_back", row_id=self.document.id)
            return [{"label": "退回", "url": url}]
        if policies.may_withdraw(self.principal, self.document):
            question = "撤销后不再等待签发，不能恢复。确定撤销这份草稿吗？"
            return [{**self._post("撤销草稿", "paper.withdraw", question), "main": False}]
        return []

    def _own_draft(self) -> bool:
        """Tell whether a signer looks at the draft that he wrote."""
        drafts = {DocumentState.DRAFT, DocumentState.CHECKING}
        mine = self.document.drafted_by_id == self.principal.account_id
        signer = self.principal.has(Right.SIGN_PAPER, "A")
        return mine and signer and self.document.state in drafts

    def _file(self) -> dict[str, Any]:
        """Return the button of the file; a signed paper without one can make it."""
        document = self.document
        if document.state == DocumentState.SIGNED and self.principal.has(Right.SIGN_PAPER):
            if seal.waits(document.id):
                return {"label": "生成文件", "reason": "等用印审批，审批以后印发"}
            return self._post("生成文件", "paper.issue")
        drafts = {DocumentState.DRAFT, DocumentState.CHECKING}
        label = "预览草稿 PDF" if document.state in drafts else "打印 PDF"
        main = document.state == DocumentState.ISSUED
        return {"label": label, "url": url_for("paper.pdf", row_id=document.id), "main": main}

    def _post(self, label: str, endpoint: str, question: str = "") -> dict[str, Any]:
        """Return a main button that posts."""
        url = url_for(endpoint, row_id=self.document.id)
        return {"label": label, "url": url, "method": "post", "main": True, "confirm": question}
