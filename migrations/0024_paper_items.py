"""The items of a paper: one table ties a paper to each of them, and the rows follow it."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op

from migrations.environment import steps

revision = "0024"
down_revision = "0023"
FOLDER = Path(__file__).resolve().parent / "paper_items"
PAGE = 500
KINDS = "'placards', 'papers', 'paper_files'"
DASH = r"\s*[-\u2010-\u2015\u2212]\s*"
NUMBERED = re.compile(rf"HXZT{DASH}([0-9]{{4}}){DASH}([0-9]{{5,}})", re.IGNORECASE)
# What the columns of before say: the one item, the supervision and the transfer of a paper.
KNOWN = (
    "SELECT id, problem_id FROM document WHERE problem_id IS NOT NULL",
    "SELECT document_id, problem_id FROM supervision WHERE document_id IS NOT NULL",
    "SELECT document_id, problem_id FROM problem_transfer WHERE document_id IS NOT NULL",
)
LINK = sa.table(
    "document_problem", *map(sa.column, ("document_id", "problem_id", "created_at", "row_version"))
)
PAPER = sa.table("document", *map(sa.column, ("id", "facts", "created_at")))


def upgrade() -> None:
    """Add the table, tie the papers of before to their items, and let their rows follow."""
    bind = op.get_bind()
    steps.run_texts(FOLDER)
    if bind.dialect.name == "postgresql":
        # An owner that is cut by the second fence would otherwise find no row.
        bind.exec_driver_sql("SELECT set_config('vx.nature', 'system', true)")
    pairs = {tuple(row) for query in KNOWN for row in bind.exec_driver_sql(query)}
    for document, problem in sorted(pairs | _named(bind)):
        made = sa.select(PAPER.c.id, sa.literal(problem), PAPER.c.created_at, sa.literal(1))
        names = ["document_id", "problem_id", "created_at", "row_version"]
        bind.execute(sa.insert(LINK).from_select(names, made.where(PAPER.c.id == document)))
    if bind.dialect.name == "postgresql":
        steps.run_texts(FOLDER, "policies")
    _drafts_in_the_background(bind)


def _drafts_in_the_background(bind: Any) -> None:
    """Let a batch be of drafts too."""
    if bind.dialect.name == "postgresql":
        name = "ck_print_job_printkind"
        op.drop_constraint(name, "print_job", type_="check")
        op.create_check_constraint(name, "print_job", f"kind IN ({KINDS}, 'drafts')")
    else:
        steps.rewrite("print_job", f"kind IN ({KINDS})", f"kind IN ({KINDS}, 'drafts')")


def _named(bind: Any) -> set[tuple[int, int]]:
    """Return the papers of before with the items that their texts name."""
    known = bind.exec_driver_sql("SELECT problem_no, id FROM problem")
    ids = {row[0]: row[1] for row in known}
    found, last = set(), 0
    facts = sa.cast(PAPER.c.facts, sa.Text()).label("facts")
    query = sa.select(PAPER.c.id, facts).order_by(PAPER.c.id).limit(PAGE)
    while rows := bind.execute(query.where(PAPER.c.id > last)).all():
        for row in rows:
            text = json.dumps(json.loads(row.facts or "null"), ensure_ascii=False)
            plain = unicodedata.normalize("NFKC", text)
            numbers = {f"HXZT-{year}-{seq}" for year, seq in NUMBERED.findall(plain)}
            found |= {(row.id, ids[number]) for number in numbers if number in ids}
        last = rows[-1].id
    return found


def downgrade() -> None:
    """Refuse: who sees which paper follows these rows."""
    raise RuntimeError("0024 不能退回：谁能看到公文以这张表为准；请用备份恢复。")
