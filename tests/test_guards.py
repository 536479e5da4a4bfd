"""Rules of the house that no reviewer should have to remember."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

import config
from app.models import Model

ROOT = config.ROOT
PRODUCT = ("app", "views", "reports", "migrations", "tools", "benchmarks")
OWN = (*PRODUCT, "tests")
# Built, vendored or frozen text is not written by hand.
NOT_OURS = ("app/static/", "app/assets/node_modules/", "reports/fonts/")
LONGEST = 500
# What may reach views/ and reports/: the factory, the commands and the timed work.
ASSEMBLERS = ("app/__init__.py", "app/cli.py", "app/jobs.py", "app/commands/")
# Reviewed places of what is banned elsewhere.
PLACES: dict[str, tuple[str, ...]] = {
    "Markup": (),
    "send_file": ("app/responses.py",),
    "send_from_directory": (),
    "sa.text": ("app/catalogue.py",),
    "exec_driver_sql": (
        "app/catalogue.py",
        "app/commands/schema.py",
        "app/commands/setup.py",
        "app/ddl.py",
        "app/migrating.py",
        "app/operations/planner_statistics.py",
        "app/scale/",
        "app/serve.py",
        "app/store.py",
        "benchmarks/",
        "migrations/",
    ),
    "acting": (
        "app/audit.py",
        "app/audit_walk.py",
        "app/commands/",
        "app/numbers.py",
        "app/operations/",
    ),
    "read_past": ("app/operations/reporters.py",),
    "add_row": ("app/operations/submission.py",),
    "commit": ("app/store.py",),
    "create_all": ("app/serve.py",),
}
# Repeated calls count what the clerk may not read, and return numbers only; whether a meeting is
# about something kept closely is asked of all its items, and only hides its text.
# The same number is counted for everybody who may see it; its rows are cut to who opens them.
READERS_ACTING = ("app/figures/", "app/queries/ledger.py", "app/queries/together.py")
IGNORED = re.compile(r"#\s*(?:noqa: [A-Z0-9, ]+?|type: ignore\[[a-z, -]+\])\s*(?:#|-)\s+\w")
HUSHED = re.compile(r"#\s*(?:noqa|type:\s*ignore)")


@cache
def files(*suffixes: str, folders: tuple[str, ...] = PRODUCT) -> tuple[Path, ...]:
    """Return our own files of these suffixes."""
    found = (
        path
        for folder in folders
        for suffix in suffixes
        for path in (ROOT / folder).rglob(f"*{suffix}")
        if not name(path).startswith(NOT_OURS) and "node_modules" not in path.parts
    )
    return tuple(sorted({*found, *([ROOT / "config.py"] if ".py" in suffixes else [])}))


def name(path: Path) -> str:
    """Return a path as the repository names it."""
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    """Return a parsed module."""
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> Iterator[str]:
    """Yield the modules and names that a module imports, inside functions too."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def reach(path: Path, *packages: str) -> list[str]:
    """Return the imports of a module that lead into these packages."""
    return [m for m in imports(path) if any(m == p or m.startswith(p + ".") for p in packages)]


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Yield each call with its plain and its dotted name."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            function = node.func
            if isinstance(function, ast.Name):
                yield function.id, node
            elif isinstance(function, ast.Attribute):
                yield function.attr, node
                if isinstance(function.value, ast.Name):
                    yield f"{function.value.id}.{function.attr}", node


def under(folder: str) -> list[Path]:
    """Return the modules of a folder."""
    return [path for path in files(".py") if name(path).startswith(folder)]


def offenders(paths: Iterable[Path], *packages: str) -> dict[str, list[str]]:
    """Return the modules that reach into packages they may not know."""
    return {name(path): found for path in paths if (found := reach(path, *packages))}


def test_app_knows_pages_and_papers_only_where_they_are_put_together() -> None:
    inner = [path for path in under("app/") if not name(path).startswith(ASSEMBLERS)]
    assert offenders(inner, "views", "reports") == {}


def test_papers_know_nothing_of_the_product() -> None:
    reached = offenders(under("reports/"), "app", "views", "config", "flask", "sqlalchemy")
    beyond = {
        p: [m for m in found if not m.startswith("app.enums")] for p, found in reached.items()
    }
    assert {path: found for path, found in beyond.items() if found} == {}


def test_models_know_only_enums() -> None:
    reached = offenders(under("app/models/"), "app", "flask")
    allowed = ("app.enums", "app.models")
    beyond = {p: [m for m in f if not m.startswith(allowed)] for p, f in reached.items()}
    assert {path: found for path, found in beyond.items() if found} == {}


def test_operations_never_read_the_request() -> None:
    requests = ("flask.request", "flask.session", "flask.g", "flask_login", "wtforms")
    assert offenders(under("app/operations/"), *requests) == {}


def test_queries_change_nothing() -> None:
    assert offenders(under("app/queries/"), "app.operations") == {}
    writers = {"add", "add_all", "flush", "delete", "merge"}
    found = [
        f"{name(path)}:{call.lineno}"
        for path in under("app/queries/")
        for word, call in calls(path)
        if word in {f"session.{writer}" for writer in writers}
    ]
    assert found == []


