"""An independent recount: every metric from the bare rows, in plain Python, by its definition."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import sqlalchemy as sa

from app.enums_ledger import MetricKind
from app.models import Model
from tests import support

OPEN = {
    "registered", "pending_decision", "assigned", "in_progress", "suspended", "submitted",
    "pending_feedback",
}  # fmt: skip
TABLES = (
    "evaluation",
    "evaluation_reason",
    "evaluation_flag",
    "rectification",
    "problem",
    "problem_event",
    "problem_step",
    "problem_link",
    "deadline",
    "extension",
    "feedback",
    "outcome_metric",
    "calendar_day",
    "service_point",
    "case_count",
)
Numbers = tuple[int, int | None, Decimal | None]


def _plain(value: Any) -> Any:
    """Return a stored value without its enumeration, instants in UTC."""
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=UTC)
    return value.value if hasattr(value, "label") else value


class Rows:
    """All rows as they stand, and the numbers they give for one reader."""

    def __init__(self, now: datetime) -> None:
        """Read every table once, as the owner of the database."""
        self.now = now
        self.all: dict[str, list[dict[str, Any]]] = {}
        with support.owner() as connection:
            for name in TABLES:
                found = connection.execute(sa.select(Model.metadata.tables[name])).mappings()
                self.all[name] = [{k: _plain(v) for k, v in row.items()} for row in found]
        self.problem = {row["id"]: row for row in self.all["problem"]}
        self.evaluation = {row["id"]: row for row in self.all["evaluation"]}
        self.workdays = {row["on"] for row in self.all["calendar_day"] if row["is_workday"]}
        self.extended = {r["problem_id"] for r in self.all["extension"] if r["state"] == "approved"}
        self.again = {
            r["problem_id"]
            for r in self.all["problem_link"]
            if r["kind"] in {"same_fact", "relapse"}
        }
        self.stuffed = {
            r["evaluation_id"] for r in self.all["evaluation_flag"] if r["state"] == "confirmed"
        }
        self.windows = {r["id"]: r["service_window_id"] for r in self.all["service_point"]}
        self.cases = {(r["service_window_id"], r["day"]): r for r in self.all["case_count"]}

        self.dues: dict[int, list[dict[str, Any]]] = {}
        for row in sorted(self.all["deadline"], key=lambda one: one["id"]):
            if row["kind"] == "handle":
                self.dues.setdefault(row["step_id"], []).append(row)
        # From when each item stood still, and until when.
        self.stops: dict[int, list[tuple[datetime, bool]]] = {}
        for row in sorted(self.all["problem_event"], key=lambda one: one["seq"]):
            stands = row["to_state"] == "suspended"
            self.stops.setdefault(row["problem_id"], []).append((row["at"], stands))

    def stood_late(self, step: dict[str, Any], at: datetime) -> bool:
        """Tell whether a share was open at an instant, beyond the due date that it had then."""
        ended = step["ended_at"] is not None and step["ended_at"] < at
        still = [stands for on, stands in self.stops[step["problem_id"]] if on < at][-1:]
        if step["entered_at"] >= at or ended or still == [True]:
            return False
        gone = [row for row in self.dues[step["id"]] if (row["superseded_at"] or at) < at]
        now = self.dues[step["id"]][len(gone)]
        return bool(now["due_at"] < at)

    def numbers(self, month: str, unit: int | None, secret: bool) -> dict[str, Numbers]:
        """Return (n, part, value) of every metric, for a month and a unit."""
        return _Reader(self, month, unit, secret).numbers()


def _day(at: datetime | date) -> date:
    """Return the day in China."""
    return (at + timedelta(hours=8)).date() if isinstance(at, datetime) else at


def _rate(part: int, whole: int) -> Numbers:
    """Return a rate in per cent."""
    if not whole:
        return 0, part, None
    share = (Decimal(100 * part) / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return whole, part, share


def _count(n: int) -> Numbers:
    """Return a plain number."""
    return n, None, Decimal(n)


class _Reader:
    """One reader's numbers of one month."""

    def __init__(self, rows: Rows, month: str, unit: int | None, secret: bool) -> None:
        self.rows, self.month, self.unit, self.secret = rows, month, unit, secret

    def _in(self, at: Any) -> bool:
        return at is not None and _day(at).isoformat()[:7] == self.month

    def _until(self, at: Any) -> bool:
        return at is not None and _day(at).isoformat()[:7] <= self.month

    def _item(self, row: dict[str, Any]) -> bool:
        """Tell whether an item is this reader's."""
        closely = row["track"] != "service" or row["is_sensitive"]
        return (self.secret or not closely) and self.unit in {None, row["lead_unit_id"]}

    def _of(self, table: str) -> Iterable[tuple[dict[str, Any], dict[str, Any]]]:
        """Yield the rows of a table that hang on this reader's items."""
        for row in self.rows.all[table]:
            item = self.rows.problem[row["problem_id"]]
            if self._item(item):
                yield row, item

    def _evaluations(self) -> list[dict[str, Any]]:
        return [
            row
            for row in self.rows.all["evaluation"]
            if row["state"] != "void"
            and (self.secret or not row["is_sensitive"])
            and self.unit in {None, row["unit_id"]}
        ]

    def numbers(self) -> dict[str, Numbers]:
        """Return every number."""
        return {
            **self._of_evaluations(),
            **self._of_items(),
            **self._of_closed(),
            **self._of_moves(),
            **self._of_stock(),
        }

    def _of_evaluations(self) -> dict[str, Numbers]:
        step = {
            "very_satisfied": "good", "satisfied": "good", "basically_satisfied": "neutral",
            "neutral": "neutral", "dissatisfied": "bad", "very_dissatisfied": "bad",
        }  # fmt: skip
        mine = self._evaluations()
        now = [row for row in mine if self._in(row["happened_on"])]
        scored = [row for row in now if row["id"] not in self.rows.stuffed]
        found = {"evaluations": _count(len(now)), "evaluations_by_channel": _count(len(now))}
        for name in ("good", "neutral", "bad"):
            of_name = [row for row in now if step[row["level"]] == name]
            found[f"evaluations_{name}"] = _count(len(of_name))
            part = sum(row["id"] not in self.rows.stuffed for row in of_name)
            found[f"{name}_rate"] = _rate(part, len(scored))
        appealed = [row for row in now if row["state"] == "under_appeal"]
        found["evaluations_appealed"] = _count(len(appealed))
        found["evaluations_stuffed"] = _count(len(now) - len(scored))
        closely = [row for row in self.rows.all["evaluation"] if row["is_sensitive"]]
        told = [row for row in closely if row["state"] != "void" and self._in(row["happened_on"])]
        mine_too = [row for row in told if self.unit in {None, row["unit_id"]}]
        found["evaluations_sensitive"] = _count(len(mine_too))
        ids = {row["id"] for row in now}
        reasons = self.rows.all["evaluation_reason"]
        found["bad_reasons"] = _count(sum(r["evaluation_id"] in ids for r in reasons))
        return found | self._of_tasks({row["id"] for row in mine}) | self._of_cases(now)

    def _of_tasks(self, ids: set[int]) -> dict[str, Numbers]:
        minute = self.rows.now.replace(second=0, microsecond=0)
        due = [
            row
            for row in self.rows.all["rectification"]
            if row["evaluation_id"] in ids
            and self._in(row["due_at"])
            and (row["done_at"] or row["due_at"] < minute)
        ]
        good = sum(bool(r["done_at"]) and r["done_at"] <= r["due_at"] for r in due)
        return {"rectified_rate": _rate(good, len(due))}

    def _of_cases(self, now: list[dict[str, Any]]) -> dict[str, Numbers]:
        known = [
            row
            for row in self.rows.all["case_count"]
            if self._in(row["day"]) and self.unit in {None, row["unit_id"]}
        ]
        tied = sum(
            (self.rows.windows[row["service_point_id"]], row["happened_on"]) in self.rows.cases
            for row in now
        )
        whole = sum(row["n"] for row in known)
        return {
            "participation": _rate(tied, whole),
            "cases": (len(known), None, Decimal(whole)),
        }

    def _of_items(self) -> dict[str, Numbers]:
        mine = [row for row in self.rows.problem.values() if self._item(row)]
        new = [row for row in mine if self._in(row["registered_at"])]
        kinds = {
            "suggestions": {"suggestion"},
            "complaints": {"complaint", "report"},
            "consultations": {"consultation", "help"},
        }
        again = sum(bool(r["master_problem_id"]) or r["id"] in self.rows.again for r in new)
        found = {
            code: _count(sum(row["request_type"] in words for row in new))
            for code, words in kinds.items()
        }
        for code in ("registered", "by_source", "by_domain", "by_result"):
            found[code] = _count(len(new))
        accepted = sum(self._in(row["accepted_at"]) for row in mine)
        return {**found, "accepted": _count(accepted), "repeat_rate": _rate(again, len(new))}

    def _of_closed(self) -> dict[str, Numbers]:
        done = [
            row
            for row in self.rows.problem.values()
            if self._item(row) and self._closed(row) and self._in(row["closed_at"])
        ]
        days = sorted(self._days(row) for row in done)
        n = len(done)
        return {
            "closed": _count(n),
            "resolved": _count(sum(row["outcome_kind"] == "resolved" for row in done)),
            "explained": _count(sum(row["outcome_kind"] == "explained" for row in done)),
            "on_time_rate": self._on_time(done),
            "extension_rate": _rate(sum(row["id"] in self.rows.extended for row in done), n),
            "days_mean": self._mean(days),
            "days_median": (n, None, self._median(days)),
            "days_p90": (n, None, Decimal(days[(9 * n + 9) // 10 - 1]) if n else None),
        }

    def _on_time(self, done: list[dict[str, Any]]) -> Numbers:
        """Return the county's share of items, a unit's of its own steps."""
        if self.unit is None:
            late = {r["problem_id"] for r in self.rows.all["problem_step"] if r["late"]}
            good = sum(r["closed_at"] <= r["due_at"] and r["id"] not in late for r in done)
            return _rate(good, len(done))
        own = [
            row
            for row in self.rows.all["problem_step"]
            if (row["role"], row["unit_id"], row["returned_at"]) == ("lead", self.unit, None)
            and self._in(row["ended_at"])
            and (self.secret or self._open_track(row["problem_id"]))
        ]
        return _rate(sum(not row["late"] for row in own), len(own))

    @staticmethod
    def _closed(row: dict[str, Any]) -> bool:
        return row["state"] in {"closed", "archived"} and row["outcome_kind"] is not None

    @staticmethod
    def _mean(days: list[int]) -> Numbers:
        if not days:
            return 0, None, None
        mean = (Decimal(sum(days)) / len(days)).quantize(Decimal("0.01"), ROUND_HALF_UP)
        return len(days), sum(days), mean

    @staticmethod
    def _median(days: list[int]) -> Decimal | None:
        if not days:
            return None
        half = len(days) // 2
        return Decimal(days[half] if len(days) % 2 else days[half - 1] + days[half]) / (
            1 if len(days) % 2 else 2
        )

    def _days(self, row: dict[str, Any]) -> int:
        begin, end = _day(row["accepted_at"] or row["registered_at"]), _day(row["closed_at"])
        span = (begin + timedelta(days=n) for n in range(1, (end - begin).days + 1))
        return sum(day in self.rows.workdays for day in span)

    def _of_moves(self) -> dict[str, Numbers]:
        moves = [r["transition"] for r, _ in self._of("problem_event") if self._in(r["at"])]
        given = [
            row
            for row in self.rows.all["problem_step"]
            if row["role"] == "lead"
            and self._in(row["entered_at"])
            and self.unit in {None, row["unit_id"]}
            and (self.secret or self._open_track(row["problem_id"]))
        ]
        back = sum(row["returned_at"] is not None for row in given)
        rework = moves.count("T14") + moves.count("T17")
        said = [r["callback_result"] for r, _ in self._of("feedback") if self._in(r["at"])]
        reached = sum(word in {"satisfied", "neutral", "dissatisfied"} for word in said)
        return {
            "returned_rate": _rate(back, len(given)),
            "misrouted_rate": _rate(moves.count("T10"), moves.count("T06")),
            "rework_rate": _rate(rework, moves.count("T13")),
            "callback_rate": _rate(said.count("satisfied"), reached),
            "callback_unreachable": _count(said.count("unreachable")),
            "callback_declined": _count(said.count("declined")),
            **self._of_outcomes(),
        }

    def _open_track(self, problem_id: int) -> bool:
        row = self.rows.problem[problem_id]
        return row["track"] == "service" and not row["is_sensitive"]

    def _of_outcomes(self) -> dict[str, Numbers]:
        found: dict[str, Numbers] = {}
        kinds = [kind.value for kind in MetricKind]
        good = [
            row
            for row, item in self._of("outcome_metric")
            if self._in(row["verified_at"])
            and row["void_reason"] is None
            and item["master_problem_id"] is None
        ]
        for kind in kinds:
            values = [row["value"] for row in good if row["kind"] == kind]
            whole = Decimal(sum(values))
            money = kind.startswith("amount_")
            found[f"outcome_{kind}"] = (len(values), None, whole / 100 if money else whole)
        return found

    def _of_stock(self) -> dict[str, Numbers]:
        names = {
            "registered": 0, "reopened": 0, "closed": 0, "rejected": 0, "transferred_out": 0,
            "merged": 0, "withdrawn": 0,
        }  # fmt: skip
        end = start = 0
        for row, _ in self._of("problem_event"):
            before, after = row["from_state"] in OPEN, row["to_state"] in OPEN
            if before == after or row["to_state"] == "archived":
                continue
            move = 1 if after else -1
            end += move * self._until(row["at"])
            if self._in(row["at"]):
                entered = "registered" if row["from_state"] is None else "reopened"
                names[entered if after else row["to_state"]] += 1
                start += move
        return {
            "open_start": _count(end - start),
            "open_end": _count(end),
            "flow_transferred": _count(names.pop("transferred_out")),
            **{f"flow_{name}": _count(n) for name, n in names.items()},
            "late_open": _count(self._late()),
        }

    def _late(self) -> int:
        """Return the lead shares that stood open beyond their due date at the end of the month."""
        after = date(
            int(self.month[:4]) + self.month.endswith("-12"), int(self.month[5:]) % 12 + 1, 1
        )
        end = datetime(after.year, after.month, 1, tzinfo=UTC) - timedelta(hours=8)
        at = min(end, self.rows.now.replace(second=0, microsecond=0))
        return sum(
            self.rows.stood_late(step, at)
            for step in self.rows.all["problem_step"]
            if step["role"] == "lead"
            and self.unit in {None, step["unit_id"]}
            and (self.secret or self._open_track(step["problem_id"]))
        )
