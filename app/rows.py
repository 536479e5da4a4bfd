"""Which rows of each fenced table a principal may see; asked by the gate and the fence.

A rule gets who asks and the columns (a class or an alias' .c) and returns a criterion in the
language of asking.py, so that the database can hold the same rule as the second fence.
"""

from __future__ import annotations

import sqlalchemy as sa

from app import rows_campaign, rows_clue, rows_handling, rows_issuing, rows_report
from app import rows_ledger as ledger
from app import rows_own as own
from app.asking import NOTHING, Criteria, Rule, is_always
from app.models import (
    Accountability,
    Attachment,
    AuditAnchor,
    AuditLog,
    CalendarBatch,
    Campaign,
    CampaignLookBack,
    CampaignPhase,
    CampaignProblem,
    CampaignReturn,
    CampaignTask,
    Cluster,
    ClusteringRun,
    ClusterMember,
    Commitment,
    Contact,
    Deadline,
    DeferredMaterial,
    Document,
    DocumentComment,
    DocumentProblem,
    DocumentReceipt,
    Enterprise,
    ErasureRecord,
    EvalAppeal,
    Evaluation,
    EvaluationFlag,
    EvaluationReason,
    Extension,
    Feedback,
    FieldVisit,
    HandoverNote,
    HandoverRead,
    IdentityRequest,
    IdentityReveal,
    IntegrationToken,
    LivelihoodEvidence,
    LivelihoodItem,
    LivelihoodSource,
    Meeting,
    MeetingProblem,
    Message,
    MessageTransfer,
    Milestone,
    Model,
    NoticeRead,
    OneTimeNotice,
    Outbox,
    OutcomeMetric,
    PasswordHistory,
    PendingChange,
    PrintJob,
    Problem,
    ProblemEvent,
    ProblemLink,
    ProblemScope,
    ProblemStep,
    ProblemTransfer,
    PublicDocument,
    PublicFeedback,
    RecoveryCode,
    Rectification,
    Recusal,
    RelayCall,
    RoleAssignment,
    SavedFilter,
    SealUse,
    StandIn,
    Supervision,
    Survey,
    SurveyAnswer,
    SurveyQuestion,
    Suspension,
    Thanks,
)
from app.principal import Principal

# Rows that are only ever added, with the columns an operation may still set.
APPEND_ONLY: dict[type[Model], frozenset[str]] = {
    ProblemEvent: frozenset(),
    AuditLog: frozenset(),
    AuditAnchor: frozenset(),
    IdentityReveal: frozenset(),
    ErasureRecord: frozenset(),
    Feedback: frozenset(),
    EvaluationReason: frozenset(),
    Recusal: frozenset({"state", "decided_by_id", "decided_at", "reason"}),
    PasswordHistory: frozenset(),
    RecoveryCode: frozenset({"used_at"}),
    RoleAssignment: frozenset({"valid_to", "ended_at"}),
    StandIn: frozenset({"ended_at"}),
    IntegrationToken: frozenset({"revoked_at", "last_used_at"}),
    Evaluation: frozenset({"state", "problem_id"}),
    Deadline: frozenset({"met_at", "late", "superseded_at"}),
    ProblemLink: frozenset(),
    MeetingProblem: frozenset(),
    OutcomeMetric: frozenset({"verified_by_id", "verified_at", "void_reason"}),
    Thanks: frozenset(),
    NoticeRead: frozenset(),
    CalendarBatch: frozenset(),
    OneTimeNotice: frozenset(),
    HandoverNote: frozenset(),
    HandoverRead: frozenset(),
    PublicFeedback: frozenset({"message_id", "problem_id"}),
    SurveyAnswer: frozenset(),
    DocumentComment: frozenset(),
    DocumentProblem: frozenset(),
    DocumentReceipt: rows_issuing.STEPS,
    PublicDocument: frozenset({"state"}),
    SealUse: frozenset({"state", "decided_by_id", "decided_at", "refusal"}),
    Message: frozenset(
        {
            "state",
            "track",
            "assigned_unit_id",
            "unit_complained_id",
            "scope_decision",
            "decided_by_id",
            "decided_at",
            "problem_id",
            "reply",
            "replied_at",
        }
    ),
    ClusterMember: frozenset({"cluster_id", "suggested"}),
    CampaignLookBack: frozenset({"raised_problem_id"}),
    LivelihoodEvidence: frozenset(),
    LivelihoodSource: frozenset(),
    **rows_clue.APPEND_ONLY,
    **rows_report.APPEND_ONLY,
    Accountability: rows_clue.RESEALED | {"name_sealed", "public_text"},
}
BOOKKEEPING = frozenset({"row_version", "updated_at"})


