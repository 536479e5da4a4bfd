"""The tour of the manual's page on drafting and editing papers."""

from __future__ import annotations

from typing import Any


def walk(tour: Any) -> None:
    """Draft from an item and from a month, edit with the preview, print the ledger."""
    tour.enter("intake").open("/paper/").open("/paper/draft").picture("drafting-kinds", height=760)
    tour.open("/paper/draft/minutes").open("/paper/draft/rectification_notice")
    tour.open("/admin/problem/?state=in_progress")
    path = str(tour.page.locator("td.wide a").first.get_attribute("href"))
    tour.open(path).page.get_by_role("link", name="起草其他公文").click()
    tour.look().press("起草限期整改通知书", "已起草，请核对")
    tour.page.get_by_role("link", name="修改", exact=True).click()
    tour.look().picture("drafting-edit", height=900)
    tour.press("预览", "页。").press("保存", "已保存")
    tour.open("/paper/draft/monthly_report").page.get_by_label("月份").fill("2026-11")
    tour.press("起草", "已起草，请核对")
