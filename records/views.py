"""Pages of documents: the choice of a form, the form, the reading page, signing, and the volume."""

from functools import cached_property
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from enforcement import access, blobs, composition, law
from enforcement.models import Dossier
from enforcement.web import ActionView, PageView
from records import actions, forms, prefill, printing, queries
from records.contents import Contents
from records.models import Document


class InDossier(PageView):
    """What pages of one dossier share."""

    @cached_property
    def dossier(self) -> Dossier:
        found = queries.dossier(self.kwargs["dossier"], self.actor)
        if found is None:
            raise Http404
        return found

    def place(self) -> dict[str, Any]:
        return {"dossier": self.dossier, "dossier_url": composition.page_of(self.dossier)}


class OnDocument(PageView):
    """What pages of one document share."""

    @cached_property
    def document(self) -> Document:
        found = queries.document(self.kwargs["pk"], self.actor)
        if found is None:
            raise Http404
        return found

    def subject(self) -> Document:
        return self.document

    def cancel_url(self) -> str:
        return f"/documents/{self.document.pk}/"

    def context(self) -> dict[str, Any]:
        dossier = self.document.dossier
        return {"document": self.document, "dossier": dossier, "dossier_url": composition.page_of(dossier)}


class ChooseKind(InDossier):
    """Which document to begin: by stage, with those already there."""

    def get(self, request: HttpRequest, dossier: int) -> HttpResponse:
        access.require(self.actor, "document.draft", self.dossier)
        context = {**self.place(), "offers": queries.offers(self.dossier)}
        return render(request, "records/document_choose.html", context)


class _Form(ActionView):
    """The form of a declaration, with its rows that can grow without a script."""

    template_name = "records/document_form.html"
    form_class = forms.DocumentForm
    submit = "保存草稿"
    done = "已保存。"

    def declaration(self) -> law.Declaration:
        raise NotImplementedError

    def bound_dossier(self) -> Dossier:
        raise NotImplementedError

    def form_kwargs(self) -> dict[str, Any]:
        return {
            "declaration": self.declaration(),
            "rule_set": self.bound_dossier().rule_set,
            "officers": prefill.candidates(self.bound_dossier(), now=timezone.now(), chosen=self.named_officers()),
            "extra_rows": {self.request.POST.get("more_rows", ""): 5},
        }

    def named_officers(self) -> Any:
        return None

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "more_rows" in request.POST:
            typed = self.declaration().posted(request.POST)
            form = self.form_class(initial=typed, **self.form_kwargs())
            return self._page(form, token=request.POST.get("form_token", ""))
        return super().post(request, *args, **kwargs)

    def context(self) -> dict[str, Any]:
        declaration, dossier = self.declaration(), self.bound_dossier()
        return {
            "declaration": declaration,
            "dossier": dossier,
            "dossier_url": composition.page_of(dossier),
            "sources": [s for s in declaration.articles if s.regulation in (dossier.rule_set, "national")],
        }


class DraftDocument(_Form):
    action = "document.draft"

    @cached_property
    def dossier(self) -> Dossier:
        found = queries.dossier(self.kwargs["dossier"], self.actor)
        if found is None:
            raise Http404
        return found

    @property
    def title(self) -> str:  # type: ignore[override]
        return f"起草《{self.declaration().title}》"

    def subject(self) -> Dossier:
        return self.dossier

    def bound_dossier(self) -> Dossier:
        return self.dossier

    def declaration(self) -> law.Declaration:
        try:
            return law.document(self.kwargs["kind"])
        except law.LawError:
            raise Http404 from None

    @cached_property
    def serves(self) -> Document | None:
        asked = self.request.GET.get("serves", "")
        return queries.document(int(asked), self.actor) if asked.isdecimal() and len(asked) < 19 else None

    def initial(self) -> dict[str, Any]:
        act = self.request.GET.get("act", "")
        return prefill.initial(self.dossier, self.declaration(), by=self.actor, act=act, serves=self.serves)

    def cancel_url(self) -> str:
        return composition.page_of(self.dossier) or f"/dossiers/{self.dossier.pk}/documents/new/"

    def perform(self, form: Any) -> str:
        document = actions.draft(
            self.dossier, self.kwargs["kind"], by=self.actor, values=form.cleaned_data,
            act=self.request.GET.get("act", ""), serves=self.serves,
        )  # fmt: skip
        return f"/documents/{document.pk}/"


