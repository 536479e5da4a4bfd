"""What every kind must hold: hostile text prints literally, random facts keep every item."""

from __future__ import annotations

import re
from random import Random
from typing import Any

import pytest

from reports import KINDS, FactsError, render
from reports.catalog import PaperFormat
from reports.check import check_pdf
from tests.reports.corpus import paragraph
from tests.reports.samples import BUILT, PAPERS, SHEETS, example, make_facts, text_of
from tests.reports.watch import watching

# These hold codes, not text: a wrong one is refused.
CODES = {"code", "date", "seal", "verify_url", "period", "align", "due", "deadline", "urgency"}
CODES |= {"received", "accepted", "new_due", "starts_on", "ends_on", "cut_off", "printed_on"}
# A letter's 版记 has no 印发机关 (10.1).
UNPRINTED = {"printed_by"}


def poisoned(value: Any, texts: list[str], key: str = "") -> Any:
    """Return the facts with every free text replaced by one of its own, which goes to `texts`."""
    if isinstance(value, dict):
        # The columns of a form have no labels on paper.
        kept = {"columns": value["columns"]} if value.get("form") else {}
        rest = {name: item for name, item in value.items() if name not in kept}
        return kept | {name: poisoned(item, texts, name) for name, item in rest.items()}
    if isinstance(value, list):
        return [poisoned(item, texts, key) for item in value]
    if not isinstance(value, str) or key in CODES or not value:
        return value
    texts.append(f"<b>{len(texts)}&%s")
    return texts[-1]


@pytest.mark.parametrize("kind", BUILT)
def test_markup_in_any_key_prints_literally_and_opens_nothing(kind: str) -> None:
    texts: list[str] = []
    kept = {key: value for key, value in example(kind).items() if key not in UNPRINTED}
    facts = poisoned(kept, texts)
    render(kind, facts)
    with watching() as opened:
        pdf = render(kind, facts)
    assert opened == []
    printed = text_of(pdf)
    assert [text for text in texts if text not in printed] == []


@pytest.mark.parametrize("kind", BUILT)
@pytest.mark.parametrize(
    ("title", "message"), [("题" * 300, "标题"), ("\ue001", "自造字"), (" ", "不能为空")]
)
def test_a_bad_title_is_refused_by_every_kind(kind: str, title: str, message: str) -> None:
    with pytest.raises(FactsError, match=message):
        render(kind, {**example(kind), "title": title})


@pytest.mark.parametrize("kind", BUILT)
def test_a_key_the_kind_needs_may_not_be_missing(kind: str) -> None:
    found = KINDS[kind]
    for key in (*found.base, *found.required):
        facts = example(kind)
        del facts[key]
        with pytest.raises(FactsError, match=f"缺少必填的键：{key}"):
            render(kind, facts)


@pytest.mark.parametrize("kind", BUILT)
def test_a_key_the_kind_has_no_place_for_is_refused(kind: str) -> None:
    for key in KINDS[kind].refused:
        with pytest.raises(FactsError, match=f"没有这一项：{key}"):
            render(kind, {**example(kind), key: "文字"})


@pytest.mark.parametrize("kind", BUILT)
def test_only_what_is_required_is_enough(kind: str) -> None:
    found = KINDS[kind]
    facts = {key: value for key, value in example(kind).items() if key in found.base}
    facts |= {key: example(kind)[key] for key in found.required}
    assert failed(render(kind, facts)) == []


def failed(pdf: bytes) -> list[str]:
    return [str(item) for item in check_pdf(pdf) if item.verdict == "FAIL"]


def random_facts(kind: str, random: Random) -> dict[str, Any]:
    """Return the example of a kind with a random body and random common keys."""
    levels = (0, 0, 0, 1, 2, 3, 4)
    body = [
        {"level": random.choice(levels), "text": paragraph(random, random.randint(8, 260))}
        for _ in range(random.randint(1, 14))
    ]
    facts = {**example(kind), "body": body, "note": paragraph(random, 12)}
    for key in ("tables", "charts", "mark"):
        facts.pop(key, None)
    if "table_after" in KINDS[kind].extra:
        facts["table_after"] = random.randint(0, len(body))
    facts["copy_to"] = ["县委办公室"] * random.randint(0, 12)
    facts["attachments"] = ["整改情况反馈表"] * random.randint(0, 3)
    facts["copy_mark"] = random.random() < 0.3
    facts["void_mark"] = random.random() < 0.3
    if KINDS[kind].format is not PaperFormat.MINUTES:
        facts["addressees"] = ["各乡镇人民政府", "县直各部门"] * random.randint(0, 20)
        facts["seal"] = random.choice(("none", "placeholder"))
        facts["joint"] = ["海兴县行政审批局", "县公安局", "县民政局"][: random.randint(0, 3)]
    if KINDS[kind].format is PaperFormat.FILE:
        facts["signer"] = ["周某某", "吴某", "郑某某", "冯某某"][: random.randint(0, 4)]
        facts = {key: value for key, value in facts.items() if value != []}
    return facts


