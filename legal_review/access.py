"""Who asks for legal review and who gives it."""

from typing import Any

from cases.models import CaseOfficer
from enforcement.access import Rule, everyone, is_responsible, not_responsible, not_sealed, roles
from enforcement.actors import Actor
from legal_review.models import Review
from records.contents import acts_of

READERS = everyone(except_for=("device_admin", "publisher", "publication_reviewer", "system_admin"))
OFFICE = roles("legal_reviewer")
ARTICLE = "《行政处罚法》第五十八条"


def took_no_part(actor: Actor, subject: Any) -> str | None:
    """本人没有参加本案的办理、送审"""
    if not isinstance(subject, Review) or actor.person is None:
        return None
    person = actor.person.pk
    acted = {officer.get("person") for act in acts_of(subject.dossier) for officer in act.officers}
    helped = CaseOfficer.objects.filter(case__dossier=subject.dossier, person=person).exists()
    if helped or person in {subject.submitted_by.person_id, *acted}:
        return "参加过本案办理或者送审的人员不得审核本案，请由其他法制审核人员审核。"
    return None


def is_pending(actor: Actor, subject: Any) -> str | None:
    """尚未审核"""
    if isinstance(subject, Review) and subject.state != "pending":
        return f"该稿{subject.get_state_display()}，不需要再审核。"
    return None


RULES = (
    Rule("review.read", "查看法制审核", READERS, scope="review"),
    Rule("review.submit", "提交法制审核", roles("officer"), (not_sealed, is_responsible), article=ARTICLE, scope="records"),
    Rule(
        "review.decide", "法制审核", OFFICE, (not_sealed, is_pending, not_responsible, took_no_part), article=ARTICLE,
        scope="review",
    ),
)  # fmt: skip