class EditDocument(OnDocument, _Form):
    action = "document.save"

    @property
    def title(self) -> str:  # type: ignore[override]
        return f"修改《{self.document.title}》"

    @cached_property
    def contents(self) -> Contents:
        return Contents.of(self.document)

    def declaration(self) -> law.Declaration:
        return self.contents.declaration

    def bound_dossier(self) -> Dossier:
        return self.document.dossier

    def named_officers(self) -> Any:
        return next((self.contents.values.get(f.id) for f in self.declaration().fields if f.kind == "officers"), None)

    def initial(self) -> dict[str, Any]:
        return self.contents.values

    def context(self) -> dict[str, Any]:
        """A form that came too late shows what the other one stored, and may then be saved over it knowingly."""
        shown = self.request.POST.get("version", "")
        current = queries.document(self.document.pk, self.actor)
        assert current is not None  # seen a moment ago; documents are never deleted
        is_late = (
            self.request.method == "POST" and shown != str(current.version) and "more_rows" not in self.request.POST
        )
        typed = self.declaration().posted(self.request.POST) if is_late else {}
        return {
            **_Form.context(self),
            "document": self.document,
            "version": shown if "more_rows" in self.request.POST else current.version,
            "theirs": queries.changed_since(Contents.of(current), typed) if is_late else [],
            "saved_by": current.saved_by.person.name,
            "saved_at": current.saved_at,
        }

    def perform(self, form: Any) -> None:
        version = self.request.POST.get("version", "")
        actions.revise(
            self.document, by=self.actor, values=form.cleaned_data, version=int(version) if version.isdecimal() else 0
        )


class DocumentPage(OnDocument):
    """The reading page; personal data masked, the whole in the PDF for those who may open it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        access.require(self.actor, "document.read", self.document)
        shown = queries.document_page(self.document, self.actor, now=timezone.now())
        return render(request, "records/document_detail.html", {**self.context(), **shown})


class DocumentPdf(OnDocument):
    """The document on paper: the stored print of a final one, else as it would be printed now."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        access.require(self.actor, "document.open", self.document)
        name = f"{self.document.kind}-{self.document.pk}.pdf"
        pdf = printing.stored_or_fresh(self.document)
        return HttpResponse(
            pdf, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
        )


class SubmitDocument(OnDocument, ActionView):
    action = "document.submit"
    title = "提交审批"
    submit = "提交审批"
    done = "已提交审批。"
    template_name = "records/document_confirm.html"
    form_class = forms.ConfirmForm

    def context(self) -> dict[str, Any]:
        contents = Contents.of(self.document)
        signs = any(signer.role == "handler" for signer in contents.declaration.signers)
        return {**super().context(), "fields": queries.shown_fields(contents), "chain": contents.chain, "signs": signs}

    def perform(self, form: Any) -> None:
        actions.submit(self.document, by=self.actor)


class WithdrawDocument(OnDocument, ActionView):
    action = "document.withdraw"
    title = "撤回审批"
    submit = "撤回"
    done = "已撤回，可以修改后重新提交。"
    form_class = forms.WithdrawForm

    def perform(self, form: Any) -> None:
        actions.withdraw(self.document, by=self.actor, reason=form.cleaned_data["reason"])


class SignDocument(OnDocument, ActionView):
    action = "document.sign"
    submit = "签名"
    done = "已签名。"
    template_name = "records/document_confirm.html"

    @property
    def title(self) -> str:  # type: ignore[override]
        return f"{dict(queries.ROLES).get(self.kwargs['role'], '')}签名"

    @property
    def form_class(self) -> Any:  # type: ignore[override]
        return forms.OwnSignatureForm if self.kwargs["role"] in ("officer", "handler") else forms.PartySignatureForm

    def context(self) -> dict[str, Any]:
        return {**super().context(), "fields": queries.shown_fields(Contents.of(self.document))}

    def perform(self, form: Any) -> None:
        image = form.cleaned_data.get("image")
        blob = blobs.put(image, media_type=image.media_type) if image else None
        name = form.cleaned_data.get("name", "")
        actions.sign(self.document, by=self.actor, role=self.kwargs["role"], name=name, image=blob)


