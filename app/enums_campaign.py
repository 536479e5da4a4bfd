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
