"""Clusterings: members and unsorted are the total after every act, and nobody sees more by them."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import clock, months, similar, store
from app.enums import Channel, EvalLevel, EvalState, RequestType, Track
from app.enums_campaign import ClusterState
from app.enums_ledger import LinkKind
from app.errors import Conflict, Invalid, Refused
from app.figures import api
from app.models import (
    Cluster,
    ClusteringRun,
    ClusterMember,
    Evaluation,
    Message,
    Problem,
    ProblemLink,
)
from app.operations import clusters as sorting
from app.operations import figure_fold, thanks
from app.principal import system
from app.queries import clusters
from tests import campaign_rows, support
from tests.campaigns import heard
from tests.reporting import month
from tests.views.hands import Hands, fresh, newest, rows

FACTS: dict[str, Any] = {
    "title": "三季度群众意见",
    "from_on": "2026-11-01",
    "until_on": "2026-11-30",
    "kinds": ["message", "problem", "evaluation", "visit"],
}
KIND = {"request_type": "complaint"}
NAMED = (Channel.FORUM, Channel.WEB, Channel.SURVEY)
# The seeds' own numbers (S4): three named sources of 2044, which leave 62.
SOURCES, TENTH = (27, 1652, 303, 62), (3, 165, 30, 6)


def told(counts: tuple[int, ...]) -> int:
    """Add messages by source, the last under two other sources, and return how many."""
    channels = [one for one, n in zip(NAMED, counts, strict=False) for _ in range(n)]
    channels += [(Channel.LETTER, Channel.MEDIA)[n % 2] for n in range(counts[-1])]
    with store.write(system("test")) as work:
        work.add_all(campaign_rows.message(n, one) for n, one in enumerate(channels))
    return len(channels)


def begun(who: str = "intake", **changes: Any) -> ClusteringRun:
    """Freeze what a person sees."""
    with store.write(support.person(who)) as work:
        return sorting.begin(work, support.person(who), {**FACTS, **changes})


class Sorting(RuleBasedStateMachine):
    """A person who sorts, changes his mind, and sends old forms."""

    run_id, total = 0, 0

    def __init__(self) -> None:
        """Begin with the run as the last history left it."""
        super().__init__()
        self.actor = support.person("intake")

    def ids(self, model: Any) -> list[int]:
        """Return the ids of a table of the run."""
        return list(self.seen().scalars(sa.select(model.id).where(model.run_id == self.run_id)))

    def seen(self) -> Session:
        """Return a fresh session in the sorter's name."""
        session = fresh()
        store.name(session, self.actor)
        return session

    def attempt(self, work: Callable[..., Any], *given: Any) -> None:
        """Do an act; a refused one changes nothing."""
        with contextlib.suppress(Refused, Conflict), store.write(self.actor) as session:
            work(session, self.actor, *given)

    def cluster(self, at: int) -> int | None:
        """Return a cluster of the run, merged ones too, or none."""
        found = [None, *self.ids(Cluster)]
        return found[at % len(found)]

    @rule(at=st.integers(0, 40), size=st.integers(0, 30), source=st.integers(0, 6))
    def make(self, at: int, size: int, source: int) -> None:
        """Make a cluster of members that may lie elsewhere."""
        chosen = self.ids(ClusterMember)[at * 5 : at * 5 + size]
        given = (self.run_id, chosen, {"title": "一类"}, self.cluster(source))
        self.attempt(sorting.make, *given)

    @rule(at=st.integers(0, 40), size=st.integers(1, 9), a=st.integers(0, 6), b=st.integers(0, 6))
    def move(self, at: int, size: int, a: int, b: int) -> None:
        """Move members, back among the unsorted too."""
        ids = self.ids(ClusterMember)[at * 5 : at * 5 + size]
        self.attempt(sorting.move, self.run_id, ids, self.cluster(a), self.cluster(b))

    @rule(a=st.integers(1, 6), b=st.integers(1, 6))
    def merge(self, a: int, b: int) -> None:
        """Merge a cluster into another, or into itself, or one that is merged."""
        one, two = self.cluster(a), self.cluster(b)
        if one and two:
            self.attempt(sorting.merge, one, self.seen().get_one(Cluster, one).row_version, two)

    @rule()
    def suggest(self) -> None:
        """Look for like texts, and confirm the largest group whole."""
        self.attempt(sorting.suggest, self.run_id, clusters.near(self.seen(), self.run_id))
        self.attempt(sorting.make_whole, self.run_id, 1, {"title": "相似的一类"})

    @invariant()
    def adds_up(self) -> None:
        """Count by hand: nothing is lost, and what is merged holds nothing."""
        if not self.run_id:
            return
        session = self.seen()
        row, counts = clusters.run(session, self.run_id), clusters.counts(session, self.run_id)
        assert sum(counts.values()) == self.total == row.total
        assert sum(n for _label, n in clusters.sources(session, row)) == self.total
        merged = {c.id for c in rows(Cluster) if c.state == ClusterState.MERGED}
        assert not merged & counts.keys()


