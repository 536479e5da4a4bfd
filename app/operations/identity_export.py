"""Names and telephones of listed items in one file: proposed, approved, sent once, kept nowhere."""

from __future__ import annotations

import io
from dataclasses import dataclass

import sqlalchemy as sa
import xlsxwriter
from sqlalchemy.orm import Session

from app import audit, clock, policies
from app.enums_identity import IdentityRequestKind, IdentityRequestState
from app.errors import Forbidden, Invalid, Refused
from app.models import Contact, IdentityRequest, Problem
from app.operations import identity, identity_requests
from app.operations.identity import Identity
from app.permissions import Right
from app.principal import Principal

MOST = 200
# Text is written as text: a formula, a link or a number typed by a caller stays what it reads.
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
HEAD = ("编号", "标题", "署名方式", "姓名", "电话", "监护人", "企业", "统一社会信用代码")


@dataclass(frozen=True)
class Entry:
    """One item of a file, with its contact where one is left."""

    number: str
    title: str
    mode: str
    contact_id: int | None


def ask(
    session: Session, actor: Principal, numbers: list[str], purpose: str, reason: str
) -> IdentityRequest:
    """Propose a file of the listed items; Invalid names the numbers that cannot be in it."""
    if not actor.has(Right.EXPORT_PERSONAL, "1"):
        raise Forbidden("您没有提出导出个人信息的权限。")
    request = IdentityRequest(
        kind=IdentityRequestKind.EXPORT,
        object_kind="problem",
        items=_listed(session, actor, numbers),
        purpose=identity_requests.purpose_of(purpose),
        reason=identity_requests.read_reason(session, reason),
        asked_by_id=actor.account_id,
        asked_at=clock.now(),
        created_by_id=actor.account_id,
    )
    session.add(request)
    session.flush()
    identity_requests.tell_deciders(session, request, set())
    detail = {"purpose": request.purpose.value, "items": request.items}
    audit.record(
        session, actor, "identity.export_ask", "identity_request", request.id, detail=detail
    )
    return request


def _listed(session: Session, actor: Principal, numbers: list[str]) -> list[int]:
    """Return the ids of the numbered items, in their order, each once."""
    wanted = list(dict.fromkeys(number.strip().upper() for number in numbers if number.strip()))
    if not 0 < len(wanted) <= MOST:
        raise Invalid({"numbers": f"请列出 1 至 {MOST} 个事项编号。"})
    query = sa.select(Problem).where(Problem.problem_no.in_(wanted))
    found = {row.problem_no: row for row in session.scalars(query)}
    bad = [n for n in wanted if n not in found or not policies.may_reveal(actor, found[n])]
    if bad:
        few = "、".join(bad[:5])
        raise Invalid({"numbers": f"没有这些事项，或来访人没有留下姓名和电话：{few}。"})
    return [found[number].id for number in wanted]


def spend(session: Session, actor: Principal, request_id: int) -> list[Entry]:
    """Use up an approved proposal: one row for each contact and the audit row, to be committed."""
    request = identity_requests.get(session, request_id)
    mine = request.asked_by_id == actor.account_id
    if request.kind != IdentityRequestKind.EXPORT or not mine:
        raise Forbidden("导出文件只能由提出的人下载。")
    if request.state != IdentityRequestState.APPROVED:
        raise Refused(f"这件申请现在是“{request.state.label}”，不能下载。")
    identity_requests.used(request)
    entries = [_entry(session, actor, request, item) for item in request.items]
    contacts = [entry.contact_id for entry in entries if entry.contact_id is not None]
    detail = {
        "purpose": request.purpose.value,
        "approved_by": request.decided_by_id,
        "contacts": contacts,
    }
    audit.record(session, actor, "identity.export", "identity_request", request.id, detail=detail)
    return entries


def _entry(session: Session, actor: Principal, request: IdentityRequest, item: int) -> Entry:
    """Trace one contact; an item that left the actor's sight or was erased shows nobody."""
    query = sa.select(Problem).where(Problem.id == item)
    problem = session.scalars(query).one_or_none()
    if problem is None or not policies.may_reveal(actor, problem):
        return Entry("", "（已不能查看）", "", None)
    number, title = problem.problem_no, problem.title
    sealed = sa.select(Contact.wrapped_key).where(Contact.id == problem.contact_id)
    if session.execute(sealed).scalar() is None or problem.contact_id is None:
        return Entry(number, title, "已清除", None)
    contact_id = problem.contact_id
    identity.trace(session, actor, contact_id, request.purpose, "problem", item, request)
    return Entry(number, title, problem.identity_mode.label, contact_id)


def workbook(session: Session, actor: Principal, entries: list[Entry]) -> bytes:
    """Return the file, made in memory alone; called after the traces are committed."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, OPTIONS)
    book.set_properties({"author": "", "company": "", "title": "来访人名单"})
    sheet = book.add_worksheet("来访人名单")
    bold = book.add_format({"bold": True})
    for column, label in enumerate(HEAD):
        sheet.write_string(0, column, label, bold)
    for row, entry in enumerate(entries, 1):
        shown = Identity("", "")
        if entry.contact_id is not None:
            shown = identity.open_contact(session, actor, entry.contact_id)
        person = (shown.name, shown.phone, shown.guardian, shown.firm, shown.uscc)
        known = (entry.number, entry.title, entry.mode, *person)
        for column, text in enumerate(known):
            sheet.write_string(row, column, text)
    book.close()
    return target.getvalue()
