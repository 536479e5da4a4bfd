"""Holds the look to its promises: valid pages, small files, readable colours, a strict policy."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import threading
import time
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import html5lib
import pytest
import wtforms
from flask import Flask, Response, abort, flash, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.serving import make_server
from wtforms import SelectChoice, validators

ROOT = Path(__file__).parents[1] / "app"
STATIC, TEMPLATES, ASSETS = ROOT / "static", ROOT / "templates", ROOT / "assets"
OWN_TEMPLATES = [
    *TEMPLATES.glob("*base.html"),
    TEMPLATES / "styleguide.html",
    *(TEMPLATES / "macros").glob("*.html"),
    *(TEMPLATES / "error").glob("*.html"),
]
NONCE = "b64nonce"
POLICY = (
    f"default-src 'none'; script-src 'nonce-{NONCE}'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'"
)
PLACES = [
    {"id": "130924102201", "text": "孔庄子村", "hint": "高湾镇 kzz"},
    {"id": "130924102202", "text": "孔庄村", "hint": "小山乡 kz"},
]


class SampleForm(wtforms.Form):
    """One field of every kind that the product's forms hold."""

    csrf_token = wtforms.HiddenField(default="token")
    title = wtforms.StringField("标题", [validators.InputRequired("请填写标题")])
    text = wtforms.TextAreaField("诉求", description="写清时间、地点和经过。")
    phone = wtforms.TelField("联系电话", [validators.Regexp(r"1\d{10}$", message="手机号是 11 位")])
    place = wtforms.StringField("发生地", render_kw={"data-remote": "/places"})
    unit = wtforms.SelectField(
        "主办单位",
        [validators.InputRequired("请选择主办单位")],
        choices={"": "请选择", "7": "高湾镇"},
        render_kw={"data-remote": "/places"},
    )
    domain = wtforms.SelectField(
        "事项领域",
        choices=[
            SelectChoice("1", "婚姻登记", optgroup="民生"),
            SelectChoice("2", "道路", optgroup="基建"),
        ],
    )
    channel = wtforms.RadioField("来源", choices={"hotline": "热线", "web": "网页"})
    tags = wtforms.SelectMultipleField("标签", choices={str(n): f"标签{n}" for n in range(10)})
    public = wtforms.BooleanField("同意公开答复")
    on = wtforms.DateField("发生日期", default=date(2026, 11, 2))
    at = wtforms.DateTimeLocalField("来电时间", default=datetime(2026, 11, 2, 9, 14))  # noqa: DTZ001 - the field holds local wall time.
    days = wtforms.IntegerField("工作日", [validators.NumberRange(1, 60, "在 1 到 60 之间")])
    password = wtforms.PasswordField("密码", default="never printed")
    files = wtforms.MultipleFileField("附件", description="单个文件不超过 50 MB。")


def sample_form(filled: bool) -> SampleForm:
    form = SampleForm(
        MultiDict({"phone": "138", "days": "61", "channel": "web"}) if filled else None
    )
    if filled:
        form.validate()
    return form


def shell() -> dict[str, Any]:
    items = [
        {"label": "我的待办", "url": "/", "count": 7, "active": True},
        {"label": "问题台账", "url": "/problem/", "count": 128, "active": False},
        {"label": "新登记", "url": "/problem/new", "count": None, "active": False},
    ]
    more = [{"label": "评价", "url": "/evaluations/", "count": None, "active": False}]
    return {
        "county": "海兴县",
        "user_name": "王海（示例）",
        "unit_name": "高湾镇",
        "search_url": "/problem/",
        "logout_url": "/logout/",
        "csrf": "token",
        "menu": [{"group": None, "items": items}, {"group": "群众", "items": more}],
    }


PAGER = SimpleNamespace(
    number=2,
    has_prev=True,
    has_next=True,
    total_text="共 128 件，每页 25 件",
    url_for=lambda number: f"?page={number}",
)


