"""Who asks for the seal on a paper, and who decides it: never the same person."""

from __future__ import annotations

from app.enums import DocumentKind, DocumentState
from app.enums_trust import SealUseState
from app.models import Document, SealUse
from app.permissions import Right
from app.principal import Principal

BEFORE_ISSUE = frozenset({DocumentState.DRAFT, DocumentState.CHECKING, DocumentState.SIGNED})


def takes_seal(document: Document) -> bool:
    """Tell whether our one seal belongs on a paper: minutes have none, a joint paper several."""
    return document.kind != DocumentKind.MINUTES and not document.facts.get("joint")


def may_ask_seal(principal: Principal, document: Document) -> bool:
    """Tell whether a principal asks for the seal: who drafts papers, until the file is made."""
    return (
        document.state in BEFORE_ISSUE
        and takes_seal(document)
        and principal.account_id is not None
        and (
            principal.has(Right.DRAFT_REPORT, "A")
            or (
                principal.has(Right.DRAFT_REPORT) and document.drafted_by_id == principal.account_id
            )
        )
    )


def may_decide_seal(principal: Principal, document: Document, use: SealUse | None) -> bool:
    """Tell whether a principal decides a request on a signed paper that he neither asked nor wrote.

    The facts of a signed paper cannot change any more: what is allowed is what is printed.
    """
    return (
        use is not None
        and use.state == SealUseState.ASKED
        and document.state == DocumentState.SIGNED
        and takes_seal(document)
        and principal.has(Right.SIGN_PAPER, "A")
        and principal.account_id not in {None, use.asked_by_id, document.drafted_by_id}
    )
