"""A gateway on this machine that takes messages, and fails, hangs or goes away as it is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "test-webhook-key-0123456789abcdef0123456789abcdef"


@dataclass
class Gateway:
    """What it answers, and what it was sent."""

    status: int = 200
    # Set while a request is held open without an answer.
    hangs: bool = False
    holding: threading.Event = field(default_factory=threading.Event)
    let_go: threading.Event = field(default_factory=threading.Event)
    posts: list[dict[str, Any]] = field(default_factory=list)
    # The first message of each key, as a gateway that keeps to the contract does.
    taken: dict[str, dict[str, Any]] = field(default_factory=dict)
    port: int = 0

    @property
    def url(self) -> str:
        """Return the address that settings name."""
        return f"http://127.0.0.1:{self.port}/sms?line=1"

    def keys(self) -> list[str]:
        """Return the keys of all posts in order."""
        return [post["message"]["key"] for post in self.posts]

    def take(self, post: dict[str, Any]) -> int:
        """Keep a post and return the status."""
        self.posts.append(post)
        if self.hangs:
            self.holding.set()
            self.let_go.wait(30)
        if self.status < 300:
            self.taken.setdefault(post["message"]["key"], post["message"])
        return self.status


@contextmanager
def serving(gateway: Gateway) -> Iterator[Gateway]:
    """Serve it on a free port."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            post = {
                "headers": dict(self.headers),
                "body": body,
                "path": self.path,
                "message": json.loads(body),
            }
            status = gateway.take(post)
            self.send_response(status)
            if status in {301, 302, 307}:
                self.send_header("Location", f"http://127.0.0.1:{gateway.port}/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", gateway.port), Handler)
    server.daemon_threads = True
    gateway.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield gateway
    finally:
        gateway.let_go.set()
        server.shutdown()
        thread.join()
        server.server_close()
