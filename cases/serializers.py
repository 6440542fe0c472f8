"""What clients send and read about cases: the same names as the actions, moments in ISO 8601 with their zone."""

from typing import Any

from rest_framework import serializers

from cases.models import ACT_TYPES, Act, Case, Party


class OpenCase(serializers.Serializer):
    act_type = serializers.ChoiceField(ACT_TYPES)
    source = serializers.ChoiceField(Case.SOURCES)
    matter = serializers.CharField(max_length=200)
    opened_at = serializers.DateTimeField(required=False)
    urgency = serializers.ChoiceField(Case.URGENCIES, default="normal")
    emergency_at = serializers.DateTimeField(required=False, allow_null=True)
    real_name = serializers.BooleanField(default=False)
    inspection = serializers.CharField(required=False, help_text="code of the inspection that the case follows")


class AddParty(serializers.Serializer):
    kind = serializers.ChoiceField(Party.KINDS)
    role = serializers.ChoiceField(Party.ROLES, default="party")
    name = serializers.CharField(max_length=100)
    number = serializers.CharField(max_length=30, required=False, allow_blank=True)
    representative = serializers.CharField(max_length=60, required=False, allow_blank=True)
    phone = serializers.CharField(max_length=30, required=False, allow_blank=True)
    address = serializers.CharField(max_length=200, required=False, allow_blank=True)


class OpenAct(serializers.Serializer):
    kind = serializers.CharField(max_length=40)
    started_at = serializers.DateTimeField(required=False)
    place = serializers.CharField(max_length=200, required=False, allow_blank=True)
    officers = serializers.ListField(child=serializers.IntegerField(), help_text="ids of persons")
    is_emergency = serializers.BooleanField(default=False)
    as_it_was = serializers.BooleanField(default=False)


class EndAct(serializers.Serializer):
    ended_at = serializers.DateTimeField(required=False)
    recorded = serializers.BooleanField()


class Credentials(serializers.Serializer):
    shown = serializers.BooleanField()
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True)


class Rights(serializers.Serializer):
    method = serializers.CharField(max_length=500)


class Reason(serializers.Serializer):
    reason = serializers.CharField(max_length=500)


class Correct(Reason):
    started_at = serializers.DateTimeField(required=False)
    ended_at = serializers.DateTimeField(required=False)
    recorded = serializers.BooleanField(required=False)


class Deviate(Reason):
    part = serializers.ChoiceField(["recording", "officers"])


class Advance(serializers.Serializer):
    expected = serializers.CharField(required=False, help_text="the stage that the client believes the case is in")


class End(serializers.Serializer):
    ending = serializers.CharField(max_length=20)
    on = serializers.DateField(help_text="the day of the ending event")


class Nothing(serializers.Serializer):
    """No body."""


class AddObligation(serializers.Serializer):
    text = serializers.CharField(max_length=200)
    due_on = serializers.DateField(required=False, allow_null=True)


class Fulfil(serializers.Serializer):
    on = serializers.DateField()


def moment(value: Any) -> str | None:
    return value.isoformat() if value is not None else None


def party(row: Party) -> dict[str, Any]:
    """Masked: whole numbers are for the page that records who looked."""
    return {
        "id": row.pk, "kind": row.kind, "role": row.role, "name": row.name, "representative": row.representative,
        "number": row.number_mask, "phone": row.phone_mask,
    }  # fmt: skip


def act(row: Act) -> dict[str, Any]:
    return {
        "id": row.pk, "kind": row.kind, "label": row.label, "started_at": moment(row.started_at),
        "ended_at": moment(row.ended_at), "recorded": row.recorded, "credentials_shown": row.credentials_shown,
        "officers": [
            {"person": part.person_id, "name": part.person.name, "certificate": part.certificate, "valid": part.was_valid}
            for part in row.officers.all()
        ],
    }  # fmt: skip


def case(row: Case) -> dict[str, Any]:
    return {
        "code": row.code, "dossier": row.dossier.pk, "number": row.dossier.number, "matter": row.matter,
        "act_type": row.act_type, "source": row.source, "urgency": row.urgency, "stage": row.standing,
        "ending": row.ending, "ended_on": str(row.ended_on) if row.ended_on else None,
        "opened_at": moment(row.opened_at), "concluded_at": moment(row.concluded_at), "rule_set": row.dossier.rule_set,
        "handler": row.dossier.responsible.name if row.dossier.responsible else "",
        "unit": row.dossier.unit.name if row.dossier.unit else "",
    }  # fmt: skip
