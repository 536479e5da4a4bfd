"""A PostgreSQL cluster of a test's own, on the disk, which may be killed and started again."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

OWNER = "postgres"
PATIENCE = 60.0
# As the manual of operations asks for: nothing is answered before it is on the disk.
DURABLE = ("fsync=on", "synchronous_commit=on", "full_page_writes=on")


def binaries() -> Path | None:
    """Return the folder of the server's programs, None where none is installed."""
    known = shutil.which("initdb")
    if known:
        return Path(known).resolve().parent
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


def _as_owner() -> dict[str, Any]:
    """Return how a program runs as somebody else than root, whom the server refuses."""
    if os.getuid():
        return {}
    home = pwd.getpwnam(OWNER)
    return {"user": home.pw_uid, "group": home.pw_gid, "extra_groups": []}


def _free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def children(pid: int) -> list[int]:
    """Return the processes that a process has started and that still run."""
    found = []
    for entry in Path("/proc").iterdir():
        # A process may end while it is looked at.
        with contextlib.suppress(OSError, ValueError):
            stat = (entry / "stat").read_text(encoding="utf-8", errors="replace")
            if entry.name.isdecimal() and int(stat.rpartition(")")[2].split()[1]) == pid:
                found.append(int(entry.name))
    return found


@dataclass
class Cluster:
    """A server with its folder."""

    programs: Path
    home: Path
    port: int
    server: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Return the address of its database."""
        return f"postgresql+psycopg://voice@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start the server and wait until it answers, recovery included."""
        patience = time.monotonic() + PATIENCE
        while time.monotonic() < patience:
            if self.server is None or self.server.poll() is not None:
                # One that finds memory of the killed server in use ends, and is started again.
                self.server = self._launch()
            with contextlib.suppress(psycopg.OperationalError):
                where = self.url.replace("+psycopg", "")
                psycopg.connect(where, connect_timeout=2).close()
                return
            time.sleep(0.05)
        raise TimeoutError((self.home / "server.log").read_text(encoding="utf-8")[-2000:])

    def _launch(self) -> subprocess.Popen[bytes]:
        """Start the server's first process."""
        settings = [
            *DURABLE,
            "listen_addresses=127.0.0.1",
            f"port={self.port}",
            f"unix_socket_directories={self.home}",
            "restart_after_crash=off",
        ]
        words = [word for setting in settings for word in ("-c", setting)]
        with (self.home / "server.log").open("ab") as log:
            return subprocess.Popen(
                [str(self.programs / "postgres"), "-D", str(self.home / "data"), *words],
                stdout=log,
                stderr=log,
                cwd=self.home,
                **_as_owner(),
            )

    def kill(self) -> int:
        """Kill the server and every process of it at once; return how many there were."""
        if self.server is None:
            return 0
        all_of_it = [self.server.pid, *children(self.server.pid)]
        for pid in all_of_it:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.server.wait()
        return len(all_of_it)


@contextmanager
def cluster(programs: Path) -> Iterator[Cluster]:
    """Make a cluster that lives as long as the block."""
    home = Path(tempfile.mkdtemp(prefix="voice-killed-"))
    made = Cluster(programs, home, _free_port())
    try:
        if not os.getuid():
            shutil.chown(home, OWNER)
        words = ["-D", str(home / "data"), "-U", "voice", "-A", "trust", "-E", "UTF8"]
        subprocess.run(
            [str(programs / "initdb"), *words, "--locale=C.UTF-8", "--no-sync"],
            check=True,
            capture_output=True,
            cwd=home,
            **_as_owner(),
        )
        made.start()
        yield made
    finally:
        made.kill()
        shutil.rmtree(home, ignore_errors=True)
