"""Addresses of cases: pages, and the same actions for clients."""

from django.urls import path

from cases import api
from cases.views import acts, cases, parties

app_name = "cases"

CASE = "cases/<str:code>/"
PARTY = f"{CASE}parties/<int:pk>/"
ACT = f"{CASE}acts/<int:pk>/"
API = "api/v1/cases/<str:code>/"

urlpatterns = [
    path("cases/", cases.CaseList.as_view(), name="list"),
    path("cases/new/", cases.OpenCase.as_view(), name="open"),
    path(CASE, cases.CasePage.as_view(), name="page"),
    path(f"{CASE}timeline/", cases.Timeline.as_view(), name="timeline"),
    path(f"{CASE}advance/", cases.AdvanceCase.as_view(), name="advance"),
    path(f"{CASE}end/", cases.EndCase.as_view(), name="end"),
    path(f"{CASE}conclude/", cases.ConcludeCase.as_view(), name="conclude"),
    path(f"{CASE}hand-over/", cases.HandOver.as_view(), name="hand-over"),
    path(f"{CASE}officers/new/", cases.AddOfficer.as_view(), name="officer-add"),
    path(f"{CASE}officers/<int:pk>/remove/", cases.RemoveOfficer.as_view(), name="officer-remove"),
    path(f"{CASE}obligations/new/", cases.AddObligation.as_view(), name="obligation-add"),
    path(f"{CASE}obligations/<int:pk>/fulfil/", cases.FulfilObligation.as_view(), name="obligation-fulfil"),
    path(f"{CASE}parties/new/", parties.AddParty.as_view(), name="party-add"),
    path(PARTY, parties.PartyPage.as_view(), name="party"),
    path(f"{PARTY}remove/", parties.RemoveParty.as_view(), name="party-remove"),
    path(f"{CASE}acts/new/", acts.OpenAct.as_view(), name="act-open"),
    path(ACT, acts.ActPage.as_view(), name="act"),
    path(f"{ACT}end/", acts.EndAct.as_view(), name="act-end"),
    path(f"{ACT}credentials/", acts.ShowCredentials.as_view(), name="act-credentials"),
    path(f"{ACT}rights/", acts.TellRights.as_view(), name="act-rights"),
    path(f"{ACT}waive/", acts.WaiveRecording.as_view(), name="act-waive"),
    path(f"{ACT}away/", acts.MarkAway.as_view(), name="act-away"),
    path(f"{ACT}returned/", acts.MarkReturned.as_view(), name="act-returned"),
    path(f"{ACT}correct/", acts.CorrectAct.as_view(), name="act-correct"),
    path(f"{ACT}remove/", acts.RemoveAct.as_view(), name="act-remove"),
    path(f"{ACT}deviate/", acts.Deviate.as_view(), name="act-deviate"),
    path("api/v1/cases/", api.Cases.as_view(), name="api-list"),
    path(API, api.OneCase.as_view(), name="api-page"),
    path(f"{API}parties/", api.Parties.as_view(), name="api-parties"),
    path(f"{API}advance/", api.Advance.as_view(), name="api-advance"),
    path(f"{API}end/", api.End.as_view(), name="api-end"),
    path(f"{API}conclude/", api.Conclude.as_view(), name="api-conclude"),
    path(f"{API}obligations/", api.Obligations.as_view(), name="api-obligations"),
    path(f"{API}obligations/<int:pk>/fulfil/", api.Fulfil.as_view(), name="api-fulfil"),
    path(f"{API}acts/", api.Acts.as_view(), name="api-acts"),
    path(f"{API}acts/<int:pk>/end/", api.EndAct.as_view(), name="api-act-end"),
    path(f"{API}acts/<int:pk>/credentials/", api.Credentials.as_view(), name="api-act-credentials"),
    path(f"{API}acts/<int:pk>/rights/", api.Rights.as_view(), name="api-act-rights"),
    path(f"{API}acts/<int:pk>/waive/", api.Waive.as_view(), name="api-act-waive"),
    path(f"{API}acts/<int:pk>/correct/", api.Correct.as_view(), name="api-act-correct"),
    path(f"{API}acts/<int:pk>/remove/", api.RemoveAct.as_view(), name="api-act-remove"),
    path(f"{API}acts/<int:pk>/deviate/", api.Deviate.as_view(), name="api-act-deviate"),
]
