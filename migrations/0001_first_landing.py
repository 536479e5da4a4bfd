"""The first landing: every table with its comments, and the rows that may only be added."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import op

from migrations.first_landing import framework, ledger, people, places, records

revision = "0001"
down_revision = None
GUARDS = Path(__file__).resolve().parent / "first_landing"
# The framework's tables draw their ids from these on PostgreSQL.
SEQUENCES = (
    "ab_api_key_id_seq",
    "ab_group_id_seq",
    "ab_group_role_id_seq",
    "ab_permission_id_seq",
    "ab_permission_view_id_seq",
    "ab_permission_view_role_id_seq",
    "ab_register_user_id_seq",
    "ab_role_id_seq",
    "ab_user_group_id_seq",
    "ab_user_id_seq",
    "ab_user_role_id_seq",
    "ab_view_menu_id_seq",
)
# Parents first.
TABLES = (
    framework.ab_group,
    framework.ab_permission,
    framework.ab_register_user,
    framework.ab_role,
    framework.ab_user,
    framework.ab_view_menu,
    places.region,
    places.unit,
    framework.ab_api_key,
    framework.ab_group_role,
    framework.ab_permission_view,
    framework.ab_user_group,
    framework.ab_user_role,
    records.audit_log,
    places.calendar_day,
    places.calendar_year,
    people.contact,
    records.counter,
    records.idempotency,
    records.outbox,
    records.parameter,
    records.pending_change,
    records.public_status,
    places.region_change,
    people.role_assignment,
    places.service_window,
    places.staff,
    places.supervised_by,
    people.user_session,
    records.vocabulary_term,
    places.work_hours,
    framework.ab_permission_view_role,
    people.identity_reveal,
    places.post_assignment,
    ledger.problem,
    places.service_point,
    records.document,
    records.evaluation,
    ledger.feedback,
    people.message,
    ledger.problem_event,
    ledger.problem_scope,
    ledger.problem_step,
    records.attachment,
    records.evaluation_reason,
    records.rectification,
    ledger.supervision,
)
# Keys of the cycle account-unit-region: (table, column, target, ondelete).
CYCLE = (
    ("ab_user", "changed_by_fk", "ab_user.id", None),
    ("ab_user", "created_by_fk", "ab_user.id", None),
    ("ab_user", "unit_id", "unit.id", "RESTRICT"),
    ("region", "created_by_id", "ab_user.id", "RESTRICT"),
    ("region", "parent_code", "region.code", "RESTRICT"),
    ("region", "successor_code", "region.code", "RESTRICT"),
    ("unit", "created_by_id", "ab_user.id", "RESTRICT"),
    ("unit", "parent_id", "unit.id", "RESTRICT"),
    ("unit", "region_code", "region.code", "RESTRICT"),
)


def upgrade() -> None:
    """Make everything in an empty database."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    if postgresql:
        for name in SEQUENCES:
            op.execute(sa.schema.CreateSequence(sa.Sequence(name)))
    for make in TABLES:
        make()
    if postgresql:
        for table, column, target, ondelete in CYCLE:
            parent, key = target.split(".")
            name = f"fk_{table}_{column}"
            op.create_foreign_key(name, table, parent, [column], [key], ondelete=ondelete)
    guard()


def guard() -> None:
    """Make the refusals of edits and deletes."""
    connection = op.get_bind()
    text = (GUARDS / f"guards_{connection.dialect.name}.sql").read_text(encoding="utf-8")
    for statement in text.split("\n", 1)[1].split("\n--\n"):
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    """Refuse: before the first landing there is nothing, and rows are never dropped."""
    raise RuntimeError("0001 是第一版，没有更早的结构可退；请用备份恢复。")
