"""Pages of figures: who opens which, that they agree with one another, and what they keep to
themselves."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import html5lib
import pytest
import sqlalchemy as sa
from flask import Flask

from app import chance, store
from app.extensions import db
from app.models import Region
from app.operations import figure_fold
from app.principal import system
from tests import said, support
from tests.said import GAOWAN, VILLAGE, XINJI
from tests.views.hands import Hands

A = ("leader", "intake", "inspector", "bureau", "bureau_lead")
NONE = ("clerk", "casekeeper", "auditor", "sysadmin", "secadmin")
OWN = ("gaowan", "xinji", "village", "minzheng", "zhujian")
# Who sees what (role_matrix.csv, "Statistics: county / own"): besides those who see all.
OPENS: dict[str, tuple[str, ...]] = {
    "/statistics/county": (),
    "/statistics/map": (),
    "/statistics/wall": (),
    "/statistics/standing": (),
    f"/statistics/standing?scope=p{GAOWAN[:9]}": ("gaowan",),
    "/statistics/unit/MZ": ("minzheng",),
    "/statistics/unit/KZZ": ("village",),
    f"/statistics/place/{GAOWAN}": ("gaowan",),
    f"/statistics/map/{GAOWAN}": ("gaowan",),
    f"/statistics/place/{VILLAGE}": ("gaowan", "village"),
    f"/statistics/place/{XINJI}": ("xinji",),
}


# Fewer reads of the database than this has a page, that of the login among them.
READS = (("county", 11), (f"place/{GAOWAN}", 12), ("map", 6), (f"map/{GAOWAN}", 6), ("wall", 10))


@pytest.fixture
def hands(app: Flask) -> Hands:
    """Return browsers in a county that was evaluated this month and a year ago."""
    with store.write(system("test")) as work:
        said.load(work)
    figure_fold.fold()
    return Hands(app, support.NOW)


def path_of(path: str) -> str:
    """Return an address with the id of the unit that it names."""
    head, _slash, code = path.rpartition("/")
    return f"{head}/{support.unit_id(code)}" if code in support.UNITS else path


def rows_of(page: str, key: str) -> list[list[str]]:
    """Return the cells of the table under a title."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    for figure in tree.iter("figure"):
        if any(node.get("id") == key for node in figure.iter("h2")):
            body = figure.find(".//tbody")
            rows = body.iter("tr") if body is not None else ()
            return [["".join(cell.itertext()) for cell in row] for row in rows]
    return []


def number(text: str) -> int:
    """Return the whole number of a cell, 0 where none stands."""
    found = re.match(r"\d+", text)
    return int(found[0]) if found else 0


def headline(page: str, label: str) -> str:
    """Return a main figure by its name."""
    found = re.search(rf'<div class="card">{label}<b>(.*?)</b>', page)
    assert found, label
    return re.sub(r"<[^>]+>", "", found[1])


def test_figures_open_to_whom_the_matrix_names_and_are_missing_for_others(hands: Hands) -> None:
    for path, readers in OPENS.items():
        asked = path_of(path)
        answers = {who: hands.get(who, asked).status_code for who in (*A, *OWN, *NONE)}
        assert answers == {
            **dict.fromkeys(A, 200),
            **{who: 200 if who in readers else 404 for who in OWN},
            **dict.fromkeys(NONE, 403),
        }, path


def test_everybody_is_led_to_his_own_figures_and_nonsense_is_said_kindly(hands: Hands) -> None:
    assert hands.get("leader", "/statistics/").location == "/statistics/county"
    assert hands.get("gaowan", "/statistics/").location == f"/statistics/place/{GAOWAN}"
    assert hands.get("village", "/statistics/").location == f"/statistics/place/{VILLAGE}"
    assert hands.get("minzheng", "/statistics/").location.startswith("/statistics/unit/")
    asked = "/statistics/?scope=p130924102&month=2026-10"
    assert hands.get("leader", asked).location == f"/statistics/place/{GAOWAN}?month=2026-10"
    for path, status, words in (
        ("/statistics/county?month=2026-13", 422, "月份"),
        ("/statistics/county?month=2030-01", 422, "还没有数据"),
        ("/statistics/map?metric=evaluations_bad", 422, "指标"),
        ("/statistics/?scope=x1", 404, "没有找到"),
        ("/statistics/unit/999999", 404, "没有找到"),
        ("/statistics/place/130924999000", 404, "没有找到"),
        (f"/statistics/map/{VILLAGE}", 404, "没有找到"),
    ):
        answer = hands.get("leader", path)
        assert (answer.status_code, words in answer.text) == (status, True), path


