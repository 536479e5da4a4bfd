"""2044 voices about 29 matters and about nothing in particular, as people rate and write (S4)."""

from __future__ import annotations

import random
from collections.abc import Iterator

from app import store
from app.principal import system
from tests import campaign_rows

# What each matter is called, and how people put it; nobody uses the words of the title.
MATTERS: tuple[tuple[str, ...], ...] = (
    ("路灯长期不亮", "路灯坏了几个月", "晚上一片黑，路灯没人修", "路灯又不亮了"),
    ("供暖温度不达标", "暖气不热", "家里暖气只有十四度", "供暖公司说管道老化，暖气一直不热"),
    ("办证排队时间长", "不动产证排队半天", "排队两个小时才办上证", "办证窗口少，排队太久"),
    ("燃气退费没到账", "燃气公司的退费拖着不给", "多收的燃气费说退没退", "燃气退费等了半年"),
    ("低保审核慢", "低保申请三个月没有结果", "低保材料交了没有音信", "申请低保一直在审核"),
    ("自来水浑浊", "自来水发黄", "水龙头放出来的自来水有沙子", "自来水有异味"),
    ("垃圾清运不及时", "垃圾堆在路口没人清运", "垃圾桶满了好几天", "村口垃圾没有清运车来"),
    ("道路坑洼", "路面坑洼积水", "进村的路坑洼难走", "大车压坏路面，坑洼没人补"),
    ("公交车班次少", "公交车一个小时一趟", "公交班次减了，老人等不到车", "末班公交车太早"),
    ("幼儿园收费乱", "幼儿园另收兴趣班的钱", "幼儿园收费没有公示", "幼儿园乱收材料费"),
    ("物业服务差", "物业收费不干活", "物业不修电梯", "小区物业找不到人"),
    ("电梯经常坏", "电梯一个月坏五次", "老人被困电梯", "电梯维保的人不来，电梯停着"),
    ("拖欠农民工工资", "工地拖欠工资", "干完活农民工工资不给结", "老板跑了，工资欠了一年"),
    ("药品价格高", "卫生院药品比药店贵", "医保药品常常没有货", "药品价格没有明码标出"),
    ("医保报销难", "异地看病医保报销跑了三趟", "医保报销要的证明太多", "医保报销款到账慢"),
    ("养殖场臭气", "养殖场臭气熏天", "养猪场的粪水排到沟里", "养殖场夏天臭气不敢开窗"),
    ("工厂夜间噪声", "厂里夜间机器噪声大", "夜间施工噪声吵得睡不着", "铁皮厂噪声没人管"),
    ("宅基地审批", "宅基地审批等了两年", "翻建房子宅基地批不下来", "宅基地手续村里推镇里"),
    ("机井电费贵", "机井浇地电费比邻村贵", "机井电费没有单据", "浇地的机井电费说涨就涨"),
    ("种粮补贴漏发", "种粮补贴没打到卡上", "补贴面积少算了三亩", "种粮补贴名单没有公示"),
    ("学校门口拥堵", "学校门口上下学堵车", "放学时学校门口车乱停", "学校门口没有交警"),
    ("停车位紧张", "小区停车位被占", "停车位收费没有票", "医院停车位不够"),
    ("违建没人拆", "邻居违建挡光", "楼顶违建举报了没有拆", "违建盖到人行道上"),
    ("证明循环", "派出所和民政互相要证明", "开证明两边推", "循环证明跑断腿"),
    ("中介代办收钱", "窗口让找指定中介", "不找中介就办不下来", "中介代办费比规费高"),
    ("政策兑现慢", "招商时答应的奖补没有兑现", "企业奖补政策不兑现", "奖补兑现说没有钱"),
    ("执法检查多", "一个月检查企业六次", "几家执法队轮着来检查", "检查太多影响生产"),
    ("残疾证办理远", "办残疾证要去市里评残", "残疾证评定排不上", "行动不便，残疾证没人上门办"),
    ("河道污染", "河水发黑发臭", "河道里有死鱼", "上游排污，河道水变色"),
)
# One voice on one thing: nobody else says so.
LONE = (
    "广场舞占了篮球场",
    "图书馆周末不开门",
    "村牌写错了字",
    "井盖响",
    "快递放在外村",
    "树挡住信号灯",
    "公厕没有灯",
    "戏台漏雨",
    "复印要自己出纸",
    "窗口牌子掉了",
    "菜市场缺斤少两",
    "狗不拴绳",
    "喇叭声音太小",
    "敬老院饭菜凉",
    "自行车棚拆了没有补",
    "墓地路窄",
    "种子发芽率低",
    "秤不准",
    "信号塔离家近",
    "桥栏杆断",
    "彩票店开在校旁",
    "鱼塘承包到期不清退",
    "话费莫名扣款",
    "冬枣滞销",
)
RATED = (
    "不满意",
    "很不满意",
    "非常不满意",
    "一般",
    "服务一般",
    "不满意，",
    "评价：不满意。",
    "基本满意，但是",
    "给个一般",
    "满意度一般",
    "",
    "",
    "",
)
BEGIN = ("反映", "", "", "建议解决：", "我想说", "请问")
WHEN = (
    "",
    "昨天下午",
    "去年冬天",
    "今年五月",
    "上个月",
    "十一月三号",
    "一大早",
    "都三年了，",
    "前天晚上",
)
WHO = (
    "",
    "我家",
    "邻居",
    "我母亲",
    "村里好几户",
    "厂里工人",
    "带孩子的",
    "老两口",
    "我们楼",
    "几个商户",
)
END = ("", "，请尽快解决", "，希望有人管", "，望领导重视", "。", "！")
PLACES = ("高湾镇", "辛集镇", "孔庄子", "大厅", "县医院", "")
# How many of 2044 are of no matter of the list.
LONE_SHARE = 0.1


def told(count: int) -> dict[int, int | None]:
    """Add so many messages, and return the matter of each by its id."""
    found = list(voices(count))
    with store.write(system("test")) as work:
        rows = [
            campaign_rows.message(n, subject="留言", body=text)
            for n, (text, _matter) in enumerate(found)
        ]
        work.add_all(rows)
        work.flush()
        return {row.id: matter for row, (_text, matter) in zip(rows, found, strict=True)}


def voices(count: int) -> Iterator[tuple[str, int | None]]:
    """Yield texts with the number of their matter; None for a voice that stands alone."""
    chance = random.Random(29)
    weights = [1 / (2 + at) for at in range(len(MATTERS))]
    for _ in range(count):
        (matter,) = chance.choices(range(len(MATTERS)), weights)
        lone = chance.random() < LONE_SHARE
        said = chance.choice(LONE if lone else MATTERS[matter])
        parts = *(chance.choice(one) for one in (RATED, BEGIN, WHEN, PLACES, WHO)), said
        yield "".join(parts) + chance.choice(END), None if lone else matter
