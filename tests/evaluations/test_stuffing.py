"""What looks stuffed is kept and counts until a person confirms it, in both directions."""

from __future__ import annotations

import re
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app import arrivals, clock, store
from app.enums import EvalLevel
from app.enums_evaluation import FlagKind, FlagState
from app.errors import Forbidden, Missing
from app.models import EvalAppeal, Evaluation, EvaluationFlag, Rectification, ServicePoint
from app.operations import appealing, stuffing, submission
from app.operations.stuffing import Chosen
from app.principal import PUBLIC
from app.queries import evaluations
from tests import support
from tests.evaluations.hands import TEST, TOKEN, rate, rows, tick

ALL, GOOD_ONES = Chosen(), Chosen(frozenset({"satisfied"}))
GOOD: dict[str, Any] = {"channel": "qr", "level": "satisfied", "qr_token": TOKEN}


def sent(count: int, **facts: Any) -> None:
    """Send good evaluations through the operation."""
    for number in range(count):
        with store.write(PUBLIC) as work:
            submission.evaluate(work, {**GOOD, **facts}, f"{facts}/{number}")


def kinds() -> dict[FlagKind, int]:
    """Return how many flags of each kind wait."""
    found: dict[FlagKind, int] = {}
    for flag in rows(EvaluationFlag):
        if flag.state == FlagState.OPEN:
            found[flag.kind] = found.get(flag.kind, 0) + 1
    return found


def score(point: dict[str, int]) -> dict[EvalLevel, int]:
    """Return what counts of a point."""
    rows(Evaluation)
    return evaluations.tally(support.session(), point["point"])


def test_burst_of_one_browser_is_kept_flagged_and_counts_until_confirmed(
    app: Flask, point: dict[str, int], soak: bool
) -> None:
    count = 10_000 if soak else 200
    arrivals.register(app)
    started = time.perf_counter()
    sent(count, client_token="one-browser")
    took = time.perf_counter() - started
    tick()
    tick()
    assert len(rows(Evaluation)) == count
    assert kinds() == {FlagKind.TOKEN: count - 3, FlagKind.BURST: count - 10}
    assert score(point) == {EvalLevel.SATISFIED: count}
    bureau = support.login(app.test_client(), "bureau_lead")
    page = bureau.get("/evaluations/flags").text
    assert f'<span class="num">{count - 3}</span> 条' in page
    shown = page.split('value="token"')[1].split("</form>")[0]
    upto = re.findall(r'name="upto" value="(\d+)"', shown)[0]
    data = {"csrf_token": support.token(page), "point": point["point"], "kind": "token"}
    data["upto"] = upto
    unsaid = bureau.post("/evaluations/flags", data={**data, "outcome": "confirmed"})
    assert (unsaid.status_code, "怎样核实" in unsaid.text) == (422, True)
    assert score(point) == {EvalLevel.SATISFIED: count}
    facts = {**data, "outcome": "confirmed", "note": "同一部手机", "levels": "satisfied"}
    assert bureau.post("/evaluations/flags", data=facts).status_code == 302
    assert score(point) == {EvalLevel.SATISFIED: 3}
    assert len(rows(Evaluation)) == count
    print(f"burst of {count} from one token: {count / took:.0f}/s, all kept and flagged")


def test_what_is_dismissed_counts_and_is_not_asked_again(point: dict[str, int]) -> None:
    sent(6, client_token="one-browser")
    tick()
    actor = support.person("intake")
    with store.write(actor) as work:
        done = stuffing.decide(
            work, actor, point["point"], "token", "dismissed", "一家人轮流评", ALL
        )
    assert done == 3
    tick()
    assert kinds() == {}
    assert score(point) == {EvalLevel.SATISFIED: 6}
    with store.write(actor) as work, pytest.raises(Missing):
        stuffing.decide(work, actor, point["point"], "token", "dismissed", "再来", ALL)


