"""Check what the product is built on: known faults where an index answers, the lock files always.

A machine without network still gets the check of the lock files; only a finding is a failure.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SECONDS, PATIENCE = 5, 60
PIN = re.compile(r"^([A-Za-z0-9][\w.\-]*)(?:\[[^\]]*\])?==(\S+)", re.MULTILINE)
NAME = re.compile(r"^([A-Za-z0-9][\w.\-]*)")
# Written in pieces, so that this file does not hold what it looks for.
ADDRESS = re.compile(
    r"https?://|--(?:extra-)?index" + r"-url|--find-" + r"links|--trusted-" + "host"
)
LISTS = ("requirements.txt", "requirements-test.txt")


def plain(name: str) -> str:
    """Return a package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(text: str) -> dict[str, str]:
    """Return name and version of everything that a lock file pins."""
    return {plain(name): version for name, version in PIN.findall(text)}


def wanted(text: str) -> set[str]:
    """Return the names that a list of wishes asks for."""
    lines = [line for line in text.splitlines() if not line.startswith(("#", "-"))]
    return {plain(found[1]) for line in lines if (found := NAME.match(line))}


def unsealed(text: str) -> list[str]:
    """Return the requirements of a lock file that lack a version or a hash."""
    blocks = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)
    return [
        block.split()[0]
        for block in blocks
        if NAME.match(block) and not ("==" in block and "--hash=sha256:" in block)
    ]


def lock_faults(folder: Path) -> list[str]:
    """Return what is wrong with the lock files, one line each."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("requirements*")}
    run, test = (pins(texts[name]) for name in LISTS)
    faults = [f"{name}: {one} has no hash" for name in LISTS for one in unsealed(texts[name])]
    faults += [f"{name}: names an index" for name, text in texts.items() if ADDRESS.search(text)]
    for source, locked in (("requirements.in", run), ("requirements-test.in", test)):
        missing = sorted(wanted(texts[source]) - set(locked))
        faults += [f"{source}: {name} is not locked" for name in missing]
    faults += [
        f"requirements-test.txt: {name} is {test.get(name, 'missing')}, not {version}"
        for name, version in run.items()
        if test.get(name) != version
    ]
    return faults


def ask(folder: Path) -> str:
    """Return what the audit answers as JSON, an empty text where nothing answered in time."""
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--no-deps"]
    command += ["--format", "json", "--progress-spinner", "off", "--timeout", str(SECONDS)]
    command += ["--requirement", str(folder / LISTS[1])]
    try:
        done = subprocess.run(  # noqa: S603 - The command is put together above.
            command, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout


def findings(answer: str) -> tuple[int, list[str]]:
    """Return how many packages were looked up and their known faults, one line each."""
    try:
        packages = json.loads(answer)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return 0, []
    known = [package for package in packages if "skip_reason" not in package]
    return len(known), [
        f"{package['name']} {package['version']}: {fault['id']}"
        for package in known
        for fault in package.get("vulns", ())
    ]


def told(folder: Path, answer: str) -> tuple[list[str], bool]:
    """Return the lines to print and whether all is well."""
    asked, found = findings(answer)
    faults = [*lock_faults(folder), *found]
    if faults:
        return faults, False
    count = len(pins((folder / LISTS[1]).read_text(encoding="utf-8")))
    known = f"{asked} looked up, no known fault" if asked else "no service answered: locks alone"
    return [f"audit: {count} packages pinned with hashes; {known}"], True


def main() -> int:
    """Print one line, or one line a fault, and return the exit code."""
    lines, good = told(ROOT, ask(ROOT))
    print("\n".join(lines))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
