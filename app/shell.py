"""What surrounds every office page: who is here, the menu, the search box."""

from __future__ import annotations

import time
from typing import Any

from flask import Flask, current_app, g, request, url_for
from flask_wtf.csrf import generate_csrf

from app import security, store
from app.permissions import Right
from app.principal import Principal
from app.queries import enterprises, inbox, visits

Entry = tuple[str, str, tuple[Right, ...]]
# Own pages: what every day brings, then by subject; an entry is (label, endpoint, rights that
# open it).
WORK: tuple[Entry, ...] = (
    ("我的待办", "HomeView.home", ()),
    ("消息", "inbox.index", ()),
    ("新登记", "problem.new", (Right.REGISTER_ITEM,)),
    ("回访任务", "calls.index", (Right.CLOSE,)),
    ("电话评价", "phone_rating.new", (Right.CLOSE,)),
    ("留言", "messages.index", (Right.MESSAGES,)),
    ("差评整改", "evaluations.index", (Right.SEE_EVALUATIONS,)),
    ("督办", "supervision.index", (Right.SUPERVISE,)),
    ("公文", "paper.index", (Right.SEE_PAPERS,)),
    ("交接班", "handover.index", (Right.CLOSE,)),
    ("值班表", "duty.index", (Right.CLOSE, Right.TRIAGE, Right.INSTRUCT)),
    ("统计", "statistics.index", (Right.STATISTICS,)),
)
MORE: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    (
        "走访联系",
        (
            ("纪企直通车", "enterprises.index", enterprises.SEES),
            ("公开承诺", "promises.index", (Right.COMMITMENTS,)),
            ("走访检查", "visits.index", visits.SEES),
            ("问卷", "surveys.index", visits.SEES),
            ("会议", "meeting.index", (Right.SEE_PAPERS,)),
            ("成效", "metric.index", (Right.SUPERVISE,)),
        ),
    ),
    (
        "专项和清单",
        (
            ("专项行动", "campaigns.index", (Right.CAMPAIGNS,)),
            ("专项填报", "returns.owed", (Right.WORK,)),
            ("问题聚类", "clusters.index", (Right.CAMPAIGNS,)),
            ("问题清单", "clusters.listed", (Right.CAMPAIGNS,)),
            ("民生实事", "livelihood.index", (Right.CAMPAIGNS,)),
        ),
    ),
    (
        "大厅和村站",
        (
            ("评价码", "points.index", (Right.REGISTRY,)),
            ("一体机", "kiosks.index", (Right.REGISTRY,)),
            ("服务事项", "items.index", (Right.REGISTRY,)),
            ("容缺承诺", "deferrals.index", (Right.REGISTRY,)),
        ),
    ),
    (
        "月度报告",
        (
            ("月度报告", "months.index", (Right.DRAFT_REPORT, Right.STATISTICS)),
            ("评分办法", "scoring.index", (Right.DRAFT_REPORT, Right.MANAGE_LISTS)),
        ),
    ),
    (
        "身份和线索",
        (
            ("来访人身份", "identity.index", (Right.REVEAL,)),
            ("问题线索", "clue.index", (Right.CLUES,)),
            ("追责结果", "outcome.index", (Right.ACCOUNTABILITY,)),
            ("追责公开", "published.index", (Right.WORK,)),
            ("登记打听说情", "interference.new", (Right.CLUES,)),
        ),
    ),
    (
        "管理",
        (
            ("账号", "accounts.index", (Right.MANAGE_USERS,)),
            ("安全管理", "watch.index", (Right.UNLOCK,)),
            ("核对审计链", "audit.index", (Right.AUDIT,)),
            ("放假安排", "calendar.index", (Right.BACKUP, Right.MANAGE_LISTS)),
        ),
    ),
)
UNREAD, UNREAD_SECONDS, MOST_KEPT = "vx_unread", 20.0, 5000
# Everybody's own pages.
OWN: tuple[tuple[str, str], ...] = (
    ("修改密码", "AccountView.password"),
    ("动态口令", "factor.own"),
    ("岗位代理", "stand_in.own"),
)


