"""The tour of the manual's page on lists, meetings, outcomes, thanks and links."""

from __future__ import annotations

from typing import Any

PASTED = "企业\t标题\t内容\t单位\n海兴示例机械厂\t电价补贴没有兑现\t承诺两年没有兑现\t高湾镇"


def walk(tour: Any) -> None:
    """Look at the lists, record a meeting, a forum and an outcome, and verify it."""
    tour.enter("gaowan").open("/worklist/waiting").open("/worklist/late").open("/worklist/sent")
    tour.open("/admin/problem/?state=in_progress")
    path = str(tour.page.locator("td.wide a").first.get_attribute("href"))
    tour.open(f"{path}/metric")
    tour.page.get_by_label("成效", exact=False).first.select_option(label="户数")
    tour.page.get_by_label("数值", exact=False).first.fill("808")
    tour.page.get_by_label("依据", exact=False).first.fill("退费花名册")
    tour.press("保存", "等别人核实后计入").enter("intake").open("/admin/problem/?state=assigned")
    tour.open(f"{path}/thanks").open(f"{path}/link").open(f"{path}/timeline").open(path)
    tour.press("核实", "已核实，计入成效").open("/metric/")
    _meeting(tour, path)
    _forum(tour)


def _meeting(tour: Any, path: str) -> None:
    """Record a meeting from the item's page."""
    tour.open(path).page.get_by_role("link", name="记录会议").click()
    tour.look()
    tour.page.get_by_label("名称", exact=False).first.fill("线路改造推进会")
    tour.page.get_by_label("地点", exact=False).first.fill("高湾镇政府")
    tour.page.get_by_label("议定事项").fill("三日内完成改造。")
    tour.press("保存", "已记录会议").open(path).picture("together-case", height=900)


def _forum(tour: Any) -> None:
    """Record a forum, have a table read, and register its row."""
    tour.open("/meeting/new").page.get_by_label("座谈会", exact=True).check()
    tour.page.get_by_label("名称", exact=False).first.fill("民营企业座谈会")
    tour.page.get_by_label("地点", exact=False).first.fill("县政府二楼")
    tour.press("保存", "已记录会议")
    tour.page.get_by_role("link", name="登记会上的问题").click()
    tour.look().page.get_by_label("粘贴表格").fill(PASTED)
    tour.press("读入，先看一看", "读到 1 行").picture("together-forum", height=820)
    tour.press("登记", "已登记 1 件").open("/meeting/")
