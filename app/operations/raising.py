"""An item that is raised to the discipline track takes along what hangs on it, in the same act.

Else the bureau and the hotline would read the course and the end of it beside a merged item.
"""

from __future__ import annotations

from app.enums import Track
from app.operations import guards, kin, tail
from app.operations.case import Case, Note


def raise_all(case: Case) -> None:
    """Raise the item of T02, its open parts and what was merged into it; Refused for any, none.

    All are held before the first audit row.
    """
    problem = case.problem
    ids = kin.hanging(case.session, problem.id)
    hanging = [one for one in kin.held(case.session, ids) if one.track == Track.SERVICE]
    guards.check_never_shown(case, hanging)
    problem.track, problem.is_sensitive = Track.DISCIPLINE, True
    for one in hanging:
        was = tail.snapshot(one)
        one.track, one.is_sensitive = Track.DISCIPLINE, True
        note = Note("随主件或上级事项转入纪检监察轨道。", {"with_id": problem.id}, inner=True)
        tail.finish(
            case.session,
            case.actor,
            one,
            code="F14",
            action="转入纪检监察轨道",
            note=note,
            was=was,
        )
