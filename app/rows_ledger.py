"""Rows of the ledger and of what hangs on it, of messages and of evaluations."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app import recusals
from app.asking import Asker, Criteria, choose, covered, exists, holds, inside, same, union
from app.enums import DocumentState, EventVisibility, ProblemState, RequestType, Role, Track
from app.enums_ledger import DeadlineKind, SupervisionState
from app.models import (
    Document,
    Evaluation,
    MeetingProblem,
    Message,
    Problem,
    ProblemScope,
    table_of,
)
from app.permissions import Right
from app.principal import Principal
from app.symbol import Symbol

# Each stands only inside an EXISTS of its own; making an alias anew for every request is slow.
PROBLEM = table_of(Problem).alias("seen_problem")
SCOPE = table_of(ProblemScope).alias("seen_scope")
EVALUATION = table_of(Evaluation).alias("seen_evaluation")
MESSAGE = table_of(Message).alias("seen_message")
DOCUMENT = table_of(Document).alias("seen_document")
MEETING_PROBLEM = table_of(MeetingProblem).alias("seen_meeting_problem")


def _in_scope(principal: Asker, problem_id: Any) -> Criteria:
    """Tell whether a unit holds, held, supervises or registered a problem."""
    return exists(same(SCOPE.c.unit_id, principal.unit_id), SCOPE.c.problem_id == problem_id)


def problem_rows(principal: Asker, c: Any) -> Criteria:
    """Rows of the ledger (domain.md 4.4), without what a recusal keeps from the person."""
    right = Right.SEE_PROBLEMS
    seen = union(
        holds(principal, right, "A"),
        (holds(principal, right, "P"), lambda: c.track == Track.SERVICE),
        (holds(principal, right, "S", "O", "V"), lambda: _in_scope(principal, c.id)),
        (holds(principal, right, "F"), lambda: _own_or_call_back(principal, c)),
    )
    return sa.and_(seen, recusals.clear(principal, c.id))


def _own_or_call_back(principal: Asker, c: Any) -> Criteria:
    """Own entries, and items whose reporter is to be called back.

    What the commission has taken over is told to nobody outside, not even to who wrote it down.
    """
    return sa.or_(
        sa.and_(same(c.created_by_id, principal.account_id), c.track == Track.SERVICE),
        sa.and_(
            c.state == ProblemState.PENDING_FEEDBACK,
            c.track == Track.SERVICE,
            c.contact_id.is_not(None),
        ),
        # The master of a merged item has a result, which this reporter is to hear too.
        sa.and_(
            c.state == ProblemState.MERGED,
            c.track == Track.SERVICE,
            c.contact_id.is_not(None),
            c.submitted_at.is_not(None),
            c.closed_at.is_(None),
        ),
    )


def follows_problem(principal: Asker, problem_id: Any) -> Criteria:
    """Return the criterion that a row's problem is visible."""
    return choose(
        holds(principal, Right.SEE_PROBLEMS, "A"),
        lambda: recusals.clear(principal, problem_id),
        lambda: _sees_problem(principal, PROBLEM.c.id == problem_id),
    )


def _sees_problem(principal: Asker, match: Criteria) -> Criteria:
    """Tell whether a visible problem matches."""
    return exists(match, inside(principal, problem_rows, PROBLEM.c))


def scope_rows(principal: Asker, c: Any) -> Criteria:
    """Rows of the scope index: the own unit's, or all; the index holds the problem's id too."""
    own = union(holds(principal, Right.SEE_PROBLEMS, "A"), same(c.unit_id, principal.unit_id))
    return sa.and_(own, recusals.clear(principal, c.problem_id))


def event_rows(principal: Asker, c: Any) -> Criteria:
    """Events of visible problems; discipline-only ones for the commission alone."""
    return sa.and_(
        union(
            holds(principal, Right.SEE_PROBLEMS, "A", "S"),
            c.visibility == EventVisibility.ALL_HANDLERS,
        ),
        follows_problem(principal, c.problem_id),
    )


def supervision_rows(principal: Asker, c: Any) -> Criteria:
    """Supervision of visible problems, for roles that see supervision letters.

    A unit does not learn of what is only drafted, nor of what was dropped.
    """
    right = Right.SEE_SUPERVISION
    sent = c.state.in_([SupervisionState.ISSUED, SupervisionState.REPLIED])
    return union(
        (
            holds(principal, right),
            lambda: sa.and_(
                union(
                    holds(principal, right, "A", "S", "P"),
                    sa.and_(same(c.unit_id, principal.unit_id), sent),
                ),
                follows_problem(principal, c.problem_id),
            ),
        )
    )


