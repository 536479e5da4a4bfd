"""What the models cannot say: rows that are only added, numbers that stay, and every comment.

The rules are declared once here and written in the dialect of the database; the migrations
hold frozen copies, and `flask schema check` proves that both give the same catalogue.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import (
    AddConstraint,
    CreateIndex,
    CreateSequence,
    CreateTable,
    SetColumnComment,
    SetTableComment,
)
from sqlalchemy.sql.ddl import sort_tables_and_constraints

from app import compartment, ddl_counts, ddl_figures, ddl_roles, ddl_words, migrating, rls
from app.models import (
    CampaignReturn,
    ClusteringRun,
    Counter,
    Deadline,
    Document,
    DocumentReceipt,
    Model,
    ProblemStep,
    ReportSnapshot,
    ScoringRule,
    SealUse,
    table_of,
)
from app.rows import APPEND_ONLY, BOOKKEEPING

METADATA: sa.MetaData = Model.metadata
ddl_words.explain(METADATA)

REFUSE = "refuse_change"
# 23001 is SQL's restrict_violation; drivers raise it as an IntegrityError.
FUNCTION = f"""CREATE FUNCTION {REFUSE}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = '23001',
        MESSAGE = TG_TABLE_NAME || ': ' || TG_ARGV[0];
END
$$"""
FUNCTION_COMMENT = f"COMMENT ON FUNCTION {REFUSE}() IS '拒绝修改：只增不改的行、已签发的公文和编号'"

LOOKING = """CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {when} THEN
        RAISE EXCEPTION USING ERRCODE = '23001', MESSAGE = TG_TABLE_NAME || ': {said}';
    END IF;
    RETURN NEW;