def test_members_and_unsorted_are_the_total_after_every_act(app: Flask, soak: bool) -> None:
    Sorting.total = told(SOURCES if soak else TENTH)
    Sorting.run_id = begun().id
    steps = settings(
        max_examples=25 if soak else 3,
        stateful_step_count=30 if soak else 12,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Sorting, settings=steps)  # type: ignore[no-untyped-call]  # Untyped upstream.
    assert len(rows(Cluster)) > 1


def test_sources_that_are_not_named_stand_together_as_others(app: Flask, soak: bool) -> None:
    counts = SOURCES if soak else TENTH
    total = told(counts)
    row = begun(named=[one.value for one in NAMED])
    assert row.total == total
    found = clusters.sources(fresh(), row)
    assert [n for _label, n in found] == list(counts)
    assert found[-1][0] == "其他"


def test_a_level_in_common_makes_no_two_voices_alike(app: Flask) -> None:
    said = zip(support.UNITS, ("窗口没有人", "复印要收钱", "路灯不亮", "路灯又不亮"), strict=False)
    for code, text in said:
        month.evaluated(code, {EvalLevel.DISSATISFIED: 1}, text=text)
    row, session = begun(from_on="2026-10-01"), fresh()
    store.name(session, support.person("intake"))
    query = sa.select(ClusterMember.id, Evaluation.text).join(
        Evaluation, Evaluation.id == ClusterMember.source_id
    )
    texts = {member_id: text for member_id, text in session.execute(query)}
    groups = clusters.near(session, row.id)
    assert [{texts[one] for one in group} for group in groups] == [{"路灯不亮", "路灯又不亮"}]
    with store.write(support.person("intake")) as work:
        sorting.suggest(work, support.person("intake"), row.id, groups)
    assert [one[2] for one in clusters.suggestions(session, row.id)] == ["路灯不亮"]


def test_what_people_rate_and_beg_makes_no_two_voices_alike() -> None:
    said = ("窗口没有人", "复印要收钱", "村口路灯不亮", "村口路灯又不亮了")
    for begin in ("非常不满意，", "评价：不满意。", "服务一般，", "基本滿意 ", "请尽快解决："):
        assert similar.groups([("", f"{begin}{one}") for one in said]) == [[2, 3]], begin


