"""What every page shares: headers, errors, the framework's registration, the page shell."""

from __future__ import annotations

import errno
import logging
import secrets
from typing import Any

from flask import Flask, Response, g, jsonify, render_template, request, session
from flask_appbuilder import AppBuilder
from flask_login import AnonymousUserMixin
from flask_talisman import Talisman
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import (
    HTTPException,
    InternalServerError,
    RequestEntityTooLarge,
    SecurityError,
)
from werkzeug.middleware.proxy_fix import ProxyFix

import config
from app import formats, integration, readings, safelog, security, throttle
from app.errors import Conflict, Refused
from app.extensions import csrf, db

log = logging.getLogger("voice")
MEGABYTE = 1024 * 1024
CSP = {
    "default-src": "'none'",
    "script-src": "",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    # The touch screen's own worker, which gives it its page while the network is away.
    "worker-src": "'self'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
}
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO})
MOST_KEPT = 300
# What the API answers when an error carries no words of its own; pages have theirs
# in error/page.html.
WORDS = {
    400: "请求有误",
    401: "请先登录",
    403: "没有权限",
    404: "没有找到",
    405: "不能这样请求",
    409: "内容已被别人修改",
    413: "文件太大",
    422: "内容不符合要求",
    429: "操作太频繁",
    503: "系统正忙，没有保存",
}


def prepare(app: Flask) -> None:
    """Bind the extensions, headers, errors and filters that both audiences share."""
    settings = app.config["VX"]
    safelog.install()
    if settings.production:
        safelog.install_hook()
    app.config["RATELIMIT_STORAGE_URI"] = "memory://"
    db.init_app(app)
    # Before the token is read: reading the form is what the limit stops.
    app.before_request(_make_room)
    csrf.init_app(app)
    Talisman(
        app,
        force_https=False,
        strict_transport_security=settings.production,
        session_cookie_secure=settings.production,
        content_security_policy=CSP,
        content_security_policy_nonce_in=["script-src"],
        referrer_policy="no-referrer",
        frame_options="DENY",
    )
    app.after_request(security.touch)
    app.after_request(readings.keep)
    app.after_request(_private)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(OperationalError, _busy)
    app.register_error_handler(PoolTimeout, _busy)
    app.register_error_handler(OSError, _disk)
    app.register_error_handler(Exception, _unexpected)
    formats.register(app)
    app.url_defaults(formats.version_static)


class OfficeBuilder(AppBuilder):
    """The framework's registry without its own pages and static files."""

    def _add_admin_views(self) -> None:
        """Register none of the framework's index, language and security pages."""

    def _add_global_static(self) -> None:
        """Serve none of the framework's static files."""


def framework(app: Flask) -> Any:
    """Bind Flask-AppBuilder; it reads and writes no table at start."""
    builder = OfficeBuilder(
        app, db.session, security_manager_class=security.OfficeSecurityManager, update_perms=False
    )
    app.extensions["babel"].locale_selector = lambda: "zh"
    builder.sm.lm.session_protection = None
    throttle.register(app)
    hops = app.config["VX"].proxy_hops
    if hops:
        # Only what the last trusted proxy wrote counts; what a visitor sent stands further left.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]  # The documented way.
    app.before_request(integration.recognise)
    app.before_request(security.guard)
    return builder


def _private(response: Response) -> Response:
    """Keep pages out of caches; static files carry their version and may stay."""
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    elif request.args.get("v"):
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def _make_room() -> None:
    """Let a signed-in person send several files at once; a stranger keeps the room of one."""
    if session.get("_user_id"):
        request.max_content_length = config.MAX_TOGETHER + config.FORM_ROOM


def _too_large() -> str:
    """Say how much one submission holds."""
    room = (request.max_content_length or config.FORM_ROOM) - config.FORM_ROOM
    return (
        f"一次上传的文件合计不能超过 {room // MEGABYTE} MB，"
        f"单个不能超过 {config.MAX_UPLOAD // MEGABYTE} MB。"
    )


def error_page(
    code: int, message: str = "", reference: str = "", kept: Any = (), **about: str
) -> tuple[Any, int]:
    """Return an error in the product's own words, as a page or as JSON.

    kept holds label and value of what was typed, to be sent once more from the page; about may
    be a title, a hint, and back_url with back_label in place of the way home.
    """
    if request.path.startswith("/api/"):
        words = message or WORDS.get(code, "系统出错，没有保存")
        return jsonify({"error": {"code": code, "message": words}}), code
    g.is_error_page = True
    page = render_template(
        "error/page.html",
        code=code,
        message=message,
        reference=reference,
        kept=kept,
        home_url="/",
        **about,
    )
    return page, code


def _http_error(error: HTTPException) -> Any:
    """Show an HTTP error; a redirect raised as an exception passes."""
    code = error.code or 500
    if code < 400:
        return error
    if isinstance(error, SecurityError):
        # A foreign host name: no address of ours can be made, so there is no page to show.
        return Response("请用单位给的网址打开。", 400, mimetype="text/plain")
    if isinstance(error, InternalServerError):
        return _unexpected(error)
    message = error.description or "" if isinstance(error, Refused | Conflict) else ""
    if isinstance(error, RequestEntityTooLarge):
        message = _too_large()
    return error_page(code, message)


def _csrf_error(_error: CSRFError) -> Any:
    """Tell a person whose form is too old what to do, a stranger to the page that it is not."""
    if security.is_hidden():
        return error_page(404)
    return error_page(400, "页面打开太久或登录已变化，请刷新页面后再提交。")


def _busy(error: Exception) -> Any:
    """Answer 503 when the database or the disk is locked, full or away; nothing was saved."""
    return _report(error, 503, typed())


def _disk(error: OSError) -> Any:
    """Answer 503 when a file could not be kept for want of room."""
    return _busy(error) if error.errno in NO_ROOM else _unexpected(error)


def typed() -> list[tuple[str, str]]:
    """Return what a form sent, so that it may be sent again; passwords are typed anew."""
    if request.method != "POST" or request.path.startswith("/api/"):
        return []
    fields = [one for one in request.form.items(multi=True) if "password" not in one[0]]
    return fields if len(fields) <= MOST_KEPT else []


def _unexpected(error: Exception) -> Any:
    """Answer 500 with a reference; the log gets the kind and place, never the data."""
    return _report(error, 500)


def _report(error: Exception, code: int, kept: Any = ()) -> Any:
    """Log where it happened, roll back, and show the reference; ask the database nothing more."""
    reference = secrets.token_hex(4)
    # flask-login would look the session up again for the page, in the database that is away.
    g.setdefault("_login_user", AnonymousUserMixin())
    db.session.rollback()
    log.error("%s at %s: %s", reference, request.endpoint, safelog.kind(error))
    return error_page(code, reference=reference, kept=kept)
