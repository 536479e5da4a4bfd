"""The one hook for an outside seal service: a command that takes the PDF and gives it back.

The SM2 seals of 国密 need a device or a service that is certified for them; the product only hands
the finished file to it, before its own signature and where the seal was allowed, and takes nothing
that is not a PDF.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import signal
import subprocess
import tempfile
import threading

from app.errors import Refused
from config import PaperTrust

# A seal adds a certificate chain and a picture, not a book.
MOST = 20 * 1024 * 1024
KEPT = ("PATH", "LANG", "LC_ALL", "HOME")
RETRY = "公文已签发，没有印发；可以稍后点“生成文件”再试。"


def sealed(data: bytes, trust: PaperTrust) -> bytes:
    """Return the file as the outside service gives it back; Refused when it does not."""
    if not trust.seal_command:
        return data
    result = _run(shlex.split(trust.seal_command), data, trust.seal_seconds)
    if not result.startswith(b"%PDF-") or b"%%EOF" not in result[-1024:]:
        raise Refused(f"外部电子印章服务给回的不是 PDF。{RETRY}")
    return result


def _run(words: list[str], data: bytes, seconds: int) -> bytes:
    """Run the command without a shell, with time and size bound and none of our secrets."""
    with tempfile.TemporaryFile() as given:
        given.write(data)
        given.seek(0)
        try:
            process = subprocess.Popen(  # noqa: S603  # The operator's own command, no shell.
                words,
                stdin=given,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={name: os.environ[name] for name in KEPT if name in os.environ},
                cwd="/",
                start_new_session=True,
            )
        except OSError as error:
            raise Refused(f"外部电子印章服务启动不了。{RETRY}") from error
        return _answer(process, seconds)


def _answer(process: subprocess.Popen[bytes], seconds: int) -> bytes:
    """Read what a command writes until it ends, is too slow or says too much."""
    late = threading.Event()

    def stop() -> None:
        late.set()
        _kill(process)

    timer = threading.Timer(seconds, stop)
    timer.start()
    try:
        assert process.stdout is not None  # noqa: S101  # It was asked for.
        with process.stdout as out:
            result = out.read(MOST + 1)
        if len(result) > MOST:
            raise Refused(f"外部电子印章服务给回的文件太大。{RETRY}")
        code = process.wait()
    finally:
        timer.cancel()
        _kill(process)
        process.wait()
    if late.is_set():
        raise Refused(f"外部电子印章服务 {seconds} 秒没有做完。{RETRY}")
    if code:
        raise Refused(f"外部电子印章服务没有做成（退出码 {code}）。{RETRY}")
    return result


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End a command and what it started; one that has ended is left alone."""
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