def register(app: Flask) -> None:
    """Give every template the shell and the CSRF token."""
    app.context_processor(lambda: {"shell": _shell_now(), "csrf": generate_csrf})


def _shell_now() -> dict[str, Any] | None:
    """Return the present person's shell; an error page has none and asks no database."""
    return None if g.get("is_error_page") else shell(security.me())


def shell(principal: Principal) -> dict[str, Any] | None:
    """Return the shell of a person's page, None before login."""
    if not principal.is_person or request.endpoint is None:
        return None
    return {
        "county": current_app.config["VX"].agency.county,
        "user_name": principal.name,
        "unit_name": principal.unit_name,
        "menu": menu(principal),
        "unread": unread(principal),
        "inbox_url": url_for("inbox.index"),
        "search_url": "/admin/problem/" if principal.has(Right.SEE_PROBLEMS) else "",
        "logout_url": url_for("AccountView.logout"),
        "home_url": url_for("HomeView.home"),
        "csrf": generate_csrf(),
    }


def unread(principal: Principal) -> str:
    """Return how many messages this person has not read, an empty text for none.

    Counting costs as much as a list, so that each process asks at most every few seconds.
    """
    kept: dict[Any, tuple[float, int]] = current_app.extensions.setdefault(UNREAD, {})
    whose, now = (principal.account_id, principal.unit_id), time.monotonic()
    asked, count = kept.get(whose, (0.0, 0))
    if whose not in kept or now - asked > UNREAD_SECONDS:
        if len(kept) >= MOST_KEPT:
            kept.clear()
        count = inbox.unread(store.current(), principal)
        kept[whose] = (now, count)
    return f"{count - 1}+" if count >= inbox.CAP else str(count or "")


def forget_unread(principal: Principal) -> None:
    """Count anew at the next page, after this person has read something."""
    kept = current_app.extensions.get(UNREAD, {})
    kept.pop((principal.account_id, principal.unit_id), None)


def menu(principal: Principal) -> list[dict[str, Any]]:
    """Return the menu: every day's pages, the ledger and its like, the other pages by subject.

    One entry is marked as the present page: the one whose address fits it best.
    """
    ledger, *tables = table_groups() or [{"group": None, "items": []}]
    groups = [
        {"group": None, "items": work_items(principal, WORK)},
        ledger,
        *({"group": name, "items": work_items(principal, pages)} for name, pages in MORE),
        *tables,
        {"group": "我的账号", "items": [item(label, url_for(page)) for label, page in OWN]},
    ]
    found = [one for group in groups for one in group["items"] if one["active"]]
    best = max(found, key=lambda one: len(one["url"]), default=None)
    for one in found:
        one["active"] = one is best
    return [group for group in groups if group["items"]]


def work_items(principal: Principal, pages: tuple[Entry, ...]) -> list[dict[str, Any]]:
    """Return the menu entries of the own pages that the roles open."""
    return [
        item(label, url_for(endpoint))
        for label, endpoint, rights in pages
        if endpoint in current_app.view_functions
        and (not rights or any(principal.has(right) for right in rights))
        and opens(principal, endpoint)
    ]


def opens(principal: Principal, endpoint: str) -> bool:
    """Tell whether the page's own declaration lets this person in."""
    mark = security.declared(current_app.view_functions[endpoint])
    return security.holds(principal, mark)


def table_groups() -> list[dict[str, Any]]:
    """Return the generated tables by category, as the framework's menu filters them."""
    groups = []
    for part in current_app.appbuilder.menu.get_data():  # type: ignore[attr-defined]  # The framework adds it.
        items = [item(str(child["label"]), str(child["url"])) for child in part.get("childs", ())]
        if items:
            groups.append({"group": str(part["label"]), "items": items})
    return groups


def item(label: str, url: str) -> dict[str, Any]:
    """Return one menu entry."""
    here = request.path
    return {
        "label": label,
        "url": url,
        "active": here == url or (url != "/" and here.startswith(url)),
    }