def with_policy(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = POLICY
    return response


def office() -> str:
    if "bad" in request.args:
        flash("已登记，编号 HXZT-2026-00156。", "success")
        flash("保存没有成功。", "error")
    facts = {"layout": "base.html", "page": PAGER, "form": sample_form("bad" in request.args)}
    return render_template("styleguide.html", shell=shell(), **facts)


def public() -> str:
    return render_template("styleguide.html", layout="public_base.html", form=sample_form(False))


def login() -> str:
    return render_template("base.html")


def error(code: int) -> tuple[str, int]:
    return render_template("error/page.html", code=code, home_url="/"), code


def places() -> dict[str, Any]:
    word = request.args["q"]
    found = [place for place in PLACES if word in place["text"] + place["hint"]]
    return {"items": found} if found else {"items": [], "suggest": "没有找到，试试“孔庄”"}


def similar() -> dict[str, Any]:
    if request.form["csrf_token"] != "token":
        abort(400)
    row = {"no": "HXZT-2026-00131", "on": "11月2日", "place": "<b>孔庄子村", "state": "办理中"}
    return {"items": [row] if request.form["phone"] else []}


def act(pk: int) -> str:
    time.sleep(1.6)
    return f'<link rel="icon" href="data:,">{json.dumps([pk, request.form.to_dict()])}'


def make_app() -> Flask:
    app = Flask("styleguide", template_folder=str(TEMPLATES), static_folder=str(STATIC))
    app.secret_key = "styleguide"
    app.jinja_env.globals["csp_nonce"] = lambda: NONCE
    app.after_request(with_policy)
    app.add_url_rule("/", view_func=office)
    app.add_url_rule("/public", view_func=public)
    app.add_url_rule("/login", view_func=login)
    app.add_url_rule("/error/<int:code>", view_func=error)
    app.add_url_rule("/places", view_func=places)
    app.add_url_rule("/similar", view_func=similar, methods=["POST"])
    app.add_url_rule("/problem/<int:pk>/act", view_func=act, methods=["POST"])
    return app


@pytest.fixture(scope="module")
def app() -> Flask:
    return make_app()


def page_of(app: Flask, path: str) -> str:
    return app.test_client().get(path).get_data(as_text=True)


PAGES = ["/", "/?bad=1", "/public", "/login"]
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
    ("name", "limit"), [("office.css", 9216), ("public.css", 9216), ("office.js", 4096)]
)
def test_static_file_stays_small(name: str, limit: int) -> None:
    assert len(gzip.compress((STATIC / name).read_bytes())) <= limit


def test_built_files_carry_the_hash_of_their_sources() -> None:
    digest = hashlib.sha256()
    for folder in ("js", "scss"):
        for path in sorted((ASSETS / folder).iterdir()):
            digest.update(path.read_bytes())
    for name in ("office.css", "public.css", "office.js"):
        assert f"sources {digest.hexdigest()[:16]}" in (STATIC / name).read_text("utf-8"), name


def served_files() -> list[Path]:
    licences = STATIC / "licences"
    files = [path for path in STATIC.rglob("*") if path.is_file() and licences not in path.parents]
    return [path for path in files if path.suffix in {".css", ".js", ".svg"}] + OWN_TEMPLATES


def test_nothing_is_loaded_from_another_host() -> None:
    for path in served_files():
        text = path.read_text("utf-8").replace('xmlns="http://www.w3.org/2000/svg"', "")
        assert not re.search(r"https?://|[\"'(]//[a-z]|url\(", text), path.name


def test_templates_carry_no_inline_style_or_handler() -> None:
    for path in OWN_TEMPLATES:
        text = path.read_text("utf-8")
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:|<script>", text), path.name


def test_script_uses_no_sink() -> None:
    text = (STATIC / "office.js").read_text("utf-8")
    words = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|\.style\b"
    assert not re.search(words, text)


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


@pytest.fixture(scope="module")
def site(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def tab(browser: Any) -> Iterator[Any]:
    """Open a page whose console must stay silent."""
    page = browser.new_page()
    page.set_default_timeout(10_000)
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    page.close()
    assert faults == []


@pytest.mark.browser
@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [360, 768, 960, 1280])
def test_page_never_scrolls_sideways(tab: Any, site: str, path: str, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 800})
    tab.goto(site + path)
    assert tab.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.browser
def test_combobox_is_filled_by_keyboard_alone(tab: Any, site: str) -> None:
    tab.goto(site)
    tab.get_by_label("发生地").press_sequentially("kz")
    tab.get_by_role("option", name="孔庄村").wait_for()
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    assert tab.get_by_label("发生地").input_value() == "孔庄村"
    assert tab.locator("input[name=place]").input_value() == "130924102202"