def test_views_never_write_rows_themselves() -> None:
    words = {f"session.{word}" for word in ("add", "add_all", "flush", "delete", "merge", "commit")}
    found = [
        f"{name(path)}:{call.lineno}"
        for path in under("views/")
        for word, call in calls(path)
        if word in words
    ]
    assert found == []


@pytest.mark.parametrize("word", sorted(PLACES))
def test_risky_call_stands_only_where_it_was_reviewed(word: str) -> None:
    allowed = PLACES[word] + (READERS_ACTING if word == "acting" else ())
    found = [
        f"{name(path)}:{call.lineno}"
        for path in files(".py")
        for called, call in calls(path)
        if called == word and not (allowed and name(path).startswith(allowed))
    ]
    assert found == []


def test_text_of_sqlalchemy_is_not_imported_under_a_plain_name() -> None:
    found = [
        name(path)
        for path in files(".py")
        for module in imports(path)
        if module in {"sqlalchemy.text", "sqlalchemy.sql.text", "sqlalchemy.literal_column"}
    ]
    assert found == []


def test_rows_are_never_changed_through_the_legacy_query() -> None:
    found = [
        f"{name(path)}:{call.lineno}"
        for path in files(".py")
        for word, call in calls(path)
        if word in {"session.query", "Query.update", "Query.delete"}
    ]
    assert found == []


def test_no_template_marks_text_as_safe() -> None:
    marked = re.compile(r"\|\s*safe\b|autoescape\s+false", re.IGNORECASE)
    found = [
        name(path) for path in files(".html") if marked.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_no_template_carries_an_inline_style_or_handler() -> None:
    inline = re.compile(r"<[a-z][^>]*\s(?:style|on[a-z]+)\s*=", re.IGNORECASE)
    found = [
        name(path) for path in files(".html") if inline.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_no_file_is_longer_than_anyone_reads() -> None:
    paths = files(".py", ".html", ".css", ".scss", ".js", ".mjs", ".sh", folders=OWN)
    lengths = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in paths}
    assert len(lengths) > 100
    assert {path: count for path, count in lengths.items() if count > LONGEST} == {}


def test_factory_stays_short() -> None:
    text = (ROOT / "app" / "__init__.py").read_text(encoding="utf-8")
    assert len(text.splitlines()) < 60


def test_no_module_at_the_root_is_taken_for_the_application() -> None:
    assert [n for n in ("wsgi.py", "app.py", "asgi.py") if (ROOT / n).exists()] == []


def test_every_hushed_rule_says_why() -> None:
    found = [
        f"{name(path)}:{number}"
        for path in files(".py")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if HUSHED.search(line) and not IGNORED.search(line)
    ]
    assert found == []


def test_every_module_says_why_it_exists() -> None:
    assert [name(path) for path in files(".py") if ast.get_docstring(tree(path)) is None] == []


def test_every_public_function_says_what_it_does() -> None:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    found = [
        f"{name(path)}:{node.lineno} {node.name}"
        for path in files(".py")
        for node in tree(path).body
        if isinstance(node, kinds) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    assert found == []


def test_two_classes_never_share_a_table() -> None:
    named = Counter(
        node.value.value
        for path in under("app/models/")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Constant)
        and any(isinstance(t, ast.Name) and t.id == "__tablename__" for t in node.targets)
    )
    assert len(named) > 30
    assert [table for table, count in named.items() if count > 1] == []


def test_every_table_and_field_has_a_chinese_label() -> None:
    models = [m.class_ for m in Model.registry.mappers if issubclass(m.class_, Model)]
    assert len(models) > 30
    for model in models:
        labels = [model.__label__, *(about.label for _, about in model.fields())]
        assert all(any(c > "\u4e00" for c in label) for label in labels), model.__tablename__
        assert model.__display__ in model.__table__.columns, model.__tablename__


def tracked() -> list[Path]:
    """Return the text files that a clone would hold."""
    hidden = {".git", ".venv", "var", "node_modules", "__pycache__", ".hypothesis", "build"}
    return [
        path
        for path in ROOT.rglob("*")
        if path.is_file()
        and not hidden & set(path.relative_to(ROOT).parts)
        and not any(part.endswith("_cache") for part in path.relative_to(ROOT).parts)
    ]


# Written in pieces, so that this file does not hold what it looks for.
FOREIGN = re.compile(
    rb"(?<![\w.])/(?:" + rb"work|root" + rb")/\w|/home/" + rb"\w+/|/opt/" + rb"(?:pypi|wheels)"
    rb"|pypi" + rb"\.org|python" + rb"hosted|registry\." + rb"npmjs|tuna\.tsing" + rb"hua"
)


def test_no_file_names_this_machine_or_a_package_registry() -> None:
    assert [name(path) for path in tracked() if FOREIGN.search(path.read_bytes())] == []


def test_pinned_requirements_carry_hashes() -> None:
    for listed in ("requirements.txt", "requirements-test.txt"):
        text = (ROOT / listed).read_text(encoding="utf-8")
        pins = re.findall(r"^([a-z0-9][\w.\-\[\]]*)==", text, re.MULTILINE | re.IGNORECASE)
        blocks = re.split(r"^(?=[a-zA-Z0-9])", text, flags=re.MULTILINE)
        assert len(pins) > 40
        assert [b.split("==")[0] for b in blocks if "==" in b and "--hash=sha256:" not in b] == []
