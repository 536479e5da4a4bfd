"""The outbox keeps why a message has not left; what is read on a page is delivered when written."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Add the reason and the index of one person's notices, on a database with rows too."""
    op.add_column(
        "outbox",
        sa.Column(
            "reason",
            sa.String(40),
            comment="未送出的原因：网关的回答或断开的种类，没有文字",
        ),
    )
    op.create_index("ix_outbox_account_id", "outbox", ["account_id", "created_at"])
    outbox = sa.table(
        "outbox", *(sa.column(name) for name in ("channel", "state", "unit_id", "account_id"))
    )
    addressed = sa.or_(outbox.c.unit_id.is_not(None), outbox.c.account_id.is_not(None))
    delivered = sa.and_(outbox.c.channel == "in_app", outbox.c.state == "waiting", addressed)
    op.execute(outbox.update().where(delivered).values(state="sent"))


def downgrade() -> None:
    """Refuse: why a message did not leave is a record."""
    raise RuntimeError("0014 不能退回：发送的经过不能删除；请用备份恢复。")
