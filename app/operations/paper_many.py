"""Drafting for many items: one paper each, in the background, as who asked for it.

Each item has a transaction of its own that keeps its draft, or why there is none, together with
the progress: a worker that is killed drafts nothing twice, and one bad item holds up no other.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from app import clock, filestore, store
from app.enums import DocumentKind
from app.enums_doors import PrintKind
from app.errors import Conflict, Forbidden, Missing, Refused
from app.models import Document, PrintJob, Problem
from app.operations import composing, digest, drafts, meetings, print_jobs
from app.operations.composing import Begun
from app.operations.composing_kinds import ALL, DRAFTABLE, Draftable
from app.operations.draft_words import check_right
from app.operations.print_jobs import Held
from app.principal import Principal, system
from app.queries import papers

WORKER = system("批量起草")
MOST = 500
# What a paper about all of them holds.
MOST_IN_ONE = meetings.MOST_ITEMS
ITEMS, CODE, MADE, LEFT = "items", "code", "made", "left"
GONE = "没有找到这件事项，或者不在您的范围内。"
NO_RIGHT = "您现在没有起草公文的权限。"


@dataclass(frozen=True)
class Way:
    """One way to draft for many: a paper each, or one about all of them."""

    one: Draftable
    together: bool

    @property
    def key(self) -> str:
        """Return what a form sends for it."""
        return f"{self.one.code}:{'all' if self.together else 'each'}"

    @property
    def label(self) -> str:
        """Return what it is called."""
        whole = "每个主办单位一份" if self.one.by_unit else "一份写全部"
        return f"{self.one.label}，{whole if self.together else '每件一份'}"


WAYS: Mapping[str, Way] = {
    way.key: way
    for one in ALL
    if one.takes_items
    for way in (
        *([Way(one, together=True)] if one.of_items else []),
        Way(one, together=False),
    )
}


def ask(session: Session, actor: Principal, code: str, problem_ids: Sequence[int]) -> PrintJob:
    """Ask for one paper each of items; those out of sight are listed as such afterwards."""
    check_right(actor)
    one = DRAFTABLE.get(code)
    if one is None or not one.takes_items:
        raise Missing
    _check_count(problem_ids, MOST)
    title = f"起草{one.label} {len(problem_ids)} 份 {clock.today():%Y-%m-%d}"
    job = print_jobs.add(session, actor, PrintKind.DRAFTS, title, list(problem_ids))
    job.facts = {**job.facts, CODE: code}
    session.flush()
    return job


def together(session: Session, actor: Principal, code: str, problem_ids: Sequence[int]) -> Begun:
    """Draft one paper about all of some items that the actor sees, or one for each lead unit."""
    _check_count(problem_ids, MOST_IN_ONE)
    query = sa.select(Problem.problem_no).where(Problem.id.in_(problem_ids))
    numbers = session.scalars(query.order_by(Problem.problem_no)).all()
    if len(numbers) < len(set(problem_ids)):
        raise Missing
    return composing.begin(session, actor, code, {"items": "\n".join(numbers)})


def _check_count(problem_ids: Sequence[int], most: int) -> None:
    """Refuse none, and too many at once."""
    if not problem_ids:
        raise Refused("请先勾选事项。")
    if len(problem_ids) > most:
        raise Refused(f"一次最多 {most} 件，现在有 {len(problem_ids)} 件，请分批起草。")


def make(held: Held) -> None:
    """Draft what a batch asks for and has not yet; Conflict when it was cancelled."""
    session = store.current()
    store.name(session, WORKER)
    job = session.get_one(PrintJob, held.id)
    account_id, code = job.account_id, str(job.facts[CODE])
    known = {row[0] for key in (MADE, LEFT) for row in job.facts.get(key, ())}
    person = next((one for one in digest.people(session) if one.account_id == account_id), None)
    session.rollback()
    for problem_id in held.row_ids:
        if problem_id not in known:
            _one(held, person, code, problem_id)
    with store.write(WORKER) as work:
        _finish(work, held)


def _one(held: Held, person: Principal | None, code: str, problem_id: int) -> None:
    """Draft for one item, or keep why not."""
    try:
        if person is None:
            raise Forbidden(NO_RIGHT)
        with store.write(person) as work:
            document = _drafted(work, person, code, problem_id)
            _note(work, held, MADE, [problem_id, document.id])
    except Missing:
        reason = GONE
    except Conflict:
        raise
    except Refused as refusal:
        reason = str(refusal.description)
    else:
        return
    with store.write(WORKER) as work:
        _note(work, held, LEFT, [problem_id, reason])


def _drafted(session: Session, actor: Principal, code: str, problem_id: int) -> Document:
    """Draft one paper; an item that has one of the kind gets no second one by the dozen."""
    found = papers.same_kind(session, actor, problem_id, DocumentKind(DRAFTABLE[code].kind))
    mark = drafts.mark_of(DRAFTABLE[code].kind, DRAFTABLE[code].series)
    same = [one for one in found if one.agency_mark == mark]
    if same:
        names = "、".join(one.number or one.state.label for one in same)
        raise Refused(f"这件事项已有{DRAFTABLE[code].label}（{names}）。")
    return composing.from_problem(session, actor, code, problem_id)


def _note(session: Session, held: Held, key: str, row: list[Any]) -> None:
    """Keep what came of one item, and that the worker is alive."""
    with store.acting(session, WORKER):
        facts = session.execute(
            sa.select(PrintJob.facts).where(PrintJob.id == held.id).with_for_update()
        ).scalar_one()
        kept = {**facts, key: [*facts.get(key, ()), row]}
        done = len(kept.get(MADE, ())) + len(kept.get(LEFT, ()))
        print_jobs.progress(session, held, done, facts=kept)


def _finish(session: Session, held: Held) -> None:
    """End a batch with its list of what was drafted and what was not."""
    facts = session.get_one(PrintJob, held.id).facts
    made, left = facts.get(MADE, []), facts.get(LEFT, [])
    numbers = _numbers(session, [row[0] for row in [*made, *left]])
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["事项编号", "结果"])
    writer.writerows([numbers.get(key, str(key)), "已起草"] for key, _ in made)
    writer.writerows([numbers.get(key, str(key)), reason] for key, reason in left)
    data = out.getvalue().encode("utf-8-sig")
    sha256 = filestore.keep(current_app.config["VX"].files_dir, data)
    note = f"有 {len(left)} 件没有起草，原因列在下面。" if left else None
    print_jobs.ended(session, WORKER, held, sha256=sha256, note=note)


def _numbers(session: Session, problem_ids: Sequence[int]) -> dict[int, str]:
    """Return the numbers of items."""
    query = sa.select(Problem.id, Problem.problem_no).where(Problem.id.in_(problem_ids))
    return {row.id: row.problem_no for row in session.execute(query)}
