"""Papers in the states that the tests of trust need."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient

from app import store
from app.models import Document
from app.operations import documents, seal
from tests import support
from tests.operations.test_documents import FACTS, drafted, issued, made, signed, stored

__all__ = [
    "FACTS",
    "approved",
    "ask",
    "code",
    "drafted",
    "held",
    "issued",
    "made",
    "ready",
    "sealed",
    "signed",
    "stored",
    "voided",
]


def ready(who: str = "intake", **changes: Any) -> int:
    """Draft and sign a circular and return its id."""
    document_id = drafted(who, **changes)
    signed(document_id)
    return document_id


def held(**changes: Any) -> int:
    """Draft, sign and issue a circular and return its id."""
    document_id = ready(**changes)
    issued(document_id)
    return document_id


def approved(document_id: int) -> int:
    """Have the seal allowed on a signed paper and return the paper's id."""
    asker, leader = support.person("intake"), support.person("leader")
    with store.write(asker) as work:
        use_id = seal.ask(work, asker, document_id).id
    with store.write(leader) as work:
        seal.decide(work, leader, document_id, use_id, agreed=True)
    return document_id


def sealed(**changes: Any) -> int:
    """Draft, sign, seal and issue a circular and return its id."""
    document_id = approved(ready(**changes))
    issued(document_id)
    return document_id


def voided(document_id: int) -> Document:
    """Void a paper."""
    actor = support.person("leader")
    with store.write(actor) as work:
        documents.void(work, actor, document_id, stored(document_id).row_version, "事实有误")
    return stored(document_id)


def code(document_id: int) -> str:
    """Return the code that a paper carries, an empty text for none."""
    return str(stored(document_id).facts.get("verify_url", "")).rpartition("/")[2]


def ask(street: FlaskClient, what: str) -> Any:
    """Open the page that a code leads to."""
    return street.get(f"/verify/{what}")
