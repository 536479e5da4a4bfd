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
from app.models.clue import (
    Clue,
    ClueAccess,
    ClueEvent,
    ReporterNotice,
    SuperiorHandoverCount,
)
from app.models.evaluation import Evaluation, EvaluationReason, Rectification
from app.models.identity import ErasureRecord, IdentityRequest, RelayCall
from app.models.outcome import Accountability, InterferenceRecord
from app.models.people import Contact, IdentityReveal, Message
from app.models.problem import (
    Feedback,
    Problem,
    ProblemEvent,
    ProblemScope,
    ProblemStep,
    Supervision,
)
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
from app.models.region import CalendarDay, CalendarYear, Region, RegionChange, WorkHours
from app.models.unit import (
    PostAssignment,
    ServicePoint,
    ServiceWindow,
    Staff,
    SupervisedBy,
    Unit,
)

__all__ = [
    "Account",
    "Accountability",
    "Attachment",
    "AuditAnchor",
    "AuditLog",
    "CalendarDay",
    "CalendarYear",
    "Clue",
    "ClueAccess",
    "ClueEvent",
    "Contact",
    "Counter",
    "Document",
    "ErasureRecord",
    "Evaluation",
    "EvaluationReason",
    "Feedback",
    "Field",
    "Idempotency",
    "IdentityRequest",
    "IdentityReveal",
    "IntegrationToken",
    "InterferenceRecord",
    "LoginStep",
    "Message",
    "Model",
    "Outbox",
    "Parameter",
    "PasswordHistory",
    "PendingChange",
    "PostAssignment",
    "Problem",
    "ProblemEvent",
    "ProblemScope",
    "ProblemStep",
    "PublicStatus",
    "RecoveryCode",
    "Rectification",
    "Recusal",
    "Region",
    "RegionChange",
    "RelayCall",
    "ReporterNotice",
    "RoleAssignment",
    "SecondFactor",
    "Secrecy",
    "ServicePoint",
    "ServiceWindow",
    "Staff",
    "StandIn",
    "SuperiorHandoverCount",
    "SupervisedBy",
    "Supervision",
    "Unit",
    "UserSession",
    "UtcDateTime",
    "VocabularyTerm",
    "WorkHours",
    "field",
    "table_args",
    "table_of",
]
