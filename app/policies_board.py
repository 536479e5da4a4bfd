"""The gate of the message board: who decides about a message, who answers, who shows photos.

No right of its own: triage and work as the matrix gives them (data/role_matrix.csv).
"""

from __future__ import annotations

from app.enums import MessageState, RequestType, ScopeDecision, Track
from app.models import Message, MessageTransfer
from app.permissions import Right
from app.principal import Principal

# What is answered at once; whoever complains is owed more than a reply.
ANSWERED = (RequestType.CONSULTATION, RequestType.SUGGESTION, RequestType.PRAISE)
# A report never leaves for those it may be about (检举控告规则 art. 47).
OF_REPORTS = (
    ScopeDecision.TO_JUDICIAL,
    ScopeDecision.TO_EMERGENCY,
    ScopeDecision.SUPERIOR_HANDOVER,
    ScopeDecision.INVALID,
)
ELSEWHERE = (ScopeDecision.TO_DEPARTMENT, ScopeDecision.TO_12345, ScopeDecision.TO_PETITION)


def decides(principal: Principal, message: Message) -> bool:
    """Tell whether a principal decides about a visible message, in whatever state it is."""
    if message.unit_complained_id is not None and message.unit_complained_id == principal.unit_id:
        return False
    if principal.has(Right.TRIAGE, "A"):
        return True
    return principal.has(Right.TRIAGE, "P") and message.track == Track.SERVICE


def is_open(message: Message) -> bool:
    """Tell whether nobody has decided about a message yet."""
    return message.state == MessageState.RECEIVED and message.decided_at is None


def may_raise(principal: Principal, message: Message) -> bool:
    """Tell whether a principal hands a message of the service track to the commission's office."""
    open_service = is_open(message) and message.track == Track.SERVICE
    return open_service and decides(principal, message)


def may_reply(principal: Principal, message: Message) -> bool:
    """Tell whether a principal answers a message at once."""
    return is_open(message) and decides(principal, message) and message.request_type in ANSWERED


def destinations(message: Message) -> tuple[ScopeDecision, ...]:
    """Return where a message may be sent on to."""
    return OF_REPORTS if message.track == Track.DISCIPLINE else (*ELSEWHERE, *OF_REPORTS)


def may_answer(principal: Principal, message: Message, row: MessageTransfer | None) -> bool:
    """Tell whether a principal writes down what came of a transfer: who sent it on, or the unit."""
    if row is None or row.answered_at is not None:
        return False
    own = row.unit_id is not None and row.unit_id == principal.unit_id
    return decides(principal, message) or (own and principal.has(Right.WORK))


def may_ask(principal: Principal, message: Message, row: MessageTransfer | None) -> bool:
    """Tell whether a principal notes that he asked after a transfer and was told nothing yet."""
    waits = row is not None and row.answered_at is None
    return waits and message.state == MessageState.TRANSFERRED and decides(principal, message)


def may_finish(principal: Principal, message: Message, row: MessageTransfer | None) -> bool:
    """Tell whether a principal tells the citizen what came of a transfer."""
    back = row is not None and row.answered_at is not None
    return back and message.state == MessageState.TRANSFERRED and decides(principal, message)


def reads_words(principal: Principal) -> bool:
    """Tell whether a principal reads a citizen's own words; the others read them masked."""
    return principal.has(Right.MESSAGES, *"APSF")


def may_publish(principal: Principal, message: Message) -> bool:
    """Tell whether a principal publishes a text of his own about a decided message.

    Never about a report, and only with the writer's consent.
    """
    plain = message.track == Track.SERVICE and message.request_type != RequestType.REPORT
    return plain and bool(message.public_consent) and decides(principal, message)
