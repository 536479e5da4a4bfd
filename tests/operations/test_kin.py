"""Items that hang together: what may be merged, what is kept from whom, what is raised with it."""

from __future__ import annotations

import contextvars
import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import audit, clock, store
from app.enums import DocumentState, Track
from app.errors import Invalid, Refused
from app.extensions import db
from app.models import Document, Problem, Recusal
from app.operations import archive
from app.principal import system
from app.queries import family, ledger
from tests import makers, support


def number(problem_id: int) -> str:
    """Return the number of an item."""
    return makers.stored(problem_id).problem_no


def part_of(parent_id: int) -> int:
    """Divide an item and return the id of its new part."""
    makers.act("intake", parent_id, "divide")
    return max(support.session().scalars(sa.select(Problem.id)))


def merge(problem_id: int, master_id: int) -> None:
    """Merge an item into a master."""
    makers.act("intake", problem_id, "merge", master_no=number(master_id))


def test_part_is_not_merged_into_its_whole_or_one_above_it(session: Session) -> None:
    whole = makers.registered()
    part = part_of(whole)
    least = part_of(part)
    for master in (part, whole):
        with pytest.raises(Invalid) as refused:
            merge(least, master)
        assert "要等本件办结" in refused.value.errors["master_no"]


def test_parts_of_two_wholes_are_not_merged_crosswise(session: Session) -> None:
    first, second = makers.registered(), makers.registered()
    one, other = part_of(first), part_of(second)
    merge(one, second)
    with pytest.raises(Invalid) as refused:
        merge(other, first)
    assert "要等本件办结" in refused.value.errors["master_no"]


REPORT = {"request_type": "report"}


def accusing() -> tuple[int, int]:
    """Return a master that names no unit, and what accuses a township merged into it."""
    master = makers.registered(**REPORT)
    accused = makers.registered(**REPORT, unit_complained_id=support.unit_id("GW"))
    merge(accused, master)
    return master, accused


def test_master_is_not_given_to_the_unit_that_a_merged_item_accuses(session: Session) -> None:
    master, _ = accusing()
    makers.act("intake", master, "triage", proposed_unit_id=support.unit_id("XJ"))
    with pytest.raises(Invalid) as refused:
        makers.act("leader", master, "instruct")
    assert "被反映的就是该单位" in refused.value.errors["lead_unit_id"]


def test_part_of_such_a_master_is_not_given_to_it_either(session: Session) -> None:
    master, _ = accusing()
    part = part_of(master)
    with pytest.raises(Invalid) as refused:
        makers.act("intake", part, "triage", proposed_unit_id=support.unit_id("GW"))
    assert "被反映的就是该单位" in refused.value.errors["proposed_unit_id"]


def test_item_is_not_merged_into_one_of_which_the_accused_handles_a_part(session: Session) -> None:
    master = makers.registered(**REPORT)
    part = part_of(master)
    makers.act("intake", part, "triage")
    makers.act("leader", part, "instruct")
    accused = makers.registered(**REPORT, unit_complained_id=support.unit_id("GW"))
    with pytest.raises(Invalid) as refused:
        merge(accused, master)
    assert "须回避的单位" in refused.value.errors["master_no"]


def seen_by(who: str) -> set[int]:
    """Return the items that a person sees."""
    session = support.session()
    session.rollback()
    session.expire_all()
    store.name(session, support.person(who))
    found = set(session.scalars(sa.select(Problem.id)))
    store.name(session, system("test"))
    return found


def test_what_hangs_on_an_item_is_raised_with_it(session: Session) -> None:
    master = makers.registered("gaowan")
    merged = makers.registered("gaowan")
    merge(merged, master)
    part = part_of(master)
    least = part_of(part)
    every = {master, merged, part, least}
    assert seen_by("bureau") >= every
    assert seen_by("gaowan") >= {master, merged}
    makers.act("intake", master, "triage", conduct_nature="inaction")
    assert {makers.stored(one).track for one in every} == {Track.DISCIPLINE}
    for who in ("bureau", "clerk", "gaowan"):
        assert not seen_by(who) & every
    assert seen_by("intake") >= every
    assert audit.verify(support.session())[1] is None


