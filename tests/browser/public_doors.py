"""The public door served to a real Chromium, which can be cut off and may lose its answers."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from flask import Flask
from werkzeug.serving import BaseWSGIServer, make_server

from app import clock
from tests import support
from tests.test_serve import free_port


class Door:
    """The public door on one port, which can be cut off and may lose its answers."""

    def __init__(self, app: Flask) -> None:
        """Begin cut off."""
        self.app, self.port, self.losing, self.sent = app, free_port(), 0, 0
        self.server: BaseWSGIServer | None = None

    def __call__(self, environ: Any, start: Callable[..., Any]) -> Any:
        """Answer at the tests' hour; an answer that is lost comes as a 503 after the work."""
        with clock.fixed(support.NOW):
            if not environ["PATH_INFO"].endswith("/entries"):
                return self.app(environ, start)
            self.sent += 1
            if self.losing:
                self.losing -= 1
                list(self.app(environ, lambda *_args, **_more: lambda _body: None))
                start("503 Service Unavailable", [("Content-Length", "0")])
                return [b""]
            return self.app(environ, start)

    def on(self) -> None:
        """Connect."""
        self.server = make_server("127.0.0.1", self.port, self, threaded=True)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def off(self) -> None:
        """Cut the network."""
        if self.server is not None:
            self.server.shutdown()
            self.server.server_close()
            self.server = None

    @property
    def root(self) -> str:
        """Return the door's address."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """Return the kiosk's address."""
        return f"{self.root}/kiosk/K01"
