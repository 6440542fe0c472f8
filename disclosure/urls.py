from django.urls import path

from disclosure import api, public, views

app_name = "disclosure"

PUBLICATION = "publications/<int:pk>/"
VERBS = ("revise", "release", "return", "withdraw", "revoke")

urlpatterns = [
    path("publications/", views.Publications.as_view(), name="list"),
    path(PUBLICATION, views.PublicationPage.as_view(), name="page"),
    path(f"{PUBLICATION}revise/", views.Revise.as_view(), name="revise"),
    path(f"{PUBLICATION}release/", views.Release.as_view(), name="release"),
    path(f"{PUBLICATION}return/", views.SendBack.as_view(), name="return"),
    path(f"{PUBLICATION}withdraw/", views.Withdraw.as_view(), name="withdraw"),
    path(f"{PUBLICATION}revoke/", views.Revoke.as_view(), name="revoke"),
    path("documents/<int:pk>/publish/", views.DraftPublication.as_view(), name="draft"),
    path("public/", public.PublicList.as_view(), name="public-list"),
    path("public/<slug:code>/", public.PublicDetail.as_view(), name="public-detail"),
    path("api/publications/", api.Tasks.as_view(), name="api-tasks"),
    path(f"api/{PUBLICATION}", api.OnePublication.as_view(), name="api-publication"),
    path("api/documents/<int:pk>/publications/", api.Draft.as_view(), name="api-draft"),
    *(path(f"api/{PUBLICATION}{verb}/", api.Act.as_view(verb=verb), name=f"api-{verb}") for verb in VERBS),
]
