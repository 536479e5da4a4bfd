"""Identity of a reporter: requests for a second person, relayed questions, erasures, minors."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from alembic import op

from migrations.first_landing.common import JSON, kept, key, points_to

revision = "0003"
down_revision = "0002"

MINOR = "is_minor IS NULL OR NOT is_minor OR phone_sealed IS NULL OR guardian_sealed IS NOT NULL"
PURPOSES = "purpose IN ('callback', 'verify', 'notify', 'law')"
# (table, column); added at the end of the columns.
COLUMNS: tuple[tuple[str, sa.Column[Any]], ...] = (
    ("contact", sa.Column("is_minor", sa.Boolean(), comment="未满14周岁")),
    (
        "contact",
        sa.Column("guardian_sealed", sa.LargeBinary(), comment="同意的监护人姓名（密文）"),
    ),
    ("identity_reveal", sa.Column("second_approver_id", sa.Integer(), comment="批准人")),
    ("identity_reveal", sa.Column("request_id", sa.BigInteger(), comment="申请")),
    (
        "evaluation",
        sa.Column(
            "client_token_hash",
            sa.String(64),
            comment="当日去重码：随机码加当日盐的散列，盐每天覆盖",
        ),
    ),
    ("evaluation", sa.Column("kiosk_no", sa.String(20), comment="终端编号")),
    ("evaluation", sa.Column("kiosk_seq", sa.Integer(), comment="终端流水号")),
)
# (table, name, what)
CONSTRAINTS = (
    ("contact", "ck_contact_minor_has_guardian", f"CHECK ({MINOR})"),
    (
        "identity_reveal",
        "fk_identity_reveal_second_approver_id",
        "FOREIGN KEY(second_approver_id) REFERENCES ab_user (id) ON DELETE RESTRICT",
    ),
    (
        "identity_reveal",
        "fk_identity_reveal_request_id",
        "FOREIGN KEY(request_id) REFERENCES identity_request (id) ON DELETE RESTRICT",
    ),
)
# What an evaluation never changes, with the columns that this migration adds.
FIXED = (
    *("id", "eval_no", "service_point_id", "unit_id", "region_code", "staff_id", "channel"),
    *("scale", "level", "is_bad", "is_sensitive", "round", "text", "trips", "told_once"),
    *("happened_on", "submitted_at", "contact_id", "client_token_hash", "kiosk_no", "kiosk_seq"),
    *("created_at", "created_by_id"),
)
SAME = (
    "(eval_no = NEW.eval_no) OR (id = NEW.id)"
    " OR (kiosk_no = NEW.kiosk_no AND kiosk_seq = NEW.kiosk_seq)"
)


def upgrade() -> None:
    """Add the tables, columns and refusals, on a database with rows too."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    identity_request()
    relay_call()
    erasure_record()
    for table, column in COLUMNS:
        op.add_column(table, column)
    for table, name, what in CONSTRAINTS:
        constrain(table, name, what)
    op.create_index("ix_contact_purge_after", "contact", ["purge_after"])
    op.create_index("ix_evaluation_kiosk", "evaluation", ["kiosk_no", "kiosk_seq"], unique=True)
    for statement in postgresql_guards() if postgresql else sqlite_guards():
        op.get_bind().exec_driver_sql(statement)


def constrain(table: str, name: str, what: str) -> None:
    """Add a named constraint to a table with rows.

    SQLite cannot, and making the table anew is refused while others refer to it; its own
    manual's way for a change that leaves the stored rows as they are is to write the text
    of the table (lang_altertable.html, 7).
    """
    bind = op.get_bind()
    if bind.dialect.name == "postgresql":
        bind.exec_driver_sql(f"ALTER TABLE {table} ADD CONSTRAINT {name} {what}")
        return
    master = sa.table("sqlite_master", sa.column("sql"), sa.column("name"), sa.column("type"))
    of_table = sa.and_(master.c.name == table, master.c.type == "table")
    text = bind.execute(sa.select(master.c.sql).where(of_table)).scalar_one()
    body = text.rstrip().removesuffix(")").rstrip()
    version = bind.exec_driver_sql("PRAGMA schema_version").scalar_one()
    bind.exec_driver_sql("PRAGMA writable_schema = ON")
    bind.execute(
        sa.update(master).where(of_table).values(sql=f"{body}, \n\tCONSTRAINT {name} {what}\n)")
    )
    bind.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    bind.exec_driver_sql("PRAGMA writable_schema = OFF")


