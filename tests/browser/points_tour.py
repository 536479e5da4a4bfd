"""The tour of the manual's page on codes, placards, kiosks, items and promised papers."""

from __future__ import annotations

from typing import Any

from app import clock, jobs, printer
from tests import files, support

ROW = "实施编码\t事项名称\t实施单位\t事项类型\nSL-1\t收养登记（示例）\t县民政局（示例）\t行政确认"


def walk(tour: Any) -> None:
    """Make placards, register a kiosk, publish a notice, note a promise."""
    tour.enter("bureau")
    _codes(tour)
    _kiosk(tour)
    _items(tour)
    _promise(tour)
    _photo(tour)
    tour.open("/problem/new").open("/inbox/")
    for table in ("service_point", "service_window", "staff"):
        tour.open(f"/admin/{table}/")


def _codes(tour: Any) -> None:
    """Replace and stop a code, print one placard and all the stations'."""
    tour.open("/points/").page.locator("td.wide a").first.click()
    tour.look().page.get_by_label("换码或停用的原因", exact=False).fill("码牌被晒褪色")
    tour.press("换码", "已换新码").page.get_by_label("换码或停用的原因", exact=False).fill("遗失")
    tour.press("停用", "已停用这个码").press("发码", "已发码")
    tour.open("/points/?kind=station").page.locator("form button.main").first.click()
    tour.look().press("开始制作", "刷新进度").picture("points-batch")
    with tour.site.app.app_context(), clock.fixed(support.NOW):
        printer.make_due(jobs.PRESS)
    tour.page.get_by_role("link", name="打开 PDF").wait_for()
    tour.look().open("/points/batches/")


def _kiosk(tour: Any) -> None:
    """Register a kiosk and look at it."""
    tour.open("/kiosks/").open("/kiosks/new").page.get_by_label("终端编号", exact=False).fill(
        "HALL-09"
    )
    tour.page.get_by_label("点位", exact=False).select_option(index=1)
    tour.press("登记", "密钥只显示这一次").open("/kiosks/")
    tour.page.get_by_role("link", name="HALL-09").click()
    tour.look()


def _items(tour: Any) -> None:
    """Have a table read in, and publish a notice."""
    tour.open("/items/").open("/items/import").page.get_by_label("粘贴表格").fill(ROW)
    tour.press("读入，先看一看", "共 1 行").press("导入", "已导入：新增 1 项")
    tour.page.get_by_role("link", name="内地居民结婚登记（示例）").click()
    tour.look().page.get_by_role("link", name="另发一版").click()
    tour.look().press("发布", "已发布")


def _photo(tour: Any) -> None:
    """Show the photograph of somebody on duty, and take it down."""
    tour.open("/admin/staff/").page.locator("td.wide a, td a").first.click()
    tour.look().page.get_by_role("link", name="照片：换上、撤下").click()
    portrait = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": files.photo()}
    tour.look().page.set_input_files("#files", portrait)
    tour.page.locator("#agrees").check()
    tour.press("换上照片", "照片已换上").press("撤下照片", "照片已撤下")


def _promise(tour: Any) -> None:
    """Note a promised paper, and that it came."""
    tour.open("/deferrals/new").page.get_by_label("事项", exact=False).select_option(index=1)
    tour.page.get_by_label("办件编号", exact=False).fill("MZ-0001")
    tour.page.get_by_label("缺的材料", exact=False).fill("婚姻状况证明")
    tour.page.get_by_label("承诺补交日期", exact=False).fill("2026-11-20")
    tour.press("登记", "已登记容缺承诺").press("已补交 婚姻状况证明", "材料已补交")
