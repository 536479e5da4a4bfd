"""The next step of a paper in one sentence, for the person who looks at it."""

from __future__ import annotations

from app import policies
from app.enums import DocumentState
from app.formats import day
from app.models import Document, DocumentReceipt
from app.principal import Principal

OWN_WORDS = "现在的文稿是您改的，请由别人核稿。"


def step(
    document: Document,
    principal: Principal,
    receipt: DocumentReceipt | None,
    *,
    asks_check: bool,
    wrote: bool,
) -> str:
    """Return what this person does next with a paper, or for whom it waits."""
    if document.state == DocumentState.DRAFT:
        return _of_draft(document, principal)
    if document.state == DocumentState.CHECKING:
        return _of_sent(document, principal, asks_check=asks_check, wrote=wrote)
    if document.state == DocumentState.ISSUED and receipt is not None:
        return _of_unit(receipt)
    return ""


def _of_draft(document: Document, principal: Principal) -> str:
    """Return the step of what nobody has sent."""
    if policies.may_send_draft(principal, document):
        if document.returned_at is not None:
            return "下一步：请按意见改好，再送审。"
        return "下一步：请核对文稿和收文单位，然后送审。"
    if policies.may_check(principal, document):
        return "下一步：定时任务拟的稿，请核对，可以修改，然后送审；不用发的请撤销。"
    return "还没有送审，等拟稿人送审。" if document.drafted_by_id else "还没有送审，等核对。"


def _of_sent(document: Document, principal: Principal, *, asks_check: bool, wrote: bool) -> str:
    """Return the step of what waits for its checker or signer."""
    unchecked = asks_check and document.checked_at is None
    if policies.may_pass(principal, document) and wrote:
        return OWN_WORDS
    if policies.may_sign(principal, document) and not unchecked:
        return "下一步：请您签发，或者退回修改。"
    if policies.may_pass(principal, document):
        return "下一步：请您核稿，同意或者退回修改。"
    waits = "已送审，等核稿。" if unchecked else "已送审，等领导签发。"
    mine = document.drafted_by_id == principal.account_id
    return f"{waits}要改的可以直接改，改后重新送审。" if mine else waits


def _of_unit(receipt: DocumentReceipt) -> str:
    """Return the step of the unit that has a paper."""
    if receipt.signed_for_at is None:
        return "下一步：请签收。"
    if receipt.returned_at is None and receipt.due_on is not None:
        return f"下一步：请在{day(receipt.due_on)}前报回执。"
    return ""
