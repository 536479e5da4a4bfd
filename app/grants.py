"""What each role of PostgreSQL may do: the owner's tables, the office's hands, the public's door.

The office reads, adds and changes; nobody but the owner deletes, the index of who sees which
item and the figures apart. The public role reads what design.md rule 7 lists and adds what a
citizen sends, without reading it back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import sqlalchemy as sa

from app import compartment
from app.models import Model
from app.rows import APPEND_ONLY

# Tables without a record of their own, whose rows an operation takes away: the index of who
# sees which item, and figures, which are counted from their rows again.
DELETES = ("problem_scope", "figure_cell", "figure_key", "figure_mark")
# Whole tables that the public pages show; tables that are not built yet get their grant later.
PUBLIC_READS = (
    "calendar_day",
    "calendar_year",
    "commitment",
    "follow_up",
    "kiosk",
    "one_time_notice",
    "parameter",
    "post_assignment",
    "public_document",
    "public_health",
    "public_status",
    "qr_code",
    "region",
    "service_item",
    "service_point",
    "service_window",
    "staff",
    "staff_photo",
    "unit",
    "vocabulary_term",
)
# What a citizen sends. RETURNING needs the key of the new row, nothing else is read back.
PUBLIC_ADDS = (
    "attachment",
    "contact",
    "evaluation",
    "evaluation_flag",
    "evaluation_reason",
    "message",
    "outbox",
    "public_feedback",
)
# What is told of a new message at once; later the office's worker writes it.
_STATUS = (
    "id",
    "code_hash",
    "state",
    "reply",
    "created_at",
    "created_by_id",
    "updated_at",
    "row_version",
)
# (table, right, columns): the once-only keys, a kiosk's last sign of life, the queue's length.
PUBLIC_COLUMNS = (
    ("idempotency", "SELECT, INSERT", ()),
    ("idempotency", "UPDATE", ("location",)),
    ("kiosk", "UPDATE", ("last_seen", "waiting")),
    ("outbox", "SELECT", ("state", "channel")),
    ("public_status", "INSERT", _STATUS),
    ("publication", "SELECT", ("id", "title", "text", "published_on", "withdrawn_on")),
    # The day's count of reports that go on paper.
    ("stop_count", "SELECT, INSERT", ("id", "day", "n", "moved", "row_version", "created_at")),
    ("stop_count", "UPDATE", ("n",)),
)


# Series of row numbers that these draw from besides.
PUBLIC_SEQUENCES = ("public_status", "stop_count")


def quoted(role: str) -> str:
    """Return a role's name as SQL writes it."""
    return '"' + role.replace('"', '""') + '"'


def app(role: str) -> list[str]:
    """Return what the application's role may do: read, add, change; delete in the index alone."""
    name = quoted(role)
    frozen = sorted(
        model.__tablename__
        for model, allowed in APPEND_ONLY.items()
        if not (allowed or model.__compartment__)
    )
    later = f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {{}} TO {name}"
    return [
        f"GRANT USAGE ON SCHEMA public TO {name}",
        f"GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO {name}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}",
        f"REVOKE DELETE, TRUNCATE ON ALL TABLES IN SCHEMA public FROM {name}",
        f"GRANT DELETE ON {', '.join(DELETES)} TO {name}",
        f"REVOKE UPDATE ON {', '.join(frozen)} FROM {name}",
        f"REVOKE INSERT, UPDATE ON alembic_version FROM {name}",
        later.format("SELECT, INSERT, UPDATE ON TABLES"),
        later.format("USAGE, SELECT ON SEQUENCES"),
    ]


def public(role: str) -> list[str]:
    """Return what the role of the public door may do (design.md rule 7)."""
    name = quoted(role)
    return [
        f"GRANT USAGE ON SCHEMA public TO {name}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {name}",
        f"GRANT SELECT ON {', '.join(_built(PUBLIC_READS))} TO {name}",
        *(_adds(name)),
        *(
            f"GRANT {_with_columns(right, columns)} ON {table} TO {name}"
            for table, right, columns in PUBLIC_COLUMNS
            if table in Model.metadata.tables
        ),
        *(f"GRANT USAGE ON SEQUENCE {table}_id_seq TO {name}" for table in PUBLIC_SEQUENCES),
    ]


def clue(app_role: str) -> list[str]:
    """Return what the compartment's role may do, and take the compartment from the application.

    Whoever becomes it works on the other tables as the application does.
    """
    name, outside, schema = quoted(compartment.ROLE), quoted(app_role), compartment.SCHEMA
    later = f"ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT {{}} TO {name}"
    frozen = sorted(
        model.__tablename__
        for model, allowed in APPEND_ONLY.items()
        if model.__compartment__ and not allowed
    )
    return [
        *app(compartment.ROLE),
        f"GRANT USAGE ON SCHEMA {schema} TO {name}",
        f"GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA {schema} TO {name}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {name}",
        *(f"REVOKE UPDATE ON {schema}.{table} FROM {name}" for table in frozen),
        later.format("SELECT, INSERT, UPDATE ON TABLES"),
        later.format("USAGE, SELECT ON SEQUENCES"),
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {outside}",
        f"REVOKE ALL ON SCHEMA {schema} FROM {outside}",
    ]


def _built(tables: Iterable[str]) -> list[str]:
    """Return the tables that stand today."""
    return [table for table in tables if table in Model.metadata.tables]


def _adds(name: str) -> Iterator[str]:
    """Yield the grants of what a citizen sends."""
    for table in _built((*PUBLIC_ADDS, "idempotency")):
        yield f"GRANT INSERT, SELECT (id) ON {table} TO {name}"
        yield f"GRANT USAGE ON SEQUENCE {table}_id_seq TO {name}"


def _with_columns(right: str, columns: tuple[str, ...]) -> str:
    """Return a right, bound to columns when any are given."""
    listed = ", ".join(columns)
    return ", ".join(f"{one} ({listed})" for one in right.split(", ")) if columns else right


def too_mighty(connection: sa.Connection) -> str:
    """Return why the connected role may not serve, an empty text when it may.

    A superuser or a role with BYPASSRLS walks past the second fence, an owner past the grants.
    """
    roles = sa.table("pg_roles", *map(sa.column, ("rolname", "rolsuper", "rolbypassrls")))
    mighty = sa.select(sa.or_(roles.c.rolsuper, roles.c.rolbypassrls)).where(
        roles.c.rolname == sa.func.session_user()
    )
    if connection.execute(mighty).scalar():
        return "应用的数据库角色是超级用户或能绕过行级安全"
    classes = sa.table("pg_class", *map(sa.column, ("relname", "relkind", "relowner")))
    owned = sa.select(sa.func.count()).where(
        classes.c.relname.in_(list(Model.metadata.tables)),
        classes.c.relkind == "r",
        sa.func.pg_get_userbyid(classes.c.relowner) == sa.func.session_user(),
    )
    count = connection.execute(owned).scalar_one()
    if count:
        return f"应用的数据库角色是 {count} 个表的所有者"
    if compartment.enters_alone(connection):
        return "应用的数据库角色不经切换就能读问题线索"
    return ""
