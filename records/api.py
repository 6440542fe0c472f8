"""REST for documents: begin, change, submit, sign, make final, print; the same checks and words as on the pages."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from enforcement import access, law
from enforcement.actors import Actor
from enforcement.errors import Unmet
from enforcement.models import Dossier
from enforcement.rest import ActionAPIView, plain_gaps
from records import actions, printing, queries
from records.contents import Contents
from records.models import Document


def plain(document: Document) -> dict[str, Any]:
    """A document without its body."""
    return {
        "id": document.pk,
        "kind": document.kind,
        "title": document.title,
        "dossier": document.dossier_id,
        "state": document.state,
        "version": document.version,
        "content_hash": document.content_hash,
        "number": document.number,
        "dated_on": document.dated_on.isoformat() if document.dated_on else None,
        "act": document.act,
        "serves": document.serves_id,
    }


def dossier_or_404(pk: int, actor: Actor) -> Dossier:
    found = queries.dossier(pk, actor)
    if found is None:
        raise Http404
    return found


def document_or_404(pk: int, actor: Actor) -> Document:
    found = queries.document(pk, actor)
    if found is None:
        raise Http404
    return found


def table_of(request: Request) -> dict[str, Any]:
    if not isinstance(request.data, dict):
        raise ValidationError("请求内容应为 JSON 表。")
    return request.data


def number_of(data: dict[str, Any], key: str) -> int:
    value = data.get(key)
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValidationError({key: f"“{key}”应为整数。"})
    return value


class Kinds(APIView):
    """Every kind of document that is declared."""

    def get(self, request: Request) -> Response:
        return Response(
            [
                {
                    "kind": d.id, "title": d.title, "stage": d.stage, "about": d.about, "serves": d.serves,
                    "numbered": d.numbered, "signers": [s.role for s in d.signers],
                }
                for d in law.documents().values()
            ]
        )  # fmt: skip


class KindSchema(APIView):
    """The JSON schema of a kind's body, for the rule set named by `?rule_set=`."""

    def get(self, request: Request, kind: str) -> Response:
        declaration = law.documents().get(kind)
        if declaration is None:
            raise Http404
        return Response(declaration.schema(rule_set=request.query_params.get("rule_set", "national")))


class Documents(ActionAPIView):
    """The documents of a dossier; POST `{kind, values, act?, serves?}` begins one."""

    def get(self, request: Request, dossier: int) -> Response:
        found = dossier_or_404(dossier, self.actor)
        access.require(self.actor, "document.read", found)
        return Response([plain(document) for document in queries.documents_of(found)])

    def post(self, request: Request, dossier: int) -> Response:
        found, data = dossier_or_404(dossier, self.actor), table_of(request)
        values = data.get("values", {})
        if not isinstance(values, dict):
            raise ValidationError({"values": "“values”应为 JSON 表。"})
        serves = document_or_404(number_of(data, "serves"), self.actor) if data.get("serves") is not None else None

        def effect() -> dict[str, Any]:
            document = actions.draft(
                found, str(data.get("kind", "")), by=self.actor, values=values, act=str(data.get("act") or ""),
                serves=serves,
            )  # fmt: skip
            return plain(document)

        return self.carry_out(effect, status=201)


class OneDocument(ActionAPIView):
    """One document with its body and what it lacks; PUT `{values, version}` replaces the body."""

    def get(self, request: Request, pk: int) -> Response:
        document = document_or_404(pk, self.actor)
        access.require(self.actor, "document.open", document)
        contents = Contents.of(document)
        lacking = {"missing": contents.missing(), "unsigned": contents.unsigned()} if document.is_open else {}
        return Response({**plain(document), "values": contents.values, **lacking})

    def put(self, request: Request, pk: int) -> Response:
        document, data = document_or_404(pk, self.actor), table_of(request)
        values = data.get("values")
        if not isinstance(values, dict):
            raise ValidationError({"values": "“values”应为 JSON 表。"})
        version = number_of(data, "version")

        def effect() -> dict[str, Any]:
            actions.revise(document, by=self.actor, values=values, version=version)
            return plain(document)

        return self.carry_out(effect)


class DocumentAction(ActionAPIView):
    """POST that performs one action on a document and answers with it."""

    def act(self, document: Document, data: dict[str, Any]) -> None:
        raise NotImplementedError

    def post(self, request: Request, pk: int) -> Response:
        document, data = document_or_404(pk, self.actor), table_of(request)

        def effect() -> dict[str, Any]:
            self.act(document, data)
            document.refresh_from_db()
            return plain(document)

        return self.carry_out(effect)


class Submit(DocumentAction):
    def act(self, document: Document, data: dict[str, Any]) -> None:
        actions.submit(document, by=self.actor)


class Withdraw(DocumentAction):
    def act(self, document: Document, data: dict[str, Any]) -> None:
        actions.withdraw(document, by=self.actor, reason=str(data.get("reason", "")))


class Sign(DocumentAction):
    """`{role, name?}`."""

    def act(self, document: Document, data: dict[str, Any]) -> None:
        actions.sign(document, by=self.actor, role=str(data.get("role", "")), name=str(data.get("name", "")))


class Refuse(DocumentAction):
    """`{role, name, reason, witness?}`."""

    def act(self, document: Document, data: dict[str, Any]) -> None:
        words = {key: str(data.get(key, "")) for key in ("role", "name", "reason", "witness")}
        actions.refuse(
            document, by=self.actor, role=words["role"], name=words["name"], reason=words["reason"],
            witness=words["witness"],
        )  # fmt: skip


class Finalise(DocumentAction):
    """`{version, signing: {…}}`."""

    def act(self, document: Document, data: dict[str, Any]) -> None:
        signing = data.get("signing") or {}
        if not isinstance(signing, dict):
            raise ValidationError({"signing": "“signing”应为 JSON 表。"})
        actions.finalise(document, by=self.actor, signing=signing, version=number_of(data, "version"))


class Void(DocumentAction):
    def act(self, document: Document, data: dict[str, Any]) -> None:
        actions.void(document, by=self.actor, reason=str(data.get("reason", "")))


class Pdf(APIView):
    """The document on paper."""

    def get(self, request: Request, pk: int) -> HttpResponse:
        document = document_or_404(pk, request.auth)  # type: ignore[arg-type]
        access.require(request.auth, "document.open", document)  # type: ignore[arg-type]
        pdf = printing.stored_or_fresh(document)
        name = f"{document.kind}-{document.pk}.pdf"
        return HttpResponse(
            pdf, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
        )


class Archive(ActionAPIView):
    """归档; GET says what still stands in its way."""

    def get(self, request: Request, dossier: int) -> Response:
        found = dossier_or_404(dossier, self.actor)
        access.require(self.actor, "document.read", found)
        return Response({"gaps": plain_gaps(Unmet(queries.archive_gaps(found, now=timezone.now())))})

    def post(self, request: Request, dossier: int) -> Response:
        found = dossier_or_404(dossier, self.actor)
        return self.carry_out(lambda: _archived(found, self.actor), status=201)


def _archived(dossier: Dossier, actor: Actor) -> dict[str, Any]:
    volume = actions.archive(dossier, by=actor)
    return {"volume": volume.pk, "pages": volume.page_count, "catalogue": volume.catalogue}
