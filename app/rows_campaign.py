"""Rows of campaigns, of clusterings and of what they list."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.asking import Asker, Criteria, covered, exists, holds, inside, same, union
from app.enums_campaign import ClusterState, LivelihoodState
from app.models import Commitment, LivelihoodItem, table_of
from app.permissions import Right
from app.rows_ledger import follows_problem
from app.rows_own import promise_rows

# Each stands only inside an EXISTS of its own; making an alias anew for every request is slow.
ITEM = table_of(LivelihoodItem).alias("seen_livelihood_item")
PROMISE = table_of(Commitment).alias("seen_commitment")
# A unit learns what it leads once the letter has gone out.
GIVEN = (LivelihoodState.ASSIGNED, LivelihoodState.CLAIMED, LivelihoodState.DONE)


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


def frame_rows(principal: Asker, c: Any) -> Criteria:
    """Campaigns with their tree and phases: everybody who has a part in campaigns."""
    return holds(principal, Right.CAMPAIGNS)


def linked_rows(principal: Asker, c: Any) -> Criteria:
    """Items of the ledger in a campaign, for who sees the item."""
    return sa.and_(holds(principal, Right.CAMPAIGNS), follows_problem(principal, c.problem_id))


def unit_rows(principal: Asker, c: Any) -> Criteria:
    """Tasks and returns: all, those of the units one supervises, or one's own unit's."""
    right = Right.CAMPAIGNS
    return union(
        holds(principal, right, "A"),
        (holds(principal, right, "S"), lambda: covered(principal, c.unit_id)),
        (holds(principal, right, "O"), lambda: same(c.unit_id, principal.unit_id)),
    )


def look_back_rows(principal: Asker, c: Any) -> Criteria:
    """Look-backs with their task; one of an item of the ledger, for who sees the item too."""
    of_none = c.problem_id.is_(None)
    return sa.and_(
        unit_rows(principal, c), sa.or_(of_none, follows_problem(principal, c.problem_id))
    )


def livelihood_rows(principal: Asker, c: Any) -> Criteria:
    """Livelihood items: all, what one's unit put forward, and what it was given to do."""
    right = Right.CAMPAIGNS
    given = c.state.in_(GIVEN)
    return union(
        holds(principal, right, "A"),
        (
            holds(principal, right, "S"),
            lambda: sa.and_(given, covered(principal, c.lead_unit_id)),
        ),
        (
            holds(principal, right, "O"),
            lambda: sa.or_(
                same(c.unit_id, principal.unit_id),
                sa.and_(given, same(c.lead_unit_id, principal.unit_id)),
            ),
        ),
    )


def livelihood_source_rows(principal: Asker, c: Any) -> Criteria:
    """What an item was collected from, for who sees the whole list."""
    return sa.and_(
        holds(principal, Right.CAMPAIGNS, "A"),
        exists(ITEM.c.id == c.livelihood_item_id, inside(principal, livelihood_rows, ITEM.c)),
    )


def livelihood_evidence_rows(principal: Asker, c: Any) -> Criteria:
    """What shows that an item is done, with the item."""
    return sa.and_(
        holds(principal, Right.CAMPAIGNS),
        exists(ITEM.c.id == c.livelihood_item_id, inside(principal, livelihood_rows, ITEM.c)),
    )


def milestone_rows(principal: Asker, c: Any) -> Criteria:
    """Milestones with their promise or their livelihood item."""
    return sa.and_(
        holds(principal, Right.CAMPAIGNS),
        sa.or_(
            exists(ITEM.c.id == c.livelihood_item_id, inside(principal, livelihood_rows, ITEM.c)),
            exists(PROMISE.c.id == c.commitment_id, inside(principal, promise_rows, PROMISE.c)),
        ),
    )
