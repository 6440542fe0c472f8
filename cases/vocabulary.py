"""The facts that cases state."""

from enforcement.vocabulary import Kind

KINDS = (
    Kind("case.opened", "登记案件"),
    Kind("case.emergency-started", "紧急启动"),
    Kind("case.party-added", "登记当事人"),
    Kind("case.party-removed", "移除当事人"),
    Kind("party.viewed", "查看当事人完整信息", late_ok=True),
    Kind("case.officer-joined", "增加协办人"),
    Kind("case.officer-left", "协办人退出"),
    Kind("stage.changed", "进入下一阶段"),
    Kind("act.opened", "开始执法活动"),
    Kind("act.ended", "结束执法活动"),
    Kind("act.credentials-shown", "出示执法证件"),
    Kind("act.rights-told", "告知权利"),
    Kind("recording.finished", "音像记录制作完成"),
    Kind("recording.made-away", "在外地执法，音像记录待返回后移交"),
    Kind("officer.returned", "返回单位"),
    Kind("recording.waived", "不适宜音像记录"),
    Kind("recording.deviated", "批准没有音像记录的偏差"),
    Kind("officers.deviated", "批准执法人员或者证件不足的偏差"),
    Kind("proposal.made", "提请核准更正或者偏差"),
    Kind("proposal.closed", "更正或者偏差未获核准"),
    Kind("proposal.applied", "更正已核准"),
    Kind("obligation.laid", "登记应当履行的义务"),
    Kind("obligation.fulfilled", "当事人履行义务"),
    Kind("case.ended", "执法行为终结"),
    Kind("case.concluded", "结案"),
)