def identity_request() -> None:
    """Make identity_request."""
    op.create_table(
        "identity_request",
        key(),
        sa.Column("kind", sa.String(10), nullable=False, comment="申请"),
        sa.Column("object_kind", sa.String(20), nullable=False, comment="对象"),
        sa.Column("object_id", sa.BigInteger(), nullable=True, comment="对象编号"),
        sa.Column("items", JSON, nullable=False, comment="事项清单"),
        sa.Column("purpose", sa.String(12), nullable=False, comment="用途"),
        sa.Column("reason", sa.String(200), nullable=False, comment="申请理由"),
        sa.Column("state", sa.String(12), nullable=False, comment="状态"),
        sa.Column("asked_by_id", sa.Integer(), nullable=False, comment="申请人"),
        sa.Column("asked_at", sa.DateTime(), nullable=False, comment="申请时间"),
        sa.Column("decided_by_id", sa.Integer(), nullable=True, comment="批准人"),
        sa.Column("decided_at", sa.DateTime(), nullable=True, comment="批准时间"),
        sa.Column("refusal", sa.String(200), nullable=True, comment="不同意的理由"),
        sa.Column("expires_at", sa.DateTime(), nullable=True, comment="有效至"),
        sa.Column("used_at", sa.DateTime(), nullable=True, comment="使用时间"),
        *kept("identity_request"),
        points_to("identity_request", "asked_by_id", "ab_user.id"),
        points_to("identity_request", "decided_by_id", "ab_user.id"),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> asked_by_id",
            name="ck_identity_request_two_people",
        ),
        sa.CheckConstraint(
            "state = 'proposed' OR (decided_by_id IS NOT NULL AND decided_at IS NOT NULL)",
            name="ck_identity_request_decided",
        ),
        sa.CheckConstraint(
            "kind IN ('reveal', 'export')", name="ck_identity_request_identityrequestkind"
        ),
        sa.CheckConstraint(PURPOSES, name="ck_identity_request_revealpurpose"),
        sa.CheckConstraint(
            "state IN ('proposed', 'approved', 'refused', 'used')",
            name="ck_identity_request_identityrequeststate",
        ),
        comment="查看身份和导出个人信息的申请：一人提出，另一人批准，只用一次",
    )
    indexes(
        "identity_request",
        state=["state", "asked_at"],
        asked_by_id=["asked_by_id", "asked_at"],
        object=["object_kind", "object_id"],
    )


def relay_call() -> None:
    """Make relay_call."""
    op.create_table(
        "relay_call",
        key(),
        sa.Column("problem_id", sa.BigInteger(), nullable=False, comment="台账事项"),
        sa.Column("unit_id", sa.BigInteger(), nullable=False, comment="提问单位"),
        sa.Column("asked_by_id", sa.Integer(), nullable=False, comment="提问人"),
        sa.Column("asked_at", sa.DateTime(), nullable=False, comment="提问时间"),
        sa.Column("question", sa.Text(), nullable=False, comment="要问的话"),
        sa.Column("state", sa.String(12), nullable=False, comment="状态"),
        sa.Column("answer", sa.Text(), nullable=True, comment="答复"),
        sa.Column("answered_by_id", sa.Integer(), nullable=True, comment="联系人"),
        sa.Column("answered_at", sa.DateTime(), nullable=True, comment="答复时间"),
        *kept("relay_call"),
        points_to("relay_call", "answered_by_id", "ab_user.id"),
        points_to("relay_call", "asked_by_id", "ab_user.id"),
        points_to("relay_call", "problem_id", "problem.id"),
        points_to("relay_call", "unit_id", "unit.id"),
        sa.CheckConstraint("(state = 'open') = (answer IS NULL)", name="ck_relay_call_answered"),
        sa.CheckConstraint("state IN ('open', 'answered')", name="ck_relay_call_relaystate"),
        comment="代为联系：承办人提问，话务员或监督室联系来访人后答复，承办人看不到电话",
    )
    indexes(
        "relay_call",
        state=["state", "asked_at"],
        problem_id=["problem_id"],
        unit_id=["unit_id", "asked_at"],
    )


