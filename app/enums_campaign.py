"""Words of clusters, campaigns and livelihood items."""

from __future__ import annotations

from app.enums import Word


class RawKind(Word):
    """What one raw item of a clustering is."""

    PROBLEM = ("problem", "台账事项")
    MESSAGE = ("message", "留言")
    EVALUATION = ("evaluation", "评价意见")
    VISIT = ("visit", "走访检查")


class ClusterState(Word):
    """Where a cluster stands; an emptied one that went into another stays as a record."""

    SORTED = ("sorted", "已归并")
    LISTED = ("listed", "已列入问题清单")
    MERGED = ("merged", "并入别的类")


class CampaignKind(Word):
    """What a campaign is."""

    SPECIAL = ("special", "专项整治")
    PROMISES = ("promises", "公开承诺主题")
    LIVELIHOOD = ("livelihood", "民生实事")
    HUNDRED_DAYS = ("hundred_days", "百日行动")
    DRIVE = ("drive", "集中攻坚")
    INSPECTION = ("inspection", "大排查大整治")


class PhaseKind(Word):
    """A stretch of a campaign, in the order in which they follow."""

    MOBILISE = ("mobilise", "动员部署")
    SELF_CHECK = ("self_check", "自查自纠")
    RECTIFY = ("rectify", "集中整改")
    ACCEPT = ("accept", "检查验收")
    LOOK_BACK = ("look_back", "回头看")


class Cadence(Word):
    """How often a unit returns what it did."""

    ONCE = ("once", "到期报一次")
    WEEKLY = ("weekly", "每周")
    MONTHLY = ("monthly", "每月")
    TWO_MONTHS = ("two_months", "每两个月")


class ReturnState(Word):
    """Where a unit's return stands; an accepted one is never changed."""

    DRAFT = ("draft", "未报")
    SUBMITTED = ("submitted", "已报，等审核")
    RETURNED = ("returned", "退回修改")
    ACCEPTED = ("accepted", "已采用")


class LookBackResult(Word):
    """What was found when somebody came back to look."""

    KEPT = ("kept", "没有反弹")
    RELAPSED = ("relapsed", "反弹回潮")


class LivelihoodLevel(Word):
    """Which government a livelihood item is on the list of."""

    PROVINCE = ("province", "省级")
    CITY = ("city", "市级")
    COUNTY = ("county", "县级")
    TOWNSHIP = ("township", "乡镇级")


class LivelihoodState(Word):
    """Where a livelihood item stands, from its collection to its check."""

    COLLECTED = ("collected", "已征集")
    DROPPED = ("dropped", "没有选入")
    SELECTED = ("selected", "已选定，等交办")
    ASSIGNED = ("assigned", "已交办")
    CLAIMED = ("claimed", "已报完成，等核验")
    DONE = ("done", "已完成")
