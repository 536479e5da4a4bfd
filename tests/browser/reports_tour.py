"""The tour of the manual's page on the monthly report, its figures and the scoring rule."""

from __future__ import annotations

from typing import Any


def walk(tour: Any) -> None:
    """Freeze the last month, draft its papers, look into a score, draft and approve a rule."""
    tour.enter("intake").open("/statistics/reports/").open("/statistics/reports/new")
    tour.press("生成", "已生成").picture("reports-month")
    month = tour.page.url.removeprefix(tour.site.url)
    score = tour.page.locator("a[href*='/score/']").first.get_attribute("href")
    tour.open(score).open(month).press("起草通报", "已起草")
    tour.open(month).press("起草月度报告", "已起草").open(month)
    tour.open("/statistics/scoring/").open("/statistics/scoring/trial")
    tour.open("/statistics/scoring/new").press("保存", "已保存")
    rule = tour.page.url.removeprefix(tour.site.url)
    tour.enter("leader").open("/statistics/reports/").open(rule)
    tour.press("批准这一版", "已批准").open("/statistics/scoring/")
