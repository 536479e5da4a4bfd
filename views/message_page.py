"""One message as one person reads it: words, files, decision, what came back, what may be done."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from app import calendars, pictures, policies, policies_board, readings, secrecy
from app.enums import MessageState, ScopeDecision
from app.formats import day, moment
from app.models import Message, PublicFeedback
from app.operations import enterprises, firm_link
from app.operations.evidence import ORIGIN
from app.operations.photo_blur import REDACTED
from app.permissions import Right
from app.principal import Principal
from app.queries import board
from views.fields import region_label
from views.rows import unit_names

LABELS = {
    "accept": "受理，登记为事项",
    "reply": "直接答复",
    "pass": "转办、告知",
    "up": "转监督室",
    "answer": "登记办理结果",
    "ask": "问过了，还没有结果",
    "finish": "答复群众，办结",
}

FIRM = {
    None: "",
    True: "企业实名，在企业名册里；受理后自动对上",
    False: "企业实名，不在企业名册里；登记以后才对得上",
}
WITHHELD = "原文由分办的人看，需要时请向他问。"


class MessagePage:
    """A message with its rows, read once for one person."""

    def __init__(self, session: Session, actor: Principal, row_id: int) -> None:
        """Read the rows; Missing when the message lies outside the scope."""
        self.session, self.actor = session, actor
        self.message: Message = board.get(session, row_id)
        readings.saw(self.message)
        self.transfer = board.transfer_of(session, row_id)
        self.files = board.files_of(session, row_id)
        self.names = unit_names(
            session, [self.message.assigned_unit_id, self.message.unit_complained_id]
        )

    @staticmethod
    def words(actor: Principal, text: str) -> str:
        """Return a citizen's words as this person may read them."""
        return text if policies_board.reads_words(actor) else secrecy.redact(text)

    def heading(self) -> dict[str, Any]:
        """Return number, title, light and state."""
        message = self.message
        due = board.triage_due(self.session, message) if policies_board.is_open(message) else None
        if self.transfer is not None and message.state == MessageState.TRANSFERRED:
            due = self.transfer.track_due
        calendar = calendars.load(self.session)
        return {
            "small": f"{message.message_no} · {message.channel.label} · "
            f"{message.request_type.label} · {day(message.submitted_at)}",
            "title": self.words(self.actor, message.subject),
            "state": message.state.label,
            "light": calendars.lamp(calendar, due) if due else None,
            "track": message.track.label,
        }

    def body(self) -> str:
        """Return what the citizen wrote; a unit reads what was made of it for units."""
        if policies_board.reads_words(self.actor):
            return self.message.body
        return self.transfer.brief if self.transfer is not None else ""

    def body_title(self) -> str:
        """Return whose words stand on the page."""
        return "群众写的" if policies_board.reads_words(self.actor) else "反映的内容"

    def facts(self) -> list[tuple[str, str]]:
        """Return place, unit, writer and consent."""
        message = self.message
        consent = {True: "同意（改写后）", False: "不同意", None: "没有问"}[message.public_consent]
        complained = self.names.get(message.unit_complained_id, "")
        own = policies_board.reads_words(self.actor)
        found = [
            ("发生地", region_label(message.region_code) if message.region_code else ""),
            ("具体位置", (message.place_note or "") if own else ""),
            ("说的单位", self.words(self.actor, message.unit_hint)),
            ("被反映单位", complained if own else ""),
            ("署名", message.identity_mode.label if own else ""),
            ("企业", self.firm() if own else ""),
            ("公开", consent),
        ]
        return [(label, value) for label, value in found if value]

    def firm(self) -> str:
        """Return whether a writing enterprise is in the register; which one stays sealed."""
        return FIRM[enterprises.in_register(self.session, self.message)]

    def firm_links(self) -> list[tuple[str, str]]:
        """Return the ways to link a writing enterprise with the register, none where it is."""
        may = firm_link.may_link(self.actor, self.message)
        if not may or not firm_link.is_loose(self.session, self.message):
            return []
        row_id = self.message.id
        links = [("登记企业并对上", url_for("messages.firm", row_id=row_id))]
        if self.message.problem_id is not None:
            known = url_for("messages.firm_known", row_id=row_id)
            links.append(("对上名册里的企业", known))
        return links

    def identity_url(self) -> str:
        """Return where the writer's identity may be opened."""
        known = self.message.contact_id is not None
        sees = known and policies.may_reveal_other(self.actor, self.message)
        return url_for("identity.subject", kind="message", row_id=self.message.id) if sees else ""

    def photos(self) -> list[dict[str, Any]]:
        """Return the files; an original carries the way to its blurring."""
        decides = policies_board.decides(self.actor, self.message)
        found = []
        for one in self.files:
            drawn = pictures.is_picture(one.mime)
            url = url_for("attachment.download", row_id=one.id)
            blur = drawn and decides and one.purpose == ORIGIN
            found.append(
                {
                    "name": one.filename,
                    "size": one.size,
                    "url": url,
                    "picture": url_for("attachment.picture", row_id=one.id) if drawn else "",
                    "mark": "已打码，单位可看" if one.purpose == REDACTED else "原件，单位看不到",
                    "blur": url_for("messages.blur", row_id=self.message.id, file_id=one.id)
                    if blur
                    else "",
                }
            )
        return found

    def open_acts(self) -> list[str]:
        """Return the acts that this person may take now, the usual one first."""
        message, actor = self.message, self.actor
        acts = []
        if policies_board.is_open(message) and policies_board.decides(actor, message):
            quick = policies_board.may_reply(actor, message)
            acts += ["reply", "accept", "pass"] if quick else ["accept", "pass"]
            if policies_board.may_raise(actor, message) and actor.has(Right.TRIAGE, "P"):
                acts.append("up")
        if policies_board.may_answer(actor, message, self.transfer):
            acts.append("answer")
        if policies_board.may_ask(actor, message, self.transfer):
            acts.append("ask")
        if policies_board.may_finish(actor, message, self.transfer):
            acts.insert(0, "finish")
        return acts

    def bar(self) -> list[dict[str, Any]]:
        """Return the buttons."""
        return [
            {
                "label": LABELS[name],
                "url": url_for("messages.act", row_id=self.message.id, act=name),
                "main": place == 0,
            }
            for place, name in enumerate(self.open_acts())
        ]

    def decision(self) -> list[tuple[str, str]]:
        """Return what was decided, and where it led."""
        message, row = self.message, self.transfer
        if message.decided_at is None:
            return []
        found = [
            ("分办", ScopeDecision.label_of(message.scope_decision)),
            ("时间", moment(message.decided_at)),
        ]
        if row is not None:
            asked = f"{row.checks} 次" if row.checks else ""
            found += [("转往", row.target), ("理由", row.reason), ("询问期限", day(row.track_due))]
            found.append(("已询问", asked))
            if policies_board.reads_words(self.actor):
                found.append(("转给单位的内容", row.brief))
            found += [("办理结果", row.answer or "还没有")]
        if message.reply:
            found += [("答复群众", message.reply), ("答复时间", moment(message.replied_at))]
        return [(label, value) for label, value in found if value]

    def links(self) -> list[dict[str, str]]:
        """Return where the item and the letter stand, for who may open them."""
        found = []
        if self.message.problem_id and self.actor.has(Right.SEE_PROBLEMS):
            url = url_for("problem.show", row_id=self.message.problem_id)
            found.append({"label": "打开台账事项", "url": url})
        paper = self.transfer.document_id if self.transfer is not None else None
        if paper is not None and self.actor.has(Right.SEE_PAPERS, "A"):
            found.append({"label": "转办函", "url": url_for("paper.show", row_id=paper)})
        return found

    def returned(self) -> list[dict[str, str]]:
        """Return what the citizen sent back."""
        # A unit that has only a brief reads none of the citizen's own words.
        reads = policies_board.reads_words(self.actor)
        return returned_rows(
            board.returned(self.session, message_id=self.message.id),
            lambda text: self.words(self.actor, text) if reads else WITHHELD,
        )

    def similar(self) -> list[dict[str, str]]:
        """Return like messages of the last days."""
        return [
            {
                "url": url_for("messages.show", row_id=one.id),
                "title": self.words(self.actor, one.subject),
                "sub": f"{day(one.submitted_at)} · {one.state.label}",
            }
            for one in board.similar(self.session, self.message)
        ]

    def items(self) -> list[dict[str, str]]:
        """Return the visible items of the same place."""
        if not self.actor.has(Right.SEE_PROBLEMS):
            return []
        return [
            {
                "url": url_for("problem.show", row_id=one.id),
                "title": self.words(self.actor, one.title),
                "sub": f"{one.problem_no} · {one.state.label}",
            }
            for one in board.items_at(self.session, self.message)
            if one.id != self.message.problem_id
        ]

    def may_publish(self) -> bool:
        """Tell whether a text of the office's own may be published about it."""
        decided = not policies_board.is_open(self.message)
        return decided and policies_board.may_publish(self.actor, self.message)

    def publication(self) -> Any:
        """Return what is published about it."""
        return board.publication_of(self.session, self.message.id)


def returned_rows(
    found: Iterable[PublicFeedback], told: Callable[[str], str]
) -> list[dict[str, str]]:
    """Return what a citizen sent back with his code, his words as told() gives them."""
    return [
        {
            "head": f"{one.kind.label}{'：' + one.level.label if one.level else ''}",
            "sub": day(one.submitted_at),
            "text": told(one.text),
        }
        for one in found
    ]