def test_the_county_is_the_sum_of_its_units_and_a_township_of_its_villages(hands: Hands) -> None:
    county = hands.get("leader", "/statistics/county").text
    total = said.of_this_month()
    assert headline(county, "评价总数") == f"{total}条"
    units = rows_of(county, "compared")
    assert sum(number(row[5]) for row in units) == total
    assert [row[0] for row in units if "%" in row[1]] == ["县民政局（示例）", "高湾镇", "辛集镇"]
    few = {row[0]: row[1] for row in units if "%" not in row[1]}
    assert (few["县住建局（示例）"], few["其余点位合计（总数减去以上）"]) == ("样本不足", "—")
    trend = rows_of(county, "voices")
    assert len(trend) == 12
    assert trend[-1][1] == f"{total}条"
    town = hands.get("gaowan", f"/statistics/place/{GAOWAN}").text
    villages = rows_of(town, "compared")
    assert headline(town, "评价总数") == f"{sum(number(row[5]) for row in villages)}条"
    assert next(row for row in villages if row[0] == "孔庄子村")[5] == "13条"


def test_tiles_say_what_their_table_says_and_lead_down_to_the_village(hands: Hands) -> None:
    for path in ("/statistics/map", f"/statistics/map/{GAOWAN}"):
        for metric in ("good_rate", "evaluations", "closed"):
            page = hands.get("leader", f"{path}?metric={metric}").text
            tiles = re.findall(
                r'<a class="place \w+" href="([^"]*)"><span>.*?</span><b>(.*?)</b>', page
            )
            rows = rows_of(page, "table")
            assert [text for _url, text in tiles] == [row[1] for row in rows]
            assert len(tiles) == (10 if path.endswith("map") else 31)
    # Counts are coloured by whole numbers, and have no cases of their own.
    counts = hands.get("leader", f"/statistics/map/{GAOWAN}").text
    bands = re.findall(r"</i>(.*?)</li>", counts)
    assert 2 <= len(bands) <= 5
    assert [one for one in bands if not re.fullmatch(r"\d+(—\d+)?条", one)] == []
    assert {len(row) for row in rows_of(counts, "table")} == {2}
    # A map opens with what is known everywhere; a share says how many places lack a sample.
    opened = hands.get("leader", "/statistics/map").text
    assert "<h1>全县 · 评价总数" in opened
    assert f">{said.of_this_month()}条</a></b>" in opened
    shares = hands.get("leader", "/statistics/map?metric=good_rate").text
    assert "改看评价总数" not in shares
    village = hands.get("leader", f"/statistics/map/{GAOWAN}?metric=good_rate").text
    assert "1 个地方评价太少，算不出可靠的比例" in village
    assert "改看评价总数" in village
    first = re.findall(
        r'<a class="place [^"]*" href="([^"]*)"', hands.get("leader", "/statistics/map").text
    )
    down = next(unescape(url) for url in first if GAOWAN in url)
    below = hands.get("leader", down).text
    last = next(unescape(url) for url in re.findall(r'href="([^"]*)"', below) if VILLAGE in url)
    assert headline(hands.get("leader", last).text, "评价总数") == "13条"