def test_three_of_one_browser_are_nothing_special(point: dict[str, int]) -> None:
    sent(3, client_token="a")
    sent(3, client_token="b")
    tick()
    assert kinds() == {}


def test_unit_does_not_judge_its_own_evaluations(point: dict[str, int]) -> None:
    with store.write(TEST) as work:
        work.execute(sa.update(ServicePoint).values(unit_id=support.unit_id("SP")))
    sent(5, client_token="x")
    tick()
    lead = support.person("bureau_lead")
    with store.write(lead) as work, pytest.raises(Forbidden):
        stuffing.decide(work, lead, point["point"], "token", "confirmed", "是", GOOD_ONES)


def test_kiosk_that_is_pressed_quickly_or_after_hours_is_flagged(point: dict[str, int]) -> None:
    kiosk = {
        "channel": "kiosk",
        "qr_token": "",
        "service_point_id": point["point"],
        "kiosk_no": "K01",
    }
    for seq, hour, quick, level in (
        (1, 9, False, "satisfied"),
        (2, 9, True, "satisfied"),
        (3, 20, False, "satisfied"),
        (4, 7, False, "satisfied"),
        (5, 20, True, "dissatisfied"),
        (6, 17, False, "satisfied"),
    ):
        facts = {
            **GOOD,
            **kiosk,
            "kiosk_seq": seq,
            "happened_on": date(2026, 11, 17),
            "happened_hour": hour,
            "is_quick": quick,
            "level": level,
            "reasons": ["slow_processing"],
        }
        with store.write(PUBLIC) as work:
            submission.evaluate(work, facts, "")
    tick()
    found = {
        (rows(Evaluation)[flag.evaluation_id - 1].kiosk_seq, flag.kind)
        for flag in rows(EvaluationFlag)
    }
    assert found == {
        (2, FlagKind.QUICK),
        (3, FlagKind.AFTER_HOURS),
        (4, FlagKind.AFTER_HOURS),
    }


def test_burst_is_counted_by_the_minute_and_by_the_point(tmp_path: Path) -> None:
    counts = arrivals.Arrivals(tmp_path)
    assert not any(counts.came(1, 100.0 + n) for n in range(10))
    assert counts.came(1, 111.0)
    assert not counts.came(2, 111.0)
    assert not counts.came(1, 175.0)
    assert (tmp_path / arrivals.LOCK).read_bytes() == b""


def test_rows_of_a_suspicion_keep_the_hour_alone(
    citizen: FlaskClient, point: dict[str, int]
) -> None:
    with clock.fixed(support.NOW + timedelta(minutes=17, seconds=3)):
        for _ in range(12):
            rate(citizen, level="satisfied")
        tick()
    assert {flag.kind for flag in rows(EvaluationFlag)} == {FlagKind.TOKEN, FlagKind.BURST}
    for flag in rows(EvaluationFlag):
        assert (flag.flagged_on.minute, flag.created_at.minute) == (0, 0)


def test_what_came_after_the_page_was_shown_waits_for_its_own_decision(
    point: dict[str, int],
) -> None:
    sent(5, client_token="one-browser")
    tick()
    seen = max(flag.id for flag in rows(EvaluationFlag))
    sent(2, client_token="one-browser", text="后来的")
    tick()
    actor = support.person("intake")
    with store.write(actor) as work:
        chosen = Chosen(GOOD_ONES.levels, upto=seen)
        assert stuffing.decide(work, actor, point["point"], "token", "confirmed", "是", chosen) == 2
    assert kinds() == {FlagKind.TOKEN: 2}


