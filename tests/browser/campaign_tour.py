"""The tour of the manual's page on campaigns, clusterings and livelihood items."""

from __future__ import annotations

from typing import Any


def walk(tour: Any) -> None:
    """Look at a campaign and fill in a return, sort like voices, look at the lists."""
    tour.enter("intake").open("/campaigns/").open("/campaigns/new")
    tour.open("/campaigns/1").picture("campaigns-one", height=900)
    for name in ("1/node", "8/phase", "1/task"):
        tour.open(f"/campaigns/{name}")
    tour.open("/campaigns/1").page.get_by_role("link", name="修改任务").first.click()
    tour.look()
    waiting = tour.open("/campaigns/1").page.get_by_role("link", name="核对补贴发放名册").first
    waiting.click()
    tour.look()
    _sorting(tour)
    tour.open("/livelihood/").open("/livelihood/new").open("/livelihood/1")
    tour.enter("gaowan").open("/campaigns/1").open("/campaign/owed")
    tour.page.locator("td.wide a").first.click()
    tour.look().page.get_by_label("本期完成", exact=False).fill("3")
    tour.page.get_by_label("情况", exact=False).fill("又查了三个窗口。")
    tour.press("上报", "已上报").open("/clusters/listed").open("/promises/")


def _sorting(tour: Any) -> None:
    """Freeze a period, have like voices found, and make a cluster of two."""
    tour.open("/clusters/").open("/clusters/new").open("/clusters/1")
    tour.press("找相似的", "相似的意见")
    tour.page.locator("td.wide a[href*='group=']").first.click()
    tour.look()
    for box in tour.page.locator("input[name=pk]").all()[:2]:
        box.check()
    tour.page.get_by_label("归并为新的一类：问题").fill("同一件事")
    tour.press("归并勾选的", "已归并").open("/cluster/2").open("/cluster/2/list").open("/cluster/1")
    tour.open("/clusters/listed").open("/promises/")
