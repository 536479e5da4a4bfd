"""The server of `make run`: both audiences on one port, the worker beside them.

What must hold before serving is checked once here, not at every import.
"""

from __future__ import annotations

import gc
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterable
from typing import Any

import sqlalchemy as sa
from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]  # No stubs pinned.

import config as settings_module
from app import create_app, grants, passwords, store
from app.commands import paper_trust
from app.enums import AccountStatus
from app.extensions import db
from app.models import Account, Unit
from app.principal import system
from config import ROOT, BadSettings, Settings

ADDRESS = "127.0.0.1"
WORKERS, THREADS = 2, 4
WORK = (sys.executable, "-m", "flask", "jobs", "run")
Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]
SAFE_COMMIT = frozenset({"on", "remote_apply"})
# PRAGMA synchronous = FULL
SQLITE_FULL = 2


class Doors:
    """One address for two applications: the public routes are asked first, then the office."""

    def __init__(self, public: Flask, office: Flask) -> None:
        """Learn the first segment of every public route."""
        self.public, self.office = public, office
        rules = (rule.rule for rule in public.url_map.iter_rules())
        self.segments = frozenset(rule.split("/")[1] for rule in rules) - {"static", ""}

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer with the application whose page this is."""
        segment = environ.get("PATH_INFO", "/").split("/", 2)[1:2]
        public = bool(segment) and segment[0] in self.segments
        return (self.public if public else self.office)(environ, start_response)


def application(settings: Settings) -> Wsgi:
    """Return what AUDIENCE asks for."""
    if settings.audience == "all":
        return Doors(create_app(settings, "public"), create_app(settings, "office"))
    return create_app(settings, settings.audience)


class Server(BaseApplication):
    """gunicorn with the product's options; the application is loaded before the fork."""

    def __init__(
        self, settings: Settings, port: int, worker: subprocess.Popen[bytes] | None
    ) -> None:
        """Keep what the hooks need."""
        self.settings, self.port, self.worker = settings, port, worker
        super().__init__()

    def load_config(self) -> None:
        """Set the options; requests are not logged, for a log line names an address."""
        for name, value in {
            "bind": f"{ADDRESS}:{self.port}",
            "worker_class": "gthread",
            "workers": WORKERS,
            "threads": THREADS,
            "timeout": 60,
            "preload_app": True,
            "control_socket_disable": True,
            # A warning of a broken request names the address it came from.
            "loglevel": "error",
            "when_ready": freeze,
            "on_exit": lambda _server: end(self.worker),
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Wsgi:
        """Return the application."""
        return application(self.settings)


def freeze(_server: Any) -> None:
    """Keep the loaded application out of later collections, so that workers share its memory."""
    collect_rarely()


def collect_rarely() -> None:
    """Keep what is loaded out of later collections, and let those come seldom.

    Making statements throws away thousands of objects a request, nearly all by their count of
    references; looking for circles after each 700 took a tenth of a page's time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def end(worker: subprocess.Popen[bytes] | None) -> None:
    """Stop the worker, where there is one, and wait for its last pass."""
    if worker is None:
        return
    worker.terminate()
    worker.wait(timeout=30)


def check_database(app: Flask) -> None:
    """Raise BadSettings unless the database is set up, durable and allowed to be served."""
    settings: Settings = app.config["VX"]
    with app.app_context(), db.engine.connect() as connection:
        if not sa.inspect(connection).has_table(Account.__tablename__):
            raise BadSettings("数据库还没有建立，请先运行 flask init。")
        # The public door's role may not read accounts; the office's own start looks at them.
        if settings.production and settings.audience != "public":
            demo = connection.execute(sa.select(Account.id).where(Account.is_demo).limit(1)).first()
            if demo:
                raise BadSettings("正式环境的数据库里有演示账号，不能启动。")
        check_durable(connection)
        if settings.production:
            check_role(connection)
    close(app)


def check_role(connection: sa.Connection) -> None:
    """Raise BadSettings when the role could walk past grants or the second fence."""
    told = grants.too_mighty(connection) if connection.dialect.name == "postgresql" else ""
    if told:
        raise BadSettings(
            f"{told}，正式环境不能启动：DATABASE_URL 要写应用自己的角色，"
            "MIGRATE_DATABASE_URL 写所有者（见 docs/operations.md）。"
        )


def check_durable(connection: sa.Connection) -> None:
    """Raise BadSettings when an acknowledged write could be lost (security.md 2)."""
    if connection.dialect.name == "sqlite":
        if connection.exec_driver_sql("PRAGMA synchronous").scalar() != SQLITE_FULL:
            raise BadSettings("SQLite 的 synchronous 必须是 FULL。")
    elif connection.exec_driver_sql("SHOW synchronous_commit").scalar() not in SAFE_COMMIT:
        raise BadSettings("PostgreSQL 的 synchronous_commit 必须是 on。")


def close(app: Flask) -> None:
    """Give the connections back, for they must not cross a fork."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def demo_accounts(app: Flask) -> list[tuple[str, str, str]]:
    """Return username, name and unit of the active demo accounts."""
    with app.app_context():
        session = store.current()
        store.name(session, system("启动"))
        rows = session.execute(
            sa.select(Account.username, Account.last_name, Unit.name)
            .outerjoin(Unit, Unit.id == Account.unit_id)
            .where(Account.is_demo, Account.status == AccountStatus.ACTIVE)
            .order_by(Account.id)
        ).all()
    close(app)
    return [(row[0], row[1], row[2] or "") for row in rows]


def greeting(settings: Settings, port: int, accounts: list[tuple[str, str, str]]) -> str:
    """Return what the terminal shows before serving."""
    lines = [f"民声直通车：http://{ADDRESS}:{port}/   （停止：Ctrl+C）"]
    if accounts:
        lines += ["演示账号：", *(f"  {u:<12} {name}  {unit}" for u, name, unit in accounts)]
        lines.append(f"密码（各账号相同）：{passwords.demo(settings) or '建立演示数据时所设'}")
    return "\n".join(lines)


def require_free(port: int) -> None:
    """Raise BadSettings when the port is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError as error:
            raise BadSettings(f"端口 {port} 不能使用，请用 PORT= 换一个端口。") from error


def port_of(text: str) -> int:
    """Return PORT as a number; raise BadSettings for anything else."""
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise BadSettings(f"PORT 应是 1 到 65535 的数字，不能是“{text}”。")
    return int(text)


def main() -> None:
    """Check, greet, start the worker and serve until a signal."""
    port = port_of(os.environ.get("PORT") or "8080")
    os.umask(0o077)
    require_free(port)
    os.environ.setdefault("PUBLIC_URL", f"http://{ADDRESS}:{port}")
    settings = settings_module.load()
    public = settings.audience == "public"
    checked = create_app(settings, "public" if public else "office")
    check_database(checked)
    accounts = [] if public else demo_accounts(checked)
    print(greeting(settings, port, accounts), flush=True)
    for fault in [] if public else paper_trust.faults(settings.paper_trust):
        print(fault, file=sys.stderr, flush=True)
    # The timed work is the office's: the public role could not do it.
    worker = None if public else subprocess.Popen(WORK, cwd=ROOT)  # noqa: S603  # Our own command.
    try:
        Server(settings, port, worker).run()
    finally:
        end(worker)


if __name__ == "__main__":
    try:
        main()
    except BadSettings as error:
        print(error, file=sys.stderr)
        sys.exit(2)
