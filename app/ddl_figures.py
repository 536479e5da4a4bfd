"""What the database notes of changed rows, in the same transaction, so that figures follow.

A note says which row to look at again and nothing else: what a row counts for is said once, by
the measures. Adding a note never waits for another transaction, and a note that is not yet
committed cannot be taken by the worker.
"""

from __future__ import annotations

from dataclasses import dataclass

FUNCTION = "note_for_figures"
_COLUMNS = "source, row_id, created_at, row_version"


@dataclass(frozen=True)
class Note:
    """Notes of one table: at these verbs, in the name of a source, by one column.

    columns are those whose change counts; empty for all.
    """

    table: str
    source: str
    key: str
    verbs: tuple[str, ...] = ("INSERT", "UPDATE")
    columns: tuple[str, ...] = ()

    def sql(self, dialect: str) -> list[str]:
        """Return the statements that make its triggers."""
        return [self._trigger(dialect, verb) for verb in self.verbs]

    def _trigger(self, dialect: str, verb: str) -> str:
        """Return one CREATE TRIGGER statement."""
        of = f" OF {', '.join(self.columns)}" if self.columns and verb == "UPDATE" else ""
        head = (
            f"CREATE TRIGGER {self.table}_figures_{verb.lower()} AFTER {verb}{of} ON {self.table}"
        )
        if dialect == "postgresql":
            act = f"EXECUTE FUNCTION {FUNCTION}('{self.source}', '{self.key}')"
            return f"{head} FOR EACH ROW {act}"
        now = "strftime('%Y-%m-%d %H:%M:%f', 'now') || '000'"
        given = f"SELECT '{self.source}', NEW.{self.key}, {now}, 1"
        add = f"INSERT INTO figure_mark ({_COLUMNS}) {given} WHERE NEW.{self.key} IS NOT NULL"
        return f"{head} FOR EACH ROW BEGIN {add}; END"


EVALUATION, PROBLEM, CASE, DAY, POINT = "evaluation", "problem", "case_count", "day", "point"
NOTES = (
    Note("evaluation", EVALUATION, "id", columns=("state",)),
    Note("evaluation_reason", EVALUATION, "evaluation_id", ("INSERT",)),
    Note("evaluation_flag", EVALUATION, "evaluation_id", columns=("state",)),
    Note("rectification", EVALUATION, "evaluation_id"),
    Note("problem", PROBLEM, "id"),
    Note("problem_event", PROBLEM, "problem_id", ("INSERT",)),
    Note("problem_step", PROBLEM, "problem_id"),
    Note("problem_link", PROBLEM, "problem_id", ("INSERT",)),
    Note("deadline", PROBLEM, "problem_id", columns=("met_at", "superseded_at")),
    Note("extension", PROBLEM, "problem_id"),
    Note("feedback", PROBLEM, "problem_id", ("INSERT",)),
    Note("outcome_metric", PROBLEM, "problem_id"),
    Note("case_count", CASE, "id"),
    Note("calendar_day", DAY, "id", columns=("is_workday",)),
    Note("service_point", POINT, "id", columns=("service_window_id",)),
)
# It writes with its owner's right: the public door adds evaluations and may touch no figure.
BODY = f"""CREATE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    touched bigint;
BEGIN
    IF TG_ARGV[1] = 'evaluation_id' THEN
        touched := NEW.evaluation_id;
    ELSIF TG_ARGV[1] = 'problem_id' THEN
        touched := NEW.problem_id;
    ELSE
        touched := NEW.id;
    END IF;
    IF touched IS NOT NULL THEN
        INSERT INTO public.figure_mark ({_COLUMNS})
        VALUES (TG_ARGV[0], touched, timezone('utc', clock_timestamp()), 1);
    END IF;
    RETURN NULL;
END
$$"""  # noqa: S608  # Constants of this file.
COMMENT = f"COMMENT ON FUNCTION {FUNCTION}() IS '记下改过的行，供统计重算'"


def statements(dialect: str) -> list[str]:
    """Return the statements that make every note."""
    first = [BODY, COMMENT] if dialect == "postgresql" else []
    ordered = sorted(NOTES, key=lambda note: note.table)
    return [*first, *(one for note in ordered for one in note.sql(dialect))]