def is_append_only(row: Model) -> bool:
    """Tell whether the pending change of a row touches what may only be added."""
    allowed = APPEND_ONLY.get(type(row))
    if allowed is None:
        return False
    changed = {attr.key for attr in sa.inspect(row).attrs if attr.history.has_changes()}
    return bool(changed - allowed - BOOKKEEPING)


ROWS: dict[type[Model], Rule] = {
    Problem: ledger.problem_rows,
    ProblemStep: ledger.children_rows,
    ProblemScope: ledger.scope_rows,
    ProblemEvent: ledger.event_rows,
    Supervision: ledger.supervision_rows,
    Feedback: ledger.children_rows,
    Contact: ledger.contact_rows,
    IdentityReveal: own.reveal_rows,
    Recusal: own.recusal_rows,
    IdentityRequest: own.request_rows,
    RelayCall: own.relay_rows,
    ErasureRecord: own.erasure_rows,
    Message: ledger.message_rows,
    MessageTransfer: ledger.of_message_rows,
    PublicFeedback: ledger.returned_rows,
    Evaluation: ledger.evaluation_rows,
    EvaluationReason: ledger.reason_rows,
    Rectification: ledger.rectification_rows,
    EvalAppeal: rows_handling.appeal_rows,
    EvaluationFlag: rows_handling.flag_rows,
    Document: rows_issuing.document_rows,
    DocumentComment: rows_issuing.comment_rows,
    # With the item, as in a meeting: a rule that asked the paper too would nest their policies.
    DocumentProblem: ledger.children_rows,
    DocumentReceipt: rows_issuing.receipt_rows,
    SealUse: rows_issuing.seal_rows,
    Attachment: rows_handling.file_rows,
    PendingChange: own.pending_rows,
    StandIn: own.stand_in_rows,
    IntegrationToken: own.token_rows,
    Outbox: own.outbox_rows,
    AuditLog: own.audit_rows,
    AuditAnchor: own.audit_rows,
    Accountability: ledger.accountability_rows,
    Deadline: ledger.deadline_rows,
    Extension: ledger.children_rows,
    Suspension: ledger.children_rows,
    ProblemTransfer: ledger.children_rows,
    ProblemLink: ledger.link_rows,
    Meeting: ledger.meeting_rows,
    MeetingProblem: ledger.children_rows,
    OutcomeMetric: ledger.children_rows,
    Thanks: ledger.children_rows,
    SavedFilter: own.own_rows,
    NoticeRead: own.own_rows,
    PrintJob: own.own_rows,
    DeferredMaterial: own.registry_rows,
    Enterprise: own.enterprise_rows,
    HandoverNote: own.desk_rows,
    FieldVisit: own.desk_rows,
    Survey: own.desk_rows,
    SurveyQuestion: own.desk_rows,
    SurveyAnswer: own.desk_rows,
    Commitment: own.promise_rows,
    HandoverRead: own.desk_rows,
    LivelihoodItem: rows_campaign.livelihood_rows,
    LivelihoodEvidence: rows_campaign.livelihood_evidence_rows,
    LivelihoodSource: rows_campaign.livelihood_source_rows,
    Milestone: rows_campaign.milestone_rows,
    Campaign: rows_campaign.frame_rows,
    CampaignPhase: rows_campaign.frame_rows,
    CampaignProblem: rows_campaign.linked_rows,
    CampaignTask: rows_campaign.unit_rows,
    CampaignReturn: rows_campaign.unit_rows,
    CampaignLookBack: rows_campaign.look_back_rows,
    ClusteringRun: rows_campaign.sorting_rows,
    ClusterMember: rows_campaign.sorting_rows,
    Cluster: rows_campaign.cluster_rows,
    **rows_clue.ROWS,
    **rows_report.ROWS,
}


def row_criteria(principal: Principal, model: type[Model]) -> Criteria | None:
    """Return the rows of a fenced model a principal may see; None means all."""
    if principal.is_system:
        return None
    rule = ROWS.get(model)
    if rule is None:
        return NOTHING
    found = rule(principal, model)
    return None if found is None or is_always(found, sa.True_) else found
