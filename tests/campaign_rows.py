"""Raw items and one row of each table of campaigns, for several tests."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.enums import Channel, IdentityMode, RequestType, Track
from app.enums_campaign import ClusterState, RawKind
from app.models import Cluster, ClusteringRun, ClusterMember, Message
from tests import support

ABOUT = ("路灯不亮", "供热不热", "办证排队久", "燃气退费没到账")


def message(number: int, channel: Channel = Channel.WEB, **changes: Any) -> Message:
    """Return a message of the board."""
    what = ABOUT[number % len(ABOUT)]
    facts: dict[str, Any] = {
        "message_no": f"LY-{number:06d}",
        "query_code_hash": f"raw-{number}",
        "channel": channel,
        "request_type": RequestType.SUGGESTION,
        "track": Track.SERVICE,
        "subject": what,
        "body": f"第{number}位群众反映{what}，请尽快解决",
        "identity_mode": IdentityMode.ANONYMOUS,
        "submitted_at": support.NOW,
    }
    return Message(**{**facts, **changes})


def run_of(work: Session, code: str = "DF", kind: RawKind = RawKind.MESSAGE) -> ClusteringRun:
    """Add a run that is not frozen, with one member in a listed cluster, and return it."""
    unit = support.unit_id(code)
    row = ClusteringRun(
        unit_id=unit,
        title=f"{code}整理",
        from_on=support.NOW.date(),
        until_on=support.NOW.date(),
        kinds=[kind.value],
        named=[],
    )
    work.add(row)
    work.flush()
    cluster = Cluster(
        run_id=row.id,
        unit_id=unit,
        title="村里路灯不亮",
        theme="城建",
        state=ClusterState.LISTED,
        owner_unit_id=support.unit_id("GW"),
        measures="逐盏检修",
        due_on=support.NOW.date(),
        supports=1,
    )
    work.add(cluster)
    work.flush()
    work.add(
        ClusterMember(
            run_id=row.id,
            unit_id=unit,
            kind=kind,
            source_id=1,
            channel=Channel.WEB,
            cluster_id=cluster.id,
        )
    )
    work.flush()
    return row


def fill(work: Session) -> None:
    """Add a row to each fenced table of campaigns, of the commission's and the bureau's."""
    for code in ("DF", "SP"):
        run_of(work, code)