# What a unit may be told whom to call about; never a complaint or a report (domain.md 4.4).
RELEASED_TYPES = (RequestType.CONSULTATION, RequestType.HELP)


def _released_rows(principal: Asker, c: Any) -> Criteria:
    """Reporters who allow the handling unit to call them about a consultation or a plea."""
    p = PROBLEM.c
    about_another = sa.or_(
        p.unit_complained_id.is_(None), p.unit_complained_id != principal.unit_id
    )
    released = exists(
        p.contact_id == c.id,
        p.request_type.in_(RELEASED_TYPES),
        p.track == Track.SERVICE,
        p.is_sensitive.is_(False),
        about_another,
        _in_scope(principal, p.id),
    )
    return sa.and_(c.allow_unit_contact.is_(True), released)


def contact_rows(principal: Asker, c: Any) -> Criteria:
    """Masks of reporters whose problem is visible, and of one's own entries."""
    right = Right.SEE_REPORTER
    seen = union(
        (
            holds(principal, right, "M", "D"),
            lambda: union(
                holds(principal, Right.SEE_PROBLEMS, "A"),
                (sa.true(), lambda: _sees_problem(principal, PROBLEM.c.contact_id == c.id)),
                same(c.created_by_id, principal.account_id),
            ),
        ),
        (holds(principal, right, "R"), lambda: _released_rows(principal, c)),
    )
    return sa.and_(seen, recusals.clear_contact(principal, c.id))


def message_rows(principal: Asker, c: Any) -> Criteria:
    """Messages of the message board, without what a recusal keeps from the person."""
    right = Right.MESSAGES
    seen = union(
        holds(principal, right, "A"),
        (holds(principal, right, "P"), lambda: c.track == Track.SERVICE),
        (holds(principal, right, "S"), lambda: covered(principal, c.assigned_unit_id)),
        (holds(principal, right, "O"), lambda: same(c.assigned_unit_id, principal.unit_id)),
        (holds(principal, right, "F"), lambda: same(c.created_by_id, principal.account_id)),
    )
    return sa.and_(seen, recusals.clear_message(principal, c))


def of_message_rows(principal: Asker, c: Any) -> Criteria:
    """Rows that are visible with their message."""
    return exists(MESSAGE.c.id == c.message_id, inside(principal, message_rows, MESSAGE.c))


def returned_rows(principal: Asker, c: Any) -> Criteria:
    """What a citizen sent back, for who sees his message or the item that it became."""
    of_problem = sa.and_(c.problem_id.is_not(None), follows_problem(principal, c.problem_id))
    return sa.or_(of_message_rows(principal, c), of_problem)


def evaluation_rows(principal: Asker, c: Any) -> Criteria:
    """Evaluations; sensitive ones only for the commission, a township's by its villages.

    What a recusal keeps from the person it keeps as an evaluation too.
    """
    right, plain = Right.SEE_EVALUATIONS, c.is_sensitive.is_(False)
    seen = union(
        holds(principal, right, "A"),
        (holds(principal, right, "S"), lambda: covered(principal, c.unit_id)),
        (holds(principal, right, "N"), lambda: plain),
        (holds(principal, right, "O"), lambda: sa.and_(plain, _own_place(principal, c))),
    )
    return sa.and_(seen, recusals.clear_or_none(principal, c.problem_id))


def place_of(principal: Principal) -> str:
    """Return the nine digits of a township's place, an empty text for everybody else."""
    prefix = principal.region_code[:9]
    return prefix if Role.TWN in principal.roles and not prefix.endswith("000") else ""


def _own_place(principal: Asker, c: Any) -> Criteria:
    """Tell whether a row is of the own unit or, for a township, of a place with its nine digits."""
    own = same(c.unit_id, principal.unit_id)
    if isinstance(principal, Symbol):
        inside = c.region_code.between(principal.place + "000", principal.place + "999")
        return sa.or_(own, sa.and_(principal.has_place, inside))
    place = place_of(principal)
    return sa.or_(own, c.region_code.between(place + "000", place + "999")) if place else own


def reason_rows(principal: Asker, c: Any) -> Criteria:
    """Reasons of visible evaluations."""
    match = EVALUATION.c.id == c.evaluation_id
    seen = union(
        holds(principal, Right.SEE_EVALUATIONS, "A"),
        (sa.true(), lambda: exists(match, inside(principal, evaluation_rows, EVALUATION.c))),
    )
    return sa.and_(seen, recusals.clear_evaluation(principal, c.evaluation_id))


