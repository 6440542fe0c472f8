from django.urls import path

from records import api, views

app_name = "records"

DOCUMENT = "documents/<int:pk>/"
API = f"api/{DOCUMENT}"

urlpatterns = [
    path("dossiers/<int:dossier>/documents/new/", views.ChooseKind.as_view(), name="choose"),
    path("dossiers/<int:dossier>/documents/new/<slug:kind>/", views.DraftDocument.as_view(), name="draft"),
    path("dossiers/<int:dossier>/volume/", views.VolumePage.as_view(), name="volume"),
    path("dossiers/<int:dossier>/volume/pdf/", views.VolumePdf.as_view(), name="volume-pdf"),
    path("dossiers/<int:dossier>/archive/", views.ArchiveDossier.as_view(), name="archive"),
    path(DOCUMENT, views.DocumentPage.as_view(), name="document"),
    path(f"{DOCUMENT}edit/", views.EditDocument.as_view(), name="edit"),
    path(f"{DOCUMENT}pdf/", views.DocumentPdf.as_view(), name="pdf"),
    path(f"{DOCUMENT}submit/", views.SubmitDocument.as_view(), name="submit"),
    path(f"{DOCUMENT}withdraw/", views.WithdrawDocument.as_view(), name="withdraw"),
    path(f"{DOCUMENT}sign/<slug:role>/", views.SignDocument.as_view(), name="sign"),
    path(f"{DOCUMENT}refuse/<slug:role>/", views.RefuseDocument.as_view(), name="refuse"),
    path(f"{DOCUMENT}finalise/", views.FinaliseDocument.as_view(), name="finalise"),
    path(f"{DOCUMENT}void/", views.VoidDocument.as_view(), name="void"),
    path("api/document-kinds/", api.Kinds.as_view(), name="api-kinds"),
    path("api/document-kinds/<slug:kind>/schema/", api.KindSchema.as_view(), name="api-schema"),
    path("api/dossiers/<int:dossier>/documents/", api.Documents.as_view(), name="api-documents"),
    path("api/dossiers/<int:dossier>/archive/", api.Archive.as_view(), name="api-archive"),
    path(API, api.OneDocument.as_view(), name="api-document"),
    path(f"{API}pdf/", api.Pdf.as_view(), name="api-pdf"),
    path(f"{API}submit/", api.Submit.as_view(), name="api-submit"),
    path(f"{API}withdraw/", api.Withdraw.as_view(), name="api-withdraw"),
    path(f"{API}sign/", api.Sign.as_view(), name="api-sign"),
    path(f"{API}refuse/", api.Refuse.as_view(), name="api-refuse"),
    path(f"{API}finalise/", api.Finalise.as_view(), name="api-finalise"),
    path(f"{API}void/", api.Void.as_view(), name="api-void"),
]