END
$$"""

# Once a paper has its number, these stay; the others are written once (GB/T 9704 7.2.5).
SIGNED_STAYS = (
    "kind",
    "title",
    "agency_mark",
    "year",
    "seq",
    "number",
    "facts",
    "problem_id",
    "unit_id",
    "drafted_by_id",
    "checked_by_id",
    "checked_at",
    "unit_ids",
    "receipt_due_on",
)
# What is judged once: lateness, the use of the seal (table, mark of the judgement, what stays).
JUDGED: tuple[tuple[type[Model], str, tuple[str, ...]], ...] = (
    (Deadline, "met_at", ("met_at", "late")),
    (ProblemStep, "late", ("late", "ended_at", "calendar_version", "rule_version")),
    # A unit's answer stands as it was given.
    (DocumentReceipt, "returned_at", ("returned_at", "returned_by_id", "reply", "file_sha256")),
    (CampaignReturn, "accepted_at", ("state", "accepted_at", "done_n", "text", "file_sha256")),
    (ClusteringRun, "frozen_at", ("frozen_at", "total", "from_on", "until_on", "kinds")),
    (SealUse, "decided_at", ("state", "decided_by_id", "decided_at", "refusal")),
    # A signed month stays as it was printed; an approved rule as it was approved.
    (ReportSnapshot, "signed_at", ("state", "signed_at", "void_reason")),
    (ScoringRule, "approved_at", tuple(sorted(APPEND_ONLY[ScoringRule]))),
)
# The paper of a signed month gives way to another only once it is void itself.
PAPER_STANDS = (
    "OLD.signed_at IS NOT NULL AND OLD.document_id {differs} NEW.document_id AND NOT EXISTS"
    " (SELECT 1 FROM document d WHERE d.id = OLD.document_id AND d.state = 'void')"
)
SIGNED_ONCE = ("signed_by_id", "signed_at", "issued_at", "pdf_sha256", "void_reason")


@dataclass(frozen=True)
class Guard:
    """One refusal: the rows of a table may not change when a condition holds.

    when is empty (always) or a condition in which {differs} stands for the
    dialect's null-safe comparison. A condition that looks at other rows stands
    in a function of its own on PostgreSQL, whose triggers take none.
    """

    table: str
    verb: str
    name: str
    message: str
    when: str = ""
    looks: bool = False
    about: str = "岗位的互斥与范围"

    def condition(self, dialect: str) -> str:
        """Return the WHEN clause of a dialect, empty for always."""
        differs = "IS DISTINCT FROM" if dialect == "postgresql" else "IS NOT"
        return f" WHEN ({self.when.format(differs=differs)})" if self.when else ""

    def sql(self, dialect: str) -> str:
        """Return the CREATE TRIGGER statement of a dialect."""
        head = f"CREATE TRIGGER {self.name} BEFORE {self.verb} ON {self.table}"
        each = "STATEMENT" if self.verb == "TRUNCATE" else "ROW"
        if dialect == "postgresql" and self.looks:
            return f"{head} FOR EACH {each} EXECUTE FUNCTION {self.name}()"
        if dialect == "postgresql":
            act = f"EXECUTE FUNCTION {REFUSE}('{self.message}')"
            return f"{head} FOR EACH {each}{self.condition(dialect)} {act}"
        act = f"BEGIN SELECT RAISE(ABORT, '{self.table}: {self.message}'); END"
        return f"{head} FOR EACH {each}{self.condition(dialect)} {act}"

    def function(self, dialect: str) -> list[str]:
        """Return the function that looks at other rows, with its comment; none elsewhere."""
        if not self.looks or dialect != "postgresql":
            return []
        body = LOOKING.format(
            name=self.name, when=self.condition(dialect).removeprefix(" WHEN "), said=self.message
        )
        return [body, f"COMMENT ON FUNCTION {self.name}() IS '拒绝修改：{self.about}'"]


def _changed(columns: Iterable[str]) -> str:
    """Return the condition that any of these columns changes."""
    return " OR ".join(f"OLD.{column} {{differs}} NEW.{column}" for column in columns)


def _append_only() -> Iterator[Guard]:
    """Yield the refusals of edits of rows that are only ever added."""
    for model in sorted(APPEND_ONLY, key=lambda model: model.__tablename__):
        table, allowed = table_of(model), APPEND_ONLY[model]
        fixed = [c.name for c in table.columns if c.name not in allowed | BOOKKEEPING]
        when = _changed(fixed) if allowed else ""
        yield Guard(table.name, "UPDATE", f"{table.name}_no_update", "append-only", when)


def _signed() -> Iterator[Guard]:
    """Yield the refusals that keep a numbered paper and the counters as they are."""
    once = (f"(OLD.{c} IS NOT NULL AND {_changed([c])})" for c in SIGNED_ONCE)
    stays = " OR ".join([_changed(SIGNED_STAYS), *once, "NEW.state IN ('draft', 'checking')"])
    when = f"OLD.seq IS NOT NULL AND ({stays})"
    yield Guard(Document.__tablename__, "UPDATE", "document_signed_stays", "signed", when)
    yield Guard(
        Counter.__tablename__,
        "UPDATE",
        "counter_only_grows",
        "numbers are never reused",
        f"NEW.next < OLD.next OR {_changed(['series', 'year'])}",
    )


def _judged() -> Iterator[Guard]:
    """Yield the refusals that keep lateness as it was judged when the step ended."""
    for model, mark, frozen in JUDGED:
        table = model.__tablename__
        when = f"OLD.{mark} IS NOT NULL AND ({_changed(frozen)})"
        yield Guard(table, "UPDATE", f"{table}_judged_once", "judged once", when)


def _kept() -> Iterator[Guard]:
    """Yield the refusals of deletes, on both databases."""
    for guard in (*_append_only(), *_signed()):
        yield Guard(guard.table, "DELETE", f"{guard.table}_no_delete", "rows are kept")


def _replaced(table: sa.Table) -> str:
    """Return the condition that an INSERT would take the place of a stored row."""
    keys = [(["id"], "")]
    for item in table.constraints:
        if isinstance(item, sa.UniqueConstraint):
            keys.append(([column.name for column in item.columns], ""))
    keys += [
        ([c.name for c in index.columns], _of_some(index))
        for index in table.indexes
        if index.unique
    ]
    same = (
        " AND ".join(f"{key} = NEW.{key}" for key in names) + some for names, some in sorted(keys)
    )
    matches = " OR ".join(f"({match})" for match in same)
    return f"EXISTS (SELECT 1 FROM {table.name} WHERE {matches})"  # noqa: S608  # Names of models.


def _of_some(index: sa.Index) -> str:
    """Return the further condition of an index over some rows only."""
    where = index.dialect_options["sqlite"]["where"]
    if where is None:
        return ""
    return f" AND {where.compile(dialect=sqlite.dialect(), compile_kwargs={'literal_binds': True})}"


def guards(dialect: str) -> list[Guard]:
    """Return every refusal of a dialect, in order of table and name."""
    common = [*_append_only(), *_signed(), *_kept()]
    tables = sorted({guard.table for guard in common})
    if dialect == "postgresql":
        extra = [Guard(t, "TRUNCATE", f"{t}_no_truncate", "rows are kept") for t in tables]
    else:
        # INSERT OR REPLACE deletes without a DELETE trigger unless recursive_triggers is on.
        extra = [
            Guard(t, "INSERT", f"{t}_no_replace", "append-only", _replaced(METADATA.tables[t]))
            for t in tables
            if t != Counter.__tablename__
        ]
    roles = [
        Guard(rule.table, rule.verb, rule.name, rule.message, rule.when, looks=True)
        for rule in ddl_roles.role_rules()
    ]
    counts = [
        Guard(rule.table, rule.verb, rule.name, rule.message, rule.when, True, "聚类清单的条数")
        for rule in ddl_counts.count_rules()
    ]
    month = ReportSnapshot.__tablename__
    said, about = "its paper stands", "已签发月份的公文"
    paper = Guard(month, "UPDATE", f"{month}_paper_stands", said, PAPER_STANDS, True, about)
    return sorted(
        [*common, *extra, *roles, *counts, paper, *_judged()],
        key=lambda guard: (guard.table, guard.name),
    )


def guard_statements(dialect: str) -> list[str]:
    """Return the statements that make every refusal, and every note for the figures."""
    first = [FUNCTION, FUNCTION_COMMENT] if dialect == "postgresql" else []
    made = ([*guard.function(dialect), guard.sql(dialect)] for guard in guards(dialect))
    refusals = (statement for statements in made for statement in statements)
    return [*first, *refusals, *ddl_figures.statements(dialect)]


def ordered() -> list[tuple[sa.Table | None, list[sa.ForeignKeyConstraint]]]:
    """Return the tables, parents first, with the keys each can carry.

    The last entry has no table: it holds the keys of the cycles, in order of name.
    """
    tables = sorted(METADATA.tables.values(), key=lambda table: table.name)
    pairs = sort_tables_and_constraints(tables)  # type: ignore[no-untyped-call]  # Untyped upstream.
    return [(t, sorted(keys, key=lambda key: str(key.name))) for t, keys in pairs]


def sequences(dialect: str) -> list[Any]:
    """Return the framework's sequences, which its tables draw their ids from on PostgreSQL."""
    names = sorted(METADATA._sequences) if dialect == "postgresql" else []
    return [CreateSequence(sa.Sequence(name)) for name in names]