def test_2044_voices_become_29_listed_problems_and_none_is_lost(app: Flask, soak: bool) -> None:
    matter = heard.told(2044 if soak else 204)
    actor, run_id = support.person("intake"), begun(kinds=["message"]).id
    with store.write(actor) as work:
        of = {m.id: matter[m.source_id] for m in work.scalars(sa.select(ClusterMember))}
        groups = clusters.near(work, run_id)
        sorting.suggest(work, actor, run_id, groups)
        led = [Counter(of[one] for one in group).most_common(1)[0] for group in groups]
        assert sum(n for _matter, n in led) >= 0.99 * sum(map(len, groups))
        assert sum(map(len, groups)) >= 0.7 * len(of)
        first: dict[int | None, int] = {}
        for number, (about, _n) in enumerate(led, start=1):
            made = sorting.make_whole(work, actor, run_id, number, {"title": f"第{about}类"})
            if first.setdefault(about, made.id) != made.id:
                sorting.merge(work, actor, made.id, made.row_version, first[about])
        facts = {**KIND, "owner_unit_id": actor.unit_id, "measures": "改", "due_on": "2026-12-31"}
        for about in first.keys() - {None}:
            row = clusters.get(work, first[about])
            sorting.put_on_list(work, actor, row.id, row.row_version, facts)
    session = fresh()
    store.name(session, actor)
    listed, counts = clusters.listed(session), clusters.counts(session, run_id)
    assert len(listed) == len(first.keys() - {None})
    assert len(listed) == 29 if soak else len(listed) >= 20
    assert sum(counts[one.id] for one in listed) == sum(one.supports or 0 for one in listed)
    assert sum(counts.values()) == len(of) == len(matter)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO cluster_member (run_id, unit_id, kind, source_id, channel, created_at,"
        " row_version) SELECT run_id, unit_id, kind, 999, channel, created_at, 1"
        " FROM cluster_member",
        "DELETE FROM cluster_member",
        "UPDATE cluster_member SET source_id = 999",
        "UPDATE clustering_run SET total = total + 1",
        "UPDATE cluster_member SET cluster_id = 4711",
    ],
)
def test_database_itself_keeps_the_frozen_list(app: Flask, statement: str) -> None:
    with store.write(system("test")) as work:
        work.add(campaign_rows.message(1))
    begun()
    with support.owner() as connection, pytest.raises(IntegrityError):
        connection.execute(sa.text(statement))
        connection.commit()


def test_database_refuses_a_total_that_is_not_the_number_of_rows(app: Flask) -> None:
    with store.write(system("test")) as work:
        row_id = campaign_rows.run_of(work).id
    freeze = "UPDATE clustering_run SET total = 2, frozen_at = created_at WHERE id = :id"
    with support.owner() as connection, pytest.raises(IntegrityError):
        connection.execute(sa.text(freeze), {"id": row_id})


def test_what_became_an_item_counts_once_and_what_is_not_seen_counts_not(app: Flask) -> None:
    hands = Hands(app)
    item = hands.register()
    with store.write(system("test")) as work:
        work.add_all(
            [
                campaign_rows.message(1, problem_id=item),
                campaign_rows.message(2),
                campaign_rows.message(3, track=Track.DISCIPLINE),
            ]
        )
    assert begun().total == 3
    assert begun("bureau_lead").total == 2
    assert begun(kinds=["message"]).total == 3


def test_a_clustering_goes_from_messages_to_a_listed_problem_and_the_ledger(app: Flask) -> None:
    hands = Hands(app)
    told((0, 20, 0, 0))
    answer = hands.send("intake", "/clusters/new", **FACTS)
    assert answer.status_code == 302, answer.text[:3000]
    base = answer.location
    assert "20 条 = 已归并 0 + 还没归并 20" in hands.get("intake", base).text
    hands.post("intake", f"{base}/suggest", {"csrf_token": hands.token("intake")})
    assert hands.get("intake", base).text.count("group=") == 4
    assert "整组 5 条归并" in hands.get("intake", f"{base}/members?group=1").text
    whole = {"csrf_token": hands.token("intake"), "group": "1", "title": "路灯不亮", "_once": "k1"}
    for _ in range(2):
        assert hands.post("intake", f"{base}/whole", whole).status_code == 302
    (made,) = rows(Cluster)
    assert "20 条 = 已归并 5 + 还没归并 15" in hands.get("intake", base).text
    pick = [row.id for row in rows(ClusterMember) if row.cluster_id is None][:2]
    page = hands.get("intake", f"{base}/members").text
    token = {"csrf_token": hands.token("intake"), "pk": pick, "_once": "k2"}
    assert "第15位" in page
    assert hands.post("intake", f"{base}/make", {**token, "title": ""}).status_code == 422
    assert hands.post("intake", f"{base}/make", {**token, "title": "供热"}).status_code == 302
    assert hands.post("intake", f"{base}/move", {**token, "to": str(made.id)}).status_code == 409
    second = rows(Cluster)[1]
    merged = {**token, "version": second.row_version, "target": str(made.id)}
    assert hands.post("intake", f"/cluster/{second.id}/merge", merged).status_code == 302
    one = f"/cluster/{made.id}"
    listed = {"owner_unit_id": "高湾镇", "measures": "逐盏检修", "due_on": "2026-12-31", **KIND}
    assert hands.send("intake", f"{one}/list", version="77", **listed).status_code == 409
    assert hands.send("intake", f"{one}/list", **listed).status_code == 302
    assert hands.get("intake", f"{one}/register").status_code == 403
    assert rows(Cluster)[0].supports == 7
    assert rows(Cluster)[0].problem_id == newest().id
    assert "还没答复 7" in hands.get("intake", one).text
    assert {row.problem_id for row in rows(Message)} == {None}
    assert hands.send("intake", f"{one}/edit", title="村里路灯不亮").status_code == 302
    assert "村里路灯不亮" in hands.get("gaowan", "/clusters/listed").text
    assert "已进台账" in hands.get("gaowan", "/clusters/listed").text
    assert "有您单位牵头的问题" in hands.get("gaowan", "/inbox/").text
    assert hands.get("intake", "/clusters/listed.xlsx").status_code == 200


