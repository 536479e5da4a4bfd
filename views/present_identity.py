"""How a request and the row it is about read on a page, without the identity itself."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import url_for
from sqlalchemy.orm import Session

from app import clock, policies
from app.enums_identity import IdentityRequestKind, IdentityRequestState
from app.errors import Missing
from app.formats import day, moment
from app.models import Contact, ErasureRecord, Evaluation, IdentityRequest, Message, Problem
from app.permissions import Right
from app.principal import Principal
from app.queries import identity as reads

State = IdentityRequestState
# What the audit row calls a page's missing row.
KIND = {
    "identity.relay": "relay_call",
    "identity.answer_relay": "relay_call",
    "identity.open_relay": "relay_call",
    "identity.ask_relay": "problem",
}
MODELS: dict[str, tuple[type[Any], str, str]] = {
    "problem": (Problem, "problem_no", "台账事项"),
    "message": (Message, "message_no", "群众留言"),
    "evaluation": (Evaluation, "eval_no", "评价"),
    "relay_call": (Problem, "problem_no", "代为联系"),
}
LIGHTS = {State.PROPOSED: "warn", State.APPROVED: "ok", State.REFUSED: "late", State.USED: "still"}


def light(request: IdentityRequest) -> dict[str, str]:
    """Return where a request stands; an approved one that was not used in time is over."""
    if request.state == State.APPROVED and is_over(request):
        return {"kind": "still", "text": "已过期"}
    return {"kind": LIGHTS[request.state], "text": request.state.label}


def is_over(request: IdentityRequest) -> bool:
    """Tell whether the time of an approved request has passed."""
    return request.expires_at is not None and request.expires_at <= clock.now()


def row(request: IdentityRequest, names: dict[int | None, str]) -> dict[str, Any]:
    """Return one request of a list."""
    return {
        "url": url_for("identity.request", row_id=request.id),
        "what": f"{request.kind.label}：{request.purpose.label}",
        "reason": request.reason,
        "who": names.get(request.asked_by_id, ""),
        "at": moment(request.asked_at),
        "light": light(request),
    }


class SubjectPage:
    """One item, message or evaluation with its reporter's mask."""

    def __init__(self, session: Session, principal: Principal, kind: str, row_id: int) -> None:
        """Read the row; Missing when it lies outside the scope."""
        self.session, self.principal, self.kind, self.row_id = session, principal, kind, row_id
        model, number, self.label = MODELS[kind]
        found = session.scalars(sa.select(model).where(model.id == row_id)).one_or_none()
        if found is None:
            raise Missing
        self.row, self.number = found, str(getattr(found, number))

    def contact(self) -> Any:
        """Return the masks and whether they were erased, None without a visible contact."""
        columns = (Contact.name_mask, Contact.phone_mask, Contact.is_minor, Contact.purged_at)
        query = sa.select(Contact.id, *columns).where(Contact.id == self.row.contact_id)
        return self.session.execute(query).first()

    def facts(self) -> list[tuple[str, str]]:
        """Return what the page says of the reporter."""
        found = self.contact()
        mask = " ".join(x for x in (found.name_mask, found.phone_mask) if x) if found else ""
        facts = [(self.label, self.number), ("来访人", mask or "没有留下，或已清除")]
        if found and found.is_minor:
            facts.append(("未满14周岁", "是"))
        return facts

    def may_open(self) -> bool:
        """Tell whether this person may open it, alone or after an approval."""
        if isinstance(self.row, Problem):
            return policies.may_reveal(self.principal, self.row)
        return policies.may_reveal_other(self.principal, self.row)

    def needs_second(self) -> bool:
        """Tell whether a second person must approve."""
        return policies.needs_second(self.row)

    def request(self) -> dict[str, Any] | None:
        """Return this person's newest request about the row."""
        found = reads.of_object(self.session, self.principal, self.kind, self.row_id)
        if found is None:
            return None
        names = reads.names(self.session, {found.decided_by_id})
        return {
            "light": light(found),
            "usable": found.state == State.APPROVED and not is_over(found),
            "waits": found.state == State.PROPOSED,
            "by": names.get(found.decided_by_id, ""),
            "until": moment(found.expires_at) if found.expires_at else "",
            "refusal": found.refusal or "",
            "purpose": found.purpose.label,
        }

    def openings(self) -> list[dict[str, str]]:
        """Return who opened the identity, when, why, and who approved."""
        found = reads.openings(self.session, self.kind, self.row_id)
        ids = {one.account_id for one in found} | {one.second_approver_id for one in found}
        names = reads.names(self.session, ids)
        return [
            {
                "who": names.get(one.account_id, ""),
                "at": moment(one.at),
                "purpose": one.purpose.label,
                "second": names.get(one.second_approver_id, ""),
            }
            for one in found
        ]

    def may_erase(self) -> bool:
        """Tell whether this person may erase it."""
        found = self.contact()
        if found is None or found.purged_at is not None:
            return False
        return policies.may_erase(self.principal) and not policies.is_about(
            self.principal, self.row
        )

    def erased(self) -> list[tuple[str, str]]:
        """Return what the record of an erasure says."""
        query = sa.select(ErasureRecord).where(ErasureRecord.contact_id == self.row.contact_id)
        found = self.session.scalars(query).one_or_none()
        if found is None:
            return []
        who = reads.names(self.session, {found.by_id}).get(found.by_id, "定时任务")
        return [
            ("清除时间", moment(found.at)),
            ("依据", f"{found.ground.label}（{found.asker.label}提出）"),
            ("经办人", who),
            ("备份里最迟", f"{day(found.backups_until)}清除"),
        ]

    def back(self) -> str:
        """Return the address of the row's own page."""
        if self.kind == "problem":
            return url_for("problem.show", row_id=self.row_id)
        return f"/admin/{self.kind}/{self.row_id}"


