"""The whole job in a real browser: from the phone call to three printed papers."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pdfplumber
import pytest
from PIL import Image
from playwright.sync_api import Page

from app import clock
from reports.check import check_pdf
from tests import support
from tests.browser.conftest import Site
from tests.turns import waiting

pytestmark = pytest.mark.browser
NAME, PHONE = "杨大山", "13800138000"
CONTENT = (
    "孔庄子村杨某想补办结婚证。户口簿上婚姻状况登记为“未婚”，婚姻登记处要求先到派出所改；"
    "派出所要求先出示结婚证。两边互为前置，跑了几趟没有办成。"
)


def choose(page: Page, label: str, typed: str, found: str) -> None:
    """Type into a combobox and take the row that is found."""
    page.get_by_label(label, exact=False).first.fill(typed)
    page.locator("[role=listbox] [role=option]").filter(has_text=found).first.click()


def act(page: Page, site: Site, row: str, action: str) -> None:
    """Open the form of an action from the problem's page, by its button."""
    page.goto(site.url + row)
    page.get_by_role("link", name=action, exact=True).first.click()


def send(page: Page, action: str, said: str) -> None:
    """Send the form and wait for what is said."""
    page.get_by_role("button", name=action, exact=True).click()
    page.get_by_text(said).first.wait_for()


def photo(folder: Path) -> Path:
    """Return a photo as a telephone takes it."""
    path = folder / "现场照片.jpg"
    Image.new("RGB", (640, 480), (90, 120, 160)).save(path, "JPEG")
    return path


def register(site: Site, title: str, **typed: str) -> str:
    """Let the clerk enter a call; return the address of the item."""
    page = site.page("clerk")
    page.goto(f"{site.url}/problem/new")
    page.get_by_label("来访人姓名").fill(NAME)
    page.get_by_label("来访人电话").fill(PHONE)
    choose(page, "发生地", typed.get("place", "kzz"), "高湾镇孔庄子村")
    page.get_by_label("问题领域").select_option(label="民生")
    page.get_by_label("标题").fill(title)
    page.get_by_label("诉求内容").fill(typed.get("content", CONTENT))
    page.get_by_role("button", name="登记", exact=True).click()
    page.get_by_text("已登记，编号").first.wait_for()
    return page.url.removeprefix(site.url)


def triage(site: Site, row: str) -> None:
    """Let the intake office classify and propose the unit."""
    page = site.page("intake")
    act(page, site, row, "拟办")
    choose(page, "拟办单位", "gwz", "高湾镇")
    page.get_by_label("拟办意见").fill("属互为前置问题，建议高湾镇牵头，民政局协办。")
    page.get_by_label("已核对").check()
    send(page, "拟办", "已拟办")


def instruct(site: Site, row: str, *, with_bureau: bool) -> None:
    """Let the leader instruct; the proposed unit is already filled in."""
    page = site.page("leader")
    act(page, site, row, "批办")
    page.get_by_label("批办意见").fill("疑难问题对接办理，三方当天会商。")
    if with_bureau:
        choose(page, "协办单位", "民政", "县民政局")
    send(page, "批办", "已批办")


def sign_for(site: Site, row: str) -> None:
    """Let the township sign for the item."""
    page = site.page("gaowan")
    act(page, site, row, "签收")
    page.get_by_label("经办人电话").fill("0317-6628300")
    send(page, "签收", "已签收")


def leader_opinion(page: Page) -> None:
    """Fill in the opinion of the unit's leader."""
    page.get_by_label("单位负责人").fill("刘镇长（示例）")
    page.get_by_label("负责人意见").fill("同意。")


def handle(site: Site, row: str, folder: Path) -> None:
    """Let the township and the co-handler work and answer with a photo."""
    page = site.page("gaowan")
    act(page, site, row, "记录进展")
    page.get_by_label("进展情况").fill("已与民政局、派出所约定下午会商。")
    send(page, "记录进展", "已记录进展")
    other = site.page("minzheng")
    act(other, site, row, "协办答复")
    other.get_by_label("办理措施").fill("婚姻登记处当场出具婚姻登记档案证明。")
    leader_opinion(other)
    send(other, "协办答复", "已协办答复")
    act(page, site, row, "上报结果")
    page.get_by_label("已解决", exact=True).check()
    page.get_by_label("办理措施和结果").fill("凭档案证明当天更正户籍并补发结婚证。")
    page.get_by_label("证据材料").set_input_files(photo(folder))
    leader_opinion(page)
    send(page, "上报结果", "已上报结果")
    assert "现场照片.jpg" in page.content()


