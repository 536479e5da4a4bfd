"""What a notice says: words by template, made when it is read or sent and stored nowhere.

The words name no item and no person; a page adds number and title through the gate, a short
message adds nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.transitions import BY_CODE

# Templates of the ledger are "problem." and the transition's code.
WORDS: Mapping[str, str] = {
    "problem.T01": "新登记的事项，等拟办",
    "problem.T02": "已拟办，等批办",
    "problem.T06": "已交办，请按各自的职责办理",
    "problem.T07": "批办退回，请重新拟办",
    "problem.T08": "承办单位已签收",
    "problem.T09": "承办单位退单，请重新批办",
    "problem.T10": "已改派，请重新安排",
    "problem.P01": "承办单位记录了进展",
    "problem.P02": "协办单位已答复",
    "problem.T13": "承办单位已上报，等核查",
    "problem.T14": "核查未通过，请重办",
    "problem.T15": "核查通过，等反馈回访",
    "problem.F01": "已回访来访人，等办结",
    "problem.F02": "已指定由您单位核查",
    "problem.F09": "主件有结果，请回访并案来访人",
    "problem.T16": "已办结",
    "problem.T17": "来访人不满意，请重办",
    "problem.E02": "已督办，请抓紧办理并按期回复",
    "supervision.drafted": "定时任务拟了督办，请核对发出",
    "supervision.reply": "被督办单位已回复",
    "calendar.moved": "日历更新，事项期限有变动",
    "message.late": "有留言超过时限没有分办",
    "message.new": "有新的留言",
    "message.assigned": "有留言转给您单位办理",
    "message.answered": "转办的留言有了结果，请答复群众",
    "returned.answer": "群众补充了情况",
    "returned.rating": "群众评价了办理",
    "evaluation.new": "有新的评价",
    "evaluation.bad": "有差评，请按期整改",
    "appeal.asked": "有差评申诉，等您裁定",
    "appeal.decided": "差评申诉已裁定",
    "relay.ask": "承办单位请您代问来访人",
    "relay.answer": "代问已有答复",
    "identity.asked": "有查看或导出身份的申请，等您批准",
    "identity.approved": "您的身份申请已批准",
    "identity.refused": "您的身份申请没有同意",
    "recusal.asked": "有回避等您决定",
    "recusal.refused": "回避没有同意，事项仍由您办理",
    "document.issued": "有发给您单位的公文",
    "document.returned": "您起草的公文退回修改",
    "document.edited": "您起草的公文有人改过，请核对后再送审",
    "document.void": "发给您单位的一份公文已作废",
    "paper.signed": "您起草的公文已签发",
    "paper.stuck": "您起草的公文已签发，但生成文件时出错，还没有印发，请提醒签发人再点“生成文件”",
    "paper.issued": "您起草的公文已印发",
    "paper.void": "您起草的公文已作废",
    "paper.dropped": "您起草的公文不用再发了，草稿已撤销，原因写在公文页上",
    "paper.received": "您起草的公文，收文单位都已签收",
    "paper.replied": "您起草的公文收到一个单位的回执",
    "document.overdue": "有公文的回执已逾期，请尽快报送",
    "deferred.near": "有容缺办理的材料快到承诺补交的日期，请提醒办事人",
    "deferred.late": "有容缺办理的材料过了承诺的日期还没有补交",
    "promise.publish": "公开承诺已经审核",
    "promise.return": "公开承诺审核退回，请修改",
    "promise.broken": "公开承诺到期没有兑现，已列入失信违诺清单",
    "cluster.listed": "问题清单里有您单位牵头的问题",
    "campaign.task": "专项行动给您单位下了任务，请按期填报",
    "campaign.task_changed": "专项行动改了给您单位的任务，请按新的要求填报",
    "campaign.sent": "有专项填报等审核",
    "campaign.returned": "专项填报退回，请修改后再报",
    "campaign.late": "有专项填报过了应报日期还没有报",
    "livelihood.assigned": "民生事项交办书已印发，请牵头办理",
    "livelihood.returned": "民生实事的完成情况退回，请补充",
    "sending.failed": "有短信没有送出去，请检查短信网关",
    "intake.failed": "有群众提交的内容没有转给办理的人，每小时再试一次，请看运行日志",
    "ledger.differs": "台账核对有事项前后不一致，请运行 flask ledger check",
}
DIGEST = "digest"
CAP = 1001


def words(template: str, payload: Mapping[str, int]) -> str:
    """Return what a notice says on a page."""
    if template == DIGEST:
        return digest(payload)
    known = WORDS.get(template)
    if known is not None:
        return known
    transition = BY_CODE.get(template.removeprefix("problem."))
    return f"事项有新进展：{transition.event}" if transition and transition.event else "有新的消息"


def digest(payload: Mapping[str, int]) -> str:
    """Return the counts of a day; a full count says "or more"."""
    waiting, soon, late = (_number(payload.get(name, 0)) for name in ("waiting", "soon", "late"))
    return f"今天等您办理 {waiting} 件，临期 {soon}，超期 {late}"


def _number(count: int) -> str:
    """Return a count that stopped at its cap as such."""
    return f"{CAP - 1}+" if count >= CAP else str(count)


def text(template: str, payload: Mapping[str, int]) -> str:
    """Return a short message: what it is about, never which item or whose."""
    said = digest(payload) if template == DIGEST else words(template, {})
    return f"【民声直通车】{said}。请登录系统查看。"
