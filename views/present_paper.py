"""How a paper reads on a page: its facts as text, and the buttons that the gate gives."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from flask import g, url_for
from sqlalchemy.orm import Session

from app import calendars, clock, months, policies, policies_papers, readings, store
from app.enums import DocumentKind, DocumentState
from app.enums_issuing import PaperAct
from app.formats import day, moment, show
from app.models import Account, Document, DocumentReceipt, Unit
from app.operations import composing, drafts, paper_turns, refreshing
from app.operations.composing_kinds import DRAFTABLE
from app.operations.documents import DROPPED, TAKEN_BACK
from app.principal import Principal
from app.queries import ledger, paper_receipts, papers, parameters
from app.workdays import overdue_workdays
from views import present_receipts
from views.paper_step import step
from views.paper_words import LABELS, item_label, label
from views.present_paper_bar import PaperBar

KINDS: Mapping[str, str] = {
    DocumentKind.CIRCULAR.value: "通报",
    DocumentKind.ASSIGNMENT_LETTER.value: "交办单",
    DocumentKind.SUPERVISION_LETTER.value: "督办函",
    DocumentKind.TRANSFER_LETTER.value: "转办函",
    DocumentKind.RECTIFICATION_NOTICE.value: "限期整改通知书",
    DocumentKind.ACCEPTANCE_NOTICE.value: "受理告知书",
    DocumentKind.REJECTION_NOTICE.value: "不予受理告知书",
    DocumentKind.REPLY.value: "答复意见书",
    DocumentKind.EXTENSION_NOTICE.value: "延期告知书",
    DocumentKind.PROPOSAL.value: "建议书",
    DocumentKind.MINUTES.value: "会议纪要",
    DocumentKind.MONTHLY_REPORT.value: "月度运行报告",
    DocumentKind.PUBLICITY.value: "公示",
}
LIVELIHOOD = DRAFTABLE["livelihood_letter"]
ISO_DAY = len("2026-11-18")
LIGHTS: Mapping[DocumentState, str] = {
    DocumentState.DRAFT: "warn",
    DocumentState.CHECKING: "warn",
    DocumentState.SIGNED: "ok",
    DocumentState.ISSUED: "ok",
    DocumentState.VOID: "still",
}
# What of a paper's facts is not read as label and value: text and lists are shown apart.
APART = frozenset({"title", "body", "tables", "items", "decisions", "charts", "agency", "number"})
MARKS = frozenset({"draft_mark", "copy_mark", "void_mark"})
FORMAL = MARKS | {"seal", "table_after", "receipt", "verify_url", "photos"}


def kind_label(document: Document) -> str:
    """Return the short name of a paper's kind, its own where it has a number series of its own.

    An office may give both letters one agency mark; then the title tells.
    """
    if document.kind == LIVELIHOOD.kind:
        mark = drafts.mark_of(LIVELIHOOD.kind, LIVELIHOOD.series)
        has_series = mark != drafts.mark_of(LIVELIHOOD.kind)
        is_own = document.agency_mark == mark if has_series else LIVELIHOOD.label in document.title
        if is_own:
            return LIVELIHOOD.label
    return KINDS.get(document.kind.value, document.kind.label)


def state_light(document: Document) -> dict[str, str]:
    """Return a paper's state as a light; a draft waits for its signature."""
    drafts = {DocumentState.DRAFT, DocumentState.CHECKING}
    text = waits_for(document) if document.state in drafts else document.state.label
    if is_dropped(document):
        taken_back = document.void_reason in {TAKEN_BACK, DROPPED}
        text = "已撤销" if taken_back else "已退回"
    return {"kind": LIGHTS[document.state], "text": text}


def waits_for(document: Document) -> str:
    """Return what a paper waits for before it is signed."""
    if document.returned_at is not None:
        return "退回修改"
    if document.state == DocumentState.DRAFT:
        return "草稿" if document.drafted_by_id is not None else "待核对送审"
    if asks_check() and document.checked_at is None:
        return "待核稿"
    return "待签发"


