"""The buttons of a paper's page, as the gate gives them to one person."""

from __future__ import annotations

from typing import Any

from flask import url_for

from app import policies, store
from app.enums import DocumentState
from app.models import Document, DocumentReceipt
from app.operations import composing
from app.operations.paper_photos import SHEETS
from app.permissions import Right
from app.principal import Principal
from views import paper_links, seal
from views.paper_step import OWN_WORDS

DRAFTS = frozenset({DocumentState.DRAFT, DocumentState.CHECKING})
Button = dict[str, Any]


class PaperBar:
    """What one person may do with one paper now."""

    def __init__(
        self, principal: Principal, document: Document, receipt: DocumentReceipt | None
    ) -> None:
        """Keep who asks, the paper, and the receipt of his unit."""
        self.principal, self.document, self.receipt = principal, document, receipt

    def buttons(self, asks_check: bool, is_dropped: bool, *, wrote: bool) -> list[Button]:
        """Return the buttons, what comes next in the paper's way first."""
        found = [
            *self._of_unit(),
            *self._turns(asks_check, wrote=wrote),
            *([] if is_dropped else self._files()),
            *paper_links.of_paper(self.document, self.principal),
            *seal.buttons(store.current(), self.principal, self.document),
            *self._give_up(),
            *self._void(),
        ]
        first = next((one for one in found if one.get("main")), None)
        return [{**one, "main": one is first} for one in found]

    def _of_unit(self) -> list[Button]:
        """Return how the reader's unit signs for a paper and answers it."""
        row = self.receipt
        if row is None or self.document.state != DocumentState.ISSUED:
            return []
        if row.signed_for_at is None:
            return [self._post("签收", "paper_units.receive")]
        if row.returned_at is None and row.due_on is not None:
            return [self._link("报回执", "paper_units.reply", main=True)]
        return []

    def _turns(self, asks_check: bool, *, wrote: bool) -> list[Button]:
        """Return the turns between drafter, checker and signer."""
        document, found = self.document, []
        if policies.may_send_draft(self.principal, document):
            found.append(self._link("送审", "paper.send", main=True))
        # The letter of a drafted rung goes to its unit alone, and takes no photographs.
        of_ladder = composing.is_of_ladder(store.current(), document)
        if policies.may_mend(self.principal, document) and not of_ladder:
            found.append(self._link("收文单位", "paper_units.units"))
            if document.problem_id is not None and document.kind.value not in SHEETS:
                found.append(self._link("证据照片", "paper_photos.choose"))
        found += self._signature(asks_check, wrote=wrote)
        if policies.may_send_back(self.principal, document):
            found.append(self._link("退回修改", "paper.send_back"))
        return found

    def _signature(self, asks_check: bool, *, wrote: bool) -> list[Button]:
        """Return the check or the signature, or why the signature is closed."""
        document, who = self.document, self.principal
        signs = policies.may_sign(who, document)
        if signs and not (asks_check and document.checked_at is None):
            if asks_check and document.checked_by_id == who.account_id:
                return [{"label": "签发", "reason": "您核的稿，请由另一位领导签发"}]
            question = "签发后给出编号，不能撤回。确定签发吗？"
            return [self._post("签发", "paper.sign", question)]
        if policies.may_pass(who, document):
            if wrote:
                return [{"label": "签发", "reason": OWN_WORDS}] if signs else []
            return [self._link("核稿同意", "paper.pass_on", main=True)]
        if policies.may_check(who, document):
            question = "送审以后您就是拟稿人，由另一位领导签发。确定送审吗？"
            return [self._post("核对无误，送审", "paper.check", question)]
        if self._own_draft():
            return [{"label": "签发", "reason": "自己起草的公文，请由另一位领导签发"}]
        return []

    def _own_draft(self) -> bool:
        """Tell whether a signer looks at the draft that he wrote."""
        mine = self.document.drafted_by_id == self.principal.account_id
        signer = self.principal.has(Right.SIGN_PAPER, "A")
        return mine and signer and self.document.state in DRAFTS

    def _give_up(self) -> list[Button]:
        """Return how its drafter takes a draft back for good."""
        if not policies.may_withdraw(self.principal, self.document):
            return []
        question = "撤销后不再等待签发，不能恢复。确定撤销这份草稿吗？"
        return [{**self._post("撤销草稿", "paper.withdraw", question), "main": False}]

    def _void(self) -> list[Button]:
        """Return how a numbered paper is voided."""
        numbered = self.document.state in {DocumentState.SIGNED, DocumentState.ISSUED}
        if numbered and self.principal.has(Right.SIGN_PAPER, "A"):
            return [self._link("作废", "paper.void")]
        return []

    def _files(self) -> list[Button]:
        """Return the buttons of the file: the first print, and a copy that says so."""
        document, url = self.document, url_for("paper.pdf", row_id=self.document.id)
        if document.pdf_sha256 is None:
            return [self._file()]
        if document.state != DocumentState.VOID:
            return [self._file(), {"label": "副本 PDF", "url": f"{url}?mark=copy"}]
        found: list[Button] = [{"label": "作废件 PDF", "url": url}]
        if self.principal.has(Right.SEE_PAPERS, "A"):
            found.append({"label": "首次印发的原件", "url": f"{url}?mark=first"})
        return found

    def _file(self) -> Button:
        """Return the button of the file; a signed paper without one can make it."""
        document = self.document
        if document.state == DocumentState.SIGNED and self.principal.has(Right.SIGN_PAPER, "A"):
            if seal.waits(document):
                return {"label": "生成文件", "reason": "等用印审批，审批以后印发"}
            return self._post("生成文件", "paper.issue")
        label = "预览草稿 PDF" if document.state in DRAFTS else "打印 PDF"
        return self._link(label, "paper.pdf", main=document.state == DocumentState.ISSUED)

    def _link(self, label: str, endpoint: str, *, main: bool = False) -> Button:
        """Return a button that opens a page."""
        return {"label": label, "url": url_for(endpoint, row_id=self.document.id), "main": main}

    def _post(self, label: str, endpoint: str, question: str = "") -> Button:
        """Return a main button that posts."""
        url = url_for(endpoint, row_id=self.document.id)
        return {"label": label, "url": url, "method": "post", "main": True, "confirm": question}
