from enforcement.models.dossier import (
    Deadline,
    Dossier,
    DossierKey,
    DossierLink,
    Entry,
    Finding,
    InDossierQuerySet,
    scope_q,
)
from enforcement.models.numbers import IssuedNumber, NumberSeries
from enforcement.models.operation import Approval, ApprovalStep, Blob, Job, Notice, Submission, Token
from enforcement.models.organisation import Agency, Certificate, Person, Post, RuleSetChoice, Unit

__all__ = [
    "Agency",
    "Approval",
    "ApprovalStep",
    "Blob",
    "Certificate",
    "Deadline",
    "Dossier",
    "DossierKey",
    "DossierLink",
    "Entry",
    "Finding",
    "InDossierQuerySet",
    "IssuedNumber",
    "Job",
    "Notice",
    "NumberSeries",
    "Person",
    "Post",
    "RuleSetChoice",
    "Submission",
    "Token",
    "Unit",
    "scope_q",
]
