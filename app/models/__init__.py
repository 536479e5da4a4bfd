"""Every table, imported once so that the metadata is whole."""

from __future__ import annotations

from app.models.account import (
    Account,
    IntegrationToken,
    LoginStep,
    PasswordHistory,
    RecoveryCode,
    RoleAssignment,
    SecondFactor,
    StandIn,
    UserSession,
)
from app.models.anchor import AuditAnchor
from app.models.base import Field, Model, Secrecy, UtcDateTime, field, table_args, table_of
from app.models.board import MessageTransfer, Publication, PublicFeedback, StopCount
from app.models.campaign import (
    Campaign,
    CampaignLookBack,
    CampaignPhase,
    CampaignProblem,
    CampaignReturn,
    CampaignTask,
)
from app.models.clearing import ClueClearing, DisciplineRisk
from app.models.clocks import Deadline, Extension, Suspension
from app.models.clue import (
    Clue,
    ClueAccess,
    ClueEvent,
    ReporterNotice,
    SuperiorHandoverCount,
)
from app.models.cluster import Cluster, ClusteringRun, ClusterMember
from app.models.doors import (
    DeferredMaterial,
    Enterprise,
    Kiosk,
    OneTimeNotice,
    PrintJob,
    QrCode,
    ServiceItem,
)
from app.models.evaluation import Evaluation, EvaluationReason, Rectification
from app.models.figure import CaseCount, FigureCell, FigureKey, FigureMark
from app.models.handling import EvalAppeal, EvaluationFlag, FollowUp
from app.models.identity import ErasureRecord, IdentityRequest, RelayCall
from app.models.issuing import DocumentComment, DocumentProblem, DocumentReceipt
from app.models.livelihood import (
    LivelihoodEvidence,
    LivelihoodItem,
    LivelihoodSource,
    Milestone,
)
from app.models.outcome import Accountability, InterferenceRecord
from app.models.own import NoticeRead, SavedFilter
from app.models.people import Contact, IdentityReveal, Message
from app.models.phone import CallScript, DutyRoster, HandoverNote, HandoverRead
from app.models.problem import (
    Feedback,
    Problem,
    ProblemEvent,
    ProblemScope,
    ProblemStep,
    Supervision,
)
from app.models.promise import Commitment
from app.models.record import (
    Attachment,
    AuditLog,
    Counter,
    Document,
    Idempotency,
    Outbox,
    Parameter,
    PendingChange,
    PublicStatus,
    VocabularyTerm,
)
from app.models.recusal import Recusal
from app.models.region import (
    CalendarBatch,
    CalendarDay,
    CalendarYear,
    Region,
    RegionChange,
    WorkHours,
)
from app.models.report import ReportSnapshot, Score, ScoringRule
from app.models.staff_photo import StaffPhoto
from app.models.together import (
    Meeting,
    MeetingProblem,
    OutcomeMetric,
    ProblemLink,
    ProblemTransfer,
    Thanks,
)
from app.models.trust import PublicDocument, SealUse
from app.models.unit import (
    PostAssignment,
    ServicePoint,
    ServiceWindow,
    Staff,
    SupervisedBy,
    Unit,
    UnitDuty,
)
from app.models.visit import FieldVisit, Survey, SurveyAnswer, SurveyQuestion

__all__ = [
    "Account",
    "Accountability",
    "Attachment",
    "AuditAnchor",
    "AuditLog",
    "CalendarBatch",
    "CalendarDay",
    "CalendarYear",
    "CallScript",
    "Campaign",
    "CampaignLookBack",
    "CampaignPhase",
    "CampaignProblem",
    "CampaignReturn",
    "CampaignTask",
    "CaseCount",
    "Clue",
    "ClueAccess",
    "ClueClearing",
    "ClueEvent",
    "Cluster",
    "ClusterMember",
    "ClusteringRun",
    "Commitment",
    "Contact",
    "Counter",
    "Deadline",
    "DeferredMaterial",
    "DisciplineRisk",
    "Document",
    "DocumentComment",
    "DocumentProblem",
    "DocumentReceipt",
    "DutyRoster",
    "Enterprise",
    "ErasureRecord",
    "EvalAppeal",
    "Evaluation",
    "EvaluationFlag",
    "EvaluationReason",
    "Extension",
    "Feedback",
    "Field",
    "FieldVisit",
    "FigureCell",
    "FigureKey",
    "FigureMark",
    "FollowUp",
    "HandoverNote",
    "HandoverRead",
    "Idempotency",
    "IdentityRequest",
    "IdentityReveal",
    "IntegrationToken",
    "InterferenceRecord",
    "Kiosk",
    "LivelihoodEvidence",
    "LivelihoodItem",
    "LivelihoodSource",
    "LoginStep",
    "Meeting",
    "MeetingProblem",
    "Message",
    "MessageTransfer",
    "Milestone",
    "Model",
    "NoticeRead",
    "OneTimeNotice",
    "Outbox",
    "OutcomeMetric",
    "Parameter",
    "PasswordHistory",
    "PendingChange",
    "PostAssignment",
    "PrintJob",
    "Problem",
    "ProblemEvent",
    "ProblemLink",
    "ProblemScope",
    "ProblemStep",
    "ProblemTransfer",
    "PublicDocument",
    "PublicFeedback",
    "PublicStatus",
    "Publication",
    "QrCode",
    "RecoveryCode",
    "Rectification",
    "Recusal",
    "Region",
    "RegionChange",
    "RelayCall",
    "ReportSnapshot",
    "ReporterNotice",
    "RoleAssignment",
    "SavedFilter",
    "Score",
    "ScoringRule",
    "SealUse",
    "SecondFactor",
    "Secrecy",
    "ServiceItem",
    "ServicePoint",
    "ServiceWindow",
    "Staff",
    "StaffPhoto",
    "StandIn",
    "StopCount",
    "SuperiorHandoverCount",
    "SupervisedBy",
    "Supervision",
    "Survey",
    "SurveyAnswer",
    "SurveyQuestion",
    "Suspension",
    "Thanks",
    "Unit",
    "UnitDuty",
    "UserSession",
    "UtcDateTime",
    "VocabularyTerm",
    "WorkHours",
    "field",
    "table_args",
    "table_of",
]
