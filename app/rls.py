"""The second fence: PostgreSQL cuts the rows itself, by the same rules as rows.py.

Each rule is written out once with the transaction's settings in place of a principal. It holds
for every statement of a role that owns nothing: a forgotten fence, SQL typed by hand. Which
settings a transaction has, tell() says; a transaction that said nothing sees no row.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session, SessionTransaction

from app import clock, grants, recusals, rows
from app.enums import Track
from app.models import Model, table_of
from app.permissions import Right
from app.principal import Principal
from app.rows_ledger import place_of
from app.symbol import BARRED, PREFIX, SENSITIVE, SERVICE, Symbol

DIALECT = "postgresql"
POLICY = "scope"
TOLD = "rls"
PASSING = """CREATE FUNCTION {name}({given}) RETURNS {kind}
LANGUAGE plpgsql STABLE AS $$
DECLARE
    before text := coalesce(current_setting('{prefix}nature', true), '');
    found {found};
BEGIN
    PERFORM set_config('{prefix}nature', 'system', true);
    {ask};
    PERFORM set_config('{prefix}nature', before, true);
    RETURN{answer};
END
$$"""
# Read before anybody is known: who stands in for whom, and whose key a request carries.
EARLY = ("stand_in", "integration_token")
# What the public door adds to and does not read.
DOORS = frozenset(grants.PUBLIC_ADDS)


@dataclass(frozen=True)
class Passing:
    """A question that passes the fence: a "not" over hidden rows would be answered wrongly.

    (A SET clause would switch the fence off as well, but only a superuser may write one.)
    """

    name: str
    words: str
    query: str
    many: bool = False

    def sql(self) -> list[str]:
        """Return the statements that make it."""
        given = "" if self.many else "wanted bigint"
        ask = (
            f"RETURN QUERY {self.query}"
            if self.many
            else f"SELECT EXISTS ({self.query}) INTO found"
        )
        text = PASSING.format(
            name=self.name,
            given=given,
            kind="SETOF bigint" if self.many else "boolean",
            prefix=PREFIX,
            found="boolean",
            ask=ask,
            answer="" if self.many else " found",
        )
        arguments = "" if self.many else "bigint"
        return [
            text,
            f"COMMENT ON FUNCTION {self.name}({arguments}) IS '{self.words}：供行级安全策略使用'",
        ]


def passing() -> list[Passing]:
    """Return the questions that pass the fence."""
    kept = recusals.kept_from_symbol(Symbol())
    words = {
        "problem": "因回避看不到的事项",
        "message": "因回避看不到的留言",
        "contact": "因回避看不到的来访人",
        "evaluation": "因回避看不到的评价",
        "meeting": "因回避看不到的会议",
        "document": "因回避看不到的公文",
    }
    return [
        Passing(
            SENSITIVE,
            "评价是否含敏感事由",
            "SELECT 1 FROM evaluation WHERE id = wanted AND is_sensitive",
        ),
        Passing(
            SERVICE,
            "事项是否属服务质量",
            f"SELECT 1 FROM problem WHERE id = wanted AND track = '{Track.SERVICE.value}'",  # noqa: S608  # A word of the product.
        ),
        *(Passing(BARRED[kind], words[kind], plain(kept[kind]), many=True) for kind in kept),
    ]


def plain(statement: Any) -> str:
    """Return a statement over the transaction's settings as SQL without parameters."""
    text = str(
        statement.compile(
            dialect=postgresql.dialect(),  # type: ignore[no-untyped-call]  # Untyped upstream.
            compile_kwargs={"literal_binds": True},
        )
    )
    bare = re.sub(r" AS (?:anon|nullif)_\d+\b", "", text)
    return " ".join(bare.split()).replace("%%", "%")


def fenced() -> list[type[Model]]:
    """Return the tables that are cut, by name; the clue compartment has a role of its own."""
    cut = (
        model
        for model in rows.ROWS
        if not model.__compartment__ and model.__tablename__ not in EARLY
    )
    return sorted(cut, key=lambda model: model.__tablename__)


