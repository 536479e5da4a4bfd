"""Every page of the office, registered on one screen."""

from __future__ import annotations

from typing import Any

from flask import Flask

from app import shell
from views import (
    accounts_admin,
    admin,
    attachment,
    audit,
    bulk,
    calendar_years,
    calls,
    campaign_corrections,
    campaign_returns,
    campaigns,
    case_import,
    clearing,
    clue,
    cluster,
    clusters,
    deferrals,
    duty,
    enterprises,
    evaluations,
    figure_maps,
    figure_standing,
    figures,
    handover,
    identity,
    inbox,
    interference,
    items,
    kiosks,
    ledger_list,
    livelihood,
    livelihood_done,
    lookup,
    meeting,
    messages,
    months,
    outcome,
    own_factor,
    paper,
    paper_draft,
    phone_rating,
    points,
    problem,
    promises,
    public,
    published,
    recusal,
    scoring,
    scoring_trial,
    seal,
    security_desk,
    sheet,
    staff_photo,
    stand_in,
    statistics,
    superior,
    supervision,
    surveys,
    timeline,
    together,
    visits,
    wall,
    worklist,
)
from views.account import AccountView
from views.home import HomeView


def mount(app: Flask, builder: Any) -> None:
    """Register the pages with the framework."""
    shell.register(app)
    builder.sm.auth_view = builder.add_view_no_menu(AccountView)
    builder.sm.lm.login_view = "AccountView.login"
    builder.add_view_no_menu(HomeView)
    own = (
        problem,
        identity,
        inbox,
        calls,
        lookup,
        paper,
        paper_draft,
        seal,
        attachment,
        recusal,
        clue,
        outcome,
        published,
        interference,
        audit,
        evaluations,
    )
    for part in (*own, superior, supervision, calendar_years):
        part.register(app)
    for tool in (
        messages,
        worklist,
        bulk,
        ledger_list,
        meeting,
        together,
        timeline,
        sheet,
        points,
        kiosks,
        items,
        deferrals,
        statistics,
        case_import,
        figure_maps,
        figure_standing,
        wall,
        figures,
    ):
        tool.register(app)
    for desk in (duty, handover, phone_rating, enterprises, promises, visits, surveys, staff_photo):
        desk.register(app)
    for drive in (clusters, cluster, campaigns, campaign_corrections, campaign_returns):
        drive.register(app)
    for drive in (livelihood, livelihood_done, clearing):
        drive.register(app)
    for keeper in (own_factor, stand_in, accounts_admin, security_desk):
        keeper.register(app)
    for report in (months, scoring, scoring_trial):
        report.register(app)
    app.add_url_rule("/healthz", "healthz", public.healthz)
    admin.register(builder)
