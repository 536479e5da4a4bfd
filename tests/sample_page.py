"""One page that holds every field and part of the look, on a bare application."""

from __future__ import annotations

import json
import time
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import wtforms
from flask import Flask, Response, abort, flash, render_template, request
from werkzeug.datastructures import MultiDict
from wtforms import SelectChoice, validators

ROOT = Path(__file__).parents[1] / "app"
STATIC, TEMPLATES = ROOT / "static", ROOT / "templates"
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


PAGES = ["/", "/?bad=1", "/public", "/login"]
