"""Every page of the office, registered on one screen."""

from __future__ import annotations

from typing import Any

from flask import Flask

from app import shell
from views import admin, attachment, audit, lookup, paper, problem, public
from views.account import AccountView
from views.home import HomeView


def mount(app: Flask, builder: Any) -> None:
    """Register the pages with the framework."""
    shell.register(app)
    builder.sm.auth_view = builder.add_view_no_menu(AccountView)
    builder.sm.lm.login_view = "AccountView.login"
    builder.add_view_no_menu(HomeView)
    for part in (problem, lookup, paper, attachment, audit):
        part.register(app)
    app.add_url_rule("/healthz", "healthz", public.healthz)
    admin.register(builder)
