"""The facts that documents state."""

from enforcement.vocabulary import Kind

KINDS = (
    Kind("document.drafted", "起草文书"),
    Kind("document.saved", "修改文书"),
    Kind("document.approved", "文书已批准"),
    Kind("document.returned", "文书退回修改"),
    Kind("document.signed", "文书签名"),
    Kind("document.refused", "拒绝签名"),
    Kind("document.finalised", "文书定稿"),
    Kind("document.voided", "文书作废"),
    Kind("document.printed", "生成版式文件", is_chore=True),
    Kind("decision.made", "作出决定"),
    Kind("service.made", "送达"),
    Kind("statement.made", "当事人陈述、申辩"),
    Kind("statement.waived", "当事人放弃陈述、申辩"),
    Kind("case.archived", "归档"),
    Kind("volume.bound", "生成卷宗文件", late_ok=True, is_chore=True),
)