@pytest.mark.browser
def test_enter_before_the_answer_picks_the_only_item(tab: Any, site: str) -> None:
    tab.goto(site)
    tab.locator("input#unit").press_sequentially("kzz")
    tab.keyboard.press("Enter")
    tab.locator("select[name=unit] option[value='130924102201']").wait_for(state="attached")
    assert tab.locator("input#unit").input_value() == "孔庄子村"


@pytest.mark.browser
def test_combobox_says_that_nothing_was_found_and_refuses_loose_text(tab: Any, site: str) -> None:
    tab.goto(site)
    tab.locator("input#unit").fill("北京")
    tab.get_by_text("没有找到，试试“孔庄”").wait_for()
    tab.keyboard.press("Escape")
    assert not tab.get_by_text("没有找到，试试“孔庄”").is_visible()
    said = tab.locator("input#unit").evaluate("box => box.validationMessage")
    assert said == "请从列表中选择一项"


@pytest.mark.browser
def test_similar_items_appear_as_text_while_typing(tab: Any, site: str) -> None:
    tab.goto(site)
    tab.get_by_label("联系电话").fill("13800000000")
    tab.get_by_text("近 30 天有 1 件相似事项，请先核对：").wait_for()
    assert "11月2日 · <b>孔庄子村 · 办理中" in tab.locator(".alike li").inner_text()


PRESS_YES_THEN_PRESS_AGAIN = """() => {
    const button = document.querySelector("button[formaction='/problem/2/act']");
    document.querySelector("dialog .main").click();
    setTimeout(() => button.click(), 300);
    setTimeout(() => {
        const line = document.querySelector(".wait").textContent;
        sessionStorage.seen = `${button.textContent} ${line}`;
    }, 1300);
}"""


@pytest.mark.browser
def test_confirmed_action_is_sent_once_with_the_word_confirmed(tab: Any, site: str) -> None:
    sent: list[str] = []
    tab.on("request", lambda request: sent.append(request.url))
    tab.goto(site)
    tab.get_by_label("选择 村口路灯连续半个月不亮").check()
    assert tab.get_by_text("已选 1 项").is_visible()
    tab.get_by_role("button", name="记录进展").first.click()
    tab.get_by_role("dialog").get_by_role("button", name="取消").click()
    assert f"{site}/problem/2/act" not in sent
    tab.locator("button[formaction='/problem/2/act']").click()
    tab.evaluate(PRESS_YES_THEN_PRESS_AGAIN)
    tab.wait_for_url("**/problem/2/act")
    assert tab.evaluate("sessionStorage.seen") == "正在保存… 正在处理，请稍候…"
    assert '"confirmed": "1"' in tab.content()
    assert sent.count(f"{site}/problem/2/act") == 1


@pytest.mark.browser
def test_leaving_a_typed_form_asks_first_and_saving_does_not(tab: Any, site: str) -> None:
    asked: list[str] = []

    def accept(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.accept()

    tab.on("dialog", accept)
    tab.goto(site)
    tab.get_by_label("标题").press_sequentially("路灯")
    tab.goto(site + "/login")
    tab.goto(site)
    assert asked == ["beforeunload"]
    tab.goto(site + "/public")
    assert asked == ["beforeunload"]


@pytest.mark.browser
def test_files_are_named_with_their_size_and_an_empty_one_is_refused(tab: Any, site: str) -> None:
    tab.goto(site)
    files = [("会商记录.pdf", b"x" * 2048), ("空.txt", b"")]
    box = tab.get_by_label("附件")
    box.set_input_files(
        [{"name": name, "mimeType": "text/plain", "buffer": data} for name, data in files]
    )
    assert tab.locator(".files").inner_text().splitlines()[0] == "会商记录.pdf（2 KB）"
    assert box.evaluate("box => box.validationMessage") == "文件是空的，请重新选择"


@pytest.mark.browser
def test_slash_jumps_to_the_search_box_and_all_rows_are_ticked_at_once(tab: Any, site: str) -> None:
    tab.goto(site)
    tab.keyboard.press("/")
    assert tab.evaluate("document.activeElement.name") == "q"
    tab.get_by_label("全选").check()
    assert tab.get_by_text("已选 4 项").is_visible()
