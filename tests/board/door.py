"""The public door over the database of the present office, on PostgreSQL with its own role."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from flask.testing import FlaskClient

from app import create_app
from app.extensions import db
from tests import public_door, support

MESSAGE = {
    "channel": "message_board",
    "request_type": "help",
    "managed_level": "county",
    "identity_mode": "anonymous",
    "subject": "村口路灯不亮",
    "content": "村口的路灯半个月没亮了，晚上看不见路。",
    "township": "130924102000",
    "village": "130924102225",
    "place_note": "小学门口",
}
NAMED = {"identity_mode": "named", "name": "钱小雀", "phone": "13777770001"}


def address() -> str:
    """Return under which address the public door reads the present office's database."""
    url = current_app.config["VX"].migrate_database_url
    return "" if url.startswith("sqlite") else public_door.as_public(url)


@contextmanager
def serving(office: Flask, folder: Path) -> Iterator[Flask]:
    """Yield the public application."""
    database = office.config["VX"].migrate_database_url
    settings = support.settings(database, folder, public_database_url=address())
    application = create_app(settings, "public")
    application.test_client_class = support.Client
    application.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=False)
    with application.app_context():
        support.share_compiled(db.engine)
    yield application
    support.close(application)


class Citizen:
    """Somebody at the public door."""

    def __init__(self, client: FlaskClient) -> None:
        """Keep the browser."""
        self.client = client

    def post(self, path: str, **data: Any) -> Any:
        """Open a page for its token and send a form."""
        token = support.token(self.client.get(path).text)
        sent = {"_once": uuid.uuid4().hex, "csrf_token": token, **data}
        return self.client.post(path, data=sent, content_type="multipart/form-data")

    def leave(self, **changes: Any) -> Any:
        """Leave a message."""
        return self.post("/message", **{**MESSAGE, **changes})

    def code(self, **changes: Any) -> str:
        """Leave a message and return its query code."""
        return code_of(self.leave(**changes))

    def look(self, code: str, **more: Any) -> Any:
        """Ask with a code."""
        return self.post("/lookup", code=code, **more)


def code_of(answer: Any) -> str:
    """Return the query code of a receipt."""
    assert answer.status_code == 200, answer.text
    part = answer.text.split('class="num">')[1].split("</p>")[0]
    signs = "".join(piece.split("</span>")[0] + "-" for piece in part.split("<span>")[1:])
    return signs.strip("-")
