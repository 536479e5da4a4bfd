"""The parts of the manual about a reporter's identity, gone through by several people."""

from __future__ import annotations

import re
from typing import Any

REASON = "举报内容不清，要当面核实"


def register_report(tour: Any) -> str:
    """Let the clerk register a report; return its number."""
    tour.enter("clerk").open("/problem/new")
    page = tour.page
    page.get_by_label("来访人姓名").fill("钱大河")
    page.get_by_label("来访人电话").fill("13800138001")
    tour.choose("发生地", "kzz", "高湾镇孔庄子村")
    page.get_by_label("举报", exact=True).check()
    page.get_by_label("标题").fill("低保公示有出入")
    page.get_by_label("诉求内容").fill("公示名单和实际领取的人不一致。")
    tour.press("登记", "已登记，编号")
    found = re.search(r"HXZT-\d{4}-\d+", page.content())
    assert found is not None
    return found[0]


def item_of(tour: Any, number: str) -> str:
    """Open an item by its number; return its address."""
    tour.open(f"/admin/problem/?q={number}")
    tour.page.locator("td.wide a").first.click()
    tour.page.get_by_role("heading", level=1).first.wait_for()
    found = re.search(r"/problem/(\d+)", tour.page.url)
    assert found is not None
    return f"/problem/{found[1]}"


def two_persons(tour: Any) -> None:
    """Ask for an identity and for a file of names, approve both, and use them."""
    number = register_report(tour)
    item = item_of(tour.enter("intake"), number)
    tour.open(item).open(f"/identity/of{item}")
    fill(tour, "提出申请", "已提出申请")
    tour.open("/identity/export")
    tour.page.get_by_label("事项编号").fill(number)
    fill(tour, "提出申请", "领导批准后")
    request = tour.page.url.removeprefix(tour.site.url)
    tour.enter("leader").open("/identity/")
    for _ in range(2):
        tour.open("/identity/")
        tour.page.locator("td.wide a").first.click()
        tour.look().press("批准", "已批准，申请人可以使用一次")
    tour.enter("intake").open(request).open(f"/identity/of{item}")
    tour.press("查看姓名和电话", "只显示一次").open(f"/identity/of{item}")


def fill(tour: Any, button: str, said: str) -> None:
    """Fill in purpose and reason and send."""
    tour.page.get_by_label("核实情况").check()
    tour.page.get_by_label("申请理由").fill(REASON)
    tour.press(button, said)


def erase(tour: Any) -> None:
    """Erase the reporter of a closed item."""
    tour.open("/admin/problem/?state=closed")
    links = tour.page.locator("td.wide a")
    for path in [str(links.nth(n).get_attribute("href")) for n in range(links.count())]:
        item = "/problem/" + path.rpartition("/")[2]
        tour.open(f"/identity/of{item}")
        if tour.page.get_by_text("来访人要求删除个人信息").count():
            break
    tour.page.get_by_text("来访人要求删除个人信息").click()
    tour.look().page.get_by_label("来访人本人").check()
    tour.page.get_by_label("已核对提出人的身份", exact=False).check()
    tour.press("清除", "已清除。备份里的最迟到")


def ask_through_clerk(tour: Any) -> None:
    """Let a township ask, and the clerk find the question on the home page and answer."""
    tour.enter("gaowan").step("上报结果")
    item = tour.item()
    tour.open(item).open(f"/identity/of{item}/relay")
    tour.page.get_by_label("要问的话").fill("哪一天去的窗口？")
    tour.press("请人代问", "已转给能联系来访人的同事")
    tour.enter("clerk").open("/calls/")
    tour.page.get_by_role("link", name="哪一天去的窗口？").click()
    tour.look().page.get_by_label("用途").select_option(label="告知受理或结果")
    tour.press("查看号码", "只显示一次").page.go_back()
    tour.page.get_by_label("答复").fill("十七日上午。")
    tour.press("答复", "已答复，提问的单位看得到").enter("gaowan").open(item)