def erasure_record() -> None:
    """Make erasure_record."""
    op.create_table(
        "erasure_record",
        key(),
        sa.Column("contact_id", sa.BigInteger(), nullable=False, comment="来访人"),
        sa.Column("ground", sa.String(11), nullable=False, comment="依据"),
        sa.Column("asker", sa.String(12), nullable=False, comment="提出人"),
        sa.Column("by_id", sa.Integer(), nullable=True, comment="经办人"),
        sa.Column("at", sa.DateTime(), nullable=False, comment="清除时间"),
        sa.Column("backups_until", sa.Date(), nullable=False, comment="备份最迟清除日期"),
        *kept("erasure_record"),
        points_to("erasure_record", "by_id", "ab_user.id"),
        points_to("erasure_record", "contact_id", "contact.id"),
        sa.UniqueConstraint("contact_id", name="uq_erasure_record_contact_id"),
        sa.CheckConstraint(
            "asker IN ('subject', 'guardian', 'agent', 'heir', 'office')",
            name="ck_erasure_record_erasureasker",
        ),
        sa.CheckConstraint(
            "ground IN ('request', 'expired')", name="ck_erasure_record_erasureground"
        ),
        comment="来访人身份的清除记录，只增不改",
    )


def indexes(table: str, **named: list[str]) -> None:
    """Make the indexes of a table."""
    for name, columns in named.items():
        op.create_index(f"ix_{table}_{name}", table, columns)


def _changed(columns: Iterable[str], differs: str) -> str:
    """Return the condition that any of these columns changes."""
    return " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in columns)


def sqlite_guards() -> list[str]:
    """Return the refusals as SQLite writes them."""

    def refuse(verb: str, table: str, name: str, message: str, when: str = "") -> str:
        condition = f" WHEN ({when})" if when else ""
        return (
            f"CREATE TRIGGER {table}_{name} BEFORE {verb} ON {table} FOR EACH ROW{condition}"
            f" BEGIN SELECT RAISE(ABORT, '{table}: {message}'); END"
        )

    erasure = (
        "EXISTS (SELECT 1 FROM erasure_record WHERE (contact_id = NEW.contact_id) OR (id = NEW.id))"
    )
    evaluation = f"EXISTS (SELECT 1 FROM evaluation WHERE {SAME})"  # noqa: S608 - Frozen text.
    return [
        "DROP TRIGGER evaluation_no_replace",
        "DROP TRIGGER evaluation_no_update",
        refuse("INSERT", "evaluation", "no_replace", "append-only", evaluation),
        refuse("UPDATE", "evaluation", "no_update", "append-only", _changed(FIXED, "IS NOT")),
        refuse("DELETE", "erasure_record", "no_delete", "rows are kept"),
        refuse("INSERT", "erasure_record", "no_replace", "append-only", erasure),
        refuse("UPDATE", "erasure_record", "no_update", "append-only"),
    ]


def postgresql_guards() -> list[str]:
    """Return the refusals as PostgreSQL writes them."""

    def refuse(verb: str, table: str, name: str, message: str, when: str = "") -> str:
        condition = f" WHEN ({when})" if when else ""
        each = "STATEMENT" if verb == "TRUNCATE" else "ROW"
        return (
            f"CREATE TRIGGER {table}_{name} BEFORE {verb} ON {table} FOR EACH {each}{condition}"
            f" EXECUTE FUNCTION refuse_change('{message}')"
        )

    fixed = _changed(FIXED, "IS DISTINCT FROM")
    return [
        "DROP TRIGGER evaluation_no_update ON evaluation",
        refuse("UPDATE", "evaluation", "no_update", "append-only", fixed),
        refuse("DELETE", "erasure_record", "no_delete", "rows are kept"),
        refuse("TRUNCATE", "erasure_record", "no_truncate", "rows are kept"),
        refuse("UPDATE", "erasure_record", "no_update", "append-only"),
    ]


def downgrade() -> None:
    """Refuse: requests and erasures are history, which is never dropped."""
    raise RuntimeError("0003 记着身份申请和清除记录，不能退回；请用备份恢复。")
