"""Holds the look to its promises: valid pages, small files, readable colours, a strict policy."""

from __future__ import annotations

import gzip
import hashlib
import re
from pathlib import Path
from typing import Any

import html5lib
import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from tests.sample_page import PAGES, SampleForm, make_app

ROOT = Path(__file__).parents[1] / "app"
STATIC, TEMPLATES, ASSETS = ROOT / "static", ROOT / "templates", ROOT / "assets"
OWN_TEMPLATES = [
    *TEMPLATES.glob("*base.html"),
    TEMPLATES / "styleguide.html",
    *(TEMPLATES / "macros").glob("*.html"),
    *(TEMPLATES / "error").glob("*.html"),
]


@pytest.fixture(scope="module")
def app() -> Flask:
    return make_app()


def page_of(app: Flask, path: str) -> str:
    return app.test_client().get(path).get_data(as_text=True)


ERRORS = [400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 503]


def parsed(text: str) -> Any:
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)


@pytest.mark.parametrize("path", PAGES + [f"/error/{code}" for code in ERRORS])
def test_page_is_valid_html_with_unique_ids_and_a_title(app: Flask, path: str) -> None:
    tree = parsed(page_of(app, path))
    ids = [node.get("id") for node in tree.iter() if node.get("id")]
    assert len(ids) == len(set(ids))
    assert "民声直通车" in tree.findtext(".//title")


@pytest.mark.parametrize("path", PAGES)
def test_every_input_has_a_label(app: Flask, path: str) -> None:
    tree = parsed(page_of(app, path))
    named = {label.get("for") for label in tree.iter("label")}
    wrapped = {node for label in tree.iter("label") for node in label.iter("input")}
    for tag in ("input", "select", "textarea"):
        for node in tree.iter(tag):
            said = node.get("aria-label") or node.get("id") in named or node in wrapped
            assert said or node.get("type") == "hidden", node.attrib


def test_every_description_and_error_link_points_to_an_element(app: Flask) -> None:
    tree = parsed(page_of(app, "/?bad=1"))
    ids = {node.get("id") for node in tree.iter()}
    wanted = [word for node in tree.iter() for word in node.get("aria-describedby", "").split()]
    wanted += [a.get("href")[1:] for a in tree.iter("a") if a.get("href").startswith("#")]
    assert len(wanted) > 10
    assert set(wanted) <= ids


def test_wrong_field_shows_its_message_beside_it_and_in_the_summary(app: Flask) -> None:
    text = page_of(app, "/?bad=1")
    assert text.count("手机号是 11 位") == 2
    assert '<a href="#phone">联系电话：手机号是 11 位</a>' in text
    assert 'aria-describedby="phone-error" aria-invalid="true"' in text


@pytest.mark.parametrize(
    "markup",
    [
        '<input type="hidden" id="csrf_token" name="csrf_token" value="token">',
        'name="title" value="" required>',
        '<input type="date" class="form-control" id="on" name="on" value="2026-11-02">',
        'id="at" name="at" value="2026-11-02T09:14:00">',
        'type="number" class="form-control" id="days" name="days" value="" min="1" max="60">',
        '<optgroup label="民生"><option value="1">婚姻登记</option></optgroup>',
        '<input type="password" class="form-control" id="password" name="password" autocomplete',
        '<input type="file" class="form-control" id="files" name="files" multiple',
        '<option value="">请选择</option>',
        '<span class="must">必填</span>',
    ],
)
def test_control_draws_the_field_by_its_type(app: Flask, markup: str) -> None:
    assert markup in page_of(app, "/")


def test_typed_text_is_escaped(app: Flask) -> None:
    with app.test_request_context():
        draw = app.jinja_env.get_template("macros/form.html").module.control  # type: ignore[attr-defined]  # Jinja makes it.
        form = SampleForm(MultiDict({"text": "</textarea><script>", "title": '"><b>'}))
        text = draw(form.text) + draw(form.title)
    assert "<script>" not in text
    assert "<b>" not in text


def test_error_page_needs_no_menu_session_or_account(app: Flask) -> None:
    text = page_of(app, "/error/500")
    assert "系统出了问题" in text
    assert "<nav" not in text
    assert "Set-Cookie" not in app.test_client().get("/error/500").headers


def test_public_page_has_no_login_words(app: Flask) -> None:
    assert not re.search("登录|退出|密码|账号|菜单", page_of(app, "/public"))


