"""A real server in a thread and a real Chromium; any console error or foreign request fails."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page
from werkzeug.serving import ThreadedWSGIServer

from app import clock
from tests import public_door, support
from tests.browser.public_doors import Door
from tests.evaluations.conftest import point

__all__ = ["point"]


@dataclass
class Site:
    """A running office and what its pages complained about."""

    url: str
    browser: Browser
    now: datetime = support.NOW
    complaints: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)
    app: Any = None

    def page(self, username: str | None = None, width: int = 1280, height: int = 800) -> Page:
        """Open a window of its own, logged in when a name is given."""
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            accept_downloads=True,
        )
        self.contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("request", lambda request: self._asked(request.url))
        if username:
            self.log_in(page, username)
        return page

    def _heard(self, message: object) -> None:
        """Keep errors of the console, which is where a broken CSP shows."""
        if getattr(message, "type", "") == "error":
            text = getattr(message, "text", "")
            if "the server responded with a status of" not in text:
                self.complaints.append(f"console: {text}")

    def _asked(self, url: str) -> None:
        """Keep requests to any other host."""
        if not url.startswith((self.url, "data:", "blob:")):
            self.complaints.append(f"foreign: {url}")

    def log_in(self, page: Page, username: str) -> None:
        """Log in through the page."""
        page.goto(f"{self.url}/login/")
        page.get_by_label("账号").fill(username)
        page.get_by_label("密码").fill(support.PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url(f"{self.url}/")


@pytest.fixture
def site(template: support.Template, tmp_path: Path, browser: Browser) -> Iterator[Site]:
    """Serve a fresh copy of the template database."""
    database = template.copy(tmp_path)
    application = support.borrow(database, tmp_path)
    running = Site("", browser, app=application)

    def timed(environ: Any, start: Any) -> Any:
        """Answer at the hour that the test holds."""
        with clock.fixed(running.now):
            return application(environ, start)

    server = ThreadedWSGIServer("127.0.0.1", 0, timed)
    # Closing waits for requests on their way: none may hold a connection of the database then.
    server.daemon_threads = False
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    running.url = f"http://127.0.0.1:{server.server_port}"
    yield running
    for context in running.contexts:
        context.close()
    server.shutdown()
    thread.join()
    server.server_close()
    support.give_back(application)
    template.drop(database)
    assert running.complaints == []


@pytest.fixture
def shot(tmp_path: Path) -> Callable[[Page, str], Path]:
    """Return a function that keeps a picture of a page."""

    def take(page: Page, name: str) -> Path:
        path = tmp_path / f"{name}.png"
        page.screenshot(path=str(path), full_page=True)
        return path

    return take


@pytest.fixture
def door(app: Flask, tmp_path: Path) -> Iterator[Door]:
    """Return the public door of the test's database; it is not connected yet."""
    made = Door(public_door.make(app.config["VX"].migrate_database_url, tmp_path))
    yield made
    made.off()
    support.close(made.app)