def table_statements(dialect: str) -> Iterator[list[Any]]:
    """Yield the statements of each table, parents first, then the keys of the cycles.

    metadata.create_all is not used: on PostgreSQL it marks the keys of the cycles so that
    a SQLite database made later in the same process would silently lack them.
    """
    postgresql = dialect == "postgresql"
    for table, keys in ordered():
        if table is not None:
            yield [
                CreateTable(table, include_foreign_key_constraints=keys if postgresql else None),
                *(_comments(table) if postgresql else ()),
                *(CreateIndex(i) for i in sorted(table.indexes, key=lambda i: str(i.name))),
            ]
        elif postgresql:
            yield [AddConstraint(key, isolate_from_table=False) for key in keys]


def _comments(table: sa.Table) -> Iterator[Any]:
    """Yield the comments of a table and its columns."""
    yield SetTableComment(table)
    for column in table.columns:
        yield SetColumnComment(column)


def fence_statements(dialect: str) -> list[str]:
    """Return the second fence, which only PostgreSQL has."""
    return rls.statements() if dialect == "postgresql" else []


def compartment_statements(dialect: str, schema: str = compartment.SCHEMA) -> list[str]:
    """Return what puts the compartment's tables into a schema of their own on PostgreSQL."""
    if dialect != "postgresql":
        return []
    moved = sorted(compartment.tables())
    return [
        f"CREATE SCHEMA {schema}",
        f"COMMENT ON SCHEMA {schema} IS '问题线索：单独的模式和角色'",
        *(f"ALTER TABLE {table} SET SCHEMA {schema}" for table in moved),
    ]


def create_all(engine: sa.Engine) -> None:
    """Make every table with its comments and triggers in an empty database."""
    with engine.begin() as connection:
        create_on(connection)


def create_on(connection: sa.Connection) -> None:
    """Make every table with its comments and triggers inside the caller's transaction."""
    dialect = connection.dialect.name
    for statement in sequences(dialect):
        connection.execute(statement)
    for statements in table_statements(dialect):
        for statement in statements:
            connection.execute(statement)
    schema = migrating.compartment_schema(connection) if dialect == "postgresql" else ""
    for statement in (
        *guard_statements(dialect),
        *fence_statements(dialect),
        *compartment_statements(dialect, schema),
    ):
        connection.exec_driver_sql(statement)