@pytest.mark.parametrize("who", ["leader", "gaowan", "village", "minzheng"])
def test_every_number_leads_to_its_rows(hands: Hands, who: str) -> None:
    page = hands.get(who, hands.get(who, "/statistics/").location).text
    found = re.findall(r'<a href="([^"]*)">([^<]*)</a>', page.split("<main")[1])
    # The cases of a rate lead to its other side, which the crawl over the sample county follows.
    values = [(url, text) for url, text in found if "/explain/" in url and "side=" not in url]
    links = {unescape(url): text for url, text in values if text != "0条"}
    assert len(links) >= 3
    for url, text in links.items():
        answer = hands.get(who, url)
        assert answer.status_code == 200, url
        assert f"<b>{text}</b>" in answer.text, url


def test_the_list_of_open_items_says_which_they_are(hands: Hands) -> None:
    for asked, title in (("", "各种灯"), ("&light=late&age=0", "红灯，3个工作日以内")):
        page = hands.get("leader", f"/statistics/standing?scope=county{asked}").text
        assert f"<h1>在办事项：{title}</h1>" in page


def test_sensitive_evaluations_count_for_the_commission_alone(hands: Hands) -> None:
    seen = {who: rows_of(hands.get(who, "/statistics/county").text, "reasons") for who in A}
    assert {row[0] for row in seen["leader"]} == {"办理速度慢", "吃拿卡要"}
    assert {row[0] for row in seen["bureau"]} == {"办理速度慢"}
    commission = number(headline(hands.get("leader", "/statistics/county").text, "评价总数"))
    bureau = number(headline(hands.get("bureau", "/statistics/county").text, "评价总数"))
    # Of the three one lies a year back each time.
    assert commission - bureau == 1
    # Who compares his number with another's, or with the report's, is told why they differ.
    for path in ("county", "map", "explain/closed"):
        pages = {who: hands.get(who, f"/statistics/{path}").text for who in ("leader", "bureau")}
        assert "月度报告、大屏和其他人的页面不含" in pages["leader"], path
        assert "（不含敏感事项和纪检监察办理的事项。）" in pages["bureau"], path
        assert "大屏和其他人" not in pages["bureau"], path


def test_what_looks_stuffed_is_told_to_who_judges_it(hands: Hands) -> None:
    seen = {who: rows_of(hands.get(who, "/statistics/county").text, "suspicions") for who in A}
    row = ["示例点位0", "一体机连续按“满意”间隔不足3秒", "1"]
    assert {who for who, rows in seen.items() if rows} == {"intake", "bureau_lead"}
    assert seen["intake"] == seen["bureau_lead"] == [row]
    # Who oversees all learns how many wait, and neither where nor which.
    words = "待核实 1 条：一体机连续按“满意”间隔不足3秒 1 条。"
    pages = {who: hands.get(who, "/statistics/county").text for who in A}
    assert {who for who, page in pages.items() if words in page} == {"leader"}


def test_no_page_of_figures_prints_what_only_the_program_reads(hands: Hands) -> None:
    late = "/statistics/standing?scope=county&light=late&age=0"
    plain = ("explain/good_rate", "explain/late_open", "reports/", "scoring/")
    for path in (*OPENS, late, *(f"/statistics/{one}" for one in plain)):
        answer = hands.get("leader", path_of(path))
        assert (answer.status_code, re.findall(r"\{['&]|\bNone\b", answer.text)) == (200, []), path
    assert "<h1>在办事项：红灯，3个工作日以内</h1>" in hands.get("leader", late).text
    assert "<h1>在办事项：各种灯</h1>" in hands.get("leader", "/statistics/standing").text


def test_numbers_that_differ_beside_one_another_say_why(hands: Hands) -> None:
    """Red lights are more than what units are late with; a unit's rate is of its own steps."""
    unit = hands.get("leader", f"/statistics/unit/{support.unit_id('MZ')}").text
    county = hands.get("leader", "/statistics/county").text
    for page in (unit, county):
        assert "红灯也算待审核、待反馈的" in page
    steps = "按本单位结束的主办环节计，不按办结件数"
    assert (steps in unit, steps in county) == (True, False)
    assert "红灯也算" not in hands.get("leader", f"/statistics/place/{VILLAGE}").text


