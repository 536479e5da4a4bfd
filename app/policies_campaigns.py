"""The gate of campaigns and clusterings: who leads one, and who has a part in it."""

from __future__ import annotations

from app.enums_campaign import CampaignKind, ClusterState, LivelihoodState, ReturnState
from app.models import Campaign, CampaignReturn, CampaignTask, Cluster, LivelihoodItem
from app.permissions import Right
from app.principal import Principal

RIGHT = Right.CAMPAIGNS
# What is announced to everybody; that somebody is being looked into is not.
ANNOUNCED = frozenset({CampaignKind.PROMISES, CampaignKind.LIVELIHOOD, CampaignKind.HUNDRED_DAYS})


def is_public(root: Campaign) -> bool:
    """Tell whether everybody may read the name of a campaign."""
    return root.kind in ANNOUNCED


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


def may_steer(principal: Principal, root: Campaign) -> bool:
    """Tell whether somebody builds up a campaign: who leads campaigns, while it runs."""
    return may_lead(principal) and root.ended_at is None


def may_correct(principal: Principal, root: Campaign, accepted: int) -> bool:
    """Tell whether somebody corrects a campaign, or a task of it, of which so much is accepted.

    Its own office does, while it runs and no accepted return depends on what it says.
    """
    is_own = root.unit_id == principal.unit_id
    return may_steer(principal, root) and is_own and not accepted


def may_fill(principal: Principal, row: CampaignReturn) -> bool:
    """Tell whether somebody fills in a return: his own unit's, not checked yet."""
    is_open = row.state in {ReturnState.DRAFT, ReturnState.RETURNED}
    return is_open and principal.has(RIGHT) and row.unit_id == principal.unit_id


def may_check(principal: Principal, row: CampaignReturn) -> bool:
    """Tell whether somebody checks a return: who leads, never who sent it."""
    waits = row.state == ReturnState.SUBMITTED
    return waits and may_lead(principal) and row.submitted_by_id != principal.account_id


def may_look_back(principal: Principal, task: CampaignTask) -> bool:
    """Tell whether somebody goes back to look: who leads or supervises, not the unit itself."""
    return principal.has(RIGHT, "A", "S") and task.unit_id != principal.unit_id


def may_collect(principal: Principal) -> bool:
    """Tell whether somebody puts a livelihood item forward."""
    return principal.has(RIGHT, "A", "O") and principal.unit_id is not None


def may_correct_item(principal: Principal, row: LivelihoodItem) -> bool:
    """Tell whether somebody corrects an item that his unit put forward: until it is decided."""
    is_own = row.unit_id == principal.unit_id
    return may_collect(principal) and is_own and row.state == LivelihoodState.COLLECTED


def may_select(principal: Principal, row: LivelihoodItem) -> bool:
    """Tell whether a leader selects an item or leaves it out; not one of his own hand."""
    is_leader = principal.has(RIGHT, "A") and principal.has(Right.INSTRUCT)
    waits = row.state in {LivelihoodState.COLLECTED, LivelihoodState.DROPPED}
    return is_leader and waits and row.created_by_id != principal.account_id


def may_write_letter(principal: Principal, row: LivelihoodItem) -> bool:
    """Tell whether somebody drafts the letter that gives a selected item out."""
    drafts = principal.has(RIGHT, "A") and principal.has(Right.DRAFT_REPORT)
    return drafts and row.state == LivelihoodState.SELECTED


def may_claim(principal: Principal, row: LivelihoodItem) -> bool:
    """Tell whether somebody reports an item done: its lead unit."""
    leads = row.lead_unit_id is not None and row.lead_unit_id == principal.unit_id
    return principal.has(RIGHT) and leads and row.state == LivelihoodState.ASSIGNED


def may_confirm(principal: Principal, row: LivelihoodItem) -> bool:
    """Tell whether somebody checks that an item is done: the unit or the leader that gave it out.

    One from before the giver was kept is checked by any who leads campaigns; so is one whose
    lead unit gave it out itself, for it may not check its own work.
    """
    gave = row.assigned_unit_id in {None, row.lead_unit_id, principal.unit_id}
    chose = row.selected_by_id == principal.account_id
    return may_send_back(principal, row) and principal.has(RIGHT, "A") and (gave or chose)


def may_send_back(principal: Principal, row: LivelihoodItem) -> bool:
    """Tell whether somebody sends a report back: not its lead unit, nor who said it."""
    another = row.lead_unit_id != principal.unit_id and row.claimed_by_id != principal.account_id
    return principal.has(RIGHT, "A", "S") and another and row.state == LivelihoodState.CLAIMED


def may_progress(principal: Principal, row: LivelihoodItem) -> bool:
    """Tell whether somebody keeps the milestones of an item: its lead unit, or who leads all."""
    runs = row.state in {LivelihoodState.SELECTED, LivelihoodState.ASSIGNED}
    own = row.lead_unit_id is not None and row.lead_unit_id == principal.unit_id
    return runs and principal.has(RIGHT) and (own or may_lead(principal))
