"""A signed month may get another paper once its first one is void; its figures stay.

What a person finds untrue of one evaluation is a suspicion of its own kind.
"""

from __future__ import annotations

from alembic import op

from migrations.environment import steps

revision = "0029"
down_revision = "0028"
TABLE, STANDS = "report_snapshot", "report_snapshot_paper_stands"
KIND = "ck_evaluation_flag_flagkind"
KINDS = "kind IN ('token', 'burst', 'quick', 'after_hours', 'crowd', 'off_clock'"
FIXED = ("state", "signed_at", "void_reason")
GIVEN = "EXISTS (SELECT 1 FROM document d WHERE d.id = OLD.document_id AND d.state = 'void')"
FUNCTION = f"""CREATE FUNCTION {STANDS}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF ({{when}}) THEN
        RAISE EXCEPTION USING ERRCODE = '23001', MESSAGE = TG_TABLE_NAME || ': its paper stands';
    END IF;
    RETURN NEW;
END
$$"""


def upgrade() -> None:
    """Let the database look at the paper of a signed month; no stored row changes."""
    _guards()
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(KIND, "evaluation_flag")
        op.create_check_constraint(KIND, "evaluation_flag", f"{KINDS}, 'found')")
    else:
        steps.rewrite("evaluation_flag", f"{KINDS})", f"{KINDS}, 'found')")


def _guards() -> None:
    """Write the refusals of changes of a signed month anew."""
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    differs = "IS DISTINCT FROM" if is_postgresql else "IS NOT"
    changed = " OR ".join(f"OLD.{name} {differs} NEW.{name}" for name in FIXED)
    judged = f"OLD.signed_at IS NOT NULL AND ({changed})"
    stands = (
        f"OLD.signed_at IS NOT NULL AND OLD.document_id {differs} NEW.document_id AND NOT {GIVEN}"
    )
    on = f" ON {TABLE}" if is_postgresql else ""
    op.execute(f"DROP TRIGGER {TABLE}_judged_once{on}")
    if is_postgresql:
        op.execute(FUNCTION.format(when=stands))
        op.execute(f"COMMENT ON FUNCTION {STANDS}() IS '拒绝修改：已签发月份的公文'")
        _trigger(f"{TABLE}_judged_once", f" WHEN ({judged}) {_refuse('judged once')}")
        _trigger(STANDS, f" EXECUTE FUNCTION {STANDS}()")
        return
    for name, when, said in (
        (f"{TABLE}_judged_once", judged, "judged once"),
        (STANDS, stands, "its paper stands"),
    ):
        _trigger(name, f" WHEN ({when}) BEGIN SELECT RAISE(ABORT, '{TABLE}: {said}'); END")


def _refuse(said: str) -> str:
    """Return the act of a refusal on PostgreSQL."""
    return f"EXECUTE FUNCTION refuse_change('{said}')"


def _trigger(name: str, rest: str) -> None:
    """Add a trigger before the updates of the table."""
    op.execute(f"CREATE TRIGGER {name} BEFORE UPDATE ON {TABLE} FOR EACH ROW{rest}")


def downgrade() -> None:
    """Refuse: the papers that were drafted anew are records."""
    raise RuntimeError("0029 不能退回：重新起草的月度报告是记录；请用备份恢复。")