@pytest.mark.parametrize("kind", PAPERS)
def test_random_papers_of_every_kind_hold_every_item(kind: str, soak: bool) -> None:
    for seed in range(40 if soak else 2):
        facts = random_facts(kind, Random(f"{kind}{seed}"))
        assert failed(render(kind, facts)) == [], seed


@pytest.mark.parametrize("kind", [kind for kind in SHEETS if kind != "qr_placard"])
def test_random_sheets_hold_every_item(kind: str, soak: bool) -> None:
    for seed in range(40 if soak else 2):
        random = Random(seed)
        rows = [
            [str(at), *(paragraph(random, random.randint(2, 40)) for _ in range(3))]
            for at in range(random.randint(0, 40))
        ]
        table = {"columns": ["序号", "事项", "责任单位", "办理情况"], "rows": rows}
        facts = {"agency": "海兴县纪委监委", "title": "群众反映事项清单", "tables": [table] * 2}
        assert failed(render(kind, facts)) == [], seed


@pytest.mark.parametrize(
    ("kind", "changes", "message"),
    [
        ("extension_notice", {"new_due": "2026-10-01"}, "new_due"),
        ("acceptance_notice", {"due": "2026-10-01"}, "先后不对"),
        ("publicity", {"ends_on": "2026-10-01"}, "ends_on"),
        ("publicity", {"starts_on": None}, "starts_on"),
        ("rectification_notice", {"deadline": "2026-10-01"}, "deadline"),
        ("monthly_report", {"period": "2026-13"}, "period"),
        ("monthly_report", {"signer": ["签发人姓名"] * 7}, "signer"),
        ("monthly_report", {"signer": "某" * 20}, "signer"),
        ("monthly_report", {"joint": ["县" * 40]}, "joint"),
        ("monthly_report", {"joint": ["县民政局"] * 4}, "joint"),
        ("monthly_report", {"charts": [{"title": "图"}]}, "缺少必填的键：labels"),
        ("transfer_letter", {"items": []}, "缺少必填的键：items"),
        ("transfer_letter", {"receipt": "yes"}, "true 或 false"),
        ("minutes", {"attendees": ["某" * 3, ""]}, "attendees第2项"),
        ("minutes", {"sign": "某" * 26}, "sign"),
        ("qr_placard", {"hotline": "0317" * 30}, "太长"),
        ("qr_placard", {"verify_url": "ftp://x.example"}, "verify_url"),
        ("circular", {"copy_mark": 1}, "copy_mark"),
        ("handling_sheet", {"agency": "县" * 100_000}, "太长"),
        ("reply", {"matter": "事" * 100_000}, "表格第2行"),
    ],
)
def test_facts_that_contradict_themselves_are_refused(
    kind: str, changes: dict[str, Any], message: str
) -> None:
    facts = {**example(kind), **changes}
    with pytest.raises(FactsError, match=re.escape(message)):
        render(kind, {key: value for key, value in facts.items() if value is not None})


@pytest.mark.parametrize(
    ("chart", "message"),
    [
        ({"labels": []}, "labels"),
        ({"labels": ["甲"] * 13}, "labels"),
        ({"series": []}, "series"),
        ({"series": [{"name": "甲", "values": [1]}]}, "有1个数"),
        ({"series": [{"name": "甲", "values": [1, -1]}]}, "values第2个"),
        ({"series": [{"name": "甲", "values": [1, "2"]}]}, "values第2个"),
        ({"after": 9}, "after"),
        ({"labels": ["甲", "乙" * 100_000]}, "太长"),
        ({"unit": "件" * 100_000}, "太长"),
    ],
)
def test_a_chart_that_cannot_be_drawn_is_refused(chart: dict[str, Any], message: str) -> None:
    good = {"title": "图", "labels": ["甲", "乙"], "series": [{"name": "数", "values": [1, 2]}]}
    render("monthly_report", make_facts(charts=[good]))
    with pytest.raises(FactsError, match=message):
        render("monthly_report", make_facts(charts=[{**good, **chart}]))


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (["甲"], "成对"),
        (["甲", "乙", "丙", "丁", "戊", "己"], "成对"),
        ({"cells": ["甲", "乙"], "lines": 0}, "lines"),
        ({"cells": ["甲", "乙"], "bold": True}, "bold"),
        ({"cells": ["甲", "乙"], "foot": "签名" * 40}, "太长"),
        (["甲", "乙" * 4000], "表格第1行"),
    ],
)
def test_a_form_row_that_cannot_be_drawn_is_refused(row: Any, message: str) -> None:
    form = {"form": True, "columns": ["项目", "内容", "项目", "内容"], "rows": [row]}
    facts = {"agency": "海兴县纪委监委", "title": "办理单", "tables": [form]}
    with pytest.raises(FactsError, match=message):
        render("handling_sheet", facts)
