"""The tour of the manual's page on figures, the map and the wall screen."""

from __future__ import annotations

from typing import Any

from app import clock
from app.extensions import db
from app.operations import figure_fold


def walk(tour: Any) -> None:
    """Look at each level's figures, at the rows behind one, at the map and the wall."""
    with tour.site.app.app_context(), clock.fixed(tour.site.now):
        figure_fold.fold()
        db.session.remove()
    tour.enter("intake").open("/statistics/county").enter("leader")
    tour.page.get_by_role("link", name="统计", exact=True).first.click()
    tour.page.locator(".plot svg").first.wait_for()
    tour.look().picture("statistics-county", height=1000)
    tour.page.locator(".figs a").first.click()
    tour.look().open("/statistics/map?metric=evaluations").picture("statistics-map", height=640)
    tour.open("/statistics/wall").picture("statistics-wall")
    tour.enter("gaowan").open("/statistics/place/130924102000").enter("village")
    tour.open("/statistics/place/130924102225")