def _is_plain(principal: Asker, evaluation_id: Any) -> Criteria:
    """Tell whether an evaluation is not sensitive, whoever may see it."""
    if isinstance(principal, Symbol):
        return sa.not_(principal.is_sensitive(evaluation_id))
    return ~exists(EVALUATION.c.id == evaluation_id, EVALUATION.c.is_sensitive.is_(True))


def rectification_rows(principal: Asker, c: Any) -> Criteria:
    """Rectification items follow their unit; those of sensitive evaluations stay hidden."""
    right = Right.SEE_EVALUATIONS
    seen = union(
        holds(principal, right, "A"),
        (holds(principal, right, "S"), lambda: covered(principal, c.unit_id)),
        (holds(principal, right, "N"), lambda: _is_plain(principal, c.evaluation_id)),
        (
            holds(principal, right, "O"),
            lambda: sa.and_(
                same(c.unit_id, principal.unit_id), _is_plain(principal, c.evaluation_id)
            ),
        ),
    )
    clear = recusals.clear_or_none(principal, c.problem_id)
    return sa.and_(seen, clear, recusals.clear_evaluation(principal, c.evaluation_id))


def document_rows(principal: Asker, c: Any) -> Criteria:
    """Papers: drafts stay with their drafter and the commission, issued ones reach their unit."""
    right = Right.SEE_PAPERS
    issued = c.state.in_([DocumentState.SIGNED, DocumentState.ISSUED])
    seen = union(
        holds(principal, right, "A"),
        (holds(principal, right), lambda: same(c.drafted_by_id, principal.account_id)),
        (
            holds(principal, right, "P"),
            lambda: sa.and_(issued, follows_problem(principal, c.problem_id)),
        ),
        (
            holds(principal, right, "S"),
            lambda: sa.and_(issued, covered(principal, c.unit_id)),
        ),
        (
            holds(principal, right, "O"),
            lambda: sa.and_(issued, same(c.unit_id, principal.unit_id)),
        ),
    )
    return sa.and_(seen, recusals.clear_or_none(principal, c.problem_id))


def seal_rows(principal: Asker, c: Any) -> Criteria:
    """Requests for the seal, visible with their paper."""
    return exists(DOCUMENT.c.id == c.document_id, inside(principal, document_rows, DOCUMENT.c))


def attachment_rows(principal: Asker, c: Any) -> Criteria:
    """Files of visible problems and messages."""
    # What a citizen brought is his own writing: who reads only the redacted text gets no file.
    answer = c.purpose != "origin"
    of_problem = sa.and_(
        c.problem_id.is_not(None),
        follows_problem(principal, c.problem_id),
        union(holds(principal, Right.SEE_PROBLEMS, *"APSFV"), answer),
    )
    of_message = sa.and_(
        exists(
            MESSAGE.c.id == c.message_id,
            inside(principal, message_rows, MESSAGE.c),
        ),
        union(holds(principal, Right.MESSAGES, *"APSF"), answer),
    )
    return sa.or_(of_problem, of_message)


def accountability_rows(principal: Asker, c: Any) -> Criteria:
    """Outcomes: all for the commission, an inspection office those of the units it covers."""
    right = Right.ACCOUNTABILITY
    return union(
        holds(principal, right, "A"),
        (holds(principal, right, "S"), lambda: covered(principal, c.unit_id)),
    )


def children_rows(principal: Asker, c: Any) -> Criteria:
    """Rows that are visible with their problem."""
    return follows_problem(principal, c.problem_id)


def deadline_rows(principal: Asker, c: Any) -> Criteria:
    """Limits of visible problems; that a reporter is to be told says that he gave his name."""
    return sa.and_(
        union(
            holds(principal, Right.SEE_PROBLEMS, *"APSF"),
            c.kind != DeadlineKind.LEGAL_NOTICE,
        ),
        follows_problem(principal, c.problem_id),
    )


def link_rows(principal: Asker, c: Any) -> Criteria:
    """Links of which both items are visible: the other end is never told to who may not see it."""
    return sa.and_(follows_problem(principal, c.problem_id), follows_problem(principal, c.other_id))


def meeting_rows(principal: Asker, c: Any) -> Criteria:
    """Meetings: all for the commission, the host's and one's own, those about a visible item.

    What was said about one item stands beside the others, so a recusal keeps the whole meeting.
    """
    p = MEETING_PROBLEM.c
    about = exists(p.meeting_id == c.id, inside(principal, children_rows, p))
    seen = union(
        holds(principal, Right.SEE_PROBLEMS, "A"),
        same(c.host_unit_id, principal.unit_id),
        same(c.created_by_id, principal.account_id),
        (holds(principal, Right.SEE_PROBLEMS), lambda: about),
    )
    return sa.and_(seen, recusals.clear_meeting(principal, c.id))