def finish(site: Site, row: str) -> None:
    """Verify, open the number, call back and close."""
    page = site.page("inspector")
    act(page, site, row, "核查通过")
    page.get_by_label("核查方式").select_option(index=1)
    page.get_by_label("核查情况").fill("查阅档案证明并与当事人核实，属实。")
    send(page, "核查通过", "已核查通过")
    clerk = site.page("clerk")
    clerk.goto(site.url + row)
    assert PHONE not in clerk.content()
    assert "杨* 138****8000" in clerk.content()
    clerk.get_by_role("button", name="查看号码").click()
    clerk.get_by_text(PHONE).first.wait_for()
    assert NAME in clerk.content()
    act(clerk, site, row, "回访反馈")
    clerk.get_by_label("反馈内容").fill("已告知当天办成，来访人表示感谢。")
    clerk.get_by_label("满意", exact=True).check()
    send(clerk, "回访反馈", "已回访反馈")
    intake = site.page("intake")
    act(intake, site, row, "办结")
    send(intake, "办结", "已办结")
    assert "办结" in intake.locator(".light").first.inner_text()


def test_call_becomes_a_closed_item(site: Site, tmp_path: Path) -> None:
    row = register(site, "补办结婚证遇“互为前置”")
    triage(site, row)
    instruct(site, row, with_bureau=True)
    sign_for(site, row)
    handle(site, row, tmp_path)
    finish(site, row)
    stranger = site.page("xinji")
    answer = stranger.goto(site.url + row)
    assert answer is not None
    assert answer.status == 404


@pytest.mark.parametrize("typed", ["孔庄子", "kzz", "孔莊子", "ｋｚｚ"])
def test_place_is_found_however_it_is_typed(site: Site, typed: str) -> None:
    page = site.page("clerk")
    page.goto(f"{site.url}/problem/new")
    choose(page, "发生地", typed, "高湾镇孔庄子村")
    assert page.locator("[name=region_code]").input_value() == "130924102225"


def test_similar_items_appear_while_typing(site: Site) -> None:
    register(site, "村口路灯不亮")
    page = site.page("clerk2")
    page.goto(f"{site.url}/problem/new")
    page.get_by_label("来访人电话").fill(PHONE)
    panel = page.locator("[data-similar] li").first
    panel.wait_for()
    assert "HXZT-2026-00001" in panel.inner_text()
    assert "孔庄子村" in panel.inner_text()
    assert NAME not in panel.inner_text()


def download(page: Page, address: str) -> bytes:
    """Return a paper's bytes as the person's own browser gets them."""
    answer = page.context.request.get(address)
    assert answer.status == 200
    return answer.body()


def signed(site: Site, path: str) -> bytes:
    """Let the leader sign a draft that was sent and return the issued PDF."""
    with site.app.app_context(), clock.fixed(site.now):
        waiting(int(path.rsplit("/", 1)[1]))
    page = site.page("leader")
    page.goto(site.url + path)
    page.get_by_role("button", name="签发").click()
    page.get_by_role("dialog").get_by_role("button").first.click()
    page.get_by_text("已签发，").or_(page.get_by_text("已签发 ")).first.wait_for()
    return download(page, f"{site.url}{path}.pdf")


def drafted(site: Site, row: str, button: str) -> str:
    """Let the intake office draft a letter from the item's page."""
    page = site.page("intake")
    page.goto(site.url + row)
    page.get_by_role("button", name=button).click()
    page.wait_for_url("**/paper/*")
    return page.url.removeprefix(site.url)


def text_of(pdf: bytes) -> str:
    """Return the text of a PDF without blanks and line ends; then that of its cells, each whole."""
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        text = "".join(page.extract_text() for page in document.pages)
        rows = [row for page in document.pages for table in page.extract_tables() for row in table]
    text += "".join(cell for row in rows for cell in row if cell)
    return "".join(text.split())


def assert_standard(pdf: bytes) -> None:
    """Hold a PDF against every item of the standard."""
    failed = [finding for finding in check_pdf(pdf) if finding.verdict == "FAIL"]
    assert failed == []


def test_three_papers_are_signed_numbered_and_exact(site: Site) -> None:
    title = "村里自来水停水三天"
    row = register(site, title, content="停水三天没有通知。")
    triage(site, row)
    instruct(site, row, with_bureau=False)
    sign_for(site, row)
    assignment = signed(site, drafted(site, row, "起草交办单"))
    site.now = support.NOW + timedelta(days=40)
    letter = signed(site, drafted(site, row, "起草督办函"))
    page = site.page("intake")
    page.goto(f"{site.url}/paper/circular")
    page.get_by_role("button", name="起草通报").click()
    page.wait_for_url("**/paper/*")
    circular = signed(site, page.url.removeprefix(site.url))
    for pdf, number in (
        (assignment, "海纪交〔2026〕1号"),
        (letter, "海纪督〔2026〕1号"),
        (circular, "海纪通〔2026〕1号"),
    ):
        text = text_of(pdf)
        assert number in text
        assert "高湾镇" in text
        assert title in text
        assert NAME not in text
        assert PHONE not in text
        assert_standard(pdf)