def test_stuffed_bad_evaluation_ends_its_task_and_no_appeal_brings_it_back(
    point: dict[str, int],
) -> None:
    bad = {"level": "dissatisfied", "reasons": ["slow_processing"]}
    sent(5, client_token="one-browser", **bad)
    tick()
    unit, judge = support.person("minzheng"), support.person("intake")
    last = rows(Evaluation)[-1].id
    with store.write(unit) as work:
        appealing.ask(work, unit, last, {"ground": "malicious", "evidence": "同一部手机"})
    with store.write(judge) as work:
        bad_ones = Chosen(frozenset({"dissatisfied"}))
        stuffing.decide(work, judge, point["point"], "token", "confirmed", "同一部手机", bad_ones)
    decided = {"outcome": "rejected", "decision": "另案处理。"}
    with store.write(judge) as work:
        appealing.decide(work, judge, last, rows(EvalAppeal)[0].row_version, decided)
    assert [one.state for one in rows(Evaluation)] == ["valid"] * 3 + ["void"] * 2
    results = [task.result for task in rows(Rectification)]
    assert results == ["open"] * 3 + ["explained"] * 2


BAD: dict[str, Any] = {"level": "dissatisfied", "reasons": ["slow_processing"]}


def flood(point: dict[str, int]) -> list[int]:
    """Send a flood of good evaluations with three bad ones in it; return the flags of those."""
    sent(6, client_token="one-browser")
    sent(3, client_token="one-browser", **BAD)
    tick()
    levels = {row.id: row.level for row in rows(Evaluation)}
    return [f.id for f in rows(EvaluationFlag) if levels[f.evaluation_id] == "dissatisfied"]


def confirm(app: Flask, point: dict[str, int], **facts: Any) -> Any:
    """Confirm on the page what was chosen."""
    client = support.login(app.test_client(), "bureau_lead")
    page = client.get("/evaluations/flags").text
    upto = re.findall(r'name="upto" value="(\d+)"', page)[0]
    carried = {"csrf_token": support.token(page), "point": point["point"], "kind": "token"}
    said = {"upto": upto, "outcome": "confirmed", "note": "同一部手机"}
    return client.post("/evaluations/flags", data={**carried, **said, **facts})


def states() -> list[tuple[str, str]]:
    """Return grade and state of each evaluation beyond the first three."""
    return [(row.level.value, row.state.value) for row in rows(Evaluation)][3:]


def test_flood_of_good_ones_takes_no_bad_one_with_it(app: Flask, point: dict[str, int]) -> None:
    flood(point)
    assert confirm(app, point, levels="satisfied").status_code == 302
    assert states() == [("satisfied", "void")] * 3 + [("dissatisfied", "valid")] * 3
    assert kinds() == {FlagKind.TOKEN: 3}
    assert [task.result for task in rows(Rectification)] == ["open"] * 3


def test_confirming_without_a_choice_confirms_nothing(app: Flask, point: dict[str, int]) -> None:
    flood(point)
    answer = confirm(app, point)
    assert (answer.status_code, "请选择哪些评价不计分" in answer.text) == (422, True)
    assert {state for _, state in states()} == {"valid"}


def test_bad_ones_are_chosen_one_by_one(app: Flask, point: dict[str, int]) -> None:
    first, second, third = flood(point)
    page = support.login(app.test_client(), "bureau_lead").get("/evaluations/flags").text
    assert re.findall(r'name="ones" value="(\d+)"', page) == [
        str(n) for n in (first, second, third)
    ]
    assert "满意 3 条" in page
    assert "不满意 3 条" in page
    assert confirm(app, point, levels="satisfied", ones=[str(second)]).status_code == 302
    bad = [("dissatisfied", state) for state in ("valid", "void", "valid")]
    assert states() == [("satisfied", "void")] * 3 + bad
    results = [task.result for task in rows(Rectification)]
    assert results == ["open", "explained", "open"]


def test_flag_of_another_point_or_kind_is_not_reached(app: Flask, point: dict[str, int]) -> None:
    """What is ticked counts within its own group alone."""
    flags = flood(point)
    answer = confirm(app, point, kind="burst", ones=[str(flags[0])])
    assert answer.status_code == 302
    assert {state for _, state in states()} == {"valid"}
