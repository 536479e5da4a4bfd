"""Every table, imported once so that the metadata is whole."""

from __future__ import annotations

from app.models.account import Account, RoleAssignment, UserSession
from app.models.anchor import AuditAnchor
from app.models.base import Field, Model, Secrecy, UtcDateTime, field, table_args, table_of
from app.models.evaluation import Evaluation, EvaluationReason, Rectification
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
    "Attachment",
    "AuditAnchor",
    "AuditLog",
    "CalendarDay",
    "CalendarYear",
    "Contact",
    "Counter",
    "Document",
    "Evaluation",
    "EvaluationReason",
    "Feedback",
    "Field",
    "Idempotency",
    "IdentityReveal",
    "Message",
    "Model",
    "Outbox",
    "Parameter",
    "PendingChange",
    "PostAssignment",
    "Problem",
    "ProblemEvent",
    "ProblemScope",
    "ProblemStep",
    "PublicStatus",
    "Rectification",
    "Region",
    "RegionChange",
    "RoleAssignment",
    "Secrecy",
    "ServicePoint",
    "ServiceWindow",
    "Staff",
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
