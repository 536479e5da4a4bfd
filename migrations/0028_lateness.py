"""Changed due dates are noted for the figures, which count lateness by them."""

from __future__ import annotations

from pathlib import Path

from alembic import op

from migrations.environment import steps

revision = "0028"
down_revision = "0027"
FOLDER = Path(__file__).resolve().parent / "lateness"


def upgrade() -> None:
    """Add the notes and drop every cell; `flask init` counts them anew, the late stock too."""
    steps.run_texts(FOLDER, "notes")
    op.execute("DELETE FROM figure_cell")


def downgrade() -> None:
    """Take the notes away; `flask init` of the version before counts the cells again."""
    on = " ON deadline" if op.get_bind().dialect.name == "postgresql" else ""
    for verb in ("insert", "update"):
        op.execute(f"DROP TRIGGER deadline_figures_{verb}{on}")
    op.execute("DELETE FROM figure_cell")
