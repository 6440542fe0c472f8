"""What is reviewed, why, and on which points: in the words of the law, read from the rules where they say it."""

from enforcement import law, rulebook
from enforcement.models import Dossier
from records.models import Document

REASONS = {
    "public-interest": "涉及重大公共利益的",
    "hearing": "直接关系当事人或者第三人重大权益，经过听证程序的",
    "complex": "案件情况疑难复杂、涉及多个法律关系的",
    "other": "法律、法规规定应当进行法制审核的其他情形",
}
"""《行政处罚法》第五十八条第一款第（一）至（四）项."""

POINTS = {
    "subject": "执法主体合法，执法人员具备执法资格",
    "procedure": "执法程序合法",
    "facts": "案件事实清楚，证据合法充分",
    "basis": "适用法律、法规、规章准确，裁量基准运用适当",
    "competence": "没有超越执法机关法定权限",
    "documents": "执法文书完备、规范",
    "crime": "违法行为不涉嫌犯罪，或者涉嫌犯罪已移送司法机关",
}
"""The seven points of 国办发〔2018〕118号（十三）, each put so that 符合 is the good answer."""

AGREE = "agree"


def outcomes() -> dict[str, str]:
    """The opinions that 《合法性审查意见书》 knows, by code."""
    return dict(law.document("review-opinion").field("outcome").options)  # type: ignore[attr-defined]


def reviewable_kinds(dossier: Dossier) -> set[str]:
    """The documents that the dossier's rules do not let be signed before a review, where they are major."""
    rules = rulebook.rules_of(dossier)
    if rules is None:
        return set()
    return {
        moment.removeprefix("sign:")
        for requirement in rules.requirements.values()
        if requirement.predicate == "review-passed"
        for moment in requirement.blocks
        if moment.startswith("sign:")
    }


def is_major(document: Document) -> bool:
    """Whether the draft says of itself that it is a major decision."""
    answer = document.body.get("major")
    return isinstance(answer, dict) and answer.get("answer") is True


def article(dossier: Dossier) -> str:
    """By which article the dossier's rules ask for the review."""
    rules = rulebook.rules_of(dossier)
    asked = [r for r in rules.requirements.values() if r.predicate == "review-passed"] if rules else []
    return asked[0].basis.cite if asked else ""
