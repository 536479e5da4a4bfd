"""The manual is true: its pages open, its words stand on them, its pictures are of them.

`MANUAL_PICTURES=1` takes the pictures again; none shows a word of the browser's own.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import html5lib
import pytest
import sqlalchemy as sa
from PIL import Image
from playwright.sync_api import Page, expect

from app import clock, create_app, demo, jobs, store
from app.extensions import db
from app.models import Problem
from app.operations import ladder
from app.principal import system
from app.seeding import load_base
from tests import makers, support
from tests.browser import (
    campaign_tour,
    drafting_tour,
    identity_tour,
    issuing_tour,
    points_tour,
    reports_tour,
    statistics_tour,
    together_tour,
)
from tests.browser.conftest import Site

pytestmark = pytest.mark.browser
DOCS = Path(__file__).parents[2] / "docs"
MANUAL, PICTURES = DOCS / "manual", DOCS / "img" / "manual"
TAKING = bool(os.environ.get("MANUAL_PICTURES"))
HEAVIEST, COLOURS = 120_000, 128
NAMELESS = """() => [...document.querySelectorAll('input, select, textarea')].filter(
  e => e.type !== 'hidden' && !e.labels.length && !e.getAttribute('aria-label')
).map(e => e.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> support.Template:
    """Return the sample county as a database, so that every list of the manual has rows."""
    folder = tmp_path_factory.mktemp("county")
    url = f"sqlite:///{folder / 'template.db'}"
    settings = support.settings(url, folder, demo_password=support.PASSWORD)
    application = create_app(settings)
    loader = system("test")
    with application.app_context(), clock.fixed(support.NOW):
        support.create_tables()
        with store.write(loader) as work:
            load_base(work)
            demo.load(work, loader, settings)
    support.close(application)
    support.flatten(folder / "template.db")
    return support.Template("sqlite", url)


@dataclass
class Tour:
    """One page of the manual, gone through in the browser; keeps what was read on the way."""

    site: Site
    page: Page = field(init=False)
    read: list[str] = field(default_factory=list)
    pictures: set[str] = field(default_factory=set)

    def enter(self, username: str) -> Tour:
        """Log in; the login page is read first."""
        self.page = self.site.page()
        self.open("/login/")
        self.site.log_in(self.page, username)
        return self.open("/")

    def open(self, path: str) -> Tour:
        """Open a page and hold it against what every page promises."""
        answer = self.page.goto(self.site.url + path)
        assert answer is not None
        assert answer.status == 200, path
        html5lib.HTMLParser(strict=True).parse(answer.text())
        return self.look()

    def look(self) -> Tour:
        """Read the page; it is titled, labelled and fits both screens."""
        where = self.page.url
        # A page that is on its way has no title yet.
        expect(self.page).to_have_title(re.compile(" · 民声直通车$"))
        assert self.page.evaluate(NAMELESS) == [], where
        for width in (360, 1280):
            self.page.set_viewport_size({"width": width, "height": 800})
            found = self.page.evaluate("document.documentElement.scrollWidth")
            assert found <= width, f"{where} is {found} wide at {width}"
        self.read.append("".join(re.sub(r"<[^>]+>", "", self.page.content()).split()))
        return self

    def step(self, action: str, at: int = 0) -> Tour:
        """Open a waiting item, the first unless told, and the form of its action."""
        self.open("/")
        link = self.page.get_by_role("link", name=action, exact=True).nth(at)
        form = str(link.get_attribute("href"))
        return self.open(form.rpartition("/")[0]).open(form)

    def item(self) -> str:
        """Return the address of the item whose form is open."""
        return self.page.url.removeprefix(self.site.url).rpartition("/")[0]

    def choose(self, label: str, typed: str, found: str) -> Tour:
        """Type into a combobox and take the row that is found."""
        self.page.get_by_label(label, exact=False).first.fill(typed)
        self.page.locator("[role=listbox] [role=option]").filter(has_text=found).first.click()
        return self

    def press(self, name: str, said: str) -> Tour:
        """Press a button, say yes where a dialog asks, and wait for the words."""
        self.page.get_by_role("button", name=name, exact=True).first.click()
        dialog = self.page.get_by_role("dialog")
        if dialog.count():
            dialog.get_by_role("button").first.click()
        self.page.get_by_text(said).first.wait_for()
        return self.look()

    def picture(self, name: str, width: int = 1280, height: int = 720) -> Tour:
        """Take a picture for the manual when asked to."""
        self.pictures.add(f"{name}.png")
        if TAKING:
            self.page.set_viewport_size({"width": width, "height": height})
            image = Image.open(io.BytesIO(self.page.screenshot())).convert("RGB")
            PICTURES.mkdir(parents=True, exist_ok=True)
            small = image.quantize(COLOURS, dither=Image.Dither.NONE)
            small.save(PICTURES / f"{name}.png", optimize=True)
            self.page.set_viewport_size({"width": 1280, "height": 800})
        return self


def clerk(tour: Tour) -> None:
    """Enter a call, open a number, fill in a callback."""
    tour.enter("clerk").picture("clerk-home").open("/problem/new")
    tour.page.get_by_label("来访人姓名").fill("杨大山")
    tour.page.get_by_label("来访人电话").fill("13800138000")
    tour.page.get_by_label("发生地", exact=False).first.fill("kzz")
    place = tour.page.get_by_role("option").filter(has_text="高湾镇孔庄子村").first
    place.wait_for()
    tour.picture("clerk-new", height=780)
    place.click()
    tour.page.get_by_label("标题").fill("村口路灯不亮")
    tour.page.get_by_label("诉求内容").fill("村口路灯半个月不亮，请派人修。")
    tour.press("登记", "已登记，编号").step("回访反馈").open(tour.item())
    tour.press("查看号码", "只显示一次")
    extended(tour)
    tour.enter("clerk").open("/calls/").step("告知延期")
    identity_tour.ask_through_clerk(tour)


def extended(tour: Tour) -> None:
    """Let the limit of an item of the clerk's be extended, so that somebody is to be told."""
    with tour.site.app.app_context(), clock.fixed(tour.site.now):
        store.name(db.session(), system("test"))
        entered = sa.select(Problem.id).where(
            Problem.state == "in_progress",
            Problem.created_by_id == support.person("clerk").account_id,
            Problem.lead_unit_id == support.person("gaowan").unit_id,
        )
        problem_id = db.session.execute(entered.order_by(Problem.due_at.desc())).scalars().first()
        assert problem_id
        asked = {"days": 1, "reason": "档案在市里，调档要多一天。"}
        given = (asked, {"opinion": "拟同意。"}, {"decision": "同意。"})
        for (who, action), facts in zip(makers.EXTENSION, given, strict=True):
            makers.play(who, problem_id, action, facts)
        db.session.remove()


def intake(tour: Tour) -> None:
    """Triage, close, and look into the whole ledger."""
    call_back(tour)
    tour.enter("intake").picture("intake-home")
    tour.step("拟办").picture("intake-triage").open(f"{tour.item()}/split").step("办结")
    tour.open(f"{tour.item()}/dissatisfied").open(f"{tour.item()}/recusal")
    tour.open("/admin/problem/")
    identity_tour.two_persons(tour)
    identity_tour.erase(tour)
    press(tour)
    tour.enter("intake")


def climb(tour: Tour) -> None:
    """Let the timed work press what is late, so that a letter waits to be sent."""
    with tour.site.app.app_context(), clock.fixed(tour.site.now):
        ladder.climb(jobs.WORKER)
        db.session.remove()


def press(tour: Tour) -> None:
    """Look at what the ladder drafted, and at the forms of sending and dropping."""
    climb(tour)
    tour.enter("intake").open("/supervision/").open(drafted(tour, "send"))
    tour.open("/admin/parameter/")
    tour.enter("leader").open("/supervision/").open(drafted(tour, "drop"))


def drafted(tour: Tour, act: str) -> str:
    """Return the address of the first drafted rung's act."""
    return str(tour.page.locator(f"a[href$='/{act}']").first.get_attribute("href"))


def call_back(tour: Tour) -> None:
    """Let the clerk call back, so that an item waits to be closed."""
    tour.enter("clerk").step("回访反馈")
    tour.page.get_by_label("反馈内容").fill("已告知办理结果。")
    tour.page.get_by_label("满意", exact=True).check()
    tour.press("回访反馈", "已回访反馈")


def recuse(tour: Tour) -> None:
    """Let a handler keep away from an item of his."""
    tour.enter("minzheng").step("上报结果").open(f"{tour.item()}/recuse")
    tour.page.get_by_label("与当事人是近亲属").check()
    tour.page.get_by_label("情况说明").fill("当事人是我的亲属。")
    tour.press("申请回避", "已申请回避")


def leader(tour: Tour) -> None:
    """Instruct and decide a recusal, with a proposed change waiting beside."""
    recuse(tour)
    propose(tour)
    tour.enter("leader").picture("leader-home").step("批办").picture("leader-instruct", height=900)
    tour.open("/").step("改派").open("/recusal/")
    tour.page.get_by_role("link", name="决定", exact=True).first.click()
    tour.look().picture("leader-recusal")
    tour.page.get_by_label("同意回避", exact=True).check()
    tour.press("决定", "已同意回避").open("/paper/")
    decide(tour)
    identity_tour.two_persons(tour)
    tour.enter("leader").open("/clue/?state=proposed")
    clue = str(tour.page.locator("td.wide a").first.get_attribute("href"))
    tour.open(clue).open(clue + "/approve")
    press(tour)


def casekeeper(tour: Tour) -> None:
    """Register what was pushed in, open a clue, look at each of its forms and at outcomes."""
    tour.enter("casekeeper").picture("casekeeper-home").open("/clue/new")
    tour.open("/clue/?state=received")
    pushed = str(tour.page.locator("td.wide a").first.get_attribute("href"))
    tour.open(f"{pushed}/register").press("登记编号", "已登记编号")
    for code in ("propose", "hand"):
        tour.open(f"{pushed}/{code}")
    for state in ("disposed", "registered"):
        tour.open(f"/clue/?state={state}")
        tour.open(str(tour.page.locator("td.wide a").last.get_attribute("href")))
    tour.open("/clue/3").page.get_by_label("研究处置意见").check()
    tour.press("打开", "这次查阅已经留痕").picture("casekeeper-clue")
    tour.open("/clue/aged").open("/clue/risks").open("/accountability/").open("/accountability/new")
    for who, path in (("casekeeper", "/clue/interference"), ("leader", "/clue/1")):
        tour.enter(who).open(path)
    approved(tour)


def approved(tour: Tour) -> None:
    """Let the leader approve a disposal, so that the keeper's last forms are open."""
    tour.open("/clue/3/approve").page.get_by_label("会议纪要文号").fill("专题会议纪要第9期")
    tour.press("批准处置意见", "已批准处置意见").enter("casekeeper").open("/clue/3")
    tour.open("/clue/3/move_out").enter("leader").open("/clue/3").open("/clue/3/keeper")
    tour.enter("casekeeper").open("/clue/1")


def propose(tour: Tour) -> None:
    """Let the system administrator propose another telephone number of a unit."""
    tour.enter("sysadmin").open("/admin/unit/?q=高湾镇人民政府")
    tour.page.locator("td.wide a").first.click()
    tour.page.get_by_role("link", name="修改", exact=True).click()
    tour.page.get_by_label("办公电话").fill("0317-6620001")
    tour.look().picture("sysadmin-edit", height=900).press("提交，等待批准", "已提交，等待批准")


def decide(tour: Tour) -> None:
    """Let the leader approve it."""
    tour.open("/admin/pending_change/")
    tour.page.locator("td.wide a").first.click()
    tour.look().picture("sysadmin-approve").press("批准", "已批准")


def inspector(tour: Tour) -> None:
    """Verify an answer, and look at a late item for a supervision."""
    tour.enter("inspector").picture("inspector-home")
    tour.step("核查").picture("inspector-verify")
    item = tour.item()
    tour.open(item + "/rework").open(item + "/supervise").open(item + "/recuse")


def township(tour: Tour) -> None:
    """Sign for an item, answer one, and answer as a co-handler."""
    tour.enter("gaowan").picture("township-home-360", 360, 740).open("/paper/")
    tour.step("签收").open(f"{tour.item()}/recuse")
    tour.step("上报结果").picture("township-submit", height=640)
    papers_of_a_unit(tour)
    share(tour)
    tour.enter("minzheng").step("协办答复")
    identity_tour.ask_through_clerk(tour)


def share(tour: Tour) -> None:
    """Let the leader give an item to the township with a co-handler, and the township sign."""
    tour.enter("leader").step("批办", -1)
    item = tour.item()
    tour.choose("主办单位", "gwz", "高湾镇").choose("协办单位", "民政", "县民政局")
    tour.page.get_by_label("批办意见").fill("由高湾镇牵头，民政局配合。")
    tour.press("批办", "已批办").enter("gaowan").open(f"{item}/sign")
    tour.page.get_by_label("经办人电话").fill("0317-6620001")
    tour.press("签收", "已签收")


def papers_of_a_unit(tour: Tour) -> None:
    """Let the leader issue the drafts, so that the township has a letter to print."""
    sign_all(tour.enter("leader"))
    tour.enter("gaowan").open("/paper/")


def sign_all(tour: Tour) -> None:
    """Sign every draft at once."""
    tour.open("/paper/")
    tour.page.get_by_label("全选待签发的公文").check()
    tour.picture("papers-sign")
    tour.press("签发所选", "不能撤回")
    tour.page.get_by_label("全选要签发的公文").check()
    tour.press("签发勾选的", "已签发")


def village(tour: Tour) -> None:
    """Enter an item for a villager and look at the station's own rows."""
    tour.enter("village").picture("village-home-360", 360, 740)
    tour.open("/problem/new").open("/admin/problem/").open("/admin/evaluation/")


def bureau(tour: Tour) -> None:
    """Look at both desks, and at each table with one of its rows."""
    tour.enter("bureau_lead").step("批办")
    tour.enter("bureau").picture("bureau-home").step("拟办")
    for table in ("evaluation", "rectification", "service_window", "staff"):
        tour.open(f"/admin/{table}/")
        path = str(tour.page.locator("td.wide a").first.get_attribute("href"))
        tour.open(path)
    tour.picture("bureau-staff").open("/admin/staff/new")
    for unit in ("gaowan", "minzheng"):
        tour.enter(unit).step("上报结果")


def papers(tour: Tour) -> None:
    """Draft, sign and print; void one."""
    tour.enter("intake").open("/paper/circular")
    tour.press("起草通报", "已起草通报")
    draft = tour.page.url.removeprefix(tour.site.url)
    tour.page.get_by_role("link", name="送审", exact=True).click()
    tour.press("送审", "已送审").open("/paper/").open("/admin/problem/?due_at=late")
    links = tour.page.locator("td.wide a")
    for path in [str(links.nth(n).get_attribute("href")) for n in range(links.count())]:
        tour.open(path)
    sign_all(tour.enter("leader").open(draft))
    tour.picture("papers-index")
    tour.page.locator("td.wide a").first.click()
    path = tour.look().page.url.removeprefix(tour.site.url)
    tour.open(path + "/void").enter("intake")
    tour.open("/paper/circular").press("起草通报", "已起草通报").enter("leader").open("/paper/")
    tour.page.locator("td.wide a").first.click()
    tour.look()


def sysadmin(tour: Tour) -> None:
    """Propose and approve a change."""
    propose(tour)
    tour.open("/calendar/").open("/admin/calendar_day/").open("/admin/work_hours/")
    tour.open("/accounts/").picture("sysadmin-accounts").open("/accounts/new").open(
        "/accounts/?q=gaowan"
    )
    account = str(tour.page.locator("td.wide a").first.get_attribute("href"))
    tour.open(account).open(f"{account}/grant").open("/accounts/?q=leader")
    tour.open(str(tour.page.locator("td.wide a").first.get_attribute("href")))
    decide(tour.enter("leader"))


def secadmin(tour: Tour) -> None:
    """Approve a role, and look at who is logged in."""
    tour.enter("sysadmin").open("/accounts/?q=gaowan")
    account = str(tour.page.locator("td.wide a").first.get_attribute("href"))
    tour.open(f"{account}/grant")
    tour.page.get_by_label("岗位", exact=True).select_option("DEPT")
    tour.press("提交", "已提出，等待批准").enter("secadmin").open("/security/")
    tour.picture("secadmin-desk").open("/admin/stand_in/").open("/admin/pending_change/")
    tour.page.locator("td.wide a").first.click()
    tour.look().picture("secadmin-change").press("批准", "已批准")
    tour.open("/account/second-factor").press("开始绑定", "不要拍照发给别人")
    tour.open("/account/stand-in")


def auditor(tour: Tour) -> None:
    """Walk the chain, read the log."""
    tour.enter("auditor").open("/audit/").press("现在记一个", "已记下锚点")
    tour.open("/admin/audit_log/").picture("auditor-log")
    tour.open(str(tour.page.locator("td.wide a").first.get_attribute("href")))


TOURS: dict[str, Callable[[Tour], None]] = {
    "casekeeper": casekeeper,
    "clerk": clerk,
    "intake": intake,
    "leader": leader,
    "inspector": inspector,
    "township-department": township,
    "village": village,
    "bureau": bureau,
    "papers": papers,
    "issuing": issuing_tour.walk,
    "drafting": drafting_tour.walk,
    "together": together_tour.walk,
    "campaigns": campaign_tour.walk,
    "points": points_tour.walk,
    "reports": reports_tour.walk,
    "statistics": statistics_tour.walk,
    "sysadmin": sysadmin,
    "secadmin": secadmin,
    "auditor": auditor,
}


def text_of(name: str) -> str:
    """Return a page of the manual."""
    return (MANUAL / f"{name}.md").read_text(encoding="utf-8")


def images_of(text: str) -> set[str]:
    """Return the names of the pictures that a page shows."""
    return set(re.findall(r"img/manual/([\w-]+\.png)", text))


@pytest.mark.parametrize("name", TOURS)
def test_manual_page_says_what_the_product_shows(site: Site, name: str) -> None:
    tour, text = Tour(site), text_of(name)
    TOURS[name](tour)
    read = "".join(tour.read)
    words = re.findall("「([^」]+)」", text)
    assert [word for word in words if "".join(word.split()) not in read] == []
    assert images_of(text) <= tour.pictures
    first = re.findall(r"演示账号：`(\w+)`", text)[0]
    page = site.page(first)
    for path in re.findall(r"`(/[a-z_/]+)`", text):
        answer = page.goto(site.url + path)
        assert answer is not None
        assert answer.status == 200, path


def test_index_speaks_of_every_page_and_of_what_all_see(site: Site) -> None:
    text = text_of("README")
    assert set(re.findall(r"\]\(([\w-]+)\.md\)", text)) == {*TOURS, "roles"}
    tour = Tour(site).enter("clerk")
    words = re.findall("「([^」]+)」", text)
    assert [word for word in words if word not in "".join(tour.read)] == []


def every_text() -> Iterator[str]:
    """Yield the text of each page of the manual."""
    return (path.read_text(encoding="utf-8") for path in sorted(MANUAL.glob("*.md")))


def test_every_picture_is_shown_and_light() -> None:
    shown = set().union(*(images_of(text) for text in every_text()))
    assert shown == {path.name for path in PICTURES.glob("*.png")}
    assert [path.name for path in PICTURES.glob("*.png") if path.stat().st_size > HEAVIEST] == []


def test_every_word_of_a_command_exists_in_the_product(site: Site) -> None:
    application = create_app(support.settings("sqlite://", DOCS.parent / "var" / "none"))
    for text in every_text():
        for group, command in re.findall(r"flask (\w+)(?: (\w+))?", text):
            assert group in application.cli.commands, group
            if command:
                assert command in application.cli.commands[group].commands, command  # type: ignore[attr-defined]  # Each of them is a group.
