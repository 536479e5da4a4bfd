"""Recusal: who is kept from which item, and the indexes that the row rules ask by.

Items that are already confidential and about a unit get the rows that the rules would have
written for them.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from migrations.first_landing.common import kept, key, points_to

revision = "0005"
down_revision = "0004"

ONLY_COMPLAINTS = sa.column("unit_complained_id").is_not(None)
KEYS = (
    ("account_id", "ab_user.id"),
    ("unit_id", "unit.id"),
    ("problem_id", "problem.id"),
    ("message_id", "message.id"),
    ("decided_by_id", "ab_user.id"),
)
CHECKS = {
    "one_person": "(account_id IS NULL) <> (unit_id IS NULL)",
    "one_object": "(problem_id IS NULL) <> (message_id IS NULL)",
    "decided": "(state = 'asked') = (decided_at IS NULL)",
    "refused_with_reason": "state <> 'refused' OR reason IS NOT NULL",
    "not_by_oneself": "account_id IS NULL OR decided_by_id IS NULL OR account_id <> decided_by_id",
    "recusalground": "ground IN ('party', 'relative', 'witness', 'interest', 'other')",
    "recusalsource": "source IN ('self', 'system', 'reporter')",
    "recusalstate": "state IN ('asked', 'granted', 'refused')",
}
INDEXES = {
    "account_id": ["account_id", "state", "problem_id", "message_id"],
    "unit_id": ["unit_id", "state", "problem_id", "message_id"],
    "state": ["state", "problem_id", "id"],
    "problem_id": ["problem_id"],
    "message_id": ["message_id"],
}
FIXED = (
    "id",
    "account_id",
    "unit_id",
    "problem_id",
    "message_id",
    "ground",
    "source",
    "words",
    "created_at",
    "created_by_id",
)


def upgrade() -> None:
    """Make the table with its refusals, the indexes, and the rows of what is stored already."""
    _table()
    _indexes()
    _fill()
    for statement in _guards(op.get_bind().dialect.name):
        op.execute(statement)


def _table() -> None:
    """Make recusal."""
    op.create_table(
        "recusal",
        key(),
        sa.Column("account_id", sa.Integer(), nullable=True, comment="回避人"),
        sa.Column("unit_id", sa.BigInteger(), nullable=True, comment="回避单位"),
        sa.Column("problem_id", sa.BigInteger(), nullable=True, comment="台账事项"),
        sa.Column("message_id", sa.BigInteger(), nullable=True, comment="留言"),
        sa.Column("ground", sa.String(12), nullable=False, comment="回避理由"),
        sa.Column("source", sa.String(12), nullable=False, comment="提出方式"),
        sa.Column("words", sa.Text(), nullable=False, comment="情况说明"),
        sa.Column("state", sa.String(11), nullable=False, comment="状态"),
        sa.Column("decided_by_id", sa.Integer(), nullable=True, comment="决定人"),
        sa.Column("decided_at", sa.DateTime(), nullable=True, comment="决定时间"),
        sa.Column("reason", sa.Text(), nullable=True, comment="决定理由"),
        *kept("recusal"),
        *(points_to("recusal", column, target) for column, target in KEYS),
        *(sa.CheckConstraint(text, name=f"ck_recusal_{name}") for name, text in CHECKS.items()),
        comment="回避：谁不得看、不得办哪件事项；提出即生效，不同意才恢复；只增不改，决定除外",
    )


def _indexes() -> None:
    """Make the indexes that a row rule begins at."""
    for name, columns in INDEXES.items():
        op.create_index(f"ix_recusal_{name}", "recusal", columns)
    op.create_index(
        "ix_problem_unit_complained_id",
        "problem",
        ["unit_complained_id", "is_sensitive", "track", "petition_class", "id"],
        sqlite_where=ONLY_COMPLAINTS,
        postgresql_where=ONLY_COMPLAINTS,
    )
    op.create_index("ix_message_unit_complained_id", "message", ["unit_complained_id"])
    op.create_index("ix_unit_parent_id", "unit", ["parent_id"])


def _fill() -> None:
    """Write down whom the rules keep from the items of before."""
    problem = sa.table(
        "problem",
        *(sa.column(name) for name in ("id", "unit_complained_id", "track", "petition_class")),
        sa.column("is_sensitive", sa.Boolean()),
    )
    unit = sa.table("unit", sa.column("id"), sa.column("parent_id"), sa.column("kind"))
    above = unit.alias("above")
    secret = sa.or_(
        problem.c.is_sensitive.is_(True),
        problem.c.track == "discipline",
        problem.c.petition_class == "accusation",
    )
    accused = _rows(problem.c.unit_complained_id, problem.c.id, "party").where(
        problem.c.unit_complained_id.is_not(None), secret
    )
    superiors = (
        _rows(above.c.id, problem.c.id, "interest")
        .join_from(problem, unit, unit.c.id == problem.c.unit_complained_id)
        .join(above, above.c.id == unit.c.parent_id)
        .where(problem.c.is_sensitive.is_(True), above.c.kind != "discipline_commission")
    )
    names = ("unit_id", "problem_id", "ground", "source", "words", "state")
    recusal = sa.table(
        "recusal",
        *(sa.column(name) for name in (*names, "decided_at", "created_at", "row_version")),
    )
    for rows in (accused, superiors):
        op.execute(recusal.insert().from_select([column.name for column in recusal.c], rows))


def _rows(unit_id: Any, problem_id: Any, ground: str) -> sa.Select[Any]:
    """Select granted recusals of units, dated now."""
    now = sa.literal(datetime.now(UTC).replace(tzinfo=None), sa.DateTime())
    words = (sa.literal(text, sa.String()) for text in (ground, "system", "", "granted"))
    return sa.select(unit_id, problem_id, *words, now, now, sa.literal(1, sa.Integer()))


def _guards(dialect: str) -> tuple[str, ...]:
    """Return the refusals of edits and deletes."""
    postgresql = dialect == "postgresql"
    differs = "IS DISTINCT FROM" if postgresql else "IS NOT"
    changed = " OR ".join(f"OLD.{name} {differs} NEW.{name}" for name in FIXED)
    if postgresql:
        kept_rows, added = (f"refuse_change('{w}')" for w in ("rows are kept", "append-only"))
        return (
            "CREATE TRIGGER recusal_no_delete BEFORE DELETE ON recusal"
            f" FOR EACH ROW EXECUTE FUNCTION {kept_rows}",
            "CREATE TRIGGER recusal_no_truncate BEFORE TRUNCATE ON recusal"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {kept_rows}",
            "CREATE TRIGGER recusal_no_update BEFORE UPDATE ON recusal"
            f" FOR EACH ROW WHEN ({changed}) EXECUTE FUNCTION {added}",
        )
    return (
        "CREATE TRIGGER recusal_no_delete BEFORE DELETE ON recusal FOR EACH ROW"
        " BEGIN SELECT RAISE(ABORT, 'recusal: rows are kept'); END",
        "CREATE TRIGGER recusal_no_replace BEFORE INSERT ON recusal FOR EACH ROW"
        " WHEN (EXISTS (SELECT 1 FROM recusal WHERE (id = NEW.id)))"
        " BEGIN SELECT RAISE(ABORT, 'recusal: append-only'); END",
        "CREATE TRIGGER recusal_no_update BEFORE UPDATE ON recusal FOR EACH ROW"
        f" WHEN ({changed}) BEGIN SELECT RAISE(ABORT, 'recusal: append-only'); END",
    )


def downgrade() -> None:
    """Refuse: who was kept from what is never dropped."""
    raise RuntimeError("0005 起有回避记录，不能退回；请用备份恢复。")
