"""What `flask paper …` does, free of Flask: text out, PaperError with one line for bad input."""

from __future__ import annotations

import json
import os
from pathlib import Path

from reports.catalog import KIND_FORMATS
from reports.errors import CheckError, FactsError
from reports.fontset import font_set
from reports.render import render
from reports.settings import PaperSettings

_MAX_FACTS = 8_000_000


def kinds_text() -> str:
    """Return one line a kind: code, Chinese name, format."""
    return "\n".join(
        f"{code}\t{label}\t{form.value}" for code, (label, form) in KIND_FORMATS.items()
    )


def render_file(
    kind: str, facts_path: str | Path, out_path: str | Path, settings: PaperSettings | None = None
) -> str:
    """Render FACTS.json to a PDF and return a line that says so.

    No file is written when the facts are refused. Raises PaperError.
    """
    pdf = render(kind, _read_json(Path(facts_path)), settings)
    out = Path(out_path)
    draft = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        draft.write_bytes(pdf)
        draft.replace(out)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise FactsError(f"写不了文件 {out.name}：文件夹不存在或没有权限") from error
    return f"已生成{KIND_FORMATS[kind][0]}：{out.name}（{len(pdf)}字节）"


def _read_json(path: Path) -> object:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FactsError(_unreadable(path, error)) from error
    if len(data) > _MAX_FACTS:
        raise FactsError(f"{path.name} 超过8兆字节")
    try:
        return json.loads(data.decode("utf-8-sig"), object_pairs_hook=_no_twins)
    except RecursionError as error:
        raise FactsError(f"{path.name} 嵌套太深") from error
    except UnicodeDecodeError as error:
        raise FactsError(f"{path.name} 不是UTF-8编码的文字") from error
    except json.JSONDecodeError as error:
        place = f"第{error.lineno}行第{error.colno}列"
        raise FactsError(f"{path.name} 不是正确的JSON：{place}") from error
    except FactsError:
        raise
    except ValueError as error:
        raise FactsError(f"{path.name} 里有太长的数字") from error


def _unreadable(path: Path, error: OSError) -> str:
    missing = isinstance(error, FileNotFoundError)
    return f"没有这个文件：{path.name}" if missing else f"读不了文件：{path.name}"


def _no_twins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Refuse a key written twice: JSON would silently keep the last one."""
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise FactsError(f"键写了两次：{key[:40]}")
        found[key] = value
    return found


def check_text(path: str | Path, kind: str | None = None) -> tuple[str, int]:
    """Measure a PDF; return one line an item and the exit code (1 on a FAIL).

    Raises CheckError for a file that is no PDF or whose kind is nowhere named.
    """
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise CheckError(_unreadable(Path(path), error)) from error
    # The libraries that measure cost every start a third of a second; only this command needs them.
    from reports.check import check_pdf

    findings = check_pdf(data, kind)
    failed = any(finding.verdict == "FAIL" for finding in findings)
    return "\n".join(str(finding) for finding in findings), int(failed)


def fonts_text(settings: PaperSettings | None = None) -> str:
    """Return the font report. Raises FontError for a face that may not be used."""
    return font_set(settings or PaperSettings()).report()
