"""Names and telephones in one file: two persons, one download, a trace for each name before it."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import audit, clock, store
from app.errors import Forbidden, Invalid, Missing, Refused
from app.models import AuditLog, IdentityReveal
from app.operations import identity_export, identity_requests
from tests import makers, support

FORMULA = "=HYPERLINK(杨大海"


def numbers(*ids: int) -> list[str]:
    """Return the numbers of items."""
    return [makers.stored(one).problem_no for one in ids]


def asked(who: str, listed: list[str]) -> int:
    """Propose a file and return the request's id."""
    actor = support.person(who)
    with store.write(actor) as work:
        return identity_export.ask(work, actor, listed, "notify", "告知受理情况").id


def approved(request_id: int, who: str = "leader") -> None:
    """Approve a request."""
    actor = support.person(who)
    with store.write(actor) as work:
        identity_requests.decide(work, actor, request_id, 1, approve=True)


def fetched(who: str, request_id: int) -> bytes:
    """Fetch the file as the view does."""
    actor = support.person(who)
    with store.write(actor) as work:
        entries = identity_export.spend(work, actor, request_id)
    return identity_export.workbook(store.current(), actor, entries)


def cells(content: bytes) -> list[list[object]]:
    """Return the values of the sheet."""
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_approved_file_shows_the_listed_items_and_traces_each(session: Session) -> None:
    first = makers.registered("clerk")
    second = makers.registered("clerk", name="刘二", phone="13900139000", request_type="report")
    request_id = asked("intake", numbers(first, second))
    approved(request_id)
    rows = cells(fetched("intake", request_id))
    assert [row[3:5] for row in rows[1:]] == [
        [makers.NAME, makers.PHONE],
        ["刘二", "13900139000"],
    ]
    makers.stored(first)
    traces = session.scalars(sa.select(IdentityReveal).order_by(IdentityReveal.id)).all()
    assert [trace.object_id for trace in traces] == [first, second]
    leader = support.person("leader").account_id
    assert {(trace.second_approver_id, trace.request_id) for trace in traces} == {
        (leader, request_id)
    }
    row = session.scalars(sa.select(AuditLog).where(AuditLog.action == "identity.export")).one()
    assert row.detail["contacts"] == [trace.contact_id for trace in traces]
    assert makers.NAME not in str(row.detail)


def test_file_cannot_be_made_before_the_traces_are_committed(session: Session) -> None:
    request_id = asked("intake", numbers(makers.registered("clerk")))
    approved(request_id)
    actor = support.person("intake")
    with pytest.raises(RuntimeError), store.write(actor) as work:
        identity_export.workbook(work, actor, identity_export.spend(work, actor, request_id))
    makers.stored(1)
    assert session.scalars(sa.select(IdentityReveal)).all() == []


def test_file_is_fetched_once_by_who_proposed_it(session: Session) -> None:
    request_id = asked("intake", numbers(makers.registered("clerk")))
    approved(request_id)
    with pytest.raises(Forbidden):
        fetched("leader", request_id)
    fetched("intake", request_id)
    with pytest.raises(Refused, match="已使用"):
        fetched("intake", request_id)


def test_file_is_not_fetched_before_approval_nor_after_its_hours(session: Session) -> None:
    request_id = asked("intake", numbers(makers.registered("clerk")))
    with pytest.raises(Refused, match="待批准"):
        fetched("intake", request_id)
    approved(request_id)
    with clock.fixed(support.NOW + timedelta(hours=24)), pytest.raises(Refused, match="已过"):
        fetched("intake", request_id)


@pytest.mark.parametrize(
    "who", ["leader", "inspector", "bureau_lead", "clerk", "gaowan", "auditor"]
)
def test_only_the_intake_office_proposes(session: Session, who: str) -> None:
    listed = numbers(makers.registered("clerk"))
    with pytest.raises(Forbidden):
        asked(who, listed)


@pytest.mark.parametrize("who", ["intake", "inspector", "bureau_lead", "secadmin"])
def test_only_another_leader_approves(session: Session, who: str) -> None:
    request_id = asked("intake", numbers(makers.registered("clerk")))
    with pytest.raises((Forbidden, Missing)):
        approved(request_id, who)


def test_list_names_the_numbers_that_cannot_be_in_it(session: Session) -> None:
    about_us = makers.registered("clerk", unit_complained_id=support.unit_id("DF"))
    nobody = makers.registered("clerk", identity_mode="anonymous", name="", phone="")
    for listed in (numbers(about_us), numbers(nobody), ["HXZT-2026-99999"]):
        with pytest.raises(Invalid, match=listed[0]):
            asked("intake", listed)
    with pytest.raises(Invalid, match="1 至 200"):
        asked("intake", [])


def test_name_that_is_a_formula_stays_text(session: Session) -> None:
    request_id = asked("intake", numbers(makers.registered("clerk", name=FORMULA)))
    approved(request_id)
    sheet = openpyxl.load_workbook(io.BytesIO(fetched("intake", request_id))).active
    assert sheet is not None
    assert (sheet["D2"].value, sheet["D2"].data_type) == (FORMULA, "s")


def test_file_never_lies_on_the_disk(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    request_id = asked("intake", numbers(makers.registered("clerk")))
    approved(request_id)

    def refuse(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("a file was opened")

    for name in (
        "TemporaryFile",
        "NamedTemporaryFile",
        "mkstemp",
        "mkdtemp",
        "SpooledTemporaryFile",
    ):
        monkeypatch.setattr(f"tempfile.{name}", refuse)
    assert fetched("intake", request_id).startswith(b"PK")
    assert not list(tmp_path.rglob("*.xlsx"))
    assert audit.verify(session)[1] is None
