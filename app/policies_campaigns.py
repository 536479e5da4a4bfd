"""The gate of clusterings: who makes a campaign or a run, and who only has a part in it."""

from __future__ import annotations

from app.enums_campaign import ClusterState
from app.models import Cluster
from app.permissions import Right
from app.principal import Principal

RIGHT = Right.CAMPAIGNS


def may_lead(principal: Principal) -> bool:
    """Tell whether somebody makes campaigns and sorts raw items, for an office of his own."""
    return principal.has(RIGHT, "A") and principal.unit_id is not None


def may_sort(principal: Principal, row: Cluster) -> bool:
    """Tell whether somebody changes a cluster that he sees; a merged one stays as it is."""
    return may_lead(principal) and row.state != ClusterState.MERGED


def may_enter(principal: Principal, row: Cluster) -> bool:
    """Tell whether somebody registers a listed problem as an item of the ledger."""
    waits = row.state == ClusterState.LISTED and row.problem_id is None
    return may_lead(principal) and waits and principal.has(Right.REGISTER_ITEM)