@pytest.mark.parametrize(
    ("name", "limit"),
    [("office.css", 9216), ("public.css", 9216), ("office.js", 4096), ("kiosk.js", 4096)],
)
def test_static_file_stays_small(name: str, limit: int) -> None:
    assert len(gzip.compress((STATIC / name).read_bytes())) <= limit


def test_built_files_carry_the_hash_of_their_sources() -> None:
    digest = hashlib.sha256()
    for folder in ("js", "scss"):
        for path in sorted((ASSETS / folder).iterdir()):
            digest.update(path.read_bytes())
    built = ("office.css", "public.css", "office.js", "kiosk.js", "kiosk-worker.js", "rate.js")
    for name in built:
        assert f"sources {digest.hexdigest()[:16]}" in (STATIC / name).read_text("utf-8"), name


def test_charts_carry_the_hash_of_their_source_and_the_licences_of_their_parts() -> None:
    digest = hashlib.sha256()
    for name in ("charts/charts.js", "package.json"):
        digest.update((ASSETS / name).read_bytes())
    head = (STATIC / "charts.js").read_text("utf-8")[:200]
    assert f"sources {digest.hexdigest()[:16]}" in head
    papers = (STATIC / "licences" / "echarts.txt").read_text("utf-8")
    for words in ("Apache License", "Apache ECharts", "Baidu Inc.", "Microsoft Corporation"):
        assert words in papers


def served_files() -> list[Path]:
    licences = STATIC / "licences"
    files = [path for path in STATIC.rglob("*") if path.is_file() and licences not in path.parents]
    return [path for path in files if path.suffix in {".css", ".js", ".svg"}] + OWN_TEMPLATES


def test_nothing_is_loaded_from_another_host() -> None:
    for path in served_files():
        # The names of SVG's and its links' vocabularies, and patterns of the same picture.
        text = re.sub(r"http://www\.w3\.org/[\w/]*|url\(#", "", path.read_text("utf-8"))
        assert not re.search(r"https?://|[\"'(]//[a-z]|url\(", text), path.name


def test_templates_carry_no_inline_style_or_handler() -> None:
    for path in OWN_TEMPLATES:
        text = path.read_text("utf-8")
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:|<script>", text), path.name


def test_script_uses_no_sink() -> None:
    words = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function"
    for path in STATIC.glob("*.js"):
        # ECharts calls the looks of a drawn thing "style"; a browser test holds the policy there.
        more = "" if path.name == "charts.js" else r"|\.style\b"
        assert not re.search(words + more, path.read_text("utf-8")), path.name


def test_styles_avoid_what_chromium_109_lacks() -> None:
    for path in STATIC.glob("*.css"):
        assert not re.search(
            r"popover|:has\(|@container|@layer|@starting-style|&", path.read_text()
        )


def colours() -> dict[str, str]:
    text = (STATIC / "office.css").read_text("utf-8")
    return dict(re.findall(r"--([a-z-]+): ?(#[0-9a-f]{3,6})\b", text))


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        *[(ink, ground) for ink in ("ink", "ink-soft", "link") for ground in ("ground", "paper")],
        *[(kind, f"{kind}-bg") for kind in ("ok", "warn", "late", "still", "brand")],
        *[(kind, ground) for kind in ("ok", "warn", "late") for ground in ("ground", "paper")],
        *[("paper", ground) for ground in ("brand", "brand-deep", "ink")],
        ("ink-soft", "brand-bg"),
        ("ink-soft", "still-bg"),
        ("ink", "still-bg"),
    ],
)
def test_text_contrast_is_at_least_aa(text: str, ground: str) -> None:
    assert contrast(colours()[text], colours()[ground]) >= 4.5


@pytest.mark.parametrize(
    ("mark", "ground"),
    [("edge", "paper"), ("focus", "paper"), ("focus", "ground"), ("paper", "brand")],
)
def test_edges_and_focus_are_at_least_three_to_one(mark: str, ground: str) -> None:
    assert contrast(colours()[mark], colours()[ground]) >= 3


FORM = re.compile(r"<form\b([^>]*(?:%}[^>]*)*)>(.*?)</form>", re.DOTALL)
HOLDS_FIELDS = re.compile(r"control|fields\.draw|form-control|form-select|\brequired\b|<textarea")


def test_a_form_leaves_every_fault_to_the_server() -> None:
    # A browser's own bubble speaks the browser's language and is gone before it is read.
    for path in TEMPLATES.rglob("*.html"):
        for head, inside in FORM.findall(path.read_text("utf-8")):
            if "post" in head and HOLDS_FIELDS.search(inside):
                assert "novalidate" in head, f"{path.name}: {head}"