def asks_check() -> bool:
    """Tell whether the office asks for a check, read once a request."""
    if "asks_check" not in g:
        g.asks_check = papers.needs_check(store.current())
    return bool(g.asks_check)


def is_dropped(document: Document) -> bool:
    """Tell whether a paper was given up as a draft: it has neither number nor file."""
    return document.state == DocumentState.VOID and document.number is None


def row(document: Document, matters: Mapping[int, str]) -> dict[str, Any]:
    """Return one line of the list; forty notices differ by what they are about."""
    about = matters.get(document.id)
    return {
        "pk": f"{document.id}:{document.row_version}",
        "url": url_for("paper.show", row_id=document.id),
        "pdf": "" if is_dropped(document) else url_for("paper.pdf", row_id=document.id),
        "title": document.title,
        "small": " · ".join(x for x in (kind_label(document), document.number, about) if x),
        "light": state_light(document),
        "on": day(document.issued_at or document.signed_at or document.created_at),
        "printable": document.state == DocumentState.ISSUED,
    }


def late_units(session: Session, actor: Principal, as_of: datetime) -> list[dict[str, Any]]:
    """Return the units that a circular may name, with their late parts and the days of the worst.

    Ticked are those as late as the office's parameter asks.
    """
    calendar = calendars.load(session)
    least = parameters.integer(session, "supervision_circular_after_days")
    found: dict[int, dict[str, Any]] = {}
    for late in ledger.late_in_public(session, actor, as_of):
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
    known: dict[str, list[str]] = {}
    for document in found:
        said = document.number or state_light(document)["text"]
        known.setdefault(kind_label(document), []).append(said)
    each = (f"{label}（{'、'.join(said)}）" for label, said in known.items())
    return f"这件事项已有{'、'.join(each)}" if known else ""


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
        given, kind = self.document.facts, self.document.kind.value
        return [
            (label(kind, key), self._shown(given[key]))
            for key in LABELS
            if given.get(key) and key not in APART | FORMAL
        ]

    def _shown(self, value: Any) -> str:
        """Return a fact as people read it."""
        if isinstance(value, list):
            return "、".join(one if isinstance(one, str) else str(one["title"]) for one in value)
        try:
            on = date.fromisoformat(value) if len(value) == ISO_DAY else None
        except (TypeError, ValueError):
            on = None
        if on is None and isinstance(value, str) and months.WRITTEN.fullmatch(value):
            return months.said(value)
        return f"{on.year}年{on.month}月{on.day}日" if on else show(value)

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
        for key in ("items", "decisions"):
            if rows := given.get(key):
                found.append(self._listed(key, rows))
        return found

    def _listed(self, key: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
        """Return a list of a kind's own as a table."""
        kind = self.document.kind.value
        names = list(dict.fromkeys(name for row in rows for name in row))
        return {
            "title": label(kind, key),
            "columns": [item_label(kind, name) for name in names],
            "rows": [[self._shown(row.get(name, "")) for name in names] for row in rows],
        }

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
            ("核稿", self._act(names.get(document.checked_by_id), document.checked_at)),
            ("签发", self._act(names.get(document.signed_by_id), document.signed_at)),
            ("印发", moment(document.issued_at) if document.issued_at else ""),
            ("退回原因" if dropped else "作废原因", document.void_reason or ""),
        ]

    def _act(self, who: str | None, at: datetime | None) -> str:
        """Return name and time of an act, nothing before it."""
        return " · ".join(x for x in (who, moment(at)) if x) if at else ""

    def _people(self) -> dict[int | None, str]:
        """Return the names behind the account ids."""
        given = self.document
        ids = [given.drafted_by_id, given.checked_by_id, given.signed_by_id]
        query = sa.select(Account.id, Account.last_name).where(Account.id.in_(ids))
        return {one.id: one.last_name for one in self.session.execute(query)}

    def timeline(self) -> list[dict[str, Any]]:
        """Return the turns of the paper with what was said at each, the newest first."""
        return [
            {
                "title": turn.act.label,
                "text": turn.words or "",
                "sub": f"{name} · {moment(turn.at)}",
                "late": turn.act in {PaperAct.RETURNED, PaperAct.VOIDED},
            }
            for turn, name in papers.turns(self.session, self.document.id)
        ]

    def sending(self) -> dict[str, Any] | None:
        """Return to which units an unsigned paper will go, until when they answer, and who says."""
        document = self.document
        if document.state not in {DocumentState.DRAFT, DocumentState.CHECKING}:
            return None
        one = [document.unit_id] if document.unit_id is not None else []
        ids = document.unit_ids or one
        query = sa.select(Unit.name).where(Unit.id.in_(ids)).order_by(Unit.kind, Unit.code)
        mends = policies.may_mend(self.principal, document)
        of_ladder = composing.is_of_ladder(self.session, document)
        edit = url_for("paper_units.units", row_id=document.id) if mends and not of_ladder else ""
        return {
            "units": list(self.session.scalars(query)) if ids else [],
            "due": day(document.receipt_due_on) if document.receipt_due_on else "",
            "edit": edit,
        }

    def own_receipt(self) -> DocumentReceipt | None:
        """Return the receipt of the reader's own unit."""
        return paper_receipts.own(self.session, self.principal, self.document.id)

    def units(self) -> list[dict[str, Any]]:
        """Return what became of the paper at its units, as far as the reader sees it."""
        found = paper_receipts.of_paper(self.session, self.document.id)
        ids = {
            one
            for row, _ in found
            for one in (row.read_by_id, row.signed_for_by_id, row.returned_by_id)
            if one
        }
        query = sa.select(Account.id, Account.last_name).where(Account.id.in_(ids))
        people = {one.id: one.last_name for one in self.session.execute(query)}
        state, today = self.document.state, clock.today()
        return [present_receipts.unit_row(row, name, state, today, people) for row, name in found]

    def items(self) -> list[tuple[str, str, str]]:
        """Return number, address and title of the items that this person sees."""
        found = papers.items_of(self.session, self.document.id)
        return [(no, url_for("problem.show", row_id=key), title) for key, no, title in found]

    def doubled(self) -> str:
        """Return that its item has another such paper: seen by everybody before the signature."""
        if self.document.state not in {DocumentState.DRAFT, DocumentState.CHECKING}:
            return ""
        found = papers.doubles(self.session, self.document)
        known = [one.number or state_light(one)["text"] for one in found]
        return f"这件事项还有{self.kind}（{'、'.join(known)}），请核对是否重复。" if known else ""

    def stale(self) -> str:
        """Return what went stale since the drafting: seen by everybody before the signature."""
        if self.document.state not in {DocumentState.DRAFT, DocumentState.CHECKING}:
            return ""
        found = refreshing.stale(self.session, self.principal, self.document)
        if found.refusal:
            return f"起草以后，事项的情况变了：{found.refusal}"
        names = [label(self.document.kind.value, key) for key in found.keys]
        return f"起草以后，台账里这几项变了：{'、'.join(names)}。" if names else ""

    def warnings(self) -> list[str]:
        """Return what a signer is told once more before he signs."""
        return [words for words in (self.doubled(), self.stale()) if words]

    def may_edit(self) -> bool:
        """Tell whether the reader edits the draft."""
        return policies_papers.may_edit(self.principal, self.document)

    def bar(self) -> list[dict[str, Any]]:
        """Return the buttons; only a signature has a word to confirm."""
        bar = PaperBar(self.principal, self.document, self.own_receipt())
        return bar.buttons(asks_check(), is_dropped(self.document), wrote=self._wrote())

    def _wrote(self) -> bool:
        """Tell whether the text stands as the reader changed it; nobody checks his own words."""
        is_sent = self.document.state == DocumentState.CHECKING
        return is_sent and paper_turns.wrote(self.session, self.principal, self.document)

    def step(self) -> str:
        """Return the reader's next step in one sentence."""
        return step(
            self.document,
            self.principal,
            self.own_receipt(),
            asks_check=asks_check(),
            wrote=self._wrote(),
        )
