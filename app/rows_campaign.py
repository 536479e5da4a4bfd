"""Rows of clusterings and of what they list."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.asking import Asker, Criteria, covered, holds, same, union
from app.enums_campaign import ClusterState
from app.permissions import Right


def sorting_rows(principal: Asker, c: Any) -> Criteria:
    """Clusterings: those of one's own office, and all for who sees the whole ledger.

    A bureau's run holds what the bureau sees; the commission's is kept from the bureau.
    """
    right = Right.CAMPAIGNS
    return union(
        (
            holds(principal, right, "A"),
            lambda: union(
                holds(principal, Right.SEE_PROBLEMS, "A"), same(c.unit_id, principal.unit_id)
            ),
        ),
    )


def cluster_rows(principal: Asker, c: Any) -> Criteria:
    """Clusters with their run; what is listed its owner sees too, and who supervises him."""
    right = Right.CAMPAIGNS
    listed = c.state == ClusterState.LISTED
    return union(
        sorting_rows(principal, c),
        (
            holds(principal, right, "S"),
            lambda: sa.and_(listed, covered(principal, c.owner_unit_id)),
        ),
        (
            holds(principal, right, "A", "S", "O"),
            lambda: sa.and_(listed, same(c.owner_unit_id, principal.unit_id)),
        ),
    )
