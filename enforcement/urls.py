"""Addresses of the ground floor: signing in, one's own lists, approvals, set-up, supervision."""

from django.urls import path

from enforcement import api
from enforcement.views import approvals, home, organisation, session, supervision, tokens

app_name = "enforcement"

AGENCY = "organisation/<int:pk>/"
VERBS = ("approve", "return", "withdraw", "reassign")
PERSON = f"{AGENCY}people/<int:person>/"

urlpatterns = [
    path("", home.Home.as_view(), name="home"),
    path("login/", session.SignIn.as_view(), name="sign-in"),
    path("logout/", session.SignOut.as_view(), name="sign-out"),
    path("password/", session.Password.as_view(), name="password"),
    path("post/", session.SwitchPost.as_view(), name="post-switch"),
    path("todos/", home.Todos.as_view(), name="todos"),
    path("notices/", home.Notices.as_view(), name="notices"),
    path("notices/<int:pk>/", home.OpenNotice.as_view(), name="notice-open"),
    path("law/", home.Law.as_view(), name="law"),
    path("approvals/<int:pk>/", approvals.Approve.as_view(), name="approval"),
    path("approvals/<int:pk>/return/", approvals.SendBack.as_view(), name="approval-return"),
    path("approvals/<int:pk>/withdraw/", approvals.Withdraw.as_view(), name="approval-withdraw"),
    path("approvals/<int:pk>/reassign/", approvals.Reassign.as_view(), name="approval-reassign"),
    path("api/approvals/", api.Approvals.as_view(), name="api-approvals"),
    path("api/approvals/<int:pk>/", api.OneApproval.as_view(), name="api-approval"),
    *(path(f"api/approvals/<int:pk>/{verb}/", api.Decide.as_view(verb=verb), name=f"api-{verb}") for verb in VERBS),
    path("supervision/", supervision.Board.as_view(), name="supervision"),
    path("supervision/sheet/", supervision.Sheet.as_view(), name="supervision-sheet"),
    path("supervision/export/", supervision.Export.as_view(), name="supervision-export"),
    path("supervision/findings/", supervision.Findings.as_view(), name="findings"),
    path("tokens/", tokens.Tokens.as_view(), name="tokens"),
    path("tokens/new/", tokens.IssueToken.as_view(), name="token-issue"),
    path("tokens/<int:pk>/revoke/", tokens.RevokeToken.as_view(), name="token-revoke"),
    path("organisation/", organisation.Agencies.as_view(), name="organisation"),
    path("organisation/new/", organisation.CreateAgency.as_view(), name="agency-create"),
    path(AGENCY, organisation.AgencyPage.as_view(), name="agency"),
    path(f"{AGENCY}change/", organisation.ChangeAgency.as_view(), name="agency-change"),
    path(f"{AGENCY}rules/", organisation.ChooseRuleSet.as_view(), name="agency-rules"),
    path(f"{AGENCY}units/new/", organisation.CreateUnit.as_view(), name="unit-create"),
    path(f"{AGENCY}units/<int:unit>/end/", organisation.EndUnit.as_view(), name="unit-end"),
    path(f"{AGENCY}people/", organisation.People.as_view(), name="people"),
    path(f"{AGENCY}people/new/", organisation.CreatePerson.as_view(), name="person-create"),
    path(PERSON, organisation.PersonPage.as_view(), name="person"),
    path(f"{PERSON}end/", organisation.EndPerson.as_view(), name="person-end"),
    path(f"{PERSON}password/", organisation.ResetPassword.as_view(), name="person-password"),
    path(f"{PERSON}posts/new/", organisation.CreatePost.as_view(), name="post-create"),
    path(f"{PERSON}posts/<int:post>/end/", organisation.EndPost.as_view(), name="post-end"),
    path(f"{PERSON}certificates/new/", organisation.AddCertificate.as_view(), name="certificate-add"),
]