def test_map_tells_what_lies_elsewhere_and_counts_in_whole_numbers(hands: Hands) -> None:
    page = hands.get("leader", "/statistics/map").text
    tiles = sum(number(row[1]) for row in rows_of(page, "table"))
    assert f"其中 {said.of_this_month() - tiles}条在政务大厅等县级的地方，不在各乡镇的数里" in page
    ends = re.findall(r'<i class="b\d"></i>(.*?)</li>', page)
    assert len(ends) == 5
    assert all(re.fullmatch(r"\d+(—\d+)?条", one) for one in ends), ends
    shares = hands.get("leader", "/statistics/map?metric=good_rate").text
    assert "县级的地方" not in shares


def test_pages_of_figures_speak_no_jargon(hands: Hands) -> None:
    for who, path in (("leader", "county"), ("leader", "map?metric=good_rate"), ("bureau", "wall")):
        page = re.sub(r"<[^>]+>", "｜", hands.get(who, f"/statistics/{path}").text)
        assert re.findall(r"\bn\b ?=?|P90|Wilson|95% 区间", page) == [], path
    assert "样本数 " in hands.get("leader", "/statistics/county").text
    assert (
        "P90" not in hands.get("leader", "/statistics/explain/days_p90").text.split("<h1>")[1][:9]
    )


def test_wall_shows_totals_alone(hands: Hands) -> None:
    page = hands.get("leader", "/statistics/wall").text
    assert "没有单独的明细" not in page
    words = re.sub(r"<[^>]+>", " ", page)
    bureau = number(headline(hands.get("bureau", "/statistics/county").text, "评价总数"))
    assert headline(page, "评价总数") == f"{bureau}条"
    assert "href" not in page.split("<body>")[1]
    names = [one[0] for one in (*support.PEOPLE.values(), *support.UNITS.values())]
    assert [name for name in (*names, "示例点位", "吃拿卡要") if name in words] == []
    assert "数据截至 11月18日" in re.sub(r"\s+", " ", words)


def test_a_county_just_installed_and_a_month_without_data_say_so(app: Flask) -> None:
    hands = Hands(app, support.NOW)
    for who, path in (
        ("leader", "/statistics/county?month=2026-02"),
        ("leader", "/statistics/wall"),
        ("gaowan", f"/statistics/place/{GAOWAN}"),
        ("minzheng", f"/statistics/unit/{support.unit_id('MZ')}"),
    ):
        answer = hands.get(who, path)
        assert answer.status_code == 200
        assert "wall" in path or "没有数据" in answer.text
    with store.write(system("test")) as work:
        work.execute(
            sa.update(Region)
            .where(Region.code.like("1309241%"))
            .values(valid_to=support.NOW.date())
        )
    assert hands.get("leader", "/statistics/map").status_code == 200


def test_a_page_is_light_and_asks_little(hands: Hands) -> None:
    asked: list[str] = []

    def heard(*facts: Any) -> None:
        asked.append(facts[2])

    for path, most in READS:
        hands.get("intake", f"/statistics/{path}")
        asked.clear()
        sa.event.listen(db.engine, "before_cursor_execute", heard)
        answer = hands.get("intake", f"/statistics/{path}")
        sa.event.remove(db.engine, "before_cursor_execute", heard)
        assert len(answer.data) < 60_000
        # Who asks is told to PostgreSQL's own fence, which reads nothing; there one look tells
        # what is kept from him, which on SQLite the login knows.
        reads = [text for text in asked if text != "BEGIN" and "set_config" not in text]
        looks = int(db.engine.dialect.name == "postgresql")
        assert len(reads) < most + looks, reads


@pytest.mark.parametrize(
    ("part", "n", "low", "high"),
    # Newcombe 1998, table I: the score method without continuity correction.
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_an_interval_is_the_one_that_the_textbooks_give(
    part: int, n: int, low: float, high: float
) -> None:
    found = chance.wilson(part, n)
    assert found == pytest.approx((low, high), abs=5e-5)
    assert chance.wilson(n - part, n) == pytest.approx((1 - high, 1 - low), abs=5e-5)
