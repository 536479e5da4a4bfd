"""What the database itself refuses of clusterings: their frozen list neither grows nor shrinks.

That rows of the list are never deleted and never become others, rows.APPEND_ONLY says.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.ddl_roles import RoleRule

ADDED = (
    "EXISTS (SELECT 1 FROM clustering_run r WHERE r.id = NEW.run_id AND r.frozen_at IS NOT NULL)"
)
MISCOUNTED = (
    "OLD.frozen_at IS NULL AND NEW.frozen_at IS NOT NULL AND NEW.total <>"
    " (SELECT count(*) FROM cluster_member m WHERE m.run_id = NEW.id)"
)


def count_rules() -> Iterator[RoleRule]:
    """Yield the refusals: a member after the freezing, a total that is not the rows' number."""
    said = "the list is frozen"
    yield RoleRule("cluster_member", "INSERT", "cluster_member_frozen", said, ADDED)
    run, wrong = "clustering_run", "the total is not the number of rows"
    yield RoleRule(run, "UPDATE", f"{run}_counted", wrong, MISCOUNTED)
    yield RoleRule(run, "INSERT", f"{run}_begins_open", said, "NEW.frozen_at IS NOT NULL")