def test_a_run_is_of_its_office_and_a_unit_sees_its_listed_problem_alone(app: Flask) -> None:
    hands = Hands(app)
    with store.write(system("test")) as work:
        work.add_all([campaign_rows.message(1), campaign_rows.message(2, track=Track.DISCIPLINE)])
    inner, outer = begun().id, begun("bureau_lead").id
    seen = {
        who: [hands.get(who, f"/clusters/{row}").status_code for row in (inner, outer)]
        for who in ("intake", "leader", "bureau_lead", "gaowan", "inspector")
    }
    both, none = [200, 200], [404, 404]
    assert seen == {
        "intake": both,
        "leader": both,
        "bureau_lead": [404, 200],
        "gaowan": none,
        "inspector": none,
    }
    for who in ("clerk", "casekeeper", "village", "auditor"):
        assert hands.get(who, "/clusters/").status_code == 403, who
    token = {"csrf_token": hands.token("gaowan"), "pk": "1", "title": "x"}
    assert hands.post("gaowan", f"/clusters/{inner}/make", token).status_code == 404


def test_a_problem_that_holds_anything_inner_is_registered_on_the_discipline_track(
    app: Flask,
) -> None:
    with store.write(system("test")) as work:
        work.add_all([campaign_rows.message(1), campaign_rows.message(2, track=Track.DISCIPLINE)])
    actor, run_id = support.person("intake"), begun().id
    with store.write(actor) as work:
        ids = [row.id for row in work.scalars(sa.select(ClusterMember))]
        made = sorting.make(work, actor, run_id, ids, {"title": "收费不明"})
        listed = {
            "owner_unit_id": actor.unit_id,
            "measures": "公示",
            "due_on": "2026-12-01",
            **KIND,
        }
        sorting.put_on_list(work, actor, made.id, made.row_version, listed)
    assert newest().track == Track.DISCIPLINE


