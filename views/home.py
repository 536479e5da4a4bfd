"""The home page of every role: what waits for me, by due date."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import render_template
from flask_appbuilder import BaseView, expose
from sqlalchemy.orm import Session

from app import calendars, clock, policies, shell, store
from app.enums import PendingState
from app.enums_clue import ClueState
from app.formats import show
from app.models import PendingChange
from app.operations import registry
from app.permissions import Right
from app.principal import Principal
from app.queries import (
    board,
    calendar_years,
    campaigns,
    clues,
    ledger,
    outcomes_total,
    paper_receipts,
    papers,
    promises,
    recusals,
    rungs,
    seals,
    shift_notes,
    worklists,
)
from app.queries import identity as identities
from app.queries.waiting import CAP, Counts, Waiting
from app.security import me, signed_in
from app.workdays import Calendar, CalendarError
from views import duty
from views.present_clue import notice_row
from views.present_clue import row as clue_row

SHOWN = 50

GREETINGS = ((9, "早上好"), (12, "上午好"), (14, "中午好"), (18, "下午好"), (24, "晚上好"))


def greeting() -> str:
    """Return the greeting of the present hour."""
    hour = clock.local(clock.now()).hour
    return next(words for until, words in GREETINGS if hour < until)


class HomeView(BaseView):
    """Begins with what waits; the tiles are links to the rows behind them."""

    route_base = ""
    default_view = "home"

    @expose("/")
    @signed_in
    def home(self) -> Any:
        """Show what waits for me, or what this account is for when it handles no items."""
        principal, session = me(), store.current()
        if principal.has(Right.CLUES, "A") and not principal.has(Right.SEE_PROBLEMS):
            return keeper_home(session, principal)
        if not principal.has(Right.SEE_PROBLEMS):
            return render_template(
                "home/desk.html",
                greeting=greeting(),
                today=clock.today(),
                has_tables=bool(shell.table_groups()),
                tiles=decisions(session, principal),
                warning=calendar_years.warning(session, principal),
            )
        calendar = calendars.load(session)
        counts = ledger.counts(session, principal)
        return render_template(
            "home/waiting.html",
            greeting=greeting(),
            today=clock.today(),
            hours=hours_text(calendar),
            waiting=counts.waiting,
            rows=[row_of(calendar, item) for item in ledger.waiting(session, principal, SHOWN)],
            tiles=[
                *tiles_of(counts, worklists.count_sent(session, principal)),
                *decisions(session, principal),
            ],
            may_register=principal.has(Right.REGISTER_ITEM),
            warning=calendar_years.warning(session, principal),
            duty=duty.today_words(session, principal),
            has_figures=principal.has(Right.STATISTICS),
        )


def keeper_home(session: Session, principal: Principal) -> str:
    """Return the home page of a clue keeper: proposals and notices by their clocks."""
    calendar = calendars.load(session)
    waiting = clues.waiting(session, principal)
    notices = [notice_row(calendar, one) for one in clues.notices_due(session)]
    rows = [clue_row(calendar, clue) for clue in waiting]
    late = sum(one["light"]["kind"] == "late" for one in (*rows, *notices))
    new = sum(clue.state == ClueState.RECEIVED for clue in waiting)
    tiles = [
        tile(late, "已超期", "/clue/aged", "late"),
        tile(new, "移送来，等登记编号", "/clue/?state=received", "warn"),
        tile(len(notices), "等告知检举控告人", "/clue/", "warn"),
    ]
    return render_template(
        "home/keeper.html",
        greeting=greeting(),
        today=clock.today(),
        hours=hours_text(calendar),
        waiting=len(rows) + len(notices),
        tiles=tiles,
        rows=rows[:SHOWN],
        notices=notices[:SHOWN],
    )


def hours_text(calendar: Calendar) -> str:
    """Return the opening hours of today, or that today is a day of rest."""
    today = clock.today()
    try:
        if not calendar.is_workday(today):
            return "今天不上班，期限顺延到下一个工作日"
        hours = calendar.hours_on(today)
    except CalendarError as error:
        return str(error)
    spans = ((hours.am_start, hours.am_end), (hours.pm_start, hours.pm_end))
    return "工作时间 " + "，".join(f"{show(a)}—{show(b)}" for a, b in spans)


def row_of(calendar: Calendar, item: Waiting) -> dict[str, Any]:
    """Return one waiting item with its light and the address of its next action."""
    return {
        "item": item,
        "light": calendars.lamp(calendar, item.due_at, item.state),
        "url": f"/problem/{item.problem_id}",
        "act": f"/problem/{item.problem_id}/{item.action}",
    }


def tiles_of(counts: Counts, sent: int) -> list[dict[str, Any]]:
    """Return the counts, each a link to the rows behind it."""
    ledger_url = "/admin/problem/"
    return [
        tile(counts.late, "已超期", "/worklist/late", "late"),
        tile(counts.soon, "两个工作日内到期", f"{ledger_url}?due_at=soon&sort=due_at", "warn"),
        tile(counts.waiting, "等我办理", "/worklist/waiting"),
        tile(sent, "我转出的，还在办", "/worklist/sent"),
    ]


def decisions(session: Session, principal: Principal) -> list[dict[str, Any]]:
    """Return what waits for this person's decision beside the items, when there is any."""
    tiles = [
        *paper_tiles(session, principal),
        tile(len(seals.to_decide(session, principal)), "用印待您审批", "/paper/seals", "warn"),
        tile(drafted(session, principal), "督办待核对发出", "/supervision/", "warn"),
        tile(
            late_messages(session, principal),
            "留言超时未分办",
            "/messages/",
            "late",
        ),
        tile(waiting_messages(session, principal), "留言等分办", "/messages/", "warn"),
        tile(recusals.count_to_decide(session, principal), "回避待您决定", "/recusal/", "warn"),
        tile(promises.count_to_audit(session, principal), "承诺待您审核", "/promises/", "warn"),
        tile(
            len(campaigns.to_check(session, principal)),
            "待审核填报",
            "/campaigns/#check",
            "warn",
        ),
        tile(campaigns.count_owed(session, principal), "本单位待填报", "/campaign/owed", "warn"),
        tile(shift_notes.count_unread(session, principal), "交接班待您签收", "/handover/", "warn"),
        tile(
            proposals(session, principal),
            "修改待您批准",
            "/admin/pending_change/?state=proposed",
            "warn",
        ),
        tile(len(identities.waiting(session, principal)), "身份申请待您批准", "/identity/", "warn"),
        tile(len(identities.calls(session, principal)), "请您代问来访人", "/calls/", "warn"),
        tile(
            outcomes_total.count_to_verify(session, principal),
            "成效待您核实",
            "/metric/",
            "warn",
        ),
        tile(clues.count_waiting(session, principal), "线索待您办理", "/clue/", "warn"),
    ]
    return [one for one in tiles if one["kind"]]