class RefuseDocument(OnDocument, ActionView):
    action = "document.sign"
    title = "登记拒绝签名"
    submit = "登记"
    done = "已登记拒签情况。"
    form_class = forms.RefusalForm

    def perform(self, form: Any) -> None:
        actions.refuse(self.document, by=self.actor, role=self.kwargs["role"], **form.cleaned_data)


class FinaliseDocument(OnDocument, ActionView):
    action = "document.finalise"
    done = "已定稿。"
    template_name = "records/document_confirm.html"
    form_class = forms.DocumentForm

    @cached_property
    def contents(self) -> Contents:
        return Contents.of(self.document)

    @property
    def title(self) -> str:  # type: ignore[override]
        return (
            f"签发《{self.document.title}》"
            if self.contents.declaration.is_sealed
            else f"定稿《{self.document.title}》"
        )

    @property
    def submit(self) -> str:  # type: ignore[override]
        return "签发" if self.contents.declaration.is_sealed else "定稿"

    def form_kwargs(self) -> dict[str, Any]:
        return {
            "declaration": self.contents.declaration, "rule_set": self.document.dossier.rule_set, "at_signing": True,
        }  # fmt: skip

    def initial(self) -> dict[str, Any]:
        return {"dated_on": law.local_day(timezone.now()).isoformat()}

    def context(self) -> dict[str, Any]:
        return {
            **super().context(),
            "fields": queries.shown_fields(self.contents),
            "version": self.document.version,
            "gives_number": bool(self.contents.declaration.numbered),
        }

    def perform(self, form: Any) -> None:
        version = self.request.POST.get("version", "")
        actions.finalise(
            self.document, by=self.actor, signing=form.cleaned_data, version=int(version) if version.isdecimal() else 0
        )


class VoidDocument(OnDocument, ActionView):
    title = "作废文书"
    submit = "作废"
    done = "已作废，文书和文号保留备查。"
    is_dangerous = True
    form_class = forms.ReasonForm

    @property
    def action(self) -> str:  # type: ignore[override]
        return "document.void-final" if self.document.state == "final" else "document.void"

    def perform(self, form: Any) -> None:
        actions.void(self.document, by=self.actor, reason=form.cleaned_data["reason"])


class VolumePage(InDossier):
    """卷内目录 of an archived dossier."""

    def get(self, request: HttpRequest, dossier: int) -> HttpResponse:
        access.require(self.actor, "document.read", self.dossier)
        volume = queries.volume_of(self.dossier)
        if volume is None:
            raise Http404
        may_open = access.explain(self.actor, "document.open", self.dossier) is None
        context = {**self.place(), "volume": volume, "may_open": may_open}
        return render(request, "records/volume_detail.html", context)


class VolumePdf(InDossier):
    def get(self, request: HttpRequest, dossier: int) -> HttpResponseBase:
        access.require(self.actor, "document.open", self.dossier)
        volume = queries.volume_of(self.dossier)
        if volume is None or volume.pdf is None:
            raise Http404
        stream = blobs.open_stored(volume.pdf.sha256)
        return FileResponse(stream, content_type="application/pdf", filename=f"volume-{volume.pk}.pdf")


class ArchiveDossier(InDossier, ActionView):
    action = "case.archive"
    title = "归档"
    submit = "归档并封存"
    done = "已归档，案卷封存，不能再更改。"
    template_name = "records/archive_form.html"
    form_class = forms.ConfirmForm

    def subject(self) -> Dossier:
        return self.dossier

    def cancel_url(self) -> str:
        return composition.page_of(self.dossier) or "/"

    def context(self) -> dict[str, Any]:
        catalogue, pages = queries.catalogue(self.dossier)
        lacking = queries.archive_gaps(self.dossier, now=timezone.now())
        return {**self.place(), "items": catalogue["items"], "pages": pages, "gaps_now": lacking}

    def perform(self, form: Any) -> str:
        actions.archive(self.dossier, by=self.actor)
        return f"/dossiers/{self.dossier.pk}/volume/"