def condition(model: type[Model]) -> str:
    """Return which rows of a table the present transaction may see and write, as SQL."""
    rule = rows.ROWS[model](Symbol(), table_of(model).c)
    if rule is None:
        raise TypeError(f"{model.__tablename__}: a row rule asks with holds(), see app/rows.py")
    query = sa.select(sa.literal(1)).select_from(table_of(model))
    query = query.where(sa.or_(Symbol.is_system, rule))
    return plain(query).split(" WHERE ", 1)[1]


def statements() -> list[str]:
    """Return what makes the second fence in a database whose tables stand."""
    found = [line for one in passing() for line in one.sql()]
    for model in fenced():
        found += policy(model)
    return found


def policy(model: type[Model]) -> list[str]:
    """Return the statements of one table; its owner is cut too, should an owner ever serve."""
    name = model.__tablename__
    return [
        f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY",
        *rules(model),
    ]


def rules(model: type[Model]) -> list[str]:
    """Return the policies of a table.

    What the public door adds has one of its own for adding: the rule of reading asks tables that
    the door's role may not read, and PostgreSQL refuses a statement that only mentions them.
    """
    name, seen = model.__tablename__, condition(model)
    if name not in DOORS:
        return [f"CREATE POLICY {POLICY} ON {name} USING ({seen})"]
    task = plain(sa.select(sa.literal(1)).where(Symbol.is_system)).split(" WHERE ", 1)[1]
    return [
        f"CREATE POLICY {POLICY} ON {name} FOR SELECT USING ({seen})",
        f"CREATE POLICY {POLICY}_change ON {name} FOR UPDATE USING ({seen})",
        f"CREATE POLICY {POLICY}_add ON {name} FOR INSERT WITH CHECK ({task})",
    ]


def letters(principal: Principal) -> str:
    """Return the letters of every right as the policies read them."""
    held = ((right.name, "".join(sorted(principal.letters(right)))) for right in Right)
    return "".join(f" {name}:{found}" for name, found in held if found)


@lru_cache(maxsize=512)
def settings(principal: Principal) -> dict[str, str]:
    """Return what a transaction says of a principal, the day apart."""
    values: dict[str, Any] = {
        "nature": principal.nature.value,
        "account": principal.account_id,
        "unit": principal.unit_id,
        "letters": letters(principal),
        "place": place_of(principal),
    }
    return {name: "" if value is None else str(value) for name, value in values.items()}


def cuts(session: Session) -> bool:
    """Tell whether the session's database has this fence."""
    return session.get_bind().dialect.name == DIALECT


def tell(session: Session, principal: Principal) -> None:
    """Say on PostgreSQL for whom this transaction reads, unless it has been said.

    One statement a change of principal; none on SQLite, which has no such fence. A task of the
    product changes one setting only, and so does the way back to the same person.
    """
    nature, person = session.info.get(TOLD, ("", None))
    wanted = None if principal.is_system else (principal, clock.today())
    if nature == principal.nature and wanted in (None, person):
        return
    if not cuts(session):
        return
    connection = session.connection()
    nature, person = session.info.get(TOLD, ("", None))
    values = {"nature": principal.nature.value}
    if wanted not in (None, person):
        values = {**settings(principal), "today": clock.today().isoformat()}
    connection.execute(_say(tuple(values)), values)
    session.info[TOLD] = (principal.nature, wanted or person)


@lru_cache(maxsize=8)
def _say(names: tuple[str, ...]) -> sa.Select[Any]:
    """Return the statement that sets these for the present transaction."""
    return sa.select(
        *(
            sa.func.set_config(PREFIX + name, sa.bindparam(name, type_=sa.Text()), sa.true())
            for name in names
        )
    )


@event.listens_for(Session, "after_begin")
def _nothing_said(session: Session, _transaction: Any, _connection: Any) -> None:
    """Begin a transaction in which nothing has been said."""
    session.info.pop(TOLD, None)


@event.listens_for(Session, "after_transaction_end")
def _forgotten(session: Session, transaction: SessionTransaction) -> None:
    """Forget what a transaction or savepoint said; the database forgets it with a rollback."""
    if transaction.parent is None or transaction.nested:
        session.info.pop(TOLD, None)