def test_a_listed_problem_is_an_item_that_is_tied_to_the_items_among_its_members(
    app: Flask,
) -> None:
    hands, lead = Hands(app), support.person("leader")
    first, second = hands.register(), hands.register(title="补办材料推来推去")
    with store.write(system("test")) as work:
        work.add_all([campaign_rows.message(1), campaign_rows.message(2, problem_id=second)])
    actor, run_id = support.person("intake"), begun(kinds=["problem", "message"]).id
    listed = {"owner_unit_id": support.unit_id("GW"), "measures": "公示", "due_on": "2026-12-01"}
    listed |= KIND
    with store.write(actor) as work:
        ids = list(work.scalars(sa.select(ClusterMember.id).order_by(ClusterMember.id)))
        one = sorting.make(work, actor, run_id, ids[:1], {"title": "互为前置"})
        two = sorting.make(work, actor, run_id, ids[1:], {"title": "路灯"})
    with store.write(lead) as work, pytest.raises(Invalid, match="登记诉求的岗位"):
        sorting.put_on_list(work, lead, one.id, clusters.get(work, one.id).row_version, listed)
    with store.write(actor) as work:
        sorting.put_on_list(work, actor, one.id, clusters.get(work, one.id).row_version, listed)
    item = newest().id
    assert rows(Cluster)[0].problem_id == item not in {first, second}
    assert [(row.problem_id, row.other_id) for row in rows(ProblemLink)] == [(item, first)]
    with store.write(lead) as work:
        version, number = clusters.get(work, two.id).row_version, work.get_one(Problem, item)
        taken = {**listed, "number": number.problem_no}
        with pytest.raises(Invalid, match="另一个问题"):
            sorting.put_on_list(work, lead, two.id, version, taken)
        sorting.merge(work, lead, two.id, version, one.id)
    assert {row.other_id for row in rows(ProblemLink)} == {first, second}
    # Being sorted together makes nobody's matter a repeated one.
    assert {row.kind for row in rows(ProblemLink)} == {LinkKind.GATHERED}
    figure_fold.fold()
    rate, at = "repeat_rate", months.of(clock.today())
    store.name(fresh(), actor)
    assert api.values(support.session(), actor, [rate], [at])[rate][at].part == 0
    typed = {"number": number.problem_no, "kind": LinkKind.GATHERED.value}
    with store.write(actor) as work, pytest.raises(Invalid, match="由系统自动关联"):
        thanks.link(work, actor, first, typed)
    with store.write(actor) as work:
        sorting.move(work, actor, run_id, ids[:1], one.id, None)
        run = clusters.run(work, run_id)
        assert sum(clusters.counts(work, run_id).values()) == run.total == len(ids)


def test_a_remark_that_asks_for_no_answer_is_not_called_answered(app: Flask) -> None:
    hands, bad = Hands(app), EvalLevel.DISSATISFIED
    month.evaluated("GW", {bad: 2}, text="路灯不亮")
    month.evaluated("XJ", {bad: 1}, text="路灯又不亮", asks_reply=True)
    run, actor = begun(from_on="2026-10-01"), support.person("intake")
    with store.write(actor) as work:
        ids = list(work.scalars(sa.select(ClusterMember.id)))
        made = sorting.make(work, actor, run.id, ids, {"title": "路灯不亮"})
    page = hands.get("intake", f"/cluster/{made.id}").text
    assert "3 条</a>：已答复 0，还没答复 1，不要求答复 2。" in page


def test_a_listed_problem_is_of_the_source_of_its_members_and_the_chosen_kind(app: Flask) -> None:
    hands, actor = Hands(app), support.person("intake")
    month.evaluated("GW", {EvalLevel.DISSATISFIED: 2}, text="路灯不亮")
    run = begun(from_on="2026-10-01")
    with store.write(actor) as work:
        ids = list(work.scalars(sa.select(ClusterMember.id)))
        row_id = sorting.make(work, actor, run.id, ids, {"title": "路灯不亮"}).id
    path = f"/cluster/{row_id}"
    listed = {"owner_unit_id": "高湾镇", "measures": "逐盏检修", "due_on": "2026-12-31"}
    missing = hands.send("intake", f"{path}/list", **listed)
    assert missing.status_code == 422
    assert "请选择诉求类型" in missing.text
    assert hands.send("intake", f"{path}/list", **listed, **KIND).status_code == 302
    assert (newest().channel, newest().request_type) == (Channel.QR, RequestType.COMPLAINT)
    for page in (path, "/clusters/listed"):
        text = hands.get("intake", page).text
        assert 'light still">已登记<' in text
        assert "正在办理" not in text


def test_a_raw_row_that_becomes_void_stays_among_the_frozen_ones(app: Flask) -> None:
    month.evaluated("GW", {EvalLevel.DISSATISFIED: 2}, text="路灯不亮")
    row = begun(from_on="2026-10-01")
    with store.write(system("test")) as work:
        one = work.scalars(sa.select(Evaluation)).first()
        assert one is not None
        one.state, one.void_reason = EvalState.VOID, "重复"
    session = fresh()
    store.name(session, support.person("intake"))
    assert sum(clusters.counts(session, row.id).values()) == row.total == 2
    assert sum(n for _label, n in clusters.sources(session, row)) == 2
