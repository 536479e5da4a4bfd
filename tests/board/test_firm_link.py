"""An enterprise outside the register that wrote: registered and linked in one step."""

from __future__ import annotations

from typing import Any

import pytest

from app.models import AuditLog, Enterprise, IdentityReveal, Problem
from tests.board.door import Citizen
from tests.board.test_enterprise import ACCEPT, leave
from tests.board.test_message import rows
from tests.board.triage import act, only
from tests.firms.test_enterprises import CODE, NAME, add
from tests.views.hands import Hands, fields

PLACE = "130924000000"


def path(tail: str = "") -> str:
    return f"/messages/{only().id}/firm{tail}"


def opened(hands: Hands) -> dict[str, Any]:
    """Open the form with what the enterprise wrote of itself."""
    sent = fields(hands.get("intake", path()).text)
    page = hands.post("intake", path(), {**sent, "purpose": "callback"})
    assert page.status_code == 200, page.text[:400]
    return {**fields(page.text), "region_code": PLACE}


@pytest.mark.parametrize("accepted_first", [False, True])
def test_enterprise_is_registered_from_what_it_wrote_and_linked(
    citizen: Citizen, hands: Hands, accepted_first: bool
) -> None:
    leave(citizen, name="韩厂长")
    if accepted_first:
        act(hands, "intake", "accept", **ACCEPT)
    page = hands.get("intake", f"/messages/{only().id}").text
    assert path() in page
    assert ("对上名册里的企业" in page) == accepted_first
    sent = opened(hands)
    assert [sent[name] for name in ("name", "uscc", "contact_name")] == [[NAME], [CODE], [""]]
    wrong = hands.post("intake", path(), {**sent, "uscc": "91130924MA0000015X"})
    assert (wrong.status_code, rows(Enterprise)) == (422, [])
    for _ in range(2):
        assert hands.post("intake", path(), sent).status_code == 302
    if not accepted_first:
        act(hands, "intake", "accept", **ACCEPT)
    (firm,), (problem,) = rows(Enterprise), rows(Problem)
    assert problem.enterprise_id == firm.id
    assert path() not in hands.get("intake", f"/messages/{only().id}").text
    assert hands.get("intake", path()).status_code == 422
    acts = {row.action for row in rows(AuditLog)}
    assert {"identity.reveal", "enterprise.add", "message.firm_link"} <= acts
    assert len(rows(IdentityReveal)) == 1


def test_item_is_linked_with_an_enterprise_found_in_the_register(
    citizen: Citizen, hands: Hands
) -> None:
    leave(citizen, uscc=CODE)
    act(hands, "intake", "accept", **ACCEPT)
    add(hands)
    (firm,) = rows(Enterprise)
    sent: dict[str, Any] = fields(hands.get("intake", path("/known")).text)
    none = hands.post("intake", path("/known"), {**sent, "enterprise_id": "999"})
    assert none.status_code == 422
    done = hands.post("intake", path("/known"), {**sent, "enterprise_id": str(firm.id)})
    assert done.status_code == 302
    assert rows(Problem)[0].enterprise_id == firm.id


def test_purpose_is_asked_and_other_offices_find_no_page(citizen: Citizen, hands: Hands) -> None:
    leave(citizen)
    sent = fields(hands.get("intake", path()).text)
    assert hands.post("intake", path(), {**sent, "purpose": ""}).status_code == 422
    assert rows(IdentityReveal) == []
    assert hands.get("gaowan", path()).status_code in {403, 404}
    assert hands.get("clerk", path()).status_code == 403