def test_item_is_not_raised_while_the_accused_handles_a_part_of_it(session: Session) -> None:
    whole = makers.registered(unit_complained_id=support.unit_id("GW"))
    part = part_of(whole)
    makers.act("intake", part, "triage")
    makers.act("leader", part, "instruct")
    with pytest.raises(Refused, match="已经办过这件事项"):
        makers.act("intake", whole, "triage", conduct_nature="inaction")
    assert makers.stored(part).track == Track.SERVICE


def test_review_voids_the_unsigned_notice_of_rejection(session: Session) -> None:
    problem_id = makers.registered()
    makers.act("intake", problem_id, "reject")
    makers.act("leader", problem_id, "review")
    makers.stored(problem_id)
    paper = support.session().scalars(sa.select(Document)).one()
    assert (paper.state, paper.void_reason) == (DocumentState.VOID, "复核改正，事项重新办理")


def waits(who: str, problem_id: int) -> set[str]:
    """Return what of an item waits for a person."""
    session, actor = support.session(), support.person(who)
    session.rollback()
    store.name(session, actor)
    found = {one.action for one in ledger.waiting(session, actor) if one.problem_id == problem_id}
    store.name(session, system("test"))
    return found


def test_newest_word_of_every_reporter_tells_who_is_unhappy(session: Session) -> None:
    master = makers.problem_in("pending_feedback")
    merged = makers.merged_into(master)
    makers.act("clerk", master, "callback", callback_result="dissatisfied")
    assert waits("intake", master) == {"dissatisfied"}
    makers.act("clerk", master, "callback")
    assert waits("intake", master) == {"close"}
    makers.act("clerk", merged, "tell_merged", callback_result="dissatisfied")
    assert waits("intake", master) == {"dissatisfied"}
    makers.act("clerk", merged, "tell_merged")
    assert waits("intake", master) == {"close"}


def test_refusal_names_no_item_that_is_kept_from_the_actor(session: Session) -> None:
    master = makers.problem_in("pending_feedback")
    plain, kept = makers.merged_into(master), makers.merged_into(master)
    with store.write(system("test")) as work:
        work.add(
            Recusal(
                account_id=support.person("intake").account_id,
                problem_id=kept,
                ground="interest",
                source="system",
                state="granted",
                decided_at=support.NOW,
            )
        )
    makers.act("clerk", master, "callback")
    with pytest.raises(Refused) as refused:
        makers.act("intake", master, "close")
    said = str(refused.value.description)
    assert f"还有 2 件没有回访来访人（{number(plain)}）" in said
    assert number(kept) not in said


def test_tree_of_parts_is_read_at_once(session: Session) -> None:
    whole = makers.registered()
    first, second = part_of(whole), part_of(whole)
    least = part_of(first)
    with store.acting(support.session(), system("test")):
        found = family.below(support.session(), whole)
    assert [(one.row_id, one.depth) for one in found] == [(first, 0), (least, 1), (second, 0)]


def test_archive_leaves_what_somebody_holds_to_the_next_pass(app: Flask, backend: str) -> None:
    first, second = makers.problem_in("closed"), makers.problem_in("closed")
    # SQLite has one writer at a time: there nobody can hold a row meanwhile.
    is_held = backend == "postgres"
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with app.app_context():
            with store.write(system("test")) as work:
                work.get_one(Problem, first, with_for_update={"key_share": True})
                held.set()
                done.wait(30)
            db.session.remove()

    holder = threading.Thread(target=contextvars.Context().run, args=(hold,))
    support.session().rollback()
    if is_held:
        holder.start()
        held.wait(30)
    with clock.fixed(support.NOW + timedelta(days=31)):
        report = archive.archive_due(system("定时任务"))
    done.set()
    if is_held:
        holder.join(30)
    assert report.acted == 2 - is_held
    assert report.skipped == ({"正在由别人办理": 1} if is_held else {})
    assert makers.stored(second).state == "archived"
