"""A NUL in what a form or an address carries reaches no statement."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import support
from tests.views.hands import CALL, Hands, fields


@pytest.mark.parametrize("text", ["\x00", "130924\x00102225"])
@pytest.mark.parametrize("name", ["region_code", "title", "phone", "enterprise_id"])
def test_a_nul_in_a_field_is_no_failure(app: Flask, name: str, text: str) -> None:
    """Found by spoilt forms: PostgreSQL refused the look-up of a place."""
    hands = Hands(app)
    page = hands.get("clerk", "/problem/new").text
    answer = hands.post("clerk", "/problem/new", {**fields(page), **CALL, name: text})
    assert answer.status_code in {302, 422}


def test_a_nul_in_an_address_is_no_failure(app: Flask, client: FlaskClient) -> None:
    support.login(client, "gaowan")
    assert client.get("/admin/service_point/?q=%00&region_code=%00").status_code == 200
