"""The two papers of the benchmark: a notice of one page and a report of 26 pages."""

from __future__ import annotations

from typing import Any

HEAD: dict[str, Any] = {
    "agency": "海兴县纪律检查委员会",
    "sign": "海兴县纪律检查委员会",
    "date": "2026-11-12",
    "copy_to": ["县委办公室", "县政府办公室"],
    "printed_by": "海兴县纪委监委办公室",
}
NOTICE: dict[str, Any] = {
    "agency": "海兴县民声直通车办公室",
    "title": "受理告知书",
    "addressees": ["杨某（示例）"],
    "body": [
        {"level": 0, "text": "您反映的事项收悉，经审查，现予受理："},
        {"level": 0, "text": "承办单位将在3个工作日内与您联系。特此告知。"},
    ],
    "matter": "补办结婚证时户口簿登记与婚姻登记不一致，两个部门互为前置，往返四次未能办理。",
    "received": "2026-10-09",
    "accepted": "2026-10-10",
    "due": "2026-10-30",
    "unit": "高湾镇人民政府（主办），县民政局、县公安局（协办）",
    "contact": "民声直通车办公室　0317-0000000",
    "sign": "海兴县民声直通车办公室",
    "date": "2026-10-12",
    "seal": "placeholder",
}
SECTIONS = ("总体情况", "评价情况", "问题台账")
SAID = (
    "本月受理群众反映事项142件，办结131件，按期办结率95.4%，群众满意率97.1%；与8月相比，"
    "受理量增加12件，按期办结率提高1.2个百分点。政务大厅10个进驻单位52个窗口收到评价2864条，"
    "满意率98.2%，差评31条，按期整改30条。反映集中在供水供热、道路排水和民生补贴发放三个方面，"
    "主要是入网费收取标准不统一、积水点改造滞后、补贴停发前没有告知。"
)
ROWS = 500
# Each paper says something else, as papers do: an engine that remembers glyphs gains nothing.
BANK = (
    "村民反映道路积水供热收费标准不统一窗口办理婚姻登记补贴发放停电路灯垃圾清运河道排污噪声扰民施工"
    "占道停车学校食堂卫生院挂号医保报销养老认证低保评定宅基地确权土地流转合同纠纷工资拖欠公交线路调整"
    "饮水安全厕所改造危房鉴定树木砍伐畜禽养殖气味农药包装回收灌溉机井电价快递驿站燃气入户物业服务电梯"
)
PARTS = 1


def said(number: int, length: int) -> str:
    """Return a text of its own for each number."""
    step = 1 + 2 * (number % 40)
    return "".join(BANK[(number * 7 + at * step) % len(BANK)] for at in range(length))


def notice(number: int) -> dict[str, Any]:
    """Return the facts of a notice of one page; `number` makes each one its own."""
    code = {"code": "海民受", "year": 2026, "seq": number}
    body = [{**one, "text": f"{one['text']}{said(number + 2, 24)}。"} for one in NOTICE["body"]]
    own = {"matter": said(number, 60), "unit": said(number + 1, 20)}
    return {**NOTICE, **own, "body": body, "number": code, "no": f"HXZT-2026-{number:04}"}


def report(number: int) -> dict[str, Any]:
    """Return the facts of a monthly report: text, a table of 500 rows and a chart."""
    body = [{"level": 0, "text": f"现将第{number}期运行情况报告如下："}]
    for title in SECTIONS:
        body.append({"level": 1, "text": title})
        body += [{"level": 0, "text": f"{said(number, 40)}，{SAID}"}] * PARTS
    rows = [
        [str(at), f"HXZT-2026-{at + number:04}", said(number + at, 9), "高湾镇", "2026年11月18日"]
        for at in range(1, ROWS + 1)
    ]
    columns = [
        {"label": "序号", "width": 2.6},
        {"label": "编号", "width": 6.6},
        {"label": "反映事项", "width": 8.2, "align": "left"},
        {"label": "责任单位", "width": 4},
        {"label": "到期日"},
    ]
    months = [f"{month}月" for month in range(1, 13)]
    series = [
        {"name": "受理", "values": [100 + month * 7 % 50 for month in range(12)]},
        {"name": "办结", "values": [90 + month * 5 % 50 for month in range(12)]},
    ]
    return {
        **HEAD,
        "number": {"code": "海纪报", "year": 2026, "seq": number},
        "title": "关于2026年10月“民声直通车”运行情况的报告",
        "signer": ["周某某"],
        "addressees": ["县委", "县政府"],
        "body": body,
        "tables": [{"title": "附表　事项清单", "columns": columns, "rows": rows}],
        "charts": [
            {
                "title": "各月受理和办结",
                "after": 4,
                "unit": "件",
                "labels": months,
                "series": series,
            }
        ],
    }


FACTS = {"notice": notice, "report": report}
KINDS = {"notice": "acceptance_notice", "report": "monthly_report"}
