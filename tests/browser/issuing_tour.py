"""The tour of the manual's page on a paper's rounds, its units, its marks and its batches."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from app import clock, jobs, printer, store
from app.extensions import db
from app.models import Parameter
from app.principal import system
from app.queries import papers


def walk(tour: Any) -> None:
    """Send a circular back and round, issue it, sign for it, answer it, and see who is late."""
    tour.enter("intake").open("/paper/circular").press("起草通报", "已起草通报")
    path = tour.page.url.removeprefix(tour.site.url)
    _send_back(tour, path)
    _choose(tour, path)
    tour.open(f"{path}/send").press("送审", "已送审")
    tour.enter("leader").open(path).press("签发", "已签发 1 份").open(path)
    _answer(tour, path)
    _late(tour, path)
    _check(tour)
    _letter(tour)
    _batch(tour)
    _void(tour, path)


def _send_back(tour: Any, path: str) -> None:
    """Send the draft round; let the leader send it back, and the drafter find it."""
    tour.open(f"{path}/send").press("送审", "已送审")
    tour.enter("leader").open(f"{path}/send-back").page.get_by_label("退回原因").fill(
        "请写明范围。"
    )
    tour.press("退回修改", "已退回").enter("intake").open("/paper/").open(path)


def _choose(tour: Any, path: str) -> None:
    """Choose the units and a day."""
    tour.open(f"{path}/units").page.get_by_label("高湾镇人民政府").check()
    due = tour.site.now.date() + timedelta(days=3)
    tour.page.get_by_label("回执期限").fill(due.isoformat())
    tour.press("保存收文单位", "个收文单位")


def _answer(tour: Any, path: str) -> None:
    """Let a unit sign for the paper and answer it."""
    tour.enter("gaowan").open("/paper/").open("/paper/received").open(path)
    tour.press("签收", "已签收").open(f"{path}/reply").page.get_by_label("回执内容").fill(
        "已传达。"
    )
    tour.press("报送回执", "已报送回执")


def _late(tour: Any, path: str) -> None:
    """See who signed, who answered and who did not."""
    before, tour.site.now = tour.site.now, tour.site.now + timedelta(days=5)
    tour.enter("intake").open("/paper/receipts/late").open(path).picture(
        "issuing-units", height=900
    )
    tour.site.now = before


def _check(tour: Any) -> None:
    """Ask for a check, and let the leader look at what waits for it."""
    with (
        tour.site.app.app_context(),
        clock.fixed(tour.site.now),
        store.write(system("test")) as work,
    ):
        query = sa.update(Parameter).where(Parameter.key == papers.CHECK_REQUIRED)
        work.execute(query.values(value="是").execution_options(synchronize_session=False))
    with tour.site.app.app_context():
        db.session.remove()
    tour.enter("intake").open("/paper/circular").press("起草通报", "已起草通报")
    path = tour.page.url.removeprefix(tour.site.url)
    tour.open(f"{path}/send").press("送审", "已送审").enter("leader").open("/paper/").open(path)
    tour.open(f"{path}/pass").open("/")


def _letter(tour: Any) -> None:
    """Look at the photographs that a letter may carry."""
    tour.enter("intake").open("/admin/problem/?due_at=late")
    links = tour.page.locator("td.wide a")
    for path in [str(links.nth(n).get_attribute("href")) for n in range(links.count())]:
        tour.open(path)
        if tour.page.get_by_role("button", name="起草督办函").count():
            tour.press("起草督办函", "已起草")
            tour.open(tour.page.url.removeprefix(tour.site.url) + "/photos")
            return


def _batch(tour: Any) -> None:
    """Have every issued paper put into an archive."""
    tour.open("/paper/").page.get_by_role("button", name="装成压缩包").last.click()
    tour.page.get_by_text("刷新进度").first.wait_for()
    tour.look()
    with tour.site.app.app_context(), clock.fixed(tour.site.now):
        printer.make_due(jobs.PRESS)
        db.session.remove()
    tour.page.get_by_role("link", name="下载压缩包").wait_for()
    tour.look().open("/batches/")


def _void(tour: Any, path: str) -> None:
    """Void the circular."""
    tour.enter("leader").open(f"{path}/void").page.get_by_label("作废原因").fill("文字有误")
    tour.press("作废", "已作废")