def paper_tiles(session: Session, principal: Principal) -> list[dict[str, Any]]:
    """Return which papers wait for this person or for an answer of a unit."""
    late = paper_receipts.count_late(session, principal, clock.today())
    received = paper_receipts.count_open(session, principal)
    return [
        tile(papers.count_to_sign(session, principal), "公文待您签发", "/paper/", "warn"),
        tile(papers.count_to_pass(session, principal), "公文待您核稿", "/paper/", "warn"),
        tile(papers.count_returned(session, principal), "公文退回您修改", "/paper/", "warn"),
        tile(received, "公文待签收、待回执", "/paper/received", "warn"),
        tile(late, "单位回执逾期", "/paper/receipts/late", "late"),
    ]


def drafted(session: Session, principal: Principal) -> int:
    """Return how many drafted rungs this person may send."""
    return rungs.count_waiting(session) if policies.may_send(principal) else 0


def late_messages(session: Session, principal: Principal) -> int:
    """Return how many messages nobody touched within the triage limit, for who decides them."""
    return rungs.count_late(session) if principal.has(Right.MESSAGES, "A") else 0


def waiting_messages(session: Session, principal: Principal) -> int:
    """Return how many messages wait for who decides about them."""
    return board.count_waiting(session) if principal.has(Right.TRIAGE) else 0


def proposals(session: Session, principal: Principal) -> int:
    """Return how many proposed changes this person may decide."""
    deciders = (
        Right.MANAGE_UNITS,
        Right.MANAGE_LISTS,
        Right.MANAGE_USERS,
        Right.GRANT_DISCIPLINE,
    )
    if not any(principal.has(right, "2") for right in deciders):
        return 0
    query = sa.select(PendingChange).where(PendingChange.state == PendingState.PROPOSED).limit(CAP)
    return sum(not registry.why_not(principal, change) for change in session.scalars(query))


def tile(count: int, label: str, url: str, kind: str = "") -> dict[str, Any]:
    """Return one tile; a nought keeps the plain colour, a full count says "or more"."""
    number = f"{count - 1}+" if count >= CAP else str(count)
    return {"number": number, "label": label, "url": url, "kind": kind if count else ""}
