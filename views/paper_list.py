"""The list of papers: what waits for the reader, what is looked for, page by page."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from app import clock, store
from app.enums import DocumentKind, DocumentState
from app.identifiers import whole
from app.models import Document
from app.operations import drafts
from app.operations.composing_kinds import DRAFTABLE
from app.permissions import Right
from app.principal import Principal
from app.queries import paper_receipts, paper_search, papers
from app.queries.paper_search import Wanted
from app.security import me
from views.forms import once
from views.present_paper import KINDS, row

PAGE = 50
LONGEST_WORD = 60
LIVELIHOOD = "livelihood_letter"
STATES = {
    "draft": "草稿",
    "checking": "已送审，待核稿、签发",
    "signed": "已签发，没有印发",
    "issued": "已印发",
    "void": "已作废、已撤销",
}
KEYS = ("q", "kind", "state", "from", "to", "unit")


class Filter:
    """What the list was asked for, in words, and the addresses that change one part of it."""

    def __init__(self, given: MultiDict[str, str]) -> None:
        """Read what was asked for; what is not understood is told beside its box."""
        self.given = {key: given.get(key, "").strip()[:LONGEST_WORD] for key in KEYS}
        self.wrong: dict[str, str] = {}
        self.first, self.last = self._day("from"), self._day("to")
        if self.first and self.last and self.first > self.last:
            self.wrong["to"] = "结束日期早于开始日期。"
        if self.given["kind"] not in (*KINDS, LIVELIHOOD):
            self.given["kind"] = ""
        if self.given["state"] not in STATES:
            self.given["state"] = ""

    def _day(self, key: str) -> date | None:
        """Return a typed day."""
        try:
            return date.fromisoformat(self.given[key]) if self.given[key] else None
        except ValueError:
            self.wrong[key] = "日期请写成 2026-11-18 的样子。"
            return None

    def wanted(self) -> Wanted:
        """Return what is looked for."""
        code, state = self.given["kind"], self.given["state"]
        own = DRAFTABLE[LIVELIHOOD]
        kind = own.kind if code == LIVELIHOOD else DocumentKind(code) if code else None
        mark = drafts.mark_of(own.kind, own.series)
        plain = drafts.mark_of(own.kind)
        return Wanted(
            word=self.given["q"],
            kind=kind,
            mark=mark if code == LIVELIHOOD else "",
            but_mark=mark if kind == own.kind and code != LIVELIHOOD and mark != plain else "",
            state=DocumentState(state) if state else None,
            first=self.first,
            last=self.last,
            unit_id=whole(self.given["unit"]),
        )

    def url(self, **changes: str) -> str:
        """Return the address of the list with some parts changed."""
        asked = {key: value for key, value in {**self.given, **changes}.items() if value}
        return url_for("paper.index") + (f"?{urlencode(asked)}" if asked else "")

    def chips(self) -> list[dict[str, Any]]:
        """Return the kinds, the letter of its own number series beside the one that it is."""
        names = {"": "全部"}
        for code, label in KINDS.items():
            names[code] = label
            if code == DocumentKind.ASSIGNMENT_LETTER.value:
                names[LIVELIHOOD] = DRAFTABLE[LIVELIHOOD].label
        return [
            {"label": text, "url": self.url(kind=code), "active": self.given["kind"] == code}
            for code, text in names.items()
        ]

    @property
    def label(self) -> str:
        """Return what the chosen papers are called."""
        code = self.given["kind"]
        return KINDS.get(code) or (DRAFTABLE[code].label if code else "")


class Pager:
    """The pages of the list."""

    def __init__(self, asked: Filter, number: int, total: int) -> None:
        """Keep the page; one past the end is the last."""
        pages = max(1, -(-total // PAGE))
        self.asked, self.number = asked, min(number, pages)
        self.total_text = f"共 {total} 份"
        self.has_prev, self.has_next = self.number > 1, self.number < pages

    def url_for(self, number: int) -> str:
        """Return the address of a page."""
        return self.asked.url(page=str(number))


def show(status: int = 200) -> Any:
    """Return the list."""
    session, actor, asked = store.current(), me(), Filter(request.args)
    wanted, number = asked.wanted(), whole(request.args.get("page", ""), 5) or 1
    found, total = paper_search.page(session, wanted, number, PAGE)
    lists = {} if number > 1 or wanted.is_narrow else waiting_lists(session, actor)
    known = {document.id for waiting in lists.values() for document in waiting}
    told = [*found, *(one for some in lists.values() for one in some)]
    matters = papers.matters(session, actor, told)
    page = render_template(
        "paper/index.html",
        **{name: [row(one, matters) for one in waiting] for name, waiting in lists.items()},
        rows=[row(one, matters) for one in found if one.id not in known],
        asked=asked,
        states=STATES,
        units=paper_receipts.addressable(session),
        narrow=wanted.is_narrow,
        pager=Pager(asked, number, total),
        may_draft=actor.has(Right.DRAFT_REPORT),
        sees_all=actor.has(Right.SEE_PAPERS, "A"),
        open_count=paper_receipts.count_open(session, actor),
        issued=paper_search.count_issued(session, wanted),
        today=_today(session) if lists else {},
        most=papers.MOST_ROWS,
        once=once(),
    )
    return page, (422 if asked.wrong else status)


def _today(session: Session) -> dict[str, Any]:
    """Return how many papers were issued today and how many are on their way, and the day."""
    today = clock.today()
    wanted = Wanted(state=DocumentState.ISSUED, first=today, last=today)
    return {
        "count": paper_search.count_issued(session, wanted),
        "left": paper_search.count_unissued(session),
        "day": today.isoformat(),
    }


def waiting_lists(session: Session, actor: Principal) -> dict[str, list[Document]]:
    """Return what waits for this person: his signature, his check, his mending."""
    return {
        "waiting": papers.to_sign(session, actor),
        "to_pass": papers.to_pass(session, actor),
        "returned": papers.returned(session, actor),
        "to_send": papers.to_send(session, actor),
        "unchecked": papers.to_check(session, actor),
    }