class RequestPage:
    """One request for its second person and its asker."""

    def __init__(self, session: Session, principal: Principal, row_id: int) -> None:
        """Read the request; Missing when it lies outside the scope."""
        self.session, self.principal = session, principal
        self.request = reads.request(session, row_id)
        self.names = reads.names(session, {self.request.asked_by_id, self.request.decided_by_id})
        self.light = light(self.request)

    def title(self) -> str:
        """Return what is asked for."""
        return self.request.kind.label

    def facts(self) -> list[tuple[str, str]]:
        """Return who asks, what for and why, and what was decided."""
        one = self.request
        facts = [
            ("申请人", self.names.get(one.asked_by_id, "")),
            ("申请时间", moment(one.asked_at)),
            ("用途", one.purpose.label),
            ("申请理由", one.reason),
        ]
        if one.decided_at is not None:
            facts.append(("批准人", self.names.get(one.decided_by_id, "")))
            facts.append(("决定时间", moment(one.decided_at)))
        if one.refusal:
            facts.append(("不同意的理由", one.refusal))
        if one.expires_at is not None:
            facts.append(("有效至", moment(one.expires_at)))
        if one.used_at is not None:
            facts.append(("使用时间", moment(one.used_at)))
        return facts

    def items(self) -> list[dict[str, str]]:
        """Return the items that it is about, as far as this person sees them."""
        one = self.request
        if one.kind == IdentityRequestKind.EXPORT:
            return [
                {"text": found.problem_no, "url": url_for("problem.show", row_id=found.id)}
                for found in reads.numbers(self.session, one.items)
            ]
        if one.object_kind == "relay_call" or one.object_id is None:
            return []
        try:
            about = SubjectPage(self.session, self.principal, one.object_kind, one.object_id)
        except Missing:
            return []
        return [{"text": f"{about.label} {about.number}", "url": about.back()}]

    def may_decide(self) -> bool:
        """Tell whether this person may approve or refuse it now."""
        waits = self.request.state == State.PROPOSED
        return waits and policies.may_decide_request(self.principal, self.request)

    def may_download(self) -> bool:
        """Tell whether the file may be fetched now."""
        one = self.request
        mine = one.asked_by_id == self.principal.account_id
        ready = one.state == State.APPROVED and not is_over(one)
        export = one.kind == IdentityRequestKind.EXPORT
        return export and mine and ready and self.principal.has(Right.EXPORT_PERSONAL, "1")

    def open_url(self) -> str:
        """Return where the asker opens the identity, an empty text when it is not his."""
        one = self.request
        mine = one.asked_by_id == self.principal.account_id
        if one.kind != IdentityRequestKind.REVEAL or not mine or one.object_kind not in MODELS:
            return ""
        if one.object_kind == "relay_call":
            return url_for("identity.relay", row_id=one.object_id)
        return url_for("identity.subject", kind=one.object_kind, row_id=one.object_id)
